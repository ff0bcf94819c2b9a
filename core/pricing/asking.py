"""How long a trained model takes to answer: one row again and again, and batches."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core.model import respond
from core.pricing.tag import Batch, Latency

if TYPE_CHECKING:
    import numpy as np

SIZES = (1, 32, 1_000, 100_000)
ROW_S, BATCH_S = 1.5, 0.4  # seconds given to one row, and to each size of a batch
CALLS, FEWEST = 2_000, 3
MOST_BYTES = 64_000_000  # of encoded rows in one batch


def latency(model: Any, X: "np.ndarray") -> Latency:
    """Return how long one call with one row takes, after calls that do not count."""
    import numpy as np

    rows = [X[i : i + 1] for i in range(min(len(X), 100))]
    walls, cpu_s = _timed(lambda i: respond(model, rows[i % len(rows)]), ROW_S, CALLS)
    ms = 1000 * np.asarray(walls)
    p50, p95, p99 = (float(p) for p in np.percentile(ms, (50, 95, 99)))
    return Latency(
        p50_ms=p50,
        p95_ms=p95,
        p99_ms=p99,
        mean_ms=float(ms.mean()),
        cpu_ms=1000 * cpu_s / len(ms),
        calls=len(ms),
    )


def batch(model: Any, X: "np.ndarray", size: int) -> Batch:
    """Return how long one call with so many rows takes; given rows are repeated.

    A batch that would take more memory than MOST_BYTES is smaller.
    """
    import numpy as np

    size = max(1, min(size, MOST_BYTES // max(1, X[:1].nbytes)))
    rows = np.ascontiguousarray(np.resize(X, (size, X.shape[1])))
    walls, cpu_s = _timed(lambda _: respond(model, rows), BATCH_S, 200)
    return Batch(rows=size, wall_s=float(np.median(walls)), cpu_s=cpu_s / len(walls))


def _timed(
    call: Callable[[int], object], seconds: float, most: int
) -> tuple[list[float], float]:
    """Return the wall seconds of calls, and the CPU seconds of them all."""
    for i in range(FEWEST):
        call(i)
    walls: list[float] = []
    end, cpu = time.perf_counter() + seconds, time.process_time()
    while len(walls) < FEWEST or (time.perf_counter() < end and len(walls) < most):
        start = time.perf_counter()
        call(len(walls))
        walls.append(time.perf_counter() - start)
    return walls, time.process_time() - cpu
