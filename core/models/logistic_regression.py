"""Logistic regression: the straight line in every comparison of classifiers."""

from collections.abc import Mapping
from typing import Any

from core.dataset import Task
from core.model import ModelSpec
from core.params import Float
from core.trainers.once import once


def build(values: Mapping[str, Any], seed: int, task: Task) -> Any:
    """Return an unfitted logistic regression."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=values["C"], max_iter=2000)


LOGISTIC_REGRESSION = ModelSpec(
    key="logistic_regression",
    title="Logistic regression",
    family="linear",
    kind="classical",
    summary="One weight a column, added up and squeezed into a probability.",
    params=(
        Float(
            name="C",
            label="Freedom (C)",
            default=1.0,
            low=0.001,
            high=1000.0,
            log=True,
            help="Small values keep weights small; large ones follow the data.",
        ),
    ),
    encoding="scaled",
    unit="fit",
    counted="weights",
    build=build,
    train=once,
    tasks=("binary", "multiclass"),
    count=lambda model: int(model.coef_.size + model.intercept_.size),
)
