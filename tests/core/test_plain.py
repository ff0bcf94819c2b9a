"""The loop that is shown beside a race takes the same steps as those that run."""

import numpy as np
import pytest

from core.dataset import data_config
from core.model import Material
from core.nets import NetClassifier, NetRegressor, Shape
from core.run import run_config
from core.storage.store import store
from core.train import finish, fit
from core.trainers.epochs import epochs
from core.trainers.plain import plain

OPTIONS = {
    "epochs": 6,
    "batch_size": 16,
    "learning_rate": 0.02,
    "weight_decay": 0.01,
    "early_stopping": True,
    "patience": 2,
}
SHAPES = {  # none of them is one for the fast path, which is tested in test_flat
    "dropout": Shape(hidden=(16, 8), dropout=0.2),
    "bent otherwise": Shape(hidden=(16, 8), activation="tanh"),
    "all": Shape(hidden=(16, 8), activation="gelu", dropout=0.3, batch_norm=True),
}


def material(classes: int, watched: bool) -> Material:
    """Return 145 rows: the last batch of 16 is a row alone."""
    random = np.random.default_rng(3)
    X = random.normal(size=(185, 5)).astype(np.float32)
    y = 3 * X[:, 0] + random.normal(size=185)
    held = slice(145, 185 if watched else 145)
    y = (y > 0).astype(np.int64) if classes else y.astype(np.float64)
    return Material(
        X=X[:145], y=y[:145], X_watch=X[held], y_watch=y[held], X_grid=None,
        classes=classes, seed=3,
    )  # fmt: skip


def trained(loop, kind, shape, work, **given):
    net = kind(shape, OPTIONS | given, 7)
    ticks = [(t.step, t.loss, t.validation_loss, t.note) for t in loop(net, work)]
    return ticks, [w.cpu().numpy().tobytes() for w in net.module_.state_dict().values()]


def weights_of(config):
    kept = store().get_model(f"{config.key}-model").model.module_.state_dict()
    return [w.cpu().numpy() for w in kept.values()]


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
@pytest.mark.parametrize(("kind", "classes"), [(NetClassifier, 2), (NetRegressor, 0)])
@pytest.mark.parametrize(
    "given",
    [{}, {"early_stopping": False}, {"batch_size": 500}, {"patience": 1, "epochs": 40}],
    ids=["usual", "to the end", "one batch", "impatient"],
)
def test_both_loops_reach_the_same_weights_bit_for_bit(shape, kind, classes, given):
    work = material(classes, watched=True)
    assert trained(plain, kind, shape, work, **given) == trained(
        epochs, kind, shape, work, **given
    )


def test_both_loops_hold_back_the_same_rows():
    work = material(2, watched=False)
    both = [
        trained(loop, NetClassifier, SHAPES["all"], work) for loop in (plain, epochs)
    ]
    assert both[0] == both[1]


def test_the_switch_runs_the_loop_that_is_shown_and_scores_stay(monkeypatch):
    monkeypatch.setattr("core.cost.LATENCY_S", 0.0)
    ran = []

    def noted(net, work):
        ran.append(net.options["loop"])
        return plain(net, work)

    monkeypatch.setattr("core.models.mlp.plain", noted)
    data = data_config("moons", {"n": 200})
    runs = []
    for loop in ("usual", "plain"):
        config = run_config(data, "mlp", {"epochs": 8, "loop": loop})
        runs.append((config, finish(fit(config))))
    assert ran == ["plain"]
    (usual, one), (shown, other) = runs
    assert usual.key != shown.key
    for before, after in zip(one.history.steps, other.history.steps, strict=True):
        assert before.loss == pytest.approx(after.loss, abs=1e-5)
        assert before.score == pytest.approx(after.score, abs=1e-3)
    for before, after in zip(*map(weights_of, (usual, shown)), strict=True):
        np.testing.assert_allclose(before, after, atol=1e-4)
