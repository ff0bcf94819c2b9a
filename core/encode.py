"""Columns into numbers, learned from the training part only.

Made of scikit-learn's own transformers, so that a stored or exported model needs
nothing of ours to read a row.
"""

from itertools import groupby
from typing import Any

from core.dataset import Dataset, Kind
from core.model import Encoding

Groups = tuple[tuple[int, ...], ...]  # the encoded columns of each feature

UNKNOWN, MISSING = -1, -2
MAX_LEVELS = 50
MAX_ENCODED_CELLS = 40_000_000


def encoder(dataset: Dataset, encoding: Encoding) -> Any:
    """Return an unfitted transformer of the data set's columns, in their order.

    `codes`: gaps in numbers become the median, categories a code each, so that one
    column stays one column. `scaled`: numbers are standardised after that, categories
    become one column a level. Levels beyond the most frequent of the training part
    share one. A level never seen in training is -1, or one of those that share, or all
    zeros; a gap in a category is a level of its own. Takes a DataFrame, gives a dense
    float64 array.
    """
    from sklearn.compose import ColumnTransformer

    most = most_levels(dataset)
    steps = [
        (
            f"{kind} from {columns[0]}",
            _numbers(encoding) if kind == "number" else _categories(encoding, most),
            columns,
        )
        for kind, columns in _stretches(dataset.kinds)
    ]
    return ColumnTransformer(steps, sparse_threshold=0)


def most_levels(dataset: Dataset) -> int:
    """Return how many levels a category may have: fewer in a large table."""
    cells = len(dataset.X) * dataset.kinds.count("category")
    return max(2, min(MAX_LEVELS, MAX_ENCODED_CELLS // max(1, cells)))


def groups(fitted: Any, dataset: Dataset) -> Groups:
    """Return the encoded columns of each feature, in the order of the features."""
    widths: list[int] = []
    for _, step, columns in fitted.transformers_:
        if type(step).__name__ == "OneHotEncoder":
            widths += [len(level) for level in levels(step)]
        else:
            widths += [1] * len(columns)
    ends = [sum(widths[: i + 1]) for i in range(len(dataset.kinds))]
    return tuple(
        tuple(range(end - width, end)) for end, width in zip(ends, widths, strict=True)
    )


def levels(step: Any) -> tuple[tuple[str | None, ...], ...]:
    """Return the levels of each column that a fitted step of categories keeps apart.

    A gap is None; levels that share one stand at the end, as `""`.
    """
    kept = []
    for known, rare in zip(step.categories_, step.infrequent_categories_, strict=True):
        shared = set() if rare is None else set(map(_name, rare))
        own = [level for level in map(_name, known) if level not in shared]
        kept.append((*own, "") if shared else tuple(own))
    return tuple(kept)


def _name(level: object) -> str | None:
    return level if isinstance(level, str) else None


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


def _categories(encoding: Encoding, most: int) -> Any:
    from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder

    if encoding == "scaled":
        return OneHotEncoder(
            handle_unknown="infrequent_if_exist",
            max_categories=most,
            sparse_output=False,
        )
    return OrdinalEncoder(
        handle_unknown="use_encoded_value",
        unknown_value=UNKNOWN,
        encoded_missing_value=MISSING,
        max_categories=most,
    )
