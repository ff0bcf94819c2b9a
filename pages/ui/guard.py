"""What a browser is told about every answer, to keep what is private so."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

GUARDS = {
    "X-Content-Type-Options": "nosniff",  # what a person brought is never a script
    "Referrer-Policy": "same-origin",  # an address holds a race, perhaps a private one
    "X-Frame-Options": "SAMEORIGIN",
    "Content-Security-Policy": "frame-ancestors 'self'; object-src 'none'",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Middleware that tells browsers what no page of ours ever needs.

    Scripts and styles are left alone: Streamlit writes some of both into its pages.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, with the headers where it has none of that name."""

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in GUARDS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, answer)
