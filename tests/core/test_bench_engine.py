"""How fast the engine starts and stops, what it costs, and how true its waits are."""

import os
import sys
import time
from pathlib import Path
from statistics import mean, median

import pytest

from core.engine import Embedded
from tests.core.engines import HERE, LIMIT, work

pytestmark = pytest.mark.bench


def say(text):
    sys.stderr.write(f"{text}\n")


def tell(name, seconds):
    ms = sorted(1000 * second for second in seconds)
    best, usual, worst = ms[0], median(ms), ms[-1]
    say(f"{name}: best {best:.0f}, median {usual:.0f}, worst {worst:.0f} ms")


@pytest.fixture(scope="module")
def engine():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(HERE)
        engine = Embedded(slots=2)
        assert engine.warm(300)
        yield engine
        engine.close()


def test_from_submit_to_the_first_step(engine):
    took = []
    for n in range(30):
        began = time.perf_counter()
        key = engine.submit(work("count", 2, 0.0, n))
        engine.wait(key, LIMIT, since=0)
        took.append(time.perf_counter() - began)
        engine.wait(key, LIMIT)
    tell("submit to first step", took)


@pytest.mark.parametrize("name", ["stuck", "stubborn"])
def test_from_cancel_to_the_next_step_with_30_jobs_queued(engine, name):
    """The slot is free when the next job in the queue has made its first step."""
    blockers = [engine.submit(work(name, n)) for n in range(2)]
    for key in blockers:
        engine.wait(key, LIMIT, since=0)
    queue = [engine.submit(work(name, f"{name} {n}")) for n in range(30)]
    stopped, freed = [], []
    for n, key in enumerate(queue[:10]):
        began = time.perf_counter()
        engine.withdraw([*blockers, *queue][n], "")
        engine.wait([*blockers, *queue][n], LIMIT)
        stopped.append(time.perf_counter() - began)
        engine.wait(key, LIMIT, since=0)
        freed.append(time.perf_counter() - began)
    for key in [*blockers, *queue]:
        engine.withdraw(key, "")
    tell(f"cancel of {name} to stopped", stopped)
    tell(f"cancel of {name} to the next job's first step", freed)


def test_the_parents_work_for_100_owners(engine):
    """300 jobs of 20 steps; every owner asks for its status four times a second."""
    before, began = time.process_time(), time.perf_counter()
    keys = {
        engine.submit(
            work("count", 20, 0.005, n), owner=f"owner {n % 100}"
        ): f"{n % 100}"
        for n in range(300)
    }
    asked, told, started = 0, {}, {}
    while not all(engine.status(key).ended for key in keys):
        for key, owner in keys.items():
            engine.touch(owner)
            status = engine.status(key)
            engine.outlook(owner)
            asked += 1
            now = time.perf_counter()
            if status.state == "queued":
                told.setdefault(key, []).append(now + status.wait_s)
            else:
                started.setdefault(key, now)
        time.sleep(0.25)
    wall, cpu = time.perf_counter() - began, time.process_time() - before
    off = [
        abs(then - started[key])
        for key, thens in told.items()
        if key in started
        for then in thens[len(thens) // 3 :]
    ]
    say(f"300 jobs, {asked} looks in {wall:.1f} s: {cpu:.2f} s CPU here")
    say(f"told start off by {median(off):.2f} s (median), {mean(off):.2f} s (mean)")


def test_memory_of_300_finished_runs(engine):
    from core.dataset import data_config
    from core.run import run_config
    from core.works import fit_work

    def resident():
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    before = resident()
    data = data_config("moons", {"n": 300})
    for model in ("dummy", "random_forest", "mlp"):
        values = {"random_forest": {"n_estimators": 10}, "mlp": {"epochs": 10}}
        keys = []
        for seed in range(10):
            config = run_config(data, model, values.get(model, {}), seed)
            keys.append(engine.submit(fit_work(config)))
        states = [engine.wait(key, LIMIT) for key in keys]
        assert {status.state for status in states} == {"finished"}
        jobs = [engine._book.jobs[key] for key in keys]
        size, took = mean(job.bytes for job in jobs), mean(s.seconds for s in states)
        say(f"{model}: {size / 1000:.0f} kB a run packed, {took:.2f} s")
    say(f"{before:.0f} MiB before, {resident():.0f} MiB after 30 runs")
