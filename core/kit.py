"""What asking a kept model about made-up cases needs: kept beside it, no table read."""

from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core import explain
from core.codebook import Codebook, codebook
from core.dataset import Dataset, Kind, load
from core.errors import StoreError
from core.explain_run import background_rows
from core.history import Progress
from core.recall import trained
from core.run import RunConfig
from core.storage.fitted import Fitted, upload_token
from core.storage.store import store
from core.train import matrix

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

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
    rows, or words; `fields` what each may be set to. `explainer` is the key of the
    one that explains this model.
    """

    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    classes: tuple[str, ...]
    target: str
    explainer: str
    book: Codebook
    background: "np.ndarray"
    seen: "tuple[np.ndarray | tuple[str, ...], ...]"
    fields: tuple[Field, ...]


def kit_of(config: RunConfig) -> Generator[Progress, None, Kit]:
    """Return a model's kit; the first time it is made and kept."""
    key = f"{config.key}-kit-{BACKGROUND}"
    with suppress(LookupError):
        return store().get(key)
    fitted = yield from trained(config)
    return _kept(key, config, _kit(load(config.data), fitted, config))


def laid_of(config: RunConfig, kit: Kit) -> Generator[Progress, None, Any]:
    """Return what the kit's explainer has laid out, or None where it lays out nothing.

    An edit of one case then takes neither the model nor the making of it again.
    """
    spec = explain.specs()[kit.explainer]
    if spec.lay_out is None:
        return None
    key = f"{config.key}-laid-{BACKGROUND}"
    with suppress(LookupError):
        return store().get(key)
    fitted = yield from trained(config)
    return _kept(key, config, spec.lay_out(fitted.model, kit.background))


def _kept(key: str, config: RunConfig, made: Any) -> Any:
    with suppress(StoreError):
        store().put(key, made, upload_token(config.data))
    return made


def _kit(dataset: Dataset, fitted: Fitted, config: RunConfig) -> Kit:
    rows = background_rows(dataset, fitted, config)[:BACKGROUND]
    known = dataset.X.iloc[fitted.split.train.rows[:SAMPLE]]
    columns = [known.iloc[:, place] for place in range(known.shape[1])]
    return Kit(
        names=tuple(str(name) for name in dataset.X.columns),
        kinds=dataset.kinds,
        classes=dataset.classes,
        target=dataset.target,
        explainer=explain.choose(None, fitted.model).key,
        book=codebook(fitted.encoder, dataset),
        background=matrix(fitted.encoder.transform(dataset.X.iloc[rows])),
        seen=tuple(map(_seen, columns, dataset.kinds)),
        fields=tuple(map(_field, columns, dataset.kinds)),
    )


def _seen(column: "pd.Series", kind: Kind) -> "np.ndarray | tuple[str, ...]":
    import numpy as np

    if kind != "number":
        return tuple(map(str, column.value_counts().index[:STEPS]))
    known = column.dropna().to_numpy(dtype=float)
    if not len(known):
        return known
    return np.quantile(known, np.linspace(0, 1, STEPS), method="nearest")


def _field(column: "pd.Series", kind: Kind) -> Field:
    return _number(column) if kind == "number" else _words(column)


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
