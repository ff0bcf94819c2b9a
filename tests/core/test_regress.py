import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn import metrics

from core.errors import Refused
from core.evaluate import evaluate, live_score
from core.statistics.regress import SHOWN, _measure, centre_and_spread, r2


def scores(y, predicted, seed: int = 1) -> dict[str, float]:
    found = evaluate(np.asarray(y), np.asarray(predicted)[:, None], (), seed)
    return {score.name: score.value for score in found.scores}


def case(rows: int, noise: float = 1.0, seed: int = 0):
    random = np.random.default_rng(seed)
    y = random.normal(20, 5, rows)
    return y, y + random.normal(0, noise, rows)


def expected(y, predicted, weights=None) -> dict[str, float]:
    two = {"y_true": y, "y_pred": predicted, "sample_weight": weights}
    return {
        "r2": metrics.r2_score(**two),
        "rmse": metrics.root_mean_squared_error(**two),
        "mae": metrics.mean_absolute_error(**two),
    }


AMOUNT = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


@given(st.lists(st.tuples(AMOUNT, AMOUNT), min_size=2, max_size=60))
def test_scores_equal_scikit_learn(pairs):
    y, predicted = np.array(pairs).T
    assume(len(set(y)) > 1)
    found = scores(y, predicted)
    assert found == pytest.approx(expected(y, predicted), rel=1e-7, abs=1e-7)


@given(
    st.lists(
        st.tuples(st.integers(-9, 9), st.integers(-9, 9), st.integers(0, 4)),
        min_size=2,
        max_size=40,
    )
)
def test_weighted_scores_equal_scikit_learn(rows):
    y, predicted, weights = (
        np.array(column, float) for column in zip(*rows, strict=True)
    )
    assume(weights.sum() > 0)
    off, spread = y - predicted, y - y.mean()
    columns = np.column_stack([off**2, np.abs(off), spread, spread**2])
    found = {n: v[0] for n, v in _measure(columns, weights[None]).items()}
    if len(set(y[weights > 0])) == 1:
        assert np.isnan(found.pop("r2"))
    wanted = expected(y, predicted, weights)
    for name, value in found.items():
        assert value == pytest.approx(wanted[name], rel=1e-7, abs=1e-9)


def test_the_live_score_is_that_of_scikit_learn():
    y, predicted = case(80)
    found = live_score(y, predicted[:, None])
    assert found == pytest.approx(metrics.r2_score(y, predicted), abs=1e-12)
    assert live_score(np.ones(5), predicted[:5, None]) is None
    assert live_score(y, np.full((80, 1), np.nan)) is None
    assert r2(y, np.full(80, 1e300)) is None


def test_intervals_hold_their_value_and_narrow_with_more_rows():
    widths = []
    for rows in (200, 3_200):
        y, predicted = case(rows)
        result = evaluate(y, predicted[:, None], (), seed=1)
        for score in result.scores:
            assert score.low < score.value < score.high
        widths.append(result.score("rmse").high - result.score("rmse").low)
    assert 2.5 < widths[0] / widths[1] < 6


def test_the_interval_of_the_rmse_is_as_wide_as_theory_has_it():
    """The standard error of a normal standard deviation is sigma / sqrt(2 n)."""
    y, predicted = case(2_000, noise=3.0)
    rmse = evaluate(y, predicted[:, None], (), seed=1).score("rmse")
    theory = 2 * 1.96 * 3.0 / np.sqrt(2 * 2_000)
    assert rmse.high - rmse.low == pytest.approx(theory, rel=0.2)


def test_the_same_seed_gives_the_same_intervals_and_another_seed_others():
    y, predicted = case(300)
    one, again, other = (
        evaluate(y, predicted[:, None], (), seed) for seed in (1, 1, 2)
    )
    assert one.scores == again.scores
    assert [s.value for s in one.scores] == [s.value for s in other.scores]
    assert one.scores != other.scores


# What a part can be like. -------------------------------------------------------


@pytest.mark.parametrize("height", [0.0, 0.1, -3e9])
def test_a_target_that_does_not_vary_scores_like_guessing(height):
    y = np.full(30, height)
    found = evaluate(y, y[:, None] + 1.0, (), seed=1)
    area = found.score("r2")
    assert (area.value, area.low, area.high) == (0.0, None, None)
    assert found.score("mae").value == pytest.approx(1.0)
    assert scores(y, y) == {"r2": 0.0, "rmse": 0.0, "mae": 0.0}


def test_one_row_is_scored():
    found = evaluate(np.array([3.0]), np.array([[5.0]]), (), seed=1)
    assert found.score("r2").value == 0.0
    assert found.score("rmse").value == pytest.approx(2.0)
    assert all(score.low is score.high is None for score in found.scores)
    assert found.predictions.counts.sum() == 1


@pytest.mark.parametrize("wrong", [np.nan, np.inf, 1e300])
def test_answers_that_ran_away_are_refused_in_a_sentence(wrong):
    y, predicted = case(20)
    predicted[3] = wrong
    with pytest.raises(Refused, match="ran away"):
        scores(y, predicted)


def test_no_rows_are_refused():
    with pytest.raises(Refused, match="no rows"):
        scores(np.array([]), np.array([]))


@pytest.mark.parametrize(("scale", "offset"), [(1e90, 0), (1e-200, 0), (1, 1e12)])
def test_the_unit_of_the_target_is_no_matter(scale, offset):
    y, predicted = case(200)
    found = scores(y * scale + offset, predicted * scale + offset)
    plain = scores(y, predicted)
    assert found["r2"] == pytest.approx(plain["r2"], abs=1e-4)
    for name in ("rmse", "mae"):
        assert found[name] == pytest.approx(scale * plain[name], rel=1e-4)


@given(st.lists(st.floats(-1e100, 1e100), min_size=1, max_size=30))
def test_centre_and_spread_are_mean_and_deviation(values):
    y = np.array(values)
    centre, spread = centre_and_spread(y)
    assert (spread == 0) == (len(set(values)) == 1)
    largest = np.abs(y).max()
    assert centre == pytest.approx(y.mean(), abs=1e-12 * largest)
    assert spread == pytest.approx(y.std(), rel=1e-6, abs=1e-12 * largest)


# Predictions, for drawing. ------------------------------------------------------


def test_predictions_are_a_sample_of_the_same_rows_for_every_model():
    y, predicted = case(5_000)
    one = evaluate(y, predicted[:, None], (), seed=1).predictions
    other = evaluate(y, predicted[:, None] + 1, (), seed=1).predictions
    assert len(one.truth) == len(one.predicted) == SHOWN
    np.testing.assert_array_equal(one.truth, other.truth)
    np.testing.assert_allclose(one.predicted + 1, other.predicted)
    assert set(zip(one.truth, one.predicted, strict=True)) <= set(
        zip(y, predicted, strict=True)
    )
    few = evaluate(y[:50], predicted[:50, None], (), seed=1).predictions
    np.testing.assert_array_equal(few.truth, y[:50])


@pytest.mark.parametrize(
    "off", [np.arange(5_000.0), np.full(20, 1e20), np.zeros(7), np.array([1e-300, 0])]
)
def test_the_histogram_counts_every_residual(off):
    y = np.linspace(0, 1, len(off)) + off
    found = evaluate(y, (y - off)[:, None], (), seed=1).predictions
    assert found.counts.sum() == len(off)
    assert len(found.edges) == len(found.counts) + 1
    assert (np.diff(found.edges) > 0).all()
    left = y - (y - off)
    assert found.edges[0] <= left.min() <= left.max() <= found.edges[-1]


def test_a_residual_is_the_truth_minus_the_prediction():
    y = np.array([10.0, 20.0, 30.0])
    found = evaluate(y, (y - 2.0)[:, None], (), seed=1).predictions
    assert found.edges[0] <= 2.0 <= found.edges[-1]
    assert found.edges[0] > 0


def test_a_regression_has_no_classes_and_no_curves():
    y, predicted = case(50)
    found = evaluate(y, predicted[:, None], (), seed=1, part="validation")
    assert (found.part, found.rows, found.classes) == ("validation", 50, ())
    assert (found.roc, found.pr, found.confusion) == ((), (), None)
