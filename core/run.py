"""One model trained once: what determines it, and what came out."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from core.cost import Cost
from core.dataset import DataConfig, Task
from core.errors import Refused
from core.history import History
from core.model import specs
from core.params import Values, resolve
from core.score import Evaluation

if TYPE_CHECKING:
    import numpy as np

DEFAULT_MODELS = ("random_forest", "mlp")
LEAST_BUDGET, MOST_BUDGET = 0.01, 3600.0


@dataclass(frozen=True, kw_only=True)
class RunConfig:
    """All that determines a run.

    Training stops after the step in which it has used up `budget_s` CPU seconds; they
    are measured, so such a run cannot be repeated to the last digit.
    """

    data: DataConfig
    model: str
    values: Values = ()
    seed: int = 42
    budget_s: float | None = None

    @cached_property
    def key(self) -> str:
        """Return a content key: equal work has equal keys in every process."""
        return hashlib.blake2b(repr(self).encode(), digest_size=12).hexdigest()

    def __getstate__(self) -> dict[str, object]:
        """Return the fields alone: a kept run must not bring an older version's key."""
        return {name: value for name, value in vars(self).items() if name != "key"}


@dataclass(frozen=True, kw_only=True)
class DatasetFacts:
    """What a run's page says of its data without holding its rows."""

    title: str
    rows: int
    columns: int
    task: Task
    target: str
    classes: tuple[str, ...]
    part_rows: tuple[int, int, int]
    planar: bool
    grid: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Run:
    """A finished run; its fitted model stays in the store under `key`.

    `evaluation` is that of the test part, `validation` that of the validation part,
    None where there are no such rows. `note` says why it could not be kept, if so.
    `said` is the class code answered to each validation row, or test row where there
    are none; of many rows a sample, the same for every model. None for amounts.
    """

    key: str
    config: RunConfig
    dataset: DatasetFacts
    history: History
    cost: Cost
    evaluation: Evaluation
    validation: Evaluation | None = None
    note: str = ""
    said: "np.ndarray | None" = None

    @property
    def model(self) -> str:
        """Return the key of the model's declaration."""
        return self.config.model

    def sealed(self) -> "Run":
        """Return the run with validation scores for test scores, where it has some."""
        return replace(self, evaluation=self.validation or self.evaluation)


def run_config(
    data: DataConfig,
    model: str,
    given: Mapping[str, object] | Values = (),
    seed: int = 42,
    budget_s: float | None = None,
) -> RunConfig:
    """Return a checked config; raises Refused for unknown models, names and values."""
    if model not in specs():
        raise Refused(f"There is no model '{model}'; known are {', '.join(specs())}.")
    if not 0 <= seed < 2**31:
        raise Refused(f"The seed must be from 0 to 2147483647, not {seed}.")
    if budget_s is not None and not LEAST_BUDGET <= budget_s <= MOST_BUDGET:
        raise Refused(
            f"The budget must be from {LEAST_BUDGET:g} to {MOST_BUDGET:,.0f} CPU "
            f"seconds, not {budget_s:g}."
        )
    values = resolve(specs()[model].params, given)
    budget_s = (
        None if budget_s is None else round(float(budget_s), 2)
    )  # as it is written
    return RunConfig(
        data=data, model=model, values=values, seed=seed, budget_s=budget_s
    )
