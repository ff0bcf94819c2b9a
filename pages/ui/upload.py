"""The ways to bring a table: as a file, pasted, or from OpenML."""

from pathlib import Path

import streamlit as st
from streamlit import config
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core import format as formats
from core.errors import Refused
from core.limits import limits
from core.race import RaceConfig
from pages.ui import arriving, keeping, reading

SAMPLE = Path(__file__).parents[2] / "assets" / "sample.csv"
PASTED = "Pasted table"
_RECEIVED = "file received"
LONGEST = 2_000_000  # characters that a browser sends without a pause


def choose(race: RaceConfig) -> None:
    """Draw the ways to bring a table, and what is being read."""
    ways = {"Upload a file": box, "Paste a table": paste, "OpenML": openml}
    way = st.segmented_control(
        "How to bring it", list(ways), key="way", required=True, default="Upload a file"
    )
    ways[way or "Upload a file"]()
    keeping.show(race)  # above what comes and goes: nothing moves under a finger
    arriving.show(race)


def box() -> None:
    """Draw the box for a file, and a file to try it with."""
    files, sample = st.columns([3, 1], vertical_alignment="bottom")
    file = files.file_uploader(box_text(), key="file")
    sample.download_button(
        "A table to try",
        SAMPLE.read_bytes(),
        file_name="sample.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        help="600 invented employees: who left? With text columns and gaps.",
    )
    if file is not None:
        receive(file)


def box_text() -> str:
    """Say which files may come, and how large."""
    names = [spec.title for spec in formats.specs().values()][::-1]
    most = limits()
    size = min(most.max_bytes // 10**6, config.get_option("server.maxUploadSize"))
    told = ", ".join(names)
    return (
        f"CSV and other {told[:1].lower()}{told[1:]}, also gzip or zip: at most "
        f"{size:,} MB, {most.max_columns:,} columns"
    )


def receive(file: UploadedFile) -> None:
    """Keep the file that was chosen and begin to read it, once.

    That is no callback of the box: on a slow machine, a run of the page that another
    one overtakes would lose it.
    """
    if st.session_state.get(_RECEIVED) != file.file_id:
        st.session_state[_RECEIVED] = file.file_id
        keeping.keep(file.name, file.getvalue())


def paste() -> None:
    """Draw the field for a table that is copied from somewhere."""
    st.text_area(
        "A table with its header, as it is copied from a spreadsheet or a page",
        key="pasted",
        height=180,
        max_chars=LONGEST,
        placeholder="height,weight,species\n38,181,Adelie\n46,217,Gentoo",
    )
    icon = ":material/content_paste:"
    st.button("Read this table", icon=icon, on_click=receive_text)


def receive_text() -> None:
    """Keep the text that was pasted and begin to read it."""
    text = str(st.session_state["pasted"])
    if text.strip():
        keeping.keep(PASTED, text.encode())
    else:
        reading.fail(Refused("The field is empty; paste a table with a header."))


def openml() -> None:
    """Draw the field for the number or name of a set on openml.org."""
    with (
        st.form("load", border=False),  # so that Enter loads
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.text_input(
            "Number or name of a data set on openml.org",
            key="openml",
            max_chars=100,
            placeholder="61 or iris",
            width="stretch",
        )
        icon = ":material/cloud_download:"
        st.form_submit_button("Load it", icon=icon, on_click=receive_number)


def receive_number() -> None:
    """Begin to load the set that was named."""
    text = str(st.session_state["openml"]).strip()
    if text:
        reading.begin(f"{reading.OPENML}:{text}")
    else:
        reading.fail(Refused("Name a data set first, by its number or its name."))
