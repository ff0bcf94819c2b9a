"""Single rows with what two models say of each: a table, and pictures."""

from typing import TYPE_CHECKING

import streamlit as st

from core.answers import Answers
from core.cases import Cases
from core.figure import specs
from core.figures.cells import Pictured
from core.figures.theme import amount
from pages.ui import charts, tables
from pages.ui.evaluate_scene import Scene

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

MOST_PICTURES = 20


def show(
    scene: Scene, cases: Cases, positions: "np.ndarray", pair: tuple[int, int]
) -> None:
    """Draw the rows as pictures where they are such, and as a table."""
    answers = scene.answers()
    if not answers:
        return
    both = dict.fromkeys(pair)
    said = {scene.names[place]: of_model(answers[place], positions) for place in both}
    if cases.pixels is not None:
        words = list(zip(cases.truth, *said.values(), strict=True))
        pictured = Pictured(
            pixels=cases.pixels[:MOST_PICTURES],
            words=tuple(tuple(map(str, one)) for one in words[:MOST_PICTURES]),
            headings=(cases.target, *said),
        )
        charts.show(specs()["case_pictures"], pictured, f"cases-{scene.part}")
        return
    with st.container(border=True, key="case_rows"):
        tables.show(table(cases, said), f"cases-{scene.part}")
        shown = f"{len(cases.rows)} rows: first the truth and what the models say"
        st.caption(f"{shown}, then the columns of the table.")


def of_model(answers: Answers, positions: "np.ndarray") -> list[str]:
    """Return what a model says of each row, in words."""
    if not answers.classes:
        return [amount(float(value)) for value in answers.values[positions, 0]]
    best = answers.said[positions]
    sure = answers.values[positions, best]
    return [
        f"{answers.classes[code]} {probability:.0%}"
        for code, probability in zip(best.tolist(), sure.tolist(), strict=True)
    ]


def table(cases: Cases, said: dict[str, list[str]]) -> "pd.DataFrame":
    """Return one row a case: truth, both answers, and its cells, all names apart."""
    import pandas as pd

    made = pd.DataFrame({f"true {cases.target}": cases.truth} | said)
    cells = pd.DataFrame(cases.cells, columns=list(cases.columns)).infer_objects()
    taken = set(made.columns)
    for place, name in enumerate(cases.columns):
        while name in taken:
            name += " (column)"
        taken.add(name)
        made.insert(made.shape[1], name, cells.iloc[:, place])
    return made
