"""Plot draws what plotly's own Figure draws: each is asked the same, and compared."""

import json

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from plotly.subplots import make_subplots

from core.figures import theme
from core.plotting.plot import Plot
from core.plotting.subplots import subplots

SHARED = ((True, False), (False, True), ("rows", "columns"), ("all", "rows"),
          ("columns", "all"), (False, "columns"))  # fmt: skip
SPACES = (
    {},
    {"horizontal_spacing": 0.05, "vertical_spacing": 0.1},
    {"row_heights": [0.3, 0.7]},
    {"column_widths": [3, 2, 1]},
)
PLACES = ("top left", "top right", "top", "bottom left", "bottom right", "bottom",
          "left", "right")  # fmt: skip
LINES = [("add_vline", {"x": 0.3}), ("add_hline", {"y": 0.3})]
BANDS = [("add_vrect", {"x0": 0.7, "x1": 0.3}), ("add_hrect", {"y0": 0.3, "y1": 0.7})]
EVERYWHERE = [(one, place) for one in LINES for place in PLACES] + [
    (one, f"inside {place}".rstrip()) for one in BANDS for place in (*PLACES, "")
]


def told(figure: go.Figure) -> dict:
    """Return what reaches the browser, without plotly's own template."""
    whole = json.loads(figure.to_json())
    whole["layout"].pop("template", None)
    notes = whole["layout"].pop("annotations", None) or []
    return whole | {"notes": notes}


def near(one, other) -> bool:
    if isinstance(one, dict):
        both = isinstance(other, dict) and one.keys() == other.keys()
        return both and all(near(value, other[key]) for key, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(near, one, other))
    return abs(one - other) < 1e-12 if isinstance(one, float) else one == other


def both(rows: int = 1, columns: int = 1, titles=(), **given):
    """Return plotly's figure and ours with the same panels."""
    theirs = make_subplots(rows, columns, subplot_titles=titles, **given)
    return theirs, Plot(*subplots(rows, columns, list(titles), **given))


@pytest.mark.parametrize("space", SPACES)
def test_panels_stand_where_plotly_puts_them(space) -> None:
    pairs = SHARED[:1] if space else SHARED
    for x, y in pairs:
        titles = ["one", "", "three", "four", "five", "six"]
        given = {"shared_xaxes": x, "shared_yaxes": y, **space}
        theirs, ours = both(2, 3, titles, **given)
        assert near(told(theirs), told(ours.checked())), given


def test_what_panels_do_not_know_is_refused() -> None:
    with pytest.raises(TypeError, match="insets"):
        subplots(1, 1, [], insets=[])


def crossed(given: dict, columns: int) -> list[dict]:
    """Return what plotly and we tell of figures after the same call."""
    figures = both(columns, columns)
    for figure in figures:
        figure.add_scatter(x=[1], y=[2], row=1, col=columns)
        getattr(figure, given["name"])(
            **given["ends"],
            annotation_text="a",
            annotation_position=given["place"],
            line_width=0,
            **given["where"],
        )
    return [told(figures[0]), told(figures[1].checked())]


@pytest.mark.parametrize(("one", "place"), EVERYWHERE)
def test_words_of_lines_and_bands_stand_where_plotly_writes_them(one, place) -> None:
    given = {"name": one[0], "ends": one[1], "place": place, "where": {}}
    assert near(*crossed(given, 1))


@pytest.mark.parametrize("name", [0, 1])
@pytest.mark.parametrize("empty", [True, False])
def test_lines_cross_the_panels_that_plotly_crosses(name, empty) -> None:
    for where in ({}, {"row": 1, "col": 2}, {"row": 1}):
        given = {"name": LINES[name][0], "ends": LINES[name][1], "place": "top"}
        where = where | {"exclude_empty_subplots": empty}
        assert near(*crossed(given | {"where": where}, 2)), where


def test_words_stand_at_no_other_place_of_a_line() -> None:
    with pytest.raises(ValueError, match="outside"):
        theme.figure(300).add_vrect(0, 1, annotation={"position": "outside top"})


def draw(figure, rows: pd.Series) -> None:
    """Ask a figure of two panels for much of what figures ask for."""
    figure.add_scatter(
        x=rows, y=rows.to_numpy(), marker_color="red", marker={"size": 3},
        error_x={"array": [1, 2, 3]}, error_x_width=2, row=1, col=1,
    )  # fmt: skip
    figure.add_bar(x=[1, 2], y=[3, 4], marker_line_width=2, row=1, col=2)
    figure.add_heatmap(z=np.eye(3, dtype="float32"), colorbar_title="share")
    figure.update_xaxes(title="across", range=[0, 1], row=1, col=2)
    figure.update_yaxes(title_text="up", title_font_size=9)
    figure.update_traces(marker_opacity=0.5, selector={"type": "bar"})
    figure.update_layout(title="all", legend_font_size=11, paper_bgcolor="white")
    figure.update_layout(legend={"font": {"color": "blue"}}, height=300)
    figure.add_annotation(text="here", x=1, y=2, row=1, col=2)
    figure.add_shape(type="line", x0=0, x1=1, y0=0, y1=1)
    figure.update_annotations(font_size=7, selector={"text": "here"})
    figure.update_layout(legend_font_size=None)


def test_everything_else_comes_out_as_plotly_has_it() -> None:
    figures = both(1, 2, ["left", "right"])
    for figure in figures:
        draw(figure, pd.Series([1.5, np.nan, 2.5]))
    assert near(told(figures[0]), told(figures[1].checked()))


@pytest.mark.parametrize(
    "values",
    [
        np.arange(5), np.array([-200, 7]), np.array([2**31]), np.array([2**40]),
        np.arange(6, dtype="uint64"), np.float32([1, np.nan]), np.eye(2),
        np.array(["a", "b"]), np.array(["a", None], dtype=object), np.array([]),
        np.array([True, False]), pd.Series([1, 2, 3]), [1, 2], (1.5, None),
        pd.Series(["a", None]),
    ],
)  # fmt: skip
def test_arrays_travel_as_plotly_sends_them(values) -> None:
    theirs = go.Figure().add_scatter(customdata=values)
    ours = Plot().add_scatter(customdata=values)
    sent = go.Figure(ours.to_dict())
    found = json.loads(sent.to_json())["data"][0].get("customdata")
    assert found == json.loads(theirs.to_json())["data"][0].get("customdata")


def test_a_plot_shares_nothing_with_what_it_was_given() -> None:
    marker = {"color": "red"}
    plot = Plot({"xaxis": {}}).add_scatter(x=[1], marker=marker)
    plot.update_traces(marker_size=4)
    plot.to_dict()["data"][0]["marker"]["color"] = "blue"
    assert marker == {"color": "red"}
    assert plot.traces[0]["marker"] == {"color": "red", "size": 4}


def test_what_it_cannot_do_is_said() -> None:
    with pytest.raises(AttributeError, match="add_pie"):
        theme.figure(300).add_pie(values=[1])  # ty: ignore[unresolved-attribute]
