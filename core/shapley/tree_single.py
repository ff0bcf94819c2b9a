"""Exact Shapley values of a single row of a table, from trees and background rows."""

import numpy as np

from core.compiled import inner, kernel
from core.shapley.tree_steps import RIGHT, ask, speaks
from core.shapley.tree_tables import MOST_DENSE, met_listed


def small_room(m: int, levels: int) -> tuple[np.ndarray, ...]:
    """Return what `add_row` writes to, for m background rows and so many levels."""
    kept = np.zeros((2, levels, m), np.int64)
    kept[0, 0] = np.arange(m)
    return (
        kept,
        np.full(levels, m),
        np.zeros((levels, 1), np.int64),
        np.zeros(1 << MOST_DENSE),
        np.zeros(m, np.int64),
        np.ones(m),
        np.zeros((64, 1)),
    )


@kernel
def add_row(steps, values, rows, given, room, out):
    """Add one row's values, as `add_up` does, against background rows.

    At each node only those background rows are kept which a mix with this row can
    bring there: for a single row, less work than `add_up`.
    """
    kept, size, misses, counts, patterns, numbers, table = room
    used, m = out[2], kept.shape[2]
    node = 0
    while node < len(steps):
        step = steps[node]
        here, k = step.depth, step.count
        if here > 0:
            used[step.bit] = step.column
            ask(step, rows[0], misses, here)
            before = size[here - 1]
            size[here] = _keep(step, rows[1], kept, misses[here, 0], before)
        if step.leaf and size[here] > 0 and speaks(values, node):
            left = (counts, patterns, numbers)
            listed, arrived = _list(k, kept[1, here], size[here], left)
            known = (listed, patterns, numbers)
            met_listed(k, 1.0 / m, (1, misses[here]), known, given, table)
            for output in range(values.shape[1]):
                out[1][output] += arrived / m * values[node, output]
                for j in range(k):
                    out[0][used[j], output] += table[j, 0] * values[node, output]
        node += 1 if size[here] > 0 else step.size


@inner
def _keep(step, cells, kept, misses, before):
    """Keep the rows whose misses are none of the explained row's; return how many."""
    here, size = step.depth, 0
    right, missing = step.side >= RIGHT, step.side & 1
    for i in range(before):
        row = kept[0, here - 1, i]
        more = np.int64(cells[step.column, row] > step.threshold)
        less = np.int64(cells[step.column, row] <= step.threshold)
        # what cannot be compared is neither, and fits where `missing` says so
        fits = (more if right else less) | (missing & (1 - (more | less)))
        pattern = kept[1, here - 1, i] | ((1 - fits) << step.bit)
        kept[0, here, size], kept[1, here, size] = row, pattern
        size += np.int64(pattern & misses == 0)
    return size


@inner
def _list(k, theirs, kept, room):
    """List patterns and their numbers; the same pattern once where that is cheap."""
    counts, patterns, numbers = room
    arrived, size = 0, 0
    for i in range(kept):
        arrived += theirs[i] == 0
    if k > MOST_DENSE or 1 << k > kept:
        for i in range(kept):
            patterns[i], numbers[i] = theirs[i], 1.0
        return kept, arrived
    for pattern in range(1 << k):
        counts[pattern] = 0.0
    for i in range(kept):
        counts[theirs[i]] += 1.0
    for pattern in range(1 << k):
        if counts[pattern] > 0:
            patterns[size], numbers[size] = pattern, counts[pattern]
            size += 1
    return size, arrived
