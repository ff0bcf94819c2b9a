"""The idea in three sentences, and a finished race that plays by itself."""

from pathlib import Path

import streamlit as st

from core.recording import read
from pages.ui import replay
from pages.ui.menu import next_step

RECORDED = Path(__file__).parents[1] / "assets" / "home_race.json"

st.title("See for yourself when deep learning beats machine learning")
st.markdown(
    "A random forest and a neural net learn from the same rows, side by side, and you "
    "watch. Then you see how good they are, why they say what they say, and what each "
    "of them cost. Use our data or your own, and check what the articles claim."
)
next_step("data", "Now you")
with st.container(border=True, key="home_race"):
    replay.show(read(RECORDED), key="home", autoplay=True)
st.caption(
    "This race was recorded earlier by the same code that runs yours: two moons, "
    "1,000 rows. Press a button and it is yours to step through."
)
