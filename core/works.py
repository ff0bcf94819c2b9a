"""The work that both the pages and the command line ask of the engine."""

from collections.abc import Sequence
from dataclasses import replace

from core.dataset import DataConfig
from core.engine import Work
from core.limits import limits
from core.params import Values
from core.race import RaceConfig
from core.run import RunConfig


def fit_work(config: RunConfig) -> Work:
    """Return the work of training one model."""
    model = config.model
    return Work(
        call="core.train:fit",
        args=(config,),
        doing="Training this model",
        relief="choose fewer rows, trees or epochs",
        like=(_any_seed(config), f"{model} on {config.data.key}", model),
        stored=True,
    )


def explain_work(config: RunConfig) -> Work:
    """Return the work of explaining a trained model."""
    return Work(
        call="core.explain_run:explain_run",
        args=(config,),
        doing="Explaining this model",
        relief="choose fewer rows or a smaller model",
        like=(_any_seed(config), config.model),
        stored=True,
    )


def swarm_work(race: RaceConfig, seeds: Sequence[int]) -> Work:
    """Return the work of running a race with many seeds."""
    seeds = tuple(seeds)
    lanes = " ".join(map(_any_seed, race.runs))
    return Work(
        call="core.swarm:swarm",
        args=(race, seeds),
        doing="Running this race with many seeds",
        relief="choose fewer rows, trees or epochs",
        like=(f"{lanes} {len(seeds)}",),
    )


def lab_work(lab: str, values: Values, seed: int) -> Work:
    """Return the work of running a lab."""
    return Work(
        call="core.lab:run_lab",
        args=(lab, values, seed),
        doing="This experiment",
        relief="choose smaller settings",
        like=(f"{lab} {values!r}", lab),
    )


def summary_work(data: DataConfig, seed: int) -> Work:
    """Return the work of making and describing a data set, bounded like reading."""
    return _reading("core.summary:summarise", data, seed)


def understand_work(path: str, name: str, table: str = "", kinds: str = "") -> Work:
    """Return the work of reading a file that a person brought, before a target."""
    return _reading("core.summary:understand", path, name, table, kinds)


def _any_seed(config: RunConfig) -> str:
    """Return all that determines how long a run takes: not its seed."""
    return repr(replace(config, seed=0))


def _reading(call: str, *args: object) -> Work:
    """Return quick work that may take no more than the limits allow for reading."""
    most = limits()
    return Work(
        call=call,
        args=args,
        quick=True,
        limit_s=float(most.max_seconds),
        limit_bytes=most.max_memory,
        doing="Reading this table",
        relief="bring a smaller one",
    )
