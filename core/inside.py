"""Inside two models at one case: the way through a tree, the signals in a net."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.codebook import Cells, encoded
from core.encode import MISSING, UNKNOWN, levels
from core.history import Progress
from core.kit import Kit, kit_of
from core.model import respond
from core.recall import trained
from core.run import RunConfig
from core.shapley.tree_path import TreePath, path
from core.shapley.trees import kind
from core.storage.fitted import Fitted
from core.train import matrix, one_thread

if TYPE_CHECKING:
    import numpy as np

MOST_WORDS = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class Fork:
    """One question on the way through a tree: what it asks, and what the case says.

    `rows` counts the training rows that came this far, in a forest as often as the tree
    was given them; `answer` is what the tree would
    say here, shape (outputs,). The last one asks nothing: it is the leaf.
    """

    asks: str
    says: str
    yes: bool
    rows: int
    answer: "np.ndarray"


@dataclass(frozen=True, kw_only=True, eq=False)
class Inside:
    """What goes on in one model at one case; what it has not is empty.

    `path` is the way through the tree numbered `tree` of `trees`, counted from 0, the
    one whose own answer is nearest to that of all. `layers` are the names of a net's
    layers and `signals` their activations, each of shape (units,).
    """

    model: str
    answer: "np.ndarray"
    classes: tuple[str, ...]
    target: str
    path: tuple[Fork, ...] = ()
    tree: int = 0
    trees: int = 0
    layers: tuple[str, ...] = ()
    signals: "tuple[np.ndarray, ...]" = ()


def inside(
    configs: tuple[RunConfig, ...], cells: Cells
) -> Generator[Progress, None, tuple[Inside, ...]]:
    """Look into each model at one case."""
    found = []
    for done, config in enumerate(configs):
        yield Progress(done=done, total=len(configs), message="Looking inside")
        fitted, kit = (yield from trained(config)), (yield from kit_of(config))
        with one_thread():
            found.append(looked(config, fitted, kit, cells))
    return tuple(found)


def looked(config: RunConfig, fitted: Fitted, kit: Kit, cells: Cells) -> Inside:
    """Return what is to be seen in one model."""
    X = matrix(encoded(kit.book, [cells]))
    facts: dict[str, Any] = {
        "model": config.model,
        "answer": respond(fitted.model, X)[0],
        "classes": kit.classes,
        "target": kit.target,
    }
    # boosted trees correct each other: none of them answers the question itself
    if kind(fitted.model) == "averaged":
        way = path(fitted.model, X[0])
        facts |= {"path": forks(way, Reader(fitted, kit, cells))}
        facts |= {"tree": way.tree, "trees": way.trees}
    elif hasattr(fitted.model, "module_"):
        names, signals = activations(fitted.model, X)
        facts |= {"layers": names, "signals": signals}
    return Inside(**facts)


class Reader:
    """Tells encoded columns and thresholds in words of the table."""

    def __init__(self, fitted: Fitted, kit: Kit, cells: Cells) -> None:
        """Find out which feature each encoded column belongs to, and its words."""
        self.kit, self.cells = kit, cells
        self.owner = {c: i for i, group in enumerate(kit.book.groups) for c in group}
        self.words: dict[int, tuple[str | None, ...]] = {}
        place = 0
        for _, step, columns in fitted.encoder.transformers_:
            if type(step).__name__ == "OrdinalEncoder":
                self.words |= dict(enumerate(levels(step), start=place))
            place += len(columns)

    def asks(self, column: int, threshold: float) -> str:
        """Return a question, such as `bill length ≤ 42.3` or `island is Biscoe`."""
        feature = self.owner[column]
        name = self.kit.names[feature]
        if feature not in self.words:
            return f"{name} ≤ {threshold:.4g}"
        known = dict(enumerate(self.words[feature])) | {MISSING: None}
        told = [_word(w) for code, w in known.items() if code <= threshold]
        told = list(dict.fromkeys(told))
        if not told:
            return f"{name} is unknown" if threshold >= UNKNOWN else f"{name} is empty"
        more = len(told) - MOST_WORDS
        listed = " or ".join(told[:MOST_WORDS])
        return f"{name} is {listed}" + (f" or {more} others" if more > 0 else "")

    def says(self, column: int) -> str:
        """Return the case's own value of the feature that a column belongs to."""
        cell = self.cells[self.owner[column]]
        if cell is None or cell != cell:
            return "missing"
        return f"{cell:.4g}" if isinstance(cell, float) else str(cell)


def _word(level: str | None) -> str:
    return "missing" if level is None else level or "a rare one"


def forks(way: TreePath, reader: Reader) -> tuple[Fork, ...]:
    """Tell the questions on a row's way in words; the last one is the leaf."""
    import numpy as np

    told = [
        Fork(
            asks=reader.asks(asked.column, asked.threshold),
            says=reader.says(asked.column),
            yes=asked.left,
            rows=round(asked.rows),
            answer=np.array(asked.value),
        )
        for asked in way.steps
    ]
    leaf = {"rows": round(way.rows), "answer": np.array(way.value)}
    return (*told, Fork(asks="", says="", yes=False, **leaf))


def activations(
    net: Any, X: "np.ndarray"
) -> "tuple[tuple[str, ...], tuple[np.ndarray, ...]]":
    """Return what each layer passes on for one row: inputs, hidden layers, outputs."""
    import torch

    net.module_.eval()
    signal, names, found = net.inputs(X), ["inputs"], [X[0].copy()]
    with torch.inference_mode():
        for layer in net.module_:
            signal = layer(signal)
            kind = type(layer).__name__
            if kind in ("ReLU", "Tanh", "GELU"):
                names.append(f"layer {len(names)}")
                found.append(signal[0].cpu().numpy().astype("float64"))
    names.append("answer")
    found.append(respond(net, X)[0])
    return tuple(names), tuple(found)
