"""Bringing a table: bundled or one's own, raced to the end; and what is turned away."""

import io
import random
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import watched
from tests.e2e.walking import button, finished, next_page, read_on, settled, start

SAMPLE = Path(__file__).parents[2] / "assets" / "sample.csv"
FEW_STEPS = "&random_forest.n_estimators=20&mlp.epochs=5"
WHY_NO_ROWS = "Its rows are shown to nobody else"
GONE = "The table of this race has been deleted"


def zipped():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.write(SAMPLE, "sample.csv")
    return held.getvalue()


BAD = {
    "empty.csv": b"",
    "picture.csv": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64),
    "one column.csv": b"a\n" + b"1\n2\n" * 40,
    "random.csv": random.Random(1).randbytes(5000),
    "archive.csv": zipped(),
}
HOSTILE = [
    '<img src=x onerror="alert(1)">',
    "[a](javascript:alert(1))",
    "![](http://example.com/p.png)",
    '<a href="http://example.com">b</a>',
    "www.example.com",
]

FOREIGN_LINKS = """[...document.querySelectorAll("a")]
  .map(a => new URL(a.href?.baseVal ?? a.href, location))
  .filter(to => to.host !== location.host).map(String)"""


def bring(page, server, name, data):
    """Upload a file on the data page."""
    page.goto(f"{server.url}/data")
    page.get_by_text("Your own", exact=True).click()
    file = {"name": name, "mimeType": "text/csv", "buffer": data}
    page.locator("input[type=file]").set_input_files(file)


def chosen(page):
    """Wait until an uploaded table is the data of the race."""
    expect(page.get_by_text("What do you want to predict?")).to_be_visible()
    expect(button(page, "Race on this data")).to_be_visible()
    settled(page)


def race_to_the_end(page):
    """Race on the data on the screen and walk through every page after it."""
    next_page(page, "Race on this data", "The race")
    page.goto(page.url + FEW_STEPS)
    start(page)
    finished(page)
    read_on(page)


@pytest.mark.parametrize("key", ["breast_cancer", "penguins"])
def test_bundled_table_is_raced_explained_and_priced(server, page, key):
    page.goto(f"{server.url}/data?data={key}")
    race_to_the_end(page)


def test_brought_table_is_raced_and_its_rows_stay_with_its_owner(server, page, browser):
    bring(page, server, "people.csv", SAMPLE.read_bytes())
    chosen(page)
    race_to_the_end(page)
    link = page.url.replace("/compute", "/{}")
    stranger = browser.new_context()
    with watched(stranger) as other:
        other.goto(link.format("train"))
        finished(other)
        for name in ("data", "train", "explain"):
            other.goto(link.format(name))
            expect(other.get_by_text(WHY_NO_ROWS)).to_be_visible()
            settled(other)
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
    expect(page.get_by_text("people.csv")).to_have_count(0)
    page.goto(link.format("data"))
    expect(page.get_by_text(GONE)).to_be_visible()
    page.goto(link.format("evaluate"))
    expect(page.get_by_text("Nothing to see yet")).to_be_visible()
    button(page, "My races").click()
    expect(page.get_by_text("Races that you start are listed here")).to_be_visible()


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_table_is_answered_with_one_sentence(server, page, name):
    bring(page, server, name, BAD[name])
    alert = page.get_by_test_id("stAlert")
    expect(alert).to_have_count(1)
    assert 10 < len(alert.inner_text()) < 400
    settled(page)
    expect(page.get_by_text("What do you want to predict?")).to_have_count(0)


def test_hostile_names_are_shown_as_they_are(server, page):
    quoted = ['"' + name.replace('"', '""') + '"' for name in HOSTILE]
    lines = [
        f"{quoted[i % 5]},{i},{quoted[i % 3]},{quoted[i // 2 % 2]}" for i in range(120)
    ]
    table = "\n".join([",".join(quoted[:4]), *lines]).encode()
    bring(page, server, "[a](javascript:alert(1)) <b>www.example.com</b>.csv", table)
    chosen(page)
    race_to_the_end(page)
    last = page.url
    for name in ("data", "train", "evaluate", "explain", "compute"):
        page.goto(last.replace("/compute", f"/{name}"))
        settled(page)
        assert page.locator("img[src=x]").count() == 0
        assert page.evaluate(FOREIGN_LINKS) == []
