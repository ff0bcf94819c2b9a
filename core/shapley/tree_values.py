"""From fitted trees and rows to exact Shapley values, tree after tree."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.encode import Groups
from core.explain import Attribution, Draft, Explaining, Request
from core.history import Progress
from core.shapley.trees import Trees, compared, trees

if TYPE_CHECKING:
    import numpy as np

FEW = 2  # rows that go alone: more of them are cheaper together
CHUNK_S = 0.05  # between two ticks, where a tree takes no longer than that
FIRST_DRAFT_S, SLOWER = 0.15, 2.0  # drafts come at this time, and ever later
MESSAGE = "Trees added"


def attribute(question: Request, *, by_cover: bool = False) -> Explaining:
    """Answer exactly; every so often yield the values of the trees so far as a Draft.

    Against every row of the background (interventional), or by the cover of the trees'
    own training rows (path-dependent). A feature of several encoded columns gets the
    sum of their values: exact for each column, and still adding up to the answer. The
    values are in the unit of `Trees`. A draft is what a model of the first trees alone
    would be given.
    """
    found = trees(question.model)
    yield Progress(done=0, total=found.count, message=MESSAGE)
    background = question.background[: 0 if by_cover else None]
    walk = Walk(lay_out(found, background), question.X, question.groups)
    done, size, due = 0, 1, FIRST_DRAFT_S
    begun = time.perf_counter()
    while done < found.count:
        start = time.perf_counter()
        walk.add(done, min(done + size, found.count))
        done = min(done + size, found.count)
        tree_s = (time.perf_counter() - start) / size
        size = max(1, min(4 * size, int(CHUNK_S / max(tree_s, 1e-6))))
        if done < found.count and time.perf_counter() - begun > due:
            due *= SLOWER
            made = walk.made(done)
            yield Draft(done=done, total=found.count, message=MESSAGE, made=made)
        else:
            yield Progress(done=done, total=found.count, message=MESSAGE)
    return walk.made(done)


@dataclass(frozen=True, kw_only=True, eq=False)
class Laid:
    """Trees laid out for the kernels, with the rows that they are compared with.

    The kernels are given no more outputs than they must work out: what all leaves of a
    tree share, its `centres`, has no part in a Shapley value, and where class
    probabilities are `shares` of 1, the first class gets what the others do not. Tree i
    has the steps from `first[i]` to `first[i + 1]`. `background` has shape (columns,
    rows) and is empty for values by cover; `base`, `averaged` and `rounded` are those
    of `Trees`.
    """

    steps: "np.ndarray"
    values: "np.ndarray"
    first: "np.ndarray"
    centres: "np.ndarray"
    background: "np.ndarray"
    base: "np.ndarray"
    shares: bool
    averaged: bool
    rounded: bool

    @property
    def count(self) -> int:
        """Return how many trees there are."""
        return len(self.first) - 1


def lay_out(found: Trees, background: "np.ndarray") -> Laid:
    """Lay trees out, and the encoded rows that they are compared with."""
    import numpy as np

    from core.shapley.tree_steps import steps

    nodes = found.nodes
    values, roots = nodes.values, nodes.values[nodes.first[:-1]]
    shares = found.averaged and values.shape[1] > 1
    centres = np.zeros_like(roots) if shares else roots
    values = values - np.repeat(centres, np.diff(nodes.first), axis=0)
    values = values[:, 1:] if shares else values
    walk, order = steps(nodes)
    return Laid(
        steps=walk,
        values=np.ascontiguousarray(values[order]),
        first=nodes.first,
        centres=centres,
        background=np.ascontiguousarray(found.cells(background).T),
        base=found.base,
        shares=shares,
        averaged=found.averaged,
        rounded=found.rounded,
    )


def at_once(laid: Laid, X: "np.ndarray", groups: Groups) -> Attribution:
    """Explain encoded rows by all trees at once."""
    walk = Walk(laid, X, groups)
    walk.add(0, laid.count)
    return walk.made(laid.count)


class Walk:
    """The values of some trees so far, and all that the kernels need to add more."""

    def __init__(self, laid: Laid, X: "np.ndarray", groups: Groups) -> None:
        """Lay out the rows."""
        import numpy as np

        from core.shapley.tree_tables import weights

        self.laid, self.groups = laid, groups
        X = compared(X, rounded=laid.rounded)
        self.rows = np.ascontiguousarray(X.T), laid.background
        columns, n = self.rows[0].shape
        outputs = laid.values.shape[1]
        self.to = np.zeros((columns, n * outputs)), np.zeros(outputs)
        # of rows that go alone: added up in one place, however the trees are portioned
        self.alone = np.zeros(
            (n if laid.background.size and n <= FEW else 0, columns, outputs)
        )
        self.weights = weights(int(laid.steps["count"].max(initial=1)))
        self.room = self._room()

    def _room(self) -> tuple[Any, ...]:
        from core.shapley.tree_kernels import room
        from core.shapley.tree_single import small_room

        n, m = (part.shape[1] for part in self.rows)
        levels = int(self.laid.steps["depth"].max()) + 1
        return small_room(m, levels) if len(self.alone) else room(n, m, levels)

    def add(self, first: int, end: int) -> None:
        """Add the values of the trees from `first` to before `end`."""
        import numpy as np

        from core.shapley.tree_kernels import MOST_COLUMNS, add_up
        from core.shapley.tree_single import add_row
        from core.shapley.tree_wide import add_wide

        part = slice(*self.laid.first[[first, end]])
        walk, values = self.laid.steps[part], self.laid.values[part]
        (X, background), used = self.rows, np.zeros(64, np.int64)
        if walk["count"].max() > MOST_COLUMNS:
            add_wide(walk, values, self.rows, self.weights, self.to)
        elif not len(self.alone):
            out = (*self.to, used)
            add_up(walk, values, self.rows, self.weights, self.room, out)
        else:
            for i, own in enumerate(self.alone):
                base = self.to[1] if i == 0 else np.zeros_like(self.to[1])
                row = np.ascontiguousarray(X[:, i : i + 1]), background
                add_row(walk, values, row, self.weights, self.room, (own, base, used))

    def made(self, done: int) -> Attribution:
        """Return the values of the first `done` trees, features for encoded columns."""
        import numpy as np

        laid = self.laid
        scale = laid.count / done if laid.averaged else 1.0
        columns, n = self.rows[0].shape
        values = scale * self.to[0].reshape(columns, n, -1)
        if len(self.alone):
            values = values + scale * self.alone.transpose(1, 0, 2)
        base = scale * self.to[1]
        if laid.shares:
            values = np.concatenate([-values.sum(axis=2)[..., None], values], axis=2)
            base = np.concatenate([[1 - base.sum()], base])
        base = base + laid.base + scale * laid.centres[:done].sum(axis=0)
        summed = [values[list(group)].sum(axis=0) for group in self.groups]
        return Attribution(values=np.stack(summed, axis=1), base=base)
