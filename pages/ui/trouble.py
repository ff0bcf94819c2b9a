"""When the store cannot be used: one sentence in place of what needed it."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager

import streamlit as st

from core.errors import StoreError
from core.run import Run
from pages.ui.text import escape

ICON = ":material/block:"


@contextmanager
def told() -> Generator[None, None, None]:
    """Draw why the store cannot be used, where something was to be drawn."""
    try:
        yield
    except StoreError as no:
        st.error(escape(no), icon=ICON)


@contextmanager
def noted() -> Generator[None, None, None]:
    """Say why the store cannot be used, where nothing is drawn: in a callback."""
    try:
        yield
    except StoreError as no:
        st.toast(escape(no), icon=ICON, duration="long")


def unkept(runs: Iterable[Run]) -> None:
    """Say of finished runs that are not kept why they are not."""
    for told in sorted({run.note for run in runs} - {""}):
        st.warning(escape(told), icon=":material/save:")
