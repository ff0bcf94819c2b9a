"""The baseline: always answers with the shares of the classes, or the mean."""

from collections.abc import Mapping
from typing import Any

from core.dataset import Task
from core.model import ModelSpec
from core.trainers.once import once


def build(values: Mapping[str, Any], seed: int, task: Task) -> Any:
    """Return an estimator that learns nothing of the columns."""
    from sklearn.dummy import DummyClassifier, DummyRegressor

    if task == "regression":
        return DummyRegressor(strategy="mean")
    return DummyClassifier(strategy="prior")


DUMMY = ModelSpec(
    key="dummy",
    title="Baseline",
    family="baseline",
    kind="classical",
    summary="Ignores every column: answers how common each class is, or the mean.",
    params=(),
    encoding="codes",
    unit="fit",
    counted="numbers",
    build=build,
    train=once,
    count=lambda model: len(getattr(model, "classes_", ["the mean"])),
)
