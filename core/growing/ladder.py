"""growth: models trained on a ladder of sizes, until a budget of seconds is over.

What a training does is the same on every rung: as many trees or epochs, the same share
of the rows a tree, no early stopping. Each rung is the double of the one before. What
is left of the budget repeats the rungs with the fewest repeats, the small ones first.
"""

import gc
import time
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from core import model as models
from core.cost import Others, PeakMemory, Stopwatch
from core.dataset import Dataset, load
from core.errors import StoreError
from core.growing.growth import (
    LEAST_MB,
    Along,
    Climb,
    Growth,
    Rung,
    Source,
    check,
    growth_key,
)
from core.growing.rows import Supply, supply
from core.params import Int
from core.run import RunConfig
from core.statistics.power import power_law
from core.storage.fitted import upload_token
from core.storage.store import store
from core.train import one_thread
from core.trainers.staged import DRAWN_OF_MANY, MANY_ROWS

Growing = Generator[Growth, None, Growth]

# How much of a training is enough to time it, by the parameter that says how much.
ENOUGH = {"n_estimators": 20, "epochs": 4}
# What makes a model larger, in the order of choice, and what it is counted in.
LARGER = {"n_estimators": "trees", "width": "units in the first layer"}
LARGER |= {"max_iter": "rounds"}
FIRST = {"rows": 250, "columns": 4, "size": 8}
MOST_ROWS, MOST_CELLS, MOST_COLUMNS = 4_000_000, 40_000_000, 4096
FIXED_ROWS = 4000  # along columns and model size
CLIMB = 0.55  # of a ladder's seconds; the rest is for repeats
MOST_REPEATS, LEAST_REPEATS = 7, 2


@dataclass(eq=False)
class Ladder:
    """One model's ladder while it is measured; `measure` trains once at a size."""

    climb: Climb
    sizes: list[int]
    measure: Any
    seconds: float
    spent: float = 0.0
    times: dict[int, list[float]] = field(default_factory=dict)
    peaks: dict[int, float] = field(default_factory=dict)

    def step(self, size: int) -> None:
        """Train once at a size and note what it took."""
        start = time.process_time()
        gc.collect()
        seconds, peak = self.measure(size)
        self.times.setdefault(size, []).append(seconds)
        self.peaks[size] = max(peak, self.peaks.get(size, 0.0))
        self.spent += time.process_time() - start

    def next_size(self) -> int | None:
        """Return the size to train at, or None when the seconds are used up."""
        done = len(self.times)
        if done < len(self.sizes):
            last = [self.costs(size) for size in self.sizes[max(0, done - 2) : done]]
            pace = max(2.0, min(5.0, last[1] / last[0])) if len(last) == 2 else 2.0
            ahead = pace * last[-1] if last else 0.0
            if done < 3 or self.spent + ahead < CLIMB * self.seconds:
                return self.sizes[done]
            del self.sizes[done:]  # too long a step: there is no higher rung
        return self._again()

    def costs(self, size: int) -> float:
        """Return the CPU seconds of training at a size, as far as they are known."""
        return min(self.times[size])

    def _again(self) -> int | None:
        """Return the size with the fewest repeats that there is time for."""
        left = self.seconds - self.spent
        short = [s for s in self.sizes if len(self.times[s]) < MOST_REPEATS]
        fits = [s for s in short if 1.2 * self.costs(s) < left]
        return min(fits, key=lambda s: (len(self.times[s]), s)) if fits else None

    def seen(self) -> Climb:
        """Return the ladder as far as it is climbed, with its lines."""
        rungs = [
            Rung(size=s, repeats=tuple(self.times[s]), peak_mb=self.peaks[s])
            for s in sorted(self.times)
        ]
        sizes = [rung.size for rung in rungs]
        told = [r for r in rungs if r.peak_mb >= LEAST_MB]
        return replace(
            self.climb,
            rungs=tuple(rungs),
            time=power_law(sizes, [rung.cpu_s for rung in rungs]),
            memory=power_law([r.size for r in told], [r.peak_mb for r in told]),
        )


def growth(
    configs: Sequence[RunConfig], along: Along, source: Source, seconds: int
) -> Growing:
    """Measure how the cost of some models grows; yields after each training.

    `seconds` CPU seconds are shared by all ladders. Keeps the result. Raises Refused
    when the data set cannot be used, or not by one of the models.
    """
    check(configs, along, source, seconds)
    dataset = load(configs[0].data)
    for config in configs:
        models.check(models.specs()[config.model], dataset)
    made = [ladder(config, dataset, along, source) for config in configs]
    ladders = [one for one in made if one]
    seen = Growth(
        along=along,
        source=source,
        seconds=seconds,
        climbs=tuple(one.climb for one, _ in ladders),
        own=own_size([rows for _, rows in ladders], along, source),
    )
    others = Others()
    with one_thread():
        for one, _ in ladders:
            one.seconds = seconds / len(ladders)
            one.measure(one.sizes[0])  # the first one loads and compiles
            while (size := one.next_size()) is not None:
                one.step(size)
                spent = sum(other.spent for other, _ in ladders)
                climbs = tuple(other.seen() for other, _ in ladders)
                busy = others.share()
                seen = replace(seen, climbs=climbs, spent_s=spent, busy=busy)
                yield seen
    seen = replace(seen, finished=True)
    with suppress(StoreError):
        key = growth_key(configs, along, source, seconds)
        store().put(key, seen, upload_token(configs[0].data))
    return seen


def own_size(supplies: Sequence[Supply], along: Along, source: Source) -> int:
    """Return how far the table itself goes along a ladder, 0 where that is no matter.

    Models may read different numbers of columns; the fewest of them count.
    """
    if source == "generated" or along == "size" or not supplies:
        return 0
    return min(s.rows if along == "rows" else s.columns for s in supplies)


def ladder(
    config: RunConfig, dataset: Dataset, along: Along, source: Source
) -> tuple[Ladder, Supply] | None:
    """Return a run's ladder; None along model size where nothing makes it larger."""
    spec, values = models.specs()[config.model], dict(config.values)
    larger = next((name for name in LARGER if name in values), "")
    if along == "size" and not larger:
        return None
    rows = supply(config, dataset, source)
    fixed, steps, share = shortened(values, larger if along == "size" else "")
    fixed |= drawn(values, rows.rows)
    held = min(rows.rows, FIXED_ROWS)
    made = None if along != "size" else rows.make(held, rows.columns)

    def measure(size: int) -> tuple[float, float]:
        given = fixed | ({larger: size} if along == "size" else {})
        at = (size, rows.columns) if along == "rows" else (held, size)
        material = made or rows.make(*at)
        estimator = spec.build(given, material.seed, dataset.task)
        memory, clock = PeakMemory(), Stopwatch()
        for _ in clock.timed(spec.train(estimator, material)):
            pass
        memory.close()
        return clock.cpu_s, memory.grown() / 1e6

    climb = Climb(
        run=config.key,
        model=config.model,
        unit=LARGER[larger] if along == "size" else along,
        held=held_as(along, held, rows.columns),
        steps=steps,
        share=share,
    )
    sizes = sizes_of(along, spec, larger, rows.columns)
    return Ladder(climb=climb, sizes=sizes, measure=measure, seconds=0.0), rows


def shortened(values: dict[str, Any], along: str) -> tuple[dict[str, Any], str, float]:
    """Return parameters of a shorter training, how it is told, and its share.

    Nothing is left to stop it early. What the ladder goes along is not touched.
    """
    fixed = values | {"early_stopping": False} if "early_stopping" in values else values
    for name, enough in ENOUGH.items():
        if name in values and name != along and values[name] > enough:
            what = "trees" if name == "n_estimators" else name
            told = f"{enough} of {values[name]:,} {what}"
            return fixed | {name: enough}, told, enough / values[name]
    return dict(fixed), "", 1.0


def drawn(values: dict[str, Any], rows: int) -> dict[str, Any]:
    """Return the share of rows that each tree draws, where it is left to their number.

    It is that of the run itself, on every rung.
    """
    if values.get("max_samples") != 0:
        return {}
    return {"max_samples": 1.0 if rows <= MANY_ROWS else DRAWN_OF_MANY}


def held_as(along: Along, rows: int, columns: int) -> str:
    """Say what stays the same along a ladder."""
    if along == "rows":
        return f"{columns:,} columns"
    return f"{rows:,} rows" + (f", {columns:,} columns" if along == "size" else "")


def sizes_of(along: Along, spec: Any, larger: str, columns: int) -> list[int]:
    """Return the sizes of a ladder, each the double of the one before."""
    most = min(MOST_ROWS, MOST_CELLS // max(1, columns))
    if along == "columns":
        most = min(MOST_COLUMNS, MOST_CELLS // FIXED_ROWS)
    if along == "size":
        param = next(p for p in spec.params if p.name == larger)
        most = param.high if isinstance(param, Int) else FIRST["size"]
    sizes, size = [], FIRST[along]
    while size <= most:
        sizes.append(size)
        size *= 2
    return sizes
