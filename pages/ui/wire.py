"""What happens to answers on their way to a browser: own head, compression."""

import asyncio
import gzip
import re

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEVEL = 5  # of gzip: 9 takes three times as long for 2 % less
PACKED = ("text/javascript", "application/javascript", "text/css", "image/svg+xml")
MOST_FILES = 1000
# A document is read here before it goes on: whole, fresh and uncompressed.
CONDITIONS = (b"if-none-match", b"if-modified-since", b"accept-encoding")
# In Streamlit's document: the font that our theme does not use, and the first title.
FOREIGN = re.compile(
    rb"<link\s+rel=\"preload\"[^>]*SourceSans[^>]*>|<title>.*?</title>"
)


class Head:
    """Middleware that gives the document our style and fonts before anything is drawn.

    A style that comes with the page's content arrives late, and the page jumps.
    """

    def __init__(self, app: ASGIApp, *, html: str) -> None:
        """Wrap an application; `html` goes to the end of the head."""
        self.app = app
        self.html = html.encode() + b"</head>"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; only a document is changed."""
        if not wants_document(scope):
            await self.app(scope, receive, send)
            return
        headers = [pair for pair in scope["headers"] if pair[0] not in CONDITIONS]
        messages = await collect(self.app, {**scope, "headers": headers})
        if messages[0]["status"] != 200 or not _kind(messages).startswith("text/html"):
            for message in messages:
                await send(message)
            return
        html = FOREIGN.sub(b"", body(messages)).replace(b"</head>", self.html, 1)
        kept = {"cache-control": "private, no-cache"}
        await Response(html, media_type="text/html", headers=kept)(scope, receive, send)


class Pack:
    """Middleware that compresses the interface's scripts, each only once.

    Streamlit sends them as they are, 2.6 MB for a page and 7 MB with a chart; a class
    that opens the app over one Wi-Fi would wait for all of it.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app
        self.packing: dict[str, asyncio.Task[Response | None]] = {}
        self.packed: dict[str, Response] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, compressed where that pays."""
        answer = await self._answer(scope) if _packable(scope) else None
        await (answer or self.app)(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response | None:
        path = scope["path"]
        if path in self.packed:
            return self.packed[path]
        if path not in self.packing:  # else somebody else's request is at it
            self.packing[path] = asyncio.create_task(self._pack(scope))
        try:
            answer = await asyncio.shield(self.packing[path])
        finally:
            self.packing.pop(path, None)
        if answer and len(self.packed) < MOST_FILES:
            self.packed[path] = answer
        return answer

    async def _pack(self, scope: Scope) -> Response | None:
        messages = await collect(self.app, scope)
        kind = _kind(messages)
        if messages[0]["status"] != 200 or not kind.startswith(PACKED):
            return None
        small = await asyncio.to_thread(gzip.compress, body(messages), LEVEL)
        age = Headers(raw=messages[0]["headers"]).get("cache-control", "no-cache")
        headers = {"content-encoding": "gzip", "vary": "Accept-Encoding"}
        headers["cache-control"] = age
        return Response(small, media_type=kind, headers=headers)


def wants_document(scope: Scope) -> bool:
    """Return whether a browser opens a page with this request."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")


async def stays() -> Message:
    """Stand in for a visitor who waits for the whole answer.

    Told that its visitor has left, a file breaks off, and half of it would be kept.
    """
    return await asyncio.get_running_loop().create_future()


async def collect(
    app: ASGIApp, scope: Scope, receive: Receive = stays
) -> list[Message]:
    """Return what an application would send."""
    messages: list[Message] = []

    async def keep(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, keep)
    return messages


def body(messages: list[Message]) -> bytes:
    """Return the content of an answer."""
    return b"".join(message.get("body", b"") for message in messages[1:])


def _kind(messages: list[Message]) -> str:
    return Headers(raw=messages[0]["headers"]).get("content-type", "")


def _packable(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    headers = Headers(scope=scope)
    return (
        "/static/" in scope["path"]
        and "gzip" in headers.get("accept-encoding", "")
        and "range" not in headers
    )
