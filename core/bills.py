"""The bill of a model: what a month costs, and from where on another is cheaper."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf

from core.prices import Terms

DAYS, HOURS = 30, 720  # of a month


@dataclass(frozen=True, kw_only=True)
class Usage:
    """The work of one model, in CPU seconds: training it, and 1,000 predictions.

    `explain_s` is that of explaining 1,000 predictions, None where nobody measured it.
    """

    model: str
    name: str
    train_s: float
    thousand_s: float
    explain_s: float | None = None


@dataclass(frozen=True, kw_only=True)
class Bill:
    """What one model costs under some terms: money, energy and CO2."""

    usage: Usage
    terms: Terms

    @property
    def month_s(self) -> float:
        """Return the CPU seconds of a month: trainings and predictions."""
        return self.terms.trainings * self.usage.train_s + self.predict_s

    @property
    def predict_s(self) -> float:
        """Return the CPU seconds of a month's predictions."""
        return DAYS * self.terms.daily / 1000 * self.usage.thousand_s

    @property
    def training(self) -> float:
        """Return the money for one training."""
        return self.terms.money(self.usage.train_s)

    @property
    def thousand(self) -> float:
        """Return the money for 1,000 predictions."""
        return self.terms.money(self.usage.thousand_s)

    @property
    def month(self) -> float:
        """Return the money for a month."""
        return self.terms.money(self.month_s)

    @property
    def busy(self) -> float:
        """Return how many such machines a month keeps busy, 0.5 for half of one."""
        return self.month_s / (HOURS * 3600 * self.terms.machine.cores)

    @property
    def machines(self) -> int:
        """Return how many machines must be there all month."""
        return max(1, ceil(self.busy))

    @property
    def rented(self) -> float:
        """Return the money for machines that are there all month, busy or not."""
        return self.machines * HOURS * self.terms.machine.price

    def total(self, predictions: float) -> float:
        """Return the money for one training and so many predictions."""
        return self.training + predictions / 1000 * self.thousand


@dataclass(frozen=True, kw_only=True)
class BreakEven:
    """From how many predictions on the dearer training pays; `at` None: never.

    `few` is the cheaper model before that, `many` the cheaper one after it. Where one
    is never dearer it is both, and where nothing sets them apart `same` is true.
    """

    few: Bill
    many: Bill
    at: float | None
    same: bool = False


def break_even(first: Bill, second: Bill) -> BreakEven:
    """Return from how many predictions on which of two models is the cheaper one."""
    to_train = first.usage.train_s - second.usage.train_s
    to_ask = second.usage.thousand_s - first.usage.thousand_s
    if not to_train and not to_ask:
        return BreakEven(few=first, many=second, at=None, same=True)
    if to_train * to_ask > 0:
        few, many = (second, first) if to_train > 0 else (first, second)
        return BreakEven(few=few, many=many, at=1000 * to_train / to_ask)
    first_wins = to_train < 0 or to_ask > 0
    winner = first if first_wins else second
    return BreakEven(few=winner, many=winner, at=None)


def crossings(bills: Sequence[Bill]) -> list[BreakEven]:
    """Return every break-even of two models, the earliest first."""
    pairs = [(a, b) for i, a in enumerate(bills) for b in bills[i + 1 :]]
    found = [break_even(a, b) for a, b in pairs]
    return sorted((one for one in found if one.at), key=lambda one: one.at or inf)
