"""Ladders of sizes: what is held, when they end, and what they find."""

import sys

import numpy as np
import pytest

from core.dataset import data_config, load
from core.errors import Refused
from core.growing import ladder as ladders
from core.growing.growth import find_growth, reaches
from core.growing.ladder import Ladder, drawn, growth, shortened
from core.growing.rows import supply
from core.run import run_config
from core.train import finish
from tests.core.examples_size import BOTH, YOUNG, climb

FORESTS = {"n_estimators": 6}
TABLE = data_config("moons", {"n": 400})


def clockwork(costs, seconds: float = 10.0, sizes: int = 12) -> Ladder:
    """Return a ladder whose trainings take what a function says, by its own clock."""
    made = [250 * 2**i for i in range(sizes)]
    one = Ladder(
        climb=climb("mlp", 1e-5, 1, top=0),
        sizes=made,
        measure=None,
        seconds=seconds,
    )

    def step(size: int) -> None:
        one.times.setdefault(size, []).append(costs(size))
        one.peaks[size] = 1e-3 * size
        one.spent += costs(size)

    one.step = step
    while (size := one.next_size()) is not None:
        one.step(size)
    return one


def test_a_ladder_ends_within_its_seconds_and_repeats_the_small_rungs():
    one = clockwork(lambda size: 0.02 + 1e-4 * size)
    assert one.spent <= 10.0
    repeats = [len(one.times[size]) for size in sorted(one.times)]
    assert len(repeats) >= 6
    assert min(repeats) >= 1
    assert repeats == sorted(repeats, reverse=True)
    assert repeats[0] >= 2
    law = one.seen().time
    assert law.exponent == pytest.approx(1.0, abs=0.01)


def test_a_slow_model_still_gets_three_rungs():
    one = clockwork(lambda size: 4.0)
    assert len(one.times) == 3


def test_a_quick_model_climbs_to_the_end_and_stops():
    one = clockwork(lambda size: 1e-6 * size, sizes=8)
    assert len(one.times) == 8
    assert all(len(times) == ladders.MOST_REPEATS for times in one.times.values())


def test_training_is_the_same_on_every_rung():
    fixed, steps, share = shortened(
        {"epochs": 100, "early_stopping": True, "width": 64}, ""
    )
    assert fixed == {"epochs": 4, "early_stopping": False, "width": 64}
    assert (steps, share) == ("4 of 100 epochs", 0.04)
    few = {"n_estimators": 200, "max_samples": 0.5}
    assert shortened(few, "n_estimators") == (few, "", 1.0)
    assert shortened(few, "")[0]["max_samples"] == 0.5
    assert few["n_estimators"] == 200


def test_trees_draw_the_share_of_the_run_itself_on_every_rung():
    assert drawn({"max_samples": 0.0}, 3000) == {"max_samples": 1.0}
    assert drawn({"max_samples": 0.0}, 90_000)["max_samples"] < 1.0
    assert drawn({"max_samples": 0.3}, 90_000) == drawn({}, 90_000) == {}


@pytest.mark.parametrize("source", ["own", "generated"])
@pytest.mark.parametrize("data", ["moons", "penguins", "diabetes"])
def test_there_are_as_many_rows_and_columns_as_asked_for(data, source):
    config = run_config(data_config(data), "random_forest", FORESTS)
    dataset = load(config.data)
    rows = supply(config, dataset, source)
    for n, k in ((30, rows.columns), (2 * rows.rows, 3 * rows.columns)):
        made = rows.make(n, k)
        assert made.X.shape == (n, k)
        assert made.X.dtype == np.float32
        assert np.isfinite(made.X).all()
        assert len(made.X_watch) == len(made.y_watch) == n // 3
        assert len(np.unique(made.y)) == len(dataset.classes) or not dataset.classes
        again = supply(config, dataset, source).make(n, k)
        np.testing.assert_array_equal(again.X, made.X)


def test_rows_of_the_table_are_used_before_any_is_drawn_again():
    config = run_config(TABLE, "random_forest", FORESTS)
    rows = supply(config, load(TABLE), "own")
    whole = rows.make(rows.rows, rows.columns).X
    assert len(np.unique(whole, axis=0)) == rows.rows
    twice = rows.make(2 * rows.rows, rows.columns).X
    assert len(np.unique(twice, axis=0)) == rows.rows


@pytest.mark.parametrize(
    "along",
    ["rows", *(pytest.param(a, marks=pytest.mark.slow) for a in ("columns", "size"))],
)
def test_growth_is_measured_told_and_kept(along, monkeypatch):
    monkeypatch.setattr(ladders, "MOST_REPEATS", 2)
    monkeypatch.setattr(ladders, "MOST_COLUMNS", 16)
    configs = tuple(
        run_config(TABLE, model, given)
        for model, given in (("random_forest", FORESTS), ("logistic_regression", {}))
    )
    work, seen = growth(configs, along, "own", 1), []
    while True:
        try:
            seen.append(next(work))
        except StopIteration as end:
            found = end.value
            break
    assert found.finished
    assert not seen[0].finished
    spent = [each.spent_s for each in seen]
    assert spent == sorted(spent)
    models = [each.model for each in found.measured]
    able = 1 if along == "size" else 2  # nothing makes a line of weights larger
    assert models == ["random_forest", "logistic_regression"][:able]
    assert all(rung.cpu_s > 0 for each in found.climbs for rung in each.rungs)
    kept = find_growth(configs, along, "own", 1)
    assert kept.climbs == found.climbs
    assert reaches(found)[0] > found.climbs[0].rungs[-1].size


def test_what_cannot_be_measured_is_refused():
    config = run_config(TABLE, "random_forest", FORESTS)
    for asked in (((), "rows", 10), ((config,), "width", 10), ((config,), "rows", 0)):
        configs, along, seconds = asked
        with pytest.raises(Refused):
            finish(growth(configs, along, "own", seconds))


def test_the_whole_training_is_told_of_the_part_that_was_timed():
    forest = BOTH.climbs[0]
    value, low, high = forest.expected(forest.rungs[-1].size, "time")
    assert low < forest.whole(forest.rungs[-1].cpu_s) < high
    assert value == pytest.approx(10 * forest.rungs[-1].cpu_s, rel=0.02)
    assert YOUNG.climbs[0].expected(1000, "time") is None


@pytest.mark.bench
@pytest.mark.parametrize(
    ("model", "low", "high"), [("random_forest", 1.0, 1.2), ("mlp", 0.9, 1.1)]
)
def test_exponents_on_generated_rows(model, low, high, capsys):
    """Measures for 60 CPU seconds, on a machine with nothing else to do."""
    config = run_config(data_config("classification", {"n": 5000}), model)
    found = finish(growth((config,), "rows", "generated", 60)).climbs[0]
    with capsys.disabled():
        sys.stdout.write(f"\n{model}: {found.time}\n")
    assert found.time.low < high
    assert found.time.high > low
