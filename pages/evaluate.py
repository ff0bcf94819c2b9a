"""How good the models of a race are on rows that none of them has seen."""

import streamlit as st

from core.score import Evaluation
from pages.ui import experiment, privacy, seal
from pages.ui.charts import show_all
from pages.ui.menu import link, next_step
from pages.ui.results import runs_of
from pages.ui.text import words

CLASSES = (
    "ROC curve",
    "ROC AUC",
    "Precision and recall",
    "Confusion matrix",
    "Interval",
    "Baseline",
    "Brier score",
)
AMOUNTS = ("R²", "RMSE", "MAE", "Residual", "Interval", "Baseline")


def rows_of(shown: Evaluation) -> str:
    """Say which rows the scores are from, and what models knew of them."""
    if shown.part == "test":
        return f"{shown.rows:,} test rows, which no model saw while it learned"
    return (
        f"{shown.rows:,} validation rows: no model learned from them, but a net may "
        "stop by them, and you may choose by them"
    )


race = experiment.current()
st.title("How good are they?")
all_runs = runs_of(race)
runs = seal.seen(race, all_runs)
evaluation = runs[0].evaluation
seal.show(race, all_runs)
st.caption(
    f"All scores are from the same {rows_of(evaluation)}. "
    "Whiskers and brackets are 95 % bootstrap intervals."
)
key, about = f"evaluate-{evaluation.part}", ""
if not privacy.may_see_rows(race.data):
    privacy.say_why(race.data)
    about = "all rows"  # a dot of predicted against true is somebody's row
show_all("evaluate", runs, key, about, columns=2)
with st.container(horizontal=True, vertical_alignment="center"):
    next_step("explain", "Why do they say so?", race)
    link("compute", "What did it cost?", race)
words(*(CLASSES if evaluation.classes else AMOUNTS), "Seal")
