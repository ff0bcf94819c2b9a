"""Section "Budget": so many CPU seconds each, who wins? Trained while one watches."""

from typing import TYPE_CHECKING

import streamlit as st

from core import palette
from core.budget import MOST_S, entrants, find, so_far
from core.contest import cpu_seconds, told
from core.engine import Status, Work
from core.figure import specs
from core.figures.budgets import Spent
from core.race import RaceConfig
from core.run import Run, RunConfig
from core.works import budget_work
from pages.ui import charts, compute_spend, compute_terms, jobs, privacy
from pages.ui.remembered import keep, share, value
from pages.ui.text import escape

if TYPE_CHECKING:
    from core.contest import Contest

TICK_S = 0.6
Runs = tuple[RunConfig, ...]
WHY = (
    "Every model gets the same CPU seconds, on the same splits of the table, and is "
    "stopped when they are used up: a forest then has fewer trees, a net fewer epochs. "
    "The scores are repeatable, the seconds are measured: on another day a step more "
    "or less fits in. The test rows stay sealed."
)


def show(race: RaceConfig, runs: tuple[Run, ...]) -> None:
    """Draw the request for a contest, its progress, or what came of it."""
    compute_terms.linked()
    with st.container(border=True, key="budget"):
        st.markdown("**The same budget for every model: who wins?**")
        st.markdown(WHY)
        budget, tries = compute_spend.choose()
        entered = entrants(race, runs[0].dataset.task, budget)
        work = budget_work(entered, tries)
        now, kept = jobs.status(work), found(entered, work, tries)
        if now is not None and not now.ended:
            st.fragment(watch, run_every=TICK_S)(work, entered)
        elif kept is None:
            request(race, runs, work, now, (budget, tries))
    if kept is not None and (now is None or now.ended):
        result(kept)


def found(entered: Runs, work: Work, tries: int) -> "Contest | None":
    """Return a finished contest from the engine's memory or the store, or None."""
    try:
        return jobs.engine().result(work.key)
    except LookupError:
        return find(entered, tries)


def request(
    race: RaceConfig,
    runs: tuple[Run, ...],
    work: Work,
    now: Status | None,
    asked: tuple[float, int],
) -> None:
    """Offer to begin; say what happened where it was begun before."""
    if now and now.state == "failed":
        st.error(escape(now.message), icon=":material/block:")
    budget, tries = asked
    names = [palette.title(run.model).lower() for run in work.args[0]]
    known = {run.model: run.cost.cpu_s for run in runs}
    most = sum(min(budget, known.get(run.model, budget)) for run in work.args[0])
    st.caption(
        f"{', '.join(names).capitalize()}: at most about {max(1.0, tries * most):.0f} "
        "CPU seconds in all."
    )
    st.button(
        f"Give each {cpu_seconds(budget)}",
        key="begin_budget",
        icon=":material/timer:",
        type="primary",
        disabled=not privacy.may_see_rows(race.data),
        on_click=jobs.submit,
        args=(work,),
        kwargs={"again": True},
    )


def watch(work: Work, entered: Runs) -> None:
    """Draw the scores as they come, and a stop; run the page again at the end."""
    now = jobs.status(work)
    if now is None or now.ended:
        st.rerun()
    laps = jobs.engine().events(work.key)
    done, of = (laps[-1].done, laps[-1].laps) if laps else (0, 1)
    with st.container(horizontal=True, vertical_alignment="center"):
        told_ = "Waits for a free core"
        if laps:
            name = palette.title(laps[-1].model).lower()
            told_ = f"Training {done} of {of}: {name}"
        st.progress(max(0, done - 1) / of, text=told_, width="stretch")
        st.button(
            "Stop", key="stop_budget", icon=":material/stop_circle:",
            on_click=jobs.stop, args=([work],),
        )  # fmt: skip
    known = so_far(entered, laps)
    if known is not None:
        spent = Spent(contest=known, budget_s=known.budget_s)
        charts.show(specs()["budget_way"], spent, "budget")


def result(made: "Contest") -> None:
    """Say who wins; the budget can be made smaller without training anew."""
    budgets = [one.budget_s for one in made.standings]
    asked = value("within", share(0.0, MOST_S), made.budget_s)
    st.session_state["within"] = made.at(asked).budget_s
    budget = st.select_slider(
        "What if the budget were smaller? CPU seconds a model",
        budgets,
        key="within",
        format_func=lambda seconds: f"{seconds:g}",
        on_change=keep,
        args=("within",),
    )
    spent = Spent(contest=made, budget_s=budget)
    st.success(escape(told(made, spent.standing)), icon=":material/timer:")
    for place in spent.standing.places:
        if place.mean is None:
            st.caption(
                f"{palette.title(place.model)} has nothing to show: its first "
                f"{place.unit} takes {cpu_seconds(float(f'{place.needs_s:.2g}'))}."
            )
    charts.show(specs()["budget_way"], spent, "budget")
    charts.show(specs()["budget_end"], spent, "budget")
