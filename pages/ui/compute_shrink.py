"""Section "Smaller": a model shrunk in every way that fits, before and after."""

import streamlit as st

from core import palette
from core.engine import Work
from core.figure import specs
from core.figures.shrunk import headline
from core.history import Progress
from core.race import RaceConfig
from core.run import Run
from core.shrinking.shrink import Shrunk, find_shrunk
from core.shrinking.shrink import specs as ways
from core.size_works import shrink_work
from pages.ui import charts, compute_asking, jobs, privacy
from pages.ui.evaluate_choices import chosen
from pages.ui.text import escape

WHY = (
    "Fewer bytes are not fewer milliseconds. Each way of making the model smaller is "
    "tried on a copy and measured beside the model as it is, by turns, on one thread: "
    "size, time, and score on rows it did not learn from."
)


def show(race: RaceConfig, runs: tuple[Run, ...]) -> None:
    """Draw the request to shrink one of the models, or what came of it."""
    with st.container(border=True, key="shrink"):
        st.markdown("**Shrink it and look again**")
        st.markdown(WHY)
        run = choose_run(runs)
        work = shrink_work(run.config)
        now, may = jobs.status(work), privacy.may_see_rows(race.data)
        kept = compute_asking.found(work, lambda: find_shrunk(run.config))
        if compute_asking.going(now):
            st.fragment(watch, run_every=compute_asking.TICK_S)(work)
        elif kept is None:
            compute_asking.offer(
                [work], "Shrink it", "begin_shrink", "It takes a minute or so.", may=may
            )
    if kept is not None and not compute_asking.going(now):
        result(kept, work, may=may)


def choose_run(runs: tuple[Run, ...]) -> Run:
    """Draw the choice of a model; it stands in the address."""
    able = [run for run in runs if run.model != "dummy"] or list(runs)
    names = [name for name, _ in palette.looks(tuple(run.model for run in able))]
    keys = [str(place) for place in range(len(able))]
    return able[int(chosen("smaller", keys, "Model", names))]


def watch(work: Work) -> None:
    """Draw the ways as they are measured, and a stop; run the page at the end."""
    if not compute_asking.going(jobs.status(work)):
        st.rerun()
    seen: Shrunk | None = compute_asking.newest(work, Shrunk)
    tick: Progress | None = compute_asking.newest(work, Progress)
    share = len(seen.after) / seen.total if seen and seen.total else 0.0
    text = tick.message if tick else compute_asking.WAITS
    compute_asking.progress([work], share, text, "stop_shrink")
    if seen and seen.after:
        charts.show(specs()["shrunk"], seen, "shrinking")


def result(shrunk: Shrunk, work: Work, *, may: bool) -> None:
    """Say what pays, draw before and after, and explain each way."""
    st.success(escape(headline(shrunk)), icon=":material/compress:")
    charts.show(specs()["shrunk"], shrunk, "shrunk")
    declared = ways()
    with st.expander("What each way does", icon=":material/help:"):
        for small in shrunk.after:
            spec = declared.get(small.way)
            if spec:
                st.markdown(f"**{spec.title}** ({small.what}). {spec.summary}")
        for title, needs in shrunk.absent:
            st.caption(f"{title}: not for this model, it needs {needs}.")
    st.caption(
        f"Scores are from {shrunk.rows:,} {shrunk.part} rows. Faster is at least a "
        "quarter faster for one row or in batches of 1,000, not slower in the other."
    )
    compute_asking.conditions([work], shrunk.busy, "again_shrink", may=may)
