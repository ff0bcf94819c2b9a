"""The work that both the pages and the command line ask of the engine."""

from dataclasses import replace

from core.dataset import DataConfig
from core.engine import Work
from core.limits import limits
from core.run import RunConfig


def fit_work(config: RunConfig) -> Work:
    """Return the work of training one model."""
    return Work(call="core.train:fit", args=(config,))


def summary_work(data: DataConfig, seed: int) -> Work:
    """Return the work of making and describing a data set, bounded like reading."""
    args = (data, seed)
    return _bounded(Work(call="core.summary:summarise", args=args, quick=True))


def understand_work(path: str, name: str, table: str = "", kinds: str = "") -> Work:
    """Return the work of reading a file that a person brought, before a target."""
    args = (path, name, table, kinds)
    return _bounded(Work(call="core.summary:understand", args=args, quick=True))


def _bounded(work: Work) -> Work:
    """Return work that may take no more time and memory than the limits allow."""
    most = limits()
    return replace(work, limit_s=float(most.max_seconds), limit_bytes=most.max_memory)
