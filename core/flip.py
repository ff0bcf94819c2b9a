"""The smallest change of a case that turns a model's answer around."""

from collections.abc import Generator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from core.codebook import Cells, encoded
from core.history import Progress
from core.kit import Kit, kit_of
from core.model import respond
from core.recall import trained
from core.run import RunConfig
from core.storage.fitted import Fitted
from core.train import matrix, one_thread

if TYPE_CHECKING:
    import numpy as np

WORD = 0.5  # another word counts like passing half of all rows
PAIRED = 6  # columns that are also changed two at a time: those that move it most
PAIR_STEPS = 12  # values tried of each of two columns


@dataclass(frozen=True, kw_only=True, eq=False)
class Flip:
    """The cheapest change found: column, value before and after, at most two of them.

    Without a change nothing that was tried turned the answer. `before` and `after` are
    answers, shape (outputs,); `tried` counts the made-up rows that were asked about.
    `size` adds up, over the changed columns, the share of training rows between the
    two values.
    """

    model: str
    changes: tuple[tuple[str, float | str | None, float | str], ...]
    before: "np.ndarray"
    after: "np.ndarray"
    tried: int
    size: float


@dataclass(frozen=True, kw_only=True)
class Move:
    """One column set to another value, and how large a change that is."""

    column: int
    value: float | str
    size: float


def flips(
    configs: tuple[RunConfig, ...], cells: Cells
) -> Generator[Progress, None, tuple[Flip, ...]]:
    """Find for each model the smallest change that turns its answer for a case.

    A class turns into any other; an amount moves to the other side of the average
    answer. Every column is tried with up to 25 values that stand in training rows, then
    two of those that move the answer most. It is a search among these, no proof.
    """
    found = []
    for done, config in enumerate(configs):
        yield Progress(done=done, total=len(configs), message="Trying changes")
        fitted, kit = (yield from trained(config)), (yield from kit_of(config))
        with one_thread():
            found.append(smallest(config, fitted, kit, cells))
    return tuple(found)


def smallest(config: RunConfig, fitted: Fitted, kit: Kit, cells: Cells) -> Flip:
    """Return the smallest change of one or two columns that turns the answer."""
    before = ask(fitted, kit, [cells])[0]
    middle = respond(fitted.model, kit.background).mean(axis=0)
    single: list[tuple[Move, ...]] = [(m,) for m in moves(kit, cells)]
    answers = ask(fitted, kit, [changed(cells, move) for move in single])
    double = list(pairs(single, pull(before, answers)))
    more = ask(fitted, kit, [changed(cells, move) for move in double])
    tried = [*zip(single, answers, strict=True), *zip(double, more, strict=True)]
    turned = [one for one in tried if turns(before, one[1], middle)]
    best = min(turned, key=lambda one: sum(m.size for m in one[0]), default=None)
    chosen, after = best if best else ((), before)
    return Flip(
        model=config.model,
        changes=tuple((kit.names[m.column], cells[m.column], m.value) for m in chosen),
        before=before,
        after=after,
        tried=len(tried),
        size=float(sum(move.size for move in chosen)),
    )


def ask(fitted: Fitted, kit: Kit, rows: list[Cells]) -> "np.ndarray":
    """Return the model's answers to made-up rows, shape (rows, outputs)."""
    import numpy as np

    if not rows:
        return np.empty((0, max(1, len(kit.classes))))
    return respond(fitted.model, matrix(encoded(kit.book, rows)))


def moves(kit: Kit, cells: Cells) -> list[Move]:
    """Return every column set to every other value that is tried."""
    found = []
    for column, (kind, seen) in enumerate(zip(kit.kinds, kit.seen, strict=True)):
        own = cells[column]
        for value in dict.fromkeys(list(seen)):
            if value != own:
                number = kind == "number" and isinstance(own, float) and own == own
                value = float(value) if kind == "number" else value
                size = passed(seen, own, value) if number else WORD
                found.append(Move(column=column, value=value, size=size))
    return found


def passed(seen: Any, own: float, value: Any) -> float:
    """Return the share of the training rows that lie between two numbers."""
    import numpy as np

    places = np.searchsorted(seen, [own, value], side="left")
    between = abs(int(places[1]) - int(places[0]))
    # of two values between the same steps the nearer one is the smaller change
    near = abs(float(value) - own) / (float(np.ptp(seen)) or 1.0)
    return between / max(1, len(seen) - 1) + 1e-3 * min(1.0, near)


def changed(cells: Cells, made: tuple[Move, ...]) -> Cells:
    """Return the case with some columns set to other values."""
    row = list(cells)
    for move in made:
        row[move.column] = move.value
    return tuple(row)


def pull(before: "np.ndarray", answers: "np.ndarray") -> "np.ndarray":
    """Return how far each change moves the answer, in whichever direction."""
    import numpy as np

    return np.abs(answers - before).max(axis=1)


def pairs(
    single: list[tuple[Move, ...]], moved: "np.ndarray"
) -> Generator[tuple[Move, ...], None, None]:
    """Yield changes of two columns: of those that alone move the answer furthest."""
    by_column: dict[int, list[Move]] = {}
    reach: dict[int, float] = {}
    for (move,), far in zip(single, moved.tolist(), strict=True):
        by_column.setdefault(move.column, []).append(move)
        reach[move.column] = max(far, reach.get(move.column, 0.0))
    strongest = sorted(reach, key=lambda column: -reach[column])[:PAIRED]
    for one, other in combinations(strongest, 2):
        for first in thinned(by_column[one]):
            for second in thinned(by_column[other]):
                yield first, second


def thinned(tried: list[Move]) -> list[Move]:
    """Return at most PAIR_STEPS of the changes of a column, evenly."""
    return tried[:: -(-len(tried) // PAIR_STEPS)]


def turns(before: "np.ndarray", after: "np.ndarray", middle: "np.ndarray") -> bool:
    """Return whether an answer names another class, or lies beyond the average."""
    if len(before) == 1:
        return bool((before[0] - middle[0]) * (after[0] - middle[0]) < 0)
    return int(before.argmax()) != int(after.argmax())
