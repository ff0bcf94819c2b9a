"""The lanes of a race: start, stop, and what is known of each."""

import time
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import streamlit as st

from core.engine import Status, Work
from core.errors import Refused, StoreError
from core.race import RaceConfig, from_query
from core.run import Run, RunConfig, run_config
from core.storage.store import KeptRace, store
from core.works import fit_work
from pages.ui import browser, jobs, privacy, trouble
from pages.ui.jobs import engine

_LAST = "race started last"
RECENT_RACES = 5
MOST_READ = 30  # runs that stay in memory, with the stamps of their files
_READ: dict[str, tuple[int, Run]] = {}

if TYPE_CHECKING:
    from core.summary import Summary


def baseline(race: RaceConfig) -> RunConfig:
    """Return the run of the baseline on the race's data: it is always in view."""
    return run_config(race.data, "dummy", seed=race.seed)


def all_runs(race: RaceConfig) -> tuple[RunConfig, ...]:
    """Return the race's runs and the baseline's, each once."""
    lane = () if "dummy" in race.models else (baseline(race),)
    return race.runs + lane


def start_race(race: RaceConfig, title: str, address: str, *, again: bool) -> None:
    """Start every lane and the baseline, and note the race in this browser's list."""
    make_room(race)
    # the baseline first: it is done in a moment
    for config in sorted(all_runs(race), key=lambda run: run.model != "dummy"):
        if again or find_run(config) is None:
            jobs.submit(fit_work(config), again=True)
    kept = KeptRace(
        key=race.key,
        title=title,
        address=address,
        created=time.time(),
    )
    with trouble.noted():  # it runs all the same
        store().keep_race(browser.key(), kept)


def make_room(race: RaceConfig) -> None:
    """Let a start replace the training this browser has queued, in whichever tab.

    A race of which a lane runs already keeps its place.
    """
    keep = set(works(race))
    try:
        recent = store().races(browser.key(), most=RECENT_RACES)
    except StoreError:
        return  # nobody knows which of them are running
    for kept in recent:
        with suppress(Refused):  # of an address that an older version wrote
            other = works(from_query(dict(parse_qsl(kept.address))))
            now = map(jobs.status, other)
            if any(one is not None and one.state == "running" for one in now):
                keep.update(other)
    jobs.make_room(keep)


def works(race: RaceConfig) -> list[Work]:
    """Return the work of every lane and of the baseline."""
    return [fit_work(config) for config in all_runs(race)]


def run_again(config: RunConfig) -> None:
    """Start one lane anew, which failed or was stopped."""
    with trouble.noted():
        if privacy.may_see_rows(config.data):  # whatever a crafted client says
            jobs.submit(fit_work(config), again=True)


def stop_race(race: RaceConfig) -> None:
    """Stop every lane for this browser; what they reported stays."""
    jobs.stop(works(race))


def remember(race: RaceConfig) -> None:
    """Note which race this visit started last."""
    st.session_state[_LAST] = race


def started_last() -> RaceConfig | None:
    """Return the race this visit started last."""
    return st.session_state.get(_LAST)


def still_running(shown: RaceConfig) -> RaceConfig | None:
    """Return the race this visit started last, if it runs on while another is shown."""
    last = started_last()
    if last is None or last == shown:
        return None
    return (
        last if any(now and not now.ended for now in map(status, last.runs)) else None
    )


def status(config: RunConfig) -> Status | None:
    """Return where the training of one model stands, or None if nobody asked for it."""
    return jobs.status(fit_work(config))


def find_run(config: RunConfig) -> Run | None:
    """Return a finished run from the engine's memory or the store, or None.

    While a run is repeated, the one that is kept is still the newest.
    """
    try:
        return engine().result(fit_work(config).key)
    except LookupError:
        pass
    return _kept(config.key)


def _kept(key: str) -> Run | None:
    """Return a run from the store, read once for as long as it is the same there."""
    stamp, (before, run) = store().stamp(key), _READ.pop(key, (0, None))
    if run is None or stamp != before:
        try:
            run = store().get(key)
        except LookupError:
            return None
    if stamp:
        _READ[key] = (stamp, run)  # the newest is last
    for old in list(_READ)[:-MOST_READ]:
        _READ.pop(old, None)
    return run


def points(summary: "Summary") -> "tuple | None":
    """Return the rows of a planar data set as x, y and class codes, or None."""
    drawn = summary.points
    return (drawn.x, drawn.y, drawn.code) if drawn else None
