"""How much a model's score falls when a column is shuffled, and what its trees say.

Permutation importance: Breiman 2001, "Random forests"; Fisher, Rudin and Dominici 2019,
"All models are wrong, but many are useful".
"""

from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.cost import Stopwatch
from core.dataset import load
from core.encode import Groups, groups
from core.errors import StoreError
from core.explain_run import told_rows
from core.history import Progress
from core.model import respond
from core.recall import trained
from core.run import RunConfig
from core.score import ScoredPart, main_score
from core.seeds import derive
from core.shapley.tree_path import impurity
from core.statistics.ranking import areas, rank
from core.statistics.regress import centre_and_spread
from core.storage.fitted import upload_token
from core.storage.store import store
from core.train import matrix, one_thread

if TYPE_CHECKING:
    import numpy as np

ROWS = 500
SHUFFLES = 3
RESAMPLES = 50  # of the rows, for each shuffle


@dataclass(frozen=True, kw_only=True, eq=False)
class Importance:
    """What each feature is worth to a model, by two measures that may disagree.

    `permutation` (features,) is by how much `metric` falls from `score` when the
    feature's cells are shuffled among `rows` rows, the mean of `repeats` shuffles;
    `low` and `high` bound it by 95 % over resampled rows and shuffles. `impurity` is
    what the trees' own splits say, adding up to 1, or None for models without one.
    """

    run: str
    model: str
    features: tuple[str, ...]
    permutation: "np.ndarray"
    low: "np.ndarray"
    high: "np.ndarray"
    impurity: "np.ndarray | None"
    metric: str
    score: float
    part: ScoredPart
    rows: int
    repeats: int
    wall_s: float
    cpu_s: float


def importance(
    config: RunConfig, rows: int = ROWS
) -> Generator[Progress, None, Importance]:
    """Measure a run's importances on validation rows; keeps the result in the store.

    All encoded columns of a feature are shuffled together. Raises Refused when the data
    set cannot be used.
    """
    import numpy as np

    fitted = yield from trained(config)
    dataset = load(config.data)
    told = told_rows(dataset, fitted, config, rows)
    X, y = matrix(fitted.encoder.transform(dataset.X.iloc[told])), dataset.y[told]
    parts, seed = groups(fitted.encoder, dataset), derive(config.seed, "importance")
    clock = Stopwatch()
    with one_thread():
        found = yield from clock.timed(_shuffled(fitted.model, X, y, parts, seed))
    made = Importance(
        run=config.key,
        model=config.model,
        features=tuple(str(name) for name in dataset.X.columns),
        permutation=found[0],
        low=found[1],
        high=found[2],
        impurity=impurity(fitted.model, parts),
        metric=main_score(dataset.task),
        score=float(_scores(y, respond(fitted.model, X), np.ones((1, len(X))))[0]),
        part="validation" if len(fitted.split.validation) else "test",
        rows=len(told),
        repeats=SHUFFLES,
        wall_s=clock.wall_s,
        cpu_s=clock.cpu_s,
    )
    with suppress(StoreError):  # the next visit asks for it once more
        store().put(importance_key(config, rows), made, upload_token(config.data))
    return made


def importance_key(config: RunConfig, rows: int = ROWS) -> str:
    """Return under which key the store keeps a run's importances."""
    return f"{config.key}-importance-{rows}"


def _shuffled(
    model: Any, X: "np.ndarray", y: "np.ndarray", parts: Groups, seed: int
) -> "Generator[Progress, None, np.ndarray]":
    """Return the fall of the score of each feature with its bounds: (3, features)."""
    import numpy as np

    random, rows = np.random.default_rng(seed), len(X)
    orders = np.concatenate([random.permutation(rows) for _ in range(SHUFFLES)])
    # The first set weighs all rows alike, the others as they are drawn with return.
    times = random.multinomial(rows, np.full(rows, 1 / rows), SHUFFLES * RESAMPLES)
    drawn = times.astype(np.float64)
    weights = np.concatenate([np.ones((1, rows)), drawn])
    before = _scores(y, respond(model, X), weights)
    parted = before[1:].reshape(SHUFFLES, RESAMPLES)
    sets = drawn.reshape(SHUFFLES, RESAMPLES, rows)
    found = np.zeros((3, len(parts)))
    for feature, columns in enumerate(parts):
        yield _progress(feature, len(parts))
        others = np.tile(X, (SHUFFLES, 1))
        others[:, list(columns)] = X[orders][:, list(columns)]
        answers = respond(model, others).reshape(SHUFFLES, rows, -1)
        whole = [_scores(y, after, weights[:1])[0] for after in answers]
        falls = [
            first - _scores(y, after, own)
            for first, after, own in zip(parted, answers, sets, strict=True)
        ]
        found[0, feature] = before[0] - np.mean(whole)
        found[1:, feature] = np.nanquantile(falls, (0.025, 0.975))
    yield _progress(len(parts), len(parts))
    return found


def _scores(
    y: "np.ndarray", answers: "np.ndarray", weights: "np.ndarray"
) -> "np.ndarray":
    """Return the main score by each set of row weights (sets, rows): AUC or R²."""
    import numpy as np

    classes = answers.shape[1]
    if classes == 1:
        return _r2(y, answers[:, 0], weights)
    codes = [1] if classes == 2 else range(classes)
    told = [k for k in codes if 0 < (y == k).sum() < len(y)]
    if not told:
        return np.full(len(weights), 0.5)
    found = [areas(rank(y == k, answers[:, k]), weights)[:, 0] for k in told]
    return np.mean(found, axis=0)


def _r2(y: "np.ndarray", said: "np.ndarray", weights: "np.ndarray") -> "np.ndarray":
    import numpy as np

    mean, unit = centre_and_spread(y)
    y, said = (y - mean) / (unit or 1.0), (said - mean) / (unit or 1.0)
    total = weights.sum(axis=1)
    spread = weights @ y**2 - (weights @ y) ** 2 / total
    with np.errstate(divide="ignore", invalid="ignore"):
        return 1 - weights @ (y - said) ** 2 / spread


def _progress(done: int, total: int) -> Progress:
    return Progress(done=done, total=total, message="Columns shuffled")
