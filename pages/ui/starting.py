"""Start and stop a race: by a click, in its quick form, or by itself."""

from math import inf, prod
from urllib.parse import urlencode

import streamlit as st

from core import quick
from core.race import RaceConfig, to_query
from pages.ui import browser, experiment, jobs, privacy, racing, titles, trouble
from pages.ui.standing import duration

LONG_WAIT_S = 20.0  # beyond it the quick form is offered
SMALL_S = 1.0  # CPU seconds of a lane; what takes longer waits for a click
BROUGHT = ("upload", "file", "openml")
# Training takes so many times longer where these are larger, or where it is smaller.
LONGER, SHORTER = ("n_estimators", "epochs", "width", "layers"), "batch_size"
_BY_ITSELF = "start by itself"


def start(race: RaceConfig, again: bool = False) -> None:
    """Start every lane; a race that stands finished on the screen is run anew."""
    with trouble.noted():
        if not privacy.may_see_rows(race.data):
            return  # whatever a crafted client says
        address = urlencode(to_query(race))
        racing.start_race(race, titles.of_race(race), address, again=again)
        experiment.opened(race, now=True)
        racing.remember(race)
        experiment.change(race)


def buttons(race: RaceConfig, *, able: bool, running: bool, known: bool) -> None:
    """Draw start and stop, each always in its place, so that nothing moves."""
    st.button(
        "Start the race",
        type="primary",
        icon=":material/sports_score:",
        disabled=running or not able,
        on_click=start,
        args=(race, known and not running),
    )
    st.button(
        "Stop the race",
        icon=":material/stop_circle:",
        disabled=not running,
        on_click=racing.stop_race,
        args=(race,),
    )


def quick_race(race: RaceConfig, *, able: bool) -> None:
    """Offer the quick form of a race beside the normal one where the queue is long."""
    outlook, less = jobs.engine().outlook(browser.key()), quick.told_quick(race)
    wait_s = outlook.wait_s or 0.0
    if wait_s > LONG_WAIT_S and less:
        st.button(
            "Quick race",
            icon=":material/bolt:",
            disabled=not able,
            on_click=start,
            args=(quick.quick_form(race),),
            help=f"The queue is {duration(wait_s)} long. The quick race has {less}.",
        )


def by_itself(race: RaceConfig) -> None:
    """Start a race that differs a little from the last one and is over in a moment.

    Only after a first race of this visit on the same rows: somebody who comes by a
    link, corrects a table or asks for much work starts it with a click.
    """
    last = racing.started_last()
    if last is None or not st.session_state.get(_BY_ITSELF, True):
        return
    same = race.data == last.data and race.models == last.models
    if experiment.opened(race) or not same or race.data.key in BROUGHT:
        return
    outlook = jobs.engine().outlook(browser.key())
    if outlook.queued or outlook.busy >= outlook.slots:
        return
    if expected_s(last, race) <= SMALL_S:
        start(race)


def toggle() -> None:
    """Draw the switch of races that start by themselves, once there was a race."""
    if racing.started_last() is None:
        return

    def keep() -> None:
        st.session_state[_BY_ITSELF] = st.session_state["by_itself"]

    st.session_state["by_itself"] = st.session_state.get(_BY_ITSELF, True)
    st.toggle(
        "Start by itself",
        key="by_itself",
        on_change=keep,
        help="A new seed or setting starts a new race, if that takes about a second "
        "by the measure of the last one.",
    )


def expected_s(last: RaceConfig, race: RaceConfig) -> float:
    """Return the CPU seconds that the longest lane of a race will about take.

    Endless where the last race was not finished, so that nobody knows.
    """
    longest = 0.0
    for before, after in zip(last.runs, race.runs, strict=True):
        run = racing.find_run(before)
        if run is None:
            return inf
        old, new = dict(before.values), dict(after.values)
        times = prod(
            float(new[n]) / max(1.0, float(old[n])) for n in LONGER if n in new
        )
        if SHORTER in new:
            times *= float(old[SHORTER]) / float(new[SHORTER])
        expected = run.cost.cpu_s * max(1.0, times)
        longest = max(longest, min(expected, race.budget_s or inf))
    return longest
