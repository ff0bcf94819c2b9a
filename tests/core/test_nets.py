"""What the net learns of amounts; its training loop is tested in test_epochs."""

from dataclasses import replace

import numpy as np
import pytest

from core.model import Material, respond
from core.nets import NetClassifier, NetRegressor, Shape
from core.statistics.regress import r2
from core.trainers.epochs import epochs, rows

OPTIONS = {
    "epochs": 100,
    "batch_size": 32,
    "learning_rate": 0.01,
    "weight_decay": 0.01,
    "early_stopping": True,
    "patience": 10,
}


def material(made, noise: float = 0.0, watch: int = 100) -> Material:
    """Return rows whose target is `made` of their first column, from -3 to 3."""
    random = np.random.default_rng(1)
    X = random.uniform(-3, 3, (500 + watch, 2)).astype(np.float32)
    y = made(X[:, 0].astype(float)) + noise * random.normal(size=500 + watch)
    return Material(
        X=X[:500], y=y[:500], X_watch=X[500:], y_watch=y[500:], X_grid=None,
        classes=0, seed=1,
    )  # fmt: skip


def net(hidden: tuple[int, ...] = (32, 16), **given: object) -> NetRegressor:
    return NetRegressor(Shape(hidden=hidden), OPTIONS | given, 1)


def trained(made: NetRegressor, work: Material):
    return made, list(epochs(made, work))


def score(made: NetRegressor, work: Material) -> float | None:
    return r2(work.y_watch, made.predict(work.X_watch))


def test_it_learns_a_line():
    work = material(lambda x: 7 - 2 * x)
    assert score(trained(net(), work)[0], work) > 0.995


def test_it_learns_a_sine_that_no_line_can_follow():
    work = material(lambda x: np.sin(2 * x))
    line, _ = trained(net(hidden=()), work)
    bent, _ = trained(net(), work)
    assert score(line, work) < 0.2
    assert score(bent, work) > 0.95


def test_without_layers_it_is_least_squares():
    work = material(lambda x: 3 * x + 1, noise=0.5)
    made, _ = trained(
        net(hidden=(), weight_decay=0.0, batch_size=500, epochs=800,
            early_stopping=False), work,
    )  # fmt: skip
    X = np.column_stack([work.X, np.ones(500)]).astype(float)
    weights = np.linalg.lstsq(X, work.y, rcond=None)[0]
    np.testing.assert_allclose(made.predict(work.X), X @ weights, atol=2e-3)


def gradients(W1, b1, W2, b2, X, y):
    """Return the mean squared error and its slopes for a net with one ReLU layer."""
    before = X @ W1.T + b1
    hidden = np.maximum(before, 0)
    off = hidden @ W2.T + b2 - y
    out = 2 * off / len(y)
    back = out @ W2 * (before > 0)
    slopes = [back.T @ X, back.sum(axis=0), out.T @ hidden, out.sum(axis=0)]
    return (off**2).mean(), slopes


def test_the_first_step_is_that_written_by_hand():
    """One step of AdamW moves every weight by the rate, against its slope's sign."""
    work, rate, decay = material(lambda x: 4 * x + 9, noise=1.0), 0.05, 0.1
    made = net(hidden=(8,), epochs=1, batch_size=500, learning_rate=rate,
               weight_decay=decay, early_stopping=False)  # fmt: skip
    start = [w.detach().cpu().numpy().astype(float) for w in
             made.start(work).parameters()]  # fmt: skip
    standard = ((work.y - work.y.mean()) / work.y.std())[:, None]
    loss, slopes = gradients(*start, work.X.astype(float), standard)
    (tick,) = epochs(made, work)
    assert tick.loss == pytest.approx(loss, rel=1e-5)
    for found, w, g in zip(made.module_.parameters(), start, slopes, strict=True):
        expected = w * (1 - rate * decay) - rate * g / (np.abs(g) + 1e-8)
        np.testing.assert_allclose(found.detach().cpu(), expected, atol=1e-4)


@pytest.mark.parametrize(("scale", "offset"), [(1e12, -4e12), (1e-9, 3.0), (1e90, 0)])
def test_the_unit_of_the_target_is_no_matter(scale, offset):
    work = material(lambda x: np.sin(2 * x), noise=0.1)
    other = replace(
        work, y=work.y * scale + offset, y_watch=work.y_watch * scale + offset
    )
    plain, ticks = trained(net(epochs=8), work)
    moved, again = trained(net(epochs=8), other)
    assert [tick.loss for tick in ticks] == pytest.approx(
        [tick.loss for tick in again], rel=1e-2
    )
    np.testing.assert_allclose(
        (moved.predict(work.X_watch) - offset) / scale,
        plain.predict(work.X_watch),
        atol=0.02,
    )


def test_a_target_that_does_not_vary_is_what_it_says():
    work = material(lambda x: np.full(len(x), 1e6))
    made, ticks = trained(net(), work)
    np.testing.assert_allclose(made.predict(work.X_watch), 1e6, rtol=1e-5)
    assert all(np.isfinite(tick.loss) for tick in ticks)


def test_it_watches_amounts_and_answers_in_one_column():
    work = material(lambda x: x, watch=0)
    made, ticks = trained(net(epochs=3), work)
    targets, answers = ticks[-1].answers()
    np.testing.assert_array_equal(targets, rows(work)[3])
    assert answers.shape == (len(targets), 1)
    np.testing.assert_array_equal(answers[:, 0], made.predict(rows(work)[2]))


def test_the_seed_decides_everything():
    work = material(lambda x: np.sin(2 * x))
    one, again = (trained(net(epochs=5), work)[0] for _ in range(2))
    assert one.predict(work.X).tobytes() == again.predict(work.X).tobytes()
    alone = net(epochs=5).fit(work.X, work.y)
    watched = replace(work, X_watch=work.X[:0], y_watch=work.y[:0])
    held, _ = trained(net(epochs=5), watched)
    assert alone.predict(work.X).tobytes() == held.predict(work.X).tobytes()


def test_many_rows_are_answered_as_in_one_pass(monkeypatch):
    work = material(lambda x: x)
    made, _ = trained(net(epochs=2), work)
    once = made.predict(work.X)
    monkeypatch.setattr("core.nets.PREDICT_ROWS", 64)
    np.testing.assert_allclose(made.predict(work.X), once, rtol=1e-5, atol=1e-6)


def test_only_a_classifier_has_probabilities():
    assert not hasattr(net(), "predict_proba")
    sure = NetClassifier(Shape(hidden=(4,)), OPTIONS | {"epochs": 1}, 1)
    work = material(lambda x: x)
    sure.fit(work.X, (work.y > 0).astype(np.int64))
    assert respond(sure, work.X).shape == (500, 2)
