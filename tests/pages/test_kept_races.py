"""Races that a person keeps: pinned in the store, marked in the list."""

from urllib.parse import parse_qsl

import pytest

from core.race import from_query
from core.storage import values
from core.storage.store import store
from pages.ui import kept, racing
from tests.pages.conftest import address, button, until

SMALL = "data=circles&n=100&random_forest.n_estimators=5&mlp.epochs=3&seed=61"


@pytest.fixture
def raced(visit):
    at = visit("train", SMALL)
    if not at.success:
        button(at, "Start the race").click().run()
    return until(at, "Race finished")


def test_a_switch_keeps_a_race_and_lets_it_go_again(raced):
    owner = raced.session_state["_browser"]
    race = from_query(address(raced))
    assert not raced.toggle(key="keep_race").value
    raced.toggle(key="keep_race").set_value(True).run()
    assert set(store().pinned(owner)) == {run.key for run in racing.all_runs(race)}
    assert raced.run().toggle(key="keep_race").value
    assert kept.holds(address(raced), store().pinned(owner))
    other = dict(parse_qsl(SMALL), seed="62")
    assert not kept.holds(other, store().pinned(owner))
    raced.toggle(key="keep_race").set_value(False).run()
    assert store().pinned(owner) == ()


def test_more_than_one_may_keep_is_refused_in_a_sentence(raced, monkeypatch):
    monkeypatch.setattr(values, "MOST_PINS", 1)
    raced.toggle(key="keep_race").set_value(True).run()
    assert not raced.exception
    assert "which is the most" in raced.toast[0].value
    assert store().pinned(raced.session_state["_browser"]) == ()
    assert not raced.toggle(key="keep_race").value


def test_a_run_is_read_from_the_store_once_until_it_changes_or_goes(monkeypatch):
    class Kept:
        marked, reads = 1, 0

        def stamp(self, _key):
            return self.marked

        def get(self, key):
            if not self.marked:
                raise LookupError(key)
            self.reads += 1
            return f"{key} {self.marked}"

    one = Kept()
    monkeypatch.setattr(racing, "store", lambda: one)
    monkeypatch.setattr(racing, "_READ", {})
    assert [racing._kept("a") for _ in range(3)] == ["a 1"] * 3
    assert one.reads == 1
    one.marked = 2
    assert racing._kept("a") == "a 2"
    for number in range(2 * racing.MOST_READ):
        racing._kept(f"b{number}")
    assert len(racing._READ) == racing.MOST_READ
    one.marked = 0
    assert racing._kept("a") is None
    assert racing._kept(f"b{number}") is None
    assert racing._READ.keys().isdisjoint({"a", f"b{number}"})
