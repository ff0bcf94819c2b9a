"""What a visitor does on the pages, and what must be true wherever they arrive."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

RACE_S = 60_000  # milliseconds for training or explaining on a busy machine
FEW_STEPS = "&random_forest.n_estimators=20&mlp.epochs=5"


def settled(page: Page) -> None:
    """Wait until the page has run to its end and stands there without an exception."""
    expect(page.locator(".st-key-footer")).to_be_visible()
    done = "[data-testid=stApp][data-test-script-state=notRunning]"
    page.wait_for_selector(done, timeout=RACE_S)  # a cold engine comes up in between
    expect(page.get_by_test_id("stException")).to_have_count(0)


def button(page: Page, name: str) -> Locator:
    """Return the button with exactly this label, whatever icon stands before it."""
    return page.get_by_role("button", name=re.compile(rf"(^|\s){re.escape(name)}$"))


def start(page: Page) -> None:
    """Start the race on the screen."""
    button(page, "Start the race").click()


def finished(page: Page) -> str:
    """Wait for the end of a race; returns what the page says of it."""
    said = page.get_by_test_id("stAlert").filter(has_text="Race finished")
    expect(said).to_be_visible(timeout=RACE_S)
    return said.inner_text()


def next_page(page: Page, name: str, title: str) -> None:
    """Take the main button to the next page and wait for its title."""
    button(page, name).click()
    expect(page.locator("h1")).to_have_text(title)


def explained(page: Page) -> None:
    """Wait until the explanations of a race are on the screen."""
    expect(page.get_by_text("What matters most", exact=True)).to_be_visible(
        timeout=RACE_S
    )
    settled(page)


def read_on(page: Page, each: Callable[[Page], None] = settled) -> None:
    """Take the main buttons from a finished race through every page after it."""
    next_page(page, "How good are they?", "How good are they?")
    roc = page.get_by_text(re.compile("^ROC curves$|^A ROC curve sorts cases"))
    expect(roc.first).to_be_visible()
    settled(page)
    each(page)
    next_page(page, "Why do they say so?", "Why do they say so?")
    explained(page)
    each(page)
    next_page(page, "What did it cost?", "What did it cost?")
    expect(page.get_by_test_id("stPlotlyChart").first).to_be_visible()
    settled(page)
    each(page)


def with_few_steps(page: Page) -> None:
    """Let the race on the screen be a short one."""
    page.wait_for_url("**/train?data=**")
    page.goto(page.url + FEW_STEPS)


def race_to_the_end(page: Page, each: Callable[[Page], None] = settled) -> None:
    """Race on the data on the screen and walk through every page after it."""
    next_page(page, "Race on this data", "The race")
    with_few_steps(page)
    start(page)
    finished(page)
    each(page)
    read_on(page, each)


def fits(page: Page, width: int, what: object) -> None:
    """Nothing reaches beyond the right edge of the window."""
    page.set_viewport_size({"width": width, "height": 850})
    expect(page.locator("h1")).to_be_visible()
    settled(page)
    page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
    sideways = page.get_by_test_id("stMain").evaluate(
        "e => e.scrollWidth - e.clientWidth"
    )
    assert sideways <= 0, what
