"""How long the first visitor of a cold server waits, against an empty app."""

import statistics
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, served

ROUNDS = 5
EMPTY = 'import streamlit as st\n\nst.title("Empty")\n'


def seconds(app: Path, home: Path, browser) -> float:
    """Return the time from the start of a server to its first heading in a browser."""
    context = browser.new_context()
    page = context.new_page()
    began = time.perf_counter()
    with served(home, app) as server:
        page.goto(server.url)
        page.wait_for_selector("h1", state="visible")
        taken = time.perf_counter() - began
        context.close()
    return taken


@pytest.mark.bench
def test_first_paint_against_an_empty_app(tmp_path, browser, capsys):
    empty = tmp_path / "empty" / "app.py"
    empty.parent.mkdir()
    empty.write_text(EMPTY)
    apps = {"empty": empty, "crossover": ROOT / "app.py"}
    taken = {name: [] for name in apps}
    for i in range(ROUNDS):
        for name, app in apps.items():
            taken[name].append(seconds(app, tmp_path / f"{name}{i}", browser))
    medians = {name: statistics.median(values) for name, values in taken.items()}
    with capsys.disabled():
        sys.stdout.write(f"\nfirst paint in seconds: {taken}\nmedians: {medians}\n")
        sys.stdout.write(f"ratio: {medians['crossover'] / medians['empty']:.2f}\n")
