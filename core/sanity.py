"""Does an explanation show what was learned? That of a model which knows nothing.

Adebayo et al. 2018, "Sanity checks for saliency maps": layers of a net get random
weights one after the other, from the output down; any other model is trained once more
on shuffled targets. An explanation that hardly changes does not show what was learned.
"""

import copy
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core import explain, model
from core.correlate import correlation, rank_correlation
from core.cost import Stopwatch
from core.dataset import Dataset, load
from core.errors import StoreError
from core.explain import Attribution
from core.explain_run import ask, background_rows, told_rows
from core.history import Progress
from core.model import Material
from core.recall import trained
from core.run import RunConfig
from core.seeds import derive, torch_seed
from core.shapley.netgame import is_net
from core.storage.fitted import Fitted, upload_token
from core.storage.store import store
from core.train import finish, matrix, one_thread

if TYPE_CHECKING:
    import numpy as np

ROWS, BACKGROUND = 60, 100
BUDGET = 5e9  # multiply-adds for one explanation
WEIGHTS = "Random numbers took the place of the net's weights, layer by layer."
TARGETS = "The same model was trained once more on shuffled targets."


@dataclass(frozen=True, kw_only=True)
class Stage:
    """How alike explanations stay when some of what was learned is gone.

    `ranks`: Spearman correlation of the features' mean absolute values; `cells`:
    Pearson correlation over all rows and features.
    """

    name: str
    ranks: float
    cells: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Sanity:
    """Explanations of a model and of the same model without what it learned.

    `trained` and `random` (features,) are mean absolute values, over rows and classes;
    `how` says in a sentence what was made random, `stages` what remained on the way;
    `ranks` and `cells` are those of the last one.
    """

    run: str
    model: str
    features: tuple[str, ...]
    how: str
    stages: tuple[Stage, ...]
    trained: "np.ndarray"
    random: "np.ndarray"
    ranks: float
    cells: float
    rows: int
    cpu_s: float


def sanity(config: RunConfig) -> Generator[Progress, None, Sanity]:
    """Compare a run's explanation with that of random models; keeps the result.

    Raises Refused when the data set cannot be used.
    """
    fitted = yield from trained(config)
    dataset = load(config.data)
    told = told_rows(dataset, fitted, config, ROWS)
    against = background_rows(dataset, fitted, config, BACKGROUND)
    question = replace(ask(fitted, dataset, dataset.X.iloc[told], against), most=BUDGET)
    clock, stages, made = Stopwatch(), [], None
    with one_thread():
        with clock.running():
            first = finish(explain.attribute(None, question))
        for name, done, total, other in _random(fitted, dataset):
            yield Progress(done=done, total=total, message=name)
            with clock.running():
                asked = replace(question, model=other)
                made = finish(explain.attribute(None, asked))
            stages.append(_stage(name, first, made))
    yield Progress(done=1, total=1, message="Done")
    last = made or first
    found = Sanity(
        run=config.key,
        model=config.model,
        features=tuple(str(name) for name in dataset.X.columns),
        how=WEIGHTS if is_net(fitted.model) else TARGETS,
        stages=tuple(stages),
        trained=_weights(first),
        random=_weights(last),
        ranks=stages[-1].ranks,
        cells=stages[-1].cells,
        rows=len(told),
        cpu_s=clock.cpu_s,
    )
    with suppress(StoreError):  # the next visit asks for it once more
        store().put(sanity_key(config), found, upload_token(config.data))
    return found


def sanity_key(config: RunConfig) -> str:
    """Return under which key the store keeps a run's check."""
    return f"{config.key}-sanity"


def _random(fitted: Fitted, dataset: Dataset) -> Iterator[tuple[str, int, int, Any]]:
    """Yield models that know less and less: what is gone, how far that is, the model.

    The explainer is chosen for each, so that a net stays a net and trees stay trees.
    """
    if is_net(fitted.model):
        return _net_by_layers(fitted)
    return _on_shuffled_targets(fitted, dataset)


def _net_by_layers(fitted: Fitted) -> Iterator[tuple[str, int, int, Any]]:
    net = copy.deepcopy(fitted.model)
    layers = [part for part in net.module_ if hasattr(part, "reset_parameters")]
    for number, layer in enumerate(reversed(layers), start=1):
        with torch_seed(derive(fitted.config.seed, "sanity", number)):
            layer.reset_parameters()
        said = f"{number} of {len(layers)} layers random"
        yield said, number - 1, len(layers), net


def _on_shuffled_targets(
    fitted: Fitted, dataset: Dataset
) -> Iterator[tuple[str, int, int, Any]]:
    import numpy as np

    config, rows = fitted.config, fitted.split.train.rows
    seed = derive(config.seed, "sanity")
    X = matrix(fitted.encoder.transform(dataset.X.iloc[rows]))
    y = np.random.default_rng(seed).permutation(dataset.y[rows])
    spec = model.specs()[config.model]
    other = spec.build(dict(config.values), seed, dataset.task)
    material = Material(
        X=X,
        y=y,
        X_watch=X[:0],
        y_watch=y[:0],
        X_grid=None,
        classes=len(dataset.classes),
        seed=seed,
    )
    for _ in spec.train(other, material):
        pass
    yield "shuffled targets", 0, 1, other


def _stage(name: str, first: Attribution, other: Attribution) -> Stage:
    values = first.values.ravel(), other.values.ravel()
    return Stage(
        name=name,
        ranks=rank_correlation(_weights(first), _weights(other)),
        cells=correlation(*values),
    )


def _weights(made: Attribution) -> "np.ndarray":
    import numpy as np

    return np.abs(made.values).mean(axis=(0, 2))
