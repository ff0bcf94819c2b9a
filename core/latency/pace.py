"""How fast ways of answering are: one row at a time, and in batches, by turns.

Ways that are compared take turns of a few milliseconds, so that a busy moment of the
machine hits all of them. One row is timed by the clock on the wall, as who waits feels
it; batches in CPU seconds.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

Answer = Callable[["np.ndarray"], "np.ndarray"]

BATCH = 1000  # rows
TURN_S, BATCH_S = 0.03, 0.004
TURNS_A_BATCH = 3
LEAST_TURNS = 7
MOST_CALLS = 20_000


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How fast a way of answering is.

    Milliseconds of one row on the clock, of `calls` calls with different rows.
    `one_cpu_ms` are CPU milliseconds of one row, `batch_ms` those of `batch_rows` rows
    at once, each the median of several turns.
    """

    p50_ms: float
    p95_ms: float
    p99_ms: float
    calls: int
    one_cpu_ms: float
    batch_ms: float
    batch_rows: int

    @property
    def rows_per_s(self) -> float:
        """Return rows in a CPU second, in batches."""
        return 1000 * self.batch_rows / max(1e-9, self.batch_ms)

    @property
    def row_of_batch_ms(self) -> float:
        """Return CPU milliseconds of a row in a batch."""
        return self.batch_ms / self.batch_rows


def paces(
    ways: Mapping[str, Answer], X: "np.ndarray", seconds: float
) -> dict[str, Pace]:
    """Measure every way for about so many seconds each; `X` are encoded rows."""
    import numpy as np

    batch = np.ascontiguousarray(X[np.arange(BATCH) % len(X)])
    one: dict[str, list[float]] = {name: [] for name in ways}
    cpu: dict[str, list[float]] = {name: [] for name in ways}
    many: dict[str, list[float]] = {name: [] for name in ways}
    for answer in ways.values():  # the first call allocates and compiles
        answer(batch[:1])
        answer(batch)
    end, turn = time.perf_counter() + seconds * len(ways), 0
    while time.perf_counter() < end or turn < LEAST_TURNS:
        for name, answer in ways.items():
            if turn % TURNS_A_BATCH == 0:
                many[name].append(_batch(answer, batch))
            if len(one[name]) < MOST_CALLS:
                cpu[name].append(_turn(answer, batch, one[name]))
        turn += 1
    return {name: _pace(one[name], cpu[name], many[name]) for name in ways}


def _batch(answer: Answer, batch: "np.ndarray") -> float:
    """Return CPU milliseconds of a batch; a fast one is asked several times."""
    calls, start = 0, time.process_time()
    while True:
        answer(batch)
        calls += 1
        spent = time.process_time() - start
        if spent > BATCH_S:
            return 1000 * spent / calls


def _turn(answer: Answer, batch: "np.ndarray", times: list[float]) -> float:
    """Ask about single rows for a moment; add milliseconds, return those of the CPU."""
    before, started = len(times), time.process_time()
    end = time.perf_counter() + TURN_S
    while len(times) == before or time.perf_counter() < end:
        at = len(times) % len(batch)
        row = batch[at : at + 1]
        start = time.perf_counter()
        answer(row)
        times.append(1000 * (time.perf_counter() - start))
    return 1000 * (time.process_time() - started) / (len(times) - before)


def _pace(one: list[float], cpu: list[float], many: list[float]) -> Pace:
    import numpy as np

    p50, p95, p99 = (float(p) for p in np.percentile(one, [50, 95, 99]))
    return Pace(
        p50_ms=p50,
        p95_ms=p95,
        p99_ms=p99,
        calls=len(one),
        one_cpu_ms=float(np.median(cpu)),
        batch_ms=float(np.median(many)),
        batch_rows=BATCH,
    )
