"""Linear regression: the straight line in every comparison of predicted amounts."""

from collections.abc import Mapping
from typing import Any

from core.dataset import Task
from core.model import ModelSpec
from core.params import Float
from core.trainers.once import once


def build(values: Mapping[str, Any], seed: int, task: Task) -> Any:
    """Return an unfitted ridge regression that computes in float64.

    From float32 rows it would round the target to float32 too, and so lose a small
    spread around a large mean.
    """
    import numpy as np
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer

    exact = FunctionTransformer(np.asarray, kw_args={"dtype": np.float64})
    return make_pipeline(exact, Ridge(alpha=values["alpha"]))


LINEAR_REGRESSION = ModelSpec(
    key="linear_regression",
    title="Linear regression",
    family="linear",
    kind="classical",
    summary="One weight a column, added up.",
    params=(
        Float(
            name="alpha",
            label="Pull towards zero (alpha)",
            default=1.0,
            low=0.001,
            high=10_000.0,
            log=True,
            help="Large values keep weights small; small ones follow the data.",
        ),
    ),
    encoding="scaled",
    unit="fit",
    counted="weights",
    build=build,
    train=once,
    tasks=("regression",),
    count=lambda model: int(model[-1].coef_.size + 1),
)
