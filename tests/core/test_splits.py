"""Which of two models is better, how much is luck, and what an interval promises."""

from dataclasses import replace
from math import pi, sqrt

import numpy as np
import pytest
from scipy import stats

from core import splits, swarm, train
from core.compare import compare
from core.dataset import Dataset, data_config, load
from core.errors import Refused
from core.quality.conformal import conformal
from core.run import run_config
from core.score import Evaluation, Score
from core.splits import Trial, find
from core.statistics.optimism import best_of, optimism, told_optimism
from core.train import finish, fit
from tests.core.answered import amounts

MOONS = data_config("moons", {"n": 200, "noise": 0.3})
FOREST = run_config(MOONS, "random_forest", {"n_estimators": 5}, 3)
LINE = run_config(MOONS, "logistic_regression", (), 3)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path))
    monkeypatch.setattr(train, "median_ms", lambda call: (1.0, 1.0))


def test_every_dot_is_the_validation_score_of_a_run_with_that_seed():
    seen = list(splits.splits(FOREST, LINE, 3))
    assert [one.done for one in seen] == [1, 2, 3]
    assert [one.comparison is None for one in seen] == [True, False, False]
    last = seen[-1].pairs[-1]
    assert last.seed == 5
    for config, score in zip((FOREST, LINE), last.scores, strict=True):
        run = finish(fit(replace(config, seed=5)))
        assert score == pytest.approx(run.validation.main.value, abs=1e-12)


def test_the_interval_is_the_corrected_one_and_the_trial_is_kept():
    made = finish(splits.splits(FOREST, LINE, 4))
    scores = [[pair.scores[i] for pair in made.pairs] for i in (0, 1)]
    assert made.comparison == compare(*scores, test_over_train=40 / 120)
    assert (made.metric, made.total, made.skipped) == ("roc_auc", 4, 0)
    assert find(FOREST, LINE, 4).comparison == made.comparison
    assert find(LINE, FOREST, 4) is None


def test_amounts_are_compared_by_a_region_of_their_own():
    data = data_config("diabetes")
    one, other = (run_config(data, key) for key in ("linear_regression", "dummy"))
    made = finish(splits.splits(one, other, 2))
    assert (made.metric, made.comparison.rope) == ("r2", 0.02)
    assert made.told.startswith("The linear regression is better than the baseline")


@pytest.mark.parametrize(
    ("differences", "words"),
    [
        ([0.05, 0.06, 0.05, 0.055], "The random forest is better than the neural"),
        ([-0.05, -0.06, -0.05, -0.055], "The neural net is better than the random"),
        ([0.012, 0.011, 0.010, 0.008], "perhaps by very little"),
        ([0.001, 0.002, 0.001, 0.0], "no difference that matters"),
        ([0.1, -0.1, 0.05, -0.02], "cannot tell"),
    ],
)
def test_the_sentence_says_what_the_interval_allows(differences, words):
    found = compare(differences, [0.0] * 4, test_over_train=1 / 3)
    made = Trial(
        models=("random_forest", "mlp"), metric="roc_auc", total=4, comparison=found
    )
    assert words in made.told
    assert "95 % interval" in made.told
    assert f"{found.mean:+.3f} ROC AUC on average over 4 splits" in made.told


def test_rows_split_by_time_and_other_tables_are_refused(monkeypatch):
    with pytest.raises(Refused, match="same table"):
        finish(splits.splits(FOREST, run_config(data_config("circles"), "mlp"), 3))
    with pytest.raises(Refused, match="from 2 to 100, not 1"):
        finish(splits.splits(FOREST, LINE, 1))
    dataset = load(MOONS)

    def by_time(config) -> Dataset:
        return replace(dataset, protocol="time", by=np.arange(200))

    monkeypatch.setattr(splits, "load", by_time)
    with pytest.raises(Refused, match="split by time"):
        finish(splits.splits(FOREST, LINE, 3))


def test_splits_without_a_score_are_skipped_and_said(monkeypatch):
    def none(dataset, config):
        return None if config.seed == 4 else swarm.scored_with(dataset, config)

    monkeypatch.setattr(splits, "scored_with", none)
    made = finish(splits.splits(FOREST, LINE, 3))
    assert (made.skipped, len(made.pairs), made.done) == (1, 2, 3)
    monkeypatch.setattr(splits, "scored_with", lambda dataset, config: None)
    with pytest.raises(Refused, match="No split left rows"):
        finish(splits.splits(FOREST, LINE, 3))


@pytest.mark.parametrize(
    ("count", "wanted"),
    [(1, 0.0), (2, 1 / sqrt(pi)), (3, 1.5 / sqrt(pi)), (5, 1.1629645), (100, 2.50759)],
)
def test_the_best_of_several_equals_tables_of_order_statistics(count, wanted):
    assert best_of(count) == pytest.approx(wanted, abs=1e-5)


def test_luck_grows_with_looks_and_shrinks_with_what_models_share():
    assert optimism(10, 0.02) == pytest.approx(0.02 * best_of(10))
    assert optimism(10, 0.02, 0.75) == pytest.approx(0.01 * best_of(10))
    main = Score(name="roc_auc", value=0.9, low=0.88, high=0.92)
    evaluation = Evaluation(rows=400, classes=("a", "b"), scores=(main,))
    told = told_optimism(3, evaluation)
    assert told.startswith("If 3 looks at these 400 rows")
    assert "up to 0.009 ROC AUC" in told
    assert told_optimism(1, evaluation) == ""
    alone = replace(evaluation, scores=(replace(main, low=None, high=None),))
    assert told_optimism(3, alone) == ""


def test_intervals_of_amounts_hold_as_often_as_they_promise():
    held = []
    for seed in range(200):
        random = np.random.default_rng(seed)
        y = random.normal(size=150)
        off = random.standard_t(3, size=150)
        found = conformal(
            amounts(y[:50], y[:50] + off[:50]), amounts(y[50:], y[50:] + off[50:]), 1
        )
        held.append(found.covered)
        assert found.rows == 100
    assert np.mean(held) == pytest.approx(0.905, abs=0.012)


def test_the_width_is_the_conformal_quantile_and_the_share_has_wilsons_interval():
    y = np.zeros(19)
    taught = amounts(y, np.arange(1.0, 20))
    found = conformal(taught, amounts(np.zeros(10), np.arange(11.0, 21)), 1)
    assert found.half_width == 18  # the 18th of 19: (19 + 1) * 0.9
    assert found.covered == 0.8
    wanted = stats.binomtest(8, 10).proportion_ci(method="wilson")
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high))
    assert "±18 was to hold 90%" in found.told
    assert "as promised" in found.told
    assert conformal(amounts(y[:5], y[:5]), taught, 1) is None


def test_sealed_rows_are_halved_and_none_is_judged_by_itself():
    random = np.random.default_rng(0)
    judged = amounts(np.zeros(2001), random.normal(size=2001))
    found = conformal(None, judged, 4)
    assert found.rows == 1000
    assert found.half_width == pytest.approx(1.645, abs=0.12)
    assert "other half" in found.told
    assert conformal(None, judged, 4) == found
