"""The engine of one machine: a queue here, one child process for each job.

Every method only reads and writes the book, under its lock, and nothing is done there
that other threads could come between; see `pump` for the rest.
"""

import time
from collections.abc import Callable, Collection, Sequence
from typing import Any

from core.engine.book import Book
from core.engine.cores import processors
from core.engine.launch import Launcher, launcher
from core.engine.pump import Pump
from core.engine.work import Outlook, Status, Work
from core.limits import Limits, limits


class Embedded:
    """The Engine of one machine: `slots` jobs at once, and one more for quick work."""

    def __init__(
        self,
        slots: int | None = None,
        start: Callable[[], Launcher] = launcher,
        bounds: Limits | None = None,
    ) -> None:
        """Start nothing yet; raises Refused for limits that are no whole numbers."""
        bounds = bounds or limits()
        self._book = Book(slots or bounds.slots or processors(), bounds)
        self._changed = self._book.changed
        self._pump = Pump(self._book, start)

    @property
    def slots(self) -> int:
        """Return how many jobs of training may run at once."""
        return self._book.slots

    def warm(self, timeout: float = 60.0) -> bool:
        """Import in advance what jobs need; return whether that is done in time."""
        pump = self._pump
        pump.ring(wanted=True)
        with self._changed:
            self._changed.wait_for(lambda: pump.ready or not pump.wanted, timeout)
            return pump.ready

    def submit(self, work: Work, *, again: bool = False, owner: str = "") -> str:
        """Start the work, or join equal work that waits, runs or is finished."""
        with self._changed:
            key = self._book.add(work, owner, again=again)
            wanted = not self._book.jobs[key].over
        self._pump.ring(wanted=wanted)
        return key

    def owners(self, key: str) -> frozenset[str]:
        """Return who has asked for the job, as long as it is remembered."""
        with self._changed:
            job = self._book.jobs.get(key)
            return frozenset(job.owners) if job else frozenset()

    def events(self, key: str, since: int = 0) -> Sequence[Any]:
        """Return what the generator has yielded from index `since` on."""
        with self._changed:
            job = self._book.jobs.get(key)
            return job.items.since(since) if job else ()

    def status(self, key: str) -> Status | None:
        """Return where the job stands, or None for a key unknown or forgotten."""
        with self._changed:
            job = self._book.jobs.get(key)
            if job is None:
                return None
            if job.state != "queued":
                return job.status(0, None)
            now = time.monotonic()
            return job.status(*self._book.plan(now, job).wait(job, now))

    def outlook(self, owner: str = "") -> Outlook:
        """Return how busy the engine is, and what wait this owner must expect."""
        with self._changed:
            return self._book.outlook(owner)

    def result(self, key: str) -> Any:
        """Return what the generator returned; raises LookupError unless finished."""
        with self._changed:
            job = self._book.jobs.get(key)
            if job is None or job.state != "finished":
                raise LookupError(f"The job {key} has no result.")
            return job.value

    def touch(self, owner: str) -> None:
        """Note that a page of this owner is open."""
        self._book.touch(owner)

    def withdraw(self, key: str, owner: str) -> None:
        """Take the owner off a job, which is stopped with its last one.

        It stops at its next step, else after 0.2 s by the end of its process.
        """
        with self._changed:
            self._book.withdraw(key, owner)
        self._pump.ring()

    def replace(
        self, owner: str, keep: Collection[str] = (), *, call: str = ""
    ) -> None:
        """Withdraw the owner from queued work of one `call`, or all, but `keep`."""
        with self._changed:
            self._book.replace(owner, keep, call)
        self._pump.ring()

    def wait(
        self, key: str, timeout: float | None = None, since: int | None = None
    ) -> Status | None:
        """Wait for the end, or for more than `since` events, `timeout` s at most."""
        enough = float("inf") if since is None else since

        def news() -> bool:
            job = self._book.jobs.get(key)
            return job is None or job.over or job.items.count > enough

        with self._changed:
            self._changed.wait_for(news, timeout)
            return self.status(key)

    def forget(self, name: str) -> None:
        """Stop and forget work whose arguments name something: a deleted upload."""
        with self._changed:
            self._book.forget(name)
        self._pump.ring()

    def resize(self, slots: int) -> None:
        """Run so many jobs at once from now on; with 0, training waits."""
        with self._changed:
            self._book.resize(slots)
        self._pump.ring()

    def close(self) -> None:
        """Stop every job and end every process."""
        self._pump.close()
