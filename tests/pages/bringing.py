"""Tables to bring to the data page, and what a person does with them there."""

import io
import random
import time
import zipfile
from collections.abc import Generator

from streamlit.testing.v1 import AppTest

from core.history import Progress
from pages.ui.text import escape
from tests.pages.conftest import button, go, until


def people(rows: int = 300) -> bytes:
    """Return a table in which three things would fool a person."""
    draw = random.Random(3)
    lines = ["age,income,city,left,left_code"]
    for _ in range(rows):
        age = 999 if draw.random() < 0.1 else draw.randint(20, 65)
        income = round(draw.gauss(40_000, 9_000), 2)
        left = "yes" if (income < 38_000) ^ (draw.random() < 0.2) else "no"
        city = draw.choice(["Rome", "Oslo", "Lima", "Bern"])
        lines.append(f"{age},{income},{city},{left},{left[0].upper()}")
    return "\n".join([*lines, *lines[1:31]]).encode()


def pets(rows: int = 200) -> bytes:
    """Return a table in which nothing is wrong."""
    draw = random.Random(5)
    lines = ["height,weight,colour,species"]
    for _ in range(rows):
        dog = draw.random() < 0.5
        size = f"{draw.gauss(30 + 12 * dog, 5):.2f},{draw.gauss(5 + 9 * dog, 3):.2f}"
        colour = draw.choice(["red", "black", "white"])
        lines.append(f"{size},{colour},{'dog' if dog else 'cat'}")
    return "\n".join(lines).encode()


def houses(rows: int = 200) -> bytes:
    """Return a table with an amount to predict."""
    draw = random.Random(6)
    lines = ["size,rooms,district,price"]
    for _ in range(rows):
        size, rooms = draw.gauss(80, 20), draw.randint(1, 6)
        price = 1200 * size + 9000 * rooms + draw.gauss(0, 9000)
        district = draw.choice(["north", "south", "east"])
        lines.append(f"{size:.1f},{rooms},{district},{price:.0f}")
    return "\n".join(lines).encode()


def archive(**files: bytes) -> bytes:
    """Return a zip archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name, data in files.items():
            packed.writestr(f"{name}.csv", data)
    return held.getvalue()


def to_own(at: AppTest, way: str = "") -> AppTest:
    """Choose a table of one's own, and the way to bring it."""
    at = go(at, "data") if at.title[0].value != "The data" else at
    at.button_group(key="group").set_value("Your own").run()
    if way:
        at.button_group(key="way").set_value(way).run()
    return at


def upload(at: AppTest, name: str, data: bytes) -> AppTest:
    """Bring a file; returns at once, whatever is still being read."""
    to_own(at, "Upload a file")
    at.file_uploader[0].upload(name, data)
    return at.run()


def brought(at: AppTest, name: str, data: bytes) -> AppTest:
    """Bring a file and wait until it is the data in use."""
    return until(upload(at, name, data), "The rows")


def press(at: AppTest, label: str, then: str) -> AppTest:
    """Press a button and wait until the page says something."""
    button(at, escape(label)).click().run()
    return until(at, then)


def endless() -> Generator[Progress, None, None]:
    """Stand in for the reading of a table that takes very long."""
    yield Progress(done=1, total=4, message="Reading the table")
    time.sleep(600)
