"""Number columns that move together: their Shapley values share one effect."""

from typing import TYPE_CHECKING

from core.dataset import Dataset

if TYPE_CHECKING:
    import numpy as np

STRONG, MOST_PAIRS = 0.8, 10
MOST_COLUMNS = 500  # with more, the pairs are not looked at

Related = tuple[tuple[str, str, float], ...]


def related(dataset: Dataset, rows: "np.ndarray") -> Related:
    """Return pairs of columns with Pearson's |r| of 0.8 or more, the strongest first.

    Only columns of numbers, over the given rows, gaps filled with the median.
    """
    import numpy as np

    numbers = [i for i, kind in enumerate(dataset.kinds) if kind == "number"]
    frame = dataset.X.iloc[rows, numbers]
    frame = frame.loc[:, frame.nunique() > 1]
    if not 2 <= frame.shape[1] <= MOST_COLUMNS or len(rows) < 3:
        return ()
    cells = frame.fillna(frame.median()).to_numpy(np.float64)
    with np.errstate(all="ignore"):  # a column may be as good as constant
        found = np.nan_to_num(np.corrcoef(cells.T))
    first, second = np.triu_indices(len(found), k=1)
    r = found[first, second]
    strong = np.argsort(-np.abs(r), kind="stable")[:MOST_PAIRS]
    names = [str(name) for name in frame.columns]
    return tuple(
        (names[first[i]], names[second[i]], float(np.clip(r[i], -1, 1)))
        for i in strong
        if abs(r[i]) >= STRONG
    )
