"""One row of a table, as a person, the forest and the net see it."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.dataset import Dataset
from core.encode import UNKNOWN, encoder, groups, levels

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

LARGE = 10_000  # from here on digits after the point say nothing


def seen(
    dataset: Dataset, train: "np.ndarray", row: int
) -> tuple[tuple[str, str, str, str], ...]:
    """Return each feature of a row: its name, the cell, the forest's and the net's.

    `train` holds the training rows, of which both learn how to read; `row` is a place
    in the table.
    """
    import numpy as np

    known, one = dataset.X.iloc[train], dataset.X.iloc[[row]]
    gaps = known.isna().to_numpy().any(axis=0) | one.isna().to_numpy()[0]
    number = np.array([kind == "number" for kind in dataset.kinds])
    told: dict[int, tuple[str, str, str]] = {}
    # Every feature is read by itself. Without gaps there is nothing to fill, which is
    # most of the work; numbers side by side are one step of it.
    for some, read in (
        (number & ~gaps, _full),
        (number & gaps, _encoded),
        (~number, _encoded),
    ):
        places = np.flatnonzero(some)
        if len(places):
            kinds = tuple(dataset.kinds[place] for place in places)
            part = replace(dataset, X=dataset.X.iloc[:, places], kinds=kinds)
            cells = known.iloc[:, places], one.iloc[:, places]
            told |= dict(zip(places.tolist(), read(part, *cells), strict=True))
    names = map(str, dataset.X.columns)
    return tuple((name, *told[place]) for place, name in enumerate(names))


def _full(
    part: Dataset, known: "pd.DataFrame", one: "pd.DataFrame"
) -> list[tuple[str, str, str]]:
    """Return what is seen of numbers without gaps."""
    from sklearn.preprocessing import StandardScaler

    cells = one.to_numpy()
    spread = StandardScaler().fit(known.to_numpy()).transform(cells)[0]
    seen = zip(cells[0], cells[0], spread, strict=True)
    return [_number(cell, code, scaled) for cell, code, scaled in seen]


def _encoded(
    part: Dataset, known: "pd.DataFrame", one: "pd.DataFrame"
) -> list[tuple[str, str, str]]:
    """Return what is seen of columns of one kind."""
    forest = encoder(part, "codes").fit(known)
    net = encoder(part, "scaled").fit(known)
    codes, spread = forest.transform(one)[0], net.transform(one)[0]
    names, told = _levels(net, part), []
    for i, columns in enumerate(groups(net, part)):
        name, cell = str(part.X.columns[i]), one.iloc[0, i]
        if part.kinds[i] == "number":
            texts = _number(cell, codes[i], spread[columns[0]])
        else:
            texts = _category(name, cell, codes[i], spread[list(columns)], names[i])
        told.append(texts)
    return told


def _levels(fitted: Any, dataset: Dataset) -> list[tuple[str | None, ...]]:
    """Return the levels that the net keeps apart of each feature, none for numbers."""
    found: list[tuple[str | None, ...]] = []
    for _, step, columns in fitted.transformers_:
        spread = type(step).__name__ == "OneHotEncoder"
        found += levels(step) if spread else [()] * len(columns)
    return found


def _number(cell: float, code: float, scaled: float) -> tuple[str, str, str]:
    import numpy as np

    gap = bool(np.isnan(cell))
    forest = figure(code) + (" (median)" if gap else "")
    return "missing" if gap else figure(cell), forest, f"{scaled:.2f}"


def _category(
    name: str,
    cell: object,
    code: float,
    spread: "np.ndarray",
    names: tuple[str | None, ...],
) -> tuple[str, str, str]:
    gap = not isinstance(cell, str)
    level = names[int(spread.argmax())] if spread.any() else cell
    if not spread.any() or code == UNKNOWN:
        remark = " (never seen in training)"
    else:
        remark = " (missing)" if gap else " (rare)" if level == "" else ""
    forest = f"code {int(code)}{remark}"
    shown = "missing" if gap else str(cell)
    if not spread.any():
        return shown, forest, "all 0"
    named = "missing" if level is None else level or "rare ones"
    others = ", others: 0" if len(names) > 1 else ""
    return shown, forest, f"{name}={named}: 1{others}"


def figure(value: float) -> str:
    """Return a number with four digits, or whole where it is large."""
    return f"{value:,.0f}" if LARGE <= abs(value) < 1e15 else f"{value:.4g}"
