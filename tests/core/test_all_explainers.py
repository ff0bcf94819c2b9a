import numpy as np
import pytest
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression

from core.explain import Draft, Request, additivity_gap, specs
from core.history import Progress
from core.model import respond

GROUPS = {
    "one column a feature": tuple((column,) for column in range(12)),
    "few features": ((0, 1, 2), (3, 4, 5, 6, 7), (8,), (9, 10, 11)),
    "one-hot": (*((column,) for column in range(10)), (10, 11)),
}
MODELS = (
    LogisticRegression(),
    RandomForestClassifier(8, max_depth=4, random_state=0),
    HistGradientBoostingClassifier(max_iter=5, max_leaf_nodes=5, min_samples_leaf=5),
)
REGRESSORS = (
    LinearRegression(),
    RandomForestRegressor(8, max_depth=4, random_state=0),
)
AMOUNTS = 1  # one output: the amount itself


def log_odds(model, rows):
    return model.decision_function(rows).reshape(len(rows), -1)


def cases():
    """Every explainer with each kind of answer that a model it is for can give."""
    kinds = {AMOUNTS: REGRESSORS, 2: MODELS, 3: MODELS}
    return [
        (key, outputs)
        for key, spec in specs().items()
        for outputs, models in kinds.items()
        if any(map(spec.applies, models))
    ]


def ask(spec, outputs: int, groups):
    random = np.random.default_rng(outputs)
    X = random.normal(size=(150, 12)).astype(np.float32)
    y = np.arange(150) % max(2, outputs)
    X[:, 0] += y
    kinds = REGRESSORS if outputs == AMOUNTS else MODELS
    y = 50 * X[:, 0] * X[:, 1] + 900 if outputs == AMOUNTS else y
    model = next(model for model in kinds if spec.applies(model)).fit(X, y)
    question = Request(model=model, X=X[:5], background=X[50:75], groups=groups, seed=9)
    ticks, work = [], spec.explain(question)
    while True:
        try:
            ticks.append(next(work))
        except StopIteration as stop:
            return question, ticks, stop.value


@pytest.mark.parametrize(("key", "outputs"), cases())
@pytest.mark.parametrize("groups", GROUPS.values(), ids=GROUPS)
def test_every_explainer_keeps_the_contract(key, outputs, groups):
    question, ticks, answer = ask(specs()[key], outputs, groups)
    told = log_odds if specs()[key].unit == "log-odds" else respond
    expected = told(question.model, question.X)
    assert answer.values.shape == (5, len(groups), expected.shape[1])
    assert answer.base.shape == (expected.shape[1],)
    assert np.isfinite(answer.values).all()
    assert answer.error >= 0
    if specs()[key].compares:
        background = told(question.model, question.background).mean(axis=0)
        np.testing.assert_allclose(answer.base, background, atol=1e-6)
    assert additivity_gap(answer, expected) <= 1e-4
    assert all(isinstance(tick, Progress | Draft) for tick in ticks)
    done = [tick.done for tick in ticks]
    assert len(ticks) > 1
    assert done == sorted(done)
    assert done[-1] == ticks[-1].total
    assert all(tick.done <= tick.total for tick in ticks)


@pytest.mark.parametrize(("key", "outputs"), [c for c in cases() if c[1] != 2])
def test_every_explainer_says_the_same_twice(key, outputs):
    first, second = (ask(specs()[key], outputs, GROUPS["one-hot"])[2] for _ in "12")
    np.testing.assert_array_equal(first.values, second.values)
    assert first.error == second.error


@pytest.mark.parametrize("key", specs())
def test_every_explainer_can_be_stopped(key):
    random = np.random.default_rng(0)
    X = random.normal(size=(60, 12)).astype(np.float32)
    spec = specs()[key]
    model = next(model for model in MODELS if spec.applies(model))
    question = Request(
        model=model.fit(X, np.arange(60) % 2),
        X=X,
        background=X,
        groups=GROUPS["one column a feature"],
        seed=9,
    )
    work = spec.explain(question)
    assert next(work).done == 0
    work.close()
    assert next(work, None) is None


@pytest.mark.parametrize("spec", specs().values(), ids=specs())
def test_every_explainer_says_what_it_is(spec):
    assert spec.title
    assert spec.summary.endswith(".")
    assert not spec.applies(object())
