import numpy as np
import pytest

from core.stratify import in_order


@pytest.mark.parametrize("cut", [7, 20, 100, 333])
def test_every_first_part_of_the_order_holds_each_class_in_its_share(cut):
    y = np.array([0] * 700 + [1] * 270 + [2] * 30)
    np.random.default_rng(0).shuffle(y)
    order = in_order(y, 3, len(y), seed=1)
    np.testing.assert_array_equal(np.sort(order), np.arange(len(y)))
    counts = np.bincount(y[order[:cut]], minlength=3)
    assert np.abs(counts - cut * np.array([0.7, 0.27, 0.03])).max() <= 1
    np.testing.assert_array_equal(order[:cut], in_order(y, 3, cut, seed=1))
    assert not np.array_equal(order, in_order(y, 3, len(y), seed=2))


def test_amounts_are_ordered_so_that_every_tenth_is_met():
    y = np.random.default_rng(0).lognormal(size=1000)
    order = in_order(y, 0, 1000, seed=1)
    edges = np.quantile(y, np.arange(1, 10) / 10)
    counts = np.bincount(np.searchsorted(edges, y[order[:50]]), minlength=10)
    assert counts.tolist() == [5] * 10
