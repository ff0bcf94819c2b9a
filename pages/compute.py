"""The price tag: what training, keeping and asking each model of a race costs."""

import streamlit as st

from core import model
from core.run import Run
from pages.ui import experiment, seal, tables
from pages.ui.charts import show_all
from pages.ui.menu import link, next_step
from pages.ui.results import runs_of
from pages.ui.text import words


def table(runs: tuple[Run, ...]) -> list[dict[str, object]]:
    """Return one row a model with every price in its unit."""
    return [
        {
            "Model": model.specs()[run.model].title,
            "Training, CPU s": run.cost.cpu_s,
            "Training, wall s": run.cost.wall_s,
            "Peak memory, MB": run.cost.peak_mb,
            "Made of": made_of(run),
            "Stored, kB": run.cost.size_bytes / 1000,
            "One row, ms": run.cost.latency_ms,
            f"{run.cost.batch_rows:,} rows, ms": run.cost.batch_ms,
            "Trained on": run.cost.device,
        }
        for run in runs
    ]


def made_of(run: Run) -> str:
    """Return how many of what a model consists of."""
    count, what = run.cost.parameters, run.cost.counted
    return f"{count:,} {what.removesuffix('s') if count == 1 else what}"


race = experiment.current()
st.title("What did it cost?")
runs = runs_of(race)
st.caption(
    "Measured in the process that trained the model: training alone, without imports, "
    "scoring or drawing. Latency is one call of the trained model on encoded rows, "
    "with the overhead of its library."
)
figures = st.column_config.NumberColumn(format="%.3g")
prices = table(runs)
tables.show(
    prices,
    "prices",
    config={name: figures for name, value in prices[0].items() if type(value) is float},
)
seal.show(race, runs)
seen = seal.seen(race, runs)
show_all("compute", seen, f"compute-{seen[0].evaluation.part}", columns=2)
with st.container(horizontal=True, vertical_alignment="center"):
    next_step("labs", "Test a claim", race)
    link("evaluate", "How good are they?", race)
    link("train", "Race again", race)
words("CPU seconds", "Peak memory", "Latency")
