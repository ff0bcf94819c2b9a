"""Tiny hand-made values of what page compute draws of money, energy and budgets."""

from core.bills import Bill, Usage
from core.contest import Dealt, Lap, gathered
from core.figures.budgets import Spent
from core.prices import MACHINES, Terms
from tests.core.examples import HOSTILE

WORK = {
    "random_forest": ("Random forest", 0.4, 0.0057),
    "mlp": ("Neural net", 0.9, 0.00013),
    "logistic_regression": (HOSTILE, 0.01, 0.00004),
}


def bills(
    models: tuple[str, ...] = tuple(WORK), machine: int = 0, explained: bool = False
) -> tuple[Bill, ...]:
    """Return bills whose lines cross, the last one's name as nobody should call it."""
    terms = Terms(machine=MACHINES[machine])
    return tuple(
        Bill(
            usage=Usage(
                model=model, name=WORK[model][0], train_s=WORK[model][1],
                thousand_s=WORK[model][2], explain_s=0.3 if explained else None,
            ),
            terms=terms,
        )
        for model in models
    )  # fmt: skip


def spent(budget_s: float, *, splits: int = 4, sure: bool = True, metric="roc_auc"):
    """Return a contest of a quick and a slow model, looked at with one budget."""
    dealt = Dealt(metric=metric, part="test", rows=50, trained=150, redealt=splits > 1)
    laps = [
        Lap(
            model=model, seed=seed, unit=unit, dealt=dealt, over=sure, total=9,
            seconds=tuple(pace * i for i in range(1, 10)),
            scores=tuple(top - fall * 0.6**i + 0.002 * seed for i in range(9)),
            steps=tuple(range(1, 10)),
        )
        for seed in range(splits)
        for model, unit, pace, top, fall in (
            ("mlp", "epoch", 0.02, 0.92, 9.0 if metric == "r2" else 0.3),
            ("random_forest", "tree", 0.3, 0.95, 0.1),
        )
    ]  # fmt: skip
    made = gathered(("mlp", "random_forest"), 5.0, laps, sure=sure)
    assert made is not None
    return Spent(contest=made, budget_s=budget_s)


SUBJECTS = {
    "money": (bills(), bills(("random_forest",), 1), bills(("mlp", "mlp"), 2)),
    "energy": (bills(), bills(("mlp",), explained=True)),
    "budget": (spent(5.0), spent(0.15), spent(1.0, splits=1, sure=False),
               spent(5.0, metric="r2")),
}  # fmt: skip
