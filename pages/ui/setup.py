"""The choices of a race: which models, which seed, and the settings of each model."""

import streamlit as st

from core import model
from core.errors import Refused
from core.params import Value
from core.race import MOST_MODELS, RaceConfig
from pages.ui import experiment
from pages.ui.controls import controls
from pages.ui.text import escape


def choose(race: RaceConfig) -> None:
    """Draw the choice of the lanes."""
    # the address is the truth: widgets show what it says
    st.session_state["models"] = list(race.models)
    st.pills(
        "Models",
        [spec.key for spec in model.specs().values()],
        selection_mode="multi",
        key="models",
        format_func=lambda key: model.specs()[key].title,
        on_change=choose_models,
        help=f"One to {MOST_MODELS} models race on the same rows.",
    )


def choose_seed(race: RaceConfig) -> None:
    """Draw the choice of the seed."""
    st.session_state["seed"] = race.seed
    st.number_input(
        "Seed",
        min_value=0,
        max_value=2**31 - 1,
        step=1,
        key="seed",
        on_change=lambda: experiment.set_seed(int(st.session_state["seed"])),
        help="The same seed gives the same numbers. Another seed deals other rows.",
        width=130,
    )


def choose_models() -> None:
    """Write the chosen lanes to the address; a race needs at least one."""
    chosen = tuple(key for key in model.specs() if key in st.session_state["models"])
    try:
        experiment.set_models(chosen)
    except Refused as no:
        st.toast(escape(no), icon=":material/block:")


def settings(race: RaceConfig) -> None:
    """Draw the settings of each lane, one tap away."""
    with st.popover("Settings", icon=":material/tune:"):
        _settings(race)


def _settings(race: RaceConfig) -> None:
    for config in race.runs:
        spec = model.specs()[config.model]
        st.markdown(f"**{spec.title}**")
        st.caption(spec.summary)

        def set_(name: str, value: Value, key: str = spec.key) -> None:
            experiment.set_model_value(key, name, value)

        controls(spec.params, config.values, spec.key, set_)
    st.button(
        "Default models and settings",
        icon=":material/restart_alt:",
        on_click=experiment.reset_models,
    )
