"""Permutation SHAP: Shapley values of any model, by asking it about coalitions.

All encoded columns of a feature join together. Along an order of the features and its
reverse, each feature is credited with what changes when it joins; the mean of the two
is exact where no three features act together. Every background row has an order of its
own: one more row tells more than one more order (Mitchell et al. 2022, "Sampling
permutations for Shapley value estimation"). The sum over the features is the answer
less the background's, whatever the orders.
"""

import time
from typing import TYPE_CHECKING

from core.explain import Attribution, Draft, ExplainerSpec, Explaining, Request
from core.history import Progress
from core.seeds import derive
from core.shapley.asking import (
    LEAST_PAIRS,
    Plan,
    blocks,
    draw_orders,
    plan_of,
    rows_of,
    stages,
)
from core.shapley.coalition import by_weights, gains

if TYPE_CHECKING:
    import numpy as np

SMALL_ERROR = 0.002  # of the range of a probability, or of the background's answers
QUIET_S = 0.1


def explain(question: Request) -> Explaining:
    """Ask about all coalitions of up to 10 features where affordable, else sample.

    `errors` are standard errors over the background rows. Where these are sampled they
    cover the luck of the rows and that of the orders, and so are on the careful side;
    values of all coalitions and the whole background have none. What is asked depends
    on the request alone, never on the clock.
    """
    import numpy as np

    plan = plan_of(question)
    told = Told(len(question.X) * len(plan.background))
    yield told.tick(0)
    outputs = 1 if plan.game.second else plan.full.shape[1]
    shape = (len(question.X), len(question.groups), outputs)
    sums, squares, done = np.zeros(shape), np.zeros(shape), 0
    random = np.random.default_rng(derive(question.seed, "permutation_shap"))
    for stop in stages(len(plan.background)):
        for block in blocks(plan, done, stop):
            orders = draw_orders(random, plan, block)
            for rows in rows_of(plan):
                _add(plan, rows, block, orders, (sums[rows], squares[rows]))
                if told.due():
                    yield told.tick(len(question.X) * block.start + rows.start)
        done = stop
        made = _made(plan, sums, squares, done)
        if _enough(plan, made):
            break
        if done < len(plan.background):
            yield told.draft(len(question.X) * done, made)
    yield told.tick(told.total)
    return made


class Told:
    """Ticks, no more often than anybody looks."""

    def __init__(self, total: int) -> None:
        """Count up to `total`, rows times background rows."""
        self.total, self._last = total, time.monotonic()

    def due(self) -> bool:
        """Return whether it is time for another tick."""
        return time.monotonic() - self._last >= QUIET_S

    def tick(self, done: int) -> Progress:
        """Say how much is done."""
        self._last = time.monotonic()
        return Progress(done=done, total=self.total, message="Asking the model")

    def draft(self, done: int, made: Attribution) -> Draft:
        """Say how much is done and show what has been found."""
        self._last = time.monotonic()
        said = f"{made.background_rows:,} background rows"
        return Draft(done=done, total=self.total, message=said, made=made)


def _add(
    plan: Plan,
    rows: slice,
    block: slice,
    orders: "np.ndarray",
    out: "tuple[np.ndarray, np.ndarray]",
) -> None:
    """Add the values against each background row of the block, and their squares."""
    X, background = plan.question.X[rows], plan.background[block]
    taken = slice(1, 2) if plan.game.second else slice(None)
    base, full = plan.base[block, taken], plan.full[rows, taken]
    if plan.long and plan.game.add_pairs:
        plan.game.add_pairs((X, background, orders), (base, full), out)
        return
    if plan.exact:
        worth = plan.game.every(X, background)
        found = by_weights(worth, base, full)
    else:
        worth = plan.game.along(X, background, orders)
        found = gains(worth, orders, base, full)
    out[0][:] += found.sum(axis=1)
    out[1][:] += (found**2).sum(axis=1)


def _made(
    plan: Plan, sums: "np.ndarray", squares: "np.ndarray", done: int
) -> Attribution:
    """Return the mean of what was found and its standard errors."""
    import numpy as np

    values, base = sums / done, plan.base[:done].mean(axis=0)
    there = len(plan.question.background)
    variance = np.maximum(squares / done - values**2, 0) / max(1, done - 1)
    errors = None if plan.exact and done >= there else np.sqrt(variance)
    if plan.game.second:
        # two probabilities add up to 1 but for their last digits, which are dealt out
        rest = (plan.full.sum(axis=1) - base.sum()) / values.shape[1]
        values = np.concatenate([rest[:, None, None] - values, values], axis=2)
        errors = None if errors is None else np.repeat(errors, 2, axis=2)
    return Attribution(
        values=values,
        base=base,
        error=0.0 if errors is None else float(errors.max()),
        errors=errors,
        background_rows=min(done, there),
    )


def _enough(plan: Plan, made: Attribution) -> bool:
    """Return whether more background rows would only sharpen what nobody can see."""
    import numpy as np

    if plan.question.most is None or plan.exact:
        return False
    unit = 1.0 if plan.full.shape[1] > 1 else float(np.ptp(plan.base))
    return made.background_rows >= LEAST_PAIRS and made.error <= SMALL_ERROR * unit


SPEC = ExplainerSpec(
    key="permutation_shap",
    title="Permutation SHAP",
    summary="Shapley values of any model; exact for few features, else estimated.",
    priority=10,
    applies=lambda model: hasattr(model, "predict"),
    explain=explain,
)
