"""Nets asked from their second layer on, budgets, drafts and standard errors."""

from dataclasses import replace

import numpy as np
import pytest

from core.explain import Draft, Request, additivity_gap, attribute
from core.model import Material, respond
from core.nets import NetClassifier, NetRegressor, Shape
from core.shapley import asking
from core.shapley.coalition import by_weights, gains, shapley_of
from core.shapley.game import any_game
from core.shapley.netgame import is_net, net_game
from core.train import finish

SINGLE = tuple((column,) for column in range(6))
ONE_HOT = ((4,), (0, 1, 2), (3,), (5,))
SHAPES = {
    "two layers": Shape(hidden=(8, 5)),
    "none": Shape(hidden=()),
    "bent otherwise": Shape(hidden=(7,), activation="tanh", batch_norm=True),
    "dropout": Shape(hidden=(8, 5), dropout=0.5),
}


def net(classes: int, shape=SHAPES["two layers"], columns: int = 6):
    """Return a net of random weights, large enough for its answers to vary."""
    random = np.random.default_rng(classes)
    X = random.normal(size=(300, columns)).astype(np.float32)
    y = np.arange(300) % classes if classes else 40 * X[:, 0] + 1e5
    made = (NetClassifier if classes else NetRegressor)(shape, {}, 3)
    made.start(
        Material(
            X=X, y=y, X_watch=X[:0], y_watch=y[:0], X_grid=None,
            classes=classes, seed=1,
        )
    )  # fmt: skip
    for weights in made.module_.parameters():
        weights.data *= 2
    return made, X


def asked(classes=2, groups=SINGLE, rows=6, background=40, **other):
    model, X = net(classes, columns=sum(map(len, groups)))
    return Request(
        model=model,
        X=X[:rows],
        background=X[100 : 100 + background],
        groups=groups,
        seed=5,
        **other,
    )


def answer(question):
    return finish(attribute("permutation_shap", question))


@pytest.fixture
def sampling(monkeypatch):
    monkeypatch.setattr(asking, "MOST_EXACT_FEATURES", 0)


@pytest.mark.parametrize("classes", [0, 2, 3])
@pytest.mark.parametrize("groups", [SINGLE, ONE_HOT], ids=["single", "one-hot"])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_net_is_asked_the_same_as_any_model(classes, groups, shape):
    model, X = net(classes, shape)
    assert is_net(model)
    quick, plain = net_game(model, groups), any_game(model, groups)
    random = np.random.default_rng(0)
    orders = random.permuted(np.tile(np.arange(len(groups)), (9, 1)), axis=1)
    for found, expected in (
        (quick.along(X[:4], X[50:59], orders), plain.along(X[:4], X[50:59], orders)),
        (quick.every(X[:4], X[50:59]), plain.every(X[:4], X[50:59])),
    ):
        expected = expected[..., 1:] if quick.second else expected
        scale = np.abs(expected).max()
        np.testing.assert_allclose(found, expected, atol=2e-6 * scale)


@pytest.mark.parametrize("classes", [0, 2, 3])
@pytest.mark.parametrize("groups", [SINGLE, ONE_HOT], ids=["single", "one-hot"])
def test_machine_code_adds_up_what_torch_answers(classes, groups):
    model, X = net(classes)
    game, features = net_game(model, groups), len(groups)
    random = np.random.default_rng(0)
    orders = random.permuted(np.tile(np.arange(features), (9, 1)), axis=1)
    taken = slice(1, 2) if game.second else slice(None)
    base, full = respond(model, X[50:59])[:, taken], respond(model, X[:4])[:, taken]
    found = gains(game.along(X[:4], X[50:59], orders), orders, base, full)
    out = np.zeros((2, 4, features, base.shape[1]))
    game.add_pairs((X[:4], X[50:59], orders), (base, full), (out[0], out[1]))
    scale = np.abs(found).max()
    np.testing.assert_allclose(out[0], found.sum(axis=1), atol=1e-5 * scale)
    np.testing.assert_allclose(out[1], (found**2).sum(axis=1), atol=1e-4 * scale**2)


def test_only_plain_nets_have_machine_code():
    kinds = {name: net_game(net(2, shape)[0], SINGLE) for name, shape in SHAPES.items()}
    known = {name for name, game in kinds.items() if game.add_pairs}
    assert known == {"two layers", "dropout"}


def test_both_ways_to_weigh_coalitions_agree():
    random = np.random.default_rng(0)
    worth = random.normal(size=(2, 3, 32, 1))
    whole = by_weights(worth, worth[0, :, 0], worth[:, 0, -1])
    worth[:, :, 0], worth[:, :, -1] = worth[0, :, 0], worth[:, :1, -1]
    np.testing.assert_allclose(whole[1, 2, :, 0], shapley_of(worth[1, 2, :, 0]))


@pytest.mark.parametrize("classes", [0, 2, 3])
def test_sampled_values_of_a_net_lie_within_their_errors(
    sampling, classes, monkeypatch
):
    question = asked(classes)
    found = answer(question)
    monkeypatch.setattr(asking, "MOST_EXACT_FEATURES", 10)
    exact = answer(question)
    assert exact.error == 0
    assert exact.errors is None
    assert found.errors.shape == found.values.shape
    assert found.error == found.errors.max() > 0
    off = np.abs(found.values - exact.values)
    assert (off <= 2 * found.errors + 1e-9).mean() > 0.9
    assert off.max() < 4 * found.error
    for made in (found, exact):
        scale = np.abs(made.values).max()
        assert additivity_gap(made, respond(question.model, question.X)) < 1e-9 * scale


def test_a_budget_takes_the_first_background_rows(sampling):
    question = asked(rows=20, background=200)
    part = answer(replace(question, most=20 * 10 * 100 * net_game_adds(question)))
    assert part.background_rows == 100
    first = respond(question.model, question.background[:100]).mean(axis=0)
    np.testing.assert_allclose(part.base, first, atol=1e-12)
    every = answer(question)
    assert every.background_rows == 200
    assert every.error < part.error


def net_game_adds(question):
    return net_game(question.model, question.groups).adds


def test_exact_values_against_some_of_the_background_have_an_error(monkeypatch):
    monkeypatch.setattr(asking, "ENOUGH_EXACT_ROWS", 10)
    question = asked(rows=5, background=150)
    most = 5 * 64 * 80 * net_game_adds(question)
    found = answer(replace(question, most=most))
    assert found.background_rows == 80
    whole = answer(question)
    assert whole.error == 0
    assert np.abs(found.values - whole.values).max() < 4 * found.error


def test_an_answer_sharpens_in_drafts_and_ends_when_it_is_sharp(sampling):
    question = asked(rows=3, background=190, most=1e12)
    work, drafts = attribute("permutation_shap", question), []
    while True:
        try:
            tick = next(work)
        except StopIteration as end:
            last = end.value
            break
        if isinstance(tick, Draft):
            drafts.append(tick.made)
    answers = respond(question.model, question.X)
    used = [made.background_rows for made in drafts]
    assert used == sorted(used)
    assert used[0] == asking.FIRST_PAIRS
    assert all(additivity_gap(made, answers) < 1e-9 for made in drafts)
    assert last.error < drafts[0].error
    model, X = net(2)
    for weights in model.module_.parameters():
        weights.data *= 0.05
    sharp = answer(replace(question, model=model, background=np.tile(X[100:], (10, 1))))
    assert sharp.background_rows < 2000
    assert sharp.error <= 0.002


def test_the_same_request_has_the_same_answer_to_the_last_digit(sampling):
    first, second = answer(asked(3)), answer(asked(3))
    assert first.values.tobytes() == second.values.tobytes()
    assert first.errors.tobytes() == second.errors.tobytes()
    other = answer(replace(asked(3), seed=6))
    assert not np.array_equal(first.values, other.values)
