"""The idea in three sentences, and a finished race that plays by itself."""

from pathlib import Path
from urllib.parse import parse_qsl

import streamlit as st

from core import dataset
from core.race import from_query
from pages.ui import replay
from pages.ui.menu import link, next_step

RECORDED = Path(__file__).parents[1] / "assets" / "home_race.json"

recording, address = replay.recorded(RECORDED)
race = from_query(dict(parse_qsl(address)))
story = " ".join(dataset.specs()[race.data.key].story.split())
st.title("See for yourself when deep learning beats machine learning")
st.markdown(
    "A random forest and a neural net learn from the same rows, side by side, and you "
    "watch. Then you see how good they are, why they say what they say, and what each "
    "of them cost. Use our data or your own, and check what the articles claim."
)
next_step("data", "Now you")
with st.container(border=True, key="home_race"):
    st.markdown(
        "**Is this tumour malignant?** 569 of them, each a point: the mean radius of "
        f"its cell nuclei from left to right, their texture upwards. {story}"
    )
    replay.show(recording, key="home", autoplay=True)
with st.container(horizontal=True, vertical_alignment="center"):
    st.caption(
        "This race was recorded earlier, by the same code that runs yours. Press a "
        "button and it is yours to step through.",
        width="stretch",
    )
    link("train", "Run this race yourself", race)
