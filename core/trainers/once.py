"""Estimators that fit in one go: one Tick."""

from collections.abc import Generator
from typing import Any

from core.model import Material, Tick


def once(model: Any, material: Material) -> Generator[Tick, None, None]:
    """Fit an estimator whole."""
    model.fit(material.X, material.y)
    X, y = (material.X, material.y)
    if material.watched:
        X, y = material.X_watch, material.y_watch
    yield Tick(
        step=1,
        total=1,
        probabilities=lambda: (y, model.predict_proba(X)),
        surface=lambda: model.predict_proba(material.X_grid),
        scored_on="validation rows" if material.watched else "training rows",
    )
