import itertools
import time

import numpy as np
import pytest

from core import cost
from core.cost import PeakMemory, Stopwatch


@pytest.fixture
def clock(monkeypatch):
    """Both clocks stand still unless `pass_time` is called."""
    now = [100.0]
    monkeypatch.setattr(cost.time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(cost.time, "process_time", lambda: now[0] / 2)

    def pass_time(seconds):
        now[0] += seconds

    return pass_time


def test_time_counts_only_while_the_stage_works(clock):
    def stage():
        clock(1)
        yield "a"
        clock(2)
        yield "b"
        clock(4)
        return "done"

    def listener():
        result = yield from watch.timed(stage())
        results.append(result)

    watch, results = Stopwatch(), []
    for _ in listener():
        clock(50)  # whoever listens takes its time
    assert (watch.wall_s, watch.cpu_s) == (7, 3.5)
    assert results == ["done"]


def test_time_up_to_a_failure_counts(clock):
    def fail():
        with watch.running():
            clock(3)
            raise ZeroDivisionError

    watch = Stopwatch()
    with pytest.raises(ZeroDivisionError):
        fail()
    assert watch.wall_s == 3


def test_closing_the_timed_stage_closes_the_stage():
    closed = []

    def stage():
        try:
            yield from itertools.count()
        finally:
            closed.append(True)

    timed = Stopwatch().timed(stage())
    assert next(timed) == 0
    timed.close()
    assert closed == [True]


def test_sleeping_costs_wall_time_but_no_cpu_time():
    watch = Stopwatch()
    with watch.running():
        time.sleep(0.05)
    assert watch.wall_s >= 0.05
    assert watch.cpu_s < watch.wall_s


def test_memory_that_was_given_back_still_counts_as_peak():
    memory = PeakMemory()
    block = np.ones(40_000_000)  # 320 MB, touched
    del block
    assert 300e6 < memory.grown() < 500e6


def test_without_the_kernels_mark_the_lifetime_peak_is_used(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise OSError("no /proc here")

    monkeypatch.setattr(cost.Path, "write_text", refuse)
    memory = PeakMemory()
    assert memory.measured == "lifetime peak of the process"
    assert memory.grown() >= 0
