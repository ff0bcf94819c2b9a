"""What this browser brought: kept for a day, shown to nobody else, soon deleted."""

import hashlib
import time
from datetime import datetime

import streamlit as st

from core.errors import Refused, StoreError
from core.limits import limits
from core.race import RaceConfig
from core.storage.store import KEEP_UPLOADS_S, KeptUpload, store
from pages.ui import browser, experiment, jobs, privacy, reading, trouble
from pages.ui.text import escape

DELETED = "Done: your tables, their results and your races are deleted."
_DONE = "data in use since all was deleted"


def keep(name: str, data: bytes) -> None:
    """Keep what was brought for this browser and begin to read it."""
    if len(data) > limits().max_bytes:
        most = limits().max_bytes / 1e6
        told = f"'{name}' has {len(data) / 1e6:,.0f} MB; bring at most {most:,.0f} MB."
        reading.fail(Refused(told))
        return
    owner = browser.key()
    token = hashlib.blake2b(owner.encode() + data, digest_size=16).hexdigest()
    try:
        fresh = known(token) is None
        kept = KeptUpload(token=token, owner=owner, name=name, created=time.time())
        store().keep_upload(kept, data)
    except StoreError as no:
        reading.fail(no)
        return
    reading.begin(token, fresh=fresh)


def known(token: str) -> KeptUpload | None:
    """Return what is known of a kept file, None when it is gone."""
    try:
        return store().upload(token)
    except LookupError:
        return None


def show(race: RaceConfig) -> None:
    """Say how long a table is kept, and draw the button that deletes it now."""
    with st.container(horizontal=True, vertical_alignment="center", key="kept"):
        hours = f"{KEEP_UPLOADS_S / 3600:.0f} hours"
        told = f"Seen by this browser alone, deleted after {hours}."
        one = known(str(dict(race.data.values).get("file", "")))
        if one and privacy.may_see_rows(race.data):
            gone = datetime.fromtimestamp(one.expires).strftime("%d %B, %H:%M")
            told = f"{one.name} is seen by this browser alone and deleted on {gone}."
        st.caption(escape(told), width="stretch")
        ask = st.popover(
            "Delete my data now", icon=":material/delete:", width="content"
        )
    with ask:
        st.markdown(
            "This deletes the tables that this browser brought, the results made of "
            "them and all of its races. It cannot be undone."
        )
        st.button(
            "Yes, delete my data",
            icon=":material/delete_forever:",
            type="primary",
            on_click=forget,
        )


def forget() -> None:
    """Delete what this browser brought and what was made of it."""
    with trouble.noted():  # then not all is deleted, and it is not said so
        reading.drop()
        jobs.forget(store().forget(browser.key()))
        experiment.reset()
        st.session_state[_DONE] = experiment.now().data


def say_done(race: RaceConfig) -> None:
    """Say that everything is deleted, until other data are chosen."""
    if st.session_state.get(_DONE) == race.data:
        st.success(DELETED, icon=":material/check:")
    else:
        st.session_state.pop(_DONE, None)
