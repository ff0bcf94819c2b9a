"""What the engine remembers of each job, and for how long."""

import logging
import os
import pickle
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from core.engine.launch import Child
from core.engine.work import State, Status, Work

KEEP_JOBS = 300
KEEP_BYTES = 512 * 2**20
ENDED_BY_SYSTEM = (
    "The process that did this work was ended by the system (signal {}), probably "
    "because memory ran out. Try again, or use fewer rows."
)
ENDED_ITSELF = "The process that did this work ended without an answer. Try again."
NO_LAUNCHER = "The process that does the work could not be started; the log says why."

log = logging.getLogger(__name__)


@dataclass(kw_only=True, eq=False)
class Job:
    """One piece of work on its way; every field changes under the engine's lock."""

    work: Work
    packed: bytes
    state: State = "queued"
    message: str = ""
    refused: bool = False
    items: list[Any] = field(default_factory=list)
    value: Any = None
    size: int = 0
    began: float | None = None
    ended: float | None = None
    child: Child | None = None
    told: bool = False
    owners: set[str] = field(default_factory=set)
    deadline: float | None = None
    floor: int | None = None  # bytes its process held when it began, where that counts

    @property
    def over(self) -> bool:
        """Return whether nothing more will happen."""
        return self.ended is not None

    @property
    def seconds(self) -> float:
        """Return how long it has run, or ran."""
        if self.began is None:
            return 0.0
        return (self.ended or time.monotonic()) - self.began

    def take(self, kind: str, *rest: Any) -> None:
        """Take in a message of the child: items, finished, stopped or failed."""
        try:
            getattr(self, f"_{kind}")(*rest)
        except Exception as error:
            log.exception("%s sent what cannot be read.", self.work.call)
            self.end("failed", f"{type(error).__name__}: {error}")

    def _items(self, packed: Iterable[bytes]) -> None:
        for data in packed:
            self.items.append(pickle.loads(data))
            self.size += len(data)

    def _finished(self, packed: bytes) -> None:
        self.value = pickle.loads(packed)
        self.size += len(packed)
        self.end("finished")

    def _stopped(self) -> None:
        self.end("stopped")

    def _failed(self, message: str, refused: bool, trace: str) -> None:
        if trace:
            log.error("%s failed.\n%s", self.work.call, trace)
        self.end("failed", message, refused)

    def end(self, state: State, message: str = "", refused: bool = False) -> None:
        """Set how it ended; a job that was asked to stop has stopped, in any case."""
        self.state = state if self.deadline is None else "stopped"
        self.message = message if self.state == "failed" else ""
        self.refused = refused and self.state == "failed"
        self.ended = time.monotonic()

    def lose(self, *, closing: bool, ready: bool) -> None:
        """End it because its process is gone, or because none can ever be started."""
        if closing and not self.over:
            self.end("stopped")
        elif self.child and not self.over:
            self.end("failed", why(-9))
        elif not ready and not self.over:
            self.end("failed", NO_LAUNCHER)
        if self.child:
            self.child.connection.close()
            self.child = None

    def status(self, place: int) -> Status:
        """Return where it stands, with `place` jobs ahead."""
        return Status(
            state=self.state,
            message=self.message,
            refused=self.refused,
            place=place,
            events=len(self.items),
            seconds=self.seconds,
        )


def why(code: int) -> str:
    """Return in words why a process with this exit code ended without an answer."""
    return ENDED_BY_SYSTEM.format(-code) if code < 0 else ENDED_ITSELF


def forget(jobs: dict[str, Job]) -> None:
    """Drop the jobs that ended longest ago while there are too many or too large ones.

    The newest stays, however large.
    """
    ended = {key: job for key, job in jobs.items() if job.ended is not None}
    oldest = sorted(ended, key=lambda key: ended[key].ended or 0.0)
    size = sum(job.size for job in ended.values())
    for count, key in zip(range(len(oldest), 1, -1), oldest, strict=False):
        if count <= KEEP_JOBS and size <= KEEP_BYTES:
            return
        size -= jobs.pop(key).size


def place(jobs: Iterable[Job], job: Job) -> int:
    """Return how many jobs of its kind, quick or not, wait ahead of it."""
    if job.state != "queued":
        return 0
    lane = (j for j in jobs if j.state == "queued" and j.work.quick == job.work.quick)
    return list(lane).index(job)


def next_job(jobs: Iterable[Job], slots: int) -> Job | None:
    """Return the job to start now: quick ones first, training in `slots` at most."""
    here = list(jobs)
    busy = [job for job in here if job.child]
    queued = [job for job in here if job.state == "queued"]
    if len(busy) > slots:
        return None
    full = sum(not job.work.quick for job in busy) >= slots
    allowed = [job for job in queued if job.work.quick or not full]
    return min(allowed, key=lambda job: not job.work.quick, default=None)


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
