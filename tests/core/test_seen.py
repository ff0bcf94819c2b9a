"""One row as the models see it: what they learned from training rows, and no more."""

import numpy as np
import pandas as pd
import pytest

from core.dataset import Dataset
from core.seen import figure, seen


@pytest.fixture
def dataset():
    words = np.array(["red", "blue", None, "red", "blue", "green"] * 10, dtype=object)
    numbers = np.array([39.1, 40.0, np.nan, 41.0, 42.0, 12345.6] * 10)
    return Dataset(
        title="",
        X=pd.DataFrame({"size": numbers, "colour": pd.Series(words, dtype=object)}),
        y=np.arange(60) % 2,
        target="t",
        classes=("a", "b"),
        kinds=("number", "category"),
        source="",
        licence="",
    )


def test_a_row_is_told_by_feature(dataset):
    train = np.arange(60)[np.arange(60) % 6 < 5]
    size, colour = seen(dataset, train, 0)
    mean, deviation = (
        np.mean([39.1, 40, 40.5, 41, 42]),
        np.std([39.1, 40, 40.5, 41, 42]),
    )
    assert size == ("size", "39.1", "39.1", f"{(39.1 - mean) / deviation:.2f}")
    assert colour == ("colour", "red", "code 1", "colour=red: 1, others: 0")


def test_gaps_are_told(dataset):
    train = np.arange(60)[np.arange(60) % 6 < 5]
    size, colour = seen(dataset, train, 2)
    assert size[:3] == ("size", "missing", "40.5 (median)")
    assert colour[1] == "missing"
    assert colour[2].endswith("(missing)")
    assert colour[3] == "colour=missing: 1, others: 0"


def test_a_level_never_seen_is_told(dataset):
    train = np.arange(60)[np.arange(60) % 6 < 5]
    size, colour = seen(dataset, train, 5)
    assert size[1] == "12,346"
    assert colour[2:] == ("code -1 (never seen in training)", "all 0")


def test_rare_levels_are_told(dataset):
    words = [f"c{max(0, i - 20):03d}" for i in range(200)]
    X = pd.DataFrame({"city": pd.Series(words, dtype=object)})
    many = Dataset(**{**vars(dataset), "X": X, "kinds": ("category",)})
    ((name, cell, forest, net),) = seen(many, np.arange(200), 21)
    assert (name, cell) == ("city", "c001")
    assert forest == "code 49 (rare)"
    assert net == "city=rare ones: 1, others: 0"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.123456, "0.1235"), (1234.5, "1234"), (1234567.8, "1,234,568"), (0, "0")],
)
def test_figures_are_short(value, text):
    assert figure(value) == text
