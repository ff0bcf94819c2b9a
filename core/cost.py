"""What a stage cost: only time spent inside the stage counts."""

import statistics
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

S = TypeVar("S")
R = TypeVar("R")

LATENCY_S = 0.15  # seconds given to measuring one latency


@dataclass(frozen=True, kw_only=True)
class Cost:
    """The price of one trained model.

    `wall_s` and `cpu_s` are seconds of training alone (no imports, no drawing);
    `peak_mb` is how much the training process grew at its peak, in MB (10^6 bytes);
    `parameters` counts weights of a net or nodes of a forest; `size_bytes` is the
    stored model; `latency_ms` is the median of one-row predictions and `batch_ms` that
    of a batch of `batch_rows`.
    """

    wall_s: float
    cpu_s: float
    peak_mb: float
    parameters: int
    counted: str
    size_bytes: int
    latency_ms: float
    batch_ms: float
    batch_rows: int
    device: str
    peak_measured: str


class Stopwatch:
    """Adds up wall and CPU seconds of this process while it runs."""

    def __init__(self) -> None:
        """Start at zero, stopped."""
        self.wall_s = 0.0
        self.cpu_s = 0.0

    @contextmanager
    def running(self) -> Generator[None, None, None]:
        """Count the time spent inside the block."""
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            self.wall_s += time.perf_counter() - wall
            self.cpu_s += time.process_time() - cpu

    def timed(self, stage: Generator[S, None, R]) -> Generator[S, None, R]:
        """Relay a generator, counting only the time between resuming and yielding."""
        try:
            while True:
                with self.running():
                    item = next(stage)
                yield item
        except StopIteration as stop:
            return stop.value
        finally:
            stage.close()


class PeakMemory:
    """How much this process grew at its peak since `start`, in bytes.

    On Linux the kernel's own high-water mark is reset and read, which misses nothing
    and costs nothing; elsewhere the lifetime peak is all there is.
    """

    def __init__(self) -> None:
        """Reset the high-water mark where the system lets us."""
        try:
            Path("/proc/self/clear_refs").write_text("5")
            self.measured = "high-water mark of the process"
            self._before = self._read("VmRSS")
        except OSError:
            self.measured = "lifetime peak of the process"
            self._before = self._lifetime()

    def grown(self) -> int:
        """Return the growth at the peak, in bytes."""
        now = (
            self._read("VmHWM")
            if self.measured.startswith("high")
            else self._lifetime()
        )
        return max(0, now - self._before)

    @staticmethod
    def _read(field: str) -> int:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1]) * 1024
        raise OSError(f"/proc/self/status has no {field}")

    @staticmethod
    def _lifetime() -> int:
        import resource
        import sys

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


def median_ms(call: Callable[[], object]) -> float:
    """Return the median milliseconds of a call, repeated for a fixed short time."""
    call()
    times: list[float] = []
    end = time.perf_counter() + LATENCY_S
    while len(times) < 3 or (time.perf_counter() < end and len(times) < 1000):
        start = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)
