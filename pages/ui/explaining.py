"""Explanations under way: started on a visit, shown while they are made, stoppable."""

import streamlit as st

from core import model
from core.engine import Work
from core.errors import Refused
from core.explain import Explanation
from core.explain_run import explanation_key
from core.run import Run
from core.store import store
from core.works import explain_work
from pages.ui import jobs, privacy

TICK_S = 0.5


def work_of(run: Run) -> Work:
    """Return the work of explaining one run."""
    return explain_work(run.config)


def found(run: Run) -> Explanation | None:
    """Return a finished explanation from the engine's memory or the store, or None."""
    key = work_of(run).key
    try:
        return jobs.engine().result(key)
    except LookupError:
        pass
    try:
        return store().get(explanation_key(run.config))
    except LookupError:
        return None


def explanations(runs: list[Run]) -> list[Explanation]:
    """Return every run's explanation, or stop while they are being made."""
    known = [found(run) for run in runs]
    if None in known and not privacy.may_see_rows(runs[0].config.data):
        privacy.say_why(runs[0].config.data)
        st.stop()
    for run, there in zip(runs, known, strict=True):
        if there is None:
            jobs.ask(work_of(run))
    if None in known:
        st.fragment(waiting, run_every=TICK_S)(runs)
        st.stop()
    return [explanation for explanation in known if explanation]


def waiting(runs: list[Run]) -> None:
    """Draw how far each explanation is; run the page again when all are there."""
    states = [jobs.status(work_of(run)) for run in runs]
    if all(now is None or now.ended for now in states):
        failed = [now for now in states if now and now.state != "finished"]
        if not failed:
            st.rerun()
        for now in failed:
            jobs.refuse(Refused(now.message or "The explanation was stopped."))
        st.button("Explain again", on_click=again, args=(runs,))
        return
    works = [work_of(run) for run in runs]
    icon = ":material/stop_circle:"
    st.button("Stop", icon=icon, on_click=jobs.stop, args=(works,))
    for run in runs:
        done = jobs.engine().events(work_of(run).key)
        last = done[-1] if done else None
        share = last.done / last.total if last and last.total else 0.0
        title = model.specs()[run.model].title
        st.progress(min(share, 1.0), text=f"Explaining: {title.lower()}")


def again(runs: list[Run]) -> None:
    """Start the explanations that are not there once more."""
    for run in runs:
        jobs.submit(work_of(run))
