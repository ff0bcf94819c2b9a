"""Tables that come with Crossover, and where each comes from."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from core.choices import ColumnKind, choices
from core.dataset import Dataset
from core.format import Cells
from core.params import Value
from core.paths import assets
from core.seeds import derive

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a bundled table and need not be guessed from its cells.

    `key` is its name in assets/data/sources.toml; `kinds` holds the columns whose kind
    their cells do not show; `positive` names the class that counts as a hit. Notes that
    begin with one of `usual` say nothing new of this table.
    """

    key: str
    title: str
    target: str
    positive: str = ""
    kinds: tuple[tuple[str, ColumnKind], ...] = ()
    usual: tuple[str, ...] = ()


@cache
def provenance() -> Mapping[str, Mapping[str, str]]:
    """Return source, licence, package, version and checksum of every bundled table."""
    path = assets() / "data" / "sources.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def cells(key: str, rows: int = 0) -> "pd.DataFrame":
    """Return the table in assets/data, words as text.

    `rows` asks for so many drawn at random, always the same ones, in their order.
    """
    import numpy as np
    import pandas as pd

    frame = pd.read_parquet(assets() / "data" / f"{key}.parquet")
    if 0 < rows < len(frame):
        draw = np.random.default_rng(derive(0, key))
        kept = np.sort(draw.choice(len(frame), rows, replace=False))
        frame = frame.iloc[kept].reset_index(drop=True)
    words = frame.select_dtypes("category").columns
    return frame.astype(dict.fromkeys(words, "str"))


def as_dataset(
    frame: "pd.DataFrame", facts: Facts, values: Mapping[str, Value]
) -> Dataset:
    """Return the data set of a bundled table, edited as `values` say."""
    from core.columns import understand
    from core.table import to_dataset

    edits = choices(values)
    kinds = (*facts.kinds, *edits.kinds)
    known = replace(edits, target=facts.target, kinds=kinds)
    origin = provenance()[facts.key]
    dataset = to_dataset(
        understand(Cells(frame=frame), known),
        known,
        facts.title,
        source=origin["source"],
        licence=origin["licence"],
    )
    news = [note for note in dataset.notes if not note.startswith(facts.usual)]
    dataset = replace(dataset, notes=tuple(news))
    if facts.positive and dataset.classes[:1] == (facts.positive,):
        turned = (dataset.classes[1], dataset.classes[0])
        return replace(dataset, classes=turned, y=1 - dataset.y)
    return dataset
