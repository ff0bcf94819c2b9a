"""Classes with too few rows to be in training and in the test."""

from collections.abc import Iterator

from core.dataset import Dataset
from core.trap import Trap, TrapSpec, listed

SMALLEST = 5


def find(dataset: Dataset) -> Iterator[Trap]:
    """Yield one finding for all classes that are too small to be split."""
    import numpy as np

    counts = np.bincount(dataset.y) if dataset.classes else ()
    named = zip(dataset.classes, counts, strict=False)
    small = [name for name, rows in named if rows < SMALLEST]
    if small:
        yield Trap(
            kind="small",
            title="Classes too small to split",
            columns=(),
            evidence=f"{listed(small)} {'has' if len(small) == 1 else 'have'} fewer "
            f"than {SMALLEST} rows, so the test holds one of them or none.",
            advice="Bring more rows, or join small classes into one.",
        )


SMALL = TrapSpec(
    key="small",
    title="Small classes",
    summary="What occurs a few times can hardly be learned and never be tested.",
    order=70,
    find=find,
)
