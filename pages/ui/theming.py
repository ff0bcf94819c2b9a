"""The theme, packed once for all pages.

Streamlit packs the options of the theme anew for every run, and each beat of a live
race is one: half of all that the server does while a class watches its races.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from streamlit import config
from streamlit.runtime import app_session

if TYPE_CHECKING:
    from streamlit.proto.NewSession_pb2 import CustomThemeConfig

    Pack = Callable[[CustomThemeConfig, str], None]


def pack_once() -> None:
    """Let Streamlit pack the theme once, until the server ends.

    Not where files are watched: there the theme may change while the server runs.
    """
    if config.get_option("server.fileWatcherType") == "none":
        private: Any = app_session
        private._populate_theme_msg = once(private._populate_theme_msg)


def once(pack: "Pack") -> "Pack":
    """Return what packs each section of the theme once and remembers it."""
    packed: dict[str, CustomThemeConfig] = {}

    def packed_once(msg: "CustomThemeConfig", section: str = "theme") -> None:
        if section not in packed:
            fresh = type(msg)()
            pack(fresh, section)
            packed[section] = fresh
        msg.MergeFrom(packed[section])

    return packed_once
