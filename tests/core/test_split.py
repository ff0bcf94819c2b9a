"""A split is a partition, keeps the shares of the classes and knows its protocol."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dataset import Dataset
from core.errors import Refused
from core.split import split

SEEDS = st.integers(0, 2**31 - 1)


def _dataset(y, protocol="ours", by=None) -> Dataset:
    y = np.asarray(y)
    classes = ()
    if y.dtype.kind != "f":
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
        by=None if by is None else np.asarray(by),
    )


def _amounts(rows: int) -> np.ndarray:
    return np.linspace(0, 1, rows)


def _sizes(parts) -> tuple[int, ...]:
    return tuple(len(part) for part in parts.parts)


def _is_partition(parts, rows: int) -> bool:
    dealt = np.concatenate([part.rows for part in parts.parts])
    return sorted(dealt) == list(range(rows))


@given(st.lists(st.integers(3, 40), min_size=2, max_size=12), SEEDS)
def test_every_row_is_in_one_part_and_every_class_in_each(counts, seed):
    y = np.repeat(np.arange(len(counts)), counts)
    parts = split(_dataset(y), seed)
    assert _is_partition(parts, len(y))
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
        ((333, 333, 334), (600, 200, 200)),
    ],
)
def test_sizes_are_60_20_20(counts, sizes):
    y = np.repeat(np.arange(len(counts)), counts)
    assert _sizes(split(_dataset(y), 0)) == sizes


@given(st.integers(5, 300), SEEDS)
def test_amounts_are_dealt_at_random(rows, seed):
    parts = split(_dataset(_amounts(rows)), seed)
    assert _is_partition(parts, rows)
    held = round(0.2 * rows)
    assert _sizes(parts) == (rows - 2 * held, held, held)


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


@given(st.lists(st.integers(0, 40), min_size=20, max_size=200), SEEDS)
def test_no_later_row_is_trained_on_than_is_tested_on(moments, seed):
    by = np.array(moments, dtype=float)
    dataset = _dataset(_amounts(len(by)), "time", by)
    if len(set(moments)) < 2:
        with pytest.raises(Refused, match="one time only"):
            split(dataset, seed)
        return
    parts = split(dataset, seed)
    assert _is_partition(parts, len(by))
    train, validation, test = (by[part.rows] for part in parts.parts)
    assert train.max() <= validation.min()
    assert validation.max() <= test.min()
    for size, share in zip(_sizes(parts), (0.6, 0.2, 0.2), strict=True):
        assert abs(size - share * len(by)) <= 0.2 * len(by)
    other = split(dataset, seed + 1)
    assert set(other.test.rows) == set(parts.test.rows)


@pytest.mark.parametrize("kind", [float, "datetime64[D]", object])
def test_equal_times_stay_together_where_there_is_room(kind):
    days = np.repeat(np.arange(20), 7)
    by = days.astype("datetime64[D]") if kind == "datetime64[D]" else days.astype(kind)
    parts = split(_dataset(_amounts(140), "time", by), 0)
    found = [set(days[part.rows]) for part in parts.parts]
    assert found == [set(range(12)), set(range(12, 16)), set(range(16, 20))]


def test_a_crowded_time_is_torn_rather_than_a_part_left_empty():
    by = np.repeat([1.0, 2.0], [10, 90])
    assert _sizes(split(_dataset(_amounts(100), "time", by), 0)) == (60, 20, 20)


def test_rows_without_a_time_are_trained_on():
    by = np.arange(100.0)
    by[::10] = np.nan
    parts = split(_dataset(_amounts(100), "time", by), 0)
    assert set(range(0, 100, 10)) <= set(parts.train.rows)


@given(
    st.lists(st.integers(1, 30), min_size=3, max_size=40),
    SEEDS,
)
def test_no_group_is_in_two_parts(sizes, seed):
    by = np.repeat(np.arange(len(sizes)), sizes)
    dataset = _dataset(_amounts(len(by)), "group", by)
    parts = split(dataset, seed)
    assert _is_partition(parts, len(by))
    homes = [set(by[part.rows]) for part in parts.parts]
    assert all(homes)
    assert sum(map(len, homes)) == len(sizes)
    again = split(dataset, seed)
    for part, same in zip(parts.parts, again.parts, strict=True):
        np.testing.assert_array_equal(part.rows, same.rows)


@given(SEEDS)
def test_many_groups_come_near_60_20_20_in_every_class(seed):
    draw = np.random.default_rng(seed)
    by, y = draw.integers(0, 200, 1000), draw.choice([0, 1, 1, 1, 1], 1000)
    parts = split(_dataset(y, "group", by), seed)
    for part, share in zip(parts.parts, (0.6, 0.2, 0.2), strict=True):
        for code in (0, 1):
            assert abs((y[part.rows] == code).sum() / (y == code).sum() - share) < 0.05


def test_another_seed_deals_groups_otherwise():
    by = np.repeat(np.arange(30), 5)
    dataset = _dataset(_amounts(150), "group", by)
    assert set(split(dataset, 1).test.rows) != set(split(dataset, 2).test.rows)


def test_a_row_without_a_group_is_its_own():
    by = np.array([None] * 60 + ["a", "b"] * 20, dtype=object)
    parts = split(_dataset(_amounts(100), "group", by), 0)
    assert sum((part.rows < 60).any() for part in parts.parts) > 1


def test_a_class_of_one_group_is_trained_on():
    by, y = np.repeat(np.arange(20), 10), np.tile([0, 1], 100)
    y[by == 3] = 2
    for seed in range(20):
        parts = split(_dataset(y, "group", by), seed)
        assert 2 in y[parts.train.rows]


@pytest.mark.parametrize(
    ("protocol", "y", "by", "words"),
    [
        ("group", np.tile([0, 1], 20), np.repeat([1, 2], 20), "2 groups"),
        ("group", np.repeat([0, 1], 20), np.repeat([1, 2, 2, 3], 10), "only rows of"),
        ("time", np.repeat([0, 1], 20), np.arange(40), "only rows of 'class 1'"),
        (
            "time",
            np.append(np.tile([0, 1], 20), [2]),
            np.arange(41),
            "no row of 'class 2' to train on",
        ),
    ],
)
def test_a_part_that_cannot_do_its_work_is_refused(protocol, y, by, words):
    with pytest.raises(Refused, match=words) as refusal:
        split(_dataset(y, protocol, by), 0)
    assert "split at random." in str(refusal.value)


def test_the_protocol_changes_nothing_but_the_deal():
    dataset = _dataset(np.tile([0, 1], 50), "time", np.arange(100.0))
    timed, dealt = split(dataset, 0), split(replace(dataset, protocol="ours"), 0)
    assert _sizes(timed) == _sizes(dealt)
