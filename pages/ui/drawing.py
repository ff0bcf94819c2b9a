"""A chart on its way to the browser, without plotly checking it a second time.

Plotly's Figure takes milliseconds for every chart; the tests let it check them all.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.ui import projector

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from core.plotting.plot import Plot

# A page that scrolls under a finger. Of plotly's toolbar there is one button, which
# assets/style.css hides: assets/shell.js presses it for who wants a chart as a file.
CONFIG = {
    "displayModeBar": True,
    "modeBarButtons": [["toImage"]],
    "displaylogo": False,
    "scrollZoom": False,
    "responsive": True,
}


def chart(plot: "Plot", key: str, alt: str) -> None:
    """Draw a chart that no figure has declared."""
    put(projector.fitted(plot).to_dict(), key, alt)


def put(
    chart: dict[str, Any], key: str, alt: str, *, place: Any = st, **given: Any
) -> "DeltaGenerator | Any":
    """Draw a finished chart; `given` goes to Streamlit, such as what a selection does.

    The chart is not changed: several visitors may be shown the same.
    """
    figure = _ready()(chart)
    return place.plotly_chart(figure, key=key, config=CONFIG, alt=alt, **given)


@cache
def _ready() -> "type[Any]":
    """Return the kind of figure that Streamlit takes as it is: it asks for the class.

    Streamlit writes its colours into the template of plotly's figures. Ours brings what
    its traces can make use of.
    """
    from plotly.basedatatypes import BaseFigure

    class Ready(BaseFigure):
        def __init__(self, made: dict[str, Any]) -> None:
            kinds = {trace["type"] for trace in made["data"]}
            layout, looks = _template()
            own = {kind: looks[kind] for kind in sorted(kinds & looks.keys())}
            template = {"template": {"layout": layout, "data": own}}
            self.__dict__["made"] = made | {"layout": made["layout"] | template}

        def to_dict(self) -> dict[str, Any]:
            return self.__dict__["made"]

    return Ready


@cache
def _template() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return Streamlit's template: of the layout, and of each kind of trace."""
    import plotly.io as pio

    whole = pio.templates["streamlit"].to_plotly_json()
    return whole["layout"], whole["data"]
