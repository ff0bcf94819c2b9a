"""The thread that starts, hears and ends child processes.

One thread, the pump, starts and ends them. Another for each child reads what it sends,
so that half a message of one holds up nobody else.
"""

import logging
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe, wait
from typing import cast

from core.engine.book import Book
from core.engine.jobs import Job, busy, unpacked
from core.engine.launch import Child, Launcher, Lost
from core.engine.watch import ending, memory, patience, tell
from core.engine.words import NO_PROCESS, why

WARM_S = 4.0  # until a launcher is ready
SWEEP = 0.5  # seconds between two looks at who is still there
TRIES = 2
PAUSE_S = 0.2  # before another try
READER_S = 1.0

log = logging.getLogger(__name__)


class Pump:
    """What makes the jobs of a book happen."""

    def __init__(self, book: Book, start: Callable[[], Launcher]) -> None:
        """Start nothing yet."""
        self.ready = self.wanted = False
        self.launcher: Launcher | None = None
        self._book = book
        self._start = start
        self._failures = 0
        self._closing = self._rung = False
        self._thread: threading.Thread | None = None
        self._bell: Connection | None = None
        self._ringing = threading.Lock()  # nobody writes to a bell that is closed
        self._swept = 0.0

    def ring(self, *, wanted: bool = False) -> None:
        """Have somebody look at the book at once; the caller does not hold its lock.

        Whoever writes to a pipe stands back for all other threads, and whoever holds
        the lock then makes all of them wait.
        """
        with self._book.changed:
            if wanted and not self.wanted:
                self.wanted, self._failures = True, 0
            if not self._bell:
                self._begin_thread()
                return
            if self._rung:
                return  # once is enough, and a full pipe would block
            self._rung = True
        with self._ringing:
            if self._bell:
                self._bell.send_bytes(b"")

    def _begin_thread(self) -> None:
        if self.wanted:
            bell, self._bell = Pipe(duplex=False)
            self._thread = threading.Thread(
                target=self._run, args=(bell,), name="engine", daemon=True
            )
            self._thread.start()

    def close(self) -> None:
        """End every job and every process."""
        with self._book.changed:
            thread = self._thread
            self._closing = thread is not None
        self.ring()
        if thread:
            thread.join()

    # From here on only the pump calls.

    def _run(self, bell: Connection) -> None:
        while not self._closing:
            try:
                self._turn(bell)
            except Exception:
                log.exception("The launcher of child processes was lost.")
                self._lose_launcher()
                time.sleep(PAUSE_S)
        self._lose_launcher()
        with self._book.changed, self._ringing:
            for end in (bell, cast(Connection, self._bell)):
                end.close()
            self._thread = self._bell = None
            self.wanted = self._closing = self._rung = False

    def _turn(self, bell: Connection) -> None:
        if self.wanted and self.launcher is None:
            self._book.ready_at = time.monotonic() + WARM_S
            self.launcher = self._start()
            self._set_ready(self.launcher.control is None)
        self._stop_jobs()
        self._start_jobs()
        control = self.launcher.control if self.launcher else None
        heard = wait([bell, *([control] if control else ())], self._rest())
        for connection in cast(list[Connection], heard):
            connection.recv_bytes()
            self._rung = self._rung and connection is not bell
            self._set_ready(self.ready or connection is control)

    def _rest(self) -> float | None:
        """Return for how long nothing can be due; None for ever."""
        now = time.monotonic()
        with self._book.changed:
            if now - self._swept >= SWEEP:
                self._swept = now
                self._book.deserted(now)
            jobs = self._book.jobs.values()
            rests = [patience(busy(jobs), now)]
            if not all(job.over for job in jobs):
                rests.append(SWEEP)
        return min((rest for rest in rests if rest is not None), default=None)

    def _set_ready(self, ready: bool) -> None:
        with self._book.changed:
            if ready and not self.ready:
                self._failures, self._book.ready_at = 0, 0.0
            self.ready = ready
            self._book.changed.notify_all()

    def _stop_jobs(self) -> None:
        with self._book.changed:
            running = busy(self._book.jobs.values())
        for job in running:
            tell(job)
            if not job.over and (how := ending(job, time.monotonic())):
                with self._book.changed:
                    self._book.over(job, *how)
            if job.over or job.silent:
                self._settle(job)

    def _settle(self, job: Job) -> None:
        """End the job's process, and the job if its process ended first."""
        child = cast(Child, job.child)
        code = cast(Launcher, self.launcher).end(child)
        self._release(job)
        with self._book.changed:
            if not job.over:
                log.warning("%s: its process ended with %s.", job.work.call, code)
                self._book.over(job, "failed", why(code, job.work))
            self._book.leave(job)
            self._book.settled()

    def _release(self, job: Job) -> None:
        """Wait for the reader of an ended process, then close what it read from."""
        if job.reader:
            # Longer only if something else holds the other end of its pipe.
            job.reader.join(READER_S)
        if job.child:
            job.child.connection.close()

    def _start_jobs(self) -> None:
        while self.launcher and self.ready:
            with self._book.changed:
                job = self._book.next()
            if job is None:
                return
            job.tries += 1
            try:
                self._begin(job, self.launcher.launch(job.packed))
            except (Lost, OSError, RuntimeError) as error:
                if isinstance(error, Lost) and job.tries < TRIES:
                    raise
                log.exception("%s: no process could be started.", job.work.call)
                with self._book.changed:
                    self._book.over(job, "failed", NO_PROCESS.format(error))
                if isinstance(error, Lost):
                    raise

    def _begin(self, job: Job, child: Child) -> None:
        reader = threading.Thread(target=self._read, args=(job, child), daemon=True)
        floor = memory(child)
        with self._book.changed:
            job.child, job.reader, job.floor = child, reader, floor
            self._book.begin(job, time.monotonic())
        reader.start()

    def _read(self, job: Job, child: Child) -> None:
        """Take in what one child sends, in a thread of its own, until it ends."""
        try:
            while not job.over:
                news = unpacked(job.work.call, child.connection.recv_bytes())
                with self._book.changed:
                    job.take(*news)
                    self._book.changed.notify_all()
        except (EOFError, OSError, MemoryError):
            pass  # the pump finds out what the process died of
        finally:
            job.silent = True
            self.ring()

    def _lose_launcher(self) -> None:
        lost, self.launcher = self.launcher, None
        if lost:
            lost.close()
        self._failures += 1
        with self._book.changed:
            hopeless = not self.ready and self._failures >= TRIES
            jobs = list(self._book.jobs.values())
        for job in jobs:
            if job.child:
                self._release(job)
        with self._book.changed:
            for job in self._book.jobs.values():
                job.lose(closing=self._closing, hopeless=hopeless)
                self._book.leave(job)
            # One that never came up must not be tried again and again.
            self.wanted = not hopeless and not self._closing
            self._book.settled()
        self._set_ready(False)
