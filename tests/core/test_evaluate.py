import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from core.errors import Refused
from core.evaluate import evaluate, live_score
from core.score import score_names
from core.statistics.ranking import DRAWN_POINTS, areas, rank
from core.statistics.resample import bootstrap, resamples


def case(rows: int, classes: int, seed: int = 0, digits: int | None = None):
    """Return codes and probabilities that know something; `digits` makes ties."""
    random = np.random.default_rng(seed)
    y = random.integers(0, classes, rows)
    y[:classes] = np.arange(classes)
    logits = random.normal(size=(rows, classes)) + np.eye(classes)[y]
    if digits is not None:
        logits = logits.round(digits)
    p = np.exp(logits)
    return y, p / p.sum(axis=1, keepdims=True)


def names(classes: int) -> tuple[str, ...]:
    return tuple(f"class {k}" for k in range(classes))


def values(y, p) -> dict[str, float]:
    result = evaluate(y, p, names(p.shape[1]), seed=1)
    return {score.name: score.value for score in result.scores}


@pytest.mark.parametrize("digits", [None, 1, 0])
def test_two_classes_equal_scikit_learn(digits):
    y, p = case(300, 2, digits=digits)
    found = values(y, p)
    expected = {
        "accuracy": metrics.accuracy_score(y, p.argmax(axis=1)),
        "roc_auc": metrics.roc_auc_score(y, p[:, 1]),
        "pr_auc": metrics.average_precision_score(y, p[:, 1]),
        "f1": metrics.f1_score(y, p.argmax(axis=1)),
        "log_loss": metrics.log_loss(y, p),
        "brier": metrics.brier_score_loss(y, p[:, 1]),
    }
    assert tuple(found) == score_names("binary")
    assert found == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("digits", [None, 0])
def test_several_classes_equal_scikit_learn(digits):
    y, p = case(300, 4, digits=digits)
    truth, said = np.eye(4)[y], p.argmax(axis=1)
    expected = {
        "accuracy": metrics.accuracy_score(y, said),
        "roc_auc": metrics.roc_auc_score(y, p, multi_class="ovr", average="macro"),
        "pr_auc": metrics.average_precision_score(truth, p, average="macro"),
        "f1": metrics.f1_score(y, said, average="macro"),
        "log_loss": metrics.log_loss(y, p),
        "brier": metrics.brier_score_loss(y, p),
    }
    assert values(y, p) == pytest.approx(expected, abs=1e-12)
    result = evaluate(y, p, names(4), seed=1)
    np.testing.assert_array_equal(result.confusion, metrics.confusion_matrix(y, said))
    assert [curve.label for curve in result.roc] == [*names(4), "macro", "micro"]
    micro = metrics.roc_auc_score(truth.ravel(), p.ravel())
    assert result.roc[-1].area == pytest.approx(micro, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.booleans(), st.integers(0, 6), st.integers(0, 4)),
        min_size=2,
        max_size=40,
    )
)
def test_weighted_areas_equal_scikit_learn(rows):
    positive, scores, weights = map(np.array, zip(*rows, strict=True))
    found = areas(rank(positive, scores.astype(float)), weights[None].astype(float))[0]
    held = weights > 0
    if len(set(positive[held])) < 2:
        assert np.isnan(found).all()
        return
    expected = (
        metrics.roc_auc_score(positive, scores, sample_weight=weights),
        metrics.average_precision_score(positive, scores, sample_weight=weights),
    )
    assert found == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("rows", "classes", "digits"),
    [(40, 2, None), (5_000, 2, None), (5_000, 2, 1), (3_000, 3, None), (600, 5, 0)],
)
def test_drawn_curves_are_short_whole_and_keep_their_area(rows, classes, digits):
    y, p = case(rows, classes, digits=digits)
    result = evaluate(y, p, names(classes), seed=1)
    for curve in result.roc:
        assert (curve.x[0], curve.y[0]) == (0, 0)
        assert (curve.x[-1], curve.y[-1]) == (1, 1)
        assert (np.diff(curve.y) >= 0).all()
    for curve in (*result.roc, *result.pr):
        assert len(curve.x) == len(curve.y) <= DRAWN_POINTS
        assert (np.diff(curve.x) >= 0).all()
        assert 0 <= min(curve.y) <= max(curve.y) <= 1
        assert np.trapezoid(curve.y, curve.x) == pytest.approx(curve.area, abs=1e-5)


def test_thinned_points_lie_on_the_curve():
    y, p = case(20_000, 2)
    curve = evaluate(y, p, names(2), seed=1).roc[0]
    false, true, _ = metrics.roc_curve(y, p[:, 1])
    # Compared along x + y, because at a vertical piece one x has many heights.
    height = np.interp(curve.x + curve.y, false + true, true)
    assert np.abs(height - curve.y).max() < 1e-3


def test_mean_roc_curve_equals_the_average_of_interpolated_curves():
    y, p = case(200, 3)
    macro = evaluate(y, p, names(3), seed=1).roc[-2]
    grid = np.linspace(0.0005, 0.9995, 400)
    lines = [metrics.roc_curve(y == k, p[:, k])[:2] for k in range(3)]
    expected = np.mean([np.interp(grid, x, t) for x, t in lines], axis=0)
    assert np.interp(grid, macro.x, macro.y) == pytest.approx(expected, abs=1e-9)


def test_intervals_hold_their_value_and_narrow_with_more_rows():
    widths = []
    for rows in (200, 3_200):
        result = evaluate(*case(rows, 2), names(2), seed=1)
        for score in result.scores:
            assert score.low < score.value < score.high
        auc = result.score("roc_auc")
        assert (auc.low, auc.high) == (result.roc[0].low, result.roc[0].high)
        widths.append(auc.high - auc.low)
    assert 2.5 < widths[0] / widths[1] < 6


def test_interval_of_accuracy_is_as_wide_as_the_binomial_one():
    y, p = case(2_000, 2)
    accuracy = evaluate(y, p, names(2), seed=3).score("accuracy")
    expected = 2 * 1.96 * np.sqrt(accuracy.value * (1 - accuracy.value) / 2_000)
    assert accuracy.high - accuracy.low == pytest.approx(expected, rel=0.15)


def test_few_resamples_of_many_rows_give_the_same_interval():
    losses = np.random.default_rng(0).normal(size=(60_000, 1)).astype(np.float32)

    def mean(weights):
        return {"mean": (weights @ losses)[:, 0] / len(losses)}

    few = bootstrap(mean, rows=60_000, cost=1, seed=1)["mean"]
    assert few[1] - few[0] == pytest.approx(2 * 1.96 / np.sqrt(60_000), rel=0.25)


def test_every_resample_draws_as_many_rows_as_there_are():
    drawn = np.concatenate(list(resamples(3_000, 700, seed=5)))
    assert drawn.shape == (700, 3_000)
    assert (drawn.sum(axis=1) == 3_000).all()
    assert drawn.var() == pytest.approx(1.0, rel=0.01)


def test_same_seed_gives_the_same_numbers():
    y, p = case(150, 3)
    one, two, other = (evaluate(y, p, names(3), seed=seed) for seed in (7, 7, 8))
    assert one.scores == two.scores
    assert one.scores != other.scores


@pytest.mark.parametrize("classes", [2, 3, 5])
@pytest.mark.parametrize("present", [(0,), (1,), (0, 1)])
@pytest.mark.parametrize("rows", [1, 2, 9])
def test_absent_classes_and_tiny_parts_give_numbers(classes, present, rows):
    random = np.random.default_rng(rows)
    y = np.resize(present, rows)
    p = random.dirichlet(np.ones(classes), rows)
    result = evaluate(y, p, names(classes), seed=1)
    for score in result.scores:
        assert np.isfinite(score.value)
        assert score.low is None or np.isfinite([score.low, score.high]).all()
    for curve in (*result.roc, *result.pr):
        assert np.isfinite([curve.area, *curve.x, *curve.y]).all()
    assert len(result.roc) == len(result.pr) >= 1
    assert result.confusion.sum() == rows


def test_one_class_alone_scores_as_a_guess():
    result = evaluate(np.ones(5, int), np.full((5, 2), 0.5), names(2), seed=1)
    assert result.score("roc_auc").value == 0.5
    assert result.score("pr_auc").value == result.positive_share == 1


def test_a_certain_error_costs_a_finite_log_loss():
    y, p = np.array([0, 1]), np.array([[0.0, 1.0], [0.0, 1.0]])
    assert values(y, p)["log_loss"] == pytest.approx(metrics.log_loss(y, p))


def test_says_no_to_nothing_and_to_what_is_no_number():
    with pytest.raises(Refused, match="no rows"):
        evaluate(np.empty(0, int), np.empty((0, 2)), names(2), seed=1)
    with pytest.raises(Refused, match="learning rate"):
        evaluate(np.array([0, 1]), np.full((2, 2), np.nan), names(2), seed=1)


@pytest.mark.parametrize("classes", [2, 3])
def test_the_live_score_is_that_of_scikit_learn(classes):
    rng = np.random.default_rng(classes)
    y = rng.integers(0, classes, 80)
    p = rng.dirichlet(np.ones(classes), 80)
    expected = metrics.roc_auc_score(
        y, p[:, 1] if classes == 2 else p, multi_class="ovr"
    )
    assert live_score(y, p) == pytest.approx(expected, abs=1e-12)
    assert live_score(np.zeros(5, dtype=int), p[:5]) is None
    assert live_score(y, np.full_like(p, np.nan)) is None
