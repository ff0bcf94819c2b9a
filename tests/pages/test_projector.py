"""The projector switch: larger charts while it is on, and a browser that remembers."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]


def page():
    import streamlit as st

    from core.figures import theme
    from pages.ui import projector

    projector.switch()
    figure = theme.panels(300, ["one", "two"])
    figure.add_scatter(x=[0, 1], y=[0, 1], mode="lines+text", line_width=2)
    drawn = projector.fitted(figure)
    note, trace = drawn.layout.annotations[0], drawn.data[0]
    sizes = (drawn.layout.height, note.font.size, trace.line.width)
    st.session_state["sizes"] = (*sizes, drawn.layout.xaxis.tickfont.size)


def test_charts_are_drawn_larger_while_it_is_on():
    at = AppTest.from_function(page, default_timeout=60).run()
    assert at.session_state["sizes"] == (300, 13, 2, None)
    at.toggle[0].set_value(True).run()
    height, note, line, ticks = at.session_state["sizes"]
    assert (height, note, line, ticks) == (360, 18, 3, 16)
    at.toggle[0].set_value(False).run()
    assert at.session_state["sizes"] == (300, 13, 2, None)


def test_script_style_and_page_mean_the_same_switch():
    """The script finds the switch by its key and keeps what the page reads."""
    shell = (ROOT / "assets/shell.js").read_text(encoding="utf-8")
    style = (ROOT / "assets/style.css").read_text(encoding="utf-8")
    from pages.ui import projector

    assert f".st-key-{projector.KEY}" in shell
    assert f"document.cookie = `{projector.COOKIE}=" in shell
    assert f"html.{projector.KEY} " in style
