"""What if the case were different: both answers and both waterfalls follow an edit."""

from dataclasses import replace
from typing import Any

import streamlit as st

from core.codebook import Cells
from core.errors import Refused
from core.figure import Pair, specs
from core.figures.case import cell_text, top_features
from core.figures.scale import scale
from core.kit import Field
from core.run import Run
from core.works import case_work, form_work
from pages.ui import explain_asks, explain_edit, explain_inside, explain_words, jobs
from pages.ui.charts import show as show_figure
from pages.ui.text import escape

FEW = 8  # columns with a control in view; the others wait behind a tap
TITLE = "What if it were different?"


def show(runs: list[Run], pair: Pair) -> None:
    """Draw the case's waterfalls, and the controls that change the case."""
    work = form_work(tuple(run.config for run in runs))
    place = st.container()
    fields = explain_asks.at_once([work], "Looking at the columns")
    with place:
        if fields:
            st.fragment(bench)(runs, pair, fields[0])
        else:
            show_figure(specs()["waterfall"], pair, "explain")


def bench(runs: list[Run], pair: Pair, fields: tuple[Field, ...]) -> None:
    """Draw the controls and all that follows them; only this runs on an edit."""
    cells: Cells = tuple(pair.explanations[0].cells[pair.case].tolist())
    changes = explain_edit.edits(fields)
    configs = tuple(run.config for run in runs)
    row = explain_edit.edited(cells, changes)
    left, right = st.columns([1, 2], gap="medium")
    with left, st.container(border=True):
        st.markdown(f"**{TITLE}**")
        controls(pair, fields, cells, changes)
    with right:
        now = pair
        if changes:
            try:
                made = jobs.wait(case_work(configs, row), "Asking the models")
            except Refused as no:
                jobs.refuse(no)
                return
            now = replace(pair, explanations=made, case=0)
        told(pair, now)
        if changes:
            changed(now, changes, fields)
        show_figure(specs()["waterfall"], now, "explain")
    explain_inside.flips(pair, configs, row, (fields, cells, changes))
    explain_inside.inside(pair, configs, row)


def controls(
    pair: Pair, fields: tuple[Field, ...], cells: Cells, changes: dict[int, Any]
) -> None:
    """Draw a control a column, those that move this case most first."""
    names = [field.name for field in fields]
    first = [names.index(name) for name in top_features(pair)][:FEW]
    first += [place for place in changes if place not in first]
    rest = [place for place in range(len(fields)) if place not in first]
    for place in first:
        explain_edit.control(fields[place], place, cells[place], changes)
    if rest:
        box = st.expander(
            f"{len(rest)} columns more", key="more columns", on_change="rerun"
        )
        if box.open:
            with box:
                for place in rest:
                    explain_edit.control(fields[place], place, cells[place], changes)
    st.button(
        "Back to the case as it is", on_click=explain_edit.keep, args=({},),
        icon=":material/undo:", disabled=not changes, key="undo edits",
    )  # fmt: skip


def told(pair: Pair, now: Pair) -> None:
    """Draw the answers, and how far an edit has moved them."""
    unit = scale(pair)
    both = zip(now.explanations, pair.explanations, strict=True)
    with st.container(horizontal=True, gap="large"):
        for one, before in both:
            is_now = unit.factor * float(one.answers[now.case, pair.shown])
            was = unit.factor * float(before.answers[pair.case, pair.shown])
            told = unit.told(is_now - was) if one is not before else None
            st.metric(
                f"{explain_words.title(one)}: {escape(unit.target)}",
                unit.level(is_now), delta=told, delta_color="off", width="content",
            )  # fmt: skip


def changed(now: Pair, changes: dict[int, Any], fields: tuple[Field, ...]) -> None:
    """Say what was changed, and what explaining that has cost."""
    edited = [
        f"{fields[place].name} {cell_text(value)}" for place, value in changes.items()
    ]
    cpu_ms = 1000 * sum(one.cpu_s for one in now.explanations)
    st.caption(
        f"Changed: {escape(', '.join(edited))}. Explained anew in {cpu_ms:.0f} ms "
        f"of CPU time, against {now.explanations[0].background_rows:,} background rows."
    )
