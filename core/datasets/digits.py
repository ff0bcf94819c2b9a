"""Handwritten digits, as small pictures."""

from typing import Any

from core.bundled import provenance
from core.dataset import Dataset, DatasetSpec

SIDE = 8


def _make(_: dict[str, Any]) -> Dataset:
    """Load scikit-learn's copy: 8 by 8 pixels from 0 to 16, row by row."""
    import pandas as pd
    from sklearn.datasets import load_digits

    origin = provenance()["digits"]
    bunch = load_digits()
    pixels = [f"pixel {row + 1},{column + 1}" for row, column in _places()]
    return Dataset(
        title="Digits",
        X=pd.DataFrame(bunch.data.astype("float64"), columns=pixels),
        y=bunch.target.astype("int64"),
        target="digit",
        classes=tuple("0123456789"),
        kinds=("number",) * len(pixels),
        source=origin["source"],
        licence=origin["licence"],
    )


def _places() -> list[tuple[int, int]]:
    return [(row, column) for row in range(SIDE) for column in range(SIDE)]


DIGITS = DatasetSpec(
    key="digits",
    title="Digits",
    summary="1,797 handwritten digits as pictures of 8 by 8 pixels, ten classes.",
    group="Real table",
    make=_make,
    story="A misread digit in a postcode sends the letter to the wrong town.\n"
    "A misread digit on a cheque moves somebody's money.",
    trap="Three of the 64 pixels are 0 in every picture: the margin, no mistake. The "
    "digits of 13 writers are mixed, so a model is tested on hands that it knows.",
)
