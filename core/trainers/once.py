"""Estimators that fit in one go: one Tick."""

from collections.abc import Generator
from typing import Any

from core.model import Material, Tick, respond


def once(model: Any, material: Material) -> Generator[Tick, None, None]:
    """Fit an estimator whole."""
    model.fit(material.X, material.y)
    X, y, grid = material.X, material.y, material.X_grid
    if material.watched:
        X, y = material.X_watch, material.y_watch
    yield Tick(
        step=1,
        total=1,
        answers=lambda: (y, respond(model, X)),
        surface=None if grid is None else lambda: respond(model, grid),
        scored_on="validation rows" if material.watched else "training rows",
    )
