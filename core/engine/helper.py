"""The warm helper that forks a child for each job.

`python -m core.engine.helper <fd> preload` imports everything once, then forks on each
request of its parent. It never runs the parent's main script, and it ends with all its
children when the parent is gone, whatever the parent died of.
"""

import contextlib
import ctypes
import gc
import importlib
import logging
import os
import pkgutil
import signal
import sys
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from pathlib import Path

import core
from core import compiled
from core.engine.child import NICENESS, one_thread, run

DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl
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
    "numba",
)
KERNELS = ("core.shapley.tree_kernels", "core.shapley.net_kernels")
OWN = ("core.train", "core.explain", "core.summary", "core.table", "core.lab")
RIBS = (
    *("formats", "datasets", "traps"),
    *("models", "trainers", "explainers", "figures", "labs"),
)

log = logging.getLogger("core.engine")


def preload() -> None:
    """Import what jobs need, so that no job waits for it.

    A module that does not import costs its jobs time or makes them fail, with the
    reason; it must not take all other jobs along, so it is only reported.
    """
    named = ("sqlalchemy",) if os.environ.get("CROSSOVER_DATABASE") else ()
    for name in (*HEAVY, *named, *OWN, *_members()):
        try:
            importlib.import_module(name)
        except Exception as error:
            log.warning("%s is not preloaded: %s", name, error)
    if compiled.ready():
        warm_kernels()


def warm_kernels() -> None:
    """Load what explains models from the disk, or compile it there: half a minute."""
    for name in KERNELS:
        try:
            importlib.import_module(name).warm()
        except Exception as error:
            log.warning("%s is not ready: %s", name, error)


def compile_beside(control: Connection) -> None:
    """Compile what is not on the disk yet, in a child: no race has to wait for it."""
    helper = os.getpid()
    if os.fork() == 0:
        control.close()
        die_with(helper)
        with contextlib.suppress(Exception):
            warm_kernels()
            compiled.note_ready()
        os._exit(0)


def _members() -> list[str]:
    ribs = [(f"core.{rib}.", Path(core.__path__[0], rib)) for rib in RIBS]
    found = [pkgutil.iter_modules([str(folder)], name) for name, folder in ribs]
    return [info.name for members in found for info in members]


def favour_the_parent() -> None:
    """Let the system, when memory runs out, end a job and not the web process."""
    # Where the file does not exist or may not be written, the system decides.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")


def step_back() -> None:
    """Let the web process go before all jobs."""
    os.nice(NICENESS)
    # Linux may schedule each session as a group. Niceness counts only inside a group:
    # without this the jobs, in a session of their own, would share equally with it.
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(NICENESS))


def fork(control: Connection) -> int | str:
    """Fork a child on the pipe end that `control` brings; return its id, or why not."""
    handle, helper = recv_handle(control), os.getpid()
    try:
        pid = os.fork()
    except OSError as error:
        pid = str(error)
    if pid == 0:
        control.close()
        die_with(helper)
        favour_the_parent()
        run(Connection(handle))
    os.close(handle)
    return pid


def die_with(helper: int) -> None:
    """Let the system end this child with its helper, even in the midst of C code."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != helper:
        os._exit(1)


def end(pid: int, children: set[int]) -> int:
    """End a child if it still runs; return its exit code, or minus the signal.

    An id that is no longer one of these `children` may be anybody's: it is let be.
    """
    if pid not in children:
        return -signal.SIGKILL
    children.remove(pid)
    os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def serve(control: Connection, *, cold: bool = False) -> None:
    """Fork and end children on request, until the parent is gone.

    With `cold` kernels, they are loaded for all later children once they are compiled.
    """
    children: set[int] = set()
    try:
        control.send("ready")
        while True:
            asked = control.recv()
            if cold and compiled.ready():
                cold = False
                warm_kernels()
            answer = fork(control) if asked is None else end(asked, children)
            if asked is None and isinstance(answer, int):
                children.add(answer)
            control.send(answer)
    except (EOFError, OSError):
        os.killpg(0, signal.SIGKILL)


def main(fd: int, *wishes: str) -> None:
    """Be the helper: import everything if that is wished, then serve."""
    os.set_inheritable(fd, False)
    one_thread()
    if "preload" in wishes:
        preload()  # before stepping back: the first learner waits for it
    step_back()
    # Objects that no collection touches stay shared between all children.
    gc.collect()
    gc.freeze()
    control = Connection(fd)
    cold = "preload" in wishes and not compiled.ready()
    if cold:
        compile_beside(control)
    serve(control, cold=cold)


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
