"""Bounds: of each job's time and memory, of what is remembered, and of the settings."""

from itertools import pairwise
from pathlib import Path

import pytest

from core.engine import Embedded, events
from core.engine.cores import processors
from core.engine.events import Events
from core.errors import Refused
from core.limits import Limits, limits
from tests.core.engines import (
    BARE,
    HERE,
    LIMIT,
    NEEDS_FORK,
    bare_engine,
    end,
    until,
    work,
)

NEEDS_PROC = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="needs /proc"
)
TOLD = {"doing": "Reading this table", "relief": "bring a smaller one"}

engine = pytest.fixture(scope="module")(bare_engine)


@NEEDS_FORK
@pytest.mark.parametrize("name", ["stuck", "stubborn"])
def test_work_beyond_its_time_ends_with_the_figure(engine, name):
    other = engine.submit(work("count", 20, 0.05, name))
    key, status = end(engine, name, quick=True, limit_s=0.4, **TOLD)
    assert (status.state, status.refused) == ("failed", True)
    assert status.message == (
        "Reading this table took more than 0.4 s and was stopped; bring a smaller one."
    )
    assert engine.events(key) == ("before",)
    assert engine.wait(other, LIMIT).state == "finished"


@NEEDS_FORK
@NEEDS_PROC
@pytest.mark.parametrize("name", ["large", "at_once"])
def test_work_beyond_its_memory_ends_with_the_figure(engine, name):
    """Little by little, or more than the machine has at one stroke."""
    other = engine.submit(work("count", 20, 0.05, name))
    megabytes = 300 if name == "large" else 10**6
    _, status = end(engine, name, megabytes, limit_bytes=100_000_000, **TOLD)
    assert (status.state, status.refused) == ("failed", True)
    assert status.message == (
        "Reading this table took more than 100 MB of memory and was stopped; bring a "
        "smaller one."
    )
    assert engine.wait(other, LIMIT).state == "finished"


@NEEDS_FORK
def test_work_within_its_limits_finishes(engine):
    key, status = end(engine, "count", 10, 0.05, limit_s=60.0, limit_bytes=500_000_000)
    assert status.state == "finished"
    assert engine.result(key) == 10


@NEEDS_FORK
def test_a_person_who_stops_limited_work_is_not_told_of_the_limit(engine):
    key = engine.submit(work("stuck", limit_s=30.0), again=True)
    engine.wait(key, LIMIT, since=0)
    engine.withdraw(key, "")
    status = engine.wait(key, LIMIT)
    assert (status.state, status.message) == ("stopped", "")


@NEEDS_FORK
@NEEDS_PROC
def test_every_job_has_the_limits_of_the_settings(monkeypatch):
    monkeypatch.syspath_prepend(HERE)
    monkeypatch.setenv("CROSSOVER_JOB_SECONDS", "1")
    monkeypatch.setenv("CROSSOVER_JOB_MEMORY", "100000000")
    monkeypatch.setenv("CROSSOVER_SLOTS", "3")
    engine = Embedded(start=BARE)
    assert engine.outlook().slots == 3
    large = engine.submit(work("large", 300))
    _, status = end(engine, "stuck")
    assert status.message.startswith("This work took more than 1 s and was stopped; ")
    assert "took more than 100 MB" in engine.wait(large, LIMIT).message
    engine.close()


def test_limits_are_no_part_of_the_key():
    plain = work("count", 3)
    assert plain.key == work("count", 3, limit_s=1.0, limit_bytes=10, **TOLD).key


@NEEDS_FORK
def test_results_are_forgotten_beyond_the_bytes_of_the_settings(monkeypatch):
    monkeypatch.syspath_prepend(HERE)
    engine = Embedded(slots=1, start=BARE, bounds=Limits(engine_bytes=6_000_000))
    keys = [end(engine, "echo", letter * 10**6)[0] for letter in "abcd"]
    assert until(lambda: all(engine.status(key) is None for key in keys[:-1]))
    assert engine.result(keys[-1]) == "d" * 10**6
    engine.close()


def test_a_setting_that_is_no_number_is_refused(monkeypatch):
    monkeypatch.setenv("CROSSOVER_SLOTS", "0")
    assert limits().slots == 0
    monkeypatch.setenv("CROSSOVER_JOB_SECONDS", "0")
    with pytest.raises(Refused, match="CROSSOVER_JOB_SECONDS must be a whole number"):
        Embedded()


def test_very_many_events_are_thinned_and_keep_their_index(monkeypatch):
    monkeypatch.setattr(events, "MOST_BYTES", 10**6)
    kept = Events()
    for first in range(0, 100_000, 10):
        kept.extend((n, 1) for n in range(first, first + 10))
    seen = kept.since(0)
    assert kept.count == 100_000
    assert events.MOST / 3 < len(seen) <= events.MOST
    assert kept.bytes == len(seen)
    assert (seen[0], seen[-1], kept.last) == (0, 99_999, 99_999)
    assert list(seen) == sorted(seen)
    assert max(b - a for a, b in pairwise(seen)) < 50
    assert kept.since(99_990) == tuple(range(99_990, 100_000))
    kept.extend([("large", 999_990)])
    assert kept.last == "large"
    assert kept.bytes < 1_000_200
    alone = Events()
    alone.extend([("larger than all", 10**9)])
    assert alone.since(0) == ("larger than all",)


@NEEDS_FORK
def test_a_job_with_very_many_steps_stays_small(engine):
    key, status = end(engine, "count", 12_000)
    assert (status.state, status.events) == ("finished", 12_000)
    assert len(engine.events(key)) <= events.MOST
    assert engine.events(key, 11_999) == (11_999,)


def test_a_containers_share_of_the_processors_counts(tmp_path):
    quota = tmp_path / "cpu.max"
    every = processors(tmp_path / "none")
    assert every >= 1
    quota.write_text("max 100000\n")
    assert processors(quota) == every
    quota.write_text("50000 100000\n")
    assert processors(quota) == 1
    quota.write_text("garbage")
    assert processors(quota) == every
