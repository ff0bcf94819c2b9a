"""What is to be predicted: a guess to confirm, or another column; classes or not."""

import streamlit as st

from core.dataset import Column
from core.errors import Refused
from core.race import RaceConfig
from core.summary import Summary, Target, Upload
from core.target import MAX_CLASSES
from pages.ui import decisions, experiment, reading, waiting
from pages.ui.text import escape, tag

TASKS = {"classification": "Classes", "regression": "An amount"}
SHOWN_CLASSES = 6


def show(race: RaceConfig) -> bool:
    """Draw the choice of table, target and task for a file that this browser brought.

    Returns False, and says why, as long as the file is not read or cannot be.
    """
    values = dict(race.data.values)
    token, table, kinds = (str(values[name]) for name in ("file", "table", "kinds"))
    try:
        work = reading.upload_work(token, table, kinds)
        found = waiting.outcome(work, "Reading the table", waiting.PATIENCE_S)
    except Refused as no:
        waiting.say(no)
        return False
    if found is None:
        return False
    forget_unknown(found, str(values["target"]))
    with st.container(border=True, key="aim"):
        mark = tag((race.data, reading.turns()))  # each says what is true now
        tables(found, token, f"table-{mark}")
        choose(found, str(values["target"]), str(values["task"]), mark)
    return True


def forget_unknown(found: Upload, name: str) -> None:
    """Guess again where the address names a target that this table does not have."""
    if name in ("", *(column.name for column in found.columns)):
        return
    experiment.set_data_values({"target": "", "task": ""})
    told = f"This table has no column '{name}'; choose again what you want to predict."
    reading.warn(Refused(told))
    st.rerun()


def tables(found: Upload, token: str, key: str) -> None:
    """Draw the choice of the sheet or of the file in an archive."""
    if len(found.tables) < 2:
        return
    st.selectbox(
        f"Table ({len(found.tables)} in this file)",
        found.tables,
        index=found.tables.index(found.table) if found.table in found.tables else None,
        key=key,
        on_change=lambda: reading.begin(f"{token}:{st.session_state[key]}"),
    )


def choose(found: Upload, confirmed: str, task: str, mark: str) -> None:
    """Draw the target: guessed until it is confirmed, and what it holds."""
    known = {target.name: target for target in found.targets}
    now = known.get(confirmed or found.suggested or "")
    if now and not confirmed:
        with st.container(horizontal=True, vertical_alignment="center"):
            guess = f"We guess you want to predict **{escape(now.name)}**: right?"
            st.markdown(guess, width="content")
            icon = ":material/check:"
            st.button("Yes", icon=icon, on_click=set_target, args=(now.name,))
    key = f"target-{mark}"
    names = list(known)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.selectbox(
        "What do you want to predict?",
        names,
        index=names.index(now.name) if now else None,
        key=key,
        on_change=lambda: set_target(st.session_state[key]),
    )
    if now and any(c.name == now.name and both(c) for c in found.columns):
        with right:
            set_task(now, task, f"task-{mark}")
    if now:
        st.caption(escape(told(now, task)))


def set_target(name: str) -> None:
    """Predict a column; what was said of the one before holds no more."""
    decisions.take_in(name)
    decisions.write({"target": name, "task": ""})


def both(column: Column) -> bool:
    """Return whether a target can be taken for classes and for an amount."""
    return column.kind == "number" and 2 < column.distinct <= MAX_CLASSES


def set_task(target: Target, task: str, key: str) -> None:
    """Draw the switch between classes and amounts."""
    guess = "regression" if target.task == "regression" else "classification"
    st.segmented_control(
        "Its values are",
        list(TASKS),
        default=task or guess,
        key=key,
        format_func=TASKS.__getitem__,
        required=True,
        on_change=lambda: decisions.write({"task": st.session_state[key]}),
    )


def told(target: Target, task: str) -> str:
    """Say what a target holds: its classes with their rows, or its range."""
    if (task or target.task) == "regression":
        ends = [amount(end) for end in (target.low, target.high) if end is not None]
        return f"Regression: an amount{' from ' * bool(ends)}{' to '.join(ends)}."
    if not target.classes:
        return "Each of its values is a class."
    first = [f"{name} ({rows:,} rows)" for name, rows in target.classes[:SHOWN_CLASSES]]
    more = len(target.classes) - len(first)
    rest = f" and {more} more" if more else ""
    return f"{len(target.classes)} classes: {', '.join(first)}{rest}."


def amount(value: float) -> str:
    """Write a number as a person would: 34,158 or 0.25."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def choose_among_columns(race: RaceConfig, summary: Summary) -> None:
    """Draw the choice of the target where only the finished table is known."""
    values = dict(race.data.values)
    names = [column.name for column in summary.table if column.kind not in UNUSABLE]
    key = f"target-{tag((race.data, reading.turns()))}"
    with st.container(border=True, key="aim"):
        st.selectbox(
            "What do you want to predict?",
            names,
            index=names.index(summary.target) if summary.target in names else None,
            key=key,
            on_change=lambda: set_target(st.session_state[key]),
        )
        if values["target"]:
            st.caption("Another target than the one that OpenML names for this set.")


UNUSABLE = ("text", "identifier", "constant", "date")
