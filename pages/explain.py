"""Why the models of a race say what they say: SHAP of all of them on one scale."""

import streamlit as st

from core import model
from core.explain import Explanation, agreement
from core.figure import Pair
from core.figures.theme import amount
from core.race import RaceConfig
from core.run import Run
from pages.ui import experiment, explaining, privacy
from pages.ui.charts import show_all
from pages.ui.menu import next_step
from pages.ui.results import runs_of
from pages.ui.text import escape, words


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
    return [run for run in runs if run.model in chosen]


def keep_pair() -> None:
    """Write the chosen models to the address."""
    st.query_params["pair"] = ",".join(st.session_state["pair"])


def answers(made: list[Explanation], case: int) -> str:
    """Say what the case truly is and what each model makes of it."""
    first = made[0]
    told = "; ".join(
        f"{model.specs()[one.model].title} says {said(one, case)}" for one in made
    )
    truth = first.truth[case]
    if amounts(first):
        unit = f" ({escape(first.unit)})"
        return f"This row is truly **{amount(truth)}**{unit}. {told}."
    return f"This row is truly **{escape(first.classes[int(truth)])}**. {told}."


def said(one: Explanation, case: int) -> str:
    """Return what one model answers for the case, in words."""
    answer = one.answers[case]
    if amounts(one):
        return amount(answer[0])
    likeliest = int(answer.argmax())
    return f"{escape(one.classes[likeliest])} ({answer[likeliest]:.0%})"


def amounts(one: Explanation) -> bool:
    """Return whether an amount is explained, not the probability of a class."""
    return len(one.classes) == 1


def choose(race: RaceConfig, first: Explanation) -> tuple[int, int]:
    """Draw the choice of class and case; both stand in the address."""
    classes, cases = first.classes, len(first.rows)
    shown = experiment.page_value("class", int, 1)
    case = experiment.page_value("case", int, 0)
    shown = shown if shown in range(len(classes)) else len(classes) - 1
    st.session_state["case"] = case if case in range(cases) else 0
    left, right = st.columns(2)
    if not amounts(first):
        st.session_state["class"] = shown
        left.selectbox(
            "Probability of",
            range(len(classes)),
            format_func=lambda code: classes[code],
            key="class",
            on_change=experiment.keep_page_value,
            args=("class",),
            help="All values on this page are in probability of this class.",
        )
    (left if amounts(first) else right).slider(
        f"Case ({first.part} row)",
        0,
        max(1, cases - 1),
        key="case",
        disabled=cases == 1,
        on_change=experiment.keep_page_value,
        args=("case",),
        help="The row that the waterfalls at the bottom explain.",
    )
    return int(shown), min(int(st.session_state["case"]), cases - 1)


race = experiment.current()
st.title("Why do they say so?")
runs = [run for run in runs_of(race) if run.model != "dummy"]
made = explaining.explanations(two_of(runs))
shown, case = choose(race, made[0])
agreed = agreement(made[0], made[1], shown) if len(made) > 1 else None
with st.container(horizontal=True, gap="medium"):
    for explanation in made:
        st.metric(
            model.specs()[explanation.model].title,
            f"{explanation.cpu_s:.2f} CPU s",
            help=f"CPU seconds of {explanation.method}: {len(explanation.rows)} rows "
            f"against {explanation.background_rows} background rows.",
            width="content",
        )
    if agreed:
        st.metric(
            "Agreement",
            f"{agreed.ranks:.2f}",
            help="Rank correlation of the columns' importance in the two models; they "
            f"share {agreed.shared_top} of the {agreed.top} most important ones.",
            width="content",
        )
pair = Pair(explanations=tuple(made), agreement=agreed, shown=shown, case=case)
if privacy.may_see_rows(race.data):
    st.markdown(answers(made, case))
    show_all("explain", pair, "explain")
else:
    privacy.say_why(race.data)
    show_all("explain", pair, "explain", about="all rows")
next_step("compute", "What did it cost?", race)
words("SHAP value", "Background rows", "Agreement")
