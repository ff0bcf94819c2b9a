"""A chart as plotly draws it: the methods of plotly's Figure, over a plain dict.

Plotly's own Figure checks every property that is set, which takes most of the time of
a page with charts. Plot checks nothing: the tests give every declared figure to plotly,
which then does. Keys may be joined by underscores: `marker_color`, `title_text`.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from core.plotting.nested import has, merged, sent
from core.plotting.spans import DEFAULT, beside_line, inside_band
from core.plotting.subplots import Grid

if TYPE_CHECKING:
    import plotly.graph_objects as go

Where = int | str | None


class Plot:
    """Traces and a layout; `grid` has the axes' ids of each panel, if there are some.

    Methods change it and return it, as those of plotly's Figure do.
    """

    def __init__(
        self, layout: Mapping[str, Any] | None = None, grid: Grid | None = None
    ) -> None:
        """Start without traces."""
        self.traces: list[dict[str, Any]] = []
        self.frame = merged({}, layout or {})
        self.grid = grid or []

    # --- traces

    def add_scatter(self, **given: Any) -> "Plot":
        """Add dots, lines or words."""
        return self.add_trace({"type": "scatter"} | given)

    def add_scattergl(self, **given: Any) -> "Plot":
        """Add very many dots or long lines, drawn by the graphics card."""
        return self.add_trace({"type": "scattergl"} | given)

    def add_bar(self, **given: Any) -> "Plot":
        """Add bars."""
        return self.add_trace({"type": "bar"} | given)

    def add_heatmap(self, **given: Any) -> "Plot":
        """Add a grid of coloured cells."""
        return self.add_trace({"type": "heatmap"} | given)

    def add_contour(self, **given: Any) -> "Plot":
        """Add lines of equal height."""
        return self.add_trace({"type": "contour"} | given)

    def add_box(self, **given: Any) -> "Plot":
        """Add boxes over quartiles."""
        return self.add_trace({"type": "box"} | given)

    def add_violin(self, **given: Any) -> "Plot":
        """Add densities."""
        return self.add_trace({"type": "violin"} | given)

    def add_trace(
        self, given: Mapping[str, Any], row: int | None = None, col: int | None = None
    ) -> "Plot":
        """Add a trace whose `type` says what it is, to a panel if there are some."""
        trace = merged({}, given)
        row, col = trace.pop("row", row), trace.pop("col", col)
        if row is not None and col is not None:
            trace["xaxis"], trace["yaxis"] = self.grid[row - 1][col - 1]
        self.traces.append(trace)
        return self

    # --- changes

    def update_layout(self, given: Mapping[str, Any] = {}, **more: Any) -> "Plot":
        """Change the layout."""
        merged(self.frame, {**given, **more})
        return self

    def update_xaxes(
        self, row: Where = None, col: Where = None, **given: Any
    ) -> "Plot":
        """Change the x axes of the panels in a row, a column, or all."""
        return self._update_axes(0, (row, col), given)

    def update_yaxes(
        self, row: Where = None, col: Where = None, **given: Any
    ) -> "Plot":
        """Change the y axes of the panels in a row, a column, or all."""
        return self._update_axes(1, (row, col), given)

    def _update_axes(
        self, letter: int, where: tuple[Where, Where], given: dict[str, Any]
    ) -> "Plot":
        for place in self._places(*where):
            axis = place[letter]
            name = f"{axis[0]}axis{axis[1:]}"
            self.frame[name] = merged(self.frame.get(name, {}), given)
        return self

    def update_traces(
        self, selector: Mapping[str, Any] | None = None, row: Where = None,
        col: Where = None, **given: Any,
    ) -> "Plot":  # fmt: skip
        """Change all traces, those of some panels, or those with these values."""
        places = set(self._places(row, col))
        for trace in self.traces:
            here = row is col is None or _axes_of(trace, "axis") in places
            if here and has(trace, selector):
                merged(trace, given)
        return self

    def update_annotations(
        self, selector: Mapping[str, Any] | None = None, **given: Any
    ) -> "Plot":
        """Change all annotations, or those with these values; titles are some."""
        for note in self.frame.get("annotations", ()):
            if has(note, selector):
                merged(note, given)
        return self

    # --- notes and shapes

    def add_annotation(
        self, row: Where = None, col: Where = None, **given: Any
    ) -> "Plot":
        """Write words into the figure, or into panels."""
        return self._add("annotations", given, row, col)

    def add_shape(self, row: Where = None, col: Where = None, **given: Any) -> "Plot":
        """Draw a line or an area into the figure, or into panels."""
        return self._add("shapes", given, row, col)

    def _add(self, what: str, given: dict[str, Any], row: Where, col: Where) -> "Plot":
        for place in [None] if row is col is None else self._places(row, col):
            refs = dict(zip(("xref", "yref"), place, strict=True)) if place else {}
            self.frame.setdefault(what, []).append(merged({}, given | refs))
        return self

    def add_vline(self, x: Any, **given: Any) -> "Plot":
        """Draw an upright line across the panels that have something in them."""
        return self._span("x", {"type": "line", "x0": x, "x1": x}, given)

    def add_hline(self, y: Any, **given: Any) -> "Plot":
        """Draw a level line across the panels that have something in them."""
        return self._span("y", {"type": "line", "y0": y, "y1": y}, given)

    def add_vrect(self, x0: Any, x1: Any, **given: Any) -> "Plot":
        """Draw an upright band across the panels that have something in them."""
        return self._span("x", {"type": "rect", "x0": x0, "x1": x1}, given)

    def add_hrect(self, y0: Any, y1: Any, **given: Any) -> "Plot":
        """Draw a level band across the panels that have something in them."""
        return self._span("y", {"type": "rect", "y0": y0, "y1": y1}, given)

    def _span(
        self, letter: str, shape: dict[str, Any], given: dict[str, Any]
    ) -> "Plot":
        """Draw a shape across panels, whose words are its `annotation`."""
        also_empty = given.pop("exclude_empty_subplots", True) is False
        where = (given.pop("row", "all"), given.pop("col", "all"))
        own = merged({}, given)
        note = own.pop("annotation", None)
        other = "y" if letter == "x" else "x"
        shape = {f"{other}0": 0, f"{other}1": 1} | shape | own
        if note is not None:
            position = note.pop("position", DEFAULT)
            ends = (shape[f"{letter}0"], shape[f"{letter}1"])
            if shape["type"] == "line":
                note = beside_line(letter, ends[0], position) | note
            else:
                note = inside_band(letter, ends, position) | note
        for x, y in self._places(*where) if self.grid else [("x", "y")]:
            if self.grid and not also_empty and not self._filled((x, y)):
                continue
            refs = {"xref": x, "yref": y}
            refs[f"{other}ref"] += " domain"
            self._add("shapes", shape | refs, None, None)
            if note is not None:
                self._add("annotations", note | refs, None, None)
        return self

    def _filled(self, place: tuple[str, str]) -> bool:
        """Return whether a panel has a trace, a shape or a note."""
        drawn = [self.frame.get(what, ()) for what in ("shapes", "annotations")]
        return any(_axes_of(trace, "axis") == place for trace in self.traces) or any(
            _axes_of(one, "ref") == place for some in drawn for one in some
        )

    def _places(self, row: Where, col: Where) -> Iterator[tuple[str, str]]:
        """Yield the axes of the panels in a row and a column; None and all are all."""
        if not self.grid:
            yield "x", "y"
        for i, line in enumerate(self.grid, start=1):
            for j, place in enumerate(line, start=1):
                if row in (None, "all", i) and col in (None, "all", j):
                    yield place

    # --- what is drawn

    def to_dict(self) -> dict[str, Any]:
        """Return a copy with arrays of numbers as plotly sends them, in base64."""
        return {"data": sent(self.traces), "layout": sent(self.frame)}

    def checked(self) -> "go.Figure":
        """Return plotly's own Figure, for reading: it is slow and refuses mistakes."""
        import plotly.graph_objects as go

        return go.Figure(self.traces, self.frame)

    @property
    def data(self) -> Any:
        """The traces as plotly's, for reading."""
        return self.checked().data

    @property
    def layout(self) -> Any:
        """The layout as plotly's, for reading."""
        return self.checked().layout


def _axes_of(one: Mapping[str, Any], what: str) -> tuple[str, str]:
    return one.get(f"x{what}", "x"), one.get(f"y{what}", "y")
