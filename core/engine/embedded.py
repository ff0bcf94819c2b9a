"""The engine of one machine: a queue here, one child process for each job.

One thread, the pump, starts, hears and ends children. Every other caller only reads and
writes the table of jobs, under one lock.
"""

import logging
import pickle
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any, cast

from core.engine.jobs import Job, forget, next_job, place, processors, why
from core.engine.launch import Child, Launcher, launcher
from core.engine.watch import ending, memory, patience, tell
from core.engine.work import Status, Work

GRACE = 0.2

log = logging.getLogger(__name__)


class Embedded:
    """The Engine of one machine: `slots` jobs at once, and one more for quick work."""

    def __init__(
        self, slots: int | None = None, start: Callable[[], Launcher] = launcher
    ) -> None:
        """Start nothing yet."""
        self.slots = slots or processors()
        self._start = start
        self._jobs: dict[str, Job] = {}
        self._changed = threading.Condition()
        self._launcher: Launcher | None = None
        self._wanted = self._ready = self._closing = self._rung = False
        self._pump: threading.Thread | None = None
        self._bell: Connection | None = None

    def warm(self, timeout: float = 60.0) -> bool:
        """Import in advance what jobs need; return whether that is done in time."""
        with self._changed:
            self._ring(wanted=True)
            self._changed.wait_for(lambda: self._ready or not self._wanted, timeout)
            return self._ready

    def submit(self, work: Work, *, again: bool = False, owner: str = "") -> str:
        """Start the work, or join equal work that waits, runs or is finished."""
        key = work.key
        with self._changed:
            job = self._jobs.get(key)
            if job is None or (job.over and (again or job.state != "finished")):
                self._jobs.pop(key, None)
                self._jobs[key] = Job(work=work, packed=pickle.dumps(work))
                self._ring(wanted=True)
            self._jobs[key].owners |= {owner} - {""}
        return key

    def owners(self, key: str) -> frozenset[str]:
        """Return who has asked for the job, as long as it is remembered."""
        with self._changed:
            return frozenset(getattr(self._jobs.get(key), "owners", ()))

    def events(self, key: str, since: int = 0) -> Sequence[Any]:
        """Return what the generator has yielded from index `since` on."""
        with self._changed:
            job = self._jobs.get(key)
            return tuple(job.items[since:]) if job else ()

    def status(self, key: str) -> Status | None:
        """Return where the job stands, or None for a key unknown or forgotten."""
        with self._changed:
            job = self._jobs.get(key)
            return job.status(place(self._jobs.values(), job)) if job else None

    def result(self, key: str) -> Any:
        """Return what the generator returned; raises LookupError unless finished."""
        with self._changed:
            job = self._jobs.get(key)
            if job is None or job.state != "finished":
                raise LookupError(f"The job {key} has no result.")
            return job.value

    def cancel(self, key: str) -> None:
        """Stop the job: at its next step, else after GRACE by ending its process."""
        with self._changed:
            job = self._jobs.get(key)
            if job is None or job.over or job.deadline is not None:
                return
            job.deadline = time.monotonic() + GRACE
            if job.state == "queued":
                self._over(job, "stopped")
            self._ring()

    def wait(
        self, key: str, timeout: float | None = None, since: int | None = None
    ) -> Status | None:
        """Wait for the end, or for more than `since` events, `timeout` s at most."""
        enough = float("inf") if since is None else since

        def news() -> bool:
            job = self._jobs.get(key)
            return job is None or job.over or len(job.items) > enough

        with self._changed:
            self._changed.wait_for(news, timeout)
            return self.status(key)

    def forget(self, name: str) -> None:
        """Stop and forget work whose arguments name something: a deleted upload."""
        with self._changed:
            for key, job in list(self._jobs.items()):
                if name in repr(job.work.args):
                    self.cancel(key)
                    if job.over:
                        self._jobs.pop(key, None)

    def close(self) -> None:
        """Stop every job and end every process."""
        with self._changed:
            pump = self._pump
            self._closing = pump is not None
            self._ring()
        if pump:
            pump.join()

    def _over(self, job: Job, *how: Any) -> None:
        job.end(*how)
        forget(self._jobs)
        self._changed.notify_all()

    def _ring(self, *, wanted: bool = False) -> None:
        self._wanted = self._wanted or wanted
        if self._bell and not self._rung:
            self._rung = True  # once is enough, and a full pipe would block
            self._bell.send_bytes(b"")
        elif not self._bell and self._wanted:
            bell, self._bell = Pipe(duplex=False)
            self._pump = threading.Thread(
                target=self._run, args=(bell,), name="engine", daemon=True
            )
            self._pump.start()

    # From here on only the pump calls.

    def _run(self, bell: Connection) -> None:
        while not self._closing:
            try:
                self._turn(bell)
            except Exception:
                log.exception("The launcher of child processes was lost.")
                self._lose_launcher()
        with self._changed:
            self._lose_launcher()
            for end in (bell, cast(Connection, self._bell)):
                end.close()
            self._pump = self._bell = None
            self._wanted = self._closing = self._rung = False

    def _turn(self, bell: Connection) -> None:
        if self._wanted and self._launcher is None:
            self._launcher = self._start()
            self._set_ready(self._launcher.control is None)
        self._stop_jobs()
        self._start_jobs()
        control = self._launcher.control if self._launcher else None
        jobs = {job.child.connection: job for job in self._busy() if job.child}
        rest = patience(jobs.values())
        heard = wait([bell, *([control] if control else ()), *jobs], rest)
        for connection in cast(list[Connection], heard):
            if connection in jobs:
                self._hear(jobs[connection])
            else:
                connection.recv_bytes()
                self._rung = self._rung and connection is not bell
                self._set_ready(self._ready or connection is control)

    def _set_ready(self, ready: bool) -> None:
        with self._changed:
            self._ready = ready
            self._changed.notify_all()

    def _busy(self) -> list[Job]:
        with self._changed:
            return [job for job in self._jobs.values() if job.child]

    def _hear(self, job: Job) -> None:
        try:
            message = cast(Child, job.child).connection.recv()
        except (EOFError, OSError):
            self._settle(job)
            return
        with self._changed:
            job.take(*message)
            self._changed.notify_all()
        if job.over:
            self._settle(job)

    def _settle(self, job: Job) -> None:
        """End the job's process, and the job if its process ended first."""
        code = cast(Launcher, self._launcher).end(cast(Child, job.child))
        with self._changed:
            job.child = None
            if not job.over:
                log.warning("%s: its process ended with %s.", job.work.call, code)
                job.end("failed", why(code))
            forget(self._jobs)
            self._changed.notify_all()

    def _stop_jobs(self) -> None:
        for job in self._busy():
            tell(job)
            if how := ending(job):
                with self._changed:
                    self._over(job, *how)
                self._settle(job)

    def _start_jobs(self) -> None:
        while self._launcher and self._ready:
            with self._changed:
                job = next_job(self._jobs.values(), self.slots)
            if job is None:
                return
            child = self._launcher.launch(job.packed)
            with self._changed:
                job.child, job.began = child, time.monotonic()
                job.floor = memory(child) if job.work.limit_bytes else None
                job.state = job.state if job.over else "running"
            if job.over:
                self._settle(job)

    def _lose_launcher(self) -> None:
        lost, self._launcher = self._launcher, None
        if lost:
            lost.close()
        with self._changed:
            for job in self._jobs.values():
                job.lose(closing=self._closing, ready=self._ready)
            # One that never came up must not be tried again and again.
            self._wanted = self._ready
            self._set_ready(False)
