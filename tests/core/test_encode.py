"""Encoding: one rule a kind, learned from the training part only."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.dataset import Dataset, data_config, load
from core.encode import MAX_LEVELS, MISSING, UNKNOWN, encoder, groups, most_levels
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


def cities(levels: int, rows: int = 2000) -> Dataset:
    """Return a table of a category with many levels, the first ones more frequent."""
    place = np.random.default_rng(0).integers(0, levels, (3, rows)).min(axis=0)
    X = pd.DataFrame({"city": [f"c{i:03d}" for i in place], "n": np.arange(rows) / 7})
    X["city"] = X["city"].astype(object)
    return Dataset(
        title="",
        X=X,
        y=np.arange(rows) % 2,
        target="t",
        classes=("a", "b"),
        kinds=("category", "number"),
        source="",
        licence="",
    )


def test_levels_beyond_the_most_frequent_share_one():
    dataset = cities(200)
    codes = encoder(dataset, "codes").fit_transform(dataset.X)[:, 0]
    fitted = encoder(dataset, "scaled").fit(dataset.X)
    counts = dataset.X["city"].map(dataset.X["city"].value_counts()).to_numpy()
    last = np.sort(dataset.X["city"].value_counts())[-MAX_LEVELS + 1]
    rare, often = counts < last, counts > last  # those as frequent may go either way
    assert len(np.unique(codes)) == MAX_LEVELS
    assert set(codes[rare]) == {MAX_LEVELS - 1}
    assert not set(codes[often]) & {MAX_LEVELS - 1}
    assert groups(fitted, dataset) == (tuple(range(MAX_LEVELS)), (MAX_LEVELS,))
    spread = fitted.transform(dataset.X)
    assert (spread[:, :MAX_LEVELS].sum(axis=1) == 1).all()
    assert (spread[rare, MAX_LEVELS - 1] == 1).all()


def test_what_is_rare_is_counted_in_training_only():
    dataset = cities(200)
    train, late = dataset.X.iloc[:1000].copy(), dataset.X.iloc[1000:].copy()
    late["city"] = train["city"].value_counts().index[-1]  # rare there, common here
    for encoding in ("codes", "scaled"):
        fitted = encoder(dataset, encoding).fit(train)
        found = fitted.transform(late)
        assert (found[:, :-1] == found[0, :-1]).all()
    assert groups(fitted, dataset)[0][-1] == found[0, :-1].argmax()


def test_a_level_never_seen_counts_as_rare_for_the_net():
    dataset = cities(200)
    new = dataset.X.iloc[:1].assign(city=np.array(["elsewhere"], dtype=object))
    assert encoder(dataset, "codes").fit(dataset.X).transform(new)[0, 0] == UNKNOWN
    spread = encoder(dataset, "scaled").fit(dataset.X).transform(new)
    assert spread[0, :MAX_LEVELS].nonzero()[0].tolist() == [MAX_LEVELS - 1]


def test_a_large_table_keeps_fewer_levels():
    dataset = cities(9, 100)
    large = replace(dataset, X=pd.DataFrame(index=range(4_000_000)))
    assert (most_levels(dataset), most_levels(large)) == (MAX_LEVELS, 10)


def test_amounts_as_target_change_no_encoding(dataset):
    amounts = replace(dataset, y=np.arange(6) / 3, classes=())
    for encoding in ("codes", "scaled"):
        one = encoder(dataset, encoding).fit_transform(dataset.X)
        other = encoder(amounts, encoding).fit_transform(amounts.X)
        np.testing.assert_array_equal(one, other)


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
