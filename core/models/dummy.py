"""The baseline: always answers with the shares of the classes."""

from collections.abc import Mapping
from typing import Any

from core.model import ModelSpec
from core.trainers.once import once


def build(values: Mapping[str, Any], seed: int) -> Any:
    """Return a classifier that has learned nothing but the shares of the classes."""
    from sklearn.dummy import DummyClassifier

    return DummyClassifier(strategy="prior")


DUMMY = ModelSpec(
    key="dummy",
    title="Baseline",
    family="baseline",
    kind="classical",
    summary="Ignores every column and answers with how common each class is.",
    params=(),
    encoding="codes",
    unit="fit",
    counted="numbers",
    build=build,
    train=once,
    count=lambda model: len(model.classes_),
)
