"""What a browser says again, though nobody has changed anything."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def heard() -> bool:
    """Return whether only a part of the page runs, which moves by itself.

    Its beat carries the values of all widgets as the browser knew them last: on a slow
    machine those of the race before this one. Whoever changes a setting or presses a
    button outside of such a part makes the whole page run.
    """
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)


def answer(key: str, value: object, widget: object = None) -> None:
    """Let a widget show a value, if it shows another one or is another `widget` now.

    What is written at each run of a page goes to the browser each time, and there takes
    a click back that was made in between.
    """
    asked, state = f"{key} answered", st.session_state
    if key not in state or state[key] != value or state.get(asked) != widget:
        state[key] = value
    state[asked] = widget
