"""Which curve of each run is drawn: of one class, or an average over all."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.run import Run
from core.score import Curve

if TYPE_CHECKING:
    from core.quality.bands import Band

    Bands = tuple[Band, Band]

Runs = tuple[Run, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Ranked:
    """Runs whose curves are of one class, or "macro" or "micro" for an average.

    `bands` has one place a run, None for a curve without one.
    """

    runs: Runs
    label: str = ""
    bands: "tuple[Bands | None, ...]" = ()


Subject = Runs | Ranked


def runs_of(subject: Subject) -> Runs:
    """Return the runs that are drawn."""
    return subject.runs if isinstance(subject, Ranked) else subject


def bands_of(subject: Subject) -> "tuple[Bands | None, ...]":
    """Return a band or None for each run."""
    drawn = subject.bands if isinstance(subject, Ranked) else ()
    return drawn or (None,) * len(runs_of(subject))


def picked(subject: Subject, curves: tuple[Curve, ...]) -> Curve:
    """Return the curve that is asked for, else the main one."""
    label = subject.label if isinstance(subject, Ranked) else ""
    found = (curve for curve in reversed(curves) if curve.label == label)
    return next(found, None) or main_curve(curves)


def main_curve(curves: tuple[Curve, ...]) -> Curve:
    """Return the only curve, or the macro average of several classes."""
    averages = (curve for curve in reversed(curves) if curve.label == "macro")
    return next(averages, curves[0])
