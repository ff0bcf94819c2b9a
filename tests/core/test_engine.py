"""Work in child processes: what comes back, and what failures say."""

import time

import pytest

from core.engine import Embedded, start
from tests.core.engines import (
    BARE,
    HERE,
    LIMIT,
    NEEDS_FORK,
    bare_engine,
    end,
    gone,
    until,
    work,
)

pytestmark = NEEDS_FORK
engine = pytest.fixture(scope="module")(bare_engine)


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
    engine.withdraw(key, "")
    engine.wait(key, LIMIT)


def test_unknown_keys(engine):
    assert engine.status("nobody") is None
    assert list(engine.events("nobody")) == []
    engine.withdraw("nobody", "")
    with pytest.raises(LookupError):
        engine.result("nobody")


def test_libraries_that_abort_for_want_of_memory_are_told_so(engine):
    about = {"doing": "Reading this table", "relief": "bring a smaller one"}
    _, status = end(engine, "abort", limit_bytes=3_000_000_000, **about)
    assert status.message == (
        "Reading this table crashed (signal 6), probably because it takes more memory "
        "than there is or than the 3,000 MB allowed; bring a smaller one."
    )


@pytest.mark.parametrize(
    ("name", "message", "refused"),
    [
        ("refuse", "The file has no rows; bring one with rows.", True),
        ("not_applicable", "A forest has no layers.", True),
        ("fail", "KeyError: 'no such\\ncolumn'", False),
        ("nowhere", "AttributeError: module 'engine_jobs' has no attr", False),
        ("unreadable", "", False),
        ("unreadable_here", "What this work sent could not be read (ZeroDiv", False),
        ("garbage", "What this work sent could not be read (", False),
        ("abort", "This work crashed (signal 6), probably because", False),
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
    engine.withdraw(key, "")
    assert engine.wait(key, LIMIT).state == "stopped"
    assert (tmp_path / "trace").read_text() == "closed"
    assert engine.events(key)


@pytest.mark.parametrize("name", ["stuck", "stubborn"])
def test_cancel_ends_what_does_not_answer(engine, name):
    key = engine.submit(work(name), again=True)
    engine.wait(key, LIMIT, since=0)
    engine.withdraw(key, "")
    status = engine.wait(key, LIMIT)
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
        engine.withdraw(queued[1], "")
        assert engine.status(queued[1]).state == "stopped"
        quick = engine.submit(work("mark", "quick", str(tmp_path), quick=True))
        assert engine.wait(quick, LIMIT).state == "finished"
        assert engine.status(queued[0]).state == "queued"
        engine.withdraw(blocker, "")
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
    engine.withdraw(key, "")
    assert engine.wait(key, LIMIT).state == "stopped"
    engine.submit(task)
    assert engine.wait(key, LIMIT).state == "finished"


def test_one_engine_a_process():
    assert start() is start()


def test_what_named_a_deleted_table_is_forgotten(engine):
    gone, _ = end(engine, "echo", "token-a")
    stays, _ = end(engine, "echo", "token-b")
    engine.forget("token-a")
    assert engine.status(gone) is None
    with pytest.raises(LookupError):
        engine.result(gone)
    assert engine.result(stays) == "token-b"


def test_work_on_a_deleted_table_ends_and_is_forgotten(engine):
    key = engine.submit(work("whoami", "token-c"))
    engine.wait(key, LIMIT, since=0)
    (pid,) = engine.events(key)
    engine.forget("token-c")
    assert engine.status(key) is None
    assert not engine.events(key)
    assert until(lambda: gone(pid))


def test_stopped_work_can_be_started_anew_before_its_process_has_ended(engine):
    task = work("stubborn_once")
    key = engine.submit(task)
    engine.wait(key, LIMIT, since=0)
    (pid,) = engine.events(key)
    engine.withdraw(key, "")
    engine.submit(task)
    assert engine.status(key).state == "queued"
    engine.wait(key, LIMIT, since=0)
    assert engine.status(key).state == "running"
    assert engine.events(key) != (pid,)
    assert until(lambda: gone(pid))
    engine.withdraw(key, "")
    assert engine.wait(key, LIMIT).state == "stopped"


def test_half_a_message_holds_up_nobody(engine):
    key = engine.submit(work("half"))
    engine.wait(key, LIMIT, since=0)
    assert end(engine, "count", 3)[1].state == "finished"
    engine.withdraw(key, "")
    assert engine.wait(key, LIMIT).state == "stopped"


def test_a_wall_clock_that_jumps_changes_nothing(engine, monkeypatch):
    task = work("count", 10, 0.05, "jump")
    key = engine.submit(task, owner="ann")
    engine.wait(key, LIMIT, since=0)
    monkeypatch.setattr(time, "time", lambda: 10.0**10)
    assert engine.wait(key, LIMIT).state == "finished"
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert end(engine, "count", 3)[1].state == "finished"
