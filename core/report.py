"""Finished runs and tables as plain dicts, as `--json` prints them, and in words."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

from core import model
from core.race import RaceConfig
from core.run import Run
from core.score import FACTS, Evaluation, Score
from core.summary import PARTS, Summary
from core.table import outcome
from core.train import USED_UP
from core.trap import Trap

COST = (
    "wall_s",
    "cpu_s",
    "peak_mb",
    "peak_measured",
    "busy",
    "threads",
    "parameters",
    "size_bytes",
    "latency_ms",
    "batch_ms",
    "batch_rows",
    "latency_cpu_ms",
    "batch_cpu_ms",
    "device",
)
SHOWN = (("roc_auc", "accuracy"), ("r2", "rmse", "mae"))  # of classes, of amounts
TOLD_APART = ("message", "notes", "traps")
STEP = ("step", "total", "seconds", "cpu_s", "loss", "validation_loss", "score")


def race_report(race: RaceConfig, runs: Sequence[Run]) -> dict[str, Any]:
    """Return the configuration, the data set's facts and every run of a race."""
    data = runs[0].dataset
    return {
        "config": {
            "data": {"key": race.data.key, "values": dict(race.data.values)},
            "models": {run.model: dict(run.values) for run in race.runs},
            "seed": race.seed,
            "budget_s": race.budget_s,
        },
        "dataset": {
            "title": data.title,
            "rows": data.rows,
            "columns": data.columns,
            "task": data.task,
            "target": data.target,
            "classes": list(data.classes),
            "parts": dict(zip(PARTS, data.part_rows, strict=True)),
        },
        "runs": [run_report(run) for run in runs],
    }


def run_report(run: Run) -> dict[str, Any]:
    """Return one run: its scores with intervals, its cost and its steps.

    `scores` are those of the test rows, `validation` those of the validation rows,
    empty where there are none; `used_up` tells that the budget ended the training.
    """
    return {
        "model": run.model,
        "scores": _scores(run.evaluation),
        "intervals": {
            score.name: [score.low, score.high]
            for score in run.evaluation.scores
            if score.low is not None
        },
        "validation": _scores(run.validation) if run.validation else {},
        "used_up": cut_short(run),
        "cost": {name: getattr(run.cost, name) for name in COST},
        "steps": [
            {name: number(getattr(step, name)) for name in STEP}
            | {"metric": step.metric}
            for step in run.history.steps
        ],
    }


def _scores(evaluation: Evaluation) -> dict[str, float]:
    return {score.name: score.value for score in evaluation.scores}


def number(value: float | None) -> float | None:
    """Return a number, or None for what JSON has no word for."""
    return value if value is None or isfinite(value) else None


def data_report(summary: Summary) -> dict[str, Any]:
    """Return what was understood of a table, and what there is to know before use.

    `columns` counts those of the table, `kinds` has each of them; `used` are the
    columns that models are given, `left_out` says why the others are not.
    """
    warned = [*summary.notes, *(trap.sentence for trap in summary.traps)]
    amounts = summary.amounts
    return {
        "outcome": outcome(summary),
        "message": " ".join(warned) or "A clean table.",
        "rows": summary.rows,
        "columns": len(summary.table),
        "target": summary.target,
        "task": summary.task,
        "classes": list(summary.classes),
        "range": [amounts.low, amounts.high] if amounts else None,
        "kinds": {column.name: column.kind for column in summary.table},
        "used": [c.name for c in summary.table if c.use == "feature"],
        "left_out": {c.name: c.reason for c in summary.table if c.use == "left out"},
        "missing": {c.name: c.missing for c in summary.table if c.missing},
        "protocol": summary.protocol,
        "parts": dict(zip(PARTS, summary.part_rows, strict=True)),
        "notes": list(summary.notes),
        "traps": [_trap_report(trap) for trap in summary.traps],
    }


def _trap_report(trap: Trap) -> dict[str, Any]:
    """Return one trap; `fix` are the options that apply its advice."""
    return {
        "kind": trap.kind,
        "title": trap.title,
        "columns": list(trap.columns),
        "evidence": trap.evidence,
        "advice": trap.advice,
        "fix": dict(trap.fix),
    }


def show_race(report: dict[str, Any]) -> str:
    """Return a race's report as lines: scores on the test rows, and the price."""
    shown = SHOWN[report["dataset"]["task"] == "regression"]
    titles = "".join(f"{FACTS[name].title:>12}" for name in shown)
    lines = [f"{'model':<22}{titles}{'CPU s':>9}{'MB':>8}"]
    for run in report["runs"]:
        cost = run["cost"]
        scores = "".join(f"{_figure(run['scores'][name]):>12}" for name in shown)
        lines.append(
            f"{run['model']:<22}{scores}"
            f"{cost['cpu_s']:>9.2f}{cost['size_bytes'] / 1e6:>8.2f}"
            f"{'  stopped by its budget' if run['used_up'] else ''}"
        )
    return "\n".join(lines)


def _figure(value: float) -> str:
    """Return a score in a width of at most 10 characters."""
    return f"{value:.4f}" if abs(value) < 1000 else f"{value:.5g}"


def show_data(report: dict[str, Any]) -> str:
    """Return what was understood of a table, its report, as lines."""
    said = {name: value for name, value in report.items() if name not in TOLD_APART}
    lines = [f"{name}: {value}" for name, value in said.items()]
    lines += [f"note: {note}" for note in report["notes"]]
    for trap in report["traps"]:
        lines.append(f"trap: {trap['title']}. {trap['evidence']} {trap['advice']}")
    return "\n".join(lines)


def standing(runs: Sequence[Run]) -> str:
    """Say who won, and who scored what on the rows of one part for how much work."""
    told = [run.evaluation for run in runs]
    scores = [evaluation.main for evaluation in told]
    names = [model.specs()[run.model].title for run in runs]
    parts = [
        f"{name} {score.value:.3f} ({run.cost.cpu_s:.2f} CPU s)"
        for name, run, score in zip(names, runs, scores, strict=True)
    ]
    rows = f"on the same {told[0].rows:,} {told[0].part} rows"
    title = scores[0].fact.title
    won = _won(names, scores)
    return f"{won}{title} {rows}: {', '.join(parts)}.{told_budget(runs)}"


def told_apart(runs: Sequence[Run]) -> str:
    """Say on how many rows the first two models answer differently; "" for amounts."""
    pair = [run for run in runs if run.model != "dummy"][:2]
    said = [run.said.tolist() for run in pair if run.said is not None]
    if len(said) < 2 or len(said[0]) != len(said[1]):
        return ""
    apart = [one != other for one, other in zip(*said, strict=True)]
    first, second = (model.specs()[run.model].title for run in pair)
    part = "test" if pair[0].validation is None else "validation"
    rows = (pair[0].validation or pair[0].evaluation).rows
    sample = "a sample of " if len(apart) < rows else ""
    return (
        f"{first} and {second.lower()} answer differently on {sum(apart):,} of "
        f"{sample}{len(apart):,} {part} rows ({sum(apart) / len(apart):.1%})."
    )


def cut_short(run: Run) -> bool:
    """Return whether the budget ended the training before its own end."""
    return run.history.steps[-1].note.endswith(USED_UP)


def told_budget(runs: Sequence[Run]) -> str:
    """Say which models the budget stopped, and where; "" where it stopped none."""
    cut = [run for run in runs if cut_short(run)]
    if not cut:
        return ""
    told = []
    for run in cut:
        last, name = run.history.steps[-1], model.specs()[run.model].title
        told.append(f"{name} at {last.unit} {last.step:,} of {last.total:,}")
    budget = cut[0].config.budget_s
    return f" The budget of {budget:g} CPU seconds stopped: {', '.join(told)}."


def _won(names: Sequence[str], scores: Sequence[Score]) -> str:
    """Name the winner where the intervals of the two best scores lie apart."""
    ranked = sorted(zip(scores, names, strict=True), key=lambda pair: -pair[0].value)
    if len(ranked) < 2:
        return ""
    (best, name), (second, _) = ranked[:2]
    if best.low is None or second.high is None:
        return ""
    guessing = best.fact.guessing
    if guessing is not None and best.low <= guessing:
        return "None of them is surely better than guessing. "
    if best.low <= second.high:
        return "Too close to call: the intervals of the best two overlap. "
    return f"{name} is ahead: the intervals of the best two lie apart. "
