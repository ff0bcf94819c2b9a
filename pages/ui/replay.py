"""The replay of a finished race, played by the browser alone, or a race under way."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response

from core.recording import read

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "replay"
# Where the server answers with the script, below the address of the app.
ADDRESS = "assets/replay.js"
# A component sends its own script with every run of a page, a few times a second for a
# race under way. So that script only loads the other one, which a browser keeps.
LOADER = """
let loaded;
export default async function mount(component) {
  loaded ??= import(new URL("./%s", document.baseURI).href);
  return (await loaded).default(component);
}
"""
# All files are one module; in this order they read from outside in.
SCRIPTS = (
    "player",
    "recording",
    "words",
    "view",
    "chart",
    "strips",
    "panels",
    "surfaces",
    "controls",
)


def show(
    recording: dict | str,
    key: str,
    *,
    autoplay: bool = False,
    height: int | None = None,
    live: bool = False,
) -> None:
    """Draw the replay of a recording from `core.recording`, or its JSON.

    With `autoplay` it starts by itself and repeats until somebody takes the controls;
    otherwise, and where a person asked for less motion, it shows the finished race.
    `height` is that of the score chart, in pixels. With `live` the recording is of a
    race under way: it is shown as far as it is, and there is nothing to play yet.
    """
    # As text: Streamlit looks through all that is not, and writes it down three times.
    text = recording if isinstance(recording, str) else written(recording)
    data = {"recording": text, "autoplay": autoplay, "chart": height, "live": live}
    _component()(key=key, data=data)


def written(recording: dict) -> str:
    """Return a recording as JSON."""
    return json.dumps(recording, separators=(",", ":"))


@cache
def recorded(path: Path) -> tuple[str, str]:
    """Return a recording of the app itself as JSON, and the address of its race."""
    made = read(path)
    return written(made), made["address"]


@cache
def script() -> str:
    """Return the replay as one module, its style within."""
    style = json.dumps((ASSETS / "replay.css").read_text(encoding="utf-8"))
    files = (ASSETS / f"{name}.js" for name in SCRIPTS)
    parts = (file.read_text(encoding="utf-8") for file in files)
    return "\n".join([*parts, f"const STYLE = {style};"])


def answer(_request: Request) -> Response:
    """Answer a browser that asks for the script; it may keep it for a week."""
    kept = {"Cache-Control": "public, max-age=604800"}
    return Response(script(), media_type="text/javascript", headers=kept)


@cache
def address() -> str:
    """Return the script's address, another one whenever it has changed."""
    version = hashlib.blake2b(script().encode(), digest_size=6).hexdigest()
    return f"{ADDRESS}?v={version}"


@cache
def _component() -> "ComponentRenderer":
    return st.components.v2.component(
        "crossover_replay",
        html='<div class="replay"></div>',
        js=LOADER % address(),
    )
