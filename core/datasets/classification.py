"""A generated table whose difficulty has dials."""

from typing import Any

from core.dataset import Dataset, DatasetSpec
from core.datasets.shapes import DRAW
from core.errors import Refused
from core.params import Float, Int
from core.seeds import derive

FEWEST = 10
CLUSTERS = 2

PARAMS = (
    Int(
        name="n",
        label="Rows",
        default=2000,
        low=100,
        high=100_000,
        help="How many rows are drawn.",
        step=100,
        log=True,
    ),
    Int(
        name="columns",
        label="Columns",
        default=20,
        low=2,
        high=100,
        help="All columns: informative, redundant, and the rest pure noise.",
    ),
    Int(
        name="informative",
        label="Informative columns",
        default=5,
        low=2,
        high=50,
        help="Columns that the class depends on.",
    ),
    Int(
        name="redundant",
        label="Redundant columns",
        default=2,
        low=0,
        high=50,
        help="Mixtures of the informative columns: they add nothing new.",
    ),
    Float(
        name="balance",
        label="Share of the positive class",
        default=0.5,
        low=0.01,
        high=0.99,
        help="How many of the rows belong to class 1, before label noise.",
    ),
    Float(
        name="separation",
        label="Separation",
        default=1.0,
        low=0.1,
        high=3.0,
        help="How far apart the classes lie: larger is easier.",
        step=0.1,
    ),
    Float(
        name="label_noise",
        label="Label noise",
        default=0.01,
        low=0.0,
        high=0.5,
        help="Share of the rows whose class is drawn at random.",
    ),
    DRAW,
)


def _make(values: dict[str, Any]) -> Dataset:
    """Draw the table; raises Refused for a combination that cannot be drawn."""
    import numpy as np
    import pandas as pd
    from sklearn.datasets import make_classification

    _check(values)
    X, y = make_classification(
        n_samples=values["n"],
        n_features=values["columns"],
        n_informative=values["informative"],
        n_redundant=values["redundant"],
        n_clusters_per_class=CLUSTERS,
        weights=[1 - values["balance"]],
        class_sep=values["separation"],
        flip_y=values["label_noise"],
        random_state=derive(values["draw"], "classification"),
    )
    fewest = int(np.bincount(y, minlength=2).min())
    if fewest < FEWEST:
        raise Refused(
            f"Only {fewest} rows fall into the smaller class and {FEWEST} are needed: "
            "ask for more rows or for a more even share of the positive class."
        )
    return Dataset(
        title="Generated table",
        X=pd.DataFrame(X, columns=[f"column {i + 1}" for i in range(X.shape[1])]),
        y=y.astype("int64"),
        target="class",
        classes=("class 0", "class 1"),
        kinds=("number",) * X.shape[1],
        source="Generated here by scikit-learn's make_classification.",
        licence="None needed.",
    )


def _check(values: dict[str, Any]) -> None:
    """Raise Refused when the named columns are more than there are."""
    informative, redundant = values["informative"], values["redundant"]
    if informative + redundant > values["columns"]:
        raise Refused(
            f"{informative} informative and {redundant} redundant columns are more "
            f"than the {values['columns']} columns there are: ask for fewer of them "
            "or for more columns."
        )


CLASSIFICATION = DatasetSpec(
    key="classification",
    title="Generated table",
    summary="A table with dials for size, noise columns, balance and difficulty.",
    group="Generated table",
    make=_make,
    params=PARAMS,
)
