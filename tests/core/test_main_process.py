"""The command line as a process: its streams, its end, and what it leaves running."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from core.__main__ import DONE, FAILED, INTERRUPTED

SMALL = ["race", "--data", "moons?n=200", "--set", "mlp.epochs=5",
         "--set", "random_forest.n_estimators=5"]  # fmt: skip
ROOT = Path(__file__).parent.parent.parent


def process(*arguments, **given):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(
        [sys.executable, "-m", "core", *arguments], cwd=ROOT, **pipes | given
    )


def test_standard_output_is_one_document_and_the_rest_is_elsewhere(tmp_path):
    """Children that print, from Python and past it, must not spoil the answer."""
    noisy = tmp_path / "sitecustomize.py"
    noisy.write_text(
        "import os, sys\n"
        "if any('engine.helper' in word for word in sys.orig_argv):\n"
        "    print('noise', flush=True)\n"
        "    os.write(1, b'more noise\\n')\n"
    )
    paths = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    with process(*SMALL, "--json", env={**os.environ, "PYTHONPATH": paths}) as one:
        out, err = one.communicate(timeout=120)
    assert one.returncode == DONE, err
    assert len(json.loads(out)["runs"]) == 2
    assert "more noise" in err


@pytest.mark.parametrize(
    "arguments", [("race", "--data", "moons?n=100", "--models", "dummy"), ("--help",)]
)
def test_a_reader_that_goes_away_is_no_error(arguments):
    with process(*arguments) as one:
        one.stdout.close()
        assert one.stderr.read() == ""
    assert one.returncode in (DONE, FAILED)


def children(pid):
    """Return the processes below one, by Linux's own account."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            own = int(path.parent.name)
            found += [own, *children(own)]
    return found


def alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def soon(true):
    end = time.monotonic() + 100  # what is imported may have to come from a cold disk
    while not true():
        assert time.monotonic() < end
        threading.Event().wait(0.05)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
@pytest.mark.parametrize(
    "moment", ["warming up", pytest.param("training", marks=pytest.mark.slow)]
)
def test_an_interrupt_is_quiet_and_leaves_no_process(moment):
    wanted = 1 if moment == "warming up" else 2
    asked = ["race", "--data", "classification?n=50000", "--models", "random_forest"]
    with process(*asked, "--set", "random_forest.n_estimators=1000") as one:
        soon(lambda: len(children(one.pid)) >= wanted)
        below = children(one.pid)
        one.send_signal(signal.SIGINT)
        out, err = one.communicate(timeout=30)
    assert (one.returncode, out, err) == (INTERRUPTED, "", "")
    soon(lambda: not any(alive(pid) for pid in below))
