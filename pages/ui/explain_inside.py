"""Inside both models at a case: what would turn them, and how they come to it."""

from dataclasses import replace
from typing import Any

import streamlit as st

from core.codebook import Cells
from core.errors import Refused
from core.explain import Explanation
from core.figure import Pair, specs
from core.figures.case import cell_text
from core.figures.scale import Shown
from core.flip import Flip
from core.kit import Field
from core.works import flip_work, inside_work
from pages.ui import explain_asks, explain_edit, explain_words, jobs
from pages.ui.charts import show as show_figure
from pages.ui.text import escape


def flips(
    pair: Pair, configs: tuple[Any, ...], row: Cells, held: tuple[Any, ...]
) -> None:
    """Draw the smallest changes that turn the answers, or the button to look."""
    work = flip_work(configs, row)
    if explain_asks.known(work) is None:
        st.button(
            "Find the smallest change that turns each answer", on_click=jobs.submit,
            args=(work,), icon=":material/flip:", key="find flips",
        )  # fmt: skip
        if jobs.status(work) is None:
            return
    try:
        found = jobs.wait(work, "Trying changes")
    except Refused as no:
        jobs.refuse(no)
        return
    with st.container(border=True):
        st.markdown("**The smallest change that turns each answer**")
        for one, flip in zip(pair.explanations, found, strict=True):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(turned(one, flip), width="stretch")
                if flip.changes:
                    tried = attempt(flip, *held)
                    st.button(
                        "Try it", on_click=explain_edit.keep, args=(tried,),
                        key=f"try-{one.model}", icon=":material/play_arrow:",
                    )  # fmt: skip
        st.caption(
            f"Found by trying {sum(f.tried for f in found):,} changes of one or two "
            "columns to values that stand in training rows: a search, no proof. The "
            "smallest passes the fewest rows."
        )


def turned(one: Explanation, flip: Flip) -> str:
    """Say what turns a model's answer, or that nothing tried does."""
    title = explain_words.title(one)
    if not flip.changes:
        return f"**{title}**: no change of one or two columns turns it."
    steps = " and ".join(
        f"{escape(name)} from {escape(cell_text(was))} to **{escape(cell_text(now))}**"
        for name, was, now in flip.changes
    )
    answers = [
        explain_words.said(replace(one, answers=answer[None]), 0)
        for answer in (flip.before, flip.after)
    ]
    return f"**{title}**: {steps} turns {answers[0]} into {answers[1]}."


def attempt(
    flip: Flip, fields: tuple[Field, ...], cells: Cells, changes: dict[int, Any]
) -> dict[int, Any]:
    """Return the edits that make a found change."""
    names = [field.name for field in fields]
    return changes | {names.index(name): now for name, _, now in flip.changes}


def inside(pair: Pair, configs: tuple[Any, ...], row: Cells) -> None:
    """Draw the way through a tree beside the net's signals, on request."""
    if not st.toggle("Look inside both models", key="inside"):
        return
    try:
        found = jobs.wait(inside_work(configs, row), "Looking inside")
    except Refused as no:
        jobs.refuse(no)
        return
    seen = Shown(parts=found, shown=pair.shown)
    for place, key in zip(st.columns(2), ("tree_path", "layers"), strict=True):
        if specs()[key].applies(seen):
            with place:
                show_figure(specs()[key], seen, "explain")
