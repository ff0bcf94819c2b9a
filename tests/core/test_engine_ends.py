"""However a server ends, no process of it stays; and a lost helper is replaced."""

import os
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
from contextlib import suppress
from multiprocessing.connection import Pipe

import pytest

from core.engine import Embedded, launch, worker
from core.engine.launch import Child, Spawned
from tests.core.engines import (
    BARE,
    HERE,
    LIMIT,
    NEEDS_FORK,
    ROOT,
    bare_engine,
    end,
    gone,
    until,
    work,
)

pytestmark = NEEDS_FORK
engine = pytest.fixture(scope="module")(bare_engine)

SERVER = """
    import sys, time
    from functools import partial
    from core.engine import Embedded, Work
    from core.engine.launch import Forked
    engine = Embedded(slots=2, start=partial(Forked, preload="preload" in sys.argv))
    first = "inside" if "preload" in sys.argv else "whoami"
    keys = [
        engine.submit(Work(call=f"engine_jobs:{first}")),
        engine.submit(Work(call="engine_jobs:stuck")),
        engine.submit(Work(call="engine_jobs:stubborn", quick=True)),
    ]
    queued = engine.submit(Work(call="engine_jobs:stuck", args=("queued",)))
    for key in keys:
        engine.wait(key, 100, since=0)
    print(engine._pump.launcher._helper.pid, flush=True)
    if "preload" in sys.argv:
        engine.wait(keys[0], 100)
        found = engine.result(keys[0])
        assert not {"torch", "sklearn", "shap", "scipy"} & set(sys.modules)
        assert "streamlit" not in found["modules"], "streamlit"
        assert "torch._dynamo" in found["modules"], "dynamo"
        assert (found["threads"], found["number"]) == (1, 3.0)
        assert found["main"] == "core.engine.helper", found["main"]
        assert found["priority"] >= 10
    print("ready", flush=True)
    try:
        time.sleep(300)
    finally:
        if "close" in sys.argv:
            engine.close()
"""


def ends_with_everything(kill, *wishes):
    """Start a server with work under way, kill it and wait for its last process."""
    server = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SERVER), *wishes],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(HERE)))},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with server:
        helper = server.stdout.readline()
        ready = server.stdout.readline()
        if ready:
            kill(server, int(helper))
        # Every child has this pipe as its stderr: it ends when the last of them has.
        _, said = server.communicate(timeout=30)
    assert ready == "ready\n", said


def test_nothing_outlives_a_killed_server_which_has_imported_nothing_heavy():
    ends_with_everything(lambda server, _: server.kill(), "preload")


@pytest.mark.parametrize(
    ("number", "wish"),
    [(signal.SIGTERM, ""), (signal.SIGINT, ""), (signal.SIGINT, "close")],
)
def test_nothing_outlives_a_server_that_is_told_to_end(number, wish):
    ends_with_everything(lambda server, _: server.send_signal(number), wish)


def test_nothing_outlives_a_server_and_its_helper_killed_at_once():
    def kill(server, helper):
        os.kill(helper, signal.SIGSTOP)  # so that it cannot do anything about it
        server.kill()
        os.kill(helper, signal.SIGKILL)

    ends_with_everything(kill)


def test_a_lost_helper_is_replaced_and_the_queue_goes_on(engine):
    running = [engine.submit(work("stubborn_once")), engine.submit(work("stuck"))]
    for key in running:
        engine.wait(key, LIMIT, since=0)
    queued = engine.submit(work("count", 3, 0.0, "queued"))
    (pid,) = engine.events(running[0])
    os.kill(engine._pump.launcher._helper.pid, signal.SIGKILL)
    for key in running:
        status = engine.wait(key, LIMIT)
        assert status.state == "failed"
        assert status.message.startswith("The process that did this work was ended")
    assert engine.wait(queued, LIMIT).state == "finished"
    assert until(lambda: gone(pid))


def test_a_helper_lost_while_it_idles_is_replaced(engine):
    lost = engine._pump.launcher._helper.pid
    os.kill(lost, signal.SIGKILL)
    assert until(lambda: gone(lost))
    assert end(engine, "count", 4)[1].state == "finished"


def test_a_helper_that_hangs_is_replaced_and_never_answers_late(engine, monkeypatch):
    key = engine.submit(work("whoami", "hangs"))
    engine.wait(key, LIMIT, since=0)
    (pid,) = engine.events(key)
    hangs = engine._pump.launcher._helper.pid
    monkeypatch.setattr(launch, "ANSWER_S", 0.1)
    os.kill(hangs, signal.SIGSTOP)
    engine.withdraw(key, "")
    assert engine.wait(key, LIMIT).state == "stopped"
    assert until(lambda: engine._pump.launcher is None or gone(hangs))
    monkeypatch.setattr(launch, "ANSWER_S", LIMIT)
    with suppress(ProcessLookupError):
        os.kill(hangs, signal.SIGCONT)
    assert until(lambda: gone(pid))
    assert engine.warm(LIMIT)
    for word in ("one", "two"):
        assert end(engine, "echo", word)[1].state == "finished"


def test_a_worker_replaces_a_helper_that_hangs(monkeypatch, request):
    monkeypatch.setattr(worker, "launcher", BARE)
    nursery = worker.Nursery()
    nursery.warm()
    hung = nursery._launcher
    request.addfinalizer(hung.close)  # a process that is stopped never ends
    child = nursery.launch(pickle.dumps(work("stuck")))
    monkeypatch.setattr(launch, "ANSWER_S", 0.1)
    os.kill(hung._helper.pid, signal.SIGSTOP)
    assert nursery.end(child) == -signal.SIGKILL
    monkeypatch.setattr(launch, "ANSWER_S", LIMIT)
    assert until(lambda: gone(child.handle))
    nursery.warm()
    assert nursery.launch(pickle.dumps(work("stuck"))).handle
    nursery.close()


def test_a_helper_ends_no_process_but_its_own_living_children():
    launcher, (ours, _) = BARE(), Pipe()
    assert launcher.control.recv() == "ready"
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=-1) as other:
        assert launcher.end(Child(ours, other.pid)) == -signal.SIGKILL
        child = launcher.launch(pickle.dumps(work("stuck")))
        for _ in range(2):
            assert launcher.end(child) == -signal.SIGKILL
        assert gone(child.handle)
        other.communicate(b"\n")
    assert other.returncode == 0
    launcher.close()


@pytest.mark.parametrize("how", ["again", "forget"])
def test_work_dropped_while_its_process_starts_leaves_none(engine, monkeypatch, how):
    launcher = engine._pump.launcher
    real, starts, go, pids = launcher.launch, threading.Event(), threading.Event(), []

    def slow(packed):
        starts.set()
        assert go.wait(LIMIT)
        child = real(packed)
        pids.append(child.handle)
        return child

    monkeypatch.setattr(launcher, "launch", slow)
    key = engine.submit(work("whoami", how), owner="ann")
    assert starts.wait(LIMIT)
    if how == "again":
        engine.withdraw(key, "ann")
        engine.submit(work("whoami", how), owner="bob")
    else:
        engine.forget(how)
    go.set()
    assert until(lambda: pids and gone(pids[0]))
    if how == "again":
        engine.wait(key, LIMIT, since=0)
        assert list(engine.events(key)) == pids[1:]
        engine.withdraw(key, "bob")
        assert engine.wait(key, LIMIT).state == "stopped"
    else:
        assert engine.status(key) is None


def test_a_helper_that_cannot_start_fails_the_work_in_words():
    tried = []

    def broken():
        tried.append(1)
        raise OSError("no more processes")

    engine = Embedded(start=broken)
    assert not engine.warm()
    assert len(tried) > 1
    _, status = end(engine, "count", 3)
    assert (status.state, status.refused) == ("failed", False)
    assert "could not be started" in status.message
    engine.close()


def test_a_process_that_cannot_start_fails_its_job_alone(engine, monkeypatch):
    stays = engine.submit(work("count", 20, 0.05, "stays"))
    engine.wait(stays, LIMIT, since=0)
    launcher = engine._pump.launcher
    real = launcher.launch

    def launch(packed):
        if b"refuse" in packed:
            raise OSError("Cannot allocate memory")
        return real(packed)

    monkeypatch.setattr(launcher, "launch", launch)
    _, status = end(engine, "refuse")
    assert "No process could be started" in status.message
    assert end(engine, "count", 5)[1].state == "finished"
    assert engine.wait(stays, LIMIT).state == "finished"


def test_close_leaves_no_process_and_the_engine_can_be_used_again(monkeypatch):
    monkeypatch.syspath_prepend(HERE)
    engine = Embedded(slots=1, start=BARE)
    running, queued = engine.submit(work("whoami")), engine.submit(work("stuck"))
    engine.wait(running, LIMIT, since=0)
    assert engine.status(queued).state == "queued"
    pid = engine.events(running)[0]
    engine.close()
    assert {engine.status(key).state for key in (running, queued)} == {"stopped"}
    assert until(lambda: gone(pid))
    assert engine.submit(work("count", 2))
    assert engine.wait(work("count", 2).key, LIMIT).state == "finished"
    engine.close()
    engine.close()


def test_spawned_children_do_the_same(monkeypatch):
    monkeypatch.syspath_prepend(HERE)
    engine = Embedded(slots=1, start=Spawned)
    key, status = end(engine, "count", 3)
    assert (status.state, engine.result(key)) == ("finished", 3)
    key = engine.submit(work("stubborn_once"), owner="ann")
    engine.wait(key, LIMIT, since=0)
    (pid,) = engine.events(key)
    queued = engine.submit(work("count", 4), owner="bob")
    engine.withdraw(key, "ann")
    assert engine.wait(key, LIMIT).state == "stopped"
    assert until(lambda: gone(pid))
    assert engine.wait(queued, LIMIT).state == "finished"
    assert end(engine, "die")[1].message.startswith("The process")
    engine.close()
