"""What the engine remembers of each job, and for how long."""

import logging
import pickle
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from core.engine.events import Events
from core.engine.launch import Child
from core.engine.words import NO_LAUNCHER, UNREADABLE, why
from core.engine.work import State, Status, Work

KEEP_JOBS = 500
KEEP_BYTES = 64_000_000
UNPACKED = 2  # measured: a run takes twice as much memory as it does packed
STORED_S = 600.0  # what the store has too goes as if it had ended so much earlier

log = logging.getLogger(__name__)


@dataclass(kw_only=True, eq=False)
class Job:
    """One piece of work on its way; every field changes under the engine's lock.

    Times are on the monotonic clock. `deadline` is set once somebody wants it stopped:
    then its process ends itself or is ended; `parting` says why it was stopped.
    """

    work: Work
    packed: bytes
    state: State = "queued"
    message: str = ""
    refused: bool = False
    items: Events = field(default_factory=Events)
    value: Any = None
    size: int = 0
    began: float | None = None
    ended: float | None = None
    child: Child | None = None
    reader: threading.Thread | None = None
    silent: bool = False  # its process has nothing more to say
    told: bool = False  # its process was asked to stop
    tries: int = 0
    owners: set[str] = field(default_factory=set)
    deadline: float | None = None
    parting: str = ""
    floor: int | None = None  # bytes its process held when it began
    looked: float = 0.0  # when somebody last looked how many it holds

    @property
    def over(self) -> bool:
        """Return whether nothing more will happen."""
        return self.ended is not None

    @property
    def bytes(self) -> int:
        """Return about how much memory what its process has sent takes here."""
        return UNPACKED * (self.size + self.items.bytes)

    @property
    def due(self) -> float | None:
        """Return when it passes the seconds that it may take, or None."""
        limit_s = self.work.limit_s
        return None if self.began is None or limit_s is None else self.began + limit_s

    def seconds_at(self, now: float) -> float:
        """Return how long it has run, or ran."""
        if self.began is None:
            return 0.0
        return (now if self.ended is None else self.ended) - self.began

    def take(self, kind: str, *rest: Any) -> None:
        """Take in a message of the child: items, finished, stopped or failed."""
        if kind == "items":
            self.items.extend(rest[0])
        elif not self.over:
            getattr(self, f"_{kind}")(*rest)

    def _began(self, begun: bool) -> None:
        # Of work on other machines: whether it has a slot there or still waits for one.
        self.began = time.monotonic() if begun else None

    def _finished(self, value: Any, size: int) -> None:
        self.value, self.size = value, size
        self.end("finished")

    def _stopped(self) -> None:
        self.end("stopped")

    def _failed(self, message: str, refused: bool, trace: str) -> None:
        if trace:
            log.error("%s failed.\n%s", self.work.call, trace)
        self.end("failed", message, refused)

    def end(self, state: State, message: str = "", refused: bool = False) -> None:
        """Set how it ended; a job that was asked to stop has stopped, in any case."""
        if self.deadline is not None:
            state, message, refused = "stopped", self.parting, False
        self.state, self.message, self.refused = state, message, refused
        if state != "finished":
            self.value, self.size = None, 0
        self.ended = time.monotonic()

    def lose(self, *, closing: bool, hopeless: bool) -> None:
        """End it because its process is gone, or because none can ever be started."""
        if self.over:
            return
        if closing:
            self.end("stopped")
        elif self.child:
            self.end("failed", why(-9))
        elif hopeless:
            self.end("failed", NO_LAUNCHER)

    def status(self, place: int, wait_s: float | None) -> Status:
        """Return where it stands, with `place` jobs ahead and a wait in seconds."""
        return Status(
            state=self.state,
            message=self.message,
            refused=self.refused,
            place=place,
            events=self.items.count,
            seconds=self.seconds_at(time.monotonic()),
            wait_s=wait_s,
            watchers=len(self.owners),
        )


def unpacked(call: str, data: bytes) -> tuple[Any, ...]:
    """Return a child's message with all in it unpacked.

    One that cannot be read becomes the failure of its job. Needs no lock.
    """
    try:
        kind, *rest = pickle.loads(data)
        if kind == "items":
            return kind, [(pickle.loads(item), len(item)) for item in rest[0]]
        if kind == "finished":
            return kind, pickle.loads(rest[0]), len(rest[0])
        if kind in ("began", "failed", "stopped"):
            return kind, *rest
        raise ValueError(f"a message of the kind '{kind}'")
    except Exception as error:
        log.exception("%s sent what cannot be read.", call)
        told = UNREADABLE.format(" ".join(f"{type(error).__name__}: {error}".split()))
        return "failed", told[:300], False, ""


def forget(
    jobs: dict[str, Job], most: int = KEEP_JOBS, most_bytes: int = KEEP_BYTES
) -> None:
    """Drop the jobs that ended longest ago while there are too many or too large ones.

    Those whose results are in the store go sooner. The newest stays, however large.
    """
    ended = {key: job for key, job in jobs.items() if job.over and not job.child}
    count, size = len(ended), sum(job.bytes for job in ended.values())
    if count <= most and size <= most_bytes:
        return
    newest = max(ended, key=lambda key: ended[key].ended or 0.0)
    for key in sorted(ended.keys() - {newest}, key=lambda key: _order(ended[key])):
        if count <= most and size <= most_bytes:
            return
        size -= jobs.pop(key).bytes
        count -= 1


def _order(job: Job) -> float:
    stored = job.work.stored and job.state == "finished"
    return (job.ended or 0.0) - (STORED_S if stored else 0.0)


def busy(jobs: Iterable[Job]) -> list[Job]:
    """Return the jobs that have a process."""
    return [job for job in jobs if job.child]
