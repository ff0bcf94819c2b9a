"""What a browser says again, though nobody has changed anything."""

from streamlit.runtime.scriptrunner import get_script_run_ctx


def heard() -> bool:
    """Return whether only a part of the page runs, which moves by itself.

    Its beat carries the values of all widgets as the browser knew them last: on a slow
    machine those of the race before this one. Whoever changes a setting or presses a
    button outside of such a part makes the whole page run.
    """
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)
