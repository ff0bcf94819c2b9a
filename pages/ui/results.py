"""What the pages after a race begin with: its runs, or an invitation to start it."""

import streamlit as st

from core.race import RaceConfig
from core.run import Run
from pages.ui import experiment, racing, titles
from pages.ui.menu import link, next_step
from pages.ui.text import escape


def runs_of(race: RaceConfig) -> tuple[Run, ...]:
    """Return the race's finished runs and the baseline's, or stop at an invitation.

    Runs that this server still keeps are shown to whoever has the link.
    """
    title = escape(titles.of_race(race))
    found = (
        map(racing.find_run, racing.all_runs(race)) if experiment.opened(race) else ()
    )
    runs = tuple(run for run in found if run)
    if not any(run.model != "dummy" for run in runs):
        with st.container(border=True, key="empty"):
            st.markdown("**Nothing to see yet.** This page reads a finished race.")
            st.markdown(title)
            next_step("train", "Go to the race", race)
        st.stop()
    st.markdown(f"{title}.")
    if len(runs) < len(racing.all_runs(race)):
        st.caption("Some lanes of this race are still running, or were stopped.")
        link("train", "See how far it is", race)
    return runs
