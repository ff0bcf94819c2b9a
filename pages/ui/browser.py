"""Which browser is asking: a random cookie that only the server reads."""

import re
import secrets
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from http.cookies import CookieError, SimpleCookie

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.ui.wire import wants_document

NAME = "crossover"
DAYS = 180
SHAPE = re.compile(r"[A-Za-z0-9_-]{32}")
_CONNECTED: Counter[str] = Counter()  # open tabs of each browser, by its key


def key() -> str:
    """Return the unguessable key of the browser that is looking at this page.

    It lasts as long as the cookie; where there is none, as long as the session.
    """
    held = str(st.context.cookies.get(NAME))
    if SHAPE.fullmatch(held):
        return held
    return st.session_state.setdefault("_browser", new_key())


def new_key() -> str:
    """Return a key that nobody can guess: 32 characters, 192 random bits."""
    return secrets.token_urlsafe(24)


def connected() -> tuple[str, ...]:
    """Return the keys of the browsers that have a tab open, on whichever page."""
    return tuple(held for held in list(_CONNECTED) if held)


@contextmanager
def _open_tab(held: str) -> Generator[None]:
    _CONNECTED[held] += 1
    try:
        yield
    finally:
        _CONNECTED[held] -= 1
        if not _CONNECTED[held]:
            del _CONNECTED[held]


class Recognise:
    """Middleware that gives the cookie to whoever opens a page, and renews it.

    It also notes which browsers are connected: a race lives on while its reader reads
    another page, where nothing moves and nothing asks for it.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; only the answer to a page carries the cookie."""
        if scope["type"] == "websocket":
            with _open_tab(cookie_key(Headers(scope=scope).get("cookie", ""))):
                await self.app(scope, receive, send)
            return
        if not wants_document(scope):
            await self.app(scope, receive, send)
            return
        held = cookie_key(Headers(scope=scope).get("cookie", "")) or new_key()
        cookie = (
            f"{NAME}={held}; Path=/; Max-Age={DAYS * 86400}; HttpOnly; SameSite=Lax"
        )
        if scope.get("scheme") == "https":
            cookie += "; Secure"

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        await self.app(scope, receive, answer)


def cookie_key(header: str) -> str:
    """Return the key in a request's cookie header, or "" if it is not a key."""
    try:
        cookies = SimpleCookie(header)
    except CookieError:
        return ""
    held = cookies[NAME].value if NAME in cookies else ""
    return held if SHAPE.fullmatch(held) else ""
