"""The web process stays thin: what computes is loaded in its children alone."""

import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.walking import button, explained, finished, next_page, settled, start

HEAVY = ("torch", "shap", "sklearn", "scipy", "numba")
RACE = "/train?data=moons&n=200&random_forest.n_estimators=10&mlp.epochs=3&seed=61"


def mapped(pid):
    """Return the heavy packages whose files a process has mapped into its memory."""
    maps = Path(f"/proc/{pid}/maps").read_text()
    return {name for name in HEAVY if f"/site-packages/{name}/" in maps}


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_web_process_has_loaded_nothing_heavy_after_a_walk(cold_server, page):
    with cold_server() as server:
        page.goto(server.url)
        settled(page)
        button(page, "Now you").click()
        expect(page.locator("h1")).to_have_text("The data")
        settled(page)
        page.goto(server.url + RACE)
        start(page)
        finished(page)
        next_page(page, "How good are they?", "How good are they?")
        settled(page)
        next_page(page, "Why do they say so?", "Why do they say so?")
        explained(page)
        next_page(page, "What did it cost?", "What did it cost?")
        settled(page)
        assert "numpy" in Path(f"/proc/{server.process.pid}/maps").read_text()
        assert mapped(server.process.pid) == set()
