"""Why the models of a race say what they say: SHAP of all of them on one scale."""

import streamlit as st

from core import model
from core.engine import Work
from core.errors import Refused
from core.explain import Explanation, agreement
from core.figure import Pair
from core.race import RaceConfig
from core.run import Run
from core.store import store
from pages.ui import experiment, jobs, privacy
from pages.ui.charts import show_all
from pages.ui.menu import next_step
from pages.ui.results import runs_of
from pages.ui.text import words

TICK_S = 0.5


def work_of(run: Run) -> Work:
    """Return the work of explaining one run."""
    return Work(call="core.explain_run:explain_run", args=(run.config,))


def found(run: Run) -> Explanation | None:
    """Return a finished explanation, or None; starts one that nobody has asked for."""
    key = work_of(run).key
    try:
        return jobs.engine().result(key)
    except LookupError:
        pass
    try:
        return store().get(f"{run.key}-why-100-100")
    except LookupError:
        return None


def explanations(runs: list[Run]) -> list[Explanation]:
    """Return every run's explanation, or stop while they are being made."""
    known = [found(run) for run in runs]
    for run, there in zip(runs, known, strict=True):
        if there is None and jobs.engine().status(work_of(run).key) is None:
            jobs.engine().submit(work_of(run))
    if None in known:
        st.fragment(waiting, run_every=TICK_S)(runs)
        st.stop()
    return [explanation for explanation in known if explanation]


def waiting(runs: list[Run]) -> None:
    """Draw how far each explanation is; run the page again when all are there."""
    states = [jobs.engine().status(work_of(run).key) for run in runs]
    if all(now is None or now.ended for now in states):
        failed = [now for now in states if now and now.state != "finished"]
        if not failed:
            st.rerun()
        for now in failed:
            jobs.refuse(Refused(now.message or "The explanation was stopped."))
        st.button("Explain again", on_click=again, args=(runs,))
        return
    st.button("Stop", icon=":material/stop_circle:", on_click=stop, args=(runs,))
    for run in runs:
        done = jobs.engine().events(work_of(run).key)
        last = done[-1] if done else None
        share = last.done / last.total if last and last.total else 0.0
        title = model.specs()[run.model].title
        st.progress(min(share, 1.0), text=f"Explaining: {title.lower()}")


def again(runs: list[Run]) -> None:
    """Start the explanations that are not there once more."""
    for run in runs:
        jobs.engine().submit(work_of(run))


def stop(runs: list[Run]) -> None:
    """Stop explaining."""
    for run in runs:
        jobs.engine().cancel(work_of(run).key)


def choose(race: RaceConfig, first: Explanation) -> tuple[int, int]:
    """Draw the choice of class and case; both stand in the address."""
    classes, cases = first.classes, len(first.rows)
    shown = experiment.page_value("class", int, 1)
    case = experiment.page_value("case", int, 0)
    shown = shown if shown in range(len(classes)) else 1
    st.session_state["class"] = shown
    st.session_state["case"] = case if case in range(cases) else 0
    left, right = st.columns(2)
    left.selectbox(
        "Probability of",
        range(len(classes)),
        format_func=lambda code: classes[code],
        key="class",
        on_change=experiment.keep_page_value,
        args=("class",),
        help="All values on this page are in probability of this class.",
    )
    right.slider(
        "Case (test row)",
        0,
        cases - 1,
        key="case",
        on_change=experiment.keep_page_value,
        args=("case",),
        help="The row that the waterfalls at the bottom explain.",
    )
    return st.session_state["class"], st.session_state["case"]


race = experiment.current()
st.title("Why do they say so?")
runs = [run for run in runs_of(race) if run.model != "dummy"]
made = explanations(runs)
shown, case = choose(race, made[0])
agreed = agreement(made[0], made[1], shown) if len(made) > 1 else None
columns = st.columns(len(made) + 1)
for column, explanation in zip(columns, made, strict=False):
    column.metric(
        f"{model.specs()[explanation.model].title}: seconds spent",
        f"{explanation.cpu_s:.2f} s",
        help=f"CPU seconds of {explanation.method} for {len(explanation.rows)} rows "
        f"against {explanation.background_rows} background rows.",
    )
if agreed:
    columns[-1].metric(
        "Agreement on what matters",
        f"{agreed.ranks:.2f}",
        help="Rank correlation of the columns' importance in the first two models; "
        f"they share {agreed.shared_top} of the {agreed.top} most important ones.",
    )
privacy.say_why(race.data)
seen = privacy.without_cells(made, race.data)
pair = Pair(explanations=seen, agreement=agreed, shown=shown, case=case)
show_all("explain", pair, "explain")
next_step("compute", "What did it cost?", race)
words("SHAP value", "Background rows", "Agreement")
