"""What would fool a person in a table: too good to be true, or not what it seems."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

MIN_ROWS = 50
NEARLY_ALL = 0.999
MANY_COPIES = 0.01
RARE = 0.05


def find_traps(
    X: "pd.DataFrame", y: "np.ndarray", classes: tuple[str, ...]
) -> tuple[str, ...]:
    """Return a sentence for every trap: leaks, identifiers, copies, imbalance."""
    found = []
    if len(X) >= MIN_ROWS:
        found += [_leak(name) for name in X if _gives_away(X[name], y)]
    found += [_identifier(name) for name in X if _counts_up(X[name])]
    return (*found, *_copies(X, y), *_imbalance(y, classes))


def _leak(name: str) -> str:
    return (
        f"'{name}' alone tells the class of nearly every row: was it known before the "
        "outcome? If not, remove it from the file."
    )


def _identifier(name: str) -> str:
    return (
        f"'{name}' counts the rows: a model can learn their order, which new rows do "
        "not have. Remove it from the file."
    )


def _gives_away(column: "pd.Series", y: "np.ndarray") -> bool:
    """Return whether one column, cut as simply as can be, gives the class."""
    distinct = column.nunique(dropna=False)
    if distinct <= min(50, len(y) / 10):
        return _purity(column, y) >= NEARLY_ALL
    if column.dtype.kind != "f":
        return False
    present = column.notna().to_numpy()
    if present.sum() < max(MIN_ROWS, NEARLY_ALL * len(y)):
        return False
    return _ranks_apart(column.to_numpy()[present], y[present])


def _purity(column: "pd.Series", y: "np.ndarray") -> float:
    """Return the share of rows that the commonest class of their value gets right."""
    import pandas as pd

    value = column.factorize(use_na_sentinel=False)[0]
    counts = pd.crosstab(value, y).to_numpy()
    return counts.max(axis=1).sum() / counts.sum()


def _ranks_apart(values: "np.ndarray", y: "np.ndarray") -> bool:
    """Return whether sorting by value nearly sorts the classes.

    With two classes that is an area under the ROC curve near 0 or 1; with more, each
    class must fill one stretch of the values.
    """
    import numpy as np
    import pandas as pd

    codes, counts = np.unique(y, return_counts=True)
    if len(codes) == 2:
        positive = y == codes[1]
        ranks = pd.Series(values).rank().to_numpy()
        above = ranks[positive].sum() - counts[1] * (counts[1] + 1) / 2
        area = above / (counts[0] * counts[1])
        return bool(max(area, 1 - area) >= NEARLY_ALL)
    changes = np.diff(y[np.argsort(values, kind="stable")]) != 0
    return bool(changes.sum() == len(codes) - 1)


def _counts_up(column: "pd.Series") -> bool:
    """Return whether the column holds whole numbers that rise by one, row by row."""
    import numpy as np

    if column.dtype.kind != "f":
        return False
    return bool((np.diff(column.to_numpy()) == 1).all()) and len(column) > 2


def _copies(X: "pd.DataFrame", y: "np.ndarray") -> list[str]:
    share = float(X.assign(**{_unused(X): y}).duplicated().mean())
    if share < MANY_COPIES:
        return []
    return [
        f"{share:.0%} of the rows are exact copies of others: a copy in the test part "
        "is no test."
    ]


def _unused(X: "pd.DataFrame") -> str:
    name = "class"
    while name in X:
        name += "_"
    return name


def _imbalance(y: "np.ndarray", classes: tuple[str, ...]) -> list[str]:
    import numpy as np

    shares = np.bincount(y, minlength=len(classes)) / len(y)
    rarest = int(shares.argmin())
    if shares[rarest] >= RARE:
        return []
    return [
        f"Only {shares[rarest]:.1%} of the rows are '{classes[rarest]}': a model that "
        f"never says so is right in {1 - shares[rarest]:.1%} of cases."
    ]
