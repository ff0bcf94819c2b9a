"""Two models on the same rows: against published values, scipy and brute force."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from core.quality.paired import (
    accuracy_difference,
    auc_difference,
    auc_interval,
    error_difference,
    macro_difference,
    mcnemar,
    told_difference,
)
from core.quality.threshold import count
from core.statistics.delong import delong
from core.statistics.proportion import holm, wilson
from tests.core.answered import amounts, knowing, several, two_classes

# Patients with a poor (P) or good (N) outcome by rising NDKA; those in brackets have
# equal values. Ranks of the aSAH data of pROC; its manual and tests give the area
# with DeLong's interval (Robin and others, BMC Bioinformatics 12, 2011).
NDKA = (
    "NPNNPPPNNNNNNNNNPNNNNNNPPNNPN(NN)NP(PN)NNNNPNNPNNNNNNPPPNPNNPNNNNNPN(PN)NNPNNPPNP"
    "PNN(PN)PPNNNPNNNNPPPPNNPNNNPPPPNNPNPNPNP"
)
PUBLISHED = (0.501244999271703, 0.611957994579946, 0.722670989888189)


def published():
    groups = re.findall(r"\((\w+)\)|(\w)", NDKA)
    rows = [(c == "P", i) for i, g in enumerate(groups) for c in "".join(g)]
    outcome, rank = map(np.array, zip(*rows, strict=True))
    return outcome, rank / len(groups)


def test_an_area_has_the_published_interval():
    outcome, marker = published()
    assert (outcome.sum(), len(outcome)) == (41, 113)
    found = auc_interval(two_classes(outcome, marker))
    assert (found.low, found.value, found.high) == pytest.approx(PUBLISHED, abs=1e-12)


def placements(positive, scores):
    """Return DeLong's structural components, by comparing every pair."""
    wins = (scores[positive][:, None] > scores[~positive]) + 0.5 * (
        scores[positive][:, None] == scores[~positive]
    )
    return wins.mean(axis=1), wins.mean(axis=0)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(0, 5), st.integers(0, 5)),
        min_size=4,
        max_size=30,
    ).filter(lambda rows: 2 <= sum(r[0] for r in rows) <= len(rows) - 2)
)
def test_covariance_equals_that_of_all_pairs(rows):
    positive, first, second = map(np.array, zip(*rows, strict=True))
    positive = positive.astype(bool)
    areas, covariance = delong(positive, [first, second])
    pairs = [placements(positive, one) for one in (first, second)]
    above, below = (np.array([pair[i] for pair in pairs]) for i in (0, 1))
    np.testing.assert_allclose(areas, above.mean(axis=1), atol=1e-12)
    expected = np.cov(above) / above.shape[1] + np.cov(below) / below.shape[1]
    np.testing.assert_allclose(covariance, expected, atol=1e-12)


def test_the_paired_test_raises_false_alarms_as_often_as_it_says():
    alarms = []
    for seed in range(200):
        random = np.random.default_rng(seed)
        y = np.arange(120) % 3 == 0
        shared = random.normal(size=120) + y
        first, second = (shared + random.normal(size=120) for _ in range(2))
        found = auc_difference(two_classes(y, first), two_classes(y, second))
        alarms.append(found.p < 0.05)
        assert found.clear == (found.p < 0.05)
    assert 0.02 <= np.mean(alarms) <= 0.09


def test_a_better_model_is_said_to_be_ahead():
    y, p = knowing(600, strength=1.5)
    worse = knowing(600, seed=9, strength=0.0)[1]
    found = auc_difference(two_classes(y, p), two_classes(y, worse))
    assert found.clear
    assert found.p < 1e-6
    told = told_difference(found, "The forest", "the net", "ROC AUC")
    assert told.startswith("The forest is ahead of the net by 0.4")
    assert "p < 0.001" in told
    back = auc_difference(two_classes(y, worse), two_classes(y, p))
    assert (back.value, back.low) == pytest.approx((-found.value, -found.high))
    same = auc_difference(two_classes(y, p), two_classes(y, p**2))
    assert (same.value, same.p, same.clear) == (0.0, 1.0, False)
    told = told_difference(same, "A", "B", "ROC AUC")
    assert told == "A and B have the same ROC AUC on these rows."
    near = replace(same, low=-0.01, high=0.01)
    assert "cannot tell" in told_difference(near, "A", "B", "ROC AUC")


def test_a_mean_over_two_classes_is_the_one_area():
    y, p = knowing(500)
    first, second = two_classes(y, p), two_classes(y, knowing(500, seed=4)[1])
    one, mean = auc_difference(first, second), macro_difference(first, second)
    assert mean.value == pytest.approx(one.value, abs=1e-12)
    assert (mean.low, mean.high) == pytest.approx((one.low, one.high), abs=1e-4)
    assert mean.p == pytest.approx(one.p, rel=0.02)


def test_a_mean_over_classes_varies_as_resampled_rows_do():
    random = np.random.default_rng(0)
    y = random.integers(0, 3, 300)
    said = [random.normal(size=(300, 3)) + s * np.eye(3)[y] for s in (1.0, 0.7)]
    found = macro_difference(*(several(y, one) for one in said))

    def mean(rows):
        areas = [
            np.mean([count(y[rows] == k, one[rows, k]).auc for k in range(3)])
            for one in said
        ]
        return areas[0] - areas[1]

    assert found.value == pytest.approx(mean(np.arange(300)), abs=1e-12)
    spread = np.std([mean(random.integers(0, 300, 300)) for _ in range(150)])
    half = (found.high - found.low) / 2
    assert half == pytest.approx(1.96 * spread, rel=0.2)
    alone = several([1, 1], said[0][:2])
    assert macro_difference(alone, alone) is None


def test_errors_of_amounts_are_compared_in_pairs():
    random = np.random.default_rng(0)
    y = random.normal(size=200)
    near, far = (y + s * random.normal(size=200) for s in (0.5, 0.8))
    found = error_difference(amounts(y, near), amounts(y, far))
    wanted = stats.ttest_rel(np.abs(y - near), np.abs(y - far))
    low, high = wanted.confidence_interval()
    assert found.value == pytest.approx((np.abs(y - near) - np.abs(y - far)).mean())
    assert (found.low, found.high) == pytest.approx((low, high), rel=0.02)
    assert found.p == pytest.approx(2 * stats.norm.sf(abs(wanted.statistic)))
    told = told_difference(found, "The forest", "the net", "mean error")
    assert told.startswith("The forest is ahead of the net by 0.")
    same = error_difference(amounts(y, near), amounts(y, near))
    assert (same.value, same.p, same.clear) == (0.0, 1.0, False)


def test_too_few_rows_of_a_class_have_no_interval():
    assert auc_interval(two_classes([0, 0, 1], [0.1, 0.2, 0.3])) is None
    assert auc_difference(*[two_classes([1, 1, 1], [0.1, 0.2, 0.3])] * 2) is None


@pytest.mark.parametrize(
    ("first", "second"), [(0, 0), (5, 5), (1, 9), (12, 30), (400, 300), (0, 3)]
)
def test_mcnemar_is_an_exact_test_of_a_coin(first, second):
    found = mcnemar(first, second, 1000)
    wanted = stats.binomtest(first, first + second).pvalue if first + second else 1.0
    assert found.p == pytest.approx(wanted, abs=1e-10)
    assert found.value == pytest.approx((first - second) / 1000)
    assert found.low <= found.value <= found.high


def test_mcnemar_of_very_many_rows_equals_the_exact_test():
    wanted = stats.binomtest(15_200, 30_000).pvalue
    assert mcnemar(15_200, 14_800, 100_000).p == pytest.approx(wanted, rel=1e-2)


def test_accuracies_differ_by_the_rows_that_one_model_has_right():
    y = [0, 0, 1, 1, 1, 0]
    first = two_classes(y, [0.1, 0.2, 0.9, 0.8, 0.7, 0.6])
    second = two_classes(y, [0.1, 0.7, 0.9, 0.4, 0.3, 0.2])
    found = accuracy_difference(first, second)
    assert (found.only_first, found.only_second) == (3, 1)
    assert found.value == pytest.approx(2 / 6)
    moved = accuracy_difference(first, second, (0.65, 0.25))
    assert (moved.only_first, moved.only_second) == (1, 0)
    three = several([0, 1, 2], np.eye(3))
    wrong = several([0, 1, 2], np.eye(3)[[0, 2, 1]])
    assert accuracy_difference(three, wrong).only_first == 2


@pytest.mark.parametrize(("hits", "of"), [(0, 10), (3, 10), (10, 10), (250, 1000)])
def test_shares_have_wilsons_interval(hits, of):
    wanted = stats.binomtest(hits, of).proportion_ci(method="wilson")
    low, high = wilson(hits, of)
    assert (float(low), float(high)) == pytest.approx((wanted.low, wanted.high))


def test_nothing_counted_is_anything_from_none_to_all():
    low, high = wilson(np.array([0, 1]), np.array([0, 2]))
    assert (low[0], high[0]) == (0.0, 1.0)
    assert 0 < low[1] < high[1] < 1


def test_holm_raises_p_values_step_by_step():
    np.testing.assert_allclose(
        holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02], atol=1e-12
    )
    assert holm([0.9, 0.8]).tolist() == [1.0, 1.0]
    assert len(holm([])) == 0
