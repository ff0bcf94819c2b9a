"""A real server and a real browser, and what must hold at the end of every visit."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from tests.chromium import chromium

ROOT = Path(__file__).parents[2]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
TROUBLE = re.compile(r"Traceback|\bERROR\b|Error:|Exception|not preloaded")
SECONDS = 30.0
expect.set_options(timeout=SECONDS * 1000)


@dataclass(frozen=True)
class Server:
    """A server that was started for the tests."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@contextmanager
def served(
    home: Path, app: Path = ROOT / "app.py", **settings: str
) -> Iterator[Server]:
    """Start a server with a folder of its own; at the end its log must be clean."""
    home.mkdir(parents=True, exist_ok=True)
    port = free_port()
    log = home / f"server-{port}.log"
    command = [sys.executable, "-m", "streamlit", "run", str(app)]
    options = [f"--server.port={port}", "--server.headless=true"]
    env = {**os.environ, "CROSSOVER_HOME": str(home), **settings}
    with log.open("wb") as out:
        process = subprocess.Popen(
            command + options, cwd=app.parent, env=env, stdout=out, stderr=out
        )
    server = Server(url=f"http://localhost:{port}", log=log, process=process)
    try:
        wait_until_up(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"It did not end when asked:\n{text(log)}") from None
    assert process.returncode in (0, -signal.SIGKILL), text(log)
    assert not TROUBLE.search(text(log)), text(log)


def wait_until_up(server: Server) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        assert server.process.poll() is None, text(server.log)
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.02)
    raise AssertionError(f"The server did not answer:\n{text(server.log)}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def text(path: Path) -> str:
    return path.read_text(errors="replace")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests of this worker."""
    with served(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def cold_server(tmp_path: Path) -> Callable[[], AbstractContextManager[Server]]:
    """What starts a server that nobody has visited yet."""
    return lambda: served(tmp_path / str(free_port()))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium(), args=list(FLAGS)
        )
        yield running
        running.close()


@contextmanager
def watched(context: BrowserContext) -> Iterator[Page]:
    """Open a page; at the end it must have had no error and asked no foreign host."""
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(f"uncaught: {error}"))
    page.on(
        "console",
        lambda said: is_error(said) and trouble.append(f"console: {said.text}"),
    )
    page.on(
        "request",
        lambda request: is_foreign(request.url) and trouble.append(request.url),
    )
    yield page
    assert not trouble


def is_error(said: ConsoleMessage) -> bool:
    # Streamlit looks for its server below a page's own address first: two 404s.
    probe = re.search(r"/\w+/_stcore/(health|host-config)$", said.location["url"])
    return said.type == "error" and not probe


def is_foreign(url: str) -> bool:
    return re.match(r"(https?|wss?)://(?!localhost[:/])", url) is not None


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a browser without history, cookies or cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(SECONDS * 1000)
    try:
        with watched(context) as watched_page:
            yield watched_page
    finally:
        context.close()
