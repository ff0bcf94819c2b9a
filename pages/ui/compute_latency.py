"""Section "One row": how much of a model's latency is its library's."""

from collections.abc import Sequence

import streamlit as st

from core.engine import Work
from core.figure import specs
from core.history import Progress
from core.latency.wrapper import Latencies, find_latencies
from core.race import RaceConfig
from core.run import Run
from core.size_works import latency_work
from pages.ui import charts, compute_asking, jobs, privacy

WHY = (
    "“Inference is slow” is often said of a model and true of the program around it. "
    "Here the same trained model is asked for the same answers in several ways: by "
    "its library, in ONNX Runtime, and trees also as plain arrays."
)


def show(race: RaceConfig, runs: tuple[Run, ...]) -> None:
    """Draw the request to time the models, or what came of it."""
    able = [run for run in runs if run.model != "dummy"]
    works = [latency_work(run.config) for run in able]
    may = privacy.may_see_rows(race.data)
    going = [work for work in works if compute_asking.going(jobs.status(work))]
    known = seen(able, works)
    with st.container(border=True, key="latency"):
        st.markdown("**Whose milliseconds are they?**")
        st.markdown(WHY)
        if going:
            st.fragment(watch, run_every=compute_asking.TICK_S)(going)
        elif len(known) < len(able):
            compute_asking.offer(
                works[: len(able)],
                "Time them",
                "begin_latency",
                "It takes about six seconds a model.",
                may=may,
            )
    if known and not going:
        charts.show(specs()["one_row"], known, "latency")
        charts.show(specs()["throughput"], known, "latency")
        apart = max(way.apart for each in known for way in each.ways)
        st.caption(
            "One row is timed by the clock, batches by CPU time, by turns and on one "
            "thread. All ways give the same answers: the largest difference is "
            f"{apart:.0e}."
        )
        shares = [each.busy for each in known if each.busy is not None]
        busy = max(shares, default=None)
        compute_asking.conditions(works, busy, "again_latency", may=may)


def seen(able: Sequence[Run], works: Sequence[Work]) -> tuple[Latencies, ...]:
    """Return what is known of each model's latencies."""
    found = [
        compute_asking.found(work, lambda run=run: find_latencies(run.config))
        for run, work in zip(able, works, strict=True)
    ]
    return tuple(each for each in found if each is not None)


def watch(works: Sequence[Work]) -> None:
    """Draw how far the timing is, and a stop; run the page at the end."""
    going = [work for work in works if compute_asking.going(jobs.status(work))]
    if not going:
        st.rerun()
    tick: Progress | None = compute_asking.newest(going[0], Progress)
    share = tick.done / tick.total if tick and tick.total else 0.0
    text = tick.message if tick else compute_asking.WAITS
    compute_asking.progress(going, share, text, "stop_latency")
