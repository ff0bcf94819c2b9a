"""A budget of CPU seconds: where it stops a run, and what is said of that."""

import json
from dataclasses import replace

import pytest

from core import train
from core.dataset import data_config
from core.errors import Refused
from core.model import Tick, specs
from core.race import race_config
from core.report import race_report, show_race, standing, told_budget
from core.run import LEAST_BUDGET, MOST_BUDGET, run_config
from core.surface import FRAMES
from core.train import finish, fit

MOONS = data_config("moons", {"n": 200})
STEPS = 10


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path))
    monkeypatch.setattr("core.cost.LATENCY_S", 0.0)  # not what is tested here
    monkeypatch.setattr(train, "median_ms", lambda call: (1.0, 1.0))


@pytest.fixture
def closed(monkeypatch):
    """Trees that take a CPU second each; returns what was said at the end."""
    now, said = [0.0], []

    def trainer(model, work):
        model.fit(work.X, work.y)
        try:
            for step in range(1, STEPS + 1):
                now[0] += 1.0
                yield Tick(step=step, total=STEPS)
        finally:
            said.append("closed")

    spec = replace(specs()["dummy"], train=trainer)
    monkeypatch.setattr(train.models, "specs", lambda: {"dummy": spec})
    for name in ("perf_counter", "process_time"):
        monkeypatch.setattr(f"core.cost.time.{name}", lambda: now[0])
    return said


@pytest.mark.parametrize(
    ("budget", "reached"), [(0.5, 1), (3, 3), (3.5, 4), (10, 10), (99, 10), (None, 10)]
)
def test_training_stops_after_the_step_that_uses_the_budget_up(closed, budget, reached):
    run = finish(fit(run_config(MOONS, "dummy", budget_s=budget)))
    last = run.history.steps[-1]
    assert last.step == len(run.history.steps) == run.cost.cpu_s == reached
    assert closed == ["closed"]
    assert ("used up" in last.note) == (reached < STEPS)
    told = (
        f"The budget of {budget:g} CPU seconds stopped: Baseline at fit"
        if budget
        else ""
    )
    assert told_budget([run]).strip().startswith(told if reached < STEPS else "")
    assert bool(told_budget([run])) == (reached < STEPS)


def test_what_was_reached_is_the_run():
    config = run_config(MOONS, "random_forest", budget_s=LEAST_BUDGET)
    run = finish(fit(config))
    kept = run.history.steps[-1]
    assert kept.step < kept.total
    assert run.validation.main.value == pytest.approx(kept.score, abs=1e-12)
    assert kept.surface is not None
    report = race_report(race_config(MOONS, ("random_forest",)), [run])
    assert json.loads(json.dumps(report))["runs"][0]["used_up"] is True
    assert "stopped by its budget" in show_race(report)
    assert f"at tree {kept.step} of 100" in standing([run])


@pytest.mark.parametrize("budget", [0, -1, 0.001, MOST_BUDGET + 1, float("nan")])
def test_a_budget_out_of_range_is_refused(budget):
    with pytest.raises(Refused, match=r"^The budget must be from .*\.$"):
        run_config(MOONS, "dummy", budget_s=budget)


def test_a_budget_is_part_of_what_determines_a_run():
    keys = {run_config(MOONS, "mlp", budget_s=b).key for b in (None, 1, 2, 2.004, 2.0)}
    assert len(keys) == 3


def test_a_long_run_makes_few_surfaces_and_tells_its_memory():
    given = {"epochs": 150, "early_stopping": False, "batch_size": 200}
    run = finish(fit(run_config(MOONS, "mlp", given)))
    steps = run.history.steps
    assert len(steps) == 150
    assert 30 < sum(step.surface is not None for step in steps) <= FRAMES
    assert steps[0].surface is not None
    assert steps[-1].surface is not None
    assert all(step.peak_mb >= 0 for step in steps)
