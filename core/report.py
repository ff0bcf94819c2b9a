"""Finished runs in words and as plain dicts: what `--json` prints."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

from core import model
from core.evaluate import Score
from core.race import RaceConfig
from core.run import Run
from core.table import outcome

GUESSING = 0.5  # the ROC AUC of somebody who looks at nothing
COST = (
    "wall_s",
    "cpu_s",
    "peak_mb",
    "parameters",
    "size_bytes",
    "latency_ms",
    "batch_ms",
    "batch_rows",
    "device",
)
STEP = ("step", "total", "seconds", "cpu_s", "loss", "validation_loss", "score")


def race_report(race: RaceConfig, runs: Sequence[Run]) -> dict[str, Any]:
    """Return the configuration, the data set's facts and every run of a race."""
    data = runs[0].dataset
    return {
        "config": {
            "data": {"key": race.data.key, "values": dict(race.data.values)},
            "models": {run.model: dict(run.values) for run in race.runs},
            "seed": race.seed,
        },
        "dataset": {
            "title": data.title,
            "rows": data.rows,
            "columns": data.columns,
            "task": data.task,
            "target": data.target,
            "classes": list(data.classes),
            "parts": dict(
                zip(("train", "validation", "test"), data.part_rows, strict=True)
            ),
        },
        "runs": [run_report(run) for run in runs],
    }


def run_report(run: Run) -> dict[str, Any]:
    """Return one run: its scores with intervals, its cost and its steps."""
    scores = run.evaluation.scores
    return {
        "model": run.model,
        "scores": {score.name: score.value for score in scores},
        "intervals": {s.name: [s.low, s.high] for s in scores if s.low is not None},
        "cost": {name: getattr(run.cost, name) for name in COST},
        "steps": [
            {name: number(getattr(step, name)) for name in STEP}
            for step in run.history.steps
        ],
    }


def number(value: float | None) -> float | None:
    """Return a number, or None for what JSON has no word for."""
    return value if value is None or isfinite(value) else None


def data_report(summary: Any) -> dict[str, Any]:
    """Return what was understood of a table."""
    warned = [*summary.notes, *summary.traps]
    return {
        "outcome": outcome(summary),
        "message": " ".join(warned) or "A clean table.",
        "rows": summary.rows,
        "columns": len(summary.columns),
        "target": summary.target,
        "task": summary.task,
        "classes": list(summary.classes),
        "kinds": {column.name: column.kind for column in summary.columns},
        "notes": list(summary.notes),
        "traps": list(summary.traps),
        "missing": {c.name: c.missing for c in summary.columns if c.missing},
    }


def standing(runs: Sequence[Run]) -> str:
    """Say who scored what on the test rows, for how much work, and who won."""
    areas = [run.evaluation.score("roc_auc") for run in runs]
    names = [model.specs()[run.model].title for run in runs]
    parts = [
        f"{name} {area.value:.3f} ({run.cost.cpu_s:.2f} CPU s)"
        for name, run, area in zip(names, runs, areas, strict=True)
    ]
    rows = f"ROC AUC on the same {runs[0].evaluation.rows:,} test rows: "
    return f"{rows}{', '.join(parts)}.{_won(names, areas)}"


def _won(names: Sequence[str], areas: Sequence[Score]) -> str:
    """Name the winner where the intervals of the two best scores lie apart."""
    ranked = sorted(zip(areas, names, strict=True), key=lambda pair: -pair[0].value)
    if len(ranked) < 2:
        return ""
    (best, name), (second, _) = ranked[:2]
    if best.low is None or second.high is None:
        return ""
    if best.low <= GUESSING:
        return " None of them is surely better than guessing."
    if best.low <= second.high:
        return " Too close to call: the intervals of the best two overlap."
    return f" {name} is ahead: the intervals of the best two lie apart."
