"""The nodes of trees in the order of a walk, as the kernels read them.

Parents stand before their children, left before right, so that a kernel goes through
the nodes from first to last and finds the state of the parent one level above.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from core.compiled import inner

if TYPE_CHECKING:
    from core.shapley.trees import Nodes

LEFT, LEFT_OR_MISSING, RIGHT, RIGHT_OR_MISSING = range(4)
LEAST = 1e-100  # share of a branch that no row of weight took: kernels divide by it
# A node: the question of its parent, and how it must be answered to come here (`side`
# is one of the four above). The different columns asked on the way are numbered from
# 0: `bit` is the number of the one just asked, `count` how many there are so far.
# `ratio` is the product, over all questions about this column on the way, of the shares
# of training rows that went this way. `size` counts the node and all below it.
STEP = np.dtype(
    [
        ("column", np.int64),
        ("side", np.int64),
        ("bit", np.int64),
        ("count", np.int64),
        ("depth", np.int64),
        ("size", np.int64),
        ("leaf", np.int64),
        ("threshold", np.float64),
        ("ratio", np.float64),
    ]
)


def steps(nodes: "Nodes") -> tuple[np.ndarray, np.ndarray]:
    """Lay nodes out for the kernels: the steps, and which node stands at each."""
    parent, levels = _parents(nodes), list(_levels(nodes))
    size, place = np.ones((2, len(parent)), np.int64)
    ways = [level[nodes.column[level] >= 0] for level in levels]
    below = [(asks, nodes.left[asks], nodes.right[asks]) for asks in ways]
    for asks, left, right in reversed(below):
        size[asks] += size[left] + size[right]
    place[levels[0]] = nodes.first[:-1]
    depth = np.zeros(len(parent), np.int64)
    for level, (asks, left, right) in enumerate(below):
        place[left] = place[asks] + 1
        place[right] = place[asks] + 1 + size[left]
        depth[left] = depth[right] = level + 1
    order = np.empty_like(place)
    order[place] = np.arange(len(place))
    made: Any = np.zeros(len(parent), STEP)
    column, side, threshold, share = _question(nodes, parent)
    bit, count, ratio = _number(parent, levels, column, share)
    leaf = nodes.column < 0
    fields = (column, side, bit, count, depth, size, leaf, threshold, ratio)
    for name, field in zip(STEP.names or (), fields, strict=True):
        made[name] = field[order]
    return made, order


def _parents(nodes: "Nodes") -> np.ndarray:
    """Return each node's parent, and -1 for the roots."""
    parent, asks = np.full(len(nodes.column), -1), np.flatnonzero(nodes.column >= 0)
    parent[nodes.left[asks]] = asks
    parent[nodes.right[asks]] = asks
    return parent


def _levels(nodes: "Nodes") -> Iterator[np.ndarray]:
    """Yield the nodes of one depth after the other, the roots first."""
    level = nodes.first[:-1]
    while len(level):
        yield level
        asks = level[nodes.column[level] >= 0]
        level = np.concatenate([nodes.left[asks], nodes.right[asks]])


def _question(nodes: "Nodes", parent: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return what is asked on the way into each node: column, side, threshold, share.

    The share is that of the parent's training rows which come here.
    """
    root, left = parent < 0, nodes.left[parent] == np.arange(len(parent))
    missing_left, above = nodes.missing_left[parent], nodes.cover[parent]
    side = np.where(left, LEFT + missing_left, RIGHT + ~missing_left)
    share = np.where(above > 0, nodes.cover / np.where(above > 0, above, 1), 0)
    column = np.where(root, -1, nodes.column[parent])
    return column, side, nodes.threshold[parent], np.where(root, 1.0, share)


def _number(
    parent: np.ndarray, levels: list[np.ndarray], column: np.ndarray, share: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Number the different columns on the way to each node: bit, count and ratio."""
    bit, count = np.zeros((2, len(parent)), np.int64)
    ratio, row = share.copy(), np.zeros(len(parent), np.int64)
    width = min(len(levels), int(column.max(initial=0)) + 1) + 1
    asked = np.full(
        (len(levels[0]), width), -1, np.int32
    )  # column of each number, a row a node
    shares = np.ones((len(levels[0]), width))
    row[levels[0]] = np.arange(len(levels[0]))
    for level in levels[1:]:
        above, here = parent[level], np.arange(len(level))
        asked, shares = asked[row[above]], shares[row[above]]
        known = asked == column[level, None]
        number = known.argmax(axis=1)
        new = ~known[here, number]
        number[new] = count[above][new]
        asked[here, number] = column[level]
        shares[here, number] *= share[level]
        bit[level], count[level] = number, count[above] + new
        ratio[level] = np.maximum(shares[here, number], LEAST)
        row[level] = here
    return bit, count, ratio


@inner
def ask(step, rows, misses, here):
    """Mark in each row's pattern whether it misses the way to this node."""
    column, t = step.column, step.threshold
    miss, fit = np.int64(1) << step.bit, np.int64(0)
    # Written so that a missing cell, which compares as false, goes where it must.
    if step.side == LEFT:
        for i in range(misses.shape[1]):
            new = fit if rows[column, i] <= t else miss
            misses[here, i] = misses[here - 1, i] | new
    elif step.side == LEFT_OR_MISSING:
        for i in range(misses.shape[1]):
            new = miss if rows[column, i] > t else fit
            misses[here, i] = misses[here - 1, i] | new
    elif step.side == RIGHT:
        for i in range(misses.shape[1]):
            new = fit if rows[column, i] > t else miss
            misses[here, i] = misses[here - 1, i] | new
    else:
        for i in range(misses.shape[1]):
            new = miss if rows[column, i] <= t else fit
            misses[here, i] = misses[here - 1, i] | new


@inner
def speaks(values, node):
    """Return whether a leaf says anything but zero."""
    said = 0.0
    for output in range(values.shape[1]):
        said += abs(values[node, output])
    return said > 0.0
