"""Tables without a trap, and ways to plant one."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from core.choices import Choices
from core.columns import understand
from core.dataset import Dataset
from core.format import Cells
from core.table import to_dataset

TASKS = ("binary", "multiclass", "regression")
TARGET = "answer"


def clean(task: str = "binary", rows: int = 600, seed: int = 0) -> pd.DataFrame:
    """Return an honest table: columns tell something of the target, none all of it."""
    draw = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "age": draw.integers(18, 80, rows).astype(float),
            "income": np.round(draw.lognormal(10, 0.5, rows), 2),
            "city": draw.choice(["Bern", "Rome", "Oslo", "Kyiv"], rows),
            "score": draw.normal(0, 1, rows),
            "visits": draw.poisson(4, rows).astype(float),
            "member": draw.choice(["yes", "no"], rows),
        }
    )
    z = 0.05 * (frame["age"] - 50) + frame["score"] + draw.normal(0, 1, rows)
    if task == "binary":
        frame[TARGET] = np.where(z > 0.3, "lost", "kept")
    elif task == "multiclass":
        names = np.array(["red", "green", "blue", "grey"])
        frame[TARGET] = names[pd.qcut(z, 4, labels=False)]
    else:
        frame[TARGET] = np.round(1000 + 120 * z, 2)
    return frame


def dataset(frame: pd.DataFrame, **given: object) -> Dataset:
    """Return the data set of a table, as if a person had brought it."""
    known = Choices(**{"target": TARGET} | given)
    return to_dataset(understand(Cells(frame=frame), known), known, "Planted")


def codes(frame: pd.DataFrame) -> pd.Series:
    """Return the target as numbers: amounts, or the places of sorted classes."""
    y = frame[TARGET]
    if y.dtype.kind == "f":
        return y
    return pd.Series(pd.factorize(y, sort=True)[0].astype(float))


def _days(count: pd.Series) -> list[str]:
    start = pd.Timestamp("2024-01-01")
    return [str((start + pd.Timedelta(days=int(n))).date()) for n in count]


def _copy(frame, y, draw):
    return frame.assign(x=frame[TARGET])


def _renamed(frame, y, draw):
    names = {value: f"k{place}" for place, value in enumerate(sorted(set(y)))}
    amounts = y.nunique() > 20
    return frame.assign(x=2.54 * y + 7 if amounts else y.map(names))


def _negated(frame, y, draw):
    return frame.assign(x=-y)


def _binned(frame, y, draw):
    if y.nunique() > 20:
        return frame.assign(x=pd.qcut(y, 5, labels=list("abcde")).astype(str))
    return frame.assign(x=np.where(y < y.nunique() / 2, "low", "high"))


def _noisy(frame, y, draw):
    scale = y.std() if y.nunique() > 20 else 1
    return frame.assign(x=y + draw.normal(0, 0.1 * scale, len(y)))


def _one_hot(frame, y, draw):
    place = pd.qcut(y, 6, labels=False) if y.nunique() > 20 else y
    return frame.assign(
        **{f"x{k}": (place == k).astype(int) for k in range(int(place.max()) + 1)}
    )


def _in_text(frame, y, draw):
    who = draw.choice(["Ann", "Bob", "Cy"], len(y))
    told = zip(who, frame[TARGET], range(len(y)), strict=True)
    return frame.assign(x=[f"note {i} by {name}: is {word}." for name, word, i in told])


def _future_date(frame, y, draw):
    if y.nunique() > 20:
        return frame.assign(x=_days(y - y.min()))
    later = pd.Series(_days(pd.Series(draw.integers(0, 300, len(y)))), dtype=object)
    return frame.assign(x=later.where(y == y.max(), None))


def _ordered_id(frame, y, draw):
    ordered = frame.iloc[np.argsort(y.to_numpy(), kind="stable")]
    return ordered.reset_index(drop=True).assign(x=range(1, len(y) + 1))


def _group_mean(frame, y, draw):
    group = draw.integers(0, len(y) // 6, len(y))
    return frame.assign(x=y.groupby(group).transform("mean"))


Plant = Callable[[pd.DataFrame, pd.Series, np.random.Generator], pd.DataFrame]
LEAKS: dict[str, Plant] = {
    "copy": _copy,
    "renamed": _renamed,
    "negated": _negated,
    "binned": _binned,
    "noisy": _noisy,
    "one-hot": _one_hot,
    "in a text": _in_text,
    "future date": _future_date,
    "ordered id": _ordered_id,
    "group mean": _group_mean,
}


def leaking(way: str, task: str, rows: int = 600, seed: int = 0) -> pd.DataFrame:
    """Return a clean table into which the target leaks in one way."""
    frame = clean(task, rows, seed)
    return LEAKS[way](frame, codes(frame), np.random.default_rng(seed + 1))
