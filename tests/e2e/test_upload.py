"""Bringing a table: bundled or one's own, raced to the end; and what is turned away."""

import random
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e import bringing
from tests.e2e.bringing import banner, bring, chosen, own
from tests.e2e.conftest import watched
from tests.e2e.deciding import decided
from tests.e2e.walking import button, finished, race_to_the_end, settled
from tests.pages.bringing import archive

SAMPLE = Path(__file__).parents[2] / "assets" / "sample.csv"
WHY_NO_ROWS = "Its rows are shown to nobody else"
GONE = "The table of this race has been deleted"
BAD = {
    "picture.csv": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64),
    "random.csv": random.Random(1).randbytes(5000),
    "archive.csv": archive(archive=b""),
}


def test_bundled_table_is_raced_explained_and_priced(server, page):
    page.goto(f"{server.url}/data?data=penguins")
    race_to_the_end(page)


def test_brought_table_is_raced_priced_and_its_rows_stay_with_its_owner(
    server, page, browser
):
    bring(page, server, "people.csv", SAMPLE.read_bytes())
    chosen(page)
    race_to_the_end(page)
    link = decided(page).replace("/compute", "/{}")
    stranger = browser.new_context()
    with watched(stranger) as other:
        other.goto(link.format("train"))
        finished(other)
        for name in ("data", "train", "explain"):
            other.goto(link.format(name))
            expect(other.get_by_text(WHY_NO_ROWS)).to_be_visible()
            settled(other)
            expect(other.get_by_test_id("stDataFrame")).to_have_count(0)
        other.goto(link.format("evaluate"))
        expect(other.get_by_text("ROC curves", exact=True)).to_be_visible()
        # another target or seed would be a new look into somebody else's rows
        other.goto(link.format("train").replace("target=left", "target=department"))
        settled(other)
        expect(button(other, "Start the race")).to_be_disabled()
        expect(other.get_by_text("people.csv")).to_have_count(0)
    stranger.close()
    page.goto(link.format("data"))
    button(page, "Delete my data now").click()
    button(page, "Yes, delete my data").click()
    expect(page.get_by_text("your races are deleted")).to_be_visible()
    expect(page.get_by_text("people.csv")).to_have_count(0)
    page.goto(link.format("data"))
    expect(page.get_by_text(GONE)).to_be_visible()
    page.goto(link.format("evaluate"))
    expect(page.get_by_text("Nothing to see yet")).to_be_visible()
    button(page, "My races").click()
    expect(page.get_by_text("Races that you start are listed here")).to_be_visible()


def test_what_is_no_table_is_answered_with_one_sentence(server, page):
    bring(page, server, "pets.csv", bringing.pets())
    chosen(page)
    for name, data in BAD.items():
        own(page, name, data)
        alert = page.get_by_test_id("stAlert")
        expect(alert.filter(has_text=name)).to_be_visible()
        settled(page)
        expect(alert).to_have_count(1)
        assert 10 < len(alert.inner_text()) < 400
        expect(banner(page)).to_contain_text("pets.csv")
        expect(button(page, "Race on this data")).to_be_visible()


def test_a_table_is_pasted(server, page):
    page.goto(f"{server.url}/data")
    page.get_by_text("Your own", exact=True).click()
    page.get_by_text("Paste a table", exact=True).click()
    page.get_by_role("textbox").fill(bringing.pets().decode())
    button(page, "Read this table").click()
    chosen(page)
    expect(banner(page)).to_contain_text("200 rows × 2 columns · target species")


def test_an_archive_of_two_tables_offers_the_choice(server, page):
    both = archive(houses=bringing.houses(), pets=bringing.pets())
    bring(page, server, "two.zip", both)
    question = "This file holds 2 tables. Which one?"
    page.get_by_role("combobox", name=question, exact=True).click()
    page.get_by_role("option", name="pets.csv").click()
    chosen(page)
    expect(banner(page)).to_contain_text("two.zip")
    expect(banner(page)).to_contain_text("target species")


def test_a_reload_while_a_table_is_read_loses_nothing(server, page):
    bring(page, server, "large.csv", bringing.large())
    page.wait_for_url("**reading=**")
    page.reload()
    chosen(page)
    expect(banner(page)).to_contain_text("large.csv")
    assert "reading=" not in page.url
