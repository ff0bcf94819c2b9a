"""The near side of child processes: how they are started and ended.

`Forked` asks a warm helper (see `helper`) and has a child within some 10 ms. `Spawned`
starts a fresh interpreter for each job, where a process cannot fork.
"""

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from multiprocessing import spawn
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any, Protocol

# -P, and PYTHONPATH below: the helper imports from exactly where this process does.
HELPER = (sys.executable, "-P", "-m", "core.engine.helper")
ANSWER_S = 20.0  # a helper that is silent for so long has gone


@dataclass(frozen=True, eq=False)
class Child:
    """A process that does one job; `handle` is what its launcher knows it by."""

    connection: Connection
    handle: Any


class Lost(OSError):
    """The launcher itself does not answer any more."""


class Launcher(Protocol):
    """What the engine needs from either way of starting a process."""

    @property
    def control(self) -> Connection | None:
        """Return what becomes readable when the launcher is ready or gone, if any."""
        ...

    def launch(self, packed: bytes) -> Child:
        """Start a child on a pickled Work.

        Raises OSError when this one cannot start, and Lost when none can.
        """
        ...

    def end(self, child: Child) -> int:
        """End the child if it runs; return its exit code, or minus the signal.

        Raises Lost when the launcher has to be closed, which ends all children.
        """
        ...

    def close(self) -> None:
        """End every child."""
        ...


class Forked:
    """Children forked from one helper process that has everything imported."""

    def __init__(self, *, preload: bool = True) -> None:
        """Start the helper, which says "ready" once it has imported what jobs need."""
        self.control, theirs = Pipe()
        fd = theirs.fileno()
        self._helper = subprocess.Popen(
            [*HELPER, str(fd), *(["preload"] if preload else [])],
            env={**os.environ, "PYTHONPATH": _path()},
            pass_fds=[fd],
            stdin=subprocess.DEVNULL,
            stdout=2,
            start_new_session=True,
        )
        theirs.close()

    def launch(self, packed: bytes) -> Child:
        """Have a child forked; needs the helper's "ready" to have been read."""
        from multiprocessing.reduction import send_handle

        ours, theirs = Pipe()
        with theirs:
            try:
                self.control.send(None)
                send_handle(self.control, theirs.fileno(), self._helper.pid)
            except OSError as error:
                raise Lost(str(error)) from error
            answer = self._answer()
        if isinstance(answer, str):
            ours.close()
            raise OSError(answer)
        with contextlib.suppress(BrokenPipeError):  # who reads it finds it ended
            ours.send_bytes(packed)
        return Child(ours, answer)

    def _answer(self) -> Any:
        try:
            if self.control.poll(ANSWER_S):
                return self.control.recv()
        except (EOFError, OSError) as error:
            raise Lost(str(error)) from error
        raise Lost("no answer")

    def end(self, child: Child) -> int:
        """Have the child ended by its own parent, so that no other process is hit.

        After Lost this launcher must be closed: a late answer would be taken for that
        to the next question.
        """
        try:
            self.control.send(child.handle)
        except OSError as error:
            raise Lost(str(error)) from error
        return self._answer()

    def close(self) -> None:
        """End the helper's whole process group."""
        # Until wait() below its id cannot belong to another process.
        if self._helper.returncode is None:
            os.killpg(self._helper.pid, signal.SIGKILL)
            self._helper.wait()
        self.control.close()


class Spawned:
    """A fresh interpreter for each job."""

    control = None

    def __init__(self) -> None:
        """Start nothing yet."""
        self._running: set[multiprocessing.process.BaseProcess] = set()

    def launch(self, packed: bytes) -> Child:
        """Start an interpreter; it imports what its job needs, which takes seconds."""
        from core.engine.child import run

        ours, theirs = Pipe()
        with theirs:
            context = multiprocessing.get_context("spawn")
            preparing: Any = spawn
            preparing.get_preparation_data = without_main
            process = context.Process(target=run, args=(theirs,), daemon=True)
            process.start()
        self._running.add(process)
        ours.send_bytes(packed)
        return Child(ours, process)

    def end(self, child: Child) -> int:
        """Kill the process if it runs and return its exit code."""
        child.handle.kill()
        child.handle.join()
        self._running.discard(child.handle)
        return child.handle.exitcode

    def close(self) -> None:
        """Kill every process."""
        for process in self._running:
            process.kill()
            process.join()
        self._running.clear()


_PREPARED = spawn.get_preparation_data


def without_main(name: str) -> dict[str, object]:
    """Return what a spawned child prepares, without our main module.

    A child runs that again, and under Streamlit it is the page on the screen.
    """
    prepared = _PREPARED(name)
    return {k: v for k, v in prepared.items() if not k.startswith("init_main")}


def launcher(*, preload: bool = True) -> Launcher:
    """Start the best launcher that this system has."""
    return Forked(preload=preload) if hasattr(os, "fork") else Spawned()


def _path() -> str:
    return os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)
