"""Latency that is the model's, and latency that is its library's.

The same fitted model is asked in several ways that give the same answers: as everybody
calls it, in ONNX Runtime, and, for trees, as flat arrays in machine code.
"""

from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.cost import Others
from core.dataset import load
from core.errors import Refused, StoreError
from core.history import Progress
from core.latency.onnxed import form, known, runner
from core.latency.pace import Answer, Pace, paces
from core.model import respond
from core.recall import trained
from core.run import RunConfig
from core.shapley.trees import kind
from core.storage.fitted import upload_token
from core.storage.store import store
from core.train import matrix, one_thread

if TYPE_CHECKING:
    import numpy as np

TIMED_S = 2.0  # for each way
FLAT = "Flat arrays"
ONNX = "ONNX Runtime"


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way of asking a model; `apart` is how far its answers lie from the library's.

    The largest difference of any answer, relative to the largest answer for amounts.
    """

    title: str
    pace: Pace
    apart: float


@dataclass(frozen=True, kw_only=True)
class Latencies:
    """The ways of asking one model, its library's call first.

    `busy` is the share of the machine that other programs used meanwhile, None where
    that is not known.
    """

    run: str
    model: str
    ways: tuple[Way, ...]
    busy: float | None = None

    @property
    def quickest(self) -> Way:
        """Return the way that answers one row in the least CPU time."""
        return min(self.ways, key=lambda way: way.pace.one_cpu_ms)

    @property
    def wrapper(self) -> float:
        """Return how many times as long the library's call takes for one row."""
        return self.ways[0].pace.one_cpu_ms / self.quickest.pace.one_cpu_ms

    @property
    def in_batches(self) -> float:
        """Return the same for a row of a batch, against that same quickest way."""
        return self.ways[0].pace.batch_ms / self.quickest.pace.batch_ms


def latencies(config: RunConfig) -> Generator[Progress, None, Latencies]:
    """Time a run's model in every way of asking it; keeps the result.

    Raises Refused when the data set cannot be used, or there is one way alone.
    """
    fitted = yield from trained(config)
    if not known(fitted.model):
        raise Refused("This model is asked in one way only; choose another model.")
    dataset = load(config.data)
    part = fitted.split.validation or fitted.split.test
    X = matrix(fitted.encoder.transform(dataset.X.iloc[part.rows]))
    yield Progress(done=1, total=3, message="Writing the model as ONNX")
    others = Others()
    with one_thread():
        ways = ways_of(fitted.model, X.shape[1])
        yield Progress(done=2, total=3, message="Asking it, by turns")
        measured = paces(ways, X, TIMED_S)
        truth = respond(fitted.model, X)
        found = Latencies(
            run=config.key,
            model=config.model,
            ways=tuple(
                Way(title=name, pace=measured[name], apart=apart(truth, answer(X)))
                for name, answer in ways.items()
            ),
            busy=others.share(),
        )
    with suppress(StoreError):
        store().put(latencies_key(config), found, upload_token(config.data))
    return found


def ways_of(model: Any, columns: int) -> dict[str, Answer]:
    """Return each way of asking a fitted model, by its name; imports what it needs."""
    net = hasattr(model, "module_")
    library = "torch" if net else "scikit-learn"
    ways: dict[str, Answer] = {library: lambda X: respond(model, X)}
    ways[ONNX] = runner(form(model, columns))
    if kind(model):
        from core.latency.treewalk import walker

        ways[FLAT] = walker(model)
    return ways


def apart(truth: "np.ndarray", answers: "np.ndarray") -> float:
    """Return the largest difference between answers, in relation to large amounts."""
    import numpy as np

    scale = max(1.0, float(np.abs(truth).max(initial=0)))
    return float(np.abs(truth - answers).max(initial=0)) / scale


def latencies_key(config: RunConfig) -> str:
    """Return under which key the store keeps a run's latencies."""
    return f"{config.key}-latencies"


def find_latencies(config: RunConfig) -> Latencies | None:
    """Return what is kept of a run's latencies, or None."""
    try:
        return store().get(latencies_key(config))
    except LookupError:
        return None
