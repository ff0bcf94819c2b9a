"""The work that both the pages and the command line ask of the engine."""

from core.dataset import DataConfig
from core.engine import Work
from core.run import RunConfig


def fit_work(config: RunConfig) -> Work:
    """Return the work of training one model."""
    return Work(call="core.train:fit", args=(config,))


def summary_work(data: DataConfig, seed: int) -> Work:
    """Return the work of making and describing a data set."""
    return Work(call="core.summary:summarise", args=(data, seed), quick=True)
