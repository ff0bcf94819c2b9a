"""What surrounds every page: its place in the navigation, my races, a last line."""

from pathlib import Path

import streamlit as st

from pages.ui import banner, experiment, jobs, menu, projector, races, trouble

ASSETS = Path(__file__).parents[2] / "assets"
FOOTER = "Crossover: machine learning and deep learning, measured side by side."


def frame() -> None:
    """Draw the frame and the page inside it."""
    jobs.alive()
    # No title here: it would replace every page's own in the browser's tab.
    st.set_page_config(page_icon=ASSETS / "favicon.png", layout="wide")
    st.logo(ASSETS / "logo.svg", size="large")
    page = st.navigation(list(menu.pages().values()), position="top")
    my_races()
    with trouble.told():
        banner.show(page.url_path)
    inside = st.container()  # the last line comes first: a page may end itself early
    footer()
    with inside, trouble.told():
        page.run()


def footer() -> None:
    """Draw the last line: what this is, and the way back to where it began."""
    with st.container(key="footer", horizontal=True, vertical_alignment="center"):
        st.caption(FOOTER, width="stretch")
        projector.switch()
        st.button(
            "Back to defaults",
            key="defaults",
            icon=":material/restart_alt:",
            type="tertiary",
            help="The data set, models, settings and seed of a first visit.",
            on_click=experiment.reset,
        )


@st.fragment
def my_races() -> None:
    """Draw the list of what this browser started, looked up when it is opened."""
    with st.container(key="my_races"):
        label, icon = "My races", ":material/history:"
        listed = st.popover(label, icon=icon, type="tertiary", on_change="rerun")
        if listed.open:
            with listed, trouble.told():
                races.show()


frame()
