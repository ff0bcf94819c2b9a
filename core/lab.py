"""A lab: a claim that can be wrong, the experiment that tests it, and the verdict.

A lab is one file in `core/labs/` that declares a `Lab`. Its docstring is what learners
read when they have seen the result. Its `run` is a generator that yields LabSteps and
returns a frozen result of plain numbers; `judge` turns that into a Verdict.
"""

import importlib
import time
import tomllib
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from core import model as models
from core.compare import Round
from core.errors import Refused
from core.history import Progress, Step
from core.params import Param, Values, resolve
from core.paths import assets
from core.registry import declared
from core.run import RunConfig
from core.train import fit

if TYPE_CHECKING:
    import pandas as pd

    from core.plotting.plot import Plot

VerdictOutcome = Literal["supported", "refuted", "mixed", "undecided", "not applicable"]
STEP_PARTS = 100  # a relayed training counts as this many units of progress

R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a claim or a method comes from; `url` may be empty."""

    key: str
    title: str
    by: str
    where: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A sentence that can be wrong: where it is said to hold, what would refute it.

    `source` is a key of assets/sources.toml.
    """

    statement: str
    scope: str
    refuted_if: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Guess:
    """One answer that a learner can choose before the run."""

    key: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a learner predicts; `happened(result)` is the key of the right guess."""

    prompt: str
    guesses: tuple[Guess, ...]
    happened: Callable[[Any], str]

    def text(self, key: str) -> str:
        """Return the words of a guess by its key."""
        return next(guess.text for guess in self.guesses if guess.key == key)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What an experiment says of a claim, with its numbers.

    `interval` is that of `measured`, in its units, over `splits` splits;
    `would_change` says what would make another verdict likely.
    """

    outcome: VerdictOutcome
    reason: str
    would_change: str
    splits: int
    measured: str = ""
    interval: tuple[float, float] | None = None
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Break:
    """Settings that may break the claim, behind a button."""

    label: str
    values: Values


@dataclass(frozen=True, kw_only=True, eq=False)
class LabStep:
    """One tick of a lab: how far it is, and what it has found so far, or None."""

    progress: Progress
    partial: Any = None

    @property
    def share(self) -> float:
        """Return the share of the work done, 0 to 1."""
        total = self.progress.total
        return min(1.0, self.progress.done / total) if total else 0.0


LabRun = Callable[[Mapping[str, Any], int], Generator[LabStep, None, Any]]


@dataclass(frozen=True, kw_only=True)
class Lab:
    """A declared lab.

    `run(values, seed)` works in a child process; its result holds plain numbers, no
    models. `figure(result, guess)` and `sentence(result)` also take the partial results
    of its steps; `guess` is a key of the question's or None. `quick` are the values of
    a run of a few seconds; `seconds(values)` estimates a whole one.
    """

    key: str
    title: str
    claim: Claim
    params: tuple[Param, ...]
    question: Question
    run: LabRun
    figure: "Callable[[Any, str | None], Plot]"
    frame: "Callable[[Any], pd.DataFrame]"
    sentence: Callable[[Any], str]
    judge: Callable[[Any], Verdict]
    why: str
    breaks: tuple[Break, ...]
    quick: Values
    seconds: Callable[[Mapping[str, Any]], float]


def both(first: bool | None, second: bool | None) -> VerdictOutcome:
    """Return the outcome of a claim of two halves; each holds, fails or is open."""
    if first is None or second is None:
        return "undecided"
    if first != second:
        return "mixed"
    return "supported" if first else "refuted"


@dataclass(frozen=True, kw_only=True, eq=False)
class LabResult:
    """What a finished lab hands over: its result, its verdict, the seconds it took."""

    result: Any
    verdict: Verdict
    seconds: float


def specs() -> dict[str, Lab]:
    """Return every declared lab by key."""
    return declared("core.labs", Lab)


def lab(key: str) -> Lab:
    """Return a lab by key; raises Refused for an unknown one."""
    if key not in specs():
        raise Refused(f"There is no lab '{key}'; known are {', '.join(specs())}.")
    return specs()[key]


def run_lab(
    key: str,
    values: Mapping[str, object] | Values = (),
    seed: int = 42,
    quick: bool = False,
) -> Generator[LabStep, None, LabResult]:
    """Run one lab and judge it; `quick` puts its quick values where none are given.

    Raises Refused for unknown labs, names and values.
    """
    chosen = lab(key)
    given = (dict(chosen.quick) if quick else {}) | dict(values)
    import_once()
    started = time.perf_counter()
    result = yield from chosen.run(dict(resolve(chosen.params, given)), seed)
    seconds = time.perf_counter() - started
    return LabResult(result=result, verdict=chosen.judge(result), seconds=seconds)


def import_once() -> None:
    """Import what the first optimiser of a process imports: no net pays for it."""
    importlib.import_module("torch._dynamo")


def relay(
    stage: Generator[Step, None, R], part: int, parts: int, message: str, partial: Any
) -> Generator[LabStep, None, R]:
    """Relay a training as part `part` (from 0) of a lab of `parts` equal parts."""

    def tick(share: float) -> LabStep:
        done = round(STEP_PARTS * (part + share))
        progress = Progress(done=done, total=STEP_PARTS * parts, message=message)
        return LabStep(progress=progress, partial=partial)

    with closing(stage):
        while True:
            try:
                step = next(stage)
            except StopIteration as stop:
                yield tick(1.0)  # early stopping ends before the last step
                return stop.value
            yield tick(step.share)


def fit_two(
    configs: tuple[RunConfig, RunConfig], part: int, parts: int, found: Any
) -> Generator[LabStep, None, Round]:
    """Train two models on one split, as part number `part` of a lab of `parts` splits.

    Both must have the same seed; `found` is what the lab has found so far.
    """
    runs = []
    for place, config in enumerate(configs):
        title = models.specs()[config.model].title.lower()
        message = f"Split {part + 1} of {parts}: {title}"
        stage = relay(fit(config), 2 * part + place, 2 * parts, message, found)
        runs.append((yield from stage))
    scores = [run.evaluation.main.value for run in runs]
    return Round(
        seed=configs[0].seed,
        scores=(scores[0], scores[1]),
        cpu_s=(runs[0].cost.cpu_s, runs[1].cost.cpu_s),
    )


@cache
def sources() -> dict[str, Source]:
    """Return every citation by key."""
    text = (assets() / "sources.toml").read_text(encoding="utf-8")
    return {key: Source(key=key, **entry) for key, entry in tomllib.loads(text).items()}
