"""Who learns and who judges: the split drawn as rows, and how it is made."""

import re
from collections.abc import Iterable

import streamlit as st

from core.dataset import Column, DataConfig
from core.figure import figures
from core.kinds.ids import names_groups
from core.summary import Summary
from pages.ui import decisions
from pages.ui.charts import show as show_figure
from pages.ui.text import tag

DRAWN = "dealt"  # the figure that belongs here
WAYS = {"random": "At random", "time": "By time", "group": "By group"}
HELP = {
    "time": "The test rows are the latest ones, as in real life.",
    "group": "The test rows are of groups that no model has seen.",
}
TIMELY = re.compile(
    r"year|month|week|day|date|time|hour|quarter|season|stamp|(^|_)t$", re.IGNORECASE
)
FEWEST_GROUPS = 5


def show(data: DataConfig, summary: Summary) -> None:
    """Draw the choice of the split, the rows of each part, and what they are for."""
    if decisions.open_to(data):
        choose(data, summary.table, summary.rows)
    for spec in figures("data", summary):
        if spec.key == DRAWN:
            show_figure(spec, summary, "data")
    st.caption(told(summary))


def told(summary: Summary) -> str:
    """Say what each part is for, and which one is sealed."""
    train, validation, test = summary.part_rows
    if summary.protocol == "published":
        return (
            f"Models learn from {train:,} training rows and are watched on rows that "
            f"they leave out of these themselves. The scores of the {test:,} test rows "
            "were published, so nothing is sealed."
        )
    return (
        f"Models learn from {train:,} training rows and are watched on {validation:,} "
        f"validation rows. The test part, {test:,} rows, is sealed until you open it "
        "on Evaluate."
    )


def by_time(table: Iterable[Column]) -> list[str]:
    """Return the columns that can say when a row was: dates, then years and the like.

    A number says so by its name alone, or every table of numbers had a time.
    """
    found = [c for c in table if c.kind == "date" and c.distinct > 2]
    numbers = ("number", "identifier")
    found += [c for c in table if c.kind in numbers and TIMELY.search(c.name)]
    return [c.name for c in found if c.use != "target"]


def by_group(table: Iterable[Column], rows: int) -> list[str]:
    """Return the columns whose values come back, as those of a patient or a shop do."""
    words = ("category", "text", "identifier")
    return [
        c.name
        for c in table
        if c.use != "target"
        and FEWEST_GROUPS <= c.distinct <= rows / 2
        and (c.kind in words or (c.kind == "number" and names_groups(c.name)))
    ]


def choose(data: DataConfig, table: tuple[Column, ...], rows: int) -> None:
    """Draw the ways to split that the columns allow."""
    now = decisions.of(data)
    columns = {"time": by_time(table), "group": by_group(table, rows)}
    if now.split != "random" and now.by not in columns[now.split]:
        columns[now.split].insert(0, now.by)  # chosen elsewhere: still the truth
    ways = ["random", *(way for way, names in columns.items() if names)]
    if len(ways) == 1:
        return
    key = f"split-{tag(data)}"  # no widget says later what it said before
    st.session_state[key] = now.split
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            "Test rows are chosen",
            ways,
            key=key,
            format_func=WAYS.__getitem__,
            required=True,
            on_change=lambda: set_split(st.session_state[key], columns),
            help=" ".join(HELP.values()),
        )
        if now.split != "random":
            by = f"by-{tag(data)}"
            st.session_state[by] = now.by
            st.selectbox(
                "Column",
                columns[now.split],
                key=by,
                on_change=lambda: decisions.write({"by": st.session_state[by]}),
                width=260,
            )


def set_split(way: str, columns: dict[str, list[str]]) -> None:
    """Split another way, by the first column that allows it."""
    by = columns.get(way, [""])[0]
    decisions.write({"split": way, "by": by})
