"""What a lab found: the verdict, the guess beside it, the figure, the reasons."""

from functools import partial
from typing import Any

import streamlit as st

from core.lab import Lab, LabResult, Verdict
from pages.ui import drawing, lab_state, tables
from pages.ui.lab_state import Setting
from pages.ui.text import escape

BADGES = {
    "supported": ("green", ":material/check_circle:"),
    "refuted": ("red", ":material/cancel:"),
    "mixed": ("orange", ":material/contrast:"),
    "undecided": ("gray", ":material/help:"),
    "not applicable": ("gray", ":material/block:"),
}


def observe(lab: Lab, setting: Setting, result: Any, key: str) -> None:
    """Draw a result, whole or so far, with its sentence and its table."""
    sentence = lab.sentence(result)
    figure = lab.figure(result, lab_state.guess(setting))
    drawing.chart(figure, f"lab-{key}", sentence)
    st.caption(escape(sentence))


def ended(lab: Lab, setting: Setting, found: LabResult) -> None:
    """Draw what came out: the verdict, the guess beside it, the figure, the reasons."""
    st.subheader("Observe")
    verdict(found.verdict)
    answer(lab, setting, found)
    with st.container(border=True, key="observed"):
        observe(lab, setting, found.result, "ended")
        tables.behind(partial(lab.frame, found.result), lab.key, "lab-ended")
    st.subheader("Why")
    st.markdown(lab.why)


def answer(lab: Lab, setting: Setting, found: LabResult) -> None:
    """Set the prediction beside what happened, right or wrong."""
    guessed, happened = lab_state.guess(setting), lab.question.happened(found.result)
    if guessed is None:
        return
    if guessed == happened:
        st.success(f"You saw it coming: {lab.question.text(happened)}.")
    else:
        st.info(
            f"You expected: {lab.question.text(guessed)}. "
            f"What happened: {lab.question.text(happened)}."
        )


def verdict(given: Verdict) -> None:
    """Draw a verdict: badge, sentence, interval, splits, what would change it."""
    colour, icon = BADGES[given.outcome]
    with st.container(border=True, key="verdict"):
        label = f"Verdict: {given.outcome}"
        st.badge(label, icon=icon, color=colour)  # ty: ignore[invalid-argument-type]
        st.markdown(escape(given.reason))
        st.caption(
            f"Judged on {given.splits} splits. The interval is widened because they "
            "share rows."
        )
        st.caption(f"What would change it: {escape(given.would_change)}")
