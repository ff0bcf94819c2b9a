"""What a run's model answered to each row that it had not learned from.

Kept beside the run, so that a threshold, a group or a single case can be looked at
without the model. They go when the upload goes that they were made of.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from core.dataset import Dataset
from core.errors import StoreError
from core.paths import upload_path
from core.run import Run, RunConfig
from core.score import ScoredPart
from core.split import Part
from core.storage.fitted import upload_token
from core.storage.store import store

if TYPE_CHECKING:
    import numpy as np

T = TypeVar("T")

EXACT_BYTES = 16_000_000  # longer answers are kept with seven digits
MOST_KEPT = 100_000_000  # bytes that one process holds: two models, 1,000,000 rows


@dataclass(frozen=True, kw_only=True, eq=False)
class Answers:
    """The answers of one model to the rows of one part, in the order of the split.

    `values` has shape (rows, classes) with probabilities, or (rows, 1) with amounts;
    `truth` holds class codes or amounts; `rows` are positions in the data set, the same
    for every model of a race. `run` is the key of the run.
    """

    run: str
    model: str
    part: ScoredPart
    classes: tuple[str, ...]
    values: "np.ndarray"
    truth: "np.ndarray"
    rows: "np.ndarray"

    def __len__(self) -> int:
        return len(self.truth)

    def scores(self, code: int) -> "np.ndarray":
        """Return the probability of one class, float64."""
        return self.values[:, code].astype("float64")

    def positive(self, code: int) -> "np.ndarray":
        """Return which rows truly are of one class."""
        return self.truth == code

    @cached_property
    def said(self) -> "np.ndarray":
        """Return the most probable class of each row."""
        return self.values.argmax(axis=1)

    @property
    def right(self) -> "np.ndarray":
        """Return for which rows the most probable class is the true one."""
        return self.said == self.truth

    @property
    def bytes(self) -> int:
        """Return how much memory the answers take."""
        return self.values.nbytes + self.truth.nbytes + self.rows.nbytes


def made(
    config: RunConfig, dataset: Dataset, part: Part, values: "np.ndarray"
) -> Answers:
    """Return a model's answers (rows, outputs) to a part's rows, as small as can be."""
    import numpy as np

    with np.errstate(over="ignore"):
        short = values.astype(np.float32)
    long = bool(dataset.classes) and values.nbytes > EXACT_BYTES
    if long or (short == values).all():
        values = short
    truth = dataset.y[part.rows]
    return Answers(
        run=config.key,
        model=config.model,
        part="validation" if part.name == "validation" else "test",
        classes=dataset.classes,
        values=values,
        truth=truth.astype(np.int16) if dataset.classes else truth,
        rows=part.rows.astype(np.int32),
    )


def keep_answers(config: RunConfig, answers: Sequence[Answers]) -> None:
    """Keep the answers beside their run; what cannot be kept is made again later."""
    with suppress(StoreError):
        store().put(_key(config), tuple(answers), upload_token(config.data))


def kept_answers(config: RunConfig) -> tuple[Answers, ...]:
    """Return the answers of a run that are kept, one a part, or none.

    What was read last stays in memory, as long as the upload is there.
    """
    token, kept = upload_token(config.data), store()
    name, stamp = (kept.folder, config.key), kept.stamp(_key(config))
    if not stamp or (token and not upload_path(token).exists()):
        _READ.drop(name)
        return ()
    found = _READ.get(name, stamp)
    if found is None:
        try:
            found = kept.get(_key(config))
        except LookupError:
            return ()
        _READ.put(name, stamp, found)
    return found


def find(run: Run, part: ScoredPart) -> Answers | None:
    """Return a run's answers to one part, or None where they are not kept."""
    return next((a for a in kept_answers(run.config) if a.part == part), None)


def shared(answers: Sequence[Answers]) -> bool:
    """Return whether all are about the same rows in the same order."""
    import numpy as np

    first = answers[0]
    return all(np.array_equal(first.rows, other.rows) for other in answers[1:])


def once(answers: Answers, key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
    """Return what was made of some answers before, as long as they are in memory."""
    made = _MADE.setdefault(answers, {})
    if key not in made:
        made[key] = make()
    return made[key]


class _Read:
    """Answers read from the store, those in use longest ago dropped first."""

    def __init__(self) -> None:
        self._held: OrderedDict[Name, tuple[int, tuple[Answers, ...]]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: "Name", stamp: int) -> tuple[Answers, ...] | None:
        with self._lock:
            held, found = self._held.get(name, (0, None))
            if found is None or held != stamp:
                return None
            self._held.move_to_end(name)
            return found

    def put(self, name: "Name", stamp: int, answers: tuple[Answers, ...]) -> None:
        with self._lock:
            self._held[name] = stamp, answers
            self._held.move_to_end(name)
            while len(self._held) > 1 and self._bytes() > MOST_KEPT:
                self._held.popitem(last=False)

    def drop(self, name: "Name") -> None:
        with self._lock:
            self._held.pop(name, None)

    def _bytes(self) -> int:
        return sum(a.bytes for _, answers in self._held.values() for a in answers)


Name = tuple[Path, str]
_READ = _Read()
_MADE: WeakKeyDictionary[Answers, dict[tuple[Hashable, ...], Any]] = WeakKeyDictionary()


def _key(config: RunConfig) -> str:
    return f"{config.key}-answers"
