"""Which model should be built: quality first, and of what is level the cheaper one."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.bills import DAYS, Bill, BreakEven, break_even
from core.figures.theme import amount
from core.prices import GRID_SOURCE, WATTS_SOURCE, Terms, coins, counted

LEVEL = 0.05  # of a month's CPU seconds: less counts as the same


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A model that could be built: its score with its interval, and its bill.

    `level` marks those that are not clearly worse than the best one, `useful` those
    that clearly beat guessing.
    """

    bill: Bill
    metric: str
    score: float
    low: float | None
    high: float | None
    level: bool
    useful: bool

    @property
    def name(self) -> str:
        """Return what the model is called."""
        return self.bill.usage.name


@dataclass(frozen=True, kw_only=True)
class Advice:
    """The candidates from the best score to the worst, and the one to build, or None.

    `rows` says which rows the scores are from, as in "200 validation rows".
    """

    candidates: tuple[Candidate, ...]
    build: Candidate | None
    rows: str

    @property
    def best(self) -> Candidate:
        """Return the candidate with the best score."""
        return self.candidates[0]

    @property
    def terms(self) -> Terms:
        """Return what the bills are reckoned with."""
        return self.best.bill.terms

    @property
    def rival(self) -> Candidate | None:
        """Return the best of the candidates that are not to be built."""
        return next((one for one in self.candidates if one is not self.build), None)

    @property
    def turn(self) -> BreakEven | None:
        """Return the break-even of the one to build with its rival, if there is one."""
        if self.build is None or self.rival is None:
            return None
        return break_even(self.build.bill, self.rival.bill)


def advise(candidates: Sequence[Candidate], rows: str) -> Advice:
    """Return what to build: of those level with the best, the cheapest by the month.

    Candidates come from the best score to the worst.
    """
    ranked = tuple(candidates)
    level = [one for one in ranked if one.useful and (one.level or one is ranked[0])]
    cheapest = min((one.bill.month_s for one in level), default=0.0)
    near = [one for one in level if one.bill.month_s <= (1 + LEVEL) * cheapest]
    return Advice(candidates=ranked, build=near[0] if near else None, rows=rows)


def headline(advice: Advice) -> str:
    """Say in a few words what to build."""
    if advice.build is None:
        return "Build none of these yet"
    return f"Build the {advice.build.name.lower()}"


def of_quality(advice: Advice) -> str:
    """Say how good the one to build is, beside its rival."""
    build, rival = advice.build, advice.rival
    if build is None:
        return f"None of them is clearly better than guessing on these {advice.rows}."
    score = f"{build.score:.3f} {build.metric}"
    if rival is None:
        return (
            f"It scores {score} on {advice.rows}; there is nothing to compare it with."
        )
    both = f"{score} against {rival.score:.3f}"
    other = f"the {rival.name.lower()}"
    if build is advice.best and not rival.level:
        return f"It is clearly better than {other} on these {advice.rows}: {both}."
    if build is advice.best:
        return f"It scores no worse than {other} on {advice.rows} ({both})."
    return (
        f"The scores are too close to call ({both} for {other}), so the cheaper one "
        "will do."
    )


def of_month(advice: Advice) -> str:
    """Say what a month costs with each model."""
    build, rival = advice.build or advice.best, advice.rival
    bill, terms = build.bill, advice.terms
    what = f"{terms.daily:,} predictions a day and {often(terms.trainings)}"
    told = (
        f"With {what}, {fleet(bill)} all month: "
        f"{coins(bill.rented)} {terms.machine.currency}. Its cores would be busy "
        f"{share(bill.busy / bill.machines)} of the time."
    )
    if rival is None:
        return told
    other = f"the {rival.name.lower()}"
    if rival.bill.machines != bill.machines:
        return (
            f"{told} With {other} it takes {rival.bill.machines:,} of them, "
            f"{coins(rival.bill.rented)} {terms.machine.currency}."
        )
    more = rival.bill.month_s / bill.month_s if bill.month_s else 1.0
    alike = abs(more - 1) <= LEVEL
    work = "about the same work" if alike else f"{amount(more)} times the work"
    return (
        f"{told} With {other} the bill is the same, though it would do {work}: the "
        "machine is paid for either way."
    )


def of_turn(turn: BreakEven, daily: int) -> str:
    """Say from how many predictions on which of two models is the cheaper one."""
    few, many = (b.usage.name.lower() for b in (turn.few, turn.many))
    if turn.same:
        return f"The {few} and the {many} take the same work: neither is cheaper."
    if turn.at is None:
        return (
            f"Counted by the work alone, the {few} is never the dearer one: it is no "
            "dearer to train and no dearer to ask."
        )
    days = turn.at / daily if daily else 0.0
    when = f", {span(days)} at {daily:,} a day" if days else ""
    return (
        f"The {many} is dearer to train and cheaper to ask: counted by the work alone "
        f"it is the cheaper one from {counted(turn.at)} predictions on{when}."
    )


def span(days: float) -> str:
    """Write a number of days in a unit that fits."""
    units = ((365.0, "years"), (1.0, "days"), (1 / 24, "hours"), (1 / 1440, "minutes"))
    for size, name in units:
        if days >= 1.5 * size:
            return f"about {counted(float(f'{days / size:.2g}'))} {name}"
    return "less than two minutes"


def share(part: float) -> str:
    """Write a share in per cent, with two digits."""
    return "less than 0.01 %" if part < 1e-4 else f"{100 * part:.2g} %"


def often(trainings: int) -> str:
    """Write how often a model is trained."""
    times_ = "one training" if trainings == 1 else f"{trainings:,} trainings"
    return f"{times_} a month"


def fleet(bill: Bill) -> str:
    """Write which machines a month takes."""
    count, name = bill.machines, bill.terms.machine.name
    return f"one {name} is enough" if count == 1 else f"it takes {count:,} of {name}"


def assumptions(terms: Terms) -> tuple[str, ...]:
    """Return what the figures rest on, one sentence each."""
    box = terms.machine
    source = f" ({box.source})" if box.source else ""
    return (
        f"Price, an example: {box.name}, {coins(box.price)} {box.currency} an hour for "
        f"{box.cores} cores{source}.",
        f"Work counts in CPU seconds measured here; a month has {DAYS} days.",
        f"Energy, an estimate: {terms.watts:g} W a busy core; {WATTS_SOURCE}.",
        f"CO2, an estimate: {terms.grid.name}, {terms.grid.grams:g} g of CO2 "
        f"equivalents a kWh ({GRID_SOURCE}).",
        "Not counted: storage, network, and the people who build it.",
    )
