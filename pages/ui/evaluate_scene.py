"""What every section of page evaluate looks at: runs, and their answers row by row."""

from dataclasses import dataclass

import streamlit as st

from core import palette
from core.answers import Answers, find, shared
from core.errors import Refused
from core.race import RaceConfig
from core.run import Run
from core.score import Evaluation, ScoredPart
from core.works import answers_work
from pages.ui import jobs

Runs = tuple[Run, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Scene:
    """A race's runs as they may be seen now, and who looks.

    `runs` carry the evaluation of the part on show; `may` is whether this browser may
    see rows of the table.
    """

    race: RaceConfig
    runs: Runs
    may: bool

    @property
    def evaluation(self) -> Evaluation:
        """Return the evaluation of the first run."""
        return self.runs[0].evaluation

    @property
    def part(self) -> ScoredPart:
        """Return the part whose scores are on show."""
        return self.evaluation.part

    @property
    def classes(self) -> tuple[str, ...]:
        """Return the classes, none where the target is an amount."""
        return self.evaluation.classes

    @property
    def lanes(self) -> list[int]:
        """Return the places of runs to compare; the baseline only if it is alone."""
        found = [i for i, run in enumerate(self.runs) if run.model != "dummy"]
        return found or list(range(len(self.runs)))

    @property
    def names(self) -> list[str]:
        """Return what each run is called, told apart."""
        return [name for name, _ in palette.looks(tuple(r.model for r in self.runs))]

    def answers(self, part: ScoredPart | None = None) -> tuple[Answers, ...]:
        """Return every run's answers to the rows of a part, or nothing.

        They are looked up anew: they go when the upload goes that they are from.
        """
        found = [find(run, part or self.part) for run in self.runs]
        whole = [one for one in found if one is not None]
        complete = len(whole) == len(found) and shared(whole)
        return tuple(whole) if complete else ()


def complete(scene: Scene) -> bool:
    """Return whether all answers are there; ask the engine for those that are not."""
    if scene.answers():
        return True
    if scene.may:
        try:
            missing = [run for run in scene.runs if find(run, scene.part) is None]
            works = [answers_work(run.config) for run in missing]
            for work in works:
                jobs.ask(work)
            for work in works:
                jobs.wait(work, "Asking the models once more")
        except Refused as no:
            jobs.refuse(no)
    return bool(scene.answers())


def explain_absence() -> None:
    """Say why a section is empty."""
    st.info(
        "What each model answered row by row is not kept any more. Race again to see "
        "this part.",
        icon=":material/history:",
    )
