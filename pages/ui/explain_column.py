"""One column: how its value moves both models' answers."""

from dataclasses import replace

import streamlit as st

from core.figure import Pair, specs
from core.figures.dependence import column
from core.figures.reasons import ranked
from core.figures.scale import Shown
from core.run import Run
from core.works import curves_work
from pages.ui import experiment, explain_asks
from pages.ui.charts import show as show_figure


def show(runs: list[Run], pair: Pair, live: bool) -> None:
    """Draw the choice of a column and its figures."""
    features = pair.explanations[0].features
    foremost = ranked(pair)
    order = [*foremost, *(name for name in features if name not in foremost)]
    st.session_state["column"] = column(pair)
    chosen = st.selectbox(
        "Column",
        order,
        key="column",
        on_change=experiment.keep_page_value,
        args=("column",),
        help="The column that matters most to either model comes first.",
        width=420,
    )
    pair = replace(pair, column=chosen)
    first = pair.explanations[0]
    cells = tuple(zip(features, first.cells[pair.case], strict=True))
    left, right = st.columns(2)
    with left:
        show_figure(specs()["dependence"], pair, "explain")
    with right:
        if live:
            st.caption("The curves come when the values have settled.")
            return
        works = [curves_work(run.config, chosen) for run in runs]
        found = explain_asks.at_once(works, "Setting the column by hand")
        if found:
            seen = Shown(parts=found, shown=pair.shown, cells=cells)
            show_figure(specs()["curves"], seen, "explain")
