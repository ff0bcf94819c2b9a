"""The same race with twenty seeds, on request: how much of a lead is luck."""

from dataclasses import replace

import streamlit as st

from core.engine import Status, Work
from core.figure import specs
from core.race import RaceConfig
from core.summary import Summary
from core.swarm import SEEDS, gathered, redeals, seeds_of
from core.works import swarm_work
from pages.ui import charts, jobs, on_request, privacy, racing

TICK_S = 1.0
WHAT = (
    f"One race is one draw of the rows. The same race with {SEEDS} seeds shows how far "
    "their scores lie apart by luck alone."
)
SAME_ROWS = (
    "This table is split by time, so every seed has the same rows. The same race with "
    f"{SEEDS} seeds shows how far scores lie apart by the models' own chance alone; it "
    "says nothing of other rows."
)

WATCHED = (
    "Scores are on validation rows. The net also stops early by them, which helps it a "
    "little."
)


def show(race: RaceConfig, summary: Summary | None) -> None:
    """Draw the request for a swarm of seeds, or what is known of it."""
    work = swarm_work(replace(race, ghosts=()), seeds_of(race))
    title, icon = f"Is it luck? The same race with {SEEDS} seeds", ":material/casino:"
    box = st.expander(title, icon=icon, key="swarm", on_change="rerun")
    if not box.open:
        return
    with box:
        st.markdown(WHAT if summary is None or redeals(summary.protocol) else SAME_ROWS)
        if summary and summary.part_rows[1] and "mlp" in race.models:
            st.caption(WATCHED)
        now = jobs.status(work)
        if now is None or now.state in ("stopped", "failed"):
            _request(race, work, now)
        elif now.state == "finished":
            _draw(race, work)
        else:
            st.fragment(_watch, run_every=TICK_S)(race, work)


def _request(race: RaceConfig, work: Work, now: Status | None) -> None:
    """Offer to begin, with what it takes."""
    runs = [run for run in map(racing.find_run, race.runs) if run]
    seconds = SEEDS * sum(run.cost.cpu_s for run in runs)
    may = privacy.may_see_rows(race.data)
    on_request.offer(work, now, f"Race with {SEEDS} seeds", seconds, may=may)


def _watch(race: RaceConfig, work: Work) -> None:
    """Draw the seeds as they come, and a stop; run the page again at the end."""
    now = jobs.status(work)
    if now is None or now.ended:
        st.rerun()
    found = jobs.engine().events(work.key)
    done = found[-1].done if found else 0
    on_request.progress(work, "Seed", done, SEEDS)
    swarm = gathered(race, found)
    if swarm.scores:
        charts.show(specs()["swarm"], swarm, "swarm")


def _draw(race: RaceConfig, work: Work) -> None:
    charts.show(specs()["swarm"], jobs.engine().result(work.key), "swarm")
