"""Where the panels of a figure stand, and what is written over each.

The places are those of `plotly.subplots.make_subplots`: the first panel is top left,
spacings are shares of the whole figure.
"""

from typing import Any, Literal

Shared = bool | Literal["rows", "columns", "all"]
Grid = list[list[tuple[str, str]]]


def subplots(
    rows: int,
    columns: int,
    titles: list[str],
    *,
    shared_xaxes: Shared = False,
    shared_yaxes: Shared = False,
    **space: Any,
) -> tuple[dict[str, Any], Grid]:
    """Return a layout with the axes and titles of all panels, and the axes' ids.

    `space` may hold `horizontal_spacing`, `vertical_spacing`, and the relative sizes
    `column_widths` and `row_heights`. An axis that follows another one is shared.
    """
    gap = space.pop("horizontal_spacing", 0.2 / columns)
    drop = space.pop("vertical_spacing", 0.5 / rows)
    across = _sides(columns, gap, space.pop("column_widths", None))
    # heights are told from the top, places from the bottom
    down = _sides(rows, drop, (space.pop("row_heights", None) or [])[::-1])
    if space:
        raise TypeError(f"subplots knows nothing of {', '.join(space)}.")
    layout: dict[str, Any] = {"annotations": []}
    grid: Grid = []
    for row, high in enumerate(reversed(down)):
        grid.append([])
        for column, wide in enumerate(across):
            place = row * columns + column
            number = str(place + 1) if place else ""
            x, y = f"x{number}", f"y{number}"
            layout[f"xaxis{number}"] = {"anchor": y, "domain": wide}
            layout[f"yaxis{number}"] = {"anchor": x, "domain": high}
            grid[-1].append((x, y))
            if place < len(titles) and titles[place]:
                layout["annotations"].append(_title(titles[place], wide, high))
    rows_up = grid[::-1]
    turned = zip(*rows_up, strict=True)
    _share(layout, [[y for _, y in row] for row in rows_up], shared_yaxes, "rows")
    _share(layout, [[x for x, _ in up] for up in turned], shared_xaxes, "columns")
    return layout, grid


def _sides(
    count: int, gap: float, sizes: "list[float] | None"
) -> list[tuple[float, float]]:
    """Return the (from, to) of each of some panels in a row, as shares of the whole."""
    room = 1.0 - gap * (count - 1)
    lengths = [room / count] * count
    if sizes:
        lengths = [room * (size / float(sum(sizes))) for size in sizes]
    starts = [sum(lengths[:i]) + i * gap for i in range(count)]
    ends = zip(starts, lengths, strict=True)
    return [(max(0.0, start), min(1.0, start + length)) for start, length in ends]


def _title(
    text: str, wide: tuple[float, float], high: tuple[float, float]
) -> dict[str, Any]:
    """Return the annotation above the middle of a panel."""
    return {
        "text": text,
        "x": sum(wide) / 2.0,
        "y": high[1],
        "xref": "paper",
        "yref": "paper",
        "xanchor": "center",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 16},
    }


def _share(
    layout: dict[str, Any], lines: list[list[str]], shared: Shared, own: str
) -> None:
    """Let the axes of each line follow its first one, whose labels stand for all.

    Lines are rows of y axes from left to right, or columns of x axes from the bottom
    up, as `own` says. Shared the other way, every axis keeps its labels.
    """
    if not shared:
        return
    along = shared in (True, own)
    together = lines if along else [list(line) for line in zip(*lines, strict=True)]
    if shared == "all":
        together = [[axis for line in lines for axis in line]]
    for line in together:
        for axis in line[1:]:
            layout[_name(axis)]["matches"] = line[0]
    if along or shared == "all":
        for line in lines:
            for axis in line[1:]:
                layout[_name(axis)]["showticklabels"] = False


def _name(axis: str) -> str:
    """Return where the layout has an axis: x2 is xaxis2."""
    return f"{axis[0]}axis{axis[1:]}"
