"""What ends a job before it is done: a person's stop, and the limits of its work."""

import contextlib
import os
import time
from collections.abc import Iterable
from pathlib import Path

from core.engine.jobs import Job
from core.engine.launch import Child

LOOK = 0.1  # seconds between two looks at a job's memory
SLOW = "Reading this table took more than {:g} s and was stopped; bring a smaller one."
LARGE = (
    "Reading this table took more than {:,.0f} MB of memory and was stopped; bring a "
    "smaller one."
)


def patience(jobs: Iterable[Job]) -> float | None:
    """Return how many seconds nobody needs to look at these jobs; None for ever."""
    now = time.monotonic()
    waits = []
    for job in jobs:
        if job.deadline is not None:
            waits.append(job.deadline - now)
        if job.work.limit_s is not None:
            waits.append(job.work.limit_s - job.seconds)
        if job.floor is not None:
            waits.append(LOOK)
    return max(0.0, min(waits)) if waits else None


def tell(job: Job) -> None:
    """Ask the job's process to stop, once, if somebody wants that."""
    if job.deadline is not None and job.child and not job.told:
        job.told = True
        with contextlib.suppress(OSError):
            job.child.connection.send_bytes(b"stop")


def ending(job: Job) -> tuple[str, str, bool] | None:
    """Return how the job must end now: state, sentence, refused; None if it may go on.

    The first to be asked decides: a person's stop, then time, then memory.
    """
    if job.deadline is not None:
        over = time.monotonic() >= job.deadline
        return ("stopped", "", False) if over else None
    limit_s, limit_bytes = job.work.limit_s, job.work.limit_bytes
    if limit_s is not None and job.seconds >= limit_s:
        return "failed", SLOW.format(limit_s), True
    if job.floor is None or limit_bytes is None or job.child is None:
        return None
    if (memory(job.child) or 0) - job.floor > limit_bytes:
        return "failed", LARGE.format(limit_bytes / 1e6), True
    return None


def memory(child: Child) -> int | None:
    """Return the bytes that a process holds for itself, or None where nobody knows.

    Pages of files, such as libraries, do not count: all children share them.
    """
    pid = getattr(child.handle, "pid", child.handle)
    try:
        _, resident, shared, *_ = Path(f"/proc/{pid}/statm").read_text().split()
        return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return None
