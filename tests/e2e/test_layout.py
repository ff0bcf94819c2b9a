"""Every page fits a phone and a desk, and the keyboard alone starts a race."""

import pytest
from playwright.sync_api import expect

from pages.ui.menu import PAGES
from tests.e2e.conftest import watched
from tests.e2e.walking import button, explained, finished, fits, settled, start

RACE = "data=moons&n=200&random_forest.n_estimators=10&mlp.epochs=3&seed=71"
WIDTHS = (390, 1280)
TABS = 60


def test_every_page_fits_a_phone_and_a_desk(server, page):
    page.goto(f"{server.url}/train?{RACE}")
    start(page)
    finished(page)
    for name in PAGES:
        page.goto(f"{server.url}/{'' if name == 'home' else name}?{RACE}")
        if name == "explain":
            explained(page)
        for width in WIDTHS:
            fits(page, width, (name, width))


@pytest.mark.parametrize("name", ["data", "train", "evaluate", "explain", "compute"])
def test_page_without_a_race_fits_a_phone(server, page, name):
    page.goto(f"{server.url}/{name}?data=wine&seed=72")
    fits(page, 390, name)


def test_keyboard_alone_starts_a_race(server, page):
    page.goto(f"{server.url}/train?{RACE.replace('71', '73')}")
    settled(page)
    focused = button(page, "Start the race").and_(page.locator(":focus"))
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if focused.count():
            break
    expect(focused).to_have_count(1)
    page.keyboard.press("Enter")
    finished(page)


def test_the_menu_of_a_phone_makes_way_for_the_page(server, browser):
    context = browser.new_context(viewport={"width": 390, "height": 800})
    with watched(context) as page:
        page.goto(f"{server.url}/train")
        settled(page)
        page.get_by_test_id("stExpandSidebarButton").click()
        page.get_by_role("link", name="Labs").click()
        expect(page.locator("h1")).to_have_text("Labs")
        expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
    context.close()
