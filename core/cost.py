"""What a stage cost: only what happens inside the stage counts."""

import ctypes
import os
import statistics
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

S = TypeVar("S")
R = TypeVar("R")

LATENCY_S = 0.05  # seconds given to measuring one latency
SAMPLE_S = 0.005  # between two looks at the memory, where the kernel keeps no mark
LEAST_S = 0.05  # the kernel counts in hundredths of a second
CROWDED = 0.25  # share of the machine's CPU time from which others are in the way
MARK = "high-water mark of the process"
SAMPLED = "sampled every 5 ms"
LIFETIME = "lifetime peak of the process"
UNKNOWN = "not told by this system"


@dataclass(frozen=True, kw_only=True)
class Cost:
    """The price of one trained model.

    `wall_s` and `cpu_s` are seconds of training alone (no imports, no drawing);
    `peak_mb` is how much the training process grew at its peak, in MB (10^6 bytes);
    `parameters` counts weights of a net or nodes of a forest; `size_bytes` is the
    stored model; `latency_ms` is the median of one-row predictions and `batch_ms` that
    of a batch of `batch_rows`; both are there as CPU time, None in older runs. `busy`
    is the share of the machine's CPU time that others used, 0 to 1, None if unknown.
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
    threads: int = 1
    busy: float | None = None
    latency_cpu_ms: float | None = None
    batch_cpu_ms: float | None = None


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
    """How much this process grew at its peak since the start, in bytes.

    On Linux the kernel's own high-water mark is reset and read, which misses nothing
    and costs nothing; where it may not be reset, and elsewhere with psutil, a thread
    samples; without it there is the lifetime peak. `measured` says which. Memory that
    was free but still held goes back to the system first, or the stage would seem to
    need none. Pages of programs and libraries that the stage touches are no growth.
    """

    def __init__(self) -> None:
        """Begin to watch; `close` ends it."""
        _give_back()
        self._over = threading.Event()
        self._top, self._files = 0, _status("RssFile") or 0
        rss, mark = _resident(), _reset_mark()
        if mark:
            self.measured = MARK
        elif rss is not None:
            self.measured = SAMPLED
            threading.Thread(target=self._sample, daemon=True).start()
        else:
            self.measured = UNKNOWN if _lifetime() is None else LIFETIME
        self._before = (_lifetime() if rss is None else rss) or 0

    def grown(self) -> int:
        """Return the growth at the peak, in bytes."""
        if self.measured == MARK:
            top = _status("VmHWM") or 0
        elif self.measured == SAMPLED:
            top = self._top = max(self._top, _resident() or 0)
        else:
            top = _lifetime() or 0
        files = max(0, (_status("RssFile") or 0) - self._files)
        return max(0, top - self._before - files)

    def close(self) -> None:
        """End the watch."""
        self._over.set()

    def _sample(self) -> None:
        while not self._over.wait(SAMPLE_S):
            self._top = max(self._top, _resident() or 0)


class Others:
    """What others did on this machine since the start."""

    def __init__(self) -> None:
        """Begin to count."""
        self._begun = time.perf_counter(), time.process_time(), _machine_s()

    def share(self) -> float | None:
        """Return the share of all cores' time that others used, 0 to 1, if known."""
        (wall, own, all_), now = self._begun, _machine_s()
        passed = time.perf_counter() - wall
        if now is None or all_ is None or passed < LEAST_S:
            return None
        others = now - all_ - (time.process_time() - own)
        return min(1.0, max(0.0, others / (passed * (os.cpu_count() or 1))))


class Meter:
    """All that is measured of one stage of work in this process."""

    def __init__(self) -> None:
        """Begin to watch memory and machine; the clock stands still."""
        self.memory, self.others = PeakMemory(), Others()
        self.clock = Stopwatch()

    def measured(self) -> dict[str, Any]:
        """Return what was measured so far, by the names that a Cost has for it."""
        return {
            "wall_s": self.clock.wall_s,
            "cpu_s": self.clock.cpu_s,
            "peak_mb": self.memory.grown() / 1e6,
            "peak_measured": self.memory.measured,
            "busy": self.others.share(),
        }

    def close(self) -> None:
        """End the watch."""
        self.memory.close()


def median_ms(call: Callable[[], object]) -> tuple[float, float]:
    """Return milliseconds of a repeated call: the median on the wall, mean of CPU."""
    call()
    times: list[float] = []
    cpu, end = time.process_time(), time.perf_counter() + LATENCY_S
    while len(times) < 3 or (time.perf_counter() < end and len(times) < 1000):
        start = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - start))
    cpu_ms = 1000 * (time.process_time() - cpu) / len(times)
    return statistics.median(times), cpu_ms


def _give_back() -> None:
    """Return free memory to the system, where the C library knows how."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _reset_mark() -> bool:
    """Set the high-water mark to what is held now; False where that is not allowed."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return False
    return _status("VmHWM") is not None


def _status(field: str) -> int | None:
    """Return one field of the kernel's account of this process, in bytes."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1]) * 1024
    return None


def _resident() -> int | None:
    """Return the bytes that this process holds in memory, or None."""
    held = _status("VmRSS")
    if held is None and (psutil := _psutil()):
        held = psutil.Process().memory_info().rss
    return held


def _lifetime() -> int | None:
    """Return the most bytes that this process ever held, or None."""
    try:
        import resource
    except ImportError:  # as on Windows
        return None
    import sys

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _machine_s() -> float | None:
    """Return the CPU seconds that all of this machine has worked, or None."""
    with suppress(OSError, ValueError):
        numbers = Path("/proc/stat").read_text().partition("\n")[0].split()[1:9]
        user, nice, system, _, _, *interrupts = map(int, numbers)
        return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")
    if psutil := _psutil():
        times = psutil.cpu_times()
        return times.user + times.system
    return None


def _psutil() -> Any:
    """Return psutil where it happens to be installed, else None."""
    try:
        return import_module("psutil")
    except ImportError:
        return None
