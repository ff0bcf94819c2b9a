"""Is one model really better than another? Both anew on many splits of the rows.

Every split trains both models on the same rows and scores them on the same others, and
those are validation rows: the test rows of the race stay sealed.
"""

from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass, replace

from core import model as models
from core.compare import ROPE, Comparison, compare
from core.dataset import load
from core.errors import Refused, StoreError
from core.palette import title
from core.run import RunConfig
from core.score import FACTS, ScoreFact
from core.storage.fitted import upload_token
from core.storage.store import store
from core.swarm import SeedScore, redeals, scored_with

CHOICES = (10, 20, 30)
MOST = 100
ROPES = {"r2": 0.02}


@dataclass(frozen=True, kw_only=True)
class Pairing:
    """Two models on one split: their scores, and CPU seconds of training."""

    seed: int
    scores: tuple[float, float]
    cpu_s: tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Two models, by their keys, on the splits so far; `total` splits are planned.

    `comparison` is that of the first with the second, None before the second split.
    `skipped` splits left no score, as their rows were all of one class.
    """

    models: tuple[str, str]
    metric: str
    total: int
    pairs: tuple[Pairing, ...] = ()
    skipped: int = 0
    comparison: Comparison | None = None

    @property
    def fact(self) -> ScoreFact:
        """Return what the scores are."""
        return FACTS[self.metric]

    @property
    def done(self) -> int:
        """Return how many splits are over."""
        return len(self.pairs) + self.skipped

    @property
    def told(self) -> str:
        """Say in one sentence which model is better, or that nobody can tell."""
        if self.comparison is None:
            return "One split says nothing of luck: more are needed."
        return _told(self, self.comparison)


def splits(
    first: RunConfig, second: RunConfig, count: int = 20
) -> Generator[Trial, None, Trial]:
    """Train two models on repeated splits; yields after each, keeps the result.

    Splits have the run's own seed and those after it. The interval is that of
    `core.compare`, widened for the rows that splits share. Raises Refused when the data
    set cannot be used, is split by time, or cannot be learned by one of the models.
    """
    dataset = load(first.data)
    _check(first, second, count)
    for config in (first, second):
        models.check(models.specs()[config.model], dataset)
    if not redeals(dataset.protocol):
        raise Refused(
            "This table is split by time, so another split would have the same rows; "
            "split it at random or by groups to compare on repeated splits."
        )
    trial = Trial(models=(first.model, second.model), metric="", total=count)
    ratio = 0.0
    for i in range(count):
        seed = (first.seed + i) % 2**31
        found = [scored_with(dataset, replace(c, seed=seed)) for c in (first, second)]
        scores = [one for one in found if one]
        if len(scores) == 2:
            ratio = scores[0].rows / scores[0].trained
            trial = _with(trial, seed, scores, ratio)
        else:
            trial = replace(trial, skipped=trial.skipped + 1)
        yield trial
    if not trial.pairs:
        raise Refused("No split left rows of two classes to score; use a larger table.")
    with suppress(StoreError):
        key = trial_key(first, second, count)
        store().put(key, trial, upload_token(first.data))
    return trial


def find(first: RunConfig, second: RunConfig, count: int = 20) -> Trial | None:
    """Return a finished trial that is kept, or None."""
    try:
        return store().get(trial_key(first, second, count))
    except LookupError:
        return None


def trial_key(first: RunConfig, second: RunConfig, count: int) -> str:
    """Return under which key the store keeps a trial."""
    return f"{first.key}-splits-{second.key}-{count}"


def _with(
    trial: Trial, seed: int, scores: list[SeedScore], test_over_train: float
) -> Trial:
    one, other = scores
    pair = Pairing(
        seed=seed,
        scores=(one.score, other.score),
        cpu_s=(one.cpu_s, other.cpu_s),
    )
    pairs = (*trial.pairs, pair)
    comparison = None
    if len(pairs) > 1:
        comparison = compare(
            [p.scores[0] for p in pairs],
            [p.scores[1] for p in pairs],
            test_over_train=test_over_train,
            rope=ROPES.get(one.metric, ROPE),
        )
    return replace(trial, metric=one.metric, pairs=pairs, comparison=comparison)


def _check(first: RunConfig, second: RunConfig, count: int) -> None:
    if first.data != second.data:
        raise Refused("Two models can only be compared on the same table.")
    if not 2 <= count <= MOST:
        raise Refused(f"The number of splits must be from 2 to {MOST}, not {count}.")


def _told(trial: Trial, found: Comparison) -> str:
    first, second = (f"the {title(key).lower()}" for key in trial.models)
    ahead, behind = (first, second) if found.mean >= 0 else (second, first)
    score = trial.fact.title
    evidence = (
        f"{first[4:]} minus {second[4:]}: {found.mean:+.3f} {score} on average over "
        f"{found.splits} splits, 95 % interval {found.low:+.3f} to {found.high:+.3f}"
    )
    if found.outcome == "equivalent":
        return (
            f"It makes no difference that matters which one you take: the interval "
            f"stays within ±{found.rope:g} ({evidence})."
        )
    if found.outcome == "undecided":
        return f"These splits cannot tell which one is better ({evidence})."
    surely = found.low > found.rope or found.high < -found.rope
    size = "by an amount that matters" if surely else "though perhaps by very little"
    return f"T{ahead[1:]} is better than {behind}, {size} ({evidence})."
