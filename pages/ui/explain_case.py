"""One case: which one, what it is in words, and what if it were different."""

import streamlit as st

from core.figure import Pair, specs
from core.figures import apart
from core.run import Run
from pages.ui import experiment, explain_whatif, explain_words
from pages.ui.charts import show as show_figure

STEPS = {"More disputed": -1, "Less disputed": 1}


def show(runs: list[Run], pair: Pair, live: bool) -> None:
    """Draw the choice of a case, and all about it."""
    choose(pair)
    st.markdown(explain_words.answers(pair))
    st.caption(explain_words.row(pair))
    figures = specs()
    if figures["pixels_case"].applies(pair):
        show_figure(figures["pixels_case"], pair, "explain")
    if live:
        show_figure(figures["waterfall"], pair, "explain")
    else:
        explain_whatif.show(runs, pair)
    if figures["apart"].applies(pair):
        others(pair)


def order(pair: Pair) -> list[int]:
    """Return the cases, the one that both models see most differently first."""
    if len(pair.explanations) < 2:
        return list(range(len(pair.explanations[0].rows)))
    first, second = apart.said(pair)
    return (-abs(first - second)).argsort(kind="stable").tolist()


def choose(pair: Pair) -> None:
    """Draw the slider over all cases, and steps along the disagreement."""
    first, cases = pair.explanations[0], order(pair)
    st.session_state["case"] = pair.case
    place = cases.index(pair.case)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.slider(
            f"Case ({first.part} row)",
            0,
            max(1, len(cases) - 1),
            key="case",
            disabled=len(cases) == 1,
            on_change=experiment.keep_page_value,
            args=("case",),
            help="The row that is explained below.",
            width=420,
        )
        if len(pair.explanations) < 2:
            return
        st.button(
            "Most disputed", on_click=go, args=(cases[0],), disabled=place == 0,
            icon=":material/first_page:", key="most disputed",
            help="The case that the two models see most differently.",
        )  # fmt: skip
        for label, step in STEPS.items():
            there = place + step in range(len(cases))
            icon = "arrow_back" if step < 0 else "arrow_forward"
            st.button(
                label, on_click=go, args=(cases[place + step if there else place],),
                disabled=not there, icon=f":material/{icon}:", key=label.lower(),
            )  # fmt: skip
        st.caption(
            f"Number {place + 1} of {len(cases)} by disagreement", width="content"
        )


def go(case: int) -> None:
    """Turn to a case."""
    st.session_state["case"] = case
    experiment.keep_page_value("case")


def others(pair: Pair) -> None:
    """Draw all cases by how far the models are apart, and take one up from there."""
    left, right = st.columns([3, 2])
    with left:
        show_figure(specs()["apart"], pair, "explain")
    table = apart.frame(pair).iloc[order(pair)].reset_index(drop=True)
    with right, st.container(border=True):
        st.markdown("**Cases, most disputed first**")
        numbers = {
            name: st.column_config.NumberColumn(
                format="%.1f" if "%" in str(name) else "%.4g"
            )
            for name, column in table.items()
            if column.dtype.kind == "f"
        }
        st.dataframe(
            table,
            key="cases",
            hide_index=True,
            height=440,
            column_config=numbers,
            on_select=lambda: take(table["case"].tolist()),
            selection_mode="single-row",
        )
        st.caption("Choose a row to look at that case.")


def take(cases: list[int]) -> None:
    """Turn to the case whose line in the table was chosen."""
    rows = st.session_state["cases"]["selection"]["rows"]
    if rows:
        go(cases[rows[0]])
