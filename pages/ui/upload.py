"""Bringing a table: the box, what was understood, and the choice of the target."""

import hashlib
import time
from datetime import datetime
from pathlib import Path

import streamlit as st

from core.dataset import data_config
from core.engine import Work
from core.errors import Refused
from core.paths import upload_path
from core.race import RaceConfig
from core.store import KEEP_UPLOADS_S, KeptUpload, store
from core.summary import Upload
from pages.ui import browser, experiment, jobs
from pages.ui.text import escape

SAMPLE = Path(__file__).parents[2] / "assets" / "sample.csv"


def choose(race: RaceConfig) -> None:
    """Draw the upload box; a new file becomes the data of the race."""
    box, sample = st.columns([3, 1], vertical_alignment="bottom")
    box.file_uploader(
        "A table with a header, as CSV: at most 200 columns and 2 million cells",
        key="file",
        on_change=receive,
        help=f"Kept for {KEEP_UPLOADS_S / 3600:.0f} hours, seen by this browser alone.",
    )
    sample.download_button(
        "A table to try",
        SAMPLE.read_bytes(),
        file_name="sample.csv",
        mime="text/csv",
        icon=":material/download:",
        help="600 invented employees: who left? With text columns and gaps.",
    )
    if problem := st.session_state.pop("upload_problem", None):
        jobs.refuse(problem)
    if race.data.key == "upload":
        target(race)
    st.button(
        "Delete my data now",
        icon=":material/delete:",
        on_click=forget,
        type="tertiary",
        help="Deletes the tables this browser brought, their results and its races.",
    )


def receive() -> None:
    """Keep what was brought and put it on the screen with its likeliest target."""
    file = st.session_state["file"]
    if file is None:
        return
    data, owner = file.getvalue(), browser.key()
    token = hashlib.blake2b(owner.encode() + data, digest_size=16).hexdigest()
    kept = KeptUpload(token=token, owner=owner, name=file.name, created=time.time())
    try:
        store().keep_upload(kept, data)
        found = understood(kept)
        if found.suggested is None:
            raise Refused("No column of this table has 2 to 20 values to predict.")
    except Refused as no:
        store().drop_upload(token)
        st.session_state["upload_problem"] = no
        return
    given = {"file": token, "target": found.suggested}
    experiment.set_data(data_config("upload", given))


def understood(kept: KeptUpload) -> Upload:
    """Return what was read of a kept file; raises Refused."""
    work = Work(
        call="core.summary:understand",
        args=(str(upload_path(kept.token)), kept.name),
        quick=True,
    )
    return jobs.wait(work, "Reading the table …")


def target(race: RaceConfig) -> None:
    """Draw the choice of the target, for the browser that brought the file."""
    values = dict(race.data.values)
    try:
        kept = store().upload(str(values["file"]))
    except LookupError:
        return
    if kept.owner != browser.key():
        return
    try:
        found = understood(kept)
    except Refused as no:
        jobs.refuse(no)
        return
    gone = datetime.fromtimestamp(kept.expires).strftime("%d %B, %H:%M")
    st.caption(f"{escape(kept.name)}: {found.rows:,} rows. It is deleted on {gone}.")
    names = [name for name, _ in found.targets]
    others = [name for name in found.columns if name not in names]
    st.session_state["target"] = values["target"] if values["target"] in names else None
    st.selectbox(
        "What do you want to predict?",
        names,
        key="target",
        on_change=lambda: experiment.set_data_value(
            "target", st.session_state["target"]
        ),
        help="Columns with 2 to 20 different values can be the target.",
    )
    st.caption(
        "The likeliest target is chosen for you; change it if you meant another one."
    )
    if others:
        told = escape(", ".join(others[:8])) + (" …" if len(others) > 8 else "")
        st.caption(
            f"Not to be predicted here: {told}. A target sorts rows into 2 to 20 "
            "classes; these are quantities, free text or always the same."
        )


def forget() -> None:
    """Delete what this browser brought and what was made of it."""
    for token in store().forget(browser.key()):
        jobs.engine().forget(token)
    experiment.reset()
    st.toast("Your tables, their results and your races are deleted.")
