"""Why the models of a race say what they say: SHAP of both on one scale."""

import streamlit as st

from core import model
from core.explain import Explanation, agreement
from core.figure import Pair
from core.run import Run
from pages.ui import (
    experiment,
    explain_case,
    explain_column,
    explain_overall,
    explaining,
    privacy,
)
from pages.ui.menu import link, next_step
from pages.ui.results import runs_of
from pages.ui.text import words

SECTIONS = {
    "overall": ("Overall", ":material/leaderboard:", explain_overall.show),
    "column": ("One column", ":material/view_column:", explain_column.show),
    "case": ("One case", ":material/person_search:", explain_case.show),
}
FIRST = "overall"


def two_of(runs: list[Run]) -> list[Run]:
    """Return the two runs to put side by side; with more lanes, draw the choice."""
    if len(runs) <= 2:
        return runs
    titles = {run.model: model.specs()[run.model].title for run in runs}
    wanted = str(experiment.page_value("pair", str, "")).split(",")
    asked = [key for key in titles if key in wanted] or list(titles)
    st.session_state["pair"] = asked[:2]
    chosen = st.multiselect(
        "Side by side",
        list(titles),
        key="pair",
        format_func=titles.__getitem__,
        max_selections=2,
        on_change=keep_pair,
        help="Two models at a time are compared.",
    )
    return [run for run in runs if run.model in chosen] or runs[:2]


def keep_pair() -> None:
    """Write the chosen models to the address."""
    st.query_params["pair"] = ",".join(st.session_state["pair"])


def section() -> str:
    """Draw the choice of a section, which stands in the address."""
    asked = str(experiment.page_value("view", str, FIRST))
    st.session_state["view"] = asked if asked in SECTIONS else FIRST
    chosen = st.segmented_control(
        "What to look at",
        list(SECTIONS),
        key="view",
        format_func=lambda key: f"{SECTIONS[key][1]} {SECTIONS[key][0]}",
        on_change=experiment.keep_page_value,
        args=("view",),
        required=True,
        label_visibility="collapsed",
    )
    return chosen or FIRST


def chosen_class(first: Explanation) -> int:
    """Draw the choice of the class whose probability is explained."""
    if len(first.classes) == 1:
        return 0
    places = range(len(first.classes))
    asked = experiment.page_value("class", int, 1)
    st.session_state["class"] = asked if asked in places else places[-1]
    chosen = st.selectbox(
        "Probability of",
        places,
        format_func=lambda code: first.classes[code],
        key="class",
        on_change=experiment.keep_page_value,
        args=("class",),
        help="All values on this page are in probability of this class.",
        width=320,
    )
    return int(chosen)


def chosen_case(first: Explanation) -> int:
    """Return the case of the address, or the first one."""
    case = experiment.page_value("case", int, 0)
    return int(case) if case in range(len(first.rows)) else 0


def board(runs: list[Run], made: list[Explanation], live: bool) -> None:
    """Draw the chosen section of explanations, whole or still sharpening."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        part = section()
        shown = chosen_class(made[0])
    agreed = agreement(made[0], made[1], shown) if len(made) > 1 else None
    pair = Pair(
        explanations=tuple(made),
        agreement=agreed,
        shown=shown,
        case=chosen_case(made[0]),
        column=str(experiment.page_value("column", str, "")),
    )
    if part == FIRST or privacy.may_see_rows(runs[0].config.data):
        SECTIONS[part][2](runs, pair, live)


race = experiment.current()
st.title("Why do they say so?")
runs = [run for run in runs_of(race) if run.model != "dummy"]
privacy.say_why(race.data)
explaining.watch(two_of(runs), board)
with st.container(horizontal=True, vertical_alignment="center"):
    next_step("compute", "What did it cost?", race)
    link("evaluate", "How good are they?", race)
words("SHAP value", "Background rows", "Agreement", "Partial dependence")
