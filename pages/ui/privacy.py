"""Who may see what: rows that somebody brought stay with the browser that brought them.

Whoever has the link of such a race sees its results, and a sentence that says why the
rows are not there.
"""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from core.dataset import DataConfig
from core.explain import Explanation
from core.race import RaceConfig
from core.store import store
from core.summary import Summary
from pages.ui import browser, jobs

WHY = (
    "These results come from a table that another browser brought, or that has been "
    "deleted. Its rows are shown to nobody else, so they are not here."
)


def may_see_rows(data: DataConfig) -> bool:
    """Return whether this browser may see the rows of a data set."""
    if data.key != "upload":
        return True
    try:
        kept = store().upload(str(dict(data.values)["file"]))
    except LookupError:
        return False
    return kept.owner == browser.key()


def summary_of(race: RaceConfig) -> Summary:
    """Return what this browser may see of the race's data; raises Refused."""
    work = jobs.summary_work(race.data, race.seed)
    summary: Summary = jobs.wait(work, "Making the table …")
    if may_see_rows(race.data):
        return summary
    bare = tuple(
        replace(column, examples=(), low=None, mean=None, high=None)
        for column in summary.columns
    )
    return replace(
        summary, columns=bare, head=summary.head.iloc[:0], points=None, pictures=None
    )


def without_cells(
    explanations: Sequence[Explanation], data: DataConfig
) -> tuple[Explanation, ...]:
    """Return the explanations, with the rows' cells only where they may be seen."""
    if may_see_rows(data):
        return tuple(explanations)
    return tuple(replace(e, cells=_blank(e)) for e in explanations)


def _blank(explanation: Explanation):
    import numpy as np

    return np.full(explanation.cells.shape, None, dtype=object)


def say_why(data: DataConfig) -> None:
    """Say why rows are missing, where they are."""
    if not may_see_rows(data):
        st.info(WHY, icon=":material/lock:")
