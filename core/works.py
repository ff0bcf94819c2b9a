"""The work that both the pages and the command line ask of the engine."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from core.dataset import DataConfig
from core.engine import Work
from core.explain_run import ROWS
from core.limits import limits
from core.params import Values
from core.race import RaceConfig
from core.run import RunConfig
from core.score import ScoredPart

if TYPE_CHECKING:
    from core.codebook import Cells


@lru_cache(maxsize=2000)  # a live page asks several times a second
def fit_work(config: RunConfig) -> Work:
    """Return the work of training one model."""
    model = config.model
    return Work(
        call="core.train:fit",
        args=(config,),
        doing="Training this model",
        relief="choose fewer rows, trees or epochs",
        like=(any_seed(config), f"{model} on {config.data.key}", model),
        stored=True,
    )


def explain_work(
    config: RunConfig,
    rows: int = ROWS,
    background: int | None = None,
    method: str | None = None,
) -> Work:
    """Return the work of explaining a trained model."""
    return _why("core.explain_run:explain_run", config, rows, background, method)


def importance_work(config: RunConfig) -> Work:
    """Return the work of measuring what each column is worth to a model."""
    return _why("core.importance:importance", config)


def curves_work(config: RunConfig, feature: str) -> Work:
    """Return the work of asking a model about other values of one column."""
    return replace(_why("core.dependence:curves", config, feature), quick=True)


def sanity_work(config: RunConfig) -> Work:
    """Return the work of explaining a model that has not learned anything."""
    return _why("core.sanity:sanity", config)


def measure_work(configs: Sequence[RunConfig], *, again: bool = False) -> Work:
    """Return the work of measuring all that finished runs cost."""
    configs = tuple(configs)
    lanes = " ".join(map(any_seed, configs))
    return Work(
        call="core.pricing.measure:measure",
        args=(configs, again),
        doing="Measuring what these models cost",
        relief="choose fewer rows, trees or epochs",
        like=(lanes,),
        stored=True,
    )


def swarm_work(race: RaceConfig, seeds: Sequence[int]) -> Work:
    """Return the work of running a race with many seeds."""
    seeds = tuple(seeds)
    lanes = " ".join(map(any_seed, race.runs))
    return Work(
        call="core.swarm:swarm",
        args=(race, seeds),
        doing="Running this race with many seeds",
        relief="choose fewer rows, trees or epochs",
        like=(f"{lanes} {len(seeds)}",),
    )


def answers_work(config: RunConfig) -> Work:
    """Return the work of asking a trained model once more, for what it answers."""
    return Work(
        call="core.recall:recall",
        args=(config,),
        doing="Asking this model about every row",
        relief="choose fewer rows or a smaller model",
        like=(any_seed(config), config.model),
        stored=True,
    )


def calibrate_work(config: RunConfig, part: ScoredPart, code: int = 1) -> Work:
    """Return the work of calibrating a model's probabilities of one class."""
    return Work(
        call="core.calibrate:calibrate",
        args=(config, part, code),
        quick=True,
        doing="Calibrating this model",
        relief="choose fewer rows",
        like=(any_seed(config),),
    )


def groups_work(data: DataConfig, seed: int, part: ScoredPart) -> Work:
    """Return the work of grouping the rows of a part by every column."""
    return _reading("core.quality.grouping:group", data, seed, part)


def cases_work(data: DataConfig, rows: Sequence[int]) -> Work:
    """Return the work of fetching some rows of a data set."""
    return _reading("core.cases:look_up", data, tuple(int(row) for row in rows))


def splits_work(first: RunConfig, second: RunConfig, splits: int = 20) -> Work:
    """Return the work of comparing two models on repeated splits."""
    lanes = f"{any_seed(first)} {any_seed(second)}"
    return Work(
        call="core.splits:splits",
        args=(first, second, splits),
        doing="Comparing two models on repeated splits",
        relief="choose fewer splits, rows, trees or epochs",
        like=(f"{lanes} {splits}",),
        stored=True,
    )


def budget_work(runs: tuple[RunConfig, ...], splits: int) -> Work:
    """Return the work of training models on the same few CPU seconds each."""
    lanes = " ".join(map(any_seed, runs))
    return Work(
        call="core.budget:contest",
        args=(runs, splits),
        doing="Training on this budget",
        relief="choose a smaller budget, fewer splits or fewer rows",
        like=(f"{lanes} {splits}",),
        stored=True,
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


def form_work(configs: tuple[RunConfig, ...]) -> Work:
    """Return the work of finding out what the columns of a case may be set to."""
    return Work(
        call="core.whatif:form",
        args=(configs,),
        quick=True,
        doing="Asking these models",
        relief="choose a smaller model",
    )


def case_work(configs: tuple[RunConfig, ...], cells: "Cells") -> Work:
    """Return the work of explaining several models' answers to a made-up case."""
    return _on_case("core.whatif:explain_case", configs, cells)


def flip_work(configs: tuple[RunConfig, ...], cells: "Cells") -> Work:
    """Return the work of finding the smallest changes that turn the answers."""
    return _on_case("core.flip:flips", configs, cells)


def inside_work(configs: tuple[RunConfig, ...], cells: "Cells") -> Work:
    """Return the work of looking into models at one case."""
    return _on_case("core.inside:inside", configs, cells)


def _on_case(call: str, configs: tuple[RunConfig, ...], cells: "Cells") -> Work:
    """Return quick work on one case; a model no longer kept is trained again."""
    return Work(
        call=call,
        args=(configs, cells),
        quick=True,
        doing="Asking these models",
        relief="choose a smaller model",
    )


def _why(call: str, config: RunConfig, *args: object) -> Work:
    """Return work that looks into a trained model."""
    return Work(
        call=call,
        args=(config, *args),
        doing="Explaining this model",
        relief="choose fewer rows or a smaller model",
        like=(any_seed(config), config.model),
        stored=True,
    )


def any_seed(config: RunConfig) -> str:
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
