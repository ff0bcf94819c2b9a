"""A client that asks our server's outer layers, without a network in between."""

import asyncio
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from pages.ui import browser, server
from pages.ui.wire import body, collect

HTML = "text/html,application/xhtml+xml"
DOCUMENT = "<html><head><title>Streamlit</title></head><body>body</body></html>"
SCRIPT = "let a = 1;\n" * 500
TABLE = "a,b\n1,2\n" * 900


def document(request):
    return Response(DOCUMENT, media_type="text/html")


def table(request):
    return PlainTextResponse(TABLE)


async def socket(connection):
    await connection.accept()
    await connection.send_text(browser.cookie_key(connection.headers["cookie"]))
    await connection.close()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Headers
    body: bytes


class Client:
    """Asks an application without a network in between."""

    def __init__(self):
        self.asked = []
        self.app = Starlette(
            middleware=server.middleware(),
            routes=[
                *server.routes(),
                Route("/static/js/{name}.js", self.script),
                Route("/static/{path:path}", document),
                Route("/table.csv", table),
                WebSocketRoute("/stream", socket),
                Route("/{page}", document),
                Route("/", document),
            ],
        )

    def script(self, request):
        self.asked.append(request.url.path)
        kept = {"cache-control": "public, max-age=1"}
        return Response(SCRIPT, media_type="text/javascript", headers=kept)

    def get(self, path, **headers):
        return asyncio.run(self.get_all([path], **headers))[0]

    async def get_all(self, paths, **headers):
        return await asyncio.gather(*(self.get_one(path, headers) for path in paths))

    async def get_one(self, path, headers):
        sent = await self.talk({"type": "http", "method": "GET"}, path, headers)
        return Answer(sent[0]["status"], Headers(raw=sent[0]["headers"]), body(sent))

    async def talk(self, scope, path, headers):
        raw = [
            (name.replace("_", "-").encode(), value.encode("latin-1"))
            for name, value in headers.items()
        ]
        path, _, query = path.partition("?")
        scope |= {"path": path, "query_string": query.encode(), "headers": raw}

        opened = [{"type": "websocket.connect"}]

        async def receive():
            return opened.pop() if opened else await asyncio.Event().wait()

        return await collect(self.app, {"root_path": "", **scope}, receive)


def opened(popover):
    """Return a popover that is open, which only a browser can do."""

    class Open:
        open = True

        def __init__(self, made):
            self.made = made

        def __enter__(self):
            return self.made.__enter__()

        def __exit__(self, *ended):
            return self.made.__exit__(*ended)

    return lambda *given, **named: Open(popover(*given, **named))
