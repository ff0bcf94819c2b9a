"""One model trained once: what determines it, and what came out."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.cost import Cost
from core.dataset import DataConfig, Task
from core.errors import Refused
from core.history import History
from core.model import specs
from core.params import Values, resolve
from core.score import Evaluation

DEFAULT_MODELS = ("random_forest", "mlp")


@dataclass(frozen=True, kw_only=True)
class RunConfig:
    """All that determines a run."""

    data: DataConfig
    model: str
    values: Values = ()
    seed: int = 42

    @property
    def key(self) -> str:
        """Return a content key: equal work has equal keys in every process."""
        return hashlib.blake2b(repr(self).encode(), digest_size=12).hexdigest()


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
    None where there are no such rows.
    """

    key: str
    config: RunConfig
    dataset: DatasetFacts
    history: History
    cost: Cost
    evaluation: Evaluation
    validation: Evaluation | None = None

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
) -> RunConfig:
    """Return a checked config; raises Refused for unknown models, names and values."""
    if model not in specs():
        raise Refused(f"There is no model '{model}'; known are {', '.join(specs())}.")
    if not 0 <= seed < 2**31:
        raise Refused(f"The seed must be from 0 to 2147483647, not {seed}.")
    values = resolve(specs()[model].params, given)
    return RunConfig(data=data, model=model, values=values, seed=seed)
