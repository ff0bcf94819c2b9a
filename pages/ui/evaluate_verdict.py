"""The verdict: which model, by how much, how sure, in words that anybody knows."""

import streamlit as st

from core.figures.theme import listed
from core.quality import paired
from core.quality.paired import Difference
from pages.ui.evaluate_better import known, short
from pages.ui.evaluate_said import baseline, judged, ranked, said, told
from pages.ui.evaluate_scene import Scene
from pages.ui.text import escape

LEAST = 0.1  # points: what smaller differences would be written as is 0.0


def show(scene: Scene) -> None:
    """Draw the verdict in a card: a headline, what it rests on, how sure it is."""
    order = ranked(scene)
    first, second = order[0], order[1] if len(order) > 1 else None
    with st.container(border=True, key="verdict"):
        name = escape(scene.names[first])
        if not beats_guessing(scene, first) or second is None:
            good = beats_guessing(scene, first)
            none = "No model is clearly better than guessing"
            st.subheader(f"{name} beats guessing" if good else none, anchor=False)
            st.markdown(said(scene, order))
            return
        gap = difference(scene, first, second)
        st.subheader(headline(scene, order, gap), anchor=False)
        st.markdown(f"{said(scene, order)} {sure(scene, gap)}")
        trial = known(scene, first, second)
        if trial is not None and trial.comparison:
            st.markdown(f"On repeated splits: {short(trial)}")


def beats_guessing(scene: Scene, place: int) -> bool:
    """Return whether a model's interval leaves out what guessing gets."""
    run, base = scene.runs[place], baseline(scene)
    score = judged(run)
    floor = score.fact.guessing
    if floor is None:
        floor = judged(base).value if base else 0.0
    low = score.value if score.low is None else score.low
    return run.model != "dummy" and low > floor


def difference(scene: Scene, first: int, second: int) -> Difference | None:
    """Return the difference of two models on the same rows, or None if unknown."""
    answers = scene.answers()
    if not answers:
        return None
    a, b = answers[first], answers[second]
    if not scene.classes:
        return paired.error_difference(a, b)
    if len(scene.classes) > 2:
        return paired.accuracy_difference(a, b)
    return paired.auc_difference(a, b)


def headline(scene: Scene, order: list[int], gap: Difference | None) -> str:
    """Say which model is ahead, or that it is too close to call."""
    best, next_ = (escape(scene.names[place]) for place in order[:2])
    if gap is None:
        return f"{best} has the highest score"
    if level(scene, gap):
        return f"Level: {listed(same(scene, order))}"
    if gap.clear:
        return f"{best} is ahead of {next_.lower()}"
    return f"Too close to call: {best.lower()} or {next_.lower()}"


def same(scene: Scene, order: list[int]) -> list[str]:
    """Return the models that score as the best one does, as it is written."""
    top = judged(scene.runs[order[0]]).value
    near = [i for i in order if 100 * (top - judged(scene.runs[i]).value) < LEAST / 2]
    places = near if len(near) > 1 else order[:2]
    return [escape(scene.names[place].lower()) for place in places]


def level(scene: Scene, gap: Difference) -> bool:
    """Return whether a difference and its interval are nothing as they are written."""
    most = max(abs(gap.low), abs(gap.value), abs(gap.high))
    return 100 * most < LEAST / 2 if scene.classes else most == 0


def sure(scene: Scene, gap: Difference | None) -> str:
    """Say whether the difference of the best two is more than the luck of the rows."""
    if gap is None:
        return "How sure that is, nobody can say here: their answers are not kept."
    rows = f"these {scene.evaluation.rows:,} {scene.part} rows"
    two = len(scene.lanes) == 2
    if level(scene, gap):
        apart = f"differ by less than {LEAST:g} points"
        who = "they" if two else "the best two"
        return f"On {rows} {who} {apart if scene.classes else 'do not differ'}."
    whose = "Their difference" if two else "The gap of the best two"
    if not gap.clear:
        return f"{whose} ({told(scene, gap)}) can be the luck of {rows}."
    return (
        f"{whose} ({told(scene, gap)}) is more than the luck of {rows}. Other "
        "training rows can still turn it."
    )
