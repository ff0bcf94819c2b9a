from dataclasses import replace
from itertools import chain, pairwise

import numpy as np
import pytest
import torch

from core import model
from core.dataset import data_config
from core.errors import Refused
from core.model import Material
from core.nets import NetClassifier, Shape
from core.run import run_config
from core.train import finish, fit
from core.trainers.epochs import epochs, rows

OPTIONS = {
    "epochs": 3,
    "batch_size": 32,
    "learning_rate": 0.01,
    "weight_decay": 0.01,
    "early_stopping": False,
    "patience": 10,
}


def material(count: int = 120, watch: int = 40, seed: int = 1) -> Material:
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(count + watch, 4)).astype(np.float32)
    noise = rng.normal(size=count + watch)
    y = (X[:, 0] - X[:, 1] + noise > 0).astype(np.int64)
    return Material(
        X=X[:count], y=y[:count], X_watch=X[count:], y_watch=y[count:],
        X_grid=None, classes=2, seed=seed,
    )  # fmt: skip


def net(seed: int = 1, shape: Shape | None = None, **given: object) -> NetClassifier:
    return NetClassifier(shape or Shape(hidden=(8,)), OPTIONS | given, seed)


def weights(made: NetClassifier) -> list[bytes]:
    return [w.cpu().numpy().tobytes() for w in made.module_.state_dict().values()]


def trained(made: NetClassifier, work: Material | None = None):
    ticks = list(epochs(made, work or material()))
    return made, ticks


# The step itself, by hand. ------------------------------------------------------


def gradients(W1, b1, W2, b2, X, y):
    """Return the mean cross-entropy's slopes for a net with one ReLU layer."""
    before = X @ W1.T + b1
    hidden = np.maximum(before, 0)
    scores = hidden @ W2.T + b2
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(len(y)), y]).mean()
    out = (p - np.eye(2)[y]) / len(y)
    back = out @ W2 * (before > 0)
    return loss, [back.T @ X, back.sum(axis=0), out.T @ hidden, out.sum(axis=0)]


def test_steps_are_those_written_by_hand():
    """Gradient and AdamW (Loshchilov and Hutter 2019) in float64, three steps."""
    work, rate, decay = material(), 0.05, 0.1
    made = net(epochs=3, batch_size=500, learning_rate=rate, weight_decay=decay)
    start = made.start(work)
    p = [w.detach().cpu().numpy().astype(float) for w in start.parameters()]
    m, v = [np.zeros_like(w) for w in p], [np.zeros_like(w) for w in p]
    for step, tick in enumerate(epochs(made, work), start=1):
        loss, slopes = gradients(*p, work.X.astype(float), work.y)
        for i, g in enumerate(slopes):
            m[i] = 0.9 * m[i] + 0.1 * g
            v[i] = 0.999 * v[i] + 0.001 * g**2
            fair_m, fair_v = m[i] / (1 - 0.9**step), v[i] / (1 - 0.999**step)
            p[i] = p[i] * (1 - rate * decay) - rate * fair_m / (fair_v**0.5 + 1e-8)
        assert tick.loss == pytest.approx(loss, rel=1e-5)
        for found, expected in zip(made.module_.parameters(), p, strict=True):
            np.testing.assert_allclose(found.detach().cpu(), expected, atol=2e-6)
    watched, _ = gradients(*p, work.X_watch.astype(float), work.y_watch)
    assert tick.validation_loss == pytest.approx(watched, rel=1e-5)


def test_an_epoch_shows_every_row_once_in_a_new_order():
    work = replace(material(), X=np.arange(100, dtype=np.float32)[:, None] * 0)
    work = replace(work, X=work.X + np.arange(100, dtype=np.float32)[:, None])
    work = replace(work, y=work.y[:100], X_watch=work.X[:5], y_watch=work.y[:5])
    made, seen = net(shape=Shape(hidden=(8,), dropout=0.1), epochs=2), []
    ticks = epochs(made, work)
    build = made.start

    def start(given):
        module = build(given)
        module.register_forward_pre_hook(note)
        return module

    def note(module, given):
        if module.training:
            seen.append(given[0].ravel().tolist())

    made.start = start
    list(ticks)
    assert [len(batch) for batch in seen] == [32, 32, 32, 4] * 2
    first, second = (list(chain(*seen[i : i + 4])) for i in (0, 4))
    assert sorted(first) == sorted(second) == list(range(100))
    assert first != second
    assert first != sorted(first)


# Early stopping. ----------------------------------------------------------------


def test_early_stopping_keeps_the_best_epoch():
    shape = Shape(hidden=(64,))
    work = material(count=60)
    made, ticks = trained(
        net(shape=shape, early_stopping=True, patience=3, epochs=200,
            learning_rate=0.03),
        work,
    )  # fmt: skip
    losses = [tick.validation_loss for tick in ticks]
    best = int(np.argmin(losses)) + 1
    assert len(ticks) == best + 3 < 200
    assert ticks[-1].note == f"kept epoch {best}"
    again, _ = trained(net(shape=shape, epochs=best, learning_rate=0.03), work)
    assert weights(made) == weights(again)


def test_the_best_epoch_is_kept_at_the_end_too():
    work = material(count=60)
    given = {"shape": Shape(hidden=(64,)), "learning_rate": 0.03}
    made, ticks = trained(
        net(early_stopping=True, patience=100, epochs=40, **given), work
    )
    best = int(np.argmin([tick.validation_loss for tick in ticks])) + 1
    assert best < len(ticks) == 40
    again, _ = trained(net(epochs=best, **given), work)
    assert weights(made) == weights(again)


def test_without_early_stopping_every_epoch_is_trained():
    _, ticks = trained(net(epochs=30, patience=1, learning_rate=0.5))
    assert [tick.step for tick in ticks] == list(range(1, 31))
    assert all(tick.note == "" for tick in ticks)


def test_rows_are_held_back_where_none_are_given():
    work = material(count=200, watch=0)
    X, y, X_watch, y_watch = rows(work)
    assert (len(X), len(X_watch)) == (170, 30)
    assert (len(y), len(y_watch)) == (170, 30)
    together = np.concatenate([X, X_watch])
    order = np.lexsort(together.T), np.lexsort(work.X.T)
    np.testing.assert_array_equal(together[order[0]], work.X[order[1]])
    _, ticks = trained(net(), work)
    codes, probabilities = ticks[-1].answers()
    assert ticks[-1].scored_on == "rows held back"
    np.testing.assert_array_equal(codes, y_watch)
    assert probabilities.shape == (30, 2)


# Batches of one row. ------------------------------------------------------------


def test_a_last_row_alone_does_not_upset_batch_norm():
    made, ticks = trained(
        net(shape=Shape(hidden=(8,), batch_norm=True)), material(count=65)
    )
    assert all(np.isfinite(tick.loss) for tick in ticks)
    assert np.isfinite(made.predict_proba(material().X)).all()


def test_batches_of_one_row_train():
    made, ticks = trained(net(batch_size=1, epochs=5, learning_rate=0.001))
    losses = [tick.loss for tick in ticks]
    assert losses[-1] < losses[0]
    fresh = net()
    fresh.start(material())
    assert weights(made) != weights(fresh)


def test_batch_norm_of_single_rows_is_refused():
    given = {"batch_size": 1, "batch_norm": True}
    config = run_config(data_config("moons"), "mlp", given)
    with pytest.raises(Refused, match="at least 2 rows"):
        finish(fit(config))


def test_one_row_is_answered_like_many():
    shape = Shape(hidden=(8,), batch_norm=True, dropout=0.5)
    made, _ = trained(net(shape=shape))
    X = material().X
    many = made.predict_proba(X)
    one = np.concatenate([made.predict_proba(row[None]) for row in X[:10]])
    np.testing.assert_allclose(one, many[:10], atol=1e-6)
    np.testing.assert_array_equal(many.argmax(axis=1), made.predict(X))


# Chance. ------------------------------------------------------------------------


@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_the_seed_decides_everything(dropout):
    shape = Shape(hidden=(8, 4), dropout=dropout, activation="gelu")
    one, _ = trained(net(seed=5, shape=shape))
    torch.rand(3)
    same, _ = trained(net(seed=5, shape=shape))
    other, _ = trained(net(seed=6, shape=shape))
    assert weights(one) == weights(same)
    assert weights(one) != weights(other)
    X = material().X
    assert one.predict_proba(X).tobytes() == one.predict_proba(X).tobytes()


def test_dropout_changes_training_and_not_answers():
    plain, _ = trained(net(shape=Shape(hidden=(8,))))
    dropped, _ = trained(net(shape=Shape(hidden=(8,), dropout=0.5)))
    X = material().X
    assert not np.allclose(plain.predict_proba(X), dropped.predict_proba(X))


def test_torchs_own_generator_is_left_alone():
    before = torch.get_rng_state()
    made = net(shape=Shape(hidden=(8,), dropout=0.5))
    for tick in epochs(made, material()):
        tick.answers()
        torch.testing.assert_close(torch.get_rng_state(), before, rtol=0, atol=0)


def test_scores_asked_between_epochs_change_nothing():
    asked = net(shape=Shape(hidden=(8,), dropout=0.5, batch_norm=True))
    for tick in epochs(asked, material()):
        tick.answers()
    silent, _ = trained(net(shape=asked.shape))
    assert weights(asked) == weights(silent)


# Whole nets. --------------------------------------------------------------------


def test_fit_is_the_same_training():
    work = material(watch=0)
    fitted = net().fit(work.X, work.y)
    looped, _ = trained(net(), work)
    assert weights(fitted) == weights(looped)


@pytest.mark.parametrize("layers", [0, 1, 3])
def test_layers_and_weights_are_counted(layers):
    spec = model.specs()["mlp"]
    values = dict(run_config(data_config("moons"), "mlp", {"layers": layers}).values)
    made = spec.build(values | {"epochs": 1}, 1, "binary")
    trained(made)
    widths = [4, *(64 >> depth for depth in range(layers)), 2]
    pairs = pairwise(widths)
    assert spec.count(made) == sum(a * b + b for a, b in pairs)


def test_a_net_with_defaults_learns_the_articles_table():
    run = finish(fit(run_config(data_config("article"), "mlp")))
    assert run.evaluation.score("roc_auc").value >= 0.95
    assert run.dataset.part_rows == (4000, 0, 1000)
