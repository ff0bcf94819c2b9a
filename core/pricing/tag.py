"""PriceTag: everything that one trained model costs, as it was measured."""

import statistics
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.cost import CROWDED, Cost
from core.storage.store import store

if TYPE_CHECKING:
    from core.run import Run, RunConfig

GOOD = 0.99  # share of its final score at which a model counts as nearly done


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Repeats of one measurement."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """Return the middle one."""
        return statistics.median(self.values)

    @property
    def low(self) -> float:
        """Return the smallest."""
        return min(self.values)

    @property
    def high(self) -> float:
        """Return the largest."""
        return max(self.values)

    @property
    def count(self) -> int:
        """Return how many there are."""
        return len(self.values)


@dataclass(frozen=True, kw_only=True)
class Training:
    """One training: seconds, growth of memory in MB, and what others did meanwhile.

    `busy` is the share of the machine's CPU time that others used, None if unknown.
    """

    wall_s: float
    cpu_s: float
    peak_mb: float
    busy: float | None = None


@dataclass(frozen=True, kw_only=True)
class Latency:
    """How long one call with one row takes, in milliseconds, over `calls` calls."""

    p50_ms: float
    p95_ms: float
    p99_ms: float
    mean_ms: float
    cpu_ms: float
    calls: int


@dataclass(frozen=True, kw_only=True)
class Batch:
    """The median seconds of one call with `rows` rows."""

    rows: int
    wall_s: float
    cpu_s: float

    @property
    def rows_per_s(self) -> float:
        """Return how many rows are answered in a second."""
        return self.rows / max(self.wall_s, 1e-9)


@dataclass(frozen=True, kw_only=True)
class Operations:
    """What one answer takes: multiply-adds of a net, comparisons of trees.

    `how` says how that was counted, or the formula; both are None where nobody knows.
    """

    multiply_adds: float | None = None
    comparisons: float | None = None
    how: str = ""


@dataclass(frozen=True, kw_only=True)
class Explaining:
    """The seconds of explaining `rows` rows by one method."""

    method: str
    rows: int
    wall_s: float
    cpu_s: float

    @property
    def per_row_s(self) -> float:
        """Return the CPU seconds that one explained row takes."""
        return self.cpu_s / max(1, self.rows)


@dataclass(frozen=True, kw_only=True)
class PriceTag:
    """Everything that one model costs on one device; filled in step by step.

    `trainings` are the repeats that count, `warmed` says that one before them did not;
    `good_s` are CPU and wall seconds to GOOD of its final score, None where it is not
    above zero; `trees` their number and mean nodes. `gpu_mb` is the most memory that
    was taken on a GPU. `cores` are the machine's; `done` of `total` parts are measured,
    `message` says what is next.
    """

    run: str
    model: str
    device: str
    total: int
    done: int = 0
    message: str = ""
    trainings: tuple[Training, ...] = ()
    warmed: bool = False
    good_s: tuple[float, float] | None = None
    parameters: int = 0
    counted: str = ""
    trees: tuple[int, float] | None = None
    operations: Operations = Operations()
    size_bytes: int = 0
    latency: Latency | None = None
    batches: tuple[Batch, ...] = ()
    explaining: Explaining | None = None
    threads: int = 1
    cores: int = 1
    peak_measured: str = ""
    gpu_mb: float | None = None
    asked_busy: float | None = None

    @property
    def cpu_s(self) -> Spread:
        """Return the CPU seconds of training."""
        return Spread(values=tuple(one.cpu_s for one in self.trainings))

    @property
    def wall_s(self) -> Spread:
        """Return the wall seconds of training."""
        return Spread(values=tuple(one.wall_s for one in self.trainings))

    @property
    def peak_mb(self) -> Spread:
        """Return the growth of memory in training, in MB."""
        return Spread(values=tuple(one.peak_mb for one in self.trainings))

    @property
    def busy(self) -> float | None:
        """Return the largest share of the machine that others used in any part."""
        told = [*(one.busy for one in self.trainings), self.asked_busy]
        return max((one for one in told if one is not None), default=None)

    @property
    def crowded(self) -> bool:
        """Return whether others were in the way."""
        return self.busy is not None and self.busy > CROWDED

    @property
    def finished(self) -> bool:
        """Return whether every part is measured."""
        return self.done >= self.total

    def per_row_s(self, rows: int = 1000) -> tuple[float, float] | None:
        """Return wall and CPU seconds of one row in the batch nearest to `rows`."""
        if not self.batches:
            return None
        near = min(self.batches, key=lambda batch: abs(batch.rows - rows))
        return near.wall_s / near.rows, near.cpu_s / near.rows


def from_race(run: "Run") -> PriceTag:
    """Return what is known of a run's price from its race alone: one training."""
    cost = run.cost
    return replace(
        _known(cost),
        run=run.key,
        model=run.model,
        good_s=good_after(run),
        trainings=(of_race(cost),),
    )


def of_race(cost: Cost) -> Training:
    """Return the training that a race has measured."""
    return Training(
        wall_s=cost.wall_s, cpu_s=cost.cpu_s, peak_mb=cost.peak_mb, busy=cost.busy
    )


def _known(cost: Cost) -> PriceTag:
    row, batch = cost.latency_ms / 1000, cost.batch_ms / 1000
    row_cpu = row if cost.latency_cpu_ms is None else cost.latency_cpu_ms / 1000
    batch_cpu = batch if cost.batch_cpu_ms is None else cost.batch_cpu_ms / 1000
    return PriceTag(
        run="",
        model="",
        device=cost.device,
        total=1,
        parameters=cost.parameters,
        counted=cost.counted,
        size_bytes=cost.size_bytes,
        threads=cost.threads,
        peak_measured=cost.peak_measured,
        batches=(
            Batch(rows=1, wall_s=row, cpu_s=row_cpu),
            Batch(rows=cost.batch_rows, wall_s=batch, cpu_s=batch_cpu),
        ),
    )


def good_after(run: "Run") -> tuple[float, float] | None:
    """Return CPU and wall seconds to GOOD of the final live score, if it is above 0."""
    told = [(step, step.score) for step in run.history.steps if step.score is not None]
    if not told or told[-1][1] <= 0:
        return None
    enough = GOOD * told[-1][1]
    first = next(step for step, score in told if score >= enough)
    return first.cpu_s, first.seconds


def price_key(config: "RunConfig") -> str:
    """Return under which key the store keeps what a run costs."""
    return f"{config.key}-price"


def find_prices(config: "RunConfig") -> tuple[PriceTag, ...]:
    """Return what was measured of a run, that on its own device first, or nothing."""
    try:
        return store().get(price_key(config))
    except LookupError:
        return ()
