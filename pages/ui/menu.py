"""The pages in the order in which a learner walks them."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.race import RaceConfig, to_query

FOLDER = Path(__file__).parent.parent
# name: title, icon
PAGES = {
    "home": ("Home", ":material/home:"),
    "data": ("Data", ":material/table_view:"),
    "train": ("Train", ":material/sports_score:"),
    "evaluate": ("Evaluate", ":material/show_chart:"),
    "explain": ("Explain", ":material/account_tree:"),
    "compute": ("Compute", ":material/receipt_long:"),
    "labs": ("Labs", ":material/science:"),
}


def pages() -> dict[str, StreamlitPage]:
    """Return every page by name; the first one answers at the bare address."""
    return {name: page(name) for name in PAGES}


def page(name: str) -> StreamlitPage:
    """Return one page."""
    title, icon = PAGES[name]
    path, first = FOLDER / f"{name}.py", name == "home"
    return st.Page(path, title=title, icon=icon, url_path=name, default=first)


def link(name: str, label: str, race: RaceConfig | None = None) -> None:
    """Draw a link to a page that carries the race in its address."""
    query = to_query(race) if race else {}
    st.page_link(page(name), label=label, icon=PAGES[name][1], query_params=query)


def next_step(name: str, label: str, race: RaceConfig | None = None) -> None:
    """Draw the one button that leads on, with the race in the address it opens."""
    query = to_query(race) if race else {}
    if st.button(label, key=f"next-{name}", type="primary", icon=PAGES[name][1]):
        st.switch_page(page(name), query_params=query)
