"""Section "Cases": the rows behind a number."""

from typing import TYPE_CHECKING

import streamlit as st

from core.answers import Answers
from core.cases import MOST, disagreed, furthest_off
from core.errors import Refused
from core.figures.cuts import Cut, written
from core.works import cases_work
from pages.ui import evaluate_cell, evaluate_rows, jobs, privacy
from pages.ui.evaluate_choices import choose_pair, chosen
from pages.ui.evaluate_cut import class_of, standing
from pages.ui.evaluate_scene import Scene
from pages.ui.text import escape

if TYPE_CHECKING:
    import numpy as np

Pair = tuple[int, int]


def show(scene: Scene) -> None:
    """Draw the choice of rows, and the rows; only this part runs when it changes."""
    if not scene.may:
        privacy.say_why(scene.race.data)
        return
    st.fragment(moved)(scene)


def moved(scene: Scene) -> None:
    """Draw the rows of the choice as it is now."""
    answers = scene.answers()
    if not answers:
        return
    pair = choose_pair(scene)
    if scene.classes:
        positions, told = of_classes(scene, answers, pair)
    else:
        positions, told = of_amounts(scene, answers, pair)
    st.markdown(told)
    if not len(positions):
        return
    work = cases_work(scene.race.data, rows_of(answers[pair[0]], positions))
    try:
        found = jobs.wait(work, "Fetching the rows")
    except Refused as no:
        jobs.refuse(no)
        return
    evaluate_rows.show(scene, found, positions[:MOST], pair)


def rows_of(answers: Answers, positions: "np.ndarray") -> tuple[int, ...]:
    """Return which rows of the table stand at some positions of the answers."""
    return tuple(int(row) for row in answers.rows[positions[:MOST]])


def of_amounts(
    scene: Scene, answers: tuple[Answers, ...], pair: Pair
) -> "tuple[np.ndarray, str]":
    """Draw the choice for amounts; returns positions and what they are."""
    names = [scene.names[place] for place in pair]
    titles = [f"{name} furthest off" for name in names]
    options = ("first", "second", "apart")
    what = chosen("rows", options, "Rows", [*titles, "Furthest apart"])
    shown = f"the {MOST} of {len(answers[0]):,} {scene.part} rows"
    if what == "apart":
        told = f"These are {shown} about which the two predictions differ most."
        return disagreed(answers[pair[0]], answers[pair[1]]), told
    place = pair[options.index(what)]
    told = f"These are {shown} that {escape(scene.names[place].lower())} misses most."
    return furthest_off(answers[place]), told


def of_classes(
    scene: Scene, answers: tuple[Answers, ...], pair: Pair
) -> "tuple[np.ndarray, str]":
    """Draw the choice for classes; returns positions and what they are."""
    names = [scene.names[place] for place in pair]
    titles = ["A cell", *(f"Only {name.lower()} right" for name in names)]
    options = ("cell", "first", "second", "apart")
    what = chosen("rows", options, "Rows", [*titles, "They disagree"])
    cut = standing(scene, answers, pair) if len(scene.classes) == 2 else None
    if what == "cell":
        return evaluate_cell.show(scene, answers, pair, cut)
    wanted = {"first": True, "second": False, "apart": None}[what]
    ends = (cut.at[pair[0]], cut.at[pair[1]]) if cut else None
    found = disagreed(
        answers[pair[0]],
        answers[pair[1]],
        first_right=wanted,
        thresholds=ends,
        code=class_of(scene),
    )
    words = {
        "first": f"only {names[0].lower()} is right",
        "second": f"only {names[1].lower()} is right",
        "apart": "the two answer differently",
    }[what]
    return found, counted(scene, len(found), escape(words), cut, pair)


def counted(scene: Scene, found: int, what: str, cut: Cut | None, pair: Pair) -> str:
    """Say how many rows there are of a kind, and where the thresholds stand."""
    rows = f"{found:,} of {scene.evaluation.rows:,} {scene.part} rows"
    shown = f" The {MOST} furthest apart are shown." if found > MOST else ""
    end = "." if not found else ", the furthest apart first."
    told = f"About **{rows}** {what}{end}{shown}"
    if cut is None or {cut.at[place] for place in pair} == {0.5}:
        return told
    ends = " and ".join(
        f"{escape(written(cut.at[place]))} ({escape(scene.names[place].lower())})"
        for place in pair
    )
    return f"{told} Thresholds as set under Threshold: {ends}."
