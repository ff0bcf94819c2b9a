"""A race under way as plain JSON, in the shape of a recording, for the same view.

Only the newest surface of a lane is sent, and a lane that has reported nothing yet
stands at step 0. A lane has three entries more than in a recording: its `state`, what
is `told` of it in words, and `peak_mb`, by which its process has grown. `loss` says
whether a lane will have losses, so that their chart has its place from the start.
`points`, which stay the same all the while, are JSON within the JSON: written once.

It is made anew several times a second for everybody who watches, so it makes no more
of a step than what is drawn.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from weakref import ref

from core import model
from core.dataset import Task
from core.figure import Lane
from core.history import Step
from core.palette import Look, looks
from core.recording import class_of, dots, lane_of, rounded
from core.run import RunConfig
from core.score import FACTS, main_score
from core.surface import GRID

if TYPE_CHECKING:
    import numpy as np

    Points = tuple[np.ndarray, np.ndarray, np.ndarray]

PLANNED = ("n_estimators", "epochs")  # how many steps a model makes at most
# Points as JSON, by the identity of their first column; they go when that does, for
# they may be rows that a person brought.
_DOTS: "dict[int, tuple[ref[np.ndarray], str]]" = {}


@dataclass(frozen=True, kw_only=True, eq=False)
class Entry:
    """One lane of a race under way.

    `told` says in words where it stands; without it the view says how it ended.
    """

    config: RunConfig
    lane: Lane
    told: str | None = None


def on_air(entries: Sequence[Entry], title: str, task: Task = "binary") -> dict:
    """Return a race as it stands now; a dummy beside others is its baseline."""
    shown = [e for e in entries if e.config.model != "dummy"] or list(entries)
    base = [e.lane for e in entries if e not in shown and e.lane.steps]
    guessing = _score(base[0].steps) if base else None
    named = looks(tuple(e.config.model for e in shown))
    fact, first = FACTS[main_score(task)], shown[0].lane
    # while the table is still being made nobody knows the classes' names
    classes = first.classes or (("", "") if task != "regression" else ())
    rows = next((e.lane.points for e in shown if e.lane.points is not None), None)
    families = {model.specs()[entry.config.model].family for entry in shown}
    return {
        "title": title,
        "metric": {"title": fact.title, "guessing": fact.guessing, "best": fact.best},
        "classes": [class_of(code, name) for code, name in enumerate(classes)],
        "lanes": [
            _lane(entry, name, own)
            for entry, (name, own) in zip(shown, named, strict=True)
        ],
        "baseline": guessing,
        "baseline_loss": 1.0 if base and task == "regression" else None,
        "surface": _surfaces(shown),
        "points": None if rows is None else _dots(rows),
        "loss": "net" in families,
        "key": _digest(shown, title, task, guessing),
    }


def _lane(entry: Entry, name: str, own: Look) -> dict[str, Any]:
    lane, config = entry.lane, entry.config
    steps = lane.steps or (_first(config),)
    made = lane_of(steps, config.model, name, own)
    return made | {
        "budget": config.budget_s,
        "reached": {"part": "validation", "score": _score(steps)},
        "state": lane.state,
        "told": entry.told,
        "peak_mb": steps[-1].peak_mb,
    }


def _first(config: RunConfig) -> Step:
    """Return where a lane stands that has reported nothing yet."""
    planned = [value for name, value in config.values if name in PLANNED]
    total = int(planned[0]) if planned else 1
    unit = model.specs()[config.model].unit
    return Step(step=0, total=total, unit=unit, seconds=0.0, cpu_s=0.0)


def _score(steps: Sequence[Step]) -> float | None:
    scored = (step.score for step in reversed(steps) if step.score is not None)
    return rounded(next(scored, None))


def _surfaces(shown: Sequence[Entry]) -> dict[str, Any] | None:
    """Return every lane's newest surface; a plane has its panels before it has any."""
    grid = shown[0].lane.grid
    if grid is None:
        return None
    newest = [_newest(entry.lane.steps) for entry in shown]
    sizes = [int(plane.shape[0]) for plane in newest if plane is not None]
    lanes = [
        {
            "at": [rounded(entry.lane.steps[-1].seconds)],
            "data": [base64.b64encode(plane.tobytes()).decode()],
        }
        if plane is not None
        else {"at": [], "data": []}
        for entry, plane in zip(shown, newest, strict=True)
    ]
    extent = [float(edge) for edge in grid]
    return {"size": (*sizes, GRID)[0], "extent": extent, "lanes": lanes}


def _newest(steps: Sequence[Step]) -> "np.ndarray | None":
    found = (s.surface for s in reversed(steps) if s.surface is not None)
    return next(found, None)


def _dots(points: "Points") -> str:
    known = _DOTS.get(name := id(points[0]))
    if known and known[0]() is points[0]:
        return known[1]
    text = json.dumps(dots(points), separators=(",", ":"))
    _DOTS[name] = (ref(points[0], lambda _: _DOTS.pop(name, None)), text)
    return text


def _digest(shown: Sequence[Entry], *facts: object) -> str:
    """Return what differs as soon as anything is drawn otherwise."""
    lanes = [
        (
            entry.config.key,
            entry.lane.state,
            entry.told,
            len(entry.lane.steps),
            entry.lane.steps[-1].seconds if entry.lane.steps else 0.0,
            entry.lane.points is None,
            entry.lane.grid,
            entry.lane.classes,
        )
        for entry in shown
    ]
    return blake2b(repr((facts, lanes)).encode(), digest_size=16).hexdigest()
