"""The trap report: what in a table would fool a person, and one click against it."""

from collections.abc import Iterable

import streamlit as st

from core.choices import names, pairs
from core.summary import Summary
from core.trap import Trap, specs
from pages.ui import decisions
from pages.ui.text import escape, tag

MOST = 5
QUIET = "named"  # has been dealt with: said in one line and not counted
REVEALED = "traps revealed"
WRONG, POOR = 60, 100  # by the order of the report


def show(summary: Summary, fixable: bool) -> None:
    """Draw a card a trap, worst first; a table without any gets one quiet line."""
    traps = [trap for trap in summary.traps if trap.kind != QUIET]
    for trap in summary.traps:
        if trap.kind == QUIET:
            st.markdown(f"{look(trap)} {escape(trap.sentence)}")
    if not traps:
        told = "No traps found in this table."
        if summary.trap:
            told = (
                "No traps found by the checks: the one in this table needs your eyes."
            )
        st.markdown(f":material/verified: {told}")
        return
    count = "1 trap" if len(traps) == 1 else f"{len(traps)} traps"
    st.subheader(f"{count} to look at first")
    for trap in traps[:MOST]:
        card(trap, fixable)
    if traps[MOST:]:
        with st.expander(f"{len(traps) - MOST} more"):
            for trap in traps[MOST:]:
                card(trap, fixable)


def still_open(summary: Summary) -> None:
    """Say how many traps a race would start with."""
    found = count(summary)
    if found:
        told = "1 trap is" if found == 1 else f"{found} traps are"
        st.caption(f":material/warning: {told} still open.", width="content")


def count(summary: Summary) -> int:
    """Return how many of the findings ask for a decision."""
    return sum(trap.kind != QUIET for trap in summary.traps)


def card(trap: Trap, fixable: bool) -> None:
    """Draw one trap: what it is, how it shows, what to do."""
    with st.container(border=True, key=f"trap-{tag(trap)}", gap="small"):
        st.markdown(f"{look(trap)} **{escape(trap.title)}**")
        st.markdown(escape(trap.evidence))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(escape(trap.advice), width="stretch")
            if trap.fix and fixable:
                st.button(
                    escape(fix_label(trap.fix)),
                    key=f"fix-{tag(trap)}",
                    icon=":material/build:",
                    on_click=decisions.apply,
                    args=(trap.fix,),
                )


def look(trap: Trap) -> str:
    """Return the sign of how badly it fools: scores are wrong, poor, or unaffected."""
    kind = specs().get(trap.kind)
    order = kind.order if kind else WRONG
    if order <= WRONG:
        return ":red[:material/error:]"
    return ":orange[:material/warning:]" if order <= POOR else ":gray[:material/info:]"


def fix_label(fix: Iterable[tuple[str, str]]) -> str:
    """Say what the click does, in a few words."""
    told = dict(fix)
    if "drop" in told:
        columns = names(told["drop"])
        more = f" and {len(columns) - 1} more" if columns[1:] else ""
        return f"Leave out '{columns[0]}'{more}"
    if "missing" in told:
        values = dict.fromkeys(value for _, value in pairs(told["missing"]))
        return f"Treat {' and '.join(values)} as missing"
    if "kinds" in told:
        column, kind = pairs(told["kinds"])[0]
        return f"Read '{column}' as {kind}"
    if "split" in told:
        return f"Split by '{told.get('by', told['split'])}'"
    return "Drop the copies"


def hidden(summary: Summary, key: str) -> None:
    """Draw the trap that a bundled table hides, once somebody wants to know."""
    if not summary.trap:
        return
    with st.container(border=True, key="hidden"):
        if key in st.session_state.get(REVEALED, ()):
            st.markdown(f":material/key: **The hidden trap.** {escape(summary.trap)}")
            return
        with st.container(horizontal=True, vertical_alignment="center"):
            told = "**This table hides a trap.** Look for it first, then compare."
            st.markdown(f":material/search: {told}", width="stretch")
            st.button("Reveal the trap", on_click=reveal, args=(key,))


def reveal(key: str) -> None:
    """Remember that a person wants to know."""
    st.session_state.setdefault(REVEALED, set()).add(key)
