"""Encoding: one rule a kind, learned from the training part only."""

import numpy as np
import pandas as pd
import pytest

from core.dataset import Dataset, data_config, load
from core.encode import MISSING, UNKNOWN, encoder, groups
from core.split import split


@pytest.fixture
def dataset() -> Dataset:
    words = np.array(["u", None, "v", "u", "v", "u"], dtype=object)
    X = pd.DataFrame(
        {
            "number": [1.0, np.nan, 3.0, 4.0, 8.0, 1.0],
            "word": words,
            "constant": [2.0] * 6,
            "empty": [np.nan] * 6,
        }
    )
    return Dataset(
        title="",
        X=X,
        y=np.array([0, 1, 0, 1, 0, 1]),
        target="t",
        classes=("a", "b"),
        kinds=("number", "category", "number", "number"),
        source="",
        licence="",
    )


def test_codes_keep_one_column_a_feature_in_order(dataset):
    fitted = encoder(dataset, "codes").fit(dataset.X)
    encoded = fitted.transform(dataset.X)
    assert encoded[:, 0].tolist() == [1, 3, 3, 4, 8, 1]
    assert encoded[:, 1].tolist() == [0, MISSING, 1, 0, 1, 0]
    assert encoded[:, 3].tolist() == [0] * 6
    assert groups(fitted, dataset) == ((0,), (1,), (2,), (3,))


def test_scaled_standardises_numbers_and_spreads_words(dataset):
    fitted = encoder(dataset, "scaled").fit(dataset.X)
    encoded = fitted.transform(dataset.X)
    assert encoded[:, 0].mean() == pytest.approx(0, abs=1e-12)
    assert encoded[:, 0].std() == pytest.approx(1)
    assert encoded[:, 1:4].sum(axis=1).tolist() == [1] * 6
    assert encoded[:, 4:].tolist() == [[0, 0]] * 6
    assert groups(fitted, dataset) == ((0,), (1, 2, 3), (4,), (5,))


def test_a_level_never_seen_is_unknown(dataset):
    new = dataset.X.iloc[:1].copy()
    new["word"] = np.array(["new"], dtype=object)
    codes = encoder(dataset, "codes").fit(dataset.X).transform(new)
    spread = encoder(dataset, "scaled").fit(dataset.X).transform(new)
    assert codes[0, 1] == UNKNOWN
    assert spread[0, 1:4].tolist() == [0, 0, 0]


def test_codes_leave_whole_numbers_untouched_to_the_bit():
    dataset = load(data_config("article"))
    encoded = encoder(dataset, "codes").fit(dataset.X).transform(dataset.X)
    np.testing.assert_array_equal(encoded, dataset.X.to_numpy())


@pytest.mark.parametrize("encoding", ["codes", "scaled"])
def test_rows_outside_training_change_nothing(encoding):
    dataset = load(data_config("penguins"))
    parts = split(dataset, 0)
    train = dataset.X.iloc[parts.train.rows]
    before = encoder(dataset, encoding).fit(train).transform(train)
    changed = dataset.X.copy()
    changed.iloc[parts.test.rows, 1:5] = 1e6
    changed.iloc[parts.test.rows, 0] = "elsewhere"
    train = changed.iloc[parts.train.rows]
    after = encoder(dataset, encoding).fit(train).transform(train)
    np.testing.assert_array_equal(before, after)
