"""What is shown of models can be taken away, and Back steps through what was read."""

import csv
import io
import struct
import zlib
from pathlib import Path
from xml.etree import ElementTree

from playwright.sync_api import Page, expect

from tests.e2e.walking import button, finished, settled, start

RACE = "data=moons&n=200&random_forest.n_estimators=10&mlp.epochs=3&seed=75"
DARK = bytes.fromhex("13111e")  # what .streamlit/config.toml lays under a dark page


def taken(page: Page, name: str) -> bytes:
    """Press a button that hands over a file; returns what is in it."""
    with page.expect_download() as waited:
        button(page, name).click()
    return Path(waited.value.path()).read_bytes()


def first_pixel(png: bytes) -> bytes:
    """Return a picture's upper left pixel: no filter of a first row changes it."""
    packed = b""
    place = 8
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            packed += png[place + 8 : place + 8 + size]
        place += size + 12
    return zlib.decompress(packed)[1:4]


def test_a_chart_is_taken_away_from_a_dark_phone_and_back_steps_by_section(
    server, page
):
    page.set_viewport_size({"width": 390, "height": 850})
    page.emulate_media(color_scheme="dark")
    page.goto(f"{server.url}/train?{RACE}")
    start(page)
    finished(page)
    page.goto(f"{server.url}/evaluate?{RACE}")
    page.locator("[class*=-roc]").get_by_text("Table", exact=True).first.click()
    rows = list(
        csv.DictReader(io.StringIO(taken(page, "Table as CSV").decode("utf-8-sig")))
    )
    assert {row["model"] for row in rows} >= {"Random forest", "Neural net"}
    png = taken(page, "Chart as PNG")
    width, height = struct.unpack(">II", png[16:24])
    assert height > 400
    assert width > 600  # twice what the phone shows
    assert first_pixel(png) == DARK
    svg = ElementTree.fromstring(taken(page, "Chart as SVG"))
    assert "Random forest" in " ".join(svg.itertext())
    page.keyboard.press("Escape")
    sections = page.locator(".st-key-section")
    sections.get_by_text("Calibration", exact=True).click()
    expect(page.get_by_text("Can a probability be taken at its word?")).to_be_visible()
    settled(page)
    page.go_back()
    expect(page.get_by_text("ROC curves", exact=True)).to_be_visible()
