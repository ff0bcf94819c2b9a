"""Every address, opened on a server that nobody has visited, shows its own page."""

import pytest
from playwright.sync_api import expect

from pages.ui.menu import PAGES
from tests.e2e.walking import settled

ADDRESSES = [
    ("/", "home"),
    ("/data?data=circles", "data"),
    ("/train?data=circles&seed=33", "train"),
    *((f"/{name}", name) for name in PAGES if name not in ("home", "data", "train")),
]


@pytest.mark.parametrize(("address", "name"), ADDRESSES)
def test_first_request_shows_its_page_in_the_frame(cold_server, page, address, name):
    with cold_server() as server:
        page.goto(server.url + address)
        expect(page).to_have_title(PAGES[name][0])
        expect(page.locator("h1")).to_be_visible()
        settled(page)
        expect(page.get_by_text("Page not found")).to_have_count(0)
        expect(page.get_by_role("button", name="My races")).to_be_visible()
        links = page.get_by_test_id("stTopNavLink")
        expect(links).to_have_count(len(PAGES))
        expect(page.get_by_test_id("stHeaderLogo")).to_be_visible()
        assert page.url == server.url + address
        if name == "train":
            expect(page.get_by_role("spinbutton", name="Seed")).to_have_value("33")


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
