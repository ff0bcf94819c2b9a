"""Single rows behind a number: who was called what, and what the row looks like."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.answers import Answers
from core.dataset import DataConfig, Dataset, load
from core.history import Progress
from core.look import named_target, picture_side

if TYPE_CHECKING:
    import numpy as np

MOST = 50


@dataclass(frozen=True, kw_only=True, eq=False)
class Cases:
    """Some rows of a data set as they are, in the order in which they were asked for.

    `cells` has shape (rows, columns); `truth` says the class or amount of each row;
    `pixels` (rows, side, side) from 0 to 1 are there where rows are pictures.
    """

    rows: "np.ndarray"
    columns: tuple[str, ...]
    cells: "np.ndarray"
    target: str
    truth: tuple[str, ...]
    pixels: "np.ndarray | None" = None


def in_cell(
    answers: Answers,
    true: int,
    said: int,
    *,
    threshold: float | None = None,
    code: int = 1,
) -> "np.ndarray":
    """Return the rows of one cell of a confusion matrix, the surest first.

    Classes are codes. With a threshold there are two: `code`, and all others, for which
    any other code stands. Positions are those in the answers.
    """
    import numpy as np

    if threshold is None:
        rows = np.flatnonzero((answers.truth == true) & (answers.said == said))
        sure = answers.values[rows, said]
    else:
        scores = answers.scores(code)
        rows = np.flatnonzero(
            (answers.positive(code) == (true == code))
            & ((scores >= threshold) == (said == code))
        )
        sure = scores[rows] if said == code else -scores[rows]
    return rows[np.argsort(-sure, kind="stable")]


def disagreed(
    first: Answers,
    second: Answers,
    *,
    first_right: bool | None = None,
    thresholds: tuple[float, float] | None = None,
    code: int = 1,
) -> "np.ndarray":
    """Return the rows that two models call differently, the furthest apart first.

    `first_right` asks for those that only the first has right, or only the second.
    Apart means the difference of their probabilities of one class; without a threshold,
    the largest of any class; of amounts, the difference of the amounts.
    """
    import numpy as np

    values = first.values.astype(np.float64), second.values.astype(np.float64)
    if thresholds is None:
        apart = np.abs(values[0] - values[1]).max(axis=1)
    else:
        apart = np.abs(values[0][:, code] - values[1][:, code])
    rows = np.arange(len(first))
    if first.classes:
        right = [
            _right(answers, None if thresholds is None else thresholds[i], code)
            for i, answers in enumerate((first, second))
        ]
        if first_right is None:
            differ = first.said != second.said
            rows = rows[differ if thresholds is None else right[0] != right[1]]
        else:
            rows = rows[(right[0] != right[1]) & (right[0] == first_right)]
    return rows[np.argsort(-apart[rows], kind="stable")]


def furthest_off(answers: Answers) -> "np.ndarray":
    """Return the rows of predicted amounts, the largest error first."""
    import numpy as np

    off = np.abs(answers.truth - answers.values[:, 0].astype(np.float64))
    return np.argsort(-off, kind="stable")


def look_up(
    data: DataConfig, rows: tuple[int, ...]
) -> Generator[Progress, None, Cases]:
    """Return rows of a data set by their positions, at most MOST of them.

    Raises Refused when the data set cannot be used.
    """
    import numpy as np

    dataset = load(data)
    wanted = np.array(rows[:MOST], dtype=np.int64)
    yield Progress(done=1, total=1, message="Fetching the rows")
    return _cases(dataset, wanted[wanted < len(dataset.y)])


def _cases(dataset: Dataset, rows: "np.ndarray") -> Cases:
    import numpy as np

    said = named_target(dataset).to_numpy(dtype=object)[rows]
    side, pixels = picture_side(dataset), None
    if side:
        cells = dataset.X.to_numpy()
        pixels = cells[rows].reshape(-1, side, side) / (cells.max() or 1.0)
    shown = dataset.X.iloc[rows]
    if dataset.aside is not None and not side:
        beside = dataset.aside.iloc[rows].astype(str)
        names = [name for name in beside if name not in shown.columns]
        shown = shown.assign(**{str(name): beside[name].to_numpy() for name in names})
    return Cases(
        rows=rows,
        columns=tuple(str(name) for name in shown.columns),
        cells=np.empty((len(rows), 0), object) if side else shown.to_numpy(object),
        target=dataset.target,
        truth=tuple(str(a) if dataset.classes else f"{a:.6g}" for a in said),
        pixels=pixels,
    )


def _right(answers: Answers, threshold: float | None, code: int) -> "np.ndarray":
    if threshold is None:
        return answers.right
    return (answers.scores(code) >= threshold) == answers.positive(code)
