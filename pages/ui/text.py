"""Words: one escaping helper for what people brought, and terms explained in a tap."""

import re
import tomllib
from functools import cache
from hashlib import blake2b
from pathlib import Path

import streamlit as st

GLOSSARY = Path(__file__).parents[2] / "assets" / "text" / "glossary.toml"
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&\"'=^@/])")
# What the browser turns into links, arrows and a logo even behind a backslash.
_LATE = re.compile(
    r"(?<=:)(?=//|streamlit:)|(?<=www)(?=\.)|(?<=@)|(?<=-)(?=[->])|(?<=<)(?=-)",
    re.IGNORECASE,
)
_JOINER = "\u2060"  # has no width, and keeps the two signs beside it apart


def escape(text: object) -> str:
    """Return text that Markdown shows letter by letter: no links, images or styles."""
    flat = _LATE.sub(_JOINER, " ".join(str(text).split()))
    return _MARKDOWN.sub(r"\\\1", flat)


def tag(value: object) -> str:
    """Return a short key for a widget about a value, whatever a person wrote in it."""
    return blake2b(repr(value).encode(), digest_size=6).hexdigest()


@cache
def glossary() -> dict[str, str]:
    """Return every term with its explanation in plain words."""
    return tomllib.loads(GLOSSARY.read_text(encoding="utf-8"))


def words(*terms: str) -> None:
    """Draw a row of terms; a tap on one explains it."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption("In other words:", width="content")
        for term in terms:
            with st.popover(term, type="tertiary", width="content"):
                st.markdown(f"**{term}**  \n{glossary()[term]}")
