"""What runs around the pages: start, end, housekeeping, and our own files."""

import asyncio
import ctypes
import gc
import hashlib
import logging
import signal
import sys
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import FileResponse
from starlette.routing import BaseRoute, Mount, Route

from core import engine
from core.limits import limits
from core.storage.store import store
from pages.ui import assets, browser, guard, replay, theming, thrift, wire
from pages.ui.health import Health

ASSETS = Path(__file__).parents[2] / "assets"
ICON = ASSETS / "favicon.png"
STYLE = ASSETS / "style.css"
SHELL = ASSETS / "shell.js"
FIRST_FONTS = ("bricolage-grotesque-latin", "inter-latin")
WARM_AFTER_S = 3.0  # the first visitor's page is drawn by then
COLLECT_EVERY_S = 45.0  # .streamlit/config.toml switches Streamlit's own collecting off

log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncGenerator[None, None]:
    """Say where the app is, keep house while it runs, and end its child processes."""
    engine.start()  # starts no process yet, but tells of a setting that cannot be used
    welcome()
    theming.pack_once()
    thrift.begin()
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
        end_well()


def end_well() -> None:
    """Let a server that was asked to end do so with exit status 0.

    uvicorn would raise the signal once more when all is closed, and die of it.
    """
    asked = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    getattr(asked, "_captured_signals", []).clear()


def keep_house(end: threading.Event) -> None:
    """Warm the engine once the first page is drawn, then tidy up regularly."""
    if not end.wait(WARM_AFTER_S):
        engine.start().warm(timeout=0)
        settle()
    pause = min(COLLECT_EVERY_S, limits().grace_seconds / 3)
    while not end.wait(pause):
        gc.collect()
        for duty in (keep_jobs, drop_expired, give_back):
            try:
                duty()
            except Exception:
                log.exception("Housekeeping failed; the next round tries again.")


def keep_jobs() -> None:
    """Tell the engine which browsers are still there: their jobs go on."""
    for owner in browser.connected():
        engine.start().touch(owner)


def drop_expired() -> None:
    """Delete the uploads whose time is over, and all that was made of them."""
    for token in store().drop_expired():
        engine.start().forget(token)


def give_back() -> None:
    """Give memory that nobody uses back to the system, where its C library keeps it."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


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
        Middleware(guard.Guard),
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
    replayed = f'<link rel="modulepreload" href="./{replay.address()}">'
    return f"<title>Crossover</title>{fonts}{style}{replayed}{script}"


def routes() -> list[BaseRoute]:
    """Return what the server answers besides Streamlit: health, fonts, pictures."""
    return [
        Route("/healthz", Health().answer),
        Route("/favicon.png", lambda _: FileResponse(ICON)),
        Route(f"/{replay.ADDRESS}", replay.answer),
        Mount("/assets", assets.Assets(directory=ASSETS)),
    ]
