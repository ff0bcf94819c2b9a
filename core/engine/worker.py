"""What another machine runs: a Dask worker with one child process for each task.

`CROSSOVER_SCHEDULER=tcp://host:8786 python -m core.engine.worker` runs as many jobs at
once as this machine has cores, or as CROSSOVER_SLOTS says.

A Dask task that runs cannot be ended. So the task itself does nothing: it drives a
child process, sends home what that says, and ends it as soon as nobody wants the task.
"""

import contextlib
import logging
import os
import pickle
import signal
import sys
import threading
import time
from typing import Any

from core.engine.cores import processors
from core.engine.jobs import Job
from core.engine.launch import Child, Launcher, Lost, launcher
from core.engine.watch import ending, memory, tell
from core.engine.words import NO_PROCESS, why
from core.limits import limits

TOPIC = "crossover"
LOOK = 0.03  # seconds between two looks at whether a task is still wanted
GRACE = 0.15  # seconds in which a child may end by itself
WARM_S = 120.0  # in which a helper has imported everything, or there is none
PAUSE = 1.0  # seconds before a worker that lost its scheduler tries anew

QUIET = ("DASK_LOGGING__DISTRIBUTED", "warning")  # Dask tells of each coming and going

log = logging.getLogger("core.engine")


class Nursery:
    """The children of this process; several threads may ask at the same time."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._lock = threading.Lock()
        self._launcher: Launcher | None = None

    def warm(self) -> None:
        """Import in advance what jobs need."""
        with self._lock:
            self._ready()

    def launch(self, packed: bytes) -> Child:
        """Start a child; a helper that was lost is replaced. OSError if none comes."""
        with self._lock:
            try:
                return self._ready().launch(packed)
            except Lost:
                self._lose()
                return self._ready().launch(packed)

    def end(self, child: Child) -> int:
        """End a child if it runs; return its exit code, or minus the signal."""
        with self._lock:
            try:
                if self._launcher:
                    return self._launcher.end(child)
            except Lost:
                self._lose()
            return -signal.SIGKILL

    def close(self) -> None:
        """End every child."""
        with self._lock:
            self._lose()

    def _ready(self) -> Launcher:
        if self._launcher is None:
            self._launcher = launcher()
            control = self._launcher.control
            if control and not control.poll(WARM_S):
                self._lose()
                raise OSError("The helper process did not start.")
            if control:
                control.recv_bytes()
        return self._launcher

    def _lose(self) -> None:
        lost, self._launcher = self._launcher, None
        if lost:
            lost.close()


NURSERY = Nursery()
SAID: dict[str, list[bytes]] = {}  # what each running task has sent home so far


def perform(packed: bytes, key: str) -> tuple[Any, ...]:
    """Do a pickled Work in a child process; return its last message.

    This is the Dask task with that key. On the way, the items that the child yields are
    logged as events: those from index `first` on.
    """
    from distributed import get_worker

    SAID[key] = []
    try:
        return attempt(get_worker(), key, packed)
    finally:
        SAID.pop(key, None)


def attempt(worker: Any, key: str, packed: bytes) -> tuple[Any, ...]:
    """Do the task's Work in a child process that is gone afterwards."""
    job = Job(work=pickle.loads(packed), packed=packed)
    try:
        job.child = NURSERY.launch(packed)
    except (EOFError, OSError, RuntimeError) as error:
        return ("failed", NO_PROCESS.format(error), False, "")
    job.began = time.monotonic()
    job.floor = memory(job.child)
    tell_home(worker, key, 0, ())
    code = 0
    try:
        last = relay(worker, key, job, SAID[key])
    finally:
        code = NURSERY.end(job.child)
        job.child.connection.close()
    return last or ("failed", why(code, job.work), False, "")


def relay(worker: Any, key: str, job: Job, said: list[bytes]) -> tuple[Any, ...] | None:
    """Send home what the child says until its last message; None if it said none."""
    connection = job.child.connection if job.child else None
    while connection:
        if job.deadline is None and not wanted(worker, key):
            job.deadline = time.monotonic() + GRACE
            tell(job)
        if how := ending(job, time.monotonic()):
            state, *rest = how
            return (state, *rest, "") if state == "failed" else (state,)
        try:
            if not connection.poll(LOOK):
                continue
            kind, *rest = connection.recv()
        except (EOFError, OSError):
            break
        if kind != "items":
            return (kind, *rest)
        tell_home(worker, key, len(said), rest[0])
        said += rest[0]
    return None


def tell_home(worker: Any, key: str, first: int, items: Any) -> None:
    """Send items, which begin at index `first`, to every web server that listens."""
    news = {"key": key, "at": worker.address, "first": first, "items": list(items)}
    worker.log_event(TOPIC, news)


def wanted(worker: Any, key: str) -> bool:
    """Return whether anybody waits for the task and the worker is to go on."""
    task = worker.state.tasks.get(key)
    alive = worker.status.name in ("running", "paused")
    return alive and task is not None and task.state == "executing"


def said_so_far(key: str) -> list[bytes]:
    """Return what a running task has sent home: for a server that came later."""
    return list(SAID.get(key, ()))


async def serve(address: str, slots: int) -> None:
    """Be a worker of the scheduler at the address until asked to end.

    A scheduler that is gone is waited for: without it Dask's workers give up.
    """
    import asyncio

    from distributed import Worker

    end = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, end.set)
    while not end.is_set():
        worker = Worker(address, nthreads=slots, memory_limit=0, dashboard=False)
        work = asyncio.create_task(attend(worker))
        over = asyncio.create_task(end.wait())
        await asyncio.wait((work, over), return_when=asyncio.FIRST_COMPLETED)
        work.cancel()
        over.cancel()
        with contextlib.suppress(Exception):
            await worker.close(timeout=GRACE)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(end.wait(), PAUSE)


async def attend(worker: Any) -> None:
    """Connect to the scheduler and work for it until it is gone."""
    try:
        await worker
        slots = worker.state.nthreads
        log.warning("Working for %s, %d jobs at once.", worker.scheduler.address, slots)
        await worker.finished()
    except Exception as error:
        log.warning("This worker lost its scheduler: %s", error)


def main() -> None:
    """Run a worker, with its children, until a signal ends it."""
    address = os.environ.get("CROSSOVER_SCHEDULER", "").strip()
    if not address:
        sys.exit("Set CROSSOVER_SCHEDULER to the scheduler, such as tcp://host:8786.")
    import asyncio

    os.environ.setdefault(*QUIET)
    logging.basicConfig(format="%(message)s")
    NURSERY.warm()
    try:
        asyncio.run(serve(address, limits().slots or processors()))
    finally:
        NURSERY.close()


if __name__ == "__main__":
    # As the module that tasks name: this one is called __main__.
    from core.engine import worker

    worker.main()
