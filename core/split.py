"""The rows of a data set, dealt into training, validation and test."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.dataset import Dataset
from core.errors import Refused
from core.seeds import derive

if TYPE_CHECKING:
    import numpy as np

TEST_SHARE = 0.2
SHARES = (0.6, 0.2, 0.2)
TRAIN, VALIDATION, TEST = 0, 1, 2
LEAST_GROUPS = 3
INSTEAD = "choose another column or split at random."


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

    `ours` deals 60/20/20 at random and keeps the shares of the classes; a class of
    three rows or more has one in each part, a smaller class is in the training part
    alone. `published` deals 80/20 at random and leaves validation empty. `time` trains
    on the earliest rows and tests on the latest, whatever the seed. `group` deals whole
    groups. Raises Refused where time or groups leave a part without what it needs.
    """
    deal = {"published": _published, "time": _by_time, "group": _by_group}
    train, validation, test = deal.get(dataset.protocol, _stratified)(dataset, seed)
    parts = Split(
        train=Part(name="train", rows=train),
        validation=Part(name="validation", rows=validation),
        test=Part(name="test", rows=test),
    )
    if dataset.protocol in ("time", "group"):
        _refuse_lopsided(dataset, parts)
    return parts


def _stratified(dataset: Dataset, seed: int) -> "tuple[np.ndarray, ...]":
    import numpy as np

    y = dataset.y if dataset.classes else np.zeros(len(dataset.y), dtype=int)
    order = np.random.default_rng(derive(seed, "split")).permutation(len(y))
    codes, counts = np.unique(y, return_counts=True)
    role = np.full(len(y), TRAIN)
    for code, held in zip(codes, _held_out(counts), strict=True):
        own = order[y[order] == code]
        role[own[:held]] = TEST
        role[own[held : 2 * held]] = VALIDATION
    return _dealt(role, order)


def _dealt(role: "np.ndarray", order: "np.ndarray") -> "tuple[np.ndarray, ...]":
    """Return the rows of each role, in a given order of all rows."""
    return tuple(order[role[order] == part] for part in (TRAIN, VALIDATION, TEST))


def _held_out(counts: "np.ndarray") -> "np.ndarray":
    """Return how many rows of each class the test part gets, by largest remainder."""
    import numpy as np

    wanted = TEST_SHARE * counts
    held = np.floor(wanted).astype(int)
    missing = max(0, round(TEST_SHARE * counts.sum()) - held.sum())
    held[np.argsort(held - wanted, kind="stable")[:missing]] += 1
    return np.where(counts < 3, 0, np.maximum(held, 1))


def _published(dataset: Dataset, seed: int) -> "tuple[np.ndarray, ...]":
    """Deal as published code does, in its order: a forest's draws depend on it."""
    import numpy as np
    from sklearn.model_selection import train_test_split

    rows = np.arange(len(dataset.y))
    train, test = train_test_split(rows, test_size=TEST_SHARE, random_state=seed)
    return train, np.empty(0, dtype=rows.dtype), test


def _by_time(dataset: Dataset, seed: int) -> "tuple[np.ndarray, ...]":
    """Cut the rows in order of time; rows without a time count as the earliest."""
    import numpy as np
    import pandas as pd

    moment = pd.Series(dataset.by).factorize(sort=True)[0]
    if moment.max(initial=-1) < 1:
        raise Refused(
            "The column to split by holds one time only, so no row is later than "
            f"another; {INSTEAD}"
        )
    order = np.argsort(moment, kind="stable")
    first, second = _cuts(moment[order])
    role = np.full(len(moment), TRAIN)
    role[order[first:second]] = VALIDATION
    role[order[second:]] = TEST
    shuffled = np.random.default_rng(derive(seed, "split")).permutation(len(moment))
    return _dealt(role, shuffled)


def _cuts(moments: "np.ndarray") -> tuple[int, int]:
    """Return where to cut sorted moments, between two of them where there is room."""
    import numpy as np

    rows = len(moments)
    changes = np.flatnonzero(np.diff(moments)) + 1
    found = []
    for wanted in (SHARES[TRAIN] * rows, (1 - TEST_SHARE) * rows):
        off = np.abs(changes - wanted)
        near = off.argmin()
        # Less than half the way to the other cut, so that no part is left empty.
        whole = off[near] < TEST_SHARE * rows / 2
        found.append(int(changes[near]) if whole else round(wanted))
    return found[0], found[1]


def _by_group(dataset: Dataset, seed: int) -> "tuple[np.ndarray, ...]":
    """Deal whole groups, large ones first, each to the part that needs it most.

    What a part needs is rows, and rows of every class. A row without a group is a group
    of its own.
    """
    import numpy as np
    import pandas as pd

    code, known = pd.Series(dataset.by).factorize()
    alone = code < 0
    code[alone] = len(known) + np.arange(alone.sum())
    size = len(known) + int(alone.sum())
    if size < LEAST_GROUPS:
        raise Refused(
            f"The column to split by holds {size} groups and {LEAST_GROUPS} are "
            f"needed; {INSTEAD}"
        )
    rng = np.random.default_rng(derive(seed, "split"))
    home = _homes(_table(code, dataset, size), rng)
    return _dealt(home[code], rng.permutation(len(code)))


def _table(code: "np.ndarray", dataset: Dataset, groups: int) -> "np.ndarray":
    """Return the rows of each group: of every class, and all together."""
    import numpy as np

    classes = max(1, len(dataset.classes))
    y = dataset.y if dataset.classes else np.zeros(len(code), dtype=int)
    counts = np.bincount(code * classes + y, minlength=groups * classes)
    counts = counts.reshape(groups, classes)
    return np.column_stack([counts, counts.sum(axis=1)])


def _homes(counts: "np.ndarray", rng: "np.random.Generator") -> "np.ndarray":
    """Return the part of each group."""
    import numpy as np

    share = np.array(SHARES)[:, None]
    goal = share * counts.sum(axis=0)
    # Weighs a class as much as all rows together; a class without rows weighs nothing.
    pull = np.divide(1.0, goal * goal, out=np.zeros_like(goal), where=goal > 0)
    have = np.zeros_like(goal)
    # Groups of about one size come in random order, so that the seed decides.
    size = np.floor(np.log2(np.maximum(1, counts[:, -1])))
    order = rng.permutation(len(counts))
    order = order[np.argsort(-size[order], kind="stable")]
    home = np.full(len(counts), TRAIN)
    for group in order:
        own = counts[group]
        if ((own > 0) & (have[TRAIN] == 0))[:-1].any():
            chosen = TRAIN  # no model can say a class that it has never seen
        else:
            chosen = int(((goal - have) * own * pull * share).sum(axis=1).argmax())
        home[group] = chosen
        have[chosen] += own
    return home


def _refuse_lopsided(dataset: Dataset, parts: Split) -> None:
    """Raise Refused when a part cannot do its work."""
    import numpy as np

    leaves = f"A split by {dataset.protocol} leaves"
    for part in parts.parts:
        work = "training" if part.name == "train" else part.name
        if not len(part):
            raise Refused(f"{leaves} no rows for {work}; {INSTEAD}")
        if dataset.classes and len(np.unique(dataset.y[part.rows])) < 2:
            only = dataset.classes[int(dataset.y[part.rows[0]])]
            raise Refused(f"{leaves} only rows of '{only}' for {work}; {INSTEAD}")
    if dataset.classes:
        seen = dataset.y[parts.train.rows]
        unseen = np.setdiff1d(dataset.y, seen)
        if len(unseen):
            name = dataset.classes[int(unseen[0])]
            raise Refused(f"{leaves} no row of '{name}' to train on; {INSTEAD}")
