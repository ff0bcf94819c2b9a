"""Figures of page evaluate that no section names: whoever adds one sees it here."""

from core.figure import places
from pages.ui import charts
from pages.ui.evaluate_scene import Scene

NAMED = {
    "roc", "precision_recall", "scores", "roc_by_class", "confusion", "errors",
    "predicted", "residuals", "amount_errors",
}  # fmt: skip


def show(scene: Scene, key: str) -> None:
    """Draw what was added to the page, as far as this browser may see it."""
    for spec in places("evaluate", scene.runs):
        if spec.key not in NAMED and (scene.may or spec.about == "all rows"):
            charts.show(spec, scene.runs, key)
