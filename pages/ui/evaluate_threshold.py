"""Section "Threshold": one threshold, and all that follows from it at once."""

import streamlit as st

from core.answers import Answers
from core.figure import specs
from core.figures.matrices import Sides, sides
from core.quality.paired import accuracy_difference
from pages.ui import charts, evaluate_counts, experiment
from pages.ui.evaluate_choices import choose_class, choose_pair, chosen
from pages.ui.evaluate_cut import (
    BUDGET,
    MOST_MONEY,
    PRICES,
    RULES,
    THRESHOLD,
    chosen_on,
    number,
    standing,
)
from pages.ui.evaluate_scene import Scene

TITLES = ("By hand", "By false alarms", "By price")
EVERY = "All classes"
LIKELIEST = (
    "Each case is called its most probable class. Choose one class to set a threshold "
    "for it."
)
CLASS = "A model raises an alarm where its probability of this class is high enough."


def show(scene: Scene) -> None:
    """Draw the choices and what follows; only this part runs when they move."""
    st.fragment(moved)(scene)


def moved(scene: Scene) -> None:
    """Draw what follows from the choices as they are now."""
    answers = scene.answers()
    if not answers:
        return
    with st.container(border=True, key="cut_choice"):
        left, right = st.columns([1, 2], vertical_alignment="bottom")
        with left:
            code = choose_class(scene, "The alarm is for", CLASS, every=EVERY)
        if code >= 0:
            with right:
                rule = chosen("rule", RULES, "Threshold", TITLES)
        pair = choose_pair(scene)
        if code < 0:
            st.caption(LIKELIEST)
        else:
            {"hand": by_hand, "budget": budget, "price": prices}[rule]()
            if rule != "hand":
                st.caption(chosen_on(scene))
    if code < 0:
        every_class(scene, answers, pair)
        return
    cut = standing(scene, answers, pair)
    evaluate_counts.show(scene, cut, answers)
    known, key = specs(), f"cut-{scene.part}"
    charts.show(known["cut_matrices"], sides(cut), key)
    to_cases()
    charts.show(known["cut_points"], cut, key)
    left, right = st.columns(2)
    with left:
        charts.show(known["cut_scores"], cut, key)
    with right:
        charts.show(known["cut_sweep"], cut, key)


def every_class(
    scene: Scene, answers: tuple[Answers, ...], pair: tuple[int, int]
) -> None:
    """Draw what two models make of all classes, each row called the likeliest one."""
    first, second = (scene.runs[place].evaluation.confusion for place in pair)
    if first is None or second is None:
        return
    models = tuple(run.model for run in scene.runs)
    both = Sides(models=models, pair=pair, names=scene.classes, counts=(first, second))
    charts.show(specs()["cut_matrices"], both, f"every-{scene.part}")
    evaluate_counts.right_alone(
        scene, pair, accuracy_difference(answers[pair[0]], answers[pair[1]])
    )
    to_cases()
    if len(scene.lanes) > 2:
        charts.show(specs()["confusion"], scene.runs, f"every-{scene.part}")


def to_cases() -> None:
    """Draw the way to the rows behind the numbers."""
    if st.button(
        "See the rows behind a cell", icon=":material/table_rows:", type="tertiary"
    ):
        st.query_params["section"] = "cases"
        st.rerun()


def by_hand() -> None:
    """Draw one threshold for all models."""
    st.session_state["threshold"] = number("threshold", THRESHOLD, 1.0)
    st.slider(
        "Alarm from this probability on",
        0.0,
        1.0,
        step=0.01,
        key="threshold",
        on_change=experiment.keep_page_value,
        args=("threshold",),
        help="The same threshold for every model.",
    )


def budget() -> None:
    """Draw how many false alarms every model may raise."""
    st.session_state["allowed"] = number("allowed", BUDGET, 50.0)
    st.slider(
        "False alarms allowed, of 100 cases without",
        0.0,
        50.0,
        step=0.5,
        format="%.1f",
        key="allowed",
        on_change=experiment.keep_page_value,
        args=("allowed",),
        help="Each model gets the threshold that finds most within this.",
    )


def prices() -> None:
    """Draw what a false alarm and a miss cost."""
    labels = ("A false alarm costs", "A miss costs")
    for place, (name, usual), label in zip(
        st.columns(2), PRICES.items(), labels, strict=True
    ):
        st.session_state[name] = number(name, usual, MOST_MONEY)
        place.number_input(
            label,
            0.0,
            MOST_MONEY,
            step=1.0,
            key=name,
            on_change=experiment.keep_page_value,
            args=(name,),
            help="In any currency. Each model gets its cheapest threshold.",
        )
