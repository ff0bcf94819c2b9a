"""The theme is packed once, and what is packed stays as Streamlit makes it."""

import inspect

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from pages.ui import theming

MADE = app_session._populate_theme_msg
SECTIONS = ("theme", "theme.light", "theme.dark", "theme.sidebar")


def packed(pack, section):
    message = CustomThemeConfig()
    pack(message, section)
    return message


def test_streamlit_still_packs_the_theme_with_this_function():
    source = inspect.getsource(app_session.AppSession._create_new_session_message)
    assert "_populate_theme_msg(msg.new_session.custom_theme)" in source
    assert list(inspect.signature(MADE).parameters)[1] == "section"


def test_what_is_kept_is_what_streamlit_packs_and_is_packed_once():
    asked = []

    def counted(message, section):
        asked.append(section)
        MADE(message, section)

    pack = theming.once(counted)
    for _ in range(3):
        for section in SECTIONS:
            assert packed(pack, section) == packed(MADE, section)
    assert asked == list(SECTIONS)
    assert packed(pack, "theme.light").primary_color == "#4F3CC9"


def test_a_page_cannot_change_what_is_kept():
    pack = theming.once(MADE)
    packed(pack, "theme.light").primary_color = "#000000"
    assert packed(pack, "theme.light") == packed(MADE, "theme.light")


def test_nothing_is_kept_where_files_are_watched(monkeypatch):
    for how, kept in (("auto", False), ("none", True)):
        monkeypatch.setattr(app_session, "_populate_theme_msg", MADE)
        monkeypatch.setattr(theming.config, "get_option", lambda _, how=how: how)
        theming.pack_once()
        assert (app_session._populate_theme_msg is not MADE) is kept
