"""Training a net: ours beside the loop of a tutorial, and beside scikit-learn's."""

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from core.bench import BenchSpec, Contest

if TYPE_CHECKING:
    import numpy as np

    from core.model import Material

ROWS, FEATURES, JUDGED = 10_000, 20, 20_000
HIDDEN, EPOCHS, RATE, SEED = (64, 32), 5, 1e-3, 1


def contests() -> Iterator[Contest]:
    """Yield a contest for small batches and two for larger ones."""
    told = f"64-32, {ROWS:,} rows, an epoch"
    for size in (32, 128):
        yield _contest(
            f"net_training_b{size}",
            f"torch with DataLoader(shuffle=True) and Adam, {told}",
            size,
            partial(_tutorial, size),
        )
    yield _contest(
        "net_training_b128_sklearn",
        f"scikit-learn's MLPClassifier, {told}",
        128,
        partial(_scikit, 128),
    )


def _contest(name: str, theirs: str, size: int, usual: Callable[[], Any]) -> Contest:
    return Contest(
        name=name,
        theirs=theirs,
        ours=partial(_ours, size),
        usual=usual,
        difference=lambda ours, usual: _area(ours) - _area(usual),
        note=lambda ours, usual: (
            f"AUC of ours {_area(ours):.4f}, of theirs {_area(usual):.4f}"
        ),
        ours_units=EPOCHS,
        usual_units=EPOCHS,
        rounds=3,
    )


@cache
def _rows(count: int, seed: int) -> "tuple[np.ndarray, np.ndarray]":
    """Return rows of two classes that a line cannot part."""
    import numpy as np

    draw = np.random.default_rng(seed)
    X = draw.standard_normal((count, FEATURES), dtype=np.float32)
    slope = X[:, 0] * X[:, 1] + X[:, 2] - X[:, 3] ** 2 / 2
    return X, (slope + draw.normal(0, 0.3, count) > 0).astype(np.int64)


def _area(model: Any) -> float:
    """Return the area under the ROC curve on rows that nobody trained on."""
    from core.evaluate import live_score

    X, y = _rows(JUDGED, SEED + 1)
    return live_score(y, model.predict_proba(X)) or 0.0


def _material() -> "Material":
    """Return what our trainers work on; a single row is watched: theirs watch none."""
    from core.model import Material

    X, y = _rows(ROWS, SEED)
    return Material(
        X=X, y=y, X_watch=X[:1], y_watch=y[:1], X_grid=None, classes=2, seed=SEED
    )


def _ours(size: int) -> Any:
    from core.nets import NetClassifier, Shape
    from core.trainers.epochs import epochs

    options = {
        "epochs": EPOCHS, "batch_size": size, "learning_rate": RATE,
        "weight_decay": 0.0, "early_stopping": False, "patience": EPOCHS,
    }  # fmt: skip
    net = NetClassifier(Shape(hidden=HIDDEN), options, SEED)
    for _ in epochs(net, _material()):
        pass
    return net


def _tutorial(size: int) -> Any:
    """Train the same net by the loop that one finds in most tutorials."""
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    from core.nets import NetClassifier, Shape, multilayer_perceptron
    from core.seeds import torch_seed

    X, y = (torch.from_numpy(part) for part in _rows(ROWS, SEED))
    with torch_seed(SEED):
        module = multilayer_perceptron(Shape(hidden=HIDDEN), FEATURES, 2)
        loader = DataLoader(TensorDataset(X, y), batch_size=size, shuffle=True)
        optimiser = torch.optim.Adam(module.parameters(), lr=RATE)
        for _ in range(EPOCHS):
            total = 0.0
            for batch, target in loader:
                optimiser.zero_grad()
                loss = torch.nn.functional.cross_entropy(module(batch), target)
                loss.backward()
                optimiser.step()
                total += loss.item() * len(batch)
    net = NetClassifier(Shape(hidden=HIDDEN), {}, SEED)  # to be asked like ours
    net.module_ = module
    return net


def _scikit(size: int) -> Any:
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    net = MLPClassifier(
        HIDDEN, batch_size=size, learning_rate_init=RATE, alpha=0.0, max_iter=EPOCHS,
        tol=0.0, n_iter_no_change=EPOCHS, random_state=SEED,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # so few are the point
        net.fit(*_rows(ROWS, SEED))
    return net


NETS = BenchSpec(
    key="nets",
    title="Training a net with 64 and 32 hidden units",
    contests=contests,
)
