"""What thresholds do, told in counts of a thousand cases."""

import streamlit as st

from core.answers import Answers
from core.figures.cuts import PER, Cut, written
from core.figures.theme import amount
from core.quality.paired import Difference, accuracy_difference
from core.quality.threshold import Counts
from pages.ui.evaluate_scene import Scene
from pages.ui.text import escape


def show(scene: Scene, cut: Cut, answers: tuple[Answers, ...]) -> None:
    """Tell each model of the pair in counts of a thousand cases, and who is right."""
    for place, column in zip(cut.pair, st.columns(2), strict=True):
        name, _, _, at, counts = cut.named[place]
        with column.container(border=True, height="stretch"):
            st.markdown(f"**{escape(name)}** at {escape(written(at))}")
            st.markdown(told(cut, counts))
            if cut.rule == "price":
                money = escape(amount(cut.money(counts)))
                st.markdown(f"Mistakes cost **{money}** per {PER:,} cases.")
    first, second = cut.pair
    if first == second:
        return
    ends, code = (cut.at[first], cut.at[second]), scene.classes.index(cut.label)
    found = accuracy_difference(answers[first], answers[second], ends, code)
    right_alone(scene, cut.pair, found)


def right_alone(scene: Scene, pair: tuple[int, int], found: Difference) -> None:
    """Say about how many rows only one of two models is right, and if that is luck."""
    first, second = (escape(scene.names[place].lower()) for place in pair)
    rows = f"{scene.evaluation.rows:,} {scene.part} rows"
    if not found.only_first + found.only_second:
        st.caption(f"The same of the {rows} are right with both.")
        return
    luck = "more than luck" if found.p < 0.05 else "no more than luck can do"
    chance = "< 0.001" if found.p < 0.001 else f"= {found.p:.3f}"
    st.caption(
        f"Of the {rows}, {found.only_first:,} are right with the {first} alone and "
        f"{found.only_second:,} with the {second} alone: {luck} (McNemar's test, p "
        f"{chance})."
    )


def told(cut: Cut, counts: Counts) -> str:
    """Say what becomes of a thousand cases."""
    per, label = counts.per(PER), escape(cut.label)
    return (
        f"Of {PER:,} cases, {per.tp + per.fn:.0f} are *{label}*: **{per.tp:.0f} "
        f"found**, {per.fn:.0f} missed. Of the {per.fp + per.tn:.0f} others, "
        f"**{per.fp:.0f} false alarms**."
    )
