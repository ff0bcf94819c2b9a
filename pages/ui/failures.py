"""Lanes of a race that failed: what happened, and the way to run them again."""

from collections.abc import Sequence

import streamlit as st

from core import model
from pages.ui import privacy, racing
from pages.ui.lanes import Seen
from pages.ui.text import escape


def show(seen: Sequence[Seen]) -> None:
    """Say what happened to every lane that failed, and offer to run it again."""
    for one in seen:
        if one.now is None or one.now.state != "failed":
            continue
        config = one.config
        title = model.specs()[config.model].title
        what, again = st.columns([5, 1], vertical_alignment="center")
        what.error(f"{title}: {escape(one.now.message)}", icon=":material/block:")
        if not one.now.refused and privacy.may_see_rows(config.data):
            again.button(
                "Run it again",
                key=f"again-{config.model}",
                icon=":material/refresh:",
                on_click=racing.run_again,
                args=(config,),
                width="stretch",
            )
