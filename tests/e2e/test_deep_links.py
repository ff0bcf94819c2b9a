"""Every address shows its own page, also the first one that a server is asked for."""

import pytest
from playwright.sync_api import expect

from pages.ui.menu import PAGES
from tests.e2e.walking import settled

# A page that takes values from its address, one that takes none, and the start.
COLD = [
    ("/", "home"),
    ("/train?data=circles&seed=33", "train"),
    ("/labs", "labs"),
]
WARM = [
    ("/data?data=circles", "data"),
    *((f"/{name}", name) for name in PAGES if name not in ("home", "train", "labs")),
]


@pytest.mark.parametrize(("address", "name"), COLD)
def test_first_request_shows_its_page_in_the_frame(cold_server, page, address, name):
    with cold_server() as server:
        shown_in_the_frame(page, server, address, name)
        if name == "train":
            expect(page.get_by_role("spinbutton", name="Seed")).to_have_value("33")


def test_every_other_address_shows_its_page_in_the_frame(server, page):
    for address, name in WARM:
        shown_in_the_frame(page, server, address, name)


def shown_in_the_frame(page, server, address, name):
    page.goto(server.url + address)
    expect(page).to_have_title(PAGES[name][0])
    expect(page.locator("h1")).to_be_visible()
    settled(page)
    expect(page.get_by_text("Page not found")).to_have_count(0)
    expect(page.get_by_role("button", name="My races")).to_be_visible()
    expect(page.get_by_test_id("stTopNavLink")).to_have_count(len(PAGES))
    expect(page.get_by_test_id("stHeaderLogo")).to_be_visible()
    assert page.url == server.url + address


def test_unknown_address_leads_home_with_a_notice(server, browser):
    page = browser.new_page()
    page.goto(f"{server.url}/nowhere")
    expect(page.get_by_text("Page not found")).to_be_visible()
    page.keyboard.press("Escape")
    settled(page)
    expect(page).to_have_title(PAGES["home"][0])
    page.close()


def test_browser_is_recognised_across_reloads_and_told_from_another(server, browser):
    def cookie(context):
        held = [c for c in context.cookies() if c["name"] == "crossover"]
        assert [(c["httpOnly"], c["sameSite"]) for c in held] == [(True, "Lax")]
        return held[0]["value"]

    one, other = browser.new_context(), browser.new_context()
    page = one.new_page()
    page.goto(server.url)
    first = cookie(one)
    page.reload()
    settled(page)
    assert cookie(one) == first
    other.new_page().goto(f"{server.url}/data")
    assert cookie(other) != first
    one.close()
    other.close()
