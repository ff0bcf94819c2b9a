"""Other finished races beneath the one on show: other seeds, or any of my races."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from core import recording
from core.errors import Refused
from core.race import (
    RaceConfig,
    from_query,
    ghost_races,
    reseeded,
    to_query,
    with_ghosts,
)
from core.run import Run
from core.storage.store import store
from pages.ui import browser, experiment, racing, seal, titles
from pages.ui.text import escape

OVER = "over"  # in the address: that of the race beneath
MOST_LETTERS = 24  # of what differs, where it stands beside a line
MOST_SEED = 2**31 - 1
_KEPT = "races beneath"


def laid_over(made: dict, race: RaceConfig) -> dict:
    """Return a race's recording with the lanes of the races beneath it."""
    others = beneath(race)
    return made | {"beneath": others} if others else made


def beneath(race: RaceConfig) -> list[dict]:
    """Return what is drawn of the races beneath: those of them that are finished."""
    wanted = [*ghost_races(race), *filter(None, [over(race)])]
    if not wanted:
        return []
    # a race under way asks a few times a second; what is not finished yet may be soon
    before, drawn = st.session_state.get(_KEPT, {}), {}
    part = seal.part_on_show(race)
    for other in wanted:
        own = seal.part_on_show(other) if part == "test" else part
        place = (race.key, part, other.key, own)
        if one := before.get(place) or _drawn(race, other):
            drawn[place] = one
    st.session_state[_KEPT] = drawn
    return list(drawn.values())


def over(race: RaceConfig) -> RaceConfig | None:
    """Return the race that the address lays beneath this one, or None."""
    text = st.query_params.get(OVER, "")
    try:
        other = from_query(dict(parse_qsl(text))) if text else None
    except Refused:
        return None
    return None if other == race else other


def _drawn(race: RaceConfig, other: RaceConfig) -> dict | None:
    runs = finished(other)
    if not runs:
        return None
    if seal.part_on_show(race) == "test":
        runs = seal.seen(other, runs)
    else:
        runs = tuple(run.sealed() for run in runs)
    apart = titles.apart(race, other)
    text = ", ".join(apart) or "the same once more"
    short = text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"
    rows = "" if other.data == race.data and other.seed == race.seed else titles.ROWS
    return recording.beneath(runs, text[:1].upper() + text[1:], short, rows)


def finished(race: RaceConfig) -> tuple[Run, ...]:
    """Return the runs of a race, or nothing where one of them is missing."""
    runs = tuple(filter(None, map(racing.find_run, race.runs)))
    return runs if len(runs) == len(race.runs) else ()


def choose(
    race: RaceConfig, metric: str, start: Callable[[RaceConfig], None] | None
) -> None:
    """Draw what can be laid beneath: another seed, run now, or one of my races."""
    if start is not None:
        st.button(
            "Again with another seed",
            icon=":material/replay:",
            on_click=lambda: start(another_seed(race)),
            help="Deals the rows anew and races again; this race stays in view below.",
        )
    label, icon = "Lay another race beneath", ":material/layers:"
    listed = st.popover(label, icon=icon, on_change="rerun", key="beneath")
    if listed.open:
        with listed:
            _offer(race, metric)
    if OVER in st.query_params or race.ghosts:
        st.button(
            "This race alone",
            icon=":material/layers_clear:",
            on_click=experiment.change,
            args=(with_ghosts(race, ()),),
        )


def another_seed(race: RaceConfig) -> RaceConfig:
    """Return the race with the next seed, and this one beneath it."""
    seed = (race.seed + 1) % MOST_SEED
    while seed in race.ghosts:
        seed = (seed + 1) % MOST_SEED
    return with_ghosts(reseeded(race, seed), (*race.ghosts, race.seed))


def _offer(race: RaceConfig, metric: str) -> None:
    """Draw a button for each of my finished races whose scores are of the same kind."""
    offered = [other for other in mine(race) if _metric(other) == metric]
    if not offered:
        st.caption("None of your other races that are still kept fits this one yet.")
    for other in offered:
        st.button(
            escape(titles.of_race(other)),
            key=f"beneath-{other.key}",
            type="tertiary",
            on_click=_lay,
            args=(other,),
        )


def mine(race: RaceConfig) -> list[RaceConfig]:
    """Return the other races of this browser, newest first."""
    found = []
    for kept in store().races(browser.key()):
        try:
            found.append(from_query(dict(parse_qsl(kept.address))))
        except Refused:  # of an address that an older version wrote
            continue
    return [other for other in found if other.key != race.key]


def _metric(race: RaceConfig) -> str:
    runs = finished(race)
    return runs[0].evaluation.main.name if runs else ""


def _lay(other: RaceConfig) -> None:
    st.query_params[OVER] = urlencode(to_query(with_ghosts(other, ())))
