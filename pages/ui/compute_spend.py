"""How much each model of a contest may spend: CPU seconds, or money that buys some."""

import streamlit as st

from core.budget import LEAST_S, MOST_S, SPLITS
from core.prices import Machine, coins, counted
from pages.ui import compute_terms
from pages.ui.remembered import keep, one_of, share, value, whole
from pages.ui.text import escape

TRIES = (3, 5, 10)


def choose() -> tuple[float, int]:
    """Draw the budget, in CPU seconds or in money, and how many splits."""
    first, second, third = st.columns([2, 2, 2], vertical_alignment="top")
    with third:
        st.session_state["tries"] = value("tries", whole(3, 10), SPLITS)
        st.segmented_control(
            "Splits", TRIES, key="tries", on_change=keep, args=("tries",),
            required=True, help="More splits, a narrower interval, and more seconds.",
        )  # fmt: skip
    with first:
        st.session_state["spend_in"] = value(
            "spend_in", one_of(("seconds", "money")), "seconds"
        )
        kind = st.segmented_control(
            "Budget in",
            ("seconds", "money"),
            format_func={"seconds": "CPU seconds", "money": "Money"}.__getitem__,
            key="spend_in",
            on_change=keep,
            args=("spend_in",),
            required=True,
        )
    machine = compute_terms.chosen_machine()
    with second:
        seconds = of_money(machine) if kind == "money" else of_seconds(machine)
    return seconds, int(st.session_state["tries"] or SPLITS)


def of_seconds(machine: Machine) -> float:
    """Draw a budget in CPU seconds and return it."""
    st.session_state["spend"] = value("spend", share(LEAST_S, MOST_S), 5.0)
    seconds = st.number_input(
        "CPU seconds a model", LEAST_S, MOST_S, step=1.0, key="spend", on_change=keep,
        args=("spend",),
    )  # fmt: skip
    cost = coins(seconds / 3600 * machine.core_hour)
    st.caption(f"{cost} {machine.currency} on {escape(machine.name)}")
    return round(float(seconds), 2)


def of_money(machine: Machine) -> float:
    """Draw a budget in money and return the CPU seconds it buys, within bounds."""
    st.session_state["purse"] = value("purse", share(0.0, 1000.0), 0.01)
    money = st.number_input(
        f"{machine.currency} a model", 0.0, 1000.0, step=0.01, format="%.6g",
        key="purse", on_change=keep, args=("purse",),
    )  # fmt: skip
    hour = machine.core_hour
    bought = 3600 * money / hour if hour else MOST_S
    seconds = round(min(MOST_S, max(LEAST_S, bought)), 2)
    told = f"buys {counted(bought)} CPU seconds on {escape(machine.name)}"
    if seconds < bought:
        told += f"; here every model gets at most {MOST_S:g}"
    if seconds > bought:
        told += f"; here every model gets at least {LEAST_S:g}"
    st.caption(f"It {told}.")
    return seconds
