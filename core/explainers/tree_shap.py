"""TreeSHAP: the exact answer for forests and decision trees."""

import time
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from core.explain import Attribution, ExplainerSpec, Request
from core.history import Progress
from core.model import respond

if TYPE_CHECKING:
    import numpy as np

CHUNK_S = 0.2
MOST_NODES = 32_767  # shap counts a tree's nodes in 16 bits and crashes beyond
TREES = {
    f"{kind}{task}"
    for kind in ("DecisionTree", "ExtraTree", "ExtraTrees", "RandomForest")
    for task in ("Classifier", "Regressor")
}


def applies(model: Any) -> bool:
    """Return whether it is a tree or forest of scikit-learn's that shap can walk."""
    known = any(
        kind.__name__ in TREES and kind.__module__.startswith("sklearn.")
        for kind in type(model).__mro__
    )
    return known and all(
        tree.tree_.node_count <= MOST_NODES
        for tree in getattr(model, "estimators_", [model])
        if hasattr(tree, "tree_")
    )


def explain(question: Request) -> Generator[Progress, None, Attribution]:
    """Answer exactly, against every row of the background (interventional).

    Lundberg et al. 2020, "From local explanations to global understanding with
    explainable AI for trees". A feature of several encoded columns gets the sum of
    their values: exact for each column, and still adding up to the answer.
    """
    import numpy as np
    import shap
    from shap.maskers import Independent

    background, total = question.background, len(question.X)
    yield Progress(done=0, total=total, message="Rows explained")
    # Given the bare rows, shap would silently keep 100 of them.
    masker: Any = Independent(background, max_samples=len(background))
    explainer = shap.TreeExplainer(
        question.model,
        masker,
        model_output="raw",
        feature_perturbation="interventional",
    )
    explainer.model.thresholds = _rounded_down(explainer.model.thresholds)
    explainer.model.values, unit = _centred(explainer.model.values)
    parts: list[np.ndarray] = []
    done, size = 0, 1
    while done < total:
        start = time.perf_counter()
        part = explainer.shap_values(
            question.X[done : done + size], check_additivity=False
        )
        parts.append(_by_feature(part * unit, question.groups))
        done = min(total, done + size)
        # shap cannot be interrupted inside a call, so calls are kept short.
        row_s = (time.perf_counter() - start) / size
        size = max(1, min(4 * size, int(CHUNK_S / max(row_s, 1e-6))))
        yield Progress(done=done, total=total, message="Rows explained")
    base = respond(question.model, background).mean(axis=0)
    return Attribution(values=np.concatenate(parts), base=base)


def _rounded_down(thresholds: "np.ndarray") -> "np.ndarray":
    """Return the nearest float32 below or at each threshold.

    shap rounds thresholds to the nearest float32; one rounded up sends a row that lies
    just above it the other way than scikit-learn does. Rows are float32 themselves, so
    that rounding down changes nothing.
    """
    import numpy as np

    near = thresholds.astype(np.float32)
    below = np.nextafter(near, np.float32(-np.inf))
    return np.where(near > thresholds, below, near).astype(np.float64)


def _centred(values: "np.ndarray") -> "tuple[np.ndarray, float]":
    """Return the nodes' values seen from each tree's root, in a unit, and that unit.

    shap holds them in float32, too coarse for leaves that are far from zero and close
    together. What all leaves of a tree share has no part in a Shapley value.
    """
    import numpy as np

    off = values - values[:, :1]
    unit = float(np.abs(off).max()) or 1.0
    return off / unit, unit


def _by_feature(
    values: "np.ndarray", groups: tuple[tuple[int, ...], ...]
) -> "np.ndarray":
    """Sum encoded columns to features, shape (rows, features, outputs).

    shap gives (rows, columns, classes), and (rows, columns) for a single output.
    """
    import numpy as np

    values = values.reshape(*values.shape[:2], -1)
    return np.stack(
        [values[:, list(columns)].sum(axis=1) for columns in groups], axis=1
    )


SPEC = ExplainerSpec(
    key="tree_shap",
    title="TreeSHAP",
    summary="Exact Shapley values for trees and forests, read from their branches.",
    priority=100,
    applies=applies,
    explain=explain,
)
