"""A whole server, killed in the middle of a race, and the next one on its folder."""

import os
import signal
import time

import pytest
from playwright.sync_api import expect

from core.storage.store import Store
from tests.e2e.conftest import served
from tests.e2e.walking import RACE_S, button, finished, settled, start

SHORT = "/train?data=circles&n=200&random_forest.n_estimators=20&mlp.epochs=5&seed=61"
LONG = (
    "/train?data=classification&n=5000&models=random_forest,mlp"
    "&random_forest.n_estimators=10&mlp.epochs=1000&mlp.patience=100&mlp.batch_size=5"
)


@pytest.mark.slow
def test_the_next_server_finds_what_was_finished(tmp_path, page):
    home = tmp_path / "home"
    page.set_default_timeout(RACE_S)  # both servers are cold
    with served(home) as first:
        page.goto(first.url + SHORT)
        start(page)
        said = finished(page)
        before = keys(home)
        page.goto(first.url + LONG)
        start(page)
        until(lambda: keys(home) - before)  # its forest is there
        page.goto("about:blank")
        os.kill(first.process.pid, signal.SIGKILL)
        first.process.wait()
    kept = Store(home)
    for key in keys(home):  # models need torch, which takes long to import
        assert key.endswith("-model") or kept.get(key).evaluation.scores
    with served(home) as second:
        page.goto(second.url + SHORT)
        assert finished(page) == said
        button(page, "My races").click()
        expect(page.get_by_role("link", name="seed 61")).to_have_count(1)
        page.goto(second.url + LONG)
        settled(page)
        expect(button(page, "Start the race")).to_be_enabled(timeout=RACE_S)


def keys(home):
    return {path.name for path in (home / "values").glob("*") if not path.suffix}


def until(there):
    end = time.monotonic() + RACE_S / 1000
    while not there():
        assert time.monotonic() < end
        time.sleep(0.05)
