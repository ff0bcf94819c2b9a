"""Price tags of a race's models: those kept, and those being measured now."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core import model
from core.engine import Status, Work
from core.figures.price import Tagged
from core.pricing.tag import PriceTag, find_prices, from_race
from core.race import RaceConfig
from core.run import Run
from core.works import measure_work
from pages.ui import jobs, privacy
from pages.ui.text import escape

Runs = tuple[Run, ...]
AROUND_S = 5.0  # what answering and explaining take, about, beside four trainings
BUSY = "measuring"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is known of the tags: each run's, how far the work is, and its key."""

    tags: dict[str, tuple[PriceTag, ...]]
    work: Work
    now: Status | None

    @property
    def going(self) -> bool:
        """Return whether more will come."""
        return self.now is not None and not self.now.ended


def tags(runs: Runs) -> dict[str, PriceTag]:
    """Return the kept tag of each run that was measured in full, by its key."""
    found = {run.key: find_prices(run.config) for run in runs}
    return {key: kept[0] for key, kept in found.items() if kept}


def look(runs: Runs) -> Asked:
    """Return the newest tags of some runs, whole or still filling."""
    work = work_of(runs)
    now = jobs.status(work)
    found = {run.key: find_prices(run.config) for run in runs}
    if now is not None and not now.ended:
        events = jobs.engine().events(work.key)
        whole = {(e.run, e.device): e for e in events if is_whole(e)}
        for key in {run for run, _ in whole}:
            found[key] = tuple(tag for (run, _), tag in whole.items() if run == key)
    return Asked(tags=found, work=work, now=now)


def is_whole(event: object) -> bool:
    """Return whether an event of measuring is a finished tag."""
    return isinstance(event, PriceTag) and event.finished


def work_of(runs: Runs) -> Work:
    """Return the work on the tags of these runs; repeated, if that is what goes on."""
    again = bool(st.session_state.get(BUSY))
    return measure_work([run.config for run in runs], again=again)


def tagged(runs: Runs, asked: Asked, against: str = "cpu") -> Tagged:
    """Return all tags beside their runs; those of the race where there are no others.

    Tags that are still filling are not drawn: bars would jump.
    """
    pairs = []
    for run in runs:
        whole = tuple(tag for tag in asked.tags[run.key] if tag.finished)
        pairs += [(run, tag) for tag in whole or (from_race(run),)]
    return Tagged(
        runs=tuple(run for run, _ in pairs),
        tags=tuple(tag for _, tag in pairs),
        against=against,
    )


def estimate_s(runs: Runs) -> float:
    """Return about how many CPU seconds it takes to measure some runs."""
    return sum(min(8.0, 4 * run.cost.cpu_s) + AROUND_S for run in runs)


def offer(race: RaceConfig, runs: Runs, asked: Asked) -> None:
    """Offer to measure what was not, or once more what was measured in a crowd."""
    if asked.now and asked.now.state == "failed":
        st.error(escape(asked.now.message), icon=":material/block:")
    missing = [run for run in runs if not asked.tags[run.key]]
    crowded = [tag for kept in asked.tags.values() for tag in kept if tag.crowded]
    if not missing and not crowded:
        return
    if missing:
        told = (
            "These are the seconds of the race: one training each. Measured in full, "
            "each model is trained again, asked one row and 100,000 at a time, and "
            "explained."
        )
        label, icon = "Measure in full", ":material/speed:"
    else:
        told = crowd(crowded)
        label, icon = "Measure again", ":material/refresh:"
    with st.container(horizontal=True, vertical_alignment="center", key="measure_box"):
        st.caption(told, width="stretch")
        st.button(
            f"{label} (about {estimate_s(runs):.0f} s)",
            key="measure",
            icon=icon,
            disabled=not privacy.may_see_rows(race.data),
            on_click=begin,
            args=(runs, not missing),
        )


def begin(runs: Runs, again: bool) -> None:
    """Start to measure; again what is kept, if so."""
    st.session_state[BUSY] = again
    jobs.submit(work_of(runs), again=True)


def crowd(crowded: Sequence[PriceTag]) -> str:
    """Say which tags were measured on a busy machine, and what that means."""
    names = dict.fromkeys(model.specs()[tag.model].title for tag in crowded)
    most = max(tag.busy or 0.0 for tag in crowded)
    return (
        f":material/groups: Others used up to {most:.0%} of this machine meanwhile "
        f"({', '.join(names)}). CPU seconds hold; what a clock shows is too long. "
        "Measure again when it is quiet."
    )


def progress(asked: Asked, runs: Runs) -> None:
    """Draw how far the measuring is, and a stop."""
    events = jobs.engine().events(asked.work.key)
    events = [event for event in events if isinstance(event, PriceTag)]
    last = events[-1] if events else None
    whole = len({tag.run for tag in events if tag.finished})
    share = whole + (0 if last is None or last.finished else last.done / last.total)
    told = "Waits for a free core"
    if last:
        told = f"{model.specs()[last.model].title}: {last.message or 'done'}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(min(1.0, share / len(runs)), text=told, width="stretch")
        st.button(
            "Stop", key="stop_measuring", icon=":material/stop_circle:",
            on_click=jobs.stop, args=([asked.work],),
        )  # fmt: skip
