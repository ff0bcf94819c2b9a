"""Values counted once, as pandas counts them."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from core.dataset import Dataset
from core.tally import tallies
from core.traps import copies

NUMBERS = st.floats(allow_infinity=False, width=32) | st.sampled_from([0.0, -0.0, 1.0])
ROWS = st.lists(
    st.tuples(NUMBERS, st.sampled_from(["a", "b", "", None])), min_size=1, max_size=40
)


def table(rows):
    numbers, words = zip(*rows, strict=True)
    X = pd.DataFrame(
        {"n": pd.Series(numbers, dtype=float), "w": pd.Series(words, dtype=object)}
    )
    return Dataset(
        title="T", X=X, y=np.zeros(len(rows), dtype="int64"), target="y",
        classes=("no", "yes"), kinds=("number", "category"), source="s", licence="l",
    )  # fmt: skip


@given(ROWS)
def test_values_and_their_rows_are_those_of_pandas(rows):
    dataset = table(rows)
    numbers, words = tallies(dataset)
    assert tallies(dataset)[0] is numbers
    wanted = dataset.X["n"].value_counts().sort_index()
    assert numbers.values.tolist() == wanted.index.tolist()
    assert numbers.counts.tolist() == wanted.tolist()
    assert words.values.tolist() == dataset.X["w"].dropna().unique().tolist()
    counts = dataset.X["w"].value_counts()
    assert words.counts.tolist() == [counts[word] for word in words.values]
    for tally, name in ((numbers, "n"), (words, "w")):
        assert tally.gaps == dataset.X[name].isna().sum()
        assert tally.rows + tally.gaps == len(rows)


@given(ROWS)
def test_equal_rows_and_no_others_are_copies(rows):
    dataset = table(rows)
    found = copies._same(copies._codes(dataset))
    wanted = dataset.X.duplicated().sum()
    assert len(found) - (found.max() + 1) == wanted


def test_rows_of_whole_numbers_are_told_apart():
    """Their bits end in zeros: a careless sum of them would make many look alike."""
    draw = np.random.default_rng(0)
    X = pd.DataFrame(draw.integers(0, 256, (20_000, 12)).astype(float))
    dataset = Dataset(
        title="T", X=X, y=np.zeros(len(X), dtype="int64"), target="y", classes=("a",),
        kinds=("number",) * 12, source="s", licence="l",
    )  # fmt: skip
    assert copies._same(copies._codes(dataset)).max() + 1 == len(X)
