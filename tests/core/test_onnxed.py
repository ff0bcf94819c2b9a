"""ONNX Runtime and flat arrays answer as the model itself does."""

import numpy as np
import pytest

from core.latency.onnxed import form, known, runner
from core.latency.treewalk import walker
from core.model import Material, fitting, respond, specs
from core.params import resolve
from core.shapley.trees import kind

SMALL = {"n_estimators": 12, "max_iter": 8, "epochs": 2}
CLASSES = {"binary": 2, "multiclass": 4, "regression": 0}
CASES = [
    (model, task) for task in CLASSES for model in fitting(task) if model != "dummy"
]
NETS = [
    {"activation": "tanh", "layers": 1},
    {"activation": "gelu", "batch_norm": True, "dropout": 0.2},
    {"layers": 0},
]


def rows(outliers: bool = False) -> np.ndarray:
    X = np.random.default_rng(0).normal(size=(300, 9)).astype(np.float32)
    if outliers:
        X[:20] *= 1e6
    return X


def trained(key: str, task: str, given=(), far: float = 0.0):
    """Return a model fitted to a few rows; amounts lie about `far`."""
    X, classes = rows(), CLASSES[task]
    told = X[:, 0] + X[:, 1] * X[:, 2]
    cuts = np.quantile(told, np.linspace(0, 1, max(2, classes) + 1)[1:-1])
    y = np.digitize(told, cuts) if classes else 3.0 * told + far
    spec = specs()[key]
    values = dict(resolve(spec.params, {}))
    values |= {name: few for name, few in SMALL.items() if name in values}
    model = spec.build(values | dict(given), 1, task)
    material = Material(
        X=X, y=y, X_watch=X[:0], y_watch=y[:0], X_grid=None, classes=classes, seed=1
    )
    for _ in spec.train(model, material):
        pass
    return model


def same(model, answer, X: np.ndarray) -> None:
    expected, found = respond(model, X), answer(X)
    assert found.shape == expected.shape
    assert found.dtype == np.float64
    scale = max(1.0, np.abs(expected).max())
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5 * scale)


@pytest.mark.parametrize(("key", "task"), CASES)
def test_every_model_answers_the_same(key, task):
    model = trained(key, task)
    if not known(model):
        pytest.skip("there is no form of it")
    for X in (rows(), rows()[:1], rows(outliers=True)):
        same(model, runner(form(model, 9)), X)
        if kind(model):
            same(model, walker(model), X)


@pytest.mark.parametrize("given", NETS, ids=str)
def test_nets_of_every_make_answer_the_same(given):
    model = trained("mlp", "multiclass", given)
    same(model, runner(form(model, 9)), rows())


@pytest.mark.parametrize("key", ["random_forest", "boosting", "mlp"])
def test_a_small_spread_around_a_large_amount_is_kept(key):
    model = trained(key, "regression", far=1e7)
    expected = respond(model, rows())
    found = runner(form(model, 9))(rows())
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-3)
    assert np.ptp(found) > 1.0


def test_rows_on_a_threshold_go_where_they_went():
    """Thresholds lie between rows in float64; float32 must not push one across."""
    model = trained("random_forest", "binary")
    nodes = [tree.tree_ for tree in model.estimators_]
    X = np.repeat(rows()[:1], 60, axis=0)
    places = [(n.feature[i], n.threshold[i]) for n in nodes for i in range(6)]
    for row, (column, threshold) in enumerate(places[:60]):
        if column >= 0:
            X[row, column] = np.float32(threshold)
    same(model, runner(form(model, 9)), X)


def test_writing_a_net_leaves_it_as_it_is():
    model = trained("mlp", "binary")
    before = [p.clone() for p in model.module_.parameters()]
    model.module_.train()
    form(model, 9)
    assert model.module_.training
    assert all(
        (a == b).all() for a, b in zip(before, model.module_.parameters(), strict=True)
    )


def test_what_has_no_form_says_so():
    assert not known(object())
    with pytest.raises(ValueError, match="no form in ONNX"):
        form(object(), 3)
