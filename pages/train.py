"""The race: a forest and a net learn from the same rows, on one clock."""

import streamlit as st

from core.dataset import Task
from core.errors import Refused
from core.race import RaceConfig
from core.summary import Summary
from core.works import summary_work
from pages.ui import (
    experiment,
    finish,
    jobs,
    live,
    loops,
    privacy,
    racing,
    setup,
    standing,
    starting,
    titles,
    traps,
    waiting,
)
from pages.ui.lanes import look
from pages.ui.menu import link
from pages.ui.text import escape, words

_TASK = "task of the data"


def summary_or_none(race: RaceConfig) -> Summary | None:
    """Return what is known of the data, or say how far it is, or why there is none."""
    if not privacy.may_see_rows(race.data):
        return None
    work = summary_work(race.data, race.seed)
    try:
        return waiting.outcome(work, "Making the table")
    except Refused as no:
        jobs.refuse(no)
        waiting.retry(work)
        return None


def task_of(race: RaceConfig, summary: Summary | None) -> Task | None:
    """Return the task, from before or a finished run where there is no summary."""
    if summary:
        st.session_state[_TASK] = (race.data, summary.task)
        return summary.task
    data, task = st.session_state.get(_TASK, (None, None))
    if data == race.data:  # whatever the seed
        return task
    run = next(filter(None, map(racing.find_run, race.runs)), None)
    return run.dataset.task if run else None


def warn(race: RaceConfig, count: int) -> None:
    """Say that the table holds traps which nobody has dealt with yet."""
    what = "1 trap is" if count == 1 else f"{count} traps are"
    with st.container(horizontal=True, vertical_alignment="center", key="open_traps"):
        told = f":material/warning: {what} still open: these scores may fool you."
        st.markdown(told, width="content")
        link("data", "Look at the trap report", race)


race = experiment.current()
st.title("The race")
aim = st.empty()
aim.markdown(standing.aim(None))
summary = summary_or_none(race)
aim.markdown(escape(standing.aim(summary)))
task = task_of(race, summary)
setup.choose(race, task)
if task:
    setup.mend(race, task)
able = privacy.may_see_rows(race.data) and not setup.unfit(race, task)
if able:
    starting.by_itself(race)
seen = look(race) if experiment.opened(race) else ()
known = live.started(race, seen)
running = known and live.under_way(race, seen)
with st.container(horizontal=True, vertical_alignment="bottom"):
    starting.buttons(race, able=able, running=running, known=known)
    setup.choose_seed(race)
    setup.choose_budget(race)
    setup.settings(race)
    starting.toggle()
    if not running:
        starting.quick_race(race, able=able)
if summary and traps.count(summary):
    warn(race, traps.count(summary))
other = racing.still_running(race)
if other:
    st.info("Another race of yours is still running.", icon=":material/sports_score:")
    link("train", escape(titles.of_race(other)), other)
privacy.say_why(race.data)
if running:
    if privacy.may_see_rows(race.data):
        jobs.join(racing.works(race))
    live.watch(race, summary)
elif known:
    finish.show(race, live.lanes(race, summary), summary)
elif summary:
    live.ready(race, summary)
loops.show(race)
score = "R²" if task == "regression" else "ROC AUC"
words("Random forest", "Neural net", "Epoch", score, "Seed", "CPU seconds")
