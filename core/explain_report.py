"""Explanations as plain dicts, as `explain --json` prints them, and in words."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from core.explain import Explanation, additivity_gap, agreement
from core.race import RaceConfig

NAMED = 3


def explain_report(
    race: RaceConfig, explanations: Sequence[Explanation]
) -> dict[str, Any]:
    """Return the explanations of all models of a race, and how far each two agree.

    `values` has one list a row, in it one a feature, in it one number a class; so have
    `base` and `answers`. `seconds` are those of explaining alone.
    """
    first = explanations[0]
    shown = len(first.classes) - 1
    return {
        "config": {
            "data": {"key": race.data.key, "values": dict(race.data.values)},
            "models": {run.model: dict(run.values) for run in race.runs},
            "seed": race.seed,
        },
        "features": list(first.features),
        "classes": list(first.classes),
        "unit": first.unit,
        "part": first.part,
        "rows": first.rows.tolist(),
        "models": [_model_report(one) for one in explanations],
        "agreement": [
            _agreement_report(one, two, shown)
            for one, two in combinations(explanations, 2)
        ],
    }


def _model_report(one: Explanation) -> dict[str, Any]:
    return {
        "model": one.model,
        "method": one.method,
        "base": one.base.tolist(),
        "values": one.values.tolist(),
        "answers": one.answers.tolist(),
        "standard_error": one.error,
        "additivity_error": additivity_gap(one, one.answers),
        "background": one.background_rows,
        "background_of": one.background_of,
        "seconds": one.wall_s,
        "cpu_seconds": one.cpu_s,
    }


def _agreement_report(one: Explanation, two: Explanation, shown: int) -> dict[str, Any]:
    found = agreement(one, two, shown)
    return {
        "models": [one.model, two.model],
        "of": one.classes[shown],
        "ranks": found.ranks,
        "cells": found.cells,
        "signs": found.signs,
        "shared_top": found.shared_top,
        "top": found.top,
    }


def show_explain(report: dict[str, Any]) -> str:
    """Return a report as lines: what matters most to each model, and its price."""
    lines = [f"{'model':<22}{'method':<18}{'rows':>6}{'against':>9}{'CPU s':>8}  most"]
    for one in report["models"]:
        most = ", ".join(_largest(one["values"], report["features"]))
        lines.append(
            f"{one['model']:<22}{one['method']:<18}{len(one['values']):>6}"
            f"{one['background']:>9,}{one['cpu_seconds']:>8.2f}  {most}"
        )
    for pair in report["agreement"]:
        first, second = pair["models"]
        lines.append(
            f"{first} and {second}: ranks agree {pair['ranks']:.2f}, signs "
            f"{pair['signs']:.0%}, {pair['shared_top']} of {pair['top']} most "
            "important columns shared"
        )
    return "\n".join(lines)


def _largest(values: list[list[list[float]]], features: list[str]) -> list[str]:
    """Return the features of the largest mean absolute values."""
    weight = [
        sum(abs(row[feature][-1]) for row in values) for feature in range(len(features))
    ]
    order = sorted(range(len(features)), key=lambda feature: -weight[feature])
    return [features[feature] for feature in order[:NAMED]]
