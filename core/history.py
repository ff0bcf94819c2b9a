"""The steps of a run: what happened, and when on the run's own clock."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class Step:
    """One tick of progress.

    `seconds` and `cpu_s` count training alone, from zero; `loss` is the training loss
    (net: cross-entropy, or the squared error of the standardised target) or None;
    `peak_mb` is how much its process has grown since it began, in MB (10^6 bytes);
    `score` is the live score on the rows that `scored_on` names, and `metric` says
    which one: `roc_auc` (macro one-vs-rest for several classes) or `r2`; `surface` is
    P(class 1), or the class code, on the square grid of a planar data set (rows = y,
    uint8, 0 to 250).
    """

    step: int
    total: int | None
    unit: str
    seconds: float
    cpu_s: float
    loss: float | None = None
    validation_loss: float | None = None
    score: float | None = None
    metric: str = "roc_auc"
    scored_on: str = ""
    surface: "np.ndarray | None" = None
    note: str = ""
    peak_mb: float | None = None

    @property
    def share(self) -> float:
        """Return the share of the work done, 0 to 1, or 0 when the total is unknown."""
        return min(1.0, self.step / self.total) if self.total else 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class History:
    """The steps of one run, oldest first."""

    steps: tuple[Step, ...]

    def frame(self) -> "pd.DataFrame":
        """Return one row a step, without surfaces."""
        import pandas as pd

        names = ("step", "seconds", "cpu_s", "loss", "validation_loss", "score")
        return pd.DataFrame({n: [getattr(s, n) for s in self.steps] for n in names})


@dataclass(frozen=True, kw_only=True)
class Progress:
    """One tick of long work that is no training: an explanation, a lab, a download."""

    done: int
    total: int | None
    message: str = ""
