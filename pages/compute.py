"""The price tag: what training, keeping and asking each model of a race costs."""

from collections.abc import Callable

import streamlit as st

from core.race import RaceConfig
from core.run import Run
from pages.ui import (
    compute_budget,
    compute_growth,
    compute_latency,
    compute_money,
    compute_shrink,
    compute_tag,
    experiment,
    seal,
)
from pages.ui.evaluate_choices import chosen
from pages.ui.menu import link, next_step
from pages.ui.results import runs_of
from pages.ui.text import words

Section = tuple[str, Callable[[RaceConfig, tuple[Run, ...]], None], tuple[str, ...]]

SECTIONS: dict[str, Section] = {
    "tag": ("Price tag", compute_tag.show, ("CPU seconds", "Peak memory", "Latency")),
    "money": (
        "Money",
        compute_money.show,
        ("CPU seconds", "Break-even", "Watt-hour", "Interval"),
    ),
    "budget": ("Budget", compute_budget.show, ("CPU seconds", "Interval", "Seed")),
    "growth": (
        "Growth",
        compute_growth.show,
        ("CPU seconds", "Peak memory", "Exponent", "Interval"),
    ),
    "shrink": (
        "Smaller",
        compute_shrink.show,
        ("Latency", "Distillation", "Pruning", "int8 and bfloat16", "ONNX Runtime"),
    ),
    "latency": (
        "One row",
        compute_latency.show,
        ("Latency", "p50, p95, p99", "ONNX Runtime"),
    ),
}

race = experiment.current()
st.title("What did it cost?")
runs = runs_of(race)
seal.show(race, runs)
titles = [title for title, _, _ in SECTIONS.values()]
section = chosen("section", tuple(SECTIONS), "Look at", titles)
SECTIONS[section][1](race, seal.seen(race, runs))
with st.container(horizontal=True, vertical_alignment="center"):
    next_step("labs", "Test a claim", race)
    link("evaluate", "How good are they?", race)
    link("train", "Race again", race)
words(*SECTIONS[section][2])
