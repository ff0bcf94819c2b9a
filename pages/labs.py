"""The labs: every claim with its experiment, and the one that was chosen."""

import streamlit as st

from core.lab import Lab, specs
from pages.ui import lab_state, lab_view
from pages.ui.text import escape


def catalogue() -> None:
    """Draw a card for every lab: its claim, how long it takes, the way in."""
    st.title("Labs")
    st.markdown(
        "A claim about machine learning or deep learning can be put to the test. Say "
        "what you expect, run the experiment, read the verdict, then try to break it."
    )
    places = st.columns(2)
    for place, lab in enumerate(specs().values()):
        with places[place % 2].container(border=True, key=f"lab-{lab.key}"):
            card(lab)


def card(lab: Lab) -> None:
    """Draw one lab of the catalogue."""
    st.markdown(f"**{lab.title}**")
    st.markdown(f"“{lab.claim.statement}”")
    defaults = {param.name: param.default for param in lab.params}
    st.caption(f"{lab.claim.scope} {lab_view.duration(lab.seconds(defaults))}.")
    # a link to the page that is open already would leave the address as it is
    st.button(
        "Test this claim",
        key=f"open-{lab.key}",
        icon=":material/science:",
        on_click=lab_state.write,
        args=(lab, (), lab_state.SEED.default),
    )


chosen = st.query_params.get("lab")
if chosen in specs():
    lab_view.show(specs()[chosen], lab_state.current(specs()[chosen]))
else:
    if chosen:
        st.warning(f"There is no lab “{escape(chosen)}”. These are all there are.")
    catalogue()
