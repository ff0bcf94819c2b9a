"""The far side: what runs in the process of one job."""

import contextlib
import importlib
import os
import pickle
import sys
import threading
import time
import traceback
from collections.abc import Generator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

from core.engine.words import too_large
from core.engine.work import Work
from core.errors import NotApplicable, Refused

PAUSE = 0.1  # seconds between two letters home, and two looks for one from there
NICENESS = 10
ONE_THREAD = (
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "NUMBA_NUM_THREADS",
)
SLACK = 250_000_000  # bytes that may be asked for without being used
NO_MEMORY = "can't allocate memory"  # how torch says it


class Stopped(Exception):
    """The parent asked for the job to stop."""


class Mail:
    """What a job sends home: at once, or in batches when it yields often.

    A second thread sends what waits, hears a request to stop, and ends the process
    when the parent is gone.
    """

    def __init__(self, connection: Connection) -> None:
        """Listen to the parent from now on."""
        self.stopping = False
        self._connection = connection
        self._batch: list[bytes] = []
        self._sent = 0.0
        self._lock = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()

    def put(self, item: Any) -> None:
        """Send one item, at most PAUSE seconds from now."""
        # Pickled here, so that what cannot be pickled fails in the job's own thread.
        data = pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
        with self._lock:
            self._batch.append(data)
            if time.monotonic() - self._sent >= PAUSE:
                self._flush()

    def end(self, last: tuple[Any, ...]) -> None:
        """Send what waits, then the last message."""
        with self._lock:
            self._flush()
            self._connection.send(last)

    def _flush(self) -> None:
        if self._batch:
            self._connection.send(("items", self._batch))
            self._batch = []
            self._sent = time.monotonic()

    def _listen(self) -> None:
        try:
            while True:
                if self._connection.poll(PAUSE):
                    self._connection.recv_bytes()
                    self.stopping = True
                with self._lock:
                    self._flush()
        except (EOFError, OSError):
            os._exit(1)


def drive(generator: Generator[Any, None, Any], mail: Mail) -> Any:
    """Send what the generator yields and return its value; Stopped when asked."""
    while True:
        try:
            item = next(generator)
        except StopIteration as end:
            return end.value
        mail.put(item)
        if mail.stopping:
            generator.close()
            raise Stopped


def perform(work: Work, mail: Mail) -> Any:
    """Call the work's function by name and drive the generator that it returns."""
    module, _, name = work.call.partition(":")
    function = getattr(importlib.import_module(module), name)
    if not work.quick and hasattr(os, "nice"):
        os.nice(NICENESS // 2)  # a page that waits goes before training
    return drive(function(*work.args), mail)


def outcome(packed: bytes, mail: Mail) -> tuple[Any, ...]:
    """Do the work and return the last message: finished, stopped or failed."""
    work = pickle.loads(packed)
    try:
        hold(work.limit_bytes)
        value = perform(work, mail)
        return ("finished", pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
    except Stopped:
        return ("stopped",)
    except (Refused, NotApplicable) as no:
        return ("failed", str(no), True, "")
    except BaseException as error:
        if isinstance(error, MemoryError) or NO_MEMORY in str(error):
            return ("failed", too_large(work), True, "")
        text = " ".join(f"{type(error).__name__}: {error}".split())
        return ("failed", text[:300], False, traceback.format_exc())


def hold(limit_bytes: int | None) -> None:
    """Have the system refuse what goes far beyond the limit at one stroke.

    The parent looks at what is used, ten times a second; this is for what comes in
    between. Where the system does not tell how much there is, it does nothing.
    """
    if limit_bytes is None:
        return
    with contextlib.suppress(OSError, ValueError, ImportError):
        import resource

        status = Path("/proc/self/status").read_text()
        held = int(status.partition("VmData:")[2].split()[0]) * 1024
        most = held + limit_bytes * 5 // 4 + SLACK
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def run(connection: Connection) -> NoReturn:
    """Do the one job that the connection brings, then end this process."""
    try:
        one_thread()
        packed = connection.recv_bytes()
        mail = Mail(connection)
        mail.end(outcome(packed, mail))
    finally:
        os._exit(0)


def one_thread() -> None:
    """Hold every numerical library to one thread: jobs share the machine, not a job."""
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)
