"""A Dask cluster on this machine, of processes of its own, for the tests."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
# A worker as it is run anywhere, but that its helper imports nothing in advance.
WORKER = """
from functools import partial
from core.engine import launch, worker
worker.launcher = partial(launch.Forked, preload=False)
worker.main()
"""


class LocalCluster:
    """A scheduler and workers that a test may kill; `folder` gets their logs."""

    def __init__(self, folder):
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.scheduler = None
        self.workers = []

    def start_scheduler(self, **settings):
        where = ("--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")
        self.scheduler = self._run(
            "scheduler", "-m", "dask", "scheduler", *where, **settings
        )

    def start_worker(self, slots=1, how=("-c", WORKER), **settings):
        number = len(self.workers)
        settings |= {"CROSSOVER_SLOTS": str(slots)}
        worker = self._run(f"worker-{number}", *how, **settings)
        self.workers.append(worker)
        return worker

    def kill(self, process):
        process.kill()
        process.wait()

    def close(self):
        for process in [*self.workers, self.scheduler]:
            if process and process.poll() is None:
                process.terminate()
        for process in [*self.workers, self.scheduler]:
            if process:
                process.wait(30)

    def log(self):
        return "\n".join(p.read_text() for p in sorted(self.folder.glob("*.log")))

    def _run(self, name, *args, **settings):
        env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")},
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(HERE))),
            "CROSSOVER_SCHEDULER": self.address,
            "DASK_TEMPORARY_DIRECTORY": str(self.folder),
            **settings,
        }
        with (self.folder / f"{name}.log").open("a") as log:
            return subprocess.Popen(
                [sys.executable, *args],
                env=env,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )


def until(true, seconds=120.0):
    """Return whether something becomes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False
