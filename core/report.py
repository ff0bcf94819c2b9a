"""Finished runs as plain dicts: what `--json` prints."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

from core.race import RaceConfig
from core.run import Run

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
        "outcome": "warn" if warned else "accept",
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
