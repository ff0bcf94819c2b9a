"""Explanations under way: on screen as they sharpen, stoppable, kept as they stand."""

import time
from collections.abc import Callable, Iterable

import streamlit as st

from core import model
from core.errors import Refused
from core.explain import Explanation
from core.explain_run import explanation_key
from core.run import Run
from core.storage.store import store
from pages.ui import jobs, privacy
from pages.ui.sharpening import Seen, progress, work_of

TICK_S = 0.5
FIRST_S = 0.5  # what a page that is just opened waits for first values
Board = Callable[[list[Run], list[Explanation], bool], None]


def found(run: Run) -> Explanation | None:
    """Return a finished explanation from the engine's memory or the store, or None."""
    try:
        return jobs.engine().result(work_of(run).key)
    except LookupError:
        pass
    try:
        return store().get(explanation_key(run.config))
    except LookupError:
        return None


def look(run: Run) -> Seen:
    """Return the newest values of a run, whole or still sharpening."""
    now = jobs.status(work_of(run))
    made = found(run) if now is None or now.state == "finished" else None
    if made is None and now is not None:
        events = jobs.engine().events(work_of(run).key)
        drafts = (getattr(event, "explanation", None) for event in reversed(events))
        made = next((draft for draft in drafts if draft is not None), None)
    return Seen(run=run, made=made, now=now)


def watch(runs: list[Run], board: Board) -> None:
    """Draw the explanations of some runs, again and again while they sharpen."""
    seen = [look(run) for run in runs]
    missing = [one.run for one in seen if one.made is None or not one.made.finished]
    if missing and not privacy.may_see_rows(runs[0].config.data):
        st.stop()  # the page has said why
    for run in missing:
        jobs.ask(work_of(run))
    if missing:
        seen = first_of(runs)
    if all(one.over for one in seen):
        with st.container():  # a place such as a fragment makes, so that nothing jumps
            stand(seen, board)
    else:
        st.fragment(tick, run_every=TICK_S)(runs, board)


def first_of(runs: list[Run]) -> list[Seen]:
    """Return what is known once every run has values, or after half a second."""
    end = time.monotonic() + FIRST_S
    while True:
        seen = [look(run) for run in runs]
        ready = all(one.made is not None or one.over for one in seen)
        if ready or time.monotonic() > end:
            return seen
        time.sleep(0.02)


def tick(runs: list[Run], board: Board) -> None:
    """Draw the newest values; run the page again when nothing more will come."""
    seen = [look(run) for run in runs]
    if all(one.over for one in seen):
        st.rerun()
    progress(seen)
    draw(seen, board, live=True)


def draw(seen: list[Seen], board: Board, *, live: bool) -> None:
    """Draw the board where every model has values by now."""
    made = [one.made for one in seen if one.made is not None]
    if len(made) == len(seen):
        board([one.run for one in seen], made, live)


def stand(seen: list[Seen], board: Board) -> None:
    """Draw what is there at the end, and say so where it was stopped or has failed."""
    rough = [one for one in seen if one.made is None or not one.made.finished]
    for one in rough:
        title = model.specs()[one.run.model].title
        if one.now and one.now.state == "failed":
            jobs.refuse(Refused(one.now.message))
        elif one.made is None:
            st.info(f"{title}: stopped before there were values.")
        else:
            told = "Stopped early: its values are estimates, with their ± drawn in."
            st.info(f"{title}: {told[0].lower()}{told[1:]}")
    if rough:
        runs = [one.run for one in rough]
        icon = ":material/refresh:"
        st.button("Explain again", icon=icon, on_click=again, args=(runs,))
    draw(seen, board, live=False)


def again(runs: Iterable[Run]) -> None:
    """Start the explanations that are not there once more."""
    for run in runs:
        jobs.submit(work_of(run))
