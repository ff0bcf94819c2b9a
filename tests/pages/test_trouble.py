"""Pages over a store that cannot be used: they say so, and go on."""

import pytest

from core.errors import StoreError
from core.paths import home
from core.storage.facts import Facts
from pages.ui import keeping, races
from pages.ui.banner import OF_A_RACE
from pages.ui.menu import PAGES
from tests.pages.conftest import address, button, go, said, until

SMALL = "data=circles&n=100&random_forest.n_estimators=5&mlp.epochs=3&seed={seed}"
BUSY = "The store is busy"  # no sign in it that Markdown knows


def hold(monkeypatch):
    def busy(*_, **__):
        raise StoreError(BUSY)

    monkeypatch.setattr(Facts, "together", busy)


@pytest.fixture
def no_room():
    """A folder in which nothing can be kept, in this process and in the engine's."""
    values, aside = home() / "values", home() / "aside"
    values.mkdir(parents=True, exist_ok=True)
    values.rename(aside)
    values.write_bytes(b"")
    yield
    values.unlink()
    aside.rename(values)


def test_a_race_that_cannot_be_kept_is_seen_and_says_so(visit, no_room):
    at = visit("train", SMALL.format(seed=811))
    button(at, "Start the race").click().run()
    until(at, "Race finished")
    assert any("could not be kept" in told.value for told in at.warning)


def test_a_race_runs_while_the_store_is_held(visit, monkeypatch):
    at = visit("train", SMALL.format(seed=812))
    hold(monkeypatch)
    button(at, "Start the race").click().run()
    assert not at.exception
    assert [told.value for told in at.toast] == [BUSY]
    monkeypatch.undo()
    until(at, "Race finished")
    assert "seed" in address(at)


def test_the_seal_stays_closed_when_a_look_cannot_be_counted(visit, monkeypatch):
    at = visit("train", SMALL.format(seed=813))
    button(at, "Start the race").click().run()
    until(at, "Race finished")
    with monkeypatch.context() as held:
        hold(held)
        button(at, "Open the seal").click().run()
        assert not at.exception
        assert [told.value for told in at.toast] == [BUSY]
    assert "Open the seal" in said(at.run())


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_in_words_that_the_store_is_held(visit, monkeypatch, name):
    at = visit("home")
    hold(monkeypatch)
    token = "f" * 32
    for query in ("", f"data=upload&file={token}&target=y"):
        assert not go(at, name, query).exception
    assert (BUSY in said(at)) == (name in OF_A_RACE)


def test_what_a_browser_brings_to_a_held_store_is_refused(monkeypatch):
    told = []
    monkeypatch.setattr(keeping.reading, "fail", told.append)
    monkeypatch.setattr(keeping.reading, "begin", None)
    hold(monkeypatch)
    keeping.keep("a.csv", b"a,b\n1,2\n")
    assert [str(no) for no in told] == [BUSY]


def test_a_race_of_the_future_was_started_just_now():
    assert races.ago(-86400 * 3.0) == "just now"
