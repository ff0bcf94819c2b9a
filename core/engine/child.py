"""The far side: a warm helper that forks, and the one job that each fork does.

`python -m core.engine.child <fd> preload` is the helper. It imports everything once,
then forks a child for each request of the parent. It never runs the parent's main
script, and it ends with all its children when the parent is gone, whatever the parent
died of.
"""

import contextlib
import gc
import importlib
import logging
import os
import pickle
import pkgutil
import signal
import sys
import threading
import time
import traceback
from collections.abc import Generator
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from pathlib import Path
from typing import Any, NoReturn

import core
from core.engine.work import Work
from core.errors import NotApplicable, Refused

PAUSE = 0.05
NICENESS = 10
ONE_THREAD = (
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "NUMBA_NUM_THREADS",
)
# torch._dynamo: without it the first optimizer of every job imports it, 0.7 to 1 s.
HEAVY = (
    "torch",
    "torch._dynamo",
    "pandas",
    "pyarrow.feather",
    "pyarrow.parquet",
    "scipy.stats",
    "sklearn.compose",
    "sklearn.datasets",
    "sklearn.dummy",
    "sklearn.ensemble",
    "sklearn.impute",
    "sklearn.inspection",
    "sklearn.linear_model",
    "sklearn.metrics",
    "sklearn.model_selection",
    "sklearn.pipeline",
    "sklearn.preprocessing",
    "shap",
)
OWN = ("core.train", "core.explain", "core.summary", "core.table", "core.lab")
RIBS = (
    *("formats", "datasets", "traps"),
    *("models", "trainers", "explainers", "figures", "labs"),
)

log = logging.getLogger("core.engine")


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
    try:
        value = perform(pickle.loads(packed), mail)
        return ("finished", pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
    except Stopped:
        return ("stopped",)
    except (Refused, NotApplicable) as no:
        return ("failed", str(no), True, "")
    except BaseException as error:
        text = " ".join(f"{type(error).__name__}: {error}".split())
        return ("failed", text[:300], False, traceback.format_exc())


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


def preload() -> None:
    """Import what jobs need, so that no job waits for it.

    A module that does not import costs its jobs time or makes them fail, with the
    reason; it must not take all other jobs along, so it is only reported.
    """
    for name in (*HEAVY, *OWN, *_members()):
        try:
            importlib.import_module(name)
        except Exception as error:
            log.warning("%s is not preloaded: %s", name, error)


def _members() -> list[str]:
    ribs = [(f"core.{rib}.", Path(core.__path__[0], rib)) for rib in RIBS]
    found = [pkgutil.iter_modules([str(folder)], name) for name, folder in ribs]
    return [info.name for members in found for info in members]


def favour_the_parent() -> None:
    """Let the system, when memory runs out, end a job and not the web process."""
    # Where the file does not exist or may not be written, the system decides.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")


def fork(control: Connection) -> int:
    """Fork a child on the pipe end that `control` brings and return its process id."""
    handle = recv_handle(control)
    if pid := os.fork():
        os.close(handle)
        return pid
    control.close()
    favour_the_parent()
    run(Connection(handle))


def end(pid: int) -> int:
    """End a child if it still runs; return its exit code, or minus the signal."""
    os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def serve(control: Connection) -> None:
    """Fork and end children on request, until the parent is gone."""
    try:
        control.send("ready")
        while True:
            pid = control.recv()
            control.send(end(pid) if pid else fork(control))
    except (EOFError, OSError):
        os.killpg(0, signal.SIGKILL)


def main(fd: int, *wishes: str) -> None:
    """Be the helper: import everything if that is wished, then serve."""
    os.set_inheritable(fd, False)
    os.nice(NICENESS)
    one_thread()
    if "preload" in wishes:
        preload()
    # Objects that no collection touches stay shared between all children.
    gc.collect()
    gc.freeze()
    serve(Connection(fd))


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
