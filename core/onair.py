"""A race under way as plain JSON, in the shape of a recording, for the same view.

Only the newest surface of a lane is sent, and a lane that has reported nothing yet
stands at step 0. A lane has three entries more than in a recording: its `state`, what
is `told` of it in words, and `peak_mb`, by which its process has grown. `loss` says
whether a lane will have losses, so that their chart has its place from the start.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from core import model
from core.cost import Cost
from core.dataset import Task
from core.figure import Lane
from core.history import History, Step
from core.recording import FRAMES, recording
from core.run import DatasetFacts, Run, RunConfig
from core.score import Evaluation, Score, main_score
from core.surface import GRID

if TYPE_CHECKING:
    import numpy as np

NO_COST = Cost(
    wall_s=0.0, cpu_s=0.0, peak_mb=0.0, parameters=0, counted="", size_bytes=0,
    latency_ms=0.0, batch_ms=0.0, batch_rows=0, device="", peak_measured="",
)  # fmt: skip
PLANNED = ("n_estimators", "epochs")  # how many steps a model makes at most


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
    base = [e for e in entries if e not in shown and e.lane.steps]
    runs = [_so_far(entry, title, task) for entry in (*shown, *base)]
    rows = (entry.lane.points for entry in shown)
    points = next((found for found in rows if found is not None), None)
    made = recording(runs, points)
    for place, entry in enumerate(shown):
        made["lanes"][place] |= _added(entry)
        if made["surface"] and _newest(entry.lane) is None:
            made["surface"]["lanes"][place] = {"at": [], "data": []}
    families = {model.specs()[entry.config.model].family for entry in shown}
    made["loss"] = "net" in families
    added = repr([_added(entry) for entry in shown]).encode()
    return made | {"key": made["key"] + blake2b(added, digest_size=8).hexdigest()}


def _added(entry: Entry) -> dict[str, Any]:
    lane = entry.lane
    memory = lane.steps[-1].peak_mb if lane.steps else None
    return {"state": lane.state, "told": entry.told, "peak_mb": memory}


def _so_far(entry: Entry, title: str, task: Task) -> Run:
    """Return the run that this one would be if it ended now."""
    lane, config = entry.lane, entry.config
    steps = _steps(entry)
    scored = [step.score for step in steps if step.score is not None]
    main = Score(name=main_score(task), value=scored[-1] if scored else 0.0)
    return Run(
        key=config.key,
        config=config,
        dataset=DatasetFacts(
            title=title, rows=0, columns=0, task=task, target="", classes=lane.classes,
            part_rows=(0, 0, 0), planar=lane.grid is not None, grid=lane.grid,
        ),
        history=History(steps=steps),
        cost=NO_COST,
        evaluation=Evaluation(
            # while the table is still being made nobody knows the classes' names
            rows=0, classes=lane.classes or (("",) * 2 if task != "regression" else ()),
            scores=(main,), part="validation",
        ),
    )  # fmt: skip


def _steps(entry: Entry) -> tuple[Step, ...]:
    """Return the steps so far with the newest surface only, or one at zero."""
    import numpy as np

    newest, steps = _newest(entry.lane), list(entry.lane.steps)
    if not steps:
        planned = [value for name, value in entry.config.values if name in PLANNED]
        unit = model.specs()[entry.config.model].unit
        total = int(planned[0]) if planned else 1
        steps = [Step(step=0, total=total, unit=unit, seconds=0.0, cpu_s=0.0)]
    if newest is None and entry.lane.grid is not None:
        newest = np.zeros((GRID, GRID), dtype=np.uint8)  # keeps the panel its place
    # what is left out here need not be copied several times a second
    last = len(steps) - 1
    kept = sorted({round(i * last / (FRAMES - 1)) for i in range(FRAMES)})
    bare = [replace(steps[i], surface=None) for i in kept]
    return (*bare[:-1], replace(bare[-1], surface=newest))


def _newest(lane: Lane) -> "np.ndarray | None":
    found = (s.surface for s in reversed(lane.steps) if s.surface is not None)
    return next(found, None)
