"""Models trained on the same few CPU seconds each: who is ahead at which budget."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median

from core.compare import Comparison, compare, half_width
from core.palette import title
from core.score import FACTS, ScoredPart, ScoreFact

ROPES = {"r2": 0.02}
RUNGS = (1, 1.5, 2, 3, 5, 7)  # budgets of a decade that are looked at


@dataclass(frozen=True, kw_only=True)
class Dealt:
    """What all splits have in common: what is scored, and on how many rows.

    `rows` are scored and `trained` trained on; `redealt` is whether each split has
    other rows.
    """

    metric: str
    part: ScoredPart
    rows: int
    trained: int
    redealt: bool


@dataclass(frozen=True, kw_only=True)
class Lap:
    """One model trained on one split: its score at every look, by its CPU seconds.

    `steps` are those done at each look, of `total` where that is known. `over` is
    whether its training is over, `whole` whether it came to its own end before the
    budget did. `done` of `laps` are under way or over.
    """

    model: str
    seed: int
    unit: str
    dealt: Dealt
    seconds: tuple[float, ...] = ()
    scores: tuple[float, ...] = ()
    steps: tuple[int, ...] = ()
    total: int | None = None
    over: bool = False
    whole: bool = False
    done: int = 0
    laps: int = 0

    def within(self, budget_s: float) -> int | None:
        """Return the place of the last look that the budget pays for, or None."""
        paid = [i for i, spent in enumerate(self.seconds) if spent <= budget_s]
        return paid[-1] if paid else None


@dataclass(frozen=True, kw_only=True)
class Place:
    """One model at one budget: mean score over splits, with its interval.

    `mean` is None where the budget does not pay for its first step in every split;
    `needs_s` is then what that takes. `low` and `high` are None where there is no
    interval. `spent_s` and `step` are those in the middle of the splits; `whole` is
    whether it had come to its own end in every split.
    """

    model: str
    mean: float | None
    low: float | None = None
    high: float | None = None
    spent_s: float = 0.0
    needs_s: float = 0.0
    step: int = 0
    total: int | None = None
    unit: str = ""
    whole: bool = False


@dataclass(frozen=True, kw_only=True)
class Standing:
    """All models at one budget, the best first; the comparison of the first two."""

    budget_s: float
    places: tuple[Place, ...]
    comparison: Comparison | None = None

    @property
    def ready(self) -> tuple[Place, ...]:
        """Return the places of models that the budget has made anything of."""
        return tuple(place for place in self.places if place.mean is not None)


@dataclass(frozen=True, kw_only=True)
class Contest:
    """Models on the same splits under the same budget, in CPU seconds of training.

    `standings` holds one budget after the other up to `budget_s`, the whole one last.
    """

    models: tuple[str, ...]
    dealt: Dealt
    budget_s: float
    laps: tuple[Lap, ...]
    standings: tuple[Standing, ...] = ()

    @property
    def fact(self) -> ScoreFact:
        """Return what the scores are."""
        return FACTS[self.dealt.metric]

    @property
    def over(self) -> bool:
        """Return whether every model has been trained on every split."""
        return bool(self.laps) and all(lap.over for lap in self.laps)

    def at(self, budget_s: float) -> Standing:
        """Return the standing at the budget nearest to this one."""
        return min(self.standings, key=lambda one: abs(one.budget_s - budget_s))


def ladder(budget_s: float) -> tuple[float, ...]:
    """Return budgets from 0.01 CPU seconds to the whole one, six a decade."""
    rungs = [digit * 10.0**power for power in range(-2, 4) for digit in RUNGS]
    below = [round(rung, 6) for rung in rungs if rung < 0.999 * budget_s]
    return (*below, budget_s)


def gathered(
    models: tuple[str, ...], budget_s: float, laps: Sequence[Lap], *, sure: bool = False
) -> Contest | None:
    """Return what is known of all models by now, None before the first score.

    Of each training the newest lap counts; a split on which a model got no score at its
    end is left out. `sure` adds intervals, for which scipy is imported.
    """
    newest = {(lap.seed, lap.model): lap for lap in laps}.values()
    without = {lap.seed for lap in newest if lap.over and not lap.scores}
    scored = tuple(a for a in newest if a.scores and a.seed not in without)
    if not scored:
        return None
    contest = Contest(
        models=models, dealt=scored[0].dealt, budget_s=budget_s, laps=scored
    )
    judged = [_standing(contest, budget, sure) for budget in ladder(budget_s)]
    return replace(contest, standings=tuple(judged))


def _standing(contest: Contest, budget_s: float, sure: bool) -> Standing:
    laps = {m: [a for a in contest.laps if a.model == m] for m in contest.models}
    scores = {model: _scores(own, budget_s) for model, own in laps.items()}
    sure = sure and contest.dealt.redealt
    ratio = contest.dealt.rows / contest.dealt.trained
    places = [
        _place(model, own, scores[model], budget_s, ratio if sure else None)
        for model, own in laps.items()
        if own
    ]
    places.sort(key=lambda p: (p.mean is None, -(p.mean or 0.0)))
    first = [place.model for place in places if place.mean is not None][:2]
    comparison = None
    if sure and len(first) == 2 and len(scores[first[0]]) > 1:
        comparison = compare(
            scores[first[0]],
            scores[first[1]],
            test_over_train=ratio,
            rope=ROPES.get(contest.dealt.metric, 0.01),
        )
    return Standing(budget_s=budget_s, places=tuple(places), comparison=comparison)


def _scores(laps: Sequence[Lap], budget_s: float) -> list[float]:
    """Return a score a split in their order, none unless every split has one."""
    found = [(lap, lap.within(budget_s)) for lap in sorted(laps, key=lambda a: a.seed)]
    scores = [lap.scores[at] for lap, at in found if at is not None]
    return scores if len(scores) == len(laps) else []


def _place(
    model: str,
    laps: Sequence[Lap],
    scores: Sequence[float],
    budget_s: float,
    ratio: float | None,
) -> Place:
    last = laps[-1]
    if not scores:
        first = [lap.seconds[0] for lap in laps if lap.seconds]
        return Place(
            model=model, mean=None, needs_s=max(first, default=0.0), unit=last.unit
        )
    looks = [(lap, lap.within(budget_s) or 0) for lap in laps]
    half = None
    if ratio is not None and len(scores) > 1:
        half = half_width(scores, ratio, 0.95)
    mean = fmean(scores)
    return Place(
        model=model,
        mean=mean,
        low=None if half is None else mean - half,
        high=None if half is None else min(FACTS[last.dealt.metric].best, mean + half),
        spent_s=median(lap.seconds[at] for lap, at in looks),
        step=int(median(lap.steps[at] for lap, at in looks)),
        total=last.total,
        unit=last.unit,
        whole=all(lap.whole and at == len(lap.seconds) - 1 for lap, at in looks),
    )


def told(contest: Contest, standing: Standing) -> str:
    """Say in a sentence which model wins at a budget, or that nobody can tell."""
    ready, score = standing.ready, contest.fact.title
    budget = cpu_seconds(standing.budget_s)
    if not ready:
        return f"No model gets through its first step on {budget}."
    best = ready[0]
    if len(ready) == 1:
        others = "no other model gets" if len(standing.places) > 1 else "nobody else is"
        return (
            f"On {budget} the {title(best.model).lower()} scores {best.mean:.3f} "
            f"{score}; {others} that far."
        )
    second, found = ready[1], standing.comparison
    names = [f"the {title(place.model).lower()}" for place in (best, second)]
    both = f"{best.mean:.3f} {score} against {second.mean:.3f}"
    if found is None:
        why = "" if contest.dealt.redealt else "; this table has only one split"
        return f"On {budget} {names[0]} is ahead of {names[1]}: {both}{why}."
    splits = len({lap.seed for lap in contest.laps})
    evidence = (
        f"{both} over {splits} splits, 95 % interval of the difference "
        f"{_signed(found.low)} to {_signed(found.high)}"
    )
    if found.outcome == "better":
        return f"On {budget} {names[0]} wins, {names[1]} is second: {evidence}."
    if found.outcome == "equivalent":
        return f"On {budget} {names[0]} and {names[1]} are level: {evidence}."
    return f"On {budget} nobody can tell {names[0]} from {names[1]}: {evidence}."


def _signed(value: float) -> str:
    """Write a difference with its sign; what rounds to zero has none."""
    return f"{value:+.3f}".replace("-0.000", "0.000").replace("+0.000", "0.000")


def cpu_seconds(count: float) -> str:
    """Write a number of CPU seconds."""
    return f"{count:g} CPU second{'s' * (count != 1)}"
