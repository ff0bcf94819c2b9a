"""What somebody does on page compute who has to decide which model to build."""

import csv
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.walking import button, settled


def decided(page: Page) -> str:
    """Walk from the price tag to which model to build, and download the numbers.

    Returns the address of the page as it was.
    """
    address = page.url
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    expect(page.get_by_text("What each model costs", exact=True)).to_be_visible()
    expect(page.locator(".st-key-measure button")).to_be_enabled()
    page.get_by_role("radio", name="Money").click()
    expect(page.get_by_text("Which should we build?", exact=True)).to_be_visible()
    expect(page.get_by_test_id("stMetric").filter(has_text="A month")).to_be_visible()
    settled(page)
    with page.expect_download() as asked:
        button(page, "Numbers as CSV").click()
    text = Path(asked.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    told = " ".join(cell for row in rows for cell in row)
    assert len(rows) > 2
    assert "Random forest" in told
    assert "Neural net" in told
    return address
