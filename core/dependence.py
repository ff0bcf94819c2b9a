"""What a model answers as one column changes and all others stay as they are.

Partial dependence: Friedman 2001, "Greedy function approximation"; its single lines:
Goldstein et al. 2015, "Peeking inside the black box".
"""

from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.cost import Stopwatch
from core.dataset import Dataset, Kind, load
from core.errors import Refused, StoreError
from core.explain_run import told_rows
from core.history import Progress
from core.model import respond
from core.recall import trained
from core.run import RunConfig
from core.storage.fitted import Fitted, upload_token
from core.storage.store import store
from core.train import matrix, one_thread

if TYPE_CHECKING:
    import numpy as np

ROWS, LINES = 200, 60
POINTS, LEVELS = 40, 20
AT_ONCE = 10
TAILS = (0.01, 0.99)  # beyond, there are too few rows for a curve to mean anything


@dataclass(frozen=True, kw_only=True, eq=False)
class Curves:
    """The answers of one model over the values of one feature.

    `at` holds the values, numbers or levels, the same for all models of a race; `mean`
    (points, outputs) is over all rows asked, `each` (lines, points, outputs) shows some
    of them: `rows` are their positions in the data set, `cells` their own values.
    """

    run: str
    model: str
    feature: str
    kind: Kind
    at: "np.ndarray"
    mean: "np.ndarray"
    each: "np.ndarray"
    rows: "np.ndarray"
    cells: "np.ndarray"
    classes: tuple[str, ...]
    unit: str
    asked: int
    wall_s: float
    cpu_s: float


def curves(config: RunConfig, feature: str) -> Generator[Progress, None, Curves]:
    """Ask a run's model about validation rows with other values of one feature.

    Keeps the result in the store. Raises Refused for an unknown feature and when the
    data set cannot be used.
    """
    import numpy as np

    fitted = yield from trained(config)
    dataset = load(config.data)
    names = [str(name) for name in dataset.X.columns]
    if feature not in names:
        raise Refused(
            f"There is no column '{feature}'; known are {', '.join(names[:10])}."
        )
    column = names.index(feature)
    told = told_rows(dataset, fitted, config, ROWS)
    at = values_of(dataset, fitted, column)
    clock, answers = Stopwatch(), []
    with one_thread():
        for start in range(0, len(at), AT_ONCE):
            yield Progress(done=start, total=len(at), message="Values tried")
            with clock.running():
                tried = at[start : start + AT_ONCE]
                answers.append(_answers(dataset, fitted, told, column, tried))
    yield Progress(done=len(at), total=len(at), message="Values tried")
    each, amounts = np.concatenate(answers, axis=1), not dataset.classes
    shown = told[:: -(-len(told) // LINES)]
    made = Curves(
        run=config.key,
        model=config.model,
        feature=feature,
        kind=dataset.kinds[column],
        at=at,
        mean=each.mean(axis=0),
        each=each[:: -(-len(told) // LINES)],
        rows=shown,
        cells=dataset.X.iloc[shown, column].to_numpy(),
        classes=(dataset.target,) if amounts else dataset.classes,
        unit=dataset.target if amounts else "probability",
        asked=len(told),
        wall_s=clock.wall_s,
        cpu_s=clock.cpu_s,
    )
    with suppress(StoreError):  # the next visit asks for it once more
        store().put(curves_key(config, feature), made, upload_token(config.data))
    return made


def curves_key(config: RunConfig, feature: str) -> str:
    """Return under which key the store keeps the curves of a feature."""
    import hashlib

    name = hashlib.blake2b(feature.encode(), digest_size=8).hexdigest()
    return f"{config.key}-curves-{name}"


def values_of(dataset: Dataset, fitted: Fitted, column: int) -> "np.ndarray":
    """Return the values to try: levels, most frequent first, or quantiles of numbers.

    Of the training rows, so that every model of a race tries the same.
    """
    import numpy as np

    cells = dataset.X.iloc[fitted.split.train.rows, column].dropna()
    if dataset.kinds[column] == "category":
        return cells.value_counts().index[:LEVELS].to_numpy(dtype=object)
    different = np.unique(cells.to_numpy(np.float64))
    if len(different) <= POINTS:
        return different
    low, high = np.quantile(cells.to_numpy(np.float64), TAILS)
    return np.unique(np.linspace(low, high, POINTS))


def _answers(
    dataset: Dataset,
    fitted: Fitted,
    rows: "np.ndarray",
    column: int,
    tried: "np.ndarray",
) -> "np.ndarray":
    """Return the answers to rows with each of some values: (rows, values, outputs)."""
    import numpy as np

    frame = dataset.X.iloc[np.repeat(rows, len(tried))]
    frame = frame.reset_index(drop=True)
    frame.isetitem(column, np.tile(tried, len(rows)))
    frame = frame.astype(dataset.X.dtypes.to_dict())
    answers = respond(fitted.model, matrix(fitted.encoder.transform(frame)))
    return answers.reshape(len(rows), len(tried), -1)
