"""Section "Growth": time and memory against size, and far beyond what was measured."""

import streamlit as st

from core import palette
from core.engine import Work
from core.figure import specs
from core.figures.growth import counted, expects, told
from core.growing.growth import Growth, Reach, find_growth, reaches
from core.race import RaceConfig
from core.run import Run
from core.size_works import growth_work
from pages.ui import charts, compute_asking, compute_ladder, jobs, privacy

WHY = (
    "Each model is trained on a ladder of sizes, each the double of the one before, "
    "until the seconds are used up. Trees, epochs and the share of rows that each tree "
    "draws stay the same on every rung, and nothing stops early."
)


def show(race: RaceConfig, runs: tuple[Run, ...]) -> None:
    """Draw the request for ladders, or what came of them."""
    with st.container(border=True, key="growth"):
        st.markdown("**What if there were more?**")
        st.markdown(WHY)
        with st.container(horizontal=True):
            along = compute_ladder.choose_along()
            source = compute_ladder.choose_source()
            seconds = compute_ladder.choose_seconds()
        configs = tuple(run.config for run in runs if run.model != "dummy")
        work = growth_work(configs, along, source, seconds)
        now, may = jobs.status(work), privacy.may_see_rows(race.data)
        kept = compute_asking.found(
            work, lambda: find_growth(configs, along, source, seconds)
        )
        if compute_asking.going(now):
            st.fragment(watch, run_every=compute_asking.TICK_S)(work)
        elif kept is None:
            note = f"It takes {seconds} CPU seconds, and a moment to begin."
            compute_asking.offer([work], "Climb", "begin_growth", note, may=may)
    if kept is not None and not compute_asking.going(now):
        result(kept, work, may=may)


def watch(work: Work) -> None:
    """Draw the ladders as they are climbed, and a stop; run the page at the end."""
    if not compute_asking.going(jobs.status(work)):
        st.rerun()
    seen: Growth | None = compute_asking.newest(work, Growth)
    text = compute_asking.WAITS
    if seen and seen.measured:
        last = seen.measured[-1]
        size = counted(last.rungs[-1].size, last.unit)
        text = f"{palette.title(last.model)}: {size}"
    share = seen.spent_s / seen.seconds if seen else 0.0
    compute_asking.progress([work], share, text, "stop_growth")
    if seen and reaches(seen):
        reach = Reach(growth=seen, size=reaches(seen)[0])
        charts.show(specs()["growth_time"], reach, "growing")


def result(growth: Growth, work: Work, *, may: bool) -> None:
    """Say what to expect at a size that nobody measured, and draw all of it."""
    sizes = reaches(growth)
    if not sizes:
        st.info("None of these models can be made larger in this way.")
        return
    reach = Reach(growth=growth, size=compute_ladder.choose_reach(sizes, growth.along))
    expected(reach)
    charts.show(specs()["growth_time"], reach, "growth")
    charts.show(specs()["growth_memory"], reach, "growth")
    st.caption(how(growth))
    compute_asking.conditions([work], growth.busy, "again_growth", may=may)


def expected(reach: Reach) -> None:
    """Draw the time to expect for each model in large, with its interval below."""
    with st.container(horizontal=True, key="expected"):
        for climb in reach.growth.measured:
            found = climb.expected(reach.size, "time")
            if found is None:
                continue
            said = expects(climb, reach.size, "time")
            sure = said.startswith(told(found[0], "time"))
            with st.container(border=True, width=280):
                st.metric(
                    palette.title(climb.model), told(found[0], "time") if sure else "?"
                )
                st.caption(said.partition(", ")[2] if sure else said)


def how(growth: Growth) -> str:
    """Say what was measured, and what was made up for it."""
    parts = [
        f"{palette.title(climb.model)}: {climb.held} held"
        + (f", {climb.steps} timed and counted in full" if climb.steps else "")
        for climb in growth.measured
    ]
    said = f"{'; '.join(parts)}. Of the repeats of a rung the least counts. "
    if growth.own and growth.along == "rows":
        said += f"Beyond {growth.own:,} rows, rows of the table were drawn again, "
        said += "which spares trees some work: generated rows show all of it. "
    if growth.own and growth.along == "columns":
        said += f"Beyond {growth.own:,} columns, others are shuffled copies. "
    return said + (
        "Pale dots are not in the line. Dashed is what nobody has measured: where "
        "memory runs out, it takes longer."
    )
