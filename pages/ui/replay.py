"""The replay of a finished race, played by the browser alone."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "replay"


def show(
    recording: dict, key: str, autoplay: bool = False, height: int | None = None
) -> None:
    """Draw the replay of a recording from `core.recording`.

    With `autoplay` it starts by itself and repeats until somebody takes the controls;
    otherwise, and where a person asked for less motion, it shows the finished race.
    `height` is that of the score chart, in pixels.
    """
    data = {"recording": recording, "autoplay": autoplay, "chart": height}
    _component()(key=key, data=data)


@cache
def _component() -> "ComponentRenderer":
    return st.components.v2.component(
        "crossover_replay",
        html='<div class="replay"></div>',
        css=(ASSETS / "replay.css").read_text(encoding="utf-8"),
        js=(ASSETS / "replay.js").read_text(encoding="utf-8"),
    )
