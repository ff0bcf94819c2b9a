"""A race as a visitor sees it: one click, the pages after it, leaving, coming back."""

import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import watched
from tests.e2e.walking import (
    RACE_S,
    button,
    finished,
    next_page,
    read_on,
    settled,
    start,
)

HEAVY = ("torch", "shap", "sklearn", "scipy", "numba")  # for children alone
LONG = (
    "/train?data=classification&n=20000&models=random_forest,mlp"
    "&random_forest.n_estimators=1000&mlp.epochs=1000&mlp.patience=100"
)
SHORT = (
    "/train?data=circles&n=200&random_forest.n_estimators=20&mlp.epochs=5&seed={seed}"
)


@pytest.fixture
def other(browser):
    """A page in the browser of somebody else."""
    context = browser.new_context()
    context.set_default_timeout(RACE_S)
    with watched(context) as page:
        yield page
    context.close()


def test_one_click_leads_to_a_finished_race_and_on_through_the_pages(server, page):
    page.goto(server.url)
    next_page(page, "Now you", "The data")
    settled(page)
    page.goto(f"{server.url}/train")
    start(page)
    finished(page)
    read_on(page)
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    assert "data=moons" in page.url
    if sys.platform == "linux":  # which says what files a process has in its memory
        loaded = Path(f"/proc/{server.process.pid}/maps").read_text()
        assert "/site-packages/numpy/" in loaded
        assert [n for n in HEAVY if f"/site-packages/{n}/" in loaded] == []


def test_nothing_moves_and_nothing_flickers_from_start_to_finish(server, page):
    page.goto(server.url + SHORT.format(seed=54))
    settled(page)
    board = page.locator(".replay")
    expect(board).to_be_visible()
    fields = page.get_by_test_id("stNumberInput")
    before = [field.bounding_box() for field in fields.all()]
    top = board.bounding_box()["y"]
    board.evaluate("node => (node.stayed = true)")
    start(page)
    finished(page)
    settled(page)
    assert [field.bounding_box() for field in fields.all()] == before
    assert board.bounding_box()["y"] == pytest.approx(top, abs=30)
    assert board.evaluate("node => node.stayed")


def test_race_runs_on_while_its_visitor_is_away_and_can_be_stopped(server, page):
    page.goto(server.url + LONG)
    start(page)
    stop = button(page, "Stop the race")
    expect(stop).to_be_visible()
    expect(page.get_by_text("So far").first).to_be_visible(timeout=RACE_S)
    expect(button(page, "Start the race")).to_be_disabled()
    page.get_by_role("link", name="Evaluate").click()
    expect(page.locator("h1")).to_have_text("How good are they?")
    settled(page)
    page.get_by_role("link", name="Train", exact=True).click()
    page.wait_for_url("**/train?data=classification**")
    expect(stop).to_be_enabled()
    page.reload()
    expect(page.get_by_text("So far").first).to_be_visible(timeout=RACE_S)
    stop.click()
    expect(page.get_by_text("Race stopped")).to_be_visible(timeout=RACE_S)
    expect(page.get_by_text("Stopped at tree").first).to_be_visible()
    expect(button(page, "Start the race")).to_be_enabled()
    settled(page)


def test_address_shows_somebody_else_the_same_numbers(server, page, other):
    page.goto(server.url + SHORT.format(seed=51))
    start(page)
    said = finished(page)
    other.goto(page.url)
    assert finished(other) == said
    page.reload()
    assert finished(page) == said
    button(other, "My races").click()
    expect(other.get_by_text("Races that you start are listed here")).to_be_visible()


def test_my_races_lists_it_and_leads_back(server, page):
    page.goto(server.url + SHORT.format(seed=52))
    start(page)
    said = finished(page)
    page.goto(server.url)
    settled(page)
    button(page, "My races").click()
    line = page.get_by_role("link", name="seed 52")
    expect(line).to_have_count(1)
    line.click()
    assert finished(page) == said
    assert "seed=52" in page.url


def test_browser_back_leads_back_to_the_race(server, page):
    page.goto(server.url + SHORT.format(seed=53))
    start(page)
    said = finished(page)
    next_page(page, "How good are they?", "How good are they?")
    settled(page)
    page.go_back()
    assert finished(page) == said


def test_going_back_leads_to_the_page_before(server, page):
    page.goto(f"{server.url}/train?data=circles&n=200")
    settled(page)
    page.get_by_role("link", name="Evaluate").click()
    expect(page.locator("h1")).to_have_text("How good are they?")
    page.wait_for_url("**/evaluate?data=circles**")
    page.go_back()
    expect(page.locator("h1")).to_have_text("The race")
    assert page.url.endswith("/train?data=circles&n=200")


def test_a_link_to_the_page_that_is_open_changes_its_address(server, page):
    for seed in (71, 72):
        page.goto(server.url + SHORT.format(seed=seed))
        start(page)
        finished(page)
    button(page, "My races").click()
    page.get_by_role("link", name="seed 71").click()
    page.wait_for_url("**seed=71")
    finished(page)
    page.get_by_test_id("stNumberInputStepDown").first.click()
    page.wait_for_url("**seed=70")
