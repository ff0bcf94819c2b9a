"""A fitted model with all it needs to answer, and how it is kept beside its run."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from core.dataset import DataConfig
from core.errors import StoreError
from core.run import Run, RunConfig
from core.split import Split
from core.storage.store import store


@dataclass(frozen=True, kw_only=True, eq=False)
class Fitted:
    """A fitted model with the encoder in front of it and the split it was fitted on."""

    config: RunConfig
    encoder: Any
    model: Any
    split: Split
    classes: tuple[str, ...]


def keep(run: Run, fitted: Fitted) -> Run:
    """Keep a run and its model; returns the run, with a note if it is not kept."""
    token = upload_token(run.config.data)
    with suppress(StoreError):  # who needs the model later trains it once more
        store().put(f"{run.key}-model", fitted, token)
    try:
        store().put(run.key, run, token)
    except StoreError as no:
        return replace(run, note=str(no))
    return run


def upload_token(data: DataConfig) -> str:
    """Return which upload the rows come from, empty for all other data."""
    return str(dict(data.values)["file"]) if data.key == "upload" else ""
