"""A split is a partition, keeps the shares of the classes and knows its protocol."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.dataset import Dataset
from core.split import split


def _dataset(y, protocol="ours") -> Dataset:
    y = np.asarray(y, dtype="int64")
    classes = tuple(f"class {code}" for code in range(y.max() + 1))
    return Dataset(
        title="",
        X=pd.DataFrame({"a": np.arange(len(y), dtype="float64")}),
        y=y,
        target="t",
        classes=classes,
        kinds=("number",),
        source="",
        licence="",
        protocol=protocol,
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(3, 40), min_size=2, max_size=12), st.integers(0, 2**31 - 1))
def test_every_row_is_in_one_part_and_every_class_in_each(counts, seed):
    y = np.repeat(np.arange(len(counts)), counts)
    parts = split(_dataset(y), seed)
    rows = np.concatenate([part.rows for part in parts.parts])
    assert sorted(rows) == list(range(len(y)))
    for part in parts.parts:
        assert set(y[part.rows]) == set(range(len(counts)))
    for code, count in enumerate(counts):
        held = (y[parts.test.rows] == code).sum()
        assert abs(held - 0.2 * count) < 1


@pytest.mark.parametrize(
    ("counts", "sizes"),
    [
        ((500, 500), (600, 200, 200)),
        ((10, 10), (12, 4, 4)),
        ((333, 333, 334),) * 1 + ((600, 200, 200),),
    ],
)
def test_sizes_are_60_20_20(counts, sizes):
    y = np.repeat(np.arange(len(counts)), counts)
    assert tuple(len(part) for part in split(_dataset(y), 0).parts) == sizes


def test_the_seed_decides():
    y = np.repeat([0, 1], 50)
    first, again, other = (split(_dataset(y), seed).train.rows for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_rows_of_a_part_are_shuffled():
    train = split(_dataset(np.repeat([0, 1], 200)), 3).train.rows
    assert 0.3 < (np.diff(train) > 0).mean() < 0.7


def test_a_class_too_small_to_deal_is_in_training_alone():
    y = np.array([0] * 30 + [1] * 2)
    parts = split(_dataset(y), 5)
    assert (y[parts.train.rows] == 1).sum() == 2


def test_the_published_split_is_scikit_learns():
    from sklearn.model_selection import train_test_split

    dataset = _dataset(np.tile([0, 1], 100), protocol="published")
    parts = split(dataset, 42)
    train, test = train_test_split(np.arange(200), test_size=0.2, random_state=42)
    np.testing.assert_array_equal(parts.train.rows, train)
    np.testing.assert_array_equal(parts.test.rows, test)
    assert len(parts.validation) == 0
