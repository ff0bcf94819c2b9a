"""Tables on a page, and as files that no spreadsheet takes for programs.

Streamlit's own export is off, see `.streamlit/config.toml`: it writes cells as they
are, and a spreadsheet runs whatever begins like a formula.
"""

from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

# What a spreadsheet takes for the beginning of a formula, wide signs included, also
# behind blanks.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BLANK = " \u00a0\ufeff\x00"
PICTURES = {"PNG": ":material/image:", "SVG": ":material/polyline:"}


@st.fragment
def behind(frame: "Callable[[], pd.DataFrame]", key: str, chart: str) -> None:
    """Draw the button over a chart that opens its table, made when it is opened.

    There the chart can be taken away too. `chart` is its key; one of several panels
    has a dash and its number at the end.
    """
    box = st.popover(
        "Table",
        icon=":material/table:",
        type="tertiary",
        key=f"table-{key}",
        on_change="rerun",
    )
    if box.open:
        with box:
            table = frame()
            st.dataframe(shown(table), hide_index=True)
            with st.container(horizontal=True, key=f"files-{key}"):
                download(table, key, "Table as CSV")
                for kind, icon in PICTURES.items():
                    # assets/shell.js makes the picture from what is on the screen
                    st.button(
                        f"Chart as {kind}",
                        key=f"save-{kind.lower()}-{chart}",
                        icon=icon,
                        type="tertiary",
                    )


def show(rows: "pd.DataFrame | list[Any]", key: str, *, config: Any = None) -> None:
    """Draw a table and, under it, the button that takes it away as a file."""
    import pandas as pd

    frame = pd.DataFrame(rows)
    st.dataframe(shown(frame), hide_index=True, column_config=config)
    download(frame, key)


def download(frame: "pd.DataFrame", key: str, label: str = "Download as CSV") -> None:
    """Draw the button that brings a table to a spreadsheet."""
    st.download_button(
        label,
        lambda: as_csv(frame),  # written when it is asked for
        file_name=f"{key}.csv",
        mime="text/csv",
        key=f"download-{key}",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def as_csv(frame: "pd.DataFrame") -> bytes:
    """Return a table as CSV in which numbers stay numbers and texts stay texts."""
    harmless = frame.rename(columns=neutral)
    for place, (_, column) in enumerate(frame.items()):
        if column.dtype.kind not in "biufM":
            harmless.isetitem(place, column.astype(object).map(neutral))
    text = harmless.to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")  # the mark by which a spreadsheet knows UTF-8


def neutral(cell: object) -> object:
    """Return a cell as it is, or behind an apostrophe where it reads like a formula."""
    if not isinstance(cell, str):
        return cell
    return f"'{cell}" if cell.lstrip(_BLANK).startswith(_FORMULA) else cell


def shown(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return a table in which columns of mixed kinds have become words."""
    from pandas.api.types import infer_dtype

    kinds = [infer_dtype(column) for _, column in frame.items()]
    if not any(kind.startswith("mixed") for kind in kinds):
        return frame
    words = frame.copy()
    for place, kind in enumerate(kinds):
        if kind.startswith("mixed"):
            words.isetitem(place, frame.iloc[:, place].astype(str))
    return words
