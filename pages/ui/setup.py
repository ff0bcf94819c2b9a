"""The choices of a race: which models, which seed, and the settings of each model."""

import streamlit as st

from core import model
from core.dataset import Task
from core.errors import Refused
from core.model import ModelSpec
from core.params import Value
from core.race import MOST_MODELS, RaceConfig, with_budget
from core.run import DEFAULT_MODELS, LEAST_BUDGET, MOST_BUDGET
from pages.ui import echo, experiment
from pages.ui.controls import controls
from pages.ui.text import escape

BUDGET = (
    "Training stops after the step that uses these CPU seconds up; one step is never "
    "cut. Time is measured, so the numbers differ slightly each time."
)


def choose(race: RaceConfig, task: Task | None) -> None:
    """Draw the choice of the lanes among the models that fit the task, where known."""
    offered = fitting(task)
    # the address is the truth: widgets show what it says
    echo.answer("models", [key for key in race.models if key in offered], (*offered,))
    others = [spec.title for key, spec in model.specs().items() if key not in offered]
    what = "an amount" if task == "regression" else "a class"
    told = f" Not for {what} as target: {', '.join(others).lower()}." if others else ""
    st.pills(
        "Models",
        list(offered),
        selection_mode="multi",
        key="models",
        format_func=lambda key: model.specs()[key].title,
        on_change=choose_models,
        help=f"One to {MOST_MODELS} models race on the same rows.{told}",
    )


def fitting(task: Task | None) -> dict[str, ModelSpec]:
    """Return the models that fit a task; all of them while it is not known."""
    return model.fitting(task) if task else model.specs()


def unfit(race: RaceConfig, task: Task | None) -> list[str]:
    """Return the titles of the lanes whose model does not fit the task."""
    offered = fitting(task)
    return [model.specs()[key].title for key in race.models if key not in offered]


def mend(race: RaceConfig, task: Task) -> None:
    """Say which lanes do not fit the task, and offer others with one click."""
    wrong, asked = unfit(race, task), "amounts" if task == "regression" else "classes"
    if not wrong:
        return
    instead = replaced(race, task)
    titles = " and ".join(model.specs()[key].title.lower() for key in instead)
    st.warning(
        f"{' and '.join(wrong)} cannot predict {asked}, which the target holds.",
        icon=":material/warning:",
    )
    st.button(
        f"Race {titles}",
        icon=":material/swap_horiz:",
        on_click=experiment.set_models,
        args=(instead,),
    )


def replaced(race: RaceConfig, task: Task) -> tuple[str, ...]:
    """Return the lanes with fitting models: for one that does not fit, its kin."""
    offered, kept = model.fitting(task), []
    for key in race.models:
        family = model.specs()[key].family
        kin = [k for k, spec in offered.items() if spec.family == family]
        kept += [key] if key in offered else kin[:1]
    return tuple(dict.fromkeys(kept)) or DEFAULT_MODELS


def choose_seed(race: RaceConfig) -> None:
    """Draw the choice of the seed."""
    echo.answer("seed", race.seed)
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


def choose_budget(race: RaceConfig) -> None:
    """Draw the choice of a time budget."""
    echo.answer("budget", race.budget_s)
    st.number_input(
        "Budget (CPU s)",
        min_value=LEAST_BUDGET,
        max_value=MOST_BUDGET,
        step=1.0,
        key="budget",
        placeholder="No limit",
        on_change=set_budget,
        help=BUDGET,
        width=150,
    )


def set_budget() -> None:
    """Write the chosen budget to the address."""
    try:
        experiment.change(with_budget(experiment.now(), st.session_state["budget"]))
    except Refused as no:
        st.toast(escape(no), icon=":material/block:")


def choose_models() -> None:
    """Write the chosen lanes to the address; a race needs at least one."""
    chosen = tuple(key for key in model.specs() if key in st.session_state["models"])
    try:
        experiment.set_models(chosen)
    except Refused as no:
        st.toast(escape(no), icon=":material/block:")


def settings(race: RaceConfig) -> None:
    """Draw the settings of each lane, one tap away."""
    icon, key = ":material/tune:", "settings"
    box = st.popover("Settings", icon=icon, key=key, on_change="rerun")
    if not box.open:  # they are as much to draw as all else on the page
        return
    with box:
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
