"""Columns into numbers, learned from the training part only.

Made of scikit-learn's own transformers, so that a stored or exported model needs
nothing of ours to read a row.
"""

from itertools import groupby
from typing import Any

from core.dataset import Dataset, Kind
from core.model import Encoding

UNKNOWN, MISSING = -1, -2


def encoder(dataset: Dataset, encoding: Encoding) -> Any:
    """Return an unfitted transformer of the data set's columns, in their order.

    `codes`: gaps in numbers become the median, categories a code each, so that one
    column stays one column. `scaled`: numbers are standardised after that, categories
    become one column a level. A level never seen in training is -1 or all zeros, a gap
    in a category is a level of its own. Takes a DataFrame, gives a dense float64 array.
    """
    from sklearn.compose import ColumnTransformer

    make = {"number": _numbers, "category": _categories}
    steps = [
        (f"{kind} from {columns[0]}", make[kind](encoding), columns)
        for kind, columns in _stretches(dataset.kinds)
    ]
    return ColumnTransformer(steps, sparse_threshold=0)


def groups(fitted: Any, dataset: Dataset) -> tuple[tuple[int, ...], ...]:
    """Return the encoded columns of each feature, in the order of the features."""
    widths: list[int] = []
    for _, step, columns in fitted.transformers_:
        one_hot = type(step).__name__ == "OneHotEncoder"
        levels = step.categories_ if one_hot else []
        widths += [len(level) for level in levels] or [1] * len(columns)
    ends = [sum(widths[: i + 1]) for i in range(len(dataset.kinds))]
    return tuple(
        tuple(range(end - width, end)) for end, width in zip(ends, widths, strict=True)
    )


def _stretches(kinds: tuple[Kind, ...]) -> list[tuple[Kind, list[int]]]:
    """Return neighbouring columns of one kind: one step each keeps the order."""
    runs = groupby(range(len(kinds)), key=lambda column: kinds[column])
    return [(kind, list(columns)) for kind, columns in runs]


def _numbers(encoding: Encoding) -> Any:
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    fill = SimpleImputer(strategy="median", keep_empty_features=True)
    return fill if encoding == "codes" else make_pipeline(fill, StandardScaler())


def _categories(encoding: Encoding) -> Any:
    from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder

    if encoding == "scaled":
        return OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    return OrdinalEncoder(
        handle_unknown="use_encoded_value",
        unknown_value=UNKNOWN,
        encoded_missing_value=MISSING,
    )
