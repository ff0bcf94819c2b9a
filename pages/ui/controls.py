"""A declared Param becomes a widget: the only place where that happens."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.errors import Refused
from core.params import Choice, Flag, Float, Int, Param, Text, Value, Values
from pages.ui.text import escape

Setter = Callable[[str, Value], None]


def controls(
    params: tuple[Param, ...],
    values: Values,
    scope: str,
    set_: Setter,
    columns: int = 1,
) -> None:
    """Draw the few parameters first and the rest one tap away."""
    now = dict(values)
    few = [p for p in params if not p.advanced]
    more = [p for p in params if p.advanced]
    places = st.columns(columns)
    for i, param in enumerate(few):
        with places[i % columns]:
            control(param, now[param.name], scope, set_)
    if more:
        with st.expander("More settings", icon=":material/tune:"):
            for param in more:
                control(param, now[param.name], scope, set_)


def control(param: Param, value: Value, scope: str, set_: Setter) -> None:
    """Draw one parameter; a change is checked and written to the address."""
    key = f"{scope}.{param.name}"

    def write() -> None:
        try:
            set_(param.name, param.check(st.session_state[key]))
        except Refused as no:
            st.toast(escape(no), icon=":material/block:")

    # the address is the truth: the widget shows what it says, whatever it showed before
    st.session_state[key] = value
    _widget(param, value, key, write)


def _widget(param: Param, value: Value, key: str, write: Callable[[], None]) -> None:
    common: dict[str, Any] = {"key": key, "help": param.help, "on_change": write}
    match param:
        case Int() | Float() if param.log:
            ladder = steps(param, value)
            st.select_slider(param.label, ladder, format_func=readable, **common)
        case Int():
            low, high = param.low, param.high
            st.slider(param.label, low, high, step=param.step, **common)
        case Float():
            lowest, highest = param.low, param.high
            st.slider(param.label, lowest, highest, step=param.step, **common)
        case Choice():
            titles = dict(param.options)
            named = titles.__getitem__
            st.selectbox(param.label, list(titles), format_func=named, **common)
        case Flag():
            st.toggle(param.label, **common)
        case Text():
            st.text_input(param.label, max_chars=500, **common)


def steps(param: Int | Float, value: Value) -> list[Value]:
    """Return 1, 2, 5, 10 … within the range, with its ends and the value in force."""
    kind = int if isinstance(param, Int) else float
    ladder = {
        kind(float(f"{digit}e{power}"))
        for power in range(-6, 7)
        for digit in (1, 2, 5)
        if power >= 0 or kind is float
    }
    inside = {step for step in ladder if param.low <= step <= param.high}
    return sorted(inside | {kind(param.low), kind(param.high), kind(value)})


def readable(value: Value) -> str:
    """Write a step of a ladder: 10,000 or 0.001."""
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"
