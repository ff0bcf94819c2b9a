import os
import signal
import subprocess
import sys
import textwrap
import time
from functools import partial
from pathlib import Path

import pytest

from core.engine import Embedded, Work, start
from core.engine.jobs import KEEP_JOBS, Job, forget, next_job, place
from core.engine.launch import Forked, Spawned

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LIMIT = 100.0
BARE = partial(Forked, preload=False)

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture(scope="module")
def engine():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(HERE)
        engine = Embedded(slots=2, start=BARE)
        assert engine.warm(LIMIT)
        yield engine
        engine.close()


def work(name, *args, quick=False):
    return Work(call=f"engine_jobs:{name}", args=args, quick=quick)


def end(engine, name, *args):
    key = engine.submit(work(name, *args), again=True)
    return key, engine.wait(key, LIMIT)


def ends_within(seconds, pid):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_events_and_result_come_back_in_order(engine):
    key, status = end(engine, "count", 5000)
    assert (status.state, status.events, status.message) == ("finished", 5000, "")
    assert list(engine.events(key)) == list(range(5000))
    assert list(engine.events(key, 4998)) == [4998, 4999]
    assert engine.result(key) == 5000
    assert status.seconds > 0


def test_what_was_yielded_does_not_wait_for_the_next_step(engine):
    key = engine.submit(work("slow_after_two"))
    status = engine.wait(key, 5, since=1)
    assert (status.state, engine.events(key)) == ("running", (1, 2))
    engine.cancel(key)
    engine.wait(key, LIMIT)


def test_unknown_keys(engine):
    assert engine.status("nobody") is None
    assert list(engine.events("nobody")) == []
    engine.cancel("nobody")
    with pytest.raises(LookupError):
        engine.result("nobody")


@pytest.mark.parametrize(
    ("name", "message", "refused"),
    [
        ("refuse", "The file has no rows; bring one with rows.", True),
        ("not_applicable", "A forest has no layers.", True),
        ("fail", "KeyError: 'no such\\ncolumn'", False),
        ("nowhere", "AttributeError: module 'engine_jobs' has no attr", False),
        ("unreadable", "", False),
        ("leave", "The process that did this work ended without", False),
        (
            "die",
            "The process that did this work was ended by the system (signal 9)",
            False,
        ),
    ],
)
def test_failures_are_told_in_a_sentence(engine, name, message, refused):
    other = engine.submit(work("count", 5, 0.05, name))
    key, status = end(engine, name)
    assert (status.state, status.refused) == ("failed", refused)
    assert status.message.startswith(message)
    with pytest.raises(LookupError):
        engine.result(key)
    assert engine.wait(other, LIMIT).state == "finished"


def test_the_log_has_the_traceback_and_the_message_has_not(engine, caplog):
    _, status = end(engine, "fail")
    assert "Traceback" in caplog.text
    assert "Traceback" not in status.message
    assert "\n" not in status.message


def test_cancel_closes_the_generator(engine, tmp_path):
    key = engine.submit(work("closing", str(tmp_path / "trace")))
    engine.wait(key, LIMIT, since=0)
    began = time.monotonic()
    engine.cancel(key)
    assert engine.wait(key, LIMIT).state == "stopped"
    assert time.monotonic() - began < 2
    assert (tmp_path / "trace").read_text() == "closed"
    assert engine.events(key)


@pytest.mark.parametrize("name", ["stuck", "stubborn"])
def test_cancel_ends_what_does_not_answer(engine, name):
    key = engine.submit(work(name), again=True)
    engine.wait(key, LIMIT, since=0)
    began = time.monotonic()
    engine.cancel(key)
    status = engine.wait(key, LIMIT)
    assert time.monotonic() - began < 2
    assert (status.state, status.message) == ("stopped", "")
    assert engine.events(key) == ("before",)


def test_the_queue_keeps_its_order_and_quick_work_passes_it(tmp_path):
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(HERE)
        engine = Embedded(slots=1, start=BARE)
        blocker = engine.submit(work("stuck"))
        engine.wait(blocker, LIMIT, since=0)
        queued = [engine.submit(work("mark", n, str(tmp_path))) for n in "abc"]
        assert [engine.status(key).place for key in queued] == [0, 1, 2]
        engine.cancel(queued[1])
        assert engine.status(queued[1]).state == "stopped"
        quick = engine.submit(work("mark", "quick", str(tmp_path), quick=True))
        assert engine.wait(quick, LIMIT).state == "finished"
        assert engine.status(queued[0]).state == "queued"
        engine.cancel(blocker)
        for key in (queued[0], queued[2]):
            assert engine.wait(key, LIMIT).state == "finished"
        assert engine.result(queued[0]) < engine.result(queued[2])
        assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "c", "quick"]
        engine.close()


def test_equal_work_is_done_once_and_again_on_demand(engine, tmp_path):
    task = work("mark", "once", str(tmp_path))
    key = engine.submit(task)
    assert engine.submit(task) == key
    engine.wait(key, LIMIT)
    first = engine.result(key)
    engine.submit(task)
    assert engine.result(key) == first
    engine.submit(task, again=True)
    engine.wait(key, LIMIT)
    assert engine.result(key) > first


def test_stopped_work_starts_anew_when_submitted(engine):
    task = work("count", 40, 0.02)
    key = engine.submit(task)
    engine.wait(key, LIMIT, since=0)
    engine.cancel(key)
    assert engine.wait(key, LIMIT).state == "stopped"
    engine.submit(task)
    assert engine.wait(key, LIMIT).state == "finished"


def test_close_leaves_no_process_and_the_engine_can_be_used_again(monkeypatch):
    monkeypatch.syspath_prepend(HERE)
    engine = Embedded(slots=1, start=BARE)
    running, queued = engine.submit(work("whoami")), engine.submit(work("stuck"))
    engine.wait(running, LIMIT, since=0)
    assert engine.status(queued).state == "queued"
    pid = engine.events(running)[0]
    engine.close()
    assert {engine.status(key).state for key in (running, queued)} == {"stopped"}
    assert ends_within(10, pid)
    assert engine.submit(work("count", 2))
    assert engine.wait(work("count", 2).key, LIMIT).state == "finished"
    engine.close()
    engine.close()


def test_a_lost_helper_is_replaced(engine):
    key = engine.submit(work("stuck"), again=True)
    engine.wait(key, LIMIT, since=0)
    os.kill(engine._launcher._helper.pid, signal.SIGKILL)
    assert engine.wait(key, LIMIT).state == "failed"
    assert end(engine, "count", 3)[1].state == "finished"


def test_a_helper_that_cannot_start_fails_the_work_in_words():
    def broken():
        raise OSError("no more processes")

    engine = Embedded(start=broken)
    assert not engine.warm()
    _, status = end(engine, "count", 3)
    assert (status.state, status.refused) == ("failed", False)
    assert "could not be started" in status.message
    engine.close()


def test_spawned_children_do_the_same(monkeypatch):
    monkeypatch.syspath_prepend(HERE)
    engine = Embedded(slots=1, start=Spawned)
    key, status = end(engine, "count", 3)
    assert (status.state, engine.result(key)) == ("finished", 3)
    key = engine.submit(work("stuck"))
    engine.wait(key, LIMIT, since=0)
    engine.cancel(key)
    assert engine.wait(key, LIMIT).state == "stopped"
    assert end(engine, "die")[1].message.startswith("The process")
    engine.close()


PARENT = """
    import sys, time
    from core.engine import Embedded, Work
    engine = Embedded(slots=2)
    keys = [
        engine.submit(Work(call="engine_jobs:inside")),
        engine.submit(Work(call="engine_jobs:stuck")),
        engine.submit(Work(call="engine_jobs:stubborn", quick=True)),
    ]
    for key in keys:
        engine.wait(key, 100, since=0)
    engine.wait(keys[0], 100)
    found = engine.result(keys[0])
    assert not {"torch", "sklearn", "shap", "scipy"} & set(sys.modules)
    assert "streamlit" not in found["modules"], "streamlit"
    assert "torch._dynamo" in found["modules"], "dynamo"
    assert (found["threads"], found["number"]) == (1, 3.0)
    assert found["main"] == "core.engine.child", found["main"]
    assert found["priority"] >= 10
    print("ready", flush=True)
    time.sleep(300)
"""


def test_nothing_outlives_a_killed_parent_which_has_imported_nothing_heavy():
    path = os.pathsep.join((str(ROOT), str(HERE)))
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PARENT)],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with parent:
        ready = parent.stdout.readline()
        parent.kill()
        # Every child has this pipe as its stderr: it ends when the last of them has.
        _, said = parent.communicate(timeout=30)
    assert ready == "ready\n", said


def job(name, state="queued", quick=False, ended=None, size=0):
    return Job(
        work=work(name, quick=quick), packed=b"", state=state, ended=ended, size=size
    )


def test_the_oldest_ended_jobs_are_forgotten_and_no_others():
    jobs = {
        str(n): job("x", "finished", ended=1000.0 - n) for n in range(KEEP_JOBS + 2)
    }
    jobs["waiting"] = job("y")
    forget(jobs)
    assert len(jobs) == KEEP_JOBS + 1
    assert {"waiting", "0"} < set(jobs)
    jobs["large"] = job("z", "finished", ended=2000.0, size=2**40)
    forget(jobs)
    assert set(jobs) == {"waiting", "large"}


def test_who_goes_next():
    slow, quick = job("a"), job("b", quick=True)
    assert next_job([slow, quick], slots=1) is quick
    assert place([slow, quick], quick) == 0
    running = job("c", "running")
    running.child = object()
    assert next_job([running, slow], slots=1) is None
    assert next_job([running, slow, quick], slots=1) is quick


def test_one_engine_a_process():
    assert start() is start()


def test_who_waits_for_equal_work_is_known(engine):
    for owner in ("ann", "bob", ""):
        key = engine.submit(work("count", 100, 0.02), owner=owner)
    assert engine.owners(key) == {"ann", "bob"}
    engine.cancel(key)
    engine.wait(key, LIMIT)
    engine.submit(work("count", 100, 0.02), owner="cleo")
    assert engine.owners(key) == {"cleo"}
    engine.cancel(key)
    assert engine.owners("unknown") == frozenset()


def test_what_named_a_deleted_table_is_forgotten(engine):
    gone, _ = end(engine, "echo", "token-a")
    stays, _ = end(engine, "echo", "token-b")
    engine.forget("token-a")
    assert engine.status(gone) is None
    with pytest.raises(LookupError):
        engine.result(gone)
    assert engine.result(stays) == "token-b"


def test_work_on_a_deleted_table_is_stopped(engine):
    key = engine.submit(work("count", 10**6, 0.01, "token-c"))
    engine.wait(key, LIMIT, since=0)
    engine.forget("token-c")
    assert engine.wait(key, LIMIT).state == "stopped"


def limited(name, *args, **limits):
    return Work(call=f"engine_jobs:{name}", args=args, quick=True, **limits)


@pytest.mark.parametrize("name", ["stuck", "stubborn"])
def test_work_beyond_its_time_ends_with_the_figure(engine, name):
    other = engine.submit(work("count", 20, 0.05, name))
    key = engine.submit(limited(name, limit_s=0.4), again=True)
    status = engine.wait(key, LIMIT)
    assert (status.state, status.refused) == ("failed", True)
    assert status.message.startswith("Reading this table took more than 0.4 s")
    assert engine.events(key) == ("before",)
    assert engine.wait(other, LIMIT).state == "finished"


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_work_beyond_its_memory_ends_with_the_figure(engine):
    other = engine.submit(work("count", 20, 0.05, "large"))
    key = engine.submit(limited("large", 300, limit_bytes=100_000_000))
    status = engine.wait(key, LIMIT)
    assert (status.state, status.refused) == ("failed", True)
    assert "more than 100 MB of memory" in status.message
    assert engine.wait(other, LIMIT).state == "finished"


def test_work_within_its_limits_finishes(engine):
    key = engine.submit(
        limited("count", 10, 0.05, limit_s=60.0, limit_bytes=500_000_000)
    )
    assert engine.wait(key, LIMIT).state == "finished"
    assert engine.result(key) == 10


def test_a_person_who_stops_limited_work_is_not_told_of_the_limit(engine):
    key = engine.submit(limited("stuck", limit_s=30.0), again=True)
    engine.wait(key, LIMIT, since=0)
    engine.cancel(key)
    status = engine.wait(key, LIMIT)
    assert (status.state, status.message) == ("stopped", "")


def test_limits_are_no_part_of_the_key():
    plain = limited("count", 3)
    assert plain.key == limited("count", 3, limit_s=1.0, limit_bytes=10).key
