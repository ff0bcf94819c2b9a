"""The seal: validation scores first, test scores once a person opens them.

Whoever chooses by test scores has no test any more. So the test part of a split stays
closed in each browser until it is opened there, race by race, and looks are counted.
"""

from dataclasses import replace

import streamlit as st

from core.choices import EDITS
from core.errors import StoreError
from core.race import RaceConfig
from core.run import Run
from core.score import ScoredPart
from core.statistics.optimism import told_optimism
from core.storage.store import store
from pages.ui import browser, trouble

Runs = tuple[Run, ...]
# Another seed or another decision deals other rows, but of the same table: whoever
# counted those anew could have a first look as often as they like.
SAME_TABLE = {param.name for param in EDITS}
PUBLISHED = (
    "These are test scores. This data set was published with its test rows and a score "
    "on them, and without validation rows, so there is nothing left to seal."
)
FIRST = "The first look is the honest one: nothing was chosen by these scores yet."
AGAIN = (
    "Whoever keeps the best of several looks keeps some luck with it: on new rows it "
    "will score a little lower."
)


def show(race: RaceConfig, runs: Runs) -> None:
    """Draw the seal, or what stands in its place."""
    if not sealable(runs):
        st.caption(PUBLISHED)
        return
    with st.container(border=True, key="seal"):
        if is_open(race):
            choose(race, runs)
        else:
            closed(race, runs[0].evaluation.rows)


def seen(race: RaceConfig, runs: Runs) -> Runs:
    """Return runs as they may be seen: `evaluation` is that of the part on show."""
    if not sealable(runs) or part_on_show(race) == "test":
        return runs
    return tuple(run.sealed() for run in runs)


def sealable(runs: Runs) -> bool:
    """Return whether there are validation scores to show in place of test scores."""
    return all(run.validation is not None for run in runs)


def part_on_show(race: RaceConfig) -> ScoredPart:
    """Return the part whose scores this visit sees now."""
    if not is_open(race):
        return "validation"
    return st.session_state.get(_place(race), "test")


def part_of(race: RaceConfig) -> str:
    """Return the key of the table that a race is tested on, however it is split."""
    kept = tuple(pair for pair in race.data.values if pair[0] not in SAME_TABLE)
    return replace(race.data, values=kept).digest


def is_open(race: RaceConfig) -> bool:
    """Return whether this browser has opened the test scores of a race.

    As long as nobody knows, they stay closed: this is asked in every tick of a race.
    """
    try:
        return store().looked(browser.key(), part_of(race), race.key)
    except StoreError:
        return False


def closed(race: RaceConfig, rows: int) -> None:
    """Draw the closed seal: what it keeps, and how to open it."""
    words, button = st.columns([4, 1], vertical_alignment="center")
    words.markdown(
        f"**The test part is sealed.** {rows:,} rows that played no part in training. "
        "Open them once you have chosen a model: they tell how good it really is."
    )
    button.button(
        "Open the seal",
        icon=":material/lock_open:",
        on_click=open_,
        args=(race,),
        help="Shows this race's test scores in this browser and counts one look.",
        width="stretch",
    )


def open_(race: RaceConfig) -> None:
    """Open the test scores of a race in this browser; that is one look."""
    with trouble.noted():  # a look that cannot be counted opens nothing
        store().look(browser.key(), part_of(race), race.key)
        st.session_state[_place(race)] = "test"


def choose(race: RaceConfig, runs: Runs) -> None:
    """Draw the switch between both parts, and how often these rows were looked at."""
    widget = "part"
    st.session_state[widget] = part_on_show(race)

    def keep() -> None:
        st.session_state[_place(race)] = st.session_state[widget]

    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            "Scores on",
            ["validation", "test"],
            format_func=lambda part: f"{part.capitalize()} rows",
            key=widget,
            on_change=keep,
            required=True,
            label_visibility="collapsed",
            width="content",
        )
        st.caption(counted(race, runs), width="stretch")


def counted(race: RaceConfig, runs: Runs) -> str:
    """Say how often this browser has looked at test rows of the table."""
    looks = store().looks(browser.key(), part_of(race))
    if part_on_show(race) != "test":
        often = "once" if looks == 1 else f"{looks} times"
        return f"You have looked at test rows of this table {often}."
    told = f"Look {looks} at test rows of this table."
    if looks < 2:
        return f"{told} {FIRST}"
    best = max(runs, key=lambda run: run.evaluation.main.value)
    return f"{told} {AGAIN} {told_optimism(looks, best.evaluation)}".rstrip()


def _place(race: RaceConfig) -> str:
    return f"part on show {race.key}"
