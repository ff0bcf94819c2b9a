"""The same CPU seconds for every model: where each stops, and who is ahead by then."""

from dataclasses import replace

import numpy as np
import pytest

from core import budget, swarm
from core.budget import MOST_S, contest, entrants, find
from core.compare import compare
from core.contest import Dealt, Lap, gathered, ladder, told
from core.dataset import data_config, load
from core.errors import Refused
from core.model import Tick, specs
from core.race import race_config
from core.run import run_config
from core.train import finish

MOONS = data_config("moons", {"n": 200, "noise": 0.3})
DEALT = Dealt(metric="roc_auc", part="validation", rows=40, trained=120, redealt=True)
STEPS = 10


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path))


@pytest.fixture
def closed(monkeypatch):
    """A model whose steps take a CPU second each; returns what its end was told."""
    now, said = [0.0], []

    def trainer(model, work):
        model.fit(work.X, work.y)
        try:
            for step in range(1, STEPS + 1):
                now[0] += 1.0
                answers = np.full((len(work.y_watch), 2), 0.5)
                answers[:, 1] = 0.01 * step * (2 * work.y_watch - 1) + 0.5
                yield Tick(step=step, total=STEPS, answers=lambda a=answers: (
                    work.y_watch, a))  # fmt: skip
        finally:
            said.append(round(now[0]))

    spec = replace(specs()["dummy"], train=trainer)
    monkeypatch.setattr("core.model.specs", lambda: {"dummy": spec})
    for name in ("perf_counter", "process_time"):
        monkeypatch.setattr(f"core.cost.time.{name}", lambda: now[0])
    return said


@pytest.mark.parametrize(
    ("given", "reached", "paid"), [(0.5, 1, None), (3, 3, 3), (3.5, 4, 3), (50, 10, 10)]
)
def test_training_stops_with_the_step_that_uses_the_budget_up(
    closed, given, reached, paid
):
    runs = (run_config(MOONS, "dummy", budget_s=given),)
    made = finish(contest(runs, 2))
    for lap in made.laps:
        assert lap.seconds == lap.steps == tuple(range(1, reached + 1))
        at = lap.within(given)
        assert (None if at is None else lap.steps[at]) == paid
        assert lap.over
        assert lap.whole == (reached == STEPS)
    # once to load what it needs, then a training a split, each closed at its end
    assert closed == [1, 1 + reached, 1 + 2 * reached]


def lap(model: str, seed: int, scores: tuple[float, ...], pace: float) -> Lap:
    return Lap(
        model=model, seed=seed, unit="tree", dealt=DEALT, scores=scores, over=True,
        seconds=tuple(pace * i for i in range(1, len(scores) + 1)),
        steps=tuple(range(1, len(scores) + 1)), total=len(scores), whole=True,
    )  # fmt: skip


FAST, SLOW = "mlp", "random_forest"
LAPS = [
    *(lap(FAST, seed, (0.7, 0.8 + 0.01 * seed), 0.1) for seed in range(4)),
    *(lap(SLOW, seed, (0.95 + 0.005 * (seed % 2),), 1.0) for seed in range(4)),
]


def test_a_smaller_budget_is_read_off_without_training_anew():
    made = gathered((SLOW, FAST), 5.0, LAPS, sure=True)
    early, late = made.at(0.1), made.at(5.0)
    assert [p.model for p in early.places] == [FAST, SLOW]
    assert early.places[0].mean == pytest.approx(0.7)
    assert early.places[1].mean is None
    assert early.places[1].needs_s == 1.0
    assert "no other model gets that far" in told(made, early)
    assert [p.model for p in late.places] == [SLOW, FAST]
    slow, fast = (
        [0.95, 0.955, 0.95, 0.955],
        [0.8, 0.81, 0.82, 0.83],
    )
    wanted = compare(slow, fast, test_over_train=40 / 120)
    found = late.comparison
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high))
    assert told(made, late).startswith("On 5 CPU seconds the random forest wins")
    assert late.places[0].low < np.mean(slow) < late.places[0].high
    assert all(place.whole for place in late.places)
    assert "No model gets through" in told(made, made.at(0.01))


def test_only_one_split_has_no_interval_and_a_split_without_scores_does_not_count():
    alone = replace(DEALT, redealt=False)
    once = [replace(one, dealt=alone) for one in LAPS if one.seed == 0]
    made = gathered((SLOW, FAST), 5.0, once, sure=True)
    assert made.at(5.0).comparison is None
    assert made.at(5.0).places[0].low is None
    assert "this table has only one split" in told(made, made.at(5.0))
    empty = replace(LAPS[0], scores=(), seconds=(), steps=())
    left = gathered((SLOW, FAST), 5.0, [empty, *LAPS[1:]])
    assert {one.seed for one in left.laps} == {1, 2, 3}
    assert gathered((FAST,), 5.0, [empty]) is None


@pytest.mark.parametrize("most", [0.05, 5.0, 7.3, MOST_S])
def test_budgets_rise_to_the_whole_one(most):
    rungs = ladder(most)
    assert rungs[-1] == most
    assert list(rungs) == sorted(set(rungs))


def test_scores_of_whole_trainings_are_those_of_the_same_race_with_that_seed():
    runs = tuple(
        run_config(MOONS, key, values, 3, MOST_S)
        for key, values in (
            ("random_forest", {"n_estimators": 5}),
            ("logistic_regression", ()),
        )
    )
    seen = list(generated := Kept(contest(runs, 2)))
    made = generated.value
    assert [one.done for one in seen if one.over] == [1, 2, 3, 4]
    dataset = load(MOONS)
    for one in made.laps:
        config = next(run for run in runs if run.model == one.model)
        wanted = swarm.scored_with(dataset, replace(config, seed=one.seed))
        assert one.scores[-1] == pytest.approx(wanted.score, abs=1e-12)
        assert one.whole
    assert {one.seed for one in made.laps} == {3, 4}
    assert find(runs, 2).standings == made.standings
    assert find(runs, 3) is None


class Kept:
    """A generator that remembers what it returned."""

    def __init__(self, work):
        self.work, self.value = work, None

    def __iter__(self):
        self.value = yield from self.work


def test_rows_split_by_time_are_trained_on_once(monkeypatch):
    dataset = load(MOONS)
    rows = replace(dataset, protocol="time", by=np.arange(200))
    monkeypatch.setattr(budget, "load", lambda config: rows)
    runs = (run_config(MOONS, "logistic_regression", budget_s=1),)
    made = finish(contest(runs, 5))
    assert len(made.laps) == 1
    assert not made.dealt.redealt


def test_the_models_of_the_race_keep_their_settings_and_the_usual_ones_join():
    race = race_config(
        MOONS, ("random_forest", "dummy"), {"random_forest.max_depth": 3}
    )
    runs = entrants(race, "binary", 2.0)
    keys = [run.model for run in runs]
    assert keys == ["random_forest", "mlp", "boosting", "logistic_regression"]
    assert dict(runs[0].values)["max_depth"] == 3
    assert {run.budget_s for run in runs} == {2.0}
    amounts = [run.model for run in entrants(race, "regression", 2.0)]
    assert "linear_regression" in amounts
    assert "logistic_regression" not in amounts
    for wrong in (0.0, MOST_S + 1):
        with pytest.raises(Refused, match=r"The budget must be from .*\.$"):
            entrants(race, "binary", wrong)
    with pytest.raises(Refused, match="from 2 to"):
        finish(contest(runs, 1))
