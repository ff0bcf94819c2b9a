"""Rows read without the encoder's table, against the encoder itself."""

import numpy as np
import pandas as pd
import pytest

from core.codebook import codebook, encoded
from core.dataset import Dataset
from core.encode import encoder

ROWS = 400


@pytest.fixture(scope="module")
def mixed():
    """A table of numbers and words with gaps, rare words and a column that is empty."""
    random = np.random.default_rng(4)
    sizes = random.normal(40, 9, ROWS)
    sizes[random.random(ROWS) < 0.2] = np.nan
    names = np.array([f"name {i}" for i in range(90)], dtype=object)
    towns = random.choice(np.array(["Oslo", "Rome", None], dtype=object), ROWS)
    frame = pd.DataFrame(
        {
            "town": pd.Series(towns, dtype=object),
            "size": sizes,
            "name": pd.Series(random.choice(names, ROWS), dtype=object),
            "full": pd.Series(["yes", "no"] * (ROWS // 2), dtype=object),
            "count": random.integers(0, 9, ROWS).astype(float),
            "nothing": np.full(ROWS, np.nan),
        }
    )
    kinds = ("category", "number", "category", "category", "number", "number")
    return Dataset(
        title="mixed", X=frame, y=np.arange(ROWS) % 2, target="y", kinds=kinds,
        classes=("a", "b"), source="", licence="",
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["codes", "scaled"])
def test_rows_are_read_to_the_last_bit_as_the_encoder_reads_them(mixed, encoding):
    fitted = encoder(mixed, encoding).fit(mixed.X.iloc[:250])
    rows = mixed.X.iloc[230:].copy()
    rows.iloc[0, 0] = "never seen"
    rows.iloc[1, 3] = None  # this column had no gap in training
    rows.iloc[2, 2] = "nor this"
    cells = [tuple(row) for row in rows.astype(object).to_numpy()]
    book = codebook(fitted, mixed)
    np.testing.assert_array_equal(encoded(book, cells), fitted.transform(rows))
    assert sum(map(len, book.groups)) == fitted.transform(rows).shape[1]


def test_each_row_is_read_by_itself(mixed):
    fitted = encoder(mixed, "scaled").fit(mixed.X)
    book = codebook(fitted, mixed)
    cells = [tuple(row) for row in mixed.X.astype(object).to_numpy()[:20]]
    alone = np.concatenate([encoded(book, [row]) for row in cells])
    np.testing.assert_array_equal(encoded(book, cells), alone)
