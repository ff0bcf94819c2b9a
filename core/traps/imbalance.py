"""A class so rare that a score says little."""

from collections.abc import Iterator

from core.dataset import Dataset
from core.trap import Trap, TrapSpec

RARE = 0.015  # all that rounds to 1 %; twice as much is usual among many classes


def find(dataset: Dataset) -> Iterator[Trap]:
    """Yield a finding for the rarest class, where it is rare."""
    import numpy as np

    if not dataset.classes:
        return
    counts = np.bincount(dataset.y, minlength=len(dataset.classes)).tolist()
    fewest, rows = min(counts), len(dataset.y)
    share = fewest / rows
    if share >= RARE:
        return
    name = dataset.classes[counts.index(fewest)]
    yield Trap(
        kind="imbalance",
        title="A very rare class",
        columns=(),
        evidence=f"Only {fewest:,} of {rows:,} rows ({_percent(share)}) are '{name}': "
        f"who never says so is right in {_percent(1 - share)}.",
        advice="Do not trust accuracy; look at how many of the rare rows are found, "
        "and bring more of them.",
    )


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %" if share < 0.99 else f"{100 * share:.4g} %"


IMBALANCE = TrapSpec(
    key="imbalance",
    title="Imbalance",
    summary="With a rare class, a model that never finds it looks good.",
    order=80,
    find=find,
)
