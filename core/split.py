"""The rows of a data set, dealt into training, validation and test."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.dataset import Dataset
from core.seeds import derive

if TYPE_CHECKING:
    import numpy as np

TEST_SHARE = 0.2
TRAIN, VALIDATION, TEST = 0, 1, 2


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """The rows of one role, as positions in the data set."""

    name: Literal["train", "validation", "test"]
    rows: "np.ndarray"

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, kw_only=True, eq=False)
class Split:
    """Three parts that share no row and leave none out."""

    train: Part
    validation: Part
    test: Part

    @property
    def parts(self) -> tuple[Part, Part, Part]:
        """Return the parts in the order of their use."""
        return self.train, self.validation, self.test


def split(dataset: Dataset, seed: int) -> Split:
    """Return the split that the data set's protocol asks for.

    `ours` deals 60/20/20 with the shares of the classes kept; a class of three rows or
    more has one in each part, a smaller class is in the training part alone.
    `published` deals 80/20 at random and leaves validation empty.
    """
    deal = _published if dataset.protocol == "published" else _stratified
    train, validation, test = deal(dataset.y, seed)
    return Split(
        train=Part(name="train", rows=train),
        validation=Part(name="validation", rows=validation),
        test=Part(name="test", rows=test),
    )


def _stratified(y: "np.ndarray", seed: int) -> "tuple[np.ndarray, ...]":
    import numpy as np

    rng = np.random.default_rng(derive(seed, "split"))
    order = rng.permutation(len(y))
    codes, counts = np.unique(y, return_counts=True)
    role = np.full(len(y), TRAIN)
    for code, held in zip(codes, _held_out(counts), strict=True):
        own = order[y[order] == code]
        role[own[:held]] = TEST
        role[own[held : 2 * held]] = VALIDATION
    return tuple(order[role[order] == part] for part in (TRAIN, VALIDATION, TEST))


def _held_out(counts: "np.ndarray") -> "np.ndarray":
    """Return how many rows of each class the test part gets, by largest remainder."""
    import numpy as np

    wanted = TEST_SHARE * counts
    held = np.floor(wanted).astype(int)
    missing = max(0, round(TEST_SHARE * counts.sum()) - held.sum())
    held[np.argsort(held - wanted, kind="stable")[:missing]] += 1
    return np.where(counts < 3, 0, np.maximum(held, 1))


def _published(y: "np.ndarray", seed: int) -> "tuple[np.ndarray, ...]":
    """Deal as published code does, in its order: a forest's draws depend on it."""
    import numpy as np
    from sklearn.model_selection import train_test_split

    rows = np.arange(len(y))
    train, test = train_test_split(rows, test_size=TEST_SHARE, random_state=seed)
    return train, np.empty(0, dtype=rows.dtype), test
