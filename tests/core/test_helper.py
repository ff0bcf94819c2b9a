"""What the helper compiles beside its jobs, and when it takes that up."""

import os
import threading
from multiprocessing import Pipe

import pytest

from core import compiled
from core.engine import helper
from tests.core.engines import NEEDS_FORK, until

pytestmark = NEEDS_FORK


@pytest.fixture
def kernels(tmp_path, monkeypatch):
    """An empty place to keep kernels in."""
    monkeypatch.setenv("CROSSOVER_KERNELS", str(tmp_path / "kernels"))
    compiled.folder.cache_clear()
    yield
    compiled.folder.cache_clear()


def compile_in_a_child(monkeypatch, warm):
    """Compile beside this process, with another way to do it; wait for its end."""
    pids, fork = [], os.fork

    def forked():
        pids.append(fork())
        return pids[-1]

    monkeypatch.setattr(helper, "warm_kernels", warm)
    monkeypatch.setattr(helper.os, "fork", forked)
    with Pipe()[0] as control:
        helper.compile_beside(control)
        assert not control.closed  # only the child's copy is
    return os.waitstatus_to_exitcode(os.waitpid(pids[0], 0)[1])


def test_what_a_child_has_compiled_counts_as_ready(kernels, monkeypatch):
    assert not compiled.ready()
    assert compile_in_a_child(monkeypatch, lambda: None) == 0
    assert compiled.ready()


def test_a_child_that_fails_leaves_the_kernels_cold(kernels, monkeypatch):
    def fail():
        raise MemoryError

    assert compile_in_a_child(monkeypatch, fail) == 0
    assert not compiled.ready()


def test_jobs_do_not_wait_for_kernels_and_later_ones_have_them(monkeypatch):
    there, warmed, ended = [], [], []
    monkeypatch.setattr(helper.compiled, "ready", lambda: bool(there))
    monkeypatch.setattr(helper, "warm_kernels", lambda: warmed.append(len(there)))
    monkeypatch.setattr(helper, "fork", lambda control: "a job")
    monkeypatch.setattr(helper.os, "killpg", lambda *group: ended.append(group))
    ours, theirs = Pipe()
    serving = threading.Thread(
        target=helper.serve, args=(theirs,), kwargs={"cold": True}
    )
    serving.start()

    def job():
        ours.send(None)
        return ours.recv()

    assert ours.recv() == "ready"
    assert job() == "a job"
    assert not warmed
    there.append("compiled")
    assert [job(), job()] == ["a job", "a job"]
    assert warmed == [1]
    ours.close()
    assert until(lambda: ended)
    serving.join()
    theirs.close()
