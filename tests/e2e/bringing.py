"""Tables to bring in a browser, made here so that no file has to be kept."""

import datetime
import random

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Server
from tests.e2e.walking import button, settled

HOSTILE = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://example.com","x")',
    '<img src=x onerror="alert(1)">',
    "[a](javascript:alert(1))",
    "![](http://example.com/p.png)",
    '<a href="http://example.com">b</a>',
    "www.example.com",
)


def as_csv(header: tuple[str, ...], rows: list[tuple[object, ...]]) -> bytes:
    """Return a table as CSV in which every name and cell is quoted."""
    quoted = [[f'"{str(cell).replace(chr(34), chr(34) * 2)}"' for cell in header]]
    quoted += [[f'"{str(c).replace(chr(34), chr(34) * 2)}"' for c in r] for r in rows]
    return "\n".join(map(",".join, quoted)).encode()


def orders(rows: int = 240) -> bytes:
    """Return a table with a number of each row, an answer, and a date in order."""
    draw = random.Random(3)
    made = []
    for i in range(rows):
        day = datetime.date(2023, 1, 1) + datetime.timedelta(days=i)
        weight, size = draw.gauss(4, 1), draw.gauss(60, 15)
        # customers return more as the years go by
        back = size - 60 + 40 * (i / rows - 0.5) + draw.gauss(0, 9) > 0
        cells = (1000 + i, day, f"{weight:.2f}", f"{size:.2f}")
        made.append((*cells, "RB"[back], "yes" if back else "no"))
    header = ("order_id", "ordered", "weight", "size", "refund_code", "returned")
    return as_csv(header, made)


def houses(rows: int = 200) -> bytes:
    """Return a table with an amount to predict."""
    draw = random.Random(6)
    made = []
    for _ in range(rows):
        size, rooms = draw.gauss(80, 20), draw.randint(1, 6)
        price = 1200 * size + 9000 * rooms + draw.gauss(0, 9000)
        district = draw.choice(["north", "south", "east"])
        made.append((f"{size:.1f}", rooms, district, f"{price:.0f}"))
    return as_csv(("size", "rooms", "district", "price"), made)


def pets(rows: int = 200) -> bytes:
    """Return a small table in which nothing is wrong."""
    draw = random.Random(5)
    made = []
    for _ in range(rows):
        dog = draw.random() < 0.5
        height, weight = draw.gauss(30 + 9 * dog, 6), draw.gauss(9 + 3 * dog, 3)
        made.append((f"{height:.2f}", f"{weight:.2f}", "dog" if dog else "cat"))
    return as_csv(("height", "weight", "species"), made)


def hostile(rows: int = 120) -> bytes:
    """Return a table whose names and cells are scripts, links and formulas."""
    draw = random.Random(7)
    made = []
    for i in range(rows):
        words = (draw.choice(HOSTILE), f"{draw.gauss(i % 2, 1):.2f}")
        made.append((*words, draw.choice(HOSTILE), HOSTILE[i % 2]))
    return as_csv((*HOSTILE[:3], "<b>who</b>"), made)


def large(rows: int = 250_000) -> bytes:
    """Return a table that takes seconds to read."""
    draw = random.Random(8)
    block = [
        f"{draw.gauss(0, 1):.6f},{draw.gauss(5, 2):.6f},{draw.randint(0, 9)},"
        f"{draw.choice(['north', 'south'])},{draw.choice(['yes', 'no'])}"
        for _ in range(rows // 50)
    ]
    lines = [f"{i * 0.001:.3f},{line}" for i in range(50) for line in block]
    return "\n".join(["shift,a,b,c,side,left", *lines]).encode()


def bring(page: Page, server: Server, name: str, data: bytes) -> None:
    """Upload a file on the data page."""
    page.goto(f"{server.url}/data")
    page.get_by_text("Your own", exact=True).click()
    own(page, name, data)


def own(page: Page, name: str, data: bytes) -> None:
    """Upload a file where the box for it is on the screen."""
    file = {"name": name, "mimeType": "text/csv", "buffer": data}
    page.locator("input[type=file]").set_input_files(file)


def chosen(page: Page) -> None:
    """Wait until an uploaded table is the data of the race."""
    expect(page.get_by_text("What do you want to predict?")).to_be_visible()
    expect(button(page, "Race on this data")).to_be_visible()
    settled(page)


def banner(page: Page) -> Locator:
    """Return the line that says which data is in use."""
    return page.locator(".st-key-banner")
