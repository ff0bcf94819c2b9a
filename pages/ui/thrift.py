"""What Streamlit does more often than a class can afford, and a click that is whole.

Each of these stands in for a private part of Streamlit; a test says when one is gone.
"""

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from streamlit import config
from streamlit.runtime import app_session
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.scriptrunner_utils.script_run_context import (
    RunLocation,
    ThreadState,
)
from streamlit.watcher import polling_path_watcher

Callback = Callable[[], None]


def begin() -> None:
    """Put these in their places, until the server ends."""
    session: Any = app_session.AppSession
    session._call_soon_on_event_loop = gathered(session._call_soon_on_event_loop)
    runner: Any = script_runner.ScriptRunner
    name = "_maybe_handle_execution_control_request"
    setattr(runner, name, whole(getattr(runner, name)))
    if config.get_option("server.fileWatcherType") == "none":
        watcher: Any = polling_path_watcher.PollingPathWatcher
        watcher._schedule = lambda _: None  # looks at the settings five times a second


def whole(heed: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return what heeds a newer click, but not in the middle of what a click does.

    Streamlit cuts off what a button is to do when another click comes: half of it is
    done then, or nothing.
    """

    def heed_between_clicks(runner: Any) -> None:
        with suppress(RuntimeError):  # of a thread that draws nothing
            if ThreadState.get().run_location is RunLocation.CALLBACK:
                return
        heed(runner)

    return heed_between_clicks


def gathered(call_soon: Callable[[Any, Callback], None]) -> Any:
    """Return what wakes the server's event loop once for all that came until it woke.

    Streamlit wakes it for every element of a page. Each time the thread that draws the
    page stands back, and goes on only when it is its turn among all others.
    """

    def call_soon_gathered(session: Any, callback: Callback) -> None:
        kept = vars(session)
        waiting: deque[Callback] = kept.setdefault("_gathered", deque())
        waiting.append(callback)
        if not kept.get("_woken"):
            kept["_woken"] = True
            call_soon(session, lambda: drain(session, waiting, call_soon))

    return call_soon_gathered


def drain(session: Any, waiting: deque[Callback], call_soon: Any) -> None:
    """Call what has gathered, in its order; after an error the rest goes on."""
    # before the first is taken: whoever adds one from now on wakes the loop again
    vars(session)["_woken"] = False
    try:
        while waiting:
            waiting.popleft()()
    except BaseException:
        call_soon(session, lambda: drain(session, waiting, call_soon))
        raise
