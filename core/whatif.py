"""What if a case were different: what can be changed, and what the models say then."""

from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core import explain
from core.cost import Stopwatch
from core.dataset import DataConfig, Dataset, Kind, load
from core.encode import groups
from core.errors import StoreError
from core.explain import Draft, Explanation, Request
from core.explain_run import QUICK, background_rows
from core.history import Progress
from core.model import respond
from core.recall import trained
from core.run import RunConfig
from core.seeds import derive
from core.split import split
from core.storage.fitted import Fitted, upload_token
from core.storage.store import store
from core.train import matrix, one_thread

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

Cells = tuple[float | str | None, ...]

MOST_LEVELS = 50
STEPS = 25  # observed values kept of a column
SAMPLE = 5_000  # training rows that values are taken from
# Training rows that an edited case is compared with: the same for every model, and few
# enough that the answer is there before anybody waits for it.
BACKGROUND = 500


@dataclass(frozen=True, kw_only=True)
class Field:
    """What one column may be set to: a range of numbers, or the words it has.

    `whole` marks numbers that are counts; `gaps` columns that have empty cells.
    """

    name: str
    kind: Kind
    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    levels: tuple[str, ...] = ()
    gaps: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Kit:
    """What asking a kept model about a made-up case needs, so that no table is read.

    `background` are encoded training rows in the order of their use. `seen[i]` are
    values of feature i that stand in training rows: numbers at even shares of the
    rows, or words.
    """

    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    classes: tuple[str, ...]
    target: str
    groups: tuple[tuple[int, ...], ...]
    background: "np.ndarray"
    seen: "tuple[np.ndarray | tuple[str, ...], ...]"


def form(config: DataConfig, seed: int) -> Generator[Progress, None, tuple[Field, ...]]:
    """Return what each column may be set to, from the training rows."""
    yield Progress(done=0, total=1, message="Looking at the columns")
    dataset = load(config)
    X = dataset.X.iloc[split(dataset, seed).train.rows[:SAMPLE]]
    return tuple(
        _number(X.iloc[:, i]) if kind == "number" else _words(X.iloc[:, i])
        for i, kind in enumerate(dataset.kinds)
    )


def _number(column: "pd.Series") -> Field:
    known = column.dropna()
    return Field(
        name=str(column.name),
        kind="number",
        low=float(known.min()) if len(known) else 0.0,
        high=float(known.max()) if len(known) else 0.0,
        whole=bool((known == known.round()).all()),
        gaps=len(known) < len(column),
    )


def _words(column: "pd.Series") -> Field:
    counts = column.value_counts()
    return Field(
        name=str(column.name),
        kind="category",
        levels=tuple(sorted(map(str, counts.index[:MOST_LEVELS]))),
        gaps=bool(column.isna().any()),
    )


def explain_case(
    configs: tuple[RunConfig, ...], cells: Cells
) -> Generator[Progress | Draft, None, tuple[Explanation, ...]]:
    """Explain every model's answer to one made-up row, told feature by feature.

    Each explanation has this one row; its truth is NaN, its place in the table -1.
    """
    made = []
    for done, config in enumerate(configs):
        yield Progress(done=done, total=len(configs), message="Asking the models")
        fitted = yield from trained(config)
        kit = kit_of(config, fitted)
        made.append((yield from _explained(config, fitted, kit, cells)))
    return tuple(made)


def kit_of(config: RunConfig, fitted: Fitted) -> Kit:
    """Return what asking needs, kept beside the model; the first time it is made."""
    key = f"{config.key}-kit-{BACKGROUND}"
    try:
        return store().get(key)
    except LookupError:
        made = _kit(load(config.data), fitted, config)
    with suppress(StoreError):
        store().put(key, made, upload_token(config.data))
    return made


def _kit(dataset: Dataset, fitted: Fitted, config: RunConfig) -> Kit:
    rows = background_rows(dataset, fitted, config)[:BACKGROUND]
    known = dataset.X.iloc[fitted.split.train.rows[:SAMPLE]]
    return Kit(
        names=tuple(str(name) for name in dataset.X.columns),
        kinds=dataset.kinds,
        classes=dataset.classes,
        target=dataset.target,
        groups=groups(fitted.encoder, dataset),
        background=matrix(fitted.encoder.transform(dataset.X.iloc[rows])),
        seen=tuple(
            _steps(known.iloc[:, i]) if kind == "number" else _words_seen(known, i)
            for i, kind in enumerate(dataset.kinds)
        ),
    )


def _steps(column: "pd.Series") -> "np.ndarray":
    import numpy as np

    known = column.dropna().to_numpy(dtype=float)
    if not len(known):
        return known
    return np.quantile(known, np.linspace(0, 1, STEPS), method="nearest")


def _words_seen(known: "pd.DataFrame", place: int) -> tuple[str, ...]:
    return tuple(map(str, known.iloc[:, place].value_counts().index[:STEPS]))


def encoded(fitted: Fitted, kit: Kit, rows: list[Cells]) -> "np.ndarray":
    """Return made-up rows as the model reads them, shape (rows, encoded columns)."""
    import pandas as pd

    columns = {}
    for i, kind in enumerate(kit.kinds):
        kind_of = "float64" if kind == "number" else object
        column: list[Any] = [row[i] for row in rows]
        columns[i] = pd.Series(column, dtype=kind_of)
    frame = pd.DataFrame(columns).set_axis(fitted.encoder.feature_names_in_, axis=1)
    return matrix(fitted.encoder.transform(frame))


def _explained(
    config: RunConfig, fitted: Fitted, kit: Kit, cells: Cells
) -> Generator[Progress | Draft, None, Explanation]:
    import numpy as np

    X, spec = encoded(fitted, kit, [cells]), explain.choose(None, fitted.model)
    question = Request(
        model=fitted.model,
        X=X,
        background=kit.background,
        groups=kit.groups,
        seed=derive(config.seed, "explain"),
        most=QUICK,
    )
    clock = Stopwatch()
    with one_thread():
        made = yield from clock.timed(explain.attribute(spec.key, question))
        answers = respond(fitted.model, X)
    held = np.empty((1, len(cells)), dtype=object)
    held[0] = cells
    return Explanation(
        run=config.key,
        model=config.model,
        method=spec.title,
        features=kit.names,
        classes=kit.classes or (kit.target,),
        unit="probability" if kit.classes else kit.target,
        values=made.values,
        base=made.base,
        answers=answers,
        truth=np.array([np.nan]),
        cells=held,
        rows=np.array([-1]),
        background_rows=made.background_rows or len(kit.background),
        wall_s=clock.wall_s,
        cpu_s=clock.cpu_s,
        error=made.error,
        errors=made.errors,
    )
