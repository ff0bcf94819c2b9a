import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.ui.text import escape, glossary

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "![](http://example.com/p.png)",
    "www.example.com me@example.com https://example.com",
    "[x]: http://example.com",
    ":red[hot] :material/delete: :streamlit:",
    "# head",
    "| a | b |",
    "$x^2$ ~~s~~ `c` **b** _i_ &lt;",
    "-> <- <-> --",
)
SIGNS = st.text(alphabet=string.printable + "ä€\u2060") | st.sampled_from(HOSTILE)


def plain(escaped):
    """Read what Markdown shows: a backslash shows the sign behind it."""
    return re.sub(r"\\(.)", r"\1", escaped).replace("\u2060", "")


@given(SIGNS)
def test_what_is_escaped_reads_as_it_was(text):
    kept = " ".join(text.replace("\u2060", "").split())
    assert " ".join(plain(escape(text)).split()) == kept


@given(SIGNS)
def test_no_sign_of_markdown_or_html_is_left_bare(text):
    bare = re.sub(r"\\.", "", escape(text))
    assert not set(bare) & set(string.punctuation) - set(",;?%")
    assert "\n" not in bare


@given(SIGNS)
def test_nothing_is_left_that_a_browser_makes_a_link_of(text):
    shown = re.sub(r"\\(.)", r"\1", escape(text))
    assert not re.search(r"https?://|www\.|@\w|:streamlit:|->|<-|--", shown, re.I)


@pytest.mark.parametrize("value", [None, 3, 0.5, ("a", "b"), ValueError("no")])
def test_anything_can_be_escaped(value):
    assert plain(escape(value)) == str(value)


def test_every_term_has_an_explanation():
    assert all(len(text) > 20 for text in glossary().values())
