"""What the models of a race cost and which to build, from their runs and the terms."""

from core.advice import Advice, Candidate, advise
from core.bills import Bill, Usage
from core.prices import Terms
from core.pricing.tag import find_prices, from_race
from core.race import RaceConfig
from core.run import Run
from pages.ui import privacy
from pages.ui.evaluate_better import known
from pages.ui.evaluate_scene import Scene
from pages.ui.evaluate_verdict import beats_guessing, difference, ranked

Runs = tuple[Run, ...]
BATCH = 1000
ONCE = (
    "Each price is from one training. *Price tag* measures it several times, and what "
    "explaining costs."
)
CROWDED = (
    "The machine was busy with other work while these prices were measured, so some "
    "are too high. Measure again on *Price tag* when it is quiet."
)


def usage(run: Run, name: str, single: bool) -> Usage:
    """Return the work of a model: as it was measured in full, else in its race."""
    tag = next(iter(find_prices(run.config)), None) or from_race(run)
    row = tag.per_row_s(1 if single else BATCH) or (0.0, 0.0)
    explained = tag.explaining
    return Usage(
        model=run.model,
        name=name,
        train_s=tag.cpu_s.median if tag.trainings else run.cost.cpu_s,
        thousand_s=1000 * row[1],
        explain_s=None if explained is None else 1000 * explained.per_row_s,
    )


def scene_of(race: RaceConfig, runs: Runs) -> Scene:
    """Return what the verdict on page evaluate looks at."""
    return Scene(race=race, runs=runs, may=privacy.may_see_rows(race.data))


def bills(scene: Scene, terms: Terms, single: bool) -> dict[int, Bill]:
    """Return a bill for each model, by its place; none for the baseline."""
    return {
        place: Bill(
            usage=usage(scene.runs[place], scene.names[place], single), terms=terms
        )
        for place in scene.lanes
    }


def advice(scene: Scene, found: dict[int, Bill]) -> Advice:
    """Return which model to build, and all there is to know of each."""
    order = ranked(scene)
    candidates = []
    for place in order:
        score = scene.runs[place].evaluation.main
        candidates.append(
            Candidate(
                bill=found[place],
                metric=score.fact.title,
                score=score.value,
                low=score.low,
                high=score.high,
                level=place == order[0] or level(scene, order[0], place),
                useful=beats_guessing(scene, place),
            )
        )
    return advise(candidates, f"{scene.evaluation.rows:,} {scene.part} rows")


def level(scene: Scene, best: int, other: int) -> bool:
    """Return whether a model is not clearly worse than the best one.

    Repeated splits tell it best; else the same rows, else the two intervals.
    """
    trial = known(scene, best, other)
    if trial is not None and trial.comparison is not None:
        ahead = "better" if trial.models[0] == scene.runs[best].model else "worse"
        return trial.comparison.outcome != ahead
    gap = difference(scene, best, other)
    if gap is not None:
        return not gap.clear
    first, second = (scene.runs[place].evaluation.main for place in (best, other))
    low = first.value if first.low is None else first.low
    return (second.value if second.high is None else second.high) >= low


def doubt(runs: Runs) -> str:
    """Say what speaks against the prices: measured once, or on a crowded machine."""
    models = [run for run in runs if run.model != "dummy"]
    tags = [next(iter(find_prices(run.config)), None) for run in models]
    known = [tag or from_race(run) for tag, run in zip(tags, models, strict=True)]
    if any(tag.crowded for tag in known):
        return CROWDED
    return "" if all(tags) else ONCE
