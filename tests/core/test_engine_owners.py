"""Who waits for what: shared work, turns, leaving, being gone, and what is told."""

import time

import pytest

from core.engine import Embedded
from core.limits import Limits
from tests.core.engines import BARE, HERE, LIMIT, NEEDS_FORK, bare_engine, until, work

pytestmark = NEEDS_FORK


@pytest.fixture
def engine():
    yield from bare_engine(slots=1)


@pytest.fixture
def busy(engine):
    """An engine whose only slot is taken, and the key of what takes it."""
    blocker = engine.submit(work("stuck"), owner="blocker")
    engine.wait(blocker, LIMIT, since=0)
    return engine, blocker


def mark(name):
    return work("echo", name)


def order(engine, keys):
    """Return keys in the order in which they stand in the queue."""
    return sorted(keys, key=lambda key: engine.status(key).place)


def test_shared_work_goes_on_until_its_last_owner_has_left(busy):
    engine, blocker = busy
    for owner in ("ann", "bob", ""):
        engine.submit(work("stuck"), owner=owner)
    assert engine.owners(blocker) == {"ann", "bob", "blocker"}
    assert engine.status(blocker).watchers == 3
    for owner in ("blocker", "stranger", "bob", "bob"):
        engine.withdraw(blocker, owner)
        assert engine.status(blocker).state == "running"
    engine.withdraw(blocker, "ann")
    assert engine.wait(blocker, LIMIT).state == "stopped"
    assert engine.owners("unknown") == frozenset()
    engine.withdraw("unknown", "ann")


def test_nobodys_second_goes_before_somebodys_first(busy):
    engine, blocker = busy
    ann = [engine.submit(mark(f"ann {n}"), owner="ann") for n in range(3)]
    bob = [engine.submit(mark(f"bob {n}"), owner="bob") for n in range(2)]
    cleo = engine.submit(mark("cleo"), owner="cleo")
    keys = [*ann, *bob, cleo]
    assert order(engine, keys) == [ann[0], bob[0], cleo, ann[1], bob[1], ann[2]]
    assert sorted(engine.status(key).place for key in keys) == list(range(6))
    again = engine.submit(mark("again"), owner="blocker")  # has had a turn already
    assert engine.status(again).place == 3 + 2
    engine.withdraw(blocker, "blocker")
    assert all(engine.wait(key, LIMIT).state == "finished" for key in (*keys, again))


def test_shared_work_goes_when_its_most_favoured_owners_would(busy):
    engine, _ = busy
    ann = [engine.submit(mark(f"ann {n}"), owner="ann") for n in range(3)]
    bob = engine.submit(mark("bob"), owner="bob")
    engine.submit(mark("ann 2"), owner="cleo")
    assert order(engine, [*ann, bob]) == [ann[0], ann[2], bob, ann[1]]
    engine.withdraw(ann[2], "cleo")
    assert order(engine, [*ann, bob]) == [ann[0], bob, ann[1], ann[2]]


def test_a_new_start_replaces_what_the_owner_has_queued(busy):
    engine, blocker = busy
    engine.submit(work("stuck"), owner="ann")
    alone, kept = (engine.submit(mark(n), owner="ann") for n in ("alone", "kept"))
    shared = engine.submit(mark("shared"), owner="ann")
    engine.submit(mark("shared"), owner="bob")
    engine.replace("ann", keep=[kept])
    assert engine.status(alone).state == "stopped"
    assert engine.status(kept).state == "queued"
    assert engine.owners(shared) == {"bob"}
    assert engine.owners(blocker) == {"ann", "blocker"}  # runs already
    engine.replace("ann")
    assert engine.status(kept).state == "stopped"


def test_a_new_start_replaces_no_other_kind_of_work(busy):
    engine, _ = busy
    lab = engine.submit(mark("lab"), owner="ann")
    run = engine.submit(work("count", 2), owner="ann")
    engine.replace("ann", call=work("count", 2).call)
    assert engine.status(lab).state == "queued"
    assert engine.status(run).state == "stopped"
    assert "gave up its place" in engine.status(run).message


def test_quick_work_is_not_replaced():
    engine = Embedded(slots=1, start=BARE)
    engine._book.add(work("echo", "quick", quick=True), "ann", again=False)
    engine.replace("ann")
    assert engine.status(work("echo", "quick").key).state == "queued"


def test_work_of_owners_who_are_gone_ends_and_the_reason_is_told(monkeypatch):
    monkeypatch.syspath_prepend(HERE)
    bounds = Limits(grace_seconds=1)
    engine = Embedded(slots=1, start=BARE, bounds=bounds)
    shared = engine.submit(work("whoami"), owner="ann")
    engine.submit(work("whoami"), owner="bob")
    headless = engine.submit(mark("headless"))

    def while_bob_is_here(key, state):
        engine.touch("bob")
        return engine.status(key).state == state

    assert until(lambda: while_bob_is_here(shared, "running"))
    lonely = engine.submit(mark("lonely"), owner="ann")
    assert until(lambda: while_bob_is_here(lonely, "stopped"))
    assert "no page was open for 1 s" in engine.status(lonely).message
    engine.touch("bob")
    assert engine.status(shared).state == "running"
    assert engine.status(headless).state == "queued"
    assert engine.wait(shared, LIMIT).state == "stopped"
    assert engine.wait(headless, LIMIT).state == "finished"
    engine.close()


def test_place_and_wait_are_told_and_counted_down(busy):
    engine, blocker = busy
    assert engine.status(blocker).wait_s is None
    first, second = (engine.submit(mark(n), owner="ann") for n in "ab")
    waits = [engine.status(key).wait_s for key in (first, second)]
    assert 0 < waits[0] < waits[1]
    seen = engine.outlook()
    assert (seen.busy, seen.slots, seen.queued) == (1, 1, 2)
    assert waits[0] < seen.wait_s <= waits[1]  # between somebody's first and second
    # Whoever has had a turn waits behind those who had none.
    assert engine.outlook("blocker").wait_s > waits[1]
    time.sleep(0.2)
    assert engine.status(second).wait_s < waits[1]
    engine.withdraw(blocker, "blocker")
    for key in (first, second):
        assert engine.wait(key, LIMIT).state == "finished"
        assert (engine.status(key).place, engine.status(key).wait_s) == (0, None)
    assert until(lambda: engine.outlook().busy == 0)
    assert engine.outlook().wait_s == 0


def test_without_slots_nobody_knows_the_wait():
    engine = Embedded(slots=1, start=BARE)
    engine.resize(0)
    engine._book.add(mark("waits"), "ann", again=False)
    status = engine.status(mark("waits").key)
    assert (status.state, status.place, status.wait_s) == ("queued", 0, None)
    assert engine.outlook().wait_s is None


def test_while_nothing_is_ready_a_wait_is_told():
    engine = Embedded(slots=1, start=BARE)
    engine._book.add(mark("waits"), "ann", again=False)
    engine._book.ready_at = time.monotonic() - 60  # it takes longer than it should
    assert engine.status(mark("waits").key).wait_s > 0.5
    engine._book.ready_at = 0.0
    engine._book.add(mark("another"), "ann", again=False)
    assert engine.status(mark("waits").key).wait_s == 0
