"""Whether this server can work: an answer for whatever watches over it."""

import asyncio
import logging
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse

from core import engine
from core.storage.store import store

PATIENCE_S = 3.0
NOBODY = "nobody"  # a look-up in the name of no browser finds nothing, but answers

log = logging.getLogger(__name__)


def ask_engine() -> dict[str, int]:
    """Return how much the engine has to do; raises whatever keeps it from answering."""
    now = engine.start().outlook()
    return {"busy": now.busy, "slots": now.slots, "queued": now.queued}


def ask_store() -> dict[str, int]:
    """Return nothing but that the store answers; raises whatever keeps it from that."""
    store().looks(NOBODY, NOBODY)
    return {}


CHECKS: dict[str, Callable[[], dict[str, int]]] = {
    "engine": ask_engine,
    "store": ask_store,
}


class Health:
    """The endpoint: 200 while the engine and the store answer in time, else 503.

    It says nothing of anybody's work but how much of it there is.
    """

    def __init__(self) -> None:
        """Ask nothing yet."""
        self._asked: dict[str, asyncio.Task[dict[str, int]]] = {}

    async def answer(self, _request: Request) -> JSONResponse:
        """Ask every part at once and answer within PATIENCE_S."""
        told = await asyncio.gather(*map(self._part, CHECKS))
        parts = dict(zip(CHECKS, told, strict=True))
        well = all(part["answers"] for part in parts.values())
        return JSONResponse(
            {"status": "ok" if well else "failing", **parts},
            status_code=200 if well else 503,
            headers={"Cache-Control": "no-store"},
        )

    async def _part(self, name: str) -> dict[str, bool | int]:
        # one thread a part at most, however often somebody asks while it hangs
        if name not in self._asked or self._asked[name].done():
            asking = asyncio.to_thread(CHECKS[name])
            self._asked[name] = asyncio.create_task(asking)
        try:
            asked = asyncio.shield(self._asked[name])
            return {"answers": True, **await asyncio.wait_for(asked, PATIENCE_S)}
        except TimeoutError:
            log.warning("The %s did not answer within %g s.", name, PATIENCE_S)
        except Exception:
            log.exception("The %s does not answer.", name)
        return {"answers": False}
