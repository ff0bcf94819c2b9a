"""What ends a job before it is done: a person's stop, and the limits of its work."""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from core.engine.jobs import Job
from core.engine.launch import Child
from core.engine.words import too_large, too_long
from core.engine.work import State

LOOK = 0.1  # seconds between two looks at a job's memory


def patience(jobs: Iterable[Job], now: float) -> float | None:
    """Return for how many seconds nobody needs to look at these jobs; None for ever."""
    times = []
    for job in jobs:
        times += [time for time in (job.deadline, job.due) if time is not None]
        if job.floor is not None:
            times.append(job.looked + LOOK)
    return max(0.0, min(times) - now) if times else None


def tell(job: Job) -> None:
    """Ask the job's process to stop, once, if somebody wants that."""
    if job.deadline is not None and job.child and not job.told:
        job.told = True
        with contextlib.suppress(OSError):
            job.child.connection.send_bytes(b"stop")


def ending(job: Job, now: float) -> tuple[State, str, bool] | None:
    """Return how the job must end now: state, sentence, refused; None if it may go on.

    The first to be asked decides: a person's stop, then time, then memory.
    """
    if job.deadline is not None:
        return ("stopped", job.parting, False) if now >= job.deadline else None
    if job.due is not None and now >= job.due:
        return "failed", too_long(job.work), True
    if job.floor is None or job.child is None or now - job.looked < LOOK:
        return None
    job.looked = now
    grown = (memory(job.child) or 0) - job.floor
    limit = job.work.limit_bytes
    if limit is not None and grown > limit:
        return "failed", too_large(job.work), True
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
