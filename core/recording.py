"""A finished race as plain JSON, so that a browser can play it without the server.

Lanes hold lists side by side, one entry a frame: `times` and `cpu` in seconds of
training alone, `steps`, `scores` (live), `losses` and `held_losses`, that is on rows
held back (null where there is none); `budget` is in CPU seconds or null; `reached` is
the main score of the evaluation on show, with its part. `metric` is the title of all
these scores and what guessing and the best get; recordings without it hold the ROC
AUC, and `test` scores in place of `reached`. `baseline` and `baseline_loss` are what
guessing scores and loses.

`beneath` holds other races for comparison: what they are called, a note, what differs
in a word or two, and their lanes, without surfaces.

`surface` is for planar data: each lane's surfaces as base64 of one byte a point, rows
from the bottom up, and the seconds at which each was reached; its `extent` is x low,
y low, x high, y high.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import Refused
from core.history import Step
from core.palette import Look, class_look, looks
from core.run import Run

if TYPE_CHECKING:
    import numpy as np

    Points = tuple[np.ndarray, np.ndarray, np.ndarray]

FRAMES = 60  # frames of one lane, at most
SURFACES = 40  # surfaces of one lane, at most
SURFACE_BYTES = 260_000  # all surfaces of a recording together, as base64
POINTS = 400  # points over the surfaces, at most


def recording(runs: Sequence[Run], points: "Points | None" = None) -> dict:
    """Return the recording of finished runs on one data set, ready for JSON.

    `points` are rows to draw over the surfaces: x, y and class codes, each of length n.
    A dummy run is no lane but the baseline, unless it is alone. Raises Refused when
    there is no run, or when the runs are on different data.
    """
    if not runs:
        raise Refused("There is no finished run to replay: start a race first.")
    if len({run.config.data for run in runs}) > 1:
        raise Refused("These runs are on different data: replay those of one race.")
    racing = [run for run in runs if run.model != "dummy"] or list(runs)
    facts, main = racing[0].dataset, racing[0].evaluation.main.fact
    named = looks(tuple(run.model for run in racing))
    made = {
        "title": facts.title,
        "metric": {"title": main.title, "guessing": main.guessing, "best": main.best},
        "classes": [class_of(i, name) for i, name in enumerate(facts.classes)],
        "lanes": [
            _lane(run, name, own)
            for run, (name, own) in zip(racing, named, strict=True)
        ],
        "baseline": _baseline(runs),
        "baseline_loss": _baseline_loss(runs),
        "surface": _surfaces(racing),
        "points": dots(points) if points is not None else None,
    }
    return made | {"key": _digest(made)}


def beneath(runs: Sequence[Run], title: str, differs: str, note: str = "") -> dict:
    """Return another race for a recording's `beneath`: its lanes and how it differs.

    `title` names the race, `differs` says in a word or two what is other in it.
    """
    racing = [run for run in runs if run.model != "dummy"]
    named = looks(tuple(run.model for run in racing))
    lanes = [
        _lane(run, name, own) for run, (name, own) in zip(racing, named, strict=True)
    ]
    made = {"title": title, "differs": differs, "note": note, "lanes": lanes}
    return made | {"key": _digest(made)}


def write(
    path: Path,
    runs: Sequence[Run],
    points: "Points | None" = None,
    address: str = "",
) -> None:
    """Write the recording of finished runs into a JSON file.

    `address` is that of the race, so that whoever sees the recording can run it.
    """
    made = recording(runs, points) | ({"address": address} if address else {})
    text = json.dumps(made, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")


def read(path: Path) -> dict:
    """Return a recording from its file; raises Refused when it is none."""
    try:
        made = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise Refused(f"'{path.name}' cannot be read as a recording.") from None
    if not isinstance(made, dict) or not made.get("lanes") or "key" not in made:
        raise Refused(f"'{path.name}' holds no recording of a race.")
    return made


def _lane(run: Run, name: str, own: Look) -> dict:
    if not run.history.steps:
        raise Refused(f"The run of {name} has no steps to replay.")
    reached = {
        "part": run.evaluation.part,
        "score": rounded(run.evaluation.main.value),
    }
    made = lane_of(run.history.steps, run.model, name, own)
    return made | {"budget": run.config.budget_s, "reached": reached}


def lane_of(steps: Sequence[Step], model: str, name: str, own: Look) -> dict:
    """Return what a recording holds of at least one step: FRAMES frames at most."""
    steps = thinned(steps, FRAMES)
    return {
        "model": model,
        "title": name,
        "colour": own.colour,
        "marker": own.symbol,
        "dash": own.dash,
        "unit": steps[-1].unit,
        "total": steps[-1].total or steps[-1].step,
        "scored_on": next((s.scored_on for s in steps if s.scored_on), ""),
        "times": [rounded(s.seconds) for s in steps],
        "cpu": [rounded(s.cpu_s) for s in steps],
        "steps": [s.step for s in steps],
        "scores": [rounded(s.score) for s in steps],
        "losses": [rounded(s.loss) for s in steps],
        "held_losses": [rounded(s.validation_loss) for s in steps],
    }


def _surfaces(runs: Sequence[Run]) -> dict | None:
    """Return every lane's surfaces, thinned so that all of them stay in bounds."""
    grid = runs[0].dataset.grid
    shown = [_with_surface(run) for run in runs]
    if grid is None or not all(shown):
        return None
    size = int(shown[0][-1][1].shape[0])
    coded = 4 * -(-size * size // 3)
    most = max(2, min(SURFACES, SURFACE_BYTES // (coded * len(runs))))
    return {
        "size": size,
        "extent": [float(edge) for edge in grid],
        "lanes": [_coded(thinned(lane, most)) for lane in shown],
    }


def _with_surface(run: Run) -> "list[tuple[float, np.ndarray]]":
    steps = run.history.steps
    return [(s.seconds, s.surface) for s in steps if s.surface is not None]


def _coded(surfaces: "Sequence[tuple[float, np.ndarray]]") -> dict:
    return {
        "at": [rounded(seconds) for seconds, _ in surfaces],
        "data": [base64.b64encode(s.tobytes()).decode() for _, s in surfaces],
    }


def thinned(items: Sequence, most: int) -> list:
    """Return at most `most` items, evenly spread; the first and the last stay."""
    if len(items) <= most:
        return list(items)
    last = len(items) - 1
    return [items[round(i * last / (most - 1))] for i in range(most)]


def dots(points: "Points") -> dict:
    """Return at most POINTS rows, evenly spread over what was given."""
    import numpy as np

    x, y, codes = (np.asarray(column) for column in points)
    kept = thinned(range(len(x)), POINTS)
    return {
        "x": [float(f"{v:.4g}") for v in x[kept]],
        "y": [float(f"{v:.4g}") for v in y[kept]],
        "code": [int(v) for v in codes[kept]],
    }


def _baseline(runs: Sequence[Run]) -> float | None:
    dummies = [run for run in runs if run.model == "dummy"]
    return rounded(_last_score(dummies[0])) if dummies else None


def _baseline_loss(runs: Sequence[Run]) -> float | None:
    """Return what guessing loses: its log loss, or for amounts the whole variance.

    Nets learn amounts in units of their spread, where the mean is wrong by just one.
    """
    dummies = [run for run in runs if run.model == "dummy"]
    if not dummies:
        return None
    if dummies[0].dataset.task == "regression":
        return 1.0
    names = {score.name for score in dummies[0].evaluation.scores}
    if "log_loss" not in names:
        return None
    return rounded(dummies[0].evaluation.score("log_loss").value)


def _last_score(run: Run) -> float | None:
    live = [s.score for s in run.history.steps if s.score is not None]
    return live[-1] if live else run.evaluation.main.value


def class_of(code: int, name: str) -> dict:
    """Return what a recording says of a class."""
    own = class_look(code)
    return {"name": name, "colour": own.colour, "marker": own.symbol}


def rounded(value: float | None) -> float | None:
    """Return six digits, or None for what is no number: JSON has no NaN."""
    if value is None or not isfinite(value):
        return None
    return float(f"{value:.6g}")


def _digest(made: dict) -> str:
    return hashlib.blake2b(json.dumps(made).encode(), digest_size=8).hexdigest()
