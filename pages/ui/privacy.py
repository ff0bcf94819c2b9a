"""Who may see what: rows that somebody brought stay with the browser that brought them.

Whoever has the link of such a race sees the results that are kept, and a sentence that
says why the rows are not there. Nothing is read or computed from them for strangers.
"""

import streamlit as st

from core.dataset import DataConfig
from core.storage.store import store
from pages.ui import browser

GONE = (
    "The table of this race has been deleted, or its time was over. Results that are "
    "still kept are shown; to race again, bring the file once more."
)
FOREIGN = (
    "Another browser brought the table of this race. Its rows are shown to nobody "
    "else, so only results that were shared with this link are here."
)


def why_not(data: DataConfig) -> str | None:
    """Return why this browser may not see the rows of a data set, or None if it may."""
    if data.key != "upload":
        return None
    try:
        kept = store().upload(str(dict(data.values)["file"]))
    except LookupError:
        return GONE
    return None if kept.owner == browser.key() else FOREIGN


def may_see_rows(data: DataConfig) -> bool:
    """Return whether this browser may see the rows of data, and compute on them."""
    return why_not(data) is None


def say_why(data: DataConfig) -> None:
    """Say why rows are missing, where they are."""
    reason = why_not(data)
    if reason:
        st.info(reason, icon=":material/lock:")
