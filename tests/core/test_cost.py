import itertools
import time

import numpy as np
import pytest

from core import cost
from core.cost import Meter, Others, PeakMemory, Stopwatch


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


def allocated_for_one_step():
    yield "before"
    block = np.ones(25_000_000)  # 200 MB, touched
    del block
    yield "after"


@pytest.mark.parametrize("mark", [True, False])
def test_200_mb_that_one_step_holds_are_found(monkeypatch, mark):
    if not mark:
        monkeypatch.setattr(cost, "_reset_mark", lambda: False)
    meter = Meter()
    for _ in meter.clock.timed(allocated_for_one_step()):
        pass
    grown = meter.memory.grown()
    meter.close()
    assert meter.memory.measured == (cost.MARK if mark else cost.SAMPLED)
    assert 0.9 * 200e6 < grown < 1.1 * 200e6


def test_memory_that_is_held_already_is_no_growth():
    block = np.ones(25_000_000)
    memory = PeakMemory()
    block += 1
    assert memory.grown() < 20e6


def test_memory_freed_before_the_stage_does_not_hide_what_it_needs():
    pieces = [np.ones(10_000) for _ in range(2_000)]  # 160 MB in small pieces
    del pieces
    memory = PeakMemory()
    pieces = [np.ones(10_000) for _ in range(2_000)]
    assert len(pieces) == 2_000
    assert memory.grown() > 140e6


def test_without_any_mark_the_lifetime_peak_is_used(monkeypatch):
    monkeypatch.setattr(cost, "_reset_mark", lambda: False)
    monkeypatch.setattr(cost, "_resident", lambda: None)
    memory = PeakMemory()
    assert memory.measured == cost.LIFETIME
    assert memory.grown() >= 0


def test_a_system_that_tells_nothing_is_named_as_such(monkeypatch):
    for name in ("_resident", "_lifetime", "_machine_s"):
        monkeypatch.setattr(cost, name, lambda: None)
    monkeypatch.setattr(cost, "_reset_mark", lambda: False)
    memory = PeakMemory()
    assert (memory.measured, memory.grown()) == (cost.UNKNOWN, 0)
    assert Others().share() is None


def test_what_others_did_is_a_share_of_all_cores(monkeypatch, clock):
    machine = [1000.0]
    monkeypatch.setattr(cost, "_machine_s", lambda: machine[0])
    monkeypatch.setattr(cost.os, "cpu_count", lambda: 2)
    others = Others()
    clock(10)  # of which this process works half
    machine[0] += 5 + 8
    assert others.share() == 8 / 20
    machine[0] -= 13  # the kernel counts coarsely, this process exactly
    assert others.share() == 0


def test_this_process_is_not_one_of_the_others():
    others, end = Others(), time.process_time() + 0.3
    began = cost._machine_s()
    while time.process_time() < end:
        pass
    if began is None:
        pytest.skip("this system does not say how busy it is")
    assert (cost._machine_s() - began) >= 0.25  # seen by the machine
    assert others.share() is not None
