"""One cell of a confusion matrix, clicked or chosen, and the rows in it."""

from typing import TYPE_CHECKING

import streamlit as st

from core.answers import Answers
from core.cases import MOST, in_cell
from core.figure import specs
from core.figures.cells import Cells
from core.figures.cuts import Cut
from pages.ui import charts, experiment
from pages.ui.evaluate_choices import chosen
from pages.ui.evaluate_cut import class_of
from pages.ui.evaluate_scene import Scene
from pages.ui.text import escape

if TYPE_CHECKING:
    import numpy as np

Pair = tuple[int, int]


def show(
    scene: Scene, answers: tuple[Answers, ...], pair: Pair, cut: Cut | None
) -> "tuple[np.ndarray, str]":
    """Draw one model's cells to choose from; returns the positions of a cell."""
    with st.container(key="pick_cell"):
        keys = [str(place) for place in pair]
        which = chosen("of", keys, "Model", [scene.names[place] for place in pair])
        place = pair[keys.index(which)]
        names, codes, counts = matrix(scene, answers[place], cut, place)
        cell = cell_of(counts)
        left, right = st.columns([3, 2], vertical_alignment="center")
        subject = Cells(
            model=scene.runs[place].model, names=names, counts=counts, chosen=cell
        )
        key = f"pick-{scene.part}-{place}"
        with left:
            charts.show(
                specs()["cells"], subject, key, on_select=lambda: clicked(key),
                selection_mode="points",
            )  # fmt: skip
        with right:
            cell = pick(names, cell)
    at = cut.at[place] if cut else None
    found = in_cell(
        answers[place], codes[cell[0]], codes[cell[1]], threshold=at,
        code=class_of(scene),
    )  # fmt: skip
    true, called = (escape(names[i]) for i in cell)
    verdict = "rightly" if cell[0] == cell[1] else "wrongly"
    shown = f" The {MOST} surest are shown." if len(found) > MOST else ""
    return found, (
        f"**{len(found):,} of {scene.evaluation.rows:,} {scene.part} rows** are "
        f"*{true}* and {verdict} called *{called}* by "
        f"{escape(scene.names[place].lower())}, the surest first.{shown}"
    )


def matrix(
    scene: Scene, answers: Answers, cut: Cut | None, place: int
) -> "tuple[tuple[str, ...], tuple[int, ...], np.ndarray]":
    """Return names, class codes and counts of a model's cells."""
    import numpy as np

    if cut is not None:
        code = class_of(scene)
        return (cut.other, cut.label), (1 - code, code), cut.counts[place].confusion
    size = len(scene.classes)
    cells = answers.truth.astype(int) * size + answers.said
    counts = np.bincount(cells, minlength=size**2).reshape(size, size)
    return scene.classes, tuple(range(size)), counts


def cell_of(counts: "np.ndarray") -> tuple[int, int]:
    """Return the cell of the address, at first the one with most mistakes."""
    import numpy as np

    size = len(counts)
    wrong = counts * (1 - np.eye(size, dtype=int))
    worst = int(wrong.argmax())
    asked = str(experiment.page_value("cell", str, ""))
    true, _, called = asked.partition("-")
    if true.isdecimal() and called.isdecimal():
        cell = int(true), int(called)
        if max(cell) < size:
            return cell
    return worst // size, worst % size


def pick(names: tuple[str, ...], cell: tuple[int, int]) -> tuple[int, int]:
    """Draw the same choice for the keyboard; returns the cell."""
    labels = ("Truly", "Called")
    for label, name, place in zip(labels, ("true", "called"), cell, strict=True):
        st.session_state[f"cell_{name}"] = place
        st.selectbox(
            label,
            range(len(names)),
            format_func=lambda code: names[code],
            key=f"cell_{name}",
            on_change=picked,
        )
    return cell


def picked() -> None:
    """Write the cell of the two boxes to the address."""
    state = st.session_state
    st.query_params["cell"] = f"{state['cell_true']}-{state['cell_called']}"


def clicked(key: str) -> None:
    """Write the cell that was clicked to the address."""
    state = st.session_state.get(f"{key}-cells-0")
    points = state["selection"]["points"] if state else []
    if points:
        point = points[0]
        st.query_params["cell"] = f"{round(point['y'])}-{round(point['x'])}"
