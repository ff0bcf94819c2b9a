import numpy as np
import pytest
from scipy import stats

from core.compare import Round, compare, duel, told_cost, told_quality


def test_interval_agrees_with_a_calculation_by_hand() -> None:
    # differences 0.01 0.03 0.02 0.04: mean 0.025, variance 0.0005 / 3
    found = compare([0.91, 0.93, 0.92, 0.94], [0.90] * 4, test_over_train=0.25)
    half = 3.182446 * np.sqrt(0.0005 / 3 * (1 / 4 + 1 / 4))
    assert found.mean == pytest.approx(0.025)
    assert found.low == pytest.approx(0.025 - half, abs=1e-7)
    assert found.high == pytest.approx(0.025 + half, abs=1e-7)
    assert found.splits == 4


def test_interval_is_the_corrected_t_test_of_scikit_learns_example() -> None:
    # its example "Statistical comparison of models": corrected standard deviation,
    # t = mean / std, two-sided p; zero lies on the interval's edge at that confidence
    rng = np.random.default_rng(0)
    differences = rng.normal(0.01, 0.02, 100)
    n_train, n_test = 270, 30
    std = np.sqrt(np.var(differences, ddof=1) * (1 / 100 + n_test / n_train))
    p = 2 * stats.t.sf(abs(differences.mean() / std), 99)
    at_edge = compare(
        differences, [0.0] * 100, test_over_train=n_test / n_train, confidence=1 - p
    )
    assert min(abs(at_edge.low), abs(at_edge.high)) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("differences", "outcome", "not_behind"),
    [
        ([0.05, 0.06, 0.05, 0.06], "better", True),
        ([0.012, 0.014, 0.010, 0.012], "better", True),
        ([-0.05, -0.06, -0.05, -0.06], "worse", False),
        ([-0.004, -0.006, -0.004, -0.006], "equivalent", True),
        ([-0.005, -0.009, -0.005, -0.009], "worse", None),
        ([0.001, 0.002, 0.001, 0.002], "equivalent", True),
        ([-0.002, 0.011, 0.004, 0.009], "undecided", True),
        ([-0.05, 0.06, -0.03, 0.04], "undecided", None),
    ],
)
def test_outcome(differences, outcome, not_behind) -> None:
    found = compare(differences, [0.0] * 4, test_over_train=0.25)
    assert found.outcome == outcome
    assert found.not_behind is not_behind


def test_swapping_the_models_mirrors_the_answer() -> None:
    rng = np.random.default_rng(1)
    first, second = rng.normal(0.9, 0.02, (2, 8))
    there = compare(first, second, test_over_train=0.25)
    back = compare(second, first, test_over_train=0.25)
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))


def test_two_equal_models_are_rarely_called_different() -> None:
    """A/A: two columns alike in what they know, so their true difference is zero."""
    rng = np.random.default_rng(2)
    rows, draws, splits, test = 200, 120, 10, 50
    corrected = naive = 0
    for _ in range(draws):
        y = rng.integers(0, 2, rows)
        columns = y[:, None] * 1.2 + rng.normal(size=(rows, 2))
        scores = np.array([hold_out(columns, y, test, rng) for _ in range(splits)])
        found = compare(
            scores[:, 0], scores[:, 1], test_over_train=test / (rows - test)
        )
        corrected += not found.low <= 0 <= found.high
        naive += stats.ttest_rel(scores[:, 0], scores[:, 1]).pvalue < 0.05
    assert corrected / draws <= 0.12
    assert naive / draws > 0.15  # what the correction is for


def hold_out(columns, y, test, rng) -> list[float]:
    """Fit a threshold on each column's training rows; return both test accuracies."""
    order = rng.permutation(len(y))
    train, held = order[test:], order[:test]
    middle = [columns[train][y[train] == k].mean(axis=0) for k in (0, 1)]
    return list((y[held] == (columns[held] > np.mean(middle, axis=0)).T).mean(axis=1))


def test_one_split_decides_nothing() -> None:
    found = compare([0.9], [0.5], test_over_train=0.25)
    assert (found.low, found.high) == (-np.inf, np.inf)
    assert found.outcome == "undecided"
    assert found.not_behind is None


def test_a_comparison_needs_every_split_of_both_models() -> None:
    with pytest.raises(ValueError, match="a split"):
        compare([], [], test_over_train=0.25)
    with pytest.raises(ValueError, match="shorter"):
        compare([0.9, 0.8], [0.8], test_over_train=0.25)


def pairs(gap: float, ratio: float, count: int = 5) -> tuple[Round, ...]:
    return tuple(
        Round(
            seed=i,
            scores=(0.9 + gap + 0.001 * (i % 2), 0.9),
            cpu_s=(ratio + 0.01 * i, 1.0),
        )
        for i in range(count)
    )


@pytest.mark.parametrize(
    ("ratio", "cheaper"), [(0.5, True), (4.0, False), (1.0, False), (0.91, None)]
)
def test_cheaper_means_by_more_than_a_tenth(ratio, cheaper) -> None:
    found = duel(("random_forest", "mlp"), pairs(0.0, ratio), test_over_train=0.25)
    assert found.cheaper is cheaper
    half = {True: "holds", False: "fails", None: "stays open"}[cheaper]
    assert half in told_cost(found)


def test_words_name_the_models_and_the_numbers() -> None:
    found = duel(("random_forest", "mlp"), pairs(0.05, 4.0), test_over_train=0.25)
    assert "the random forest took 4.0 times the CPU" in told_cost(found)
    assert "the random forest scores higher" in told_quality(found)
    assert "5 splits" in told_quality(found)
    one = duel(("random_forest", "mlp"), pairs(0.05, 4.0, 1), test_over_train=0.25)
    assert "these splits cannot tell" in told_quality(one)
