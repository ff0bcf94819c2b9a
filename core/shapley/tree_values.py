"""From fitted trees and rows to exact Shapley values, tree after tree."""

import time
from typing import Any

from core.explain import Attribution, Draft, Explaining, Request
from core.history import Progress
from core.shapley.trees import Trees, trees

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
    walk = Walk(found, question, by_cover)
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


class Walk:
    """The values of some trees so far, and all that the kernels need to add more.

    The kernels are given no more outputs than they must work out: what all leaves of a
    tree share has no part in a Shapley value, and class probabilities add up to 1, so
    that the first class gets what the others do not.
    """

    def __init__(self, found: Trees, question: Request, by_cover: bool) -> None:
        """Lay out the trees and the rows."""
        import numpy as np

        from core.shapley.tree_steps import steps
        from core.shapley.tree_tables import weights

        self.found, self.groups, nodes = found, question.groups, found.nodes
        values, roots = nodes.values, nodes.values[nodes.first[:-1]]
        self.shares = found.averaged and values.shape[1] > 1
        self.centres = np.zeros_like(roots) if self.shares else roots
        values = values - np.repeat(self.centres, np.diff(nodes.first), axis=0)
        values = values[:, 1:] if self.shares else values
        self.steps, order = steps(nodes)
        self.values = np.ascontiguousarray(values[order])
        background = question.background[: 0 if by_cover else None]
        X, others = found.cells(question.X), found.cells(background)
        self.rows = np.ascontiguousarray(X.T), np.ascontiguousarray(others.T)
        columns, n = self.rows[0].shape
        outputs = values.shape[1]
        self.to = np.zeros((columns, n * outputs)), np.zeros(outputs)
        self.weights = weights(int(self.steps["count"].max(initial=1)))
        self.room = self._room()

    def _room(self) -> tuple[Any, ...]:
        from core.shapley.tree_kernels import room
        from core.shapley.tree_single import small_room

        n, m = (part.shape[1] for part in self.rows)
        levels = int(self.steps["depth"].max()) + 1
        return small_room(m, levels) if m and n <= FEW else room(n, m, levels)

    def add(self, first: int, end: int) -> None:
        """Add the values of the trees from `first` to before `end`."""
        import numpy as np

        from core.shapley.tree_kernels import MOST_COLUMNS, add_up
        from core.shapley.tree_single import add_row
        from core.shapley.tree_wide import add_wide

        part = slice(*self.found.nodes.first[[first, end]])
        walk, values = self.steps[part], self.values[part]
        (X, background), used = self.rows, np.zeros(64, np.int64)
        n, m = X.shape[1], background.shape[1]
        if walk["count"].max() > MOST_COLUMNS:
            add_wide(walk, values, self.rows, self.weights, self.to)
        elif not m or n > FEW:
            out = (*self.to, used)
            add_up(walk, values, self.rows, self.weights, self.room, out)
        else:
            for i in range(n):
                to = np.zeros((len(X), values.shape[1])), np.zeros(values.shape[1])
                alone = np.ascontiguousarray(X[:, i : i + 1]), background
                add_row(walk, values, alone, self.weights, self.room, (*to, used))
                self.to[0].reshape(len(X), n, -1)[:, i] += to[0]
            self.to[1][:] += to[1]

    def made(self, done: int) -> Attribution:
        """Return the values of the first `done` trees, features for encoded columns."""
        import numpy as np

        scale = self.found.count / done if self.found.averaged else 1.0
        columns, n = self.rows[0].shape
        values = scale * self.to[0].reshape(columns, n, -1)
        base = scale * self.to[1]
        if self.shares:
            values = np.concatenate([-values.sum(axis=2)[..., None], values], axis=2)
            base = np.concatenate([[1 - base.sum()], base])
        base = base + self.found.base + scale * self.centres[:done].sum(axis=0)
        summed = [values[list(group)].sum(axis=0) for group in self.groups]
        return Attribution(values=np.stack(summed, axis=1), base=base)
