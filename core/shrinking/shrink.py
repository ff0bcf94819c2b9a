"""Smaller models: the declaration of a way to shrink one, and what came of it."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from core.dataset import Task
from core.history import Progress
from core.latency.pace import Answer, Pace
from core.model import Material
from core.registry import declared
from core.run import RunConfig
from core.score import FACTS, ScoreFact
from core.storage.store import store

SMALLER = 0.9  # of the size before, at most, to be called smaller
FASTER = 1.25  # times as fast, at least, to be called faster
SLOWER = 0.8  # the same the other way round
SAME = 0.005  # of a score: a smaller change is not told as one

Outcome = Literal["faster too", "smaller only", "faster only", "neither"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Original:
    """A fitted model to shrink, with the training rows it learned from, encoded.

    Nobody may change it. `values` are its parameters; `material` has its seed.
    """

    model: Any
    key: str
    values: Mapping[str, Any]
    task: Task
    material: Material


@dataclass(frozen=True, kw_only=True, eq=False)
class Made:
    """A smaller model: how it answers, its size when stored, and what it is now."""

    answer: Answer
    size_bytes: int
    what: str
    model: Any = field(default=None)


@dataclass(frozen=True, kw_only=True)
class ShrinkerSpec:
    """A declared way to make a model smaller; `order` sorts, lowest first.

    `needs` names what it can be done to, such as "a net"; `applies` says whether a
    fitted model is that. `shrink` yields progress and returns what it made: the same
    for the same seed, and without changing the model.
    """

    key: str
    title: str
    summary: str
    needs: str
    order: int
    applies: Callable[[Any], bool]
    shrink: Callable[[Original], Generator[Progress, None, Made]]


@dataclass(frozen=True, kw_only=True)
class Small:
    """One form of a model: its score on rows it did not learn from, size and pace.

    `cpu_s` are the CPU seconds that making it took; `agrees` is the share of rows that
    get the same class as before (for amounts: R² of the new answers against the old).
    `beside` is the pace of the model as it is, measured by turns with this one.
    """

    way: str
    title: str
    what: str
    score: float
    size_bytes: int
    pace: Pace
    beside: Pace | None = None
    cpu_s: float = 0.0
    agrees: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Shrunk:
    """A model before and after each way of shrinking, as far as they were tried.

    `absent` are the ways that are not for this model: title and what they need.
    `total` ways are tried. `busy` is the share of the machine that other programs used
    meanwhile, None where that is not known.
    """

    run: str
    model: str
    metric: str
    part: str
    rows: int
    before: Small
    after: tuple[Small, ...] = ()
    absent: tuple[tuple[str, str], ...] = ()
    total: int = 0
    finished: bool = False
    busy: float | None = None

    @property
    def fact(self) -> ScoreFact:
        """Return what the scores are."""
        return FACTS[self.metric]


@dataclass(frozen=True, kw_only=True)
class Gain:
    """A smaller form against the model: times as small, times as fast, score gained."""

    smaller: float
    one: float
    batch: float
    score: float

    @property
    def outcome(self) -> Outcome:
        """Return what it is, by the measurement alone.

        Faster is what gains a quarter for one row or in batches, and loses nothing
        that can be measured in the other.
        """
        small = 1 / self.smaller <= SMALLER
        fast = max(self.one, self.batch) >= FASTER
        fast = fast and min(self.one, self.batch) > SLOWER
        if fast:
            return "faster too" if small else "faster only"
        return "smaller only" if small else "neither"

    @property
    def keeps(self) -> bool:
        """Return whether the score is as good as before."""
        return self.score >= -SAME


def gain(before: Small, after: Small) -> Gain:
    """Return what a smaller form gains, by the times that were taken by turns."""
    was = after.beside or before.pace
    return Gain(
        smaller=before.size_bytes / max(1, after.size_bytes),
        one=was.one_cpu_ms / after.pace.one_cpu_ms,
        batch=was.batch_ms / after.pace.batch_ms,
        score=after.score - before.score,
    )


def specs() -> dict[str, ShrinkerSpec]:
    """Return every declared way by key, in the order in which they are tried."""
    found = declared("core.shrinkers", ShrinkerSpec)
    ordered = sorted(found.values(), key=lambda spec: spec.order)
    return {spec.key: spec for spec in ordered}


def shrink_key(config: RunConfig) -> str:
    """Return under which key the store keeps what came of shrinking a run's model."""
    return f"{config.key}-shrunk"


def find_shrunk(config: RunConfig) -> Shrunk | None:
    """Return what is kept of shrinking a run's model, or None."""
    try:
        return store().get(shrink_key(config))
    except LookupError:
        return None
