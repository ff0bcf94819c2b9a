"""The fast path of nets takes the steps that autograd takes, rounding apart."""

from itertools import islice

import numpy as np
import pytest
import torch

from core.model import Material
from core.nets import NetClassifier, NetRegressor, Shape
from core.trainers import flat
from core.trainers.epochs import epochs
from core.trainers.plain import plain

OPTIONS = {
    "epochs": 3,
    "batch_size": 16,
    "learning_rate": 0.01,
    "weight_decay": 0.05,
    "early_stopping": False,
    "patience": 2,
}
ON_CPU = pytest.mark.skipif(torch.cuda.is_available(), reason="a GPU takes the loop")
pytestmark = ON_CPU


def material(classes: int, rows: int = 145) -> Material:
    """Return rows of which, with 145, the last batch of 16 is a row alone."""
    random = np.random.default_rng(3)
    X = random.normal(size=(rows + 40, 5)).astype(np.float32)
    y = 3 * X[:, 0] + X[:, 1] ** 2 + random.normal(size=rows + 40)
    if classes:
        cuts = np.quantile(y, np.arange(1, classes) / classes)
        y = np.searchsorted(cuts, y).astype(np.int64)
    return Material(
        X=X[:rows], y=y[:rows], X_watch=X[rows:], y_watch=y[rows:], X_grid=None,
        classes=classes, seed=3,
    )  # fmt: skip


def net(classes: int, hidden: tuple[int, ...] = (16, 8), **given: object):
    kind = NetClassifier if classes else NetRegressor
    return kind(Shape(hidden=hidden), OPTIONS | given, 7)


def weights(made) -> list[np.ndarray]:
    return [w.detach().cpu().numpy().copy() for w in made.module_.parameters()]


def ran_flat(monkeypatch, made, work) -> bool:
    ran = []
    whole = flat.Flat.epoch
    monkeypatch.setattr(flat.Flat, "epoch", lambda self: ran.append(1) or whole(self))
    list(epochs(made, work))
    return bool(ran)


@pytest.mark.parametrize("classes", [2, 5, 0])
@pytest.mark.parametrize("hidden", [(), (16,), (16, 8), (33, 16, 8, 4)], ids=str)
@pytest.mark.parametrize("size", [1, 16, 500])
def test_after_each_epoch_the_weights_are_those_of_autograd(classes, hidden, size):
    work = material(classes)
    fast, shown = (net(classes, hidden, batch_size=size) for _ in range(2))
    for ours, theirs in zip(epochs(fast, work), plain(shown, work), strict=True):
        assert ours.loss == pytest.approx(theirs.loss, rel=2e-5)
        assert ours.validation_loss == pytest.approx(theirs.validation_loss, rel=1e-4)
        for found, expected in zip(weights(fast), weights(shown), strict=True):
            np.testing.assert_allclose(found, expected, atol=2e-4, rtol=0)


def test_a_single_step_differs_in_the_last_digits_alone():
    work = material(2, rows=96)
    fast, shown = (net(2, (64, 32), batch_size=96) for _ in range(2))
    for loop, made in ((epochs, fast), (plain, shown)):
        next(loop(made, work))
    for found, expected in zip(weights(fast), weights(shown), strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-7)


@pytest.mark.parametrize("classes", [2, 0])
def test_both_stop_at_the_same_epoch_and_keep_its_weights(classes):
    work = material(classes, rows=60)
    given = {"early_stopping": True, "epochs": 60, "learning_rate": 0.03}
    fast, shown = net(classes, **given), net(classes, **given)
    ours, theirs = list(epochs(fast, work)), list(plain(shown, work))
    assert ours[-1].note == theirs[-1].note != ""
    assert len(ours) == len(theirs) < 60
    for found, expected in zip(weights(fast), weights(shown), strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-3)


def test_rows_dealt_in_several_parts_are_the_same_steps(monkeypatch):
    work = material(2)
    whole, parted = net(2), net(2)
    list(epochs(whole, work))
    monkeypatch.setattr(flat, "FLOATS", 1)  # a batch at a time
    list(epochs(parted, work))
    for found, expected in zip(weights(parted), weights(whole), strict=True):
        np.testing.assert_array_equal(found, expected)


def test_the_seed_decides_every_bit():
    work = material(2)
    one, same = net(2), net(2)
    list(epochs(one, work))
    torch.rand(3)
    list(epochs(same, work))
    for found, expected in zip(weights(one), weights(same), strict=True):
        assert found.tobytes() == expected.tobytes()


def test_a_page_may_look_at_the_net_between_epochs():
    work = material(2)
    made = net(2)
    ticks = epochs(made, work)
    answers = [tick.answers()[1] for tick in islice(ticks, 2)]
    assert not np.array_equal(*answers)


def test_a_net_that_runs_away_says_so_like_the_readable_loop():
    work = material(0)
    for loop in (epochs, plain):
        made = net(0, learning_rate=1e30, epochs=4)
        losses = [tick.loss for tick in loop(made, work)]
        assert not np.isfinite(losses).all()


@pytest.mark.parametrize(
    ("shape", "known"),
    [
        (Shape(hidden=()), True),
        (Shape(hidden=(8, 4)), True),
        (Shape(hidden=(8,), activation="tanh"), False),
        (Shape(hidden=(8,), dropout=0.1), False),
        (Shape(hidden=(8,), batch_norm=True), False),
    ],
    ids=str,
)
def test_what_it_does_not_know_takes_the_readable_loop(monkeypatch, shape, known):
    made = NetClassifier(shape, OPTIONS | {"epochs": 1}, 1)
    assert ran_flat(monkeypatch, made, material(2)) is known


def test_where_torch_lacks_the_step_the_readable_loop_runs(monkeypatch):
    monkeypatch.delattr(torch, "_fused_adamw_")
    made = net(2)
    made.start(material(2))
    assert flat.linear_layers(made) is None
