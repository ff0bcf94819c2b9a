"""Crossover's server: streamlit run app.py."""

import streamlit as st

from pages.ui.server import lifespan, middleware, routes

# The page around every page is a file of its own. Were it this one, Streamlit would
# look for pages in pages/ by itself until somebody has opened the first of them.
app = st.App(
    "pages/ui/frame.py", lifespan=lifespan, middleware=middleware(), routes=routes()
)
