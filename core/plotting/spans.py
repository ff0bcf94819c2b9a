"""Where the words of a line or a band stand that runs across a whole panel.

As in plotly: a position is words such as "top", "bottom right" or "inside top".
"""

from typing import Any

UP = {"top": 1.0, "": 0.5, "bottom": 0.0}
SIDES = {"left": 0.0, "": 0.5, "right": 1.0}
OTHER = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}
DEFAULT = "top right"


def beside_line(letter: str, at: Any, position: str) -> dict[str, Any]:
    """Return where words stand at a line across the panel, at a place of an axis."""
    up, side = _words(position)
    along = "x" if letter == "x" else "y"
    if along == "x":  # upright: beside it, or beyond its end
        yanchor = (up or "middle") if side else OTHER[up]
        place = {"x": at, "y": UP[up], "xanchor": OTHER.get(side, "center")}
        return place | {"yanchor": yanchor, "showarrow": False}
    xanchor = (side or "center") if up else OTHER[side]
    place = {"x": SIDES[side], "y": at, "xanchor": xanchor}
    return place | {"yanchor": OTHER.get(up, "middle"), "showarrow": False}


def inside_band(
    letter: str, ends: tuple[float, float], position: str
) -> dict[str, Any]:
    """Return where words stand inside a band across the panel."""
    up, side = _words(position.replace("inside", "", 1))
    low, high = min(ends), max(ends)
    among = {0.0: low, 0.5: (low + high) / 2, 1.0: high}
    x, y = SIDES[side], UP[up]
    place = {"x": among[x], "y": y} if letter == "x" else {"x": x, "y": among[y]}
    anchors = {"xanchor": side or "center", "yanchor": up or "middle"}
    return place | anchors | {"showarrow": False}


def _words(position: str) -> tuple[str, str]:
    """Return the words for up and for the side, "" where there is none."""
    words = set(position.split())
    if not words <= {*UP, *SIDES}:
        raise ValueError(f"Words cannot stand at '{position}' of a line or a band.")
    up = next((word for word in ("top", "bottom") if word in words), "")
    return up, next((word for word in ("left", "right") if word in words), "")
