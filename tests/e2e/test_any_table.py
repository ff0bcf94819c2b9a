"""A table that somebody has, from its upload to its price: traps, amounts, scripts."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e import bringing
from tests.e2e.bringing import HOSTILE, banner, bring, chosen
from tests.e2e.walking import (
    button,
    finished,
    fits,
    next_page,
    race_to_the_end,
    settled,
    start,
    with_few_steps,
)

FOREIGN_LINKS = """[...document.querySelectorAll("a")]
  .map(a => new URL(a.href?.baseVal ?? a.href, location))
  .filter(to => to.host !== location.host).map(String)"""


@pytest.fixture
def obedient(page):
    """A page in which nothing that was brought with a table has run at the end."""
    ran: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    yield page
    assert ran == []


def harmless(page):
    """What was brought as text stands on the page as text."""
    settled(page)
    scripts = page.locator("script").all_inner_texts()
    assert not any("alert(1)" in script for script in scripts)
    assert page.locator("img[src=x], b:has-text('who')").count() == 0
    assert page.evaluate(FOREIGN_LINKS) == []


def test_traps_are_told_one_is_fixed_and_the_seal_counts_one_look(server, page):
    bring(page, server, "orders.csv", bringing.orders())
    chosen(page)
    told = "240 rows × 4 columns · target returned · 2 classes"
    expect(banner(page)).to_contain_text("orders.csv")
    expect(banner(page)).to_contain_text(told)
    expect(page.get_by_text("2 traps to look at first")).to_be_visible()
    for title in ("A copy of the target", "Rows in time"):
        expect(page.get_by_text(title, exact=True)).to_be_visible()
    expect(page.get_by_text("names the rows")).to_be_visible()
    fits(page, 390, "traps on a phone")
    fits(page, 1280, "traps on a desk")
    button(page, "Leave out 'refund_code'").click()
    expect(page.get_by_text("1 trap to look at first")).to_be_visible()
    expect(page.get_by_text("A copy of the target", exact=True)).to_have_count(0)
    assert "drop=refund_code" in page.url
    expect(banner(page)).to_contain_text("240 rows × 3 columns")
    next_page(page, "Race on this data", "The race")
    with_few_steps(page)
    start(page)
    finished(page)
    next_page(page, "How good are they?", "How good are they?")
    expect(page.get_by_text("The test part is sealed")).to_be_visible()
    expect(page.get_by_text("Scores on the same 48 validation")).to_be_visible()
    settled(page)
    button(page, "Open the seal").click()
    first_look(page)
    page.reload()
    first_look(page)


def first_look(page):
    """The scores on the screen are of the test part, seen for the first time."""
    expect(page.get_by_text("Look 1 at test rows of this table")).to_be_visible()
    expect(page.get_by_text("test rows, which no model saw")).to_be_visible()
    settled(page)


def test_an_amount_is_predicted_explained_and_priced(server, page):
    bring(page, server, "houses.csv", bringing.houses())
    chosen(page)
    told = "200 rows × 3 columns · target price · regression"
    expect(banner(page)).to_contain_text(told)
    expect(page.get_by_text("No traps found in this table")).to_be_visible()
    race_to_the_end(page, each=lambda page: no_error(page))


def no_error(page):
    """Nothing on the page says that something is wrong."""
    alarms = page.get_by_test_id("stAlert").filter(
        has=page.locator(
            "[data-testid=stAlertContentError], [data-testid=stAlertContentWarning]"
        )
    )
    expect(alarms).to_have_count(0)


def test_hostile_names_are_shown_as_they_are_and_run_nowhere(server, obedient):
    page = obedient
    bring(page, server, f"{HOSTILE[3]} <b>www.example.com</b>.csv", bringing.hostile())
    chosen(page)
    harmless(page)
    expect(banner(page)).to_contain_text("target <b>who</b> · 2 classes")
    with page.expect_download() as waited:
        button(page, "Download as CSV").first.click()
    header, *rows = csv.reader(
        io.StringIO(Path(waited.value.path()).read_text("utf-8-sig"))
    )
    assert header == [HOSTILE[0], f"'{HOSTILE[1]}", HOSTILE[2], "<b>who</b>"]
    assert {row[3] for row in rows} == {HOSTILE[0], f"'{HOSTILE[1]}"}
    race_to_the_end(page, each=harmless)
