"""How good the models of a race are on rows that none of them has seen."""

from collections.abc import Callable

import streamlit as st

from core.score import Evaluation
from pages.ui import (
    evaluate_amounts,
    evaluate_better,
    evaluate_calibration,
    evaluate_cases,
    evaluate_curves,
    evaluate_groups,
    evaluate_threshold,
    evaluate_verdict,
    experiment,
    privacy,
    seal,
)
from pages.ui.evaluate_choices import chosen
from pages.ui.evaluate_scene import Scene, complete, explain_absence
from pages.ui.menu import link, next_step
from pages.ui.results import runs_of
from pages.ui.text import words

Section = tuple[str, Callable[[Scene], None], tuple[str, ...]]

COMMON: dict[str, Section] = {
    "cases": ("Cases", evaluate_cases.show, ("Confusion matrix", "Baseline")),
    "calibration": (
        "Calibration",
        evaluate_calibration.show,
        ("Calibration", "Brier score", "Interval"),
    ),
    "groups": ("Groups", evaluate_groups.show, ("Slice", "Interval", "Seal")),
    "better": ("Really better?", evaluate_better.show, ("Interval", "Seed", "Seal")),
}
CLASSES: dict[str, Section] = {
    "curves": (
        "Curves",
        evaluate_curves.show,
        ("ROC curve", "ROC AUC", "Precision and recall", "Confusion matrix"),
    ),
    "threshold": (
        "Threshold",
        evaluate_threshold.show,
        ("Threshold", "Precision and recall", "Confusion matrix", "False alarm"),
    ),
} | COMMON
AMOUNTS: dict[str, Section] = {
    "predictions": (
        "Predictions",
        evaluate_amounts.predictions,
        ("R²", "RMSE", "MAE", "Residual", "Interval", "Baseline"),
    ),
    "intervals": ("Intervals", evaluate_amounts.intervals, ("Interval", "Residual")),
    "cases": ("Cases", evaluate_cases.show, ("Residual", "Interval")),
} | {key: COMMON[key] for key in ("groups", "better")}
# what can be drawn of a run's own scores, without its answers row by row
KEPT = ("curves", "predictions", "better")


def rows_of(shown: Evaluation) -> str:
    """Say which rows the scores are from, and what models knew of them."""
    if shown.part == "test":
        return f"{shown.rows:,} test rows, which no model saw while it learned"
    return (
        f"{shown.rows:,} validation rows, which no model learned from, though a net "
        "may stop by them"
    )


race = experiment.current()
st.title("How good are they?")
all_runs = runs_of(race)
may = privacy.may_see_rows(race.data)
scene = Scene(race=race, runs=seal.seen(race, all_runs), may=may)
whole = complete(scene)
evaluate_verdict.show(scene)
seal.show(race, all_runs)
st.caption(
    f"Scores on the same {rows_of(scene.evaluation)}. "
    "Whiskers and brackets: 95\u00a0% intervals."
)
if not may:
    privacy.say_why(race.data)
sections = CLASSES if scene.classes else AMOUNTS
titles = [title for title, _, _ in sections.values()]
section = chosen("section", tuple(sections), "Look at", titles)
if whole or section in KEPT:
    sections[section][1](scene)
else:
    explain_absence()
with st.container(horizontal=True, vertical_alignment="center"):
    next_step("explain", "Why do they say so?", race)
    link("compute", "What did it cost?", race)
words(*sections[section][2])
