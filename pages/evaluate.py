"""How good the models of a race are on rows that none of them has seen."""

import streamlit as st

from pages.ui import experiment
from pages.ui.charts import show_all
from pages.ui.menu import link, next_step
from pages.ui.results import runs_of
from pages.ui.text import words

race = experiment.current()
st.title("How good are they?")
runs = runs_of(race)
st.caption(
    f"All scores are from the same {runs[0].evaluation.rows:,} test rows, which no "
    "model saw while it learned. Whiskers and brackets are 95 % bootstrap intervals."
)
show_all("evaluate", runs, "evaluate", columns=2)
with st.container(horizontal=True, vertical_alignment="center"):
    next_step("explain", "Why do they say so?", race)
    link("compute", "What did it cost?", race)
words(
    "ROC curve",
    "ROC AUC",
    "Precision and recall",
    "Confusion matrix",
    "Interval",
    "Baseline",
    "Brier score",
)
