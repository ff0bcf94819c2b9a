"""How a model is asked about coalitions: any model, by rows made for each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.encode import Groups
from core.model import respond
from core.shapley.coalition import all_of, joined, owners

if TYPE_CHECKING:
    import numpy as np

Adder = Callable[..., None]
ROWS = 16_384
CELLS = 2_000_000
ADDS = 50_000.0  # what one answer of a model that nobody knows counts as


@dataclass(frozen=True, kw_only=True, eq=False)
class Game:
    """Two ways to ask a model, and what an answer costs in multiply-adds.

    `along(X, background, orders)` pairs background row j with order j and returns the
    answers for `coalition.joined(orders)`, shape (rows, pairs, 2, features - 1,
    outputs). `every(X, background)` returns those for `coalition.all_of(features)`,
    shape (rows, background, coalitions, outputs). Both are asked for a few rows at a
    time: `batch` questions are answered best at once. With `second`, of two classes
    only the second is answered; what the first gets is its opposite. Where there is
    `add_pairs((X, background, orders), answers, out)`, it adds what `coalition.gains`
    makes of `along` to `out`, sums and squares over the pairs, faster but for the first
    time; `answers` are those of nobody and of all.
    """

    along: "Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]"
    every: "Callable[[np.ndarray, np.ndarray], np.ndarray]"
    adds: float
    batch: int
    second: bool = False
    add_pairs: "Adder | None" = None


def any_game(model: Any, groups: Groups) -> Game:
    """Return the game of any model that predicts.

    A question is a background row in which the columns of some features have been
    replaced by those of the explained row.
    """
    import numpy as np

    owner, features = owners(groups), len(groups)

    def ask(mask: "np.ndarray", X: "np.ndarray", others: "np.ndarray") -> "np.ndarray":
        """Mask (pairs or 1, coalitions, columns) -> (rows, pairs, coalitions, …)."""
        rows, pairs, coalitions = len(X), len(others), mask.shape[-2]
        asked = np.where(mask[None], X[:, None, None], others[None, :, None])
        flat = np.ascontiguousarray(asked.reshape(-1, len(owner)), dtype=np.float32)
        return respond(model, flat).reshape(rows, pairs, coalitions, -1)

    def along(
        X: "np.ndarray", background: "np.ndarray", orders: "np.ndarray"
    ) -> "np.ndarray":
        pairs, steps = len(orders), features - 1
        mask = joined(orders).reshape(pairs, 2 * steps, features)[:, :, owner]
        answers = ask(mask, X, background)
        return answers.reshape(len(X), pairs, 2, steps, -1)

    def every(X: "np.ndarray", background: "np.ndarray") -> "np.ndarray":
        return ask(all_of(features)[None][:, :, owner], X, background)

    batch = min(ROWS, CELLS // max(1, len(owner)))
    return Game(along=along, every=every, adds=ADDS, batch=batch)
