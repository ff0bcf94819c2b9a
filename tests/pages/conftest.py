"""Pages without a browser: open one by name and address, read what stands on it."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

FRAME = Path(__file__).parents[2] / "pages/ui/frame.py"
SECONDS = 60
RUNS = 400  # each waits for at least a beat of the page

Visit = Callable[..., AppTest]


@pytest.fixture
def visit() -> Visit:
    """Open a page as somebody who has never been here; returns what stands on it."""

    def open_page(name: str, query: str = "") -> AppTest:
        at = AppTest.from_file(str(FRAME), default_timeout=SECONDS).run()
        return go(at, name, query)

    return open_page


def go(at: AppTest, name: str, query: str = "") -> AppTest:
    """Walk to another page, as its link does."""
    at.switch_page(f"../{name}.py")
    at.query_params.clear()
    for key, value in parse_qsl(query, keep_blank_values=True):
        at.query_params[key] = value
    return at.run()


def address(at: AppTest) -> dict[str, str]:
    """Return the address's settings, one text each."""
    return {k: v[0] if isinstance(v, list) else v for k, v in at.query_params.items()}


def said(at: AppTest) -> str:
    """Return everything that the page says, as text."""
    return repr(list(walk(at.main)))


def walk(block):
    for part in block.children.values():
        if hasattr(part, "children"):
            yield getattr(part, "label", "")
            yield from walk(part)
        else:
            yield str(getattr(part, "proto", ""))


def button(at: AppTest, label: str):
    """Return the one button with a label."""
    found = [b for b in at.button if b.label == label]
    assert len(found) == 1, [b.label for b in at.button]
    return found[0]


def until(at: AppTest, text: str) -> AppTest:
    """Run the page again, as its own beat does, until it says something."""
    for _ in range(RUNS):
        assert not at.exception
        if text in said(at):
            return at
        at.run()
    raise AssertionError(f"It never said '{text}': {said(at)}")
