"""One threshold, everything follows: against scikit-learn and against trying all."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from core.quality.bands import pr_band, roc_band
from core.quality.choosing import (
    by_budget,
    by_f1,
    by_price,
    by_recall,
    by_youden,
    cost,
    sweep,
)
from core.quality.threshold import NOBODY, count, pr, roc, thresholds
from core.statistics.ranking import DRAWN_POINTS
from tests.core.answered import knowing, several, two_classes

ROWS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 8)), min_size=2, max_size=40
).filter(lambda rows: len({positive for positive, _ in rows}) == 2)


def counted(rows):
    positive, scores = zip(*rows, strict=True)
    return count(np.array(positive), np.array(scores) / 8)


def every(made):
    """Return the counts of every threshold that there is, that for nobody first."""
    return [made.counts(called) for called in range(len(made.scores) + 1)]


@pytest.mark.parametrize("digits", [None, 1])
@pytest.mark.parametrize("at", [0.0, 0.3, 0.5, 0.95, NOBODY])
def test_a_threshold_equals_scikit_learn(at, digits):
    y, p = knowing(300, digits=digits)
    found, said = thresholds(two_classes(y, p)).at(at), p >= at
    np.testing.assert_array_equal(found.confusion, metrics.confusion_matrix(y, said))
    assert found.rows == 300
    assert found.recall == pytest.approx(metrics.recall_score(y, said))
    assert found.accuracy == pytest.approx(metrics.accuracy_score(y, said))
    assert found.f1 == pytest.approx(metrics.f1_score(y, said))
    assert found.specificity == pytest.approx(
        metrics.recall_score(y, said, pos_label=0)
    )
    assert found.false_alarms == pytest.approx(1 - found.specificity)
    if said.any():
        assert found.precision == pytest.approx(metrics.precision_score(y, said))
    else:
        assert found.precision is None
    per = found.per(1000)
    assert per.tp + per.fp + per.fn + per.tn == pytest.approx(1000)
    assert per.tp == pytest.approx(found.tp / 0.3)


@pytest.mark.parametrize("digits", [None, 1])
def test_areas_and_curves_of_any_class_equal_scikit_learn(digits):
    random = np.random.default_rng(3)
    y = random.integers(0, 3, 400)
    p = random.dirichlet(np.ones(3), 400) + 0.3 * np.eye(3)[y]
    p = p if digits is None else p.round(digits)
    answers = several(y, p)
    for code in range(3):
        made = thresholds(answers, code)
        assert thresholds(answers, code) is made
        assert made.label == f"class {code}"
        auc = metrics.roc_auc_score(y == code, p[:, code])
        precision = metrics.average_precision_score(y == code, p[:, code])
        assert made.auc == pytest.approx(auc, abs=1e-12)
        assert made.average_precision == pytest.approx(precision, abs=1e-12)
        assert np.trapezoid(*roc(made)[::-1]) == pytest.approx(auc, abs=1e-12)
        assert np.trapezoid(*pr(made)[::-1]) == pytest.approx(precision, abs=1e-12)


def test_curves_of_very_many_rows_are_thin_and_keep_their_area():
    y, p = knowing(200_000)
    made = thresholds(two_classes(y, p))
    for line, area in ((roc(made), made.auc), (pr(made), made.average_precision)):
        assert len(line[0]) <= DRAWN_POINTS
        assert np.trapezoid(line[1], line[0]) == pytest.approx(area, abs=1e-5)


@settings(max_examples=50, deadline=None)
@given(ROWS, st.integers(0, 10), st.integers(1, 9), st.integers(1, 9))
def test_suggested_thresholds_are_the_best_of_all(rows, tenths, alarm, miss):
    made, share = counted(rows), tenths / 10
    tried = every(made)
    at = made.at(by_budget(made, share))
    allowed = [c for c in tried if c.false_alarms <= share + 1e-12]
    assert at.false_alarms <= share + 1e-12
    assert at.tp == max(c.tp for c in allowed)
    enough = made.at(by_recall(made, share))
    assert enough.recall >= share - 1e-12
    assert enough.fp == min(c.fp for c in tried if c.recall >= share - 1e-12)
    cheapest = cost(made.at(by_price(made, alarm, miss)), alarm, miss)
    assert cheapest == min(cost(c, alarm, miss) for c in tried)
    assert made.at(by_f1(made)).f1 == max(c.f1 for c in tried)
    best = max(c.youden for c in tried)
    assert made.at(by_youden(made)).youden == pytest.approx(best, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_a_sweep_is_many_thresholds_at_once(rows):
    made = counted(rows)
    found = sweep(made, np.array([0.0, 0.2, 0.25, 0.9, NOBODY]))
    for i, at in enumerate(found.threshold):
        one = made.at(at)
        assert (found.tp[i], found.fp[i], found.fn[i], found.tn[i]) == (
            one.tp,
            one.fp,
            one.fn,
            one.tn,
        )
        for name in ("precision", "recall", "specificity", "accuracy", "f1"):
            value = getattr(one, name)
            got = getattr(found, name)[i]
            assert np.isnan(got) if value is None else got == pytest.approx(value)
        assert found.cost(2, 3)[i] == cost(one, 2, 3)


def test_a_suggested_threshold_is_short_enough_to_read():
    y, p = knowing(500)
    made = thresholds(two_classes(y, p))
    at = by_price(made, 1, 4)
    assert len(f"{at}") <= 8
    assert by_price(made, 1, 0) == NOBODY
    assert by_price(made, 0, 1) <= made.scores[made.found == made.positives][0]


def test_rows_of_one_class_have_no_curves():
    made = count(np.ones(4, bool), np.array([0.1, 0.2, 0.2, 0.9]))
    assert (made.auc, roc(made), roc_band(made, 1)) == (None, None, None)
    assert made.average_precision == 1.0
    none = count(np.zeros(4, bool), np.array([0.1, 0.2, 0.2, 0.9]))
    assert (none.auc, none.average_precision, pr(none)) == (None, None, None)
    assert none.at(0.15).recall is None
    assert by_f1(none) <= 1
    assert by_price(none, 1, 1) == NOBODY


def test_bands_hold_as_many_fresh_curves_as_they_say():
    y, p = knowing(400, seed=1)
    made = thresholds(two_classes(y, p))
    bands = {"roc": roc_band(made, 5), "pr": pr_band(made, 5)}
    again = count(y == 1, p)
    np.testing.assert_array_equal(roc_band(again, 5).low, bands["roc"].low)
    inside = {"roc": [], "pr": []}
    truth = [knowing(400, seed=seed) for seed in range(100, 140)]
    for other, said in truth:
        found, true, _ = metrics.roc_curve(other, said, drop_intermediate=False)
        height = np.interp(bands["roc"].x, found, true)
        inside["roc"].append(_within(height, bands["roc"]))
        precision, recall, _ = metrics.precision_recall_curve(other, said)
        height = np.interp(bands["pr"].x, recall[::-1], precision[::-1])
        inside["pr"].append(_within(height, bands["pr"]))
    # both curves vary, so fresh ones leave the band more often: some 84 % stay
    for name, shares in inside.items():
        assert 0.65 < np.mean(shares) < 0.99, name
        assert (bands[name].high >= bands[name].low).all()


def _within(height, band):
    middle = slice(10, 90)
    return np.mean(
        (height[middle] >= band.low[middle] - 1e-9)
        & (height[middle] <= band.high[middle] + 1e-9)
    )


def test_bands_of_binned_scores_are_those_of_resampled_rows():
    """Against drawing rows one by one, as the bootstrap is defined."""
    y, p = knowing(3000, seed=2)
    band = roc_band(thresholds(two_classes(y, p)), 7)
    random = np.random.default_rng(0)
    heights = []
    for _ in range(120):
        rows = random.integers(0, len(y), len(y))
        fpr, tpr, _ = metrics.roc_curve(y[rows], p[rows], drop_intermediate=False)
        heights.append(np.interp(band.x, fpr, tpr))
    low, high = np.percentile(heights, [2.5, 97.5], axis=0)
    np.testing.assert_allclose(band.low[5:95], low[5:95], atol=0.03)
    np.testing.assert_allclose(band.high[5:95], high[5:95], atol=0.03)
