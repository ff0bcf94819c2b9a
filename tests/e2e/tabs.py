"""A tab without a browser: it speaks to the server as the interface does.

What needs no painting is quicker so, and only so can a tab send what no browser would.
"""

import secrets
import time
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any, Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

SECONDS = 60.0
BEAT_S = 0.2
TEXTS = ("body", "label", "text", "message")


def new_browser() -> str:
    """Return the cookie of a browser that has never been here."""
    return f"crossover={secrets.token_urlsafe(24)}"


def line(url: str, browser: str) -> Any:
    """Return the line to a server, to be opened as a context."""
    return connect(
        f"ws://{urlsplit(url).netloc}/_stcore/stream",
        subprotocols=["streamlit"],  # ty: ignore[invalid-argument-type]
        additional_headers={"Cookie": browser},
        max_size=None,
    )


class Tab:
    """One open tab: a page, its address, and what stands on it."""

    def __init__(
        self, url: str, page: str = "", query: str = "", browser: str = ""
    ) -> None:
        """Open a page in a new browser, or in one that is known by its cookie."""
        self.browser = browser or new_browser()
        self.page, self.query, self.page_hash = page, query, ""
        self.parts: dict[tuple[int, ...], Any] = {}
        self._line = ExitStack()
        self.socket = self._line.enter_context(line(url, self.browser))
        self.run()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the tab."""
        self.close()

    def close(self) -> None:
        """Close the tab."""
        self._line.close()

    def vanish(self) -> None:
        """Cut the line without a goodbye, as a lid that closes does."""
        self.socket.socket.close()

    def ask(self, widgets: Iterable[WidgetState] = ()) -> None:
        """Ask for a run of the page and wait for nothing."""
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_name = self.page
        message.rerun_script.page_script_hash = self.page_hash
        message.rerun_script.widget_states.widgets.extend(widgets)
        self.socket.send(message.SerializeToString())

    def run(self, widgets: Iterable[WidgetState] = ()) -> Self:
        """Run the page to its end."""
        self.ask(widgets)
        while True:
            message = ForwardMsg()
            data = self.socket.recv(SECONDS)
            message.ParseFromString(data if isinstance(data, bytes) else data.encode())
            if self._take(message):
                return self

    def _take(self, message: ForwardMsg) -> bool:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.parts = {}
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            part = getattr(element, element.WhichOneof("type") or "empty")
            self.parts[tuple(message.metadata.delta_path)] = part
        early = ForwardMsg.FINISHED_EARLY_FOR_RERUN
        return kind == "script_finished" and message.script_finished != early

    def press(self, label: str) -> Self:
        """Press the button with a label."""
        return self.run([pressed(self.find(label))])

    def go(self, page: str) -> Self:
        """Walk to another page, with the address as it is."""
        self.page, self.page_hash = page, ""
        return self.run()

    def find(self, label: str) -> Any:
        """Return the one button with a label."""
        found = [
            part
            for part in self.parts.values()
            if getattr(part, "label", "") == label
            and hasattr(part, "is_form_submitter")
        ]
        assert len(found) == 1, (label, self.said())
        return found[0]

    def said(self) -> str:
        """Return everything that the page says."""
        told = (getattr(p, name, "") for p in self.parts.values() for name in TEXTS)
        return "\n".join(text for text in told if isinstance(text, str) and text)

    def until(self, text: str) -> Self:
        """Run the page again and again until it says something."""
        end = time.monotonic() + SECONDS
        while text not in self.said():
            assert time.monotonic() < end, f"It never said '{text}':\n{self.said()}"
            time.sleep(BEAT_S)
            self.run()
        return self


def pressed(button: Any) -> WidgetState:
    """Return the press of a button."""
    return WidgetState(id=button.id, trigger_value=True)
