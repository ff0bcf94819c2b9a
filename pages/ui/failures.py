"""Lanes of a race that failed: what happened, and the way to run them again."""

from collections.abc import Sequence

import streamlit as st

from core import model
from core.run import RunConfig
from pages.ui import privacy, racing
from pages.ui.lanes import Seen
from pages.ui.text import escape


def show(seen: Sequence[Seen]) -> None:
    """Say once what happened to the lanes that failed, and offer to run them again."""
    failed: dict[tuple[str, bool], list[RunConfig]] = {}
    for one in seen:
        if one.now is not None and one.now.state == "failed":
            told = (one.now.message, one.now.refused)
            failed.setdefault(told, []).append(one.config)
    for (message, refused), configs in failed.items():
        titles = ", ".join(model.specs()[config.model].title for config in configs)
        what, again = st.columns([5, 1], vertical_alignment="center")
        what.error(f"{titles}: {escape(message)}", icon=":material/block:")
        if not refused and privacy.may_see_rows(configs[0].data):
            again.button(
                "Run it again" if len(configs) == 1 else "Run them again",
                key=f"again-{configs[0].model}",
                icon=":material/refresh:",
                on_click=run_again,
                args=(configs,),
                width="stretch",
            )


def run_again(configs: Sequence[RunConfig]) -> None:
    """Start these lanes anew."""
    for config in configs:
        racing.run_again(config)
