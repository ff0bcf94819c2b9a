"""What money and energy are reckoned with: chosen here, kept in address and session."""

from dataclasses import replace

import streamlit as st

from core.prices import GRIDS, MACHINES, MOST_DAILY, WATTS, Grid, Machine, machine
from pages.ui import compute_prices
from pages.ui.remembered import forget, keep, one_of, share, value, whole
from pages.ui.text import escape

WRITTEN = "machine as the address has it"
LADDER = tuple(digit * 10**power for power in range(1, 9) for digit in (1, 2, 5))
ARRIVE = {"batch": "In batches of 1,000", "single": "One by one"}
DAILY, TRAININGS, ONE_BY_ONE = 10_000, 1, "batch"


def written(one: Machine) -> str:
    """Return a machine as an address has it."""
    return f"{one.name}|{one.cores}|{one.price!r}|{one.currency}"


def linked() -> None:
    """Take a machine that a link brings into the price list, unless it is there.

    What this visit has written itself is no link, or an edited price would come back.
    """
    told = st.query_params.get("machine", "")
    if told == st.session_state.get(WRITTEN):
        return
    try:
        name, cores, price, currency = told.split("|")
        one = machine(name, cores, price, currency, "from a link")
    except ValueError:
        return
    known, _ = compute_prices.read(compute_prices.kept())
    if written(one) not in map(written, known):
        taken = one.name in {other.name for other in known}
        one = replace(one, name=f"{one.name[:50]} (link)") if taken else one
        compute_prices.add(one)
    st.query_params["machine"] = written(one)


def machines() -> tuple[list[Machine], int, list[str]]:
    """Return the price list, the place of the chosen machine, and what is wrong."""
    known, wrong = compute_prices.read(compute_prices.kept())
    known = known or [MACHINES[0]]
    told = st.query_params.get("machine") or st.session_state.get(WRITTEN, "")
    names = [one.name for one in known]
    asked = told.split("|")[0]
    return known, names.index(asked) if asked in names else 0, wrong


def choose_machine() -> Machine:
    """Draw the choice of a machine from the price list."""
    known, place, wrong = machines()
    names = [one.name for one in known]
    st.session_state["machine"] = names[place]
    chosen = st.selectbox(
        "Machine",
        names,
        key="machine",
        on_change=chose,
        help="Examples with their date. Edit them under Prices and assumptions.",
    )
    for told in wrong:
        st.warning(f"{escape(told)} It is not offered until that is mended.")
    return linkable(known[names.index(chosen)])


def chosen_machine() -> Machine:
    """Return the machine that was chosen, where there is no choice on the screen."""
    known, place, _ = machines()
    return linkable(known[place])


def linkable(one: Machine) -> Machine:
    """Put all of a machine into the address, unless it is the usual one."""
    if one != MACHINES[0] or "machine" in st.query_params:
        st.query_params["machine"] = st.session_state[WRITTEN] = written(one)
    return one


def chose() -> None:
    """Put the name of the chosen machine into the address."""
    st.query_params["machine"] = st.session_state[WRITTEN] = st.session_state["machine"]


def choose_arrival() -> str:
    """Draw whether predictions come in batches or one by one."""
    st.session_state["arrive"] = value("arrive", one_of(tuple(ARRIVE)), ONE_BY_ONE)
    st.segmented_control(
        "Predictions are asked for",
        tuple(ARRIVE),
        format_func=ARRIVE.__getitem__,
        key="arrive",
        on_change=keep,
        args=("arrive",),
        required=True,
        help="One by one, the library's own work for each call comes on top.",
    )
    return str(st.session_state["arrive"])


def choose_daily() -> int:
    """Draw how many predictions a day."""
    now = value("daily", whole(1, MOST_DAILY), DAILY)
    st.session_state["daily"] = now
    return st.select_slider(
        "Predictions a day",
        sorted({*LADDER, now}),
        format_func=lambda count: f"{count:,}",
        key="daily",
        on_change=keep,
        args=("daily",),
    )


def assumed() -> tuple[int, float, Grid]:
    """Draw what else is assumed: trainings a month, watts a core, grams a kWh."""
    first, second, third, fourth = st.columns(4)
    st.session_state["trainings"] = value("trainings", whole(0, 10_000), TRAININGS)
    trainings = first.number_input(
        "Trainings a month", 0, 10_000, key="trainings", on_change=keep,
        args=("trainings",), help="How often the model is trained anew.",
    )  # fmt: skip
    st.session_state["watts"] = value("watts", share(0.0, 1000.0), WATTS)
    watts = second.number_input(
        "Watts a busy core", 0.0, 1000.0, step=0.5, key="watts", on_change=keep,
        args=("watts",), help="An assumption: nothing here has a meter.",
    )  # fmt: skip
    names = tuple(grid.name for grid in GRIDS)
    st.session_state["grid"] = value("grid", one_of(names), names[0])
    name = third.selectbox(
        "Electricity of", names, key="grid", on_change=other_grid,
        help="Grams of CO2 equivalents a kWh over the whole life cycle.",
    )  # fmt: skip
    usual = GRIDS[names.index(name)].grams
    st.session_state["grams"] = value("grams", share(0.0, 5000.0), usual)
    grams = fourth.number_input(
        "g CO2 a kWh", 0.0, 5000.0, step=10.0, key="grams", on_change=keep,
        args=("grams",), help="Your supplier may tell another figure.",
    )  # fmt: skip
    return int(trainings), float(watts), Grid(name=name, grams=float(grams))


def other_grid() -> None:
    """Keep another grid, and forget the grams that were written for the last one."""
    keep("grid")
    forget("grams")
