"""The price tag: what training, keeping and asking each model of a race costs."""

import streamlit as st

from core import model
from core.run import Run
from pages.ui import experiment
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
            "Size": f"{run.cost.parameters:,} {run.cost.counted}",
            "Stored, kB": run.cost.size_bytes / 1000,
            "One row, ms": run.cost.latency_ms,
            f"{run.cost.batch_rows:,} rows, ms": run.cost.batch_ms,
            "Trained on": run.cost.device,
        }
        for run in runs
    ]


race = experiment.current()
st.title("What did it cost?")
runs = runs_of(race)
st.caption(
    "Measured in the process that trained the model: training alone, without imports, "
    "scoring or drawing. Latency is one call of the trained model on encoded rows, "
    "with the overhead of its library."
)
figures = st.column_config.NumberColumn(format="%.3g")
st.dataframe(
    table(runs),
    hide_index=True,
    column_config={
        name: figures for name, value in table(runs)[0].items() if type(value) is float
    },
)
show_all("compute", runs, "compute", columns=2)
with st.container(horizontal=True, vertical_alignment="center"):
    next_step("labs", "Test a claim", race)
    link("evaluate", "How good are they?", race)
    link("train", "Race again", race)
words("CPU seconds", "Peak memory", "Latency")
