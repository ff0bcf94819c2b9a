"""Numbers and words that stand for a missing value, such as 999, -1 or ?."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.choices import to_pairs
from core.clue import known
from core.dataset import Dataset
from core.tally import Tally, tallies
from core.trap import Trap, TrapSpec, listed

if TYPE_CHECKING:
    import numpy as np

# Years, ratings and sizes end in such figures too, so each must also stand apart.
USUAL = frozenset(
    sign * value
    for value in (9, 88, 98, 99, 888, 998, 999, 9998, 9999, 99999, 999999, 9999999)
    for sign in (1.0, -1.0)
) | {-1.0, -2.0, -8.0, -7.0}
WORDS = frozenset(
    (
        *("?", "??", "???", "-", "--", "---", ".", "..", "*", "#", "_", "/", "x", "xx"),
        *("unknown", "unk", "not known", "not available", "not given", "no data"),
        *("missing", "empty", "blank", "unspecified", "not specified", "undefined"),
        *("-1", "-9", "-99", "-999", "-9999", "99", "999", "9999", "99999"),
    )
)
LEAST_DISTINCT = 8  # other values, below which nothing stands apart
LEAST_ROWS = 3
LEAST_SHARE = 0.003
FAR = 1.0  # ranges of the other values between a value and them
NEAR = 4.0  # usual steps between values, the same for a usual spelling
SPIKE = 2.0  # times as many rows as its neighbours have
# The only negative amount, met very often and this share of a range from the others.
OFTEN, ASIDE = 8.0, 0.25
# How high the others start, in shares of their median, and how many zeros it takes:
# where they start low, only very many zeros are too many.
ZEROS = ((0.2, 0.003), (0.1, 0.04))
MOST_ZEROS = 0.6


def find(dataset: Dataset) -> Iterator[Trap]:
    """Yield one finding for each such value, with all columns that hold it."""
    facts = known(dataset)
    held: dict[str, dict[str, int]] = {}
    names = map(str, dataset.X.columns)
    counted = zip(names, dataset.kinds, tallies(dataset), strict=True)
    for name, kind, tally in counted:
        if facts and (name not in facts or facts[name].kind == "yes/no"):
            continue
        told = _numbers(tally) if kind == "number" else _words(tally)
        for value, rows in told.items():
            held.setdefault(value, {})[name] = rows
    for value, columns in held.items():
        yield _trap(value, columns, len(dataset.y))


def _numbers(tally: Tally) -> dict[str, int]:
    """Return the lowest and the highest value with their rows, where they stand in."""
    import numpy as np

    distinct, counts = tally.values, tally.counts
    found: dict[str, int] = {}
    for end in (0, -1):
        if len(distinct) <= LEAST_DISTINCT:
            break
        rows = int(counts[end])
        if rows < max(LEAST_ROWS, LEAST_SHARE * tally.rows):
            continue
        others = np.delete(distinct, end)
        if _stands_apart(distinct[end], others, counts, end):
            found[f"{distinct[end]:.15g}"] = rows
    return found


def _stands_apart(
    value: float, others: "np.ndarray", counts: "np.ndarray", end: int
) -> bool:
    """Return whether the value at one end of a column is no amount like the others."""
    import numpy as np

    gap = abs(value - others[end])
    near = others[:10] if end == 0 else others[-10:]
    steps = gap / float(np.median(np.diff(near)))
    beside = np.delete(counts, end)[:3] if end == 0 else np.delete(counts, end)[-3:]
    spike = counts[end] >= SPIKE * beside.mean()
    if gap >= FAR * (others[-1] - others[0]):
        return True
    if value == 0:
        share = counts[end] / counts.sum()
        return bool(spike and steps >= NEAR and _impossible(others, share))
    only_negative = value < 0 <= others[0]
    often = counts[end] >= max(OFTEN, OFTEN * beside.mean())
    if only_negative and often and gap >= ASIDE * (others[-1] - others[0]):
        return True
    return bool(value in USUAL and spike and (steps >= NEAR or only_negative))


def _impossible(others: "np.ndarray", zeros: float) -> bool:
    """Return whether a share of zeros is none of the small amounts of a column."""
    import numpy as np

    if others[0] <= 0 or len(others) < 2 * LEAST_DISTINCT or zeros > MOST_ZEROS:
        return False
    start = others[0] / float(np.median(others))
    return any(start >= high and zeros >= share for high, share in ZEROS)


def _words(tally: Tally) -> dict[str, int]:
    """Return the spellings of missing with their rows, the commonest first."""
    words = [str(word) for word in tally.values]
    met = sorted(zip(words, tally.counts.tolist(), strict=True), key=lambda w: -w[1])
    found = {word: count for word, count in met if word.strip().casefold() in WORDS}
    # Among figures and marks, or letters such as M, F and X, none of them stands out.
    named = [word for word in words if any(c.isalpha() for c in word)]
    spelled = max((len(word.strip()) for word in named), default=0) > 1
    return found if spelled and len(named) >= 2 else {}


def _trap(value: str, columns: dict[str, int], rows: int) -> Trap:
    names, most = tuple(columns), max(columns.values())
    one = len(names) == 1
    return Trap(
        kind="sentinel",
        title="A value that means missing",
        columns=names,
        evidence=f"{listed(names)} {'is' if one else 'are'} {value} in "
        f"{'' if one else 'up to '}{most:,} of {rows:,} rows, far from "
        f"{'its' if one else 'their'} other values.",
        advice=f"Treat {value} as missing there, if it stands for unknown.",
        fix=(("missing", to_pairs((name, value) for name in names)),),
    )


SENTINEL = TrapSpec(
    key="sentinel",
    title="Values that mean missing",
    summary="A model takes 999 for a number and averages it in.",
    order=90,
    find=find,
)
