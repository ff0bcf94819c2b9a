"""Exact Shapley values of trees: walks through all nodes, many rows at a time.

What is computed, against a background and by cover, is said by Lundberg et al. 2020,
"From local explanations to global understanding with explainable AI for trees". That
rows which answer a leaf's questions alike share their values there: Yang 2021, "Fast
TreeSHAP", and Nadel and Wettenstein 2025, "From decision trees to boolean logic". The
integrals: Owen 1972, "Multilinear extensions of games".
"""

import numpy as np

from core.compiled import inner, kernel
from core.shapley.tree_single import add_row, small_room
from core.shapley.tree_steps import STEP, ask, speaks
from core.shapley.tree_tables import (
    LANES,
    MOST_DENSE,
    covered_dense,
    covered_listed,
    met_dense,
    met_listed,
    weights,
)

MOST_COLUMNS = 62  # on the way to a leaf: a pattern holds one bit of each
LEAST_DENSE = 64  # patterns worked out together even for fewer rows


def room(n: int, m: int, levels: int) -> tuple[tuple[np.ndarray, ...], ...]:
    """Return what `add_up` writes to, for n rows, m background rows and so many levels.

    Patterns of misses; ratio and tables; and twice what `_tell_apart` needs.
    """
    dense = 1 << MOST_DENSE
    misses = np.zeros((levels, n), np.int64), np.zeros((levels, m), np.int64)
    tables = (
        np.ones((levels, 64)),
        np.zeros((3, dense)),
        np.zeros((dense, LANES)),
        np.zeros((64, max(dense, n))),
    )
    return misses, tables, _told_apart(n), _told_apart(m)


def _told_apart(rows: int) -> tuple[np.ndarray, ...]:
    """Return room to tell patterns apart: patterns, counts, places, a hash table.

    Of the table: the pattern in each slot, its place in the list, and in which round
    it was put there; the last entry is the number of the round.
    """
    slots = np.zeros((3, (1 << max(4, (4 * rows).bit_length())) + 1), np.int64)
    return np.zeros(rows, np.int64), np.zeros(rows), np.zeros(rows, np.uint32), slots


@kernel
def add_up(steps, values, rows, given, room, out):
    """Add the values of whole trees to `out`.

    `steps` and `values` (nodes, outputs) are of any trees, one after the other; `rows`
    are the explained and the background ones, columns first. Without the latter the
    trees' own cover takes their place. `out` is (values (columns, rows * outputs),
    base (outputs,), used (64,)), the last is room.
    """
    (misses, theirs), (ratio, counts, sums, table), own, other = room
    used = out[2]
    for node in range(len(steps)):
        step = steps[node]
        here, k = step.depth, step.count
        if k > 0:
            ask(step, rows[0], misses, here)
            ask(step, rows[1], theirs, here)
            used[step.bit] = step.column
            for j in range(k):
                ratio[here, j] = ratio[here - 1, j]
            ratio[here, step.bit] = step.ratio
        if not step.leaf or not speaks(values, node):
            continue
        share = _share(k, theirs, ratio, here)
        for output in range(values.shape[1]):
            out[1][output] += share * values[node, output]
        scale = values[node, 0] if values.shape[1] == 1 else 1.0
        state = (misses[here], theirs[here], ratio[here])
        if 1 << k <= min(1 << MOST_DENSE, max(LEAST_DENSE, len(own[0]))):
            _dense(k, scale, state, given, (counts, sums, table, own[2]))
        else:
            _listed(k, scale, state, given, (own, other, table))
        for j in range(k):
            _spread(table[j], own[2], values, node, out[0][used[j]])


@inner
def _share(k, theirs, ratio, here):
    """Return the share of background rows, or of the cover, that end at this leaf."""
    rows = theirs.shape[1]
    if rows > 0:
        arrived = 0
        for i in range(rows):
            arrived += theirs[here, i] == 0
        return arrived / rows
    share = 1.0
    for j in range(k):
        share *= ratio[here, j]
    return share


@inner
def _dense(k, scale, state, weights, room):
    """Work out all patterns; a row's place in the table is what it answers well."""
    misses, theirs, ratio = state
    counts, sums, table, places = room
    full = (1 << k) - 1
    for i in range(len(misses)):
        places[i] = full - misses[i]
    if len(theirs) == 0:
        covered_dense(k, scale, ratio, weights, (sums, table))
        return
    for s in range(full + 1):
        counts[0, s] = 0.0
    for i in range(len(theirs)):
        counts[0, theirs[i]] += 1.0
    met_dense(k, scale / len(theirs), weights, counts, (sums, table))


@inner
def _listed(k, scale, state, weights, room):
    """Work out the patterns that occur; a row's place is that of its pattern."""
    misses, theirs, ratio = state
    own, other, table = room
    size = _tell_apart(misses, own)
    if len(theirs) == 0:
        covered_listed(k, scale, (ratio, size, own[0]), weights, table)
        return
    others = _tell_apart(theirs, other)
    known = (others, other[0], other[1])
    met_listed(k, scale / len(theirs), (size, own[0]), known, weights, table)


@inner
def _tell_apart(rows, known):
    """List the different patterns of rows, count each, and give each row its place."""
    patterns, counts, places, slots = known
    last = slots.shape[1] - 1
    slots[2, last] += 1  # so that nothing has to be emptied
    now, size = slots[2, last], 0
    for i in range(len(rows)):
        # the top bits of a product with an odd number near 2^64 / golden ratio
        slot = ((rows[i] * -7046029254386353131) >> 33) & (last - 1)
        while slots[2, slot] == now and slots[0, slot] != rows[i]:
            slot = (slot + 1) & (last - 1)
        if slots[2, slot] != now:
            slots[0, slot], slots[1, slot], slots[2, slot] = rows[i], size, now
            patterns[size], counts[size] = rows[i], 0.0
            size += 1
        places[i] = slots[1, slot]
        counts[places[i]] += 1.0
    return size


@inner
def _spread(got, places, values, node, to):
    """Give each row what its pattern gets for one column."""
    outputs = values.shape[1]
    if outputs == 1:
        for i in range(len(places)):
            to[i] += got[places[i]]
        return
    for i in range(len(places)):
        for output in range(outputs):
            to[i * outputs + output] += got[places[i]] * values[node, output]


def warm() -> None:
    """Have the kernels ready: from the disk, or compiled there, which takes seconds."""
    walk, values = np.zeros(1, STEP), np.zeros((1, 1))
    rows, out = (np.zeros((1, 1)), np.zeros((1, 1))), (np.zeros((1, 1)), np.zeros(1))
    given, used = weights(1), np.zeros(64, np.int64)
    add_up(walk, values, rows, given, room(1, 1, 1), (*out, used))
    add_row(walk, values, rows, given, small_room(1, 1), (*out, used))
