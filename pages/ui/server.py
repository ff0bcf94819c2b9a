"""What runs around the pages: start, end, housekeeping, and our own files."""

import asyncio
import gc
import hashlib
import logging
import sqlite3
import sys
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from core import engine
from core.store import store
from pages.ui import browser, wire

ASSETS = Path(__file__).parents[2] / "assets"
ICON = ASSETS / "favicon.png"
STYLE = ASSETS / "style.css"
SHELL = ASSETS / "shell.js"
FIRST_FONTS = ("bricolage-grotesque-latin", "inter-latin")
WARM_AFTER_S = 3.0  # the first visitor's page is drawn by then
COLLECT_EVERY_S = 45.0  # .streamlit/config.toml switches Streamlit's own collecting off
WEEK_S = 7 * 86400

log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncGenerator[None, None]:
    """Say where the app is, keep house while it runs, and end its child processes."""
    welcome()
    settle()
    end = threading.Event()
    keeper = threading.Thread(target=keep_house, args=(end,), name="housekeeping")
    keeper.start()
    try:
        yield
    finally:
        end.set()
        await asyncio.to_thread(keeper.join)
        await asyncio.to_thread(engine.start().close)


def keep_house(end: threading.Event) -> None:
    """Warm the engine once the first page is drawn, then tidy up regularly."""
    if not end.wait(WARM_AFTER_S):
        engine.start().warm(timeout=0)
        settle()
    while not end.wait(COLLECT_EVERY_S):
        gc.collect()
        drop_expired()


def drop_expired() -> None:
    """Delete the uploads whose time is over, and all that was made of them."""
    try:
        for token in store().drop_expired():
            engine.start().forget(token)
    except (sqlite3.Error, OSError):
        log.exception("Expired uploads could not be deleted; the next round tries.")


def settle() -> None:
    """Take what is loaded by now out of every later collection."""
    gc.collect()
    gc.freeze()


def welcome() -> None:
    """Print the addresses at which this server answers."""
    from streamlit import config, net_util

    port = config.get_option("server.port")
    base = config.get_option("server.baseUrlPath")
    host = config.get_option("server.address")
    lines = ["", "  Crossover is running.", f"  Open http://localhost:{port}/{base}"]
    if host is None and (ip := net_util.get_internal_ip()):
        lines.append(f"  or, from this network, http://{ip}:{port}/{base}")
    sys.stdout.write("\n".join([*lines, "  Ctrl+C ends it.", "", ""]))
    sys.stdout.flush()


def middleware() -> list[Middleware]:
    """Return what every request passes through, outermost first."""
    return [
        Middleware(browser.Recognise),
        Middleware(wire.Head, html=head()),
        Middleware(wire.Pack),
    ]


def head() -> str:
    """Return what every page's head holds besides Streamlit's."""
    version = hashlib.blake2b(STYLE.read_bytes(), digest_size=6).hexdigest()
    fonts = "".join(
        f'<link rel="preload" href="./assets/fonts/{name}.woff2" as="font" '
        'type="font/woff2" crossorigin>'
        for name in FIRST_FONTS
    )
    style = f'<link rel="stylesheet" href="./assets/style.css?v={version}">'
    script = f"<script>{SHELL.read_text(encoding='utf-8')}</script>"
    return f"<title>Crossover</title>{fonts}{style}{script}"


def routes() -> list[BaseRoute]:
    """Return what the server answers besides Streamlit: its own fonts and pictures."""
    return [
        Route("/favicon.png", lambda _: FileResponse(ICON)),
        Mount("/assets", Assets(directory=ASSETS)),
    ]


class Assets(StaticFiles):
    """The files of assets/, which a browser may keep for a week."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Return a file, or that it has not changed."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = f"public, max-age={WEEK_S}"
        return response
