"""Nothing of one learner reaches another, and what is deleted is gone."""

import ast
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from core.race import from_query
from core.storage.store import store
from pages.ui import browser, jobs, racing, starting
from tests.pages.bringing import brought, pets, press
from tests.pages.conftest import address, button, go, said, until

ROOT = Path(__file__).parents[2]
LONG = "&models=mlp&mlp.epochs=1000&mlp.patience=100&mlp.batch_size=5"
# Cached for all: what the program is made of, and nothing that a person brought; two
# functions give back what they were given.
CACHED = {
    "core.works.explain_work",
    "core.works.fit_work",
    "core.registry.declared",
    "pages.ui.loops.source",
    "core.compiled.folder",
    "core.plotting.nested.path",
    "core.statistics.optimism.best_of",
    "core.shapley.tree_tables.weights",
    "pages.ui.drawing._ready",
    "pages.ui.drawing._template",
    "pages.ui.replay.address",
    "pages.ui.replay.script",
    "core.bundled.provenance",
    "core.engine.start",
    "core.kept._code",
    "core.lab.sources",
    "core.storage.pickled._needed",
    "core.registry.members",
    "core.storage.store._opened",
    "core.surface.frames",
    "core.trainers.epochs.rows",  # in a process that ends with its one job
    "core.benches.nets._rows",
    "pages.ui.jobs.engine",
    "pages.ui.replay._component",
    "pages.ui.replay.recorded",
    "pages.ui.text.glossary",
}


def named(node):
    called = node.func if isinstance(node, ast.Call) else node
    return called.attr if isinstance(called, ast.Attribute) else called.id


def cached(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef) and any(
            "cache" in named(how) and named(how) != "cached_property"
            for how in node.decorator_list
        ):
            module = path.relative_to(ROOT).with_suffix("").as_posix()
            yield f"{module}.{node.name}".replace("/", ".").replace(".__init__", "")


def test_nothing_else_is_cached_for_all_visitors():
    files = [*ROOT.glob("core/**/*.py"), *ROOT.glob("pages/**/*.py")]
    assert {name for path in files for name in cached(path)} <= CACHED


def test_pages_use_no_cache_of_streamlit():
    for path in ROOT.glob("pages/**/*.py"):
        assert "st.cache" not in path.read_text()


def test_equal_tables_of_two_browsers_have_nothing_to_do_with_each_other(visit):
    mine = brought(visit("data"), "pets.csv", pets())
    theirs = brought(visit("data"), "their pets.csv", pets())
    assert address(mine)["file"] != address(theirs)["file"]
    press(mine, "Yes, delete my data", "your races are deleted")
    assert "their pets.csv" in said(theirs.run()).replace("\\", "")
    assert "The rows" in said(theirs)


@pytest.fixture
def racing_on_an_upload(visit):
    """Two browsers, each with a race of its own under way."""
    mine = brought(visit("data"), "pets.csv", pets(2000))
    query = urlencode(address(mine)) + LONG
    go(mine, "train", query)
    theirs = visit("train", "data=moons" + LONG)
    for at in (mine, theirs):
        button(at, "Start the race").click().run()
    yield mine, theirs, query
    button(go(theirs, "train"), "Stop the race").click().run()


def test_deleting_ends_what_is_made_of_it_and_leaves_others_alone(
    racing_on_an_upload,
):
    mine, theirs, query = racing_on_an_upload
    owner, other = (at.session_state["_browser"] for at in (mine, theirs))
    race = from_query(address(mine))
    assert store().races(owner)
    store().look(owner, "part", race.key)
    press(go(mine, "data", query), "Yes, delete my data", "your races are deleted")
    end = time.monotonic() + 30
    while any(racing_status(work) for work in racing.works(race)):
        assert time.monotonic() < end
        time.sleep(0.05)
    assert store().races(owner) == []
    assert store().looks(owner, "part") == 0
    assert store().races(other)
    known = [racing_status(w) for w in racing.works(from_query(address(theirs)))]
    assert any(now and not now.ended for now in known)
    assert "deleted, or its time was over" in said(go(mine, "train", query))


def racing_status(work):
    now = jobs.engine().status(work.key)
    return None if now is None or now.ended else now


def test_a_stranger_with_the_link_sees_no_row_and_starts_nothing(
    racing_on_an_upload, visit, monkeypatch
):
    mine, _, query = racing_on_an_upload
    stranger = visit("train", query.replace("epochs=1000", "epochs=999"))
    assert "Another browser brought the table" in said(stranger)
    assert button(stranger, "Start the race").disabled
    race = from_query(address(stranger))
    owner = stranger.session_state["_browser"]
    with monkeypatch.context() as asking:
        asking.setattr(browser, "key", lambda: owner)
        starting.start(race)
        for config in race.runs:
            racing.run_again(config)
    for work in racing.works(race):
        assert owner not in jobs.engine().owners(work.key)
    assert racing.status(race.runs[0]) is None
    assert store().races(owner) == []
    for sign in ("pets.csv", "dog"):
        assert sign not in said(stranger)
    watching = visit("train", query)
    assert "pets.csv" not in said(watching)
    owners = jobs.engine().owners(racing.works(from_query(address(mine)))[0].key)
    assert owners == {mine.session_state["_browser"]}
    until(mine.run(), "The race")
