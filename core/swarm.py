"""The same race with many seeds: how much of a lead is luck.

Each seed deals the rows anew, unless they are split by time, and starts every model
anew. Scores are those of the validation rows, so the test rows stay sealed; of the
test rows where a data set was published with its split.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import TYPE_CHECKING

from core import model as models
from core.compare import Comparison, compare
from core.cost import Stopwatch
from core.dataset import Dataset, Protocol, load
from core.encode import encoder as new_encoder
from core.evaluate import live_score
from core.model import respond
from core.race import RaceConfig, reseeded
from core.run import RunConfig, run_config
from core.score import FACTS, ScoredPart, ScoreFact, main_score
from core.split import Split, split
from core.train import encode, matrix, one_thread, used_up

if TYPE_CHECKING:
    import numpy as np

SEEDS = 20
BASELINE = "dummy"


@dataclass(frozen=True, kw_only=True)
class SeedScore:
    """What one model scored with one seed, for how many CPU seconds of training.

    `rows` were scored and `trained` were trained on, dealt by a `protocol`. `done` of
    `total` seeds are under way or over.
    """

    model: str
    seed: int
    score: float
    metric: str
    part: ScoredPart
    cpu_s: float
    rows: int
    trained: int
    protocol: Protocol = "ours"
    done: int = 0
    total: int = 0


@dataclass(frozen=True, kw_only=True)
class Swarm:
    """The scores of a race's models with every seed so far, and the baseline's mean.

    `comparison` is that of the best two models, known once all seeds are over; None
    where every seed deals the same rows, as an interval would then say nothing.
    """

    models: tuple[str, ...]
    scores: tuple[SeedScore, ...]
    baseline: float | None = None
    comparison: Comparison | None = None

    @property
    def fact(self) -> ScoreFact:
        """Return what the scores are."""
        return FACTS[self.scores[0].metric]

    @property
    def redealt(self) -> bool:
        """Return whether each seed deals other rows."""
        return redeals(self.scores[0].protocol)

    def of(self, model: str) -> dict[int, float]:
        """Return one model's scores by seed."""
        return {s.seed: s.score for s in self.scores if s.model == model}

    @property
    def shared(self) -> tuple[int, ...]:
        """Return the seeds with which all models that have any score have one."""
        known = [scores for scores in map(self.of, self.models) if scores]
        return tuple(s for s in known[0] if all(s in k for k in known)) if known else ()

    @property
    def best_two(self) -> tuple[str, str] | None:
        """Return the two models with the best mean scores, the better one first.

        The means are those over the seeds that all of them share.
        """
        seeds, known = self.shared, [model for model in self.models if self.of(model)]
        if not seeds or len(known) < 2:
            return None
        means = {m: fmean(self.of(m)[seed] for seed in seeds) for m in known}
        first, second = sorted(known, key=lambda model: -means[model])[:2]
        return first, second

    @property
    def differences(self) -> tuple[float, ...]:
        """Return by how much the best model leads the next, one number a seed."""
        if self.best_two is None:
            return ()
        first, second = map(self.of, self.best_two)
        return tuple(first[seed] - second[seed] for seed in self.shared)


def redeals(protocol: Protocol) -> bool:
    """Return whether another seed deals other rows to the parts."""
    return protocol != "time"


def compared(swarm: Swarm) -> Swarm:
    """Return a swarm with how its best two models differ; imports scipy, so for jobs.

    Seeds that deal the same rows vary by the models' own chance alone: an interval of
    that would be read as one of other rows, so there is none.
    """
    if swarm.best_two is None or not swarm.redealt:
        return swarm
    first, second = map(swarm.of, swarm.best_two)
    one = swarm.scores[0]
    found = compare(
        [first[seed] for seed in swarm.shared],
        [second[seed] for seed in swarm.shared],
        test_over_train=one.rows / one.trained,
    )
    return replace(swarm, comparison=found)


def seeds_of(race: RaceConfig, count: int = SEEDS) -> tuple[int, ...]:
    """Return the race's own seed and those after it."""
    return tuple((race.seed + i) % 2**31 for i in range(count))


def swarm(race: RaceConfig, seeds: Sequence[int]) -> Generator[SeedScore, None, Swarm]:
    """Train every model with every seed and score it; nothing is kept of the models.

    Raises Refused when the data set cannot be used, or not by one of the models.
    """
    dataset = load(race.data)
    for config in race.runs:
        models.check(models.specs()[config.model], dataset)
    found: list[SeedScore] = []
    for done, seed in enumerate(seeds, 1):
        for config in with_baseline(reseeded(race, seed)):
            one = scored_with(dataset, config)
            if one:
                found.append(replace(one, done=done, total=len(seeds)))
                yield found[-1]
    return compared(gathered(race, found))


def with_baseline(race: RaceConfig) -> tuple[RunConfig, ...]:
    """Return the race's runs and that of the baseline, each once."""
    if BASELINE in race.models:
        return race.runs
    return (*race.runs, run_config(race.data, BASELINE, seed=race.seed))


def gathered(race: RaceConfig, found: Sequence[SeedScore]) -> Swarm:
    """Return what is known so far; the baseline is a lane only when it is alone.

    Without a comparison: this is for pages, where nothing heavy may be imported.
    """
    lanes = tuple(m for m in race.models if m != BASELINE) or race.models
    base = [s.score for s in found if s.model == BASELINE]
    return Swarm(
        models=lanes,
        scores=tuple(s for s in found if s.model in lanes),
        baseline=fmean(base) if base else None,
    )


def scored_with(dataset: Dataset, config: RunConfig) -> SeedScore | None:
    """Train one model and return its score; None where the rows allow none."""
    spec, parts = models.specs()[config.model], split(dataset, config.seed)
    encoder, clock = new_encoder(dataset, spec.encoding), Stopwatch()
    material = encode(config, dataset, parts, encoder, None)
    estimator = spec.build(dict(config.values), material.seed, dataset.task)
    with one_thread():
        for _ in clock.timed(spec.train(estimator, material)):
            if used_up(config, clock):
                break
        rows = scored_rows(parts)
        X = matrix(encoder.transform(dataset.X.iloc[rows]))
        score = live_score(dataset.y[rows], respond(estimator, X))
    if score is None:
        return None
    return SeedScore(
        model=config.model,
        seed=config.seed,
        score=score,
        metric=main_score(dataset.task),
        part="validation" if len(parts.validation) else "test",
        cpu_s=clock.cpu_s,
        rows=len(rows),
        trained=len(parts.train),
        protocol=dataset.protocol,
    )


def scored_rows(parts: Split) -> "np.ndarray":
    """Return the validation rows, or the test rows where there are none."""
    return (parts.validation if len(parts.validation) else parts.test).rows
