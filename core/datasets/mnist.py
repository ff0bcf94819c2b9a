"""Handwritten digits as pictures of 28 by 28 pixels."""

from typing import Any

from core.bundled import cells, provenance
from core.dataset import Dataset, DatasetSpec
from core.params import Int


def _make(values: dict[str, Any]) -> Dataset:
    """Read the bundled file: pixels from 0 to 255, row by row, `pixel row,column`."""
    frame = cells("mnist", values["n"])
    origin = provenance()["mnist"]
    X = frame.drop(columns="digit").astype("float64")
    return Dataset(
        title="MNIST",
        X=X,
        y=frame["digit"].to_numpy().astype("int64"),
        target="digit",
        classes=tuple("0123456789"),
        kinds=("number",) * X.shape[1],
        source=origin["source"],
        licence=origin["licence"],
    )


MNIST = DatasetSpec(
    key="mnist",
    title="MNIST",
    summary="5,000 handwritten digits as pictures of 28 by 28 pixels.",
    group="Real table",
    make=_make,
    params=(
        Int(
            name="n",
            label="Rows",
            default=5000,
            low=200,
            high=5000,
            help="How many of the 5,000 pictures are drawn.",
            step=100,
            log=True,
        ),
    ),
    story="A misread digit on a cheque moves somebody's money.\n"
    "A misread digit on a prescription changes a patient's dose.",
    trap="121 of the 784 pixels are 0 in every picture: the margin of the paper, no "
    "mistake. The file is sorted by digit, so a split in the order of its rows would "
    "test on digits never seen.",
)
