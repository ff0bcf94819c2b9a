import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

from core.explain import Request, additivity_gap, specs
from core.history import Progress

GROUPS = {
    "one column a feature": tuple((column,) for column in range(12)),
    "few features": ((0, 1, 2), (3, 4, 5, 6, 7), (8,), (9, 10, 11)),
    "one-hot": (*((column,) for column in range(10)), (10, 11)),
}
MODELS = (
    LogisticRegression(),
    RandomForestClassifier(8, max_depth=4, random_state=0),
)


def ask(spec, classes: int, groups):
    random = np.random.default_rng(classes)
    X = random.normal(size=(150, 12)).astype(np.float32)
    y = np.arange(150) % classes
    X[:, 0] += y
    model = next(model for model in MODELS if spec.applies(model)).fit(X, y)
    question = Request(model=model, X=X[:5], background=X[50:75], groups=groups, seed=9)
    ticks, work = [], spec.explain(question)
    while True:
        try:
            ticks.append(next(work))
        except StopIteration as stop:
            return question, ticks, stop.value


@pytest.mark.parametrize("key", specs())
@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("groups", GROUPS.values(), ids=GROUPS)
def test_every_explainer_keeps_the_contract(key, classes, groups):
    question, ticks, answer = ask(specs()[key], classes, groups)
    assert answer.values.shape == (5, len(groups), classes)
    assert answer.base.shape == (classes,)
    assert np.isfinite(answer.values).all()
    assert answer.error >= 0
    background = question.model.predict_proba(question.background).mean(axis=0)
    np.testing.assert_allclose(answer.base, background, atol=1e-6)
    assert additivity_gap(answer, question.model.predict_proba(question.X)) <= 1e-4
    assert all(isinstance(tick, Progress) for tick in ticks)
    done = [tick.done for tick in ticks]
    assert len(ticks) > 1
    assert done == sorted(done)
    assert done[-1] == ticks[-1].total
    assert all(tick.done <= tick.total for tick in ticks)


@pytest.mark.parametrize("key", specs())
def test_every_explainer_says_the_same_twice(key):
    first, second = (ask(specs()[key], 3, GROUPS["one-hot"])[2] for _ in range(2))
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
