"""Choices that several sections of page evaluate share; they stand in the address."""

from collections.abc import Sequence

import streamlit as st

from pages.ui import experiment
from pages.ui.evaluate_said import ranked
from pages.ui.evaluate_scene import Scene


def choose_pair(scene: Scene) -> tuple[int, int]:
    """Return the places of two runs to set side by side; draw the choice of many.

    At first they are the best two; a single model is set against the baseline.
    """
    lanes = scene.lanes
    if len(lanes) == 1:
        other = next((i for i in range(len(scene.runs)) if i != lanes[0]), lanes[0])
        return lanes[0], other
    if len(lanes) == 2:
        return lanes[0], lanes[1]
    keys = {scene.runs[place].model: place for place in lanes}
    wanted = str(experiment.page_value("pair", str, "")).split(",")
    best = (scene.runs[place].model for place in ranked(scene))
    both = [*dict.fromkeys([*(key for key in keys if key in wanted), *best])][:2]
    asked = [key for key in keys if key in both]
    st.session_state["pair"] = asked
    chosen = st.multiselect(
        "Side by side",
        list(keys),
        key="pair",
        format_func=lambda key: scene.names[keys[key]],
        max_selections=2,
        on_change=keep_pair,
        help="Two models at a time are compared.",
    )
    both = [*chosen, *(key for key in asked if key not in chosen)][:2]
    return keys[both[0]], keys[both[1]]


def keep_pair() -> None:
    """Write the chosen models to the address."""
    st.query_params["pair"] = ",".join(st.session_state["pair"])


def choose_class(scene: Scene, label: str, help_: str, *, every: str = "") -> int:
    """Draw the choice of one class; with `every`, of several also all of them: -1.

    It stands in the address.
    """
    codes = list(range(len(scene.classes)))
    several = every and len(codes) > 2
    code = int(experiment.page_value("class", int, -1 if several else 1))
    options = [-1, *codes] if several else codes
    st.session_state["class"] = code if code in options else codes[-1]
    return st.selectbox(
        label,
        options,
        format_func=lambda code: every if code < 0 else scene.classes[code],
        key="class",
        on_change=experiment.keep_page_value,
        args=("class",),
        help=help_,
    )


def chosen(name: str, options: Sequence[str], label: str, titles: Sequence[str]) -> str:
    """Draw one of a few choices side by side; it stands in the address."""
    asked = str(experiment.page_value(name, str, options[0]))
    st.session_state[name] = asked if asked in options else options[0]
    st.segmented_control(
        label,
        options,
        format_func=dict(zip(options, titles, strict=True)).__getitem__,
        key=name,
        on_change=experiment.keep_page_value,
        args=(name,),
        required=True,
    )
    return str(st.session_state[name] or options[0])
