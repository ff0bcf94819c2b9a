"""A race under way, redrawn a few times a second: progress, curves, a stop."""

import random
from dataclasses import replace

import streamlit as st

from core import model
from core.figure import Lane, figures
from core.race import RaceConfig
from core.score import FACTS
from core.summary import Summary
from pages.ui import racing
from pages.ui.charts import CONFIG
from pages.ui.text import escape

TICK_S = 0.4
RECENT = 12  # steps from which the pace is taken
WORDS = {
    "queued": "waiting for a free core",
    "running": "training",
    "finished": "finished",
    "stopped": "stopped",
    "failed": "failed",
}


def watch(race: RaceConfig, summary: Summary | None) -> None:
    """Draw the race until every lane has ended, then run the page again."""
    # jittered, so that the pages of a class do not all ask in the same instant
    beat = TICK_S * random.uniform(0.9, 1.1)
    st.fragment(_board, run_every=beat)(race, summary)


def _board(race: RaceConfig, summary: Summary | None) -> None:
    known = lanes(race, summary)
    if all(lane.state in ("finished", "stopped", "failed") for lane in known):
        st.rerun()
    strips(known)
    draw(known, "live")


def states(race: RaceConfig) -> tuple[str, ...]:
    """Return the state of every lane, or nothing when no lane was ever started."""
    known = [racing.lane(config) for config in race.runs]
    return tuple(lane.state for lane in known if lane)


def lanes(race: RaceConfig, summary: Summary | None) -> tuple[Lane, ...]:
    """Return what is known of every lane; one never started counts as stopped."""
    scene = {}
    if summary:
        points, grid = racing.points(summary), summary.grid
        scene = {"points": points, "grid": grid, "classes": summary.classes}
    known = [racing.lane(config) for config in race.runs]
    return tuple(
        replace(lane, **scene)
        if lane
        else Lane(model=config.model, steps=(), state="stopped")
        for lane, config in zip(known, race.runs, strict=True)
    )


def strips(known: tuple[Lane, ...]) -> None:
    """Draw one strip a lane: how far it is, how good, and what it has cost so far."""
    for column, lane in zip(st.columns(len(known)), known, strict=True):
        with column.container(border=True, key=f"strip-{lane.model}"):
            _strip(lane)


def _strip(lane: Lane) -> None:
    spec = model.specs()[lane.model]
    st.markdown(f"**{spec.title}** · {WORDS[lane.state]}")
    last = lane.steps[-1] if lane.steps else None
    share = 1.0 if lane.state == "finished" else (last.share if last else 0.0)
    st.progress(share, text=progress_text(lane))
    score, cpu = st.columns(2, wrap=False)
    live = f"{last.score:.3f}" if last and last.score is not None else "–"
    rows = last.scored_on if last and last.scored_on else "rows held back from training"
    name = FACTS[last.metric].title if last else "The score"
    score.metric("Score so far", live, help=f"{name} on {rows}.")
    spent = f"{last.cpu_s:.2f} s" if last else "–"
    cpu.metric("CPU so far", spent, help="Seconds of work of one processor core.")


def progress_text(lane: Lane) -> str:
    """Say how far a lane is and how long it will take at most."""
    if not lane.steps:
        return "has not reported yet" if lane.state == "running" else WORDS[lane.state]
    last = lane.steps[-1]
    text = f"{last.unit} {last.step:,}"
    if last.total and last.total > 1:
        text += f" of {last.total:,}"
    if lane.state == "running" and last.share > 0:
        text += f" · about {time_left(lane):.0f} s left, or less"
    return text + (f" · {last.note}" if last.note else "")


def time_left(lane: Lane) -> float:
    """Return the seconds that the rest takes at the pace of the last few steps."""
    last, before = lane.steps[-1], lane.steps[max(0, len(lane.steps) - RECENT)]
    since = last if before is last else before
    done = last.step - (0 if since is last else since.step)
    spent = last.seconds - (0.0 if since is last else since.seconds)
    return ((last.total or last.step) - last.step) * spent / max(1, done)


def draw(known: tuple[Lane, ...], key: str) -> None:
    """Draw the figures of a race as it stands."""
    if not any(lane.steps for lane in known):
        st.caption("The first steps arrive in a moment.")
        return
    places = st.columns(2)
    for i, spec in enumerate(figures("train", known)):
        with places[i % 2].container(border=True, key=f"card-{key}-{spec.key}"):
            sentence = spec.sentence(known)
            st.markdown(f"**{spec.title}**")
            st.plotly_chart(
                spec.draw(known), key=f"{key}-{spec.key}", config=CONFIG, alt=sentence
            )
            st.caption(escape(sentence))
