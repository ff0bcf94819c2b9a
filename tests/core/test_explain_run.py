from dataclasses import replace

import numpy as np
import pytest
from sklearn.ensemble import RandomForestRegressor
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from core import explain, recall
from core import explain_run as module
from core.cost import Stopwatch
from core.dataset import data_config, load
from core.errors import Refused
from core.explain import additivity_gap, agreement
from core.explain_run import explain_run
from core.model import respond
from core.run import run_config
from core.split import split
from core.storage.store import store
from core.train import finish, fit

MODELS = {
    "random_forest": {"n_estimators": 100},
    "mlp": {"epochs": 5, "width": 8},
    "logistic_regression": {},
}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path))
    monkeypatch.setattr("core.cost.LATENCY_S", 0.0)  # not what is tested here


@pytest.fixture(params=["moons", "penguins"])
def data(request):
    return data_config(request.param)


def explained(data, rows=20, background=30):
    configs = [run_config(data, key, given) for key, given in MODELS.items()]
    return [finish(explain_run(config, rows, background)) for config in configs]


def test_all_models_of_a_race_explain_the_same_rows_and_add_up(data):
    found = explained(data)
    dataset = load(data)
    parts = split(dataset, 42)
    for one in found:
        np.testing.assert_array_equal(one.rows, found[0].rows)
        assert one.part == "validation"
        assert set(one.rows) <= set(parts.validation.rows)
        assert one.background_rows == 30
        assert one.values.shape == (20, dataset.X.shape[1], len(dataset.classes))
        assert (one.unit, one.classes) == ("probability", dataset.classes)
        assert additivity_gap(one, one.answers) <= 1e-6, one.method
        np.testing.assert_array_equal(one.truth, dataset.y[one.rows])
        cells = dataset.X.iloc[one.rows].to_numpy(dtype=object)
        assert str(one.cells.tolist()) == str(cells.tolist())
        assert one.wall_s > 0
    both = agreement(found[0], found[1], shown=1)
    assert -1 <= both.cells <= 1


@pytest.mark.parametrize("model", ["random_forest", "mlp", "linear_regression"])
def test_amounts_are_explained_in_their_own_unit(model):
    data = data_config("diabetes")
    config = run_config(data, model, MODELS.get(model, {}))
    found, dataset = finish(explain_run(config, 20, 30)), load(data)
    assert (found.unit, found.classes) == (dataset.target, (dataset.target,))
    assert found.values.shape == (20, dataset.X.shape[1], 1)
    np.testing.assert_array_equal(found.truth, dataset.y[found.rows])
    said = found.base[0] + found.values.sum(axis=1)[:, 0]
    np.testing.assert_allclose(said, found.answers[:, 0], atol=1e-4)
    fitted = store().get_model(f"{config.key}-model")
    X = fitted.encoder.transform(dataset.X.iloc[found.rows]).astype(np.float32)
    np.testing.assert_allclose(found.answers[:, 0], fitted.model.predict(X))
    low, high = np.quantile(dataset.y, [0.01, 0.99])
    assert low < found.answers.min() < found.answers.max() < high


def test_test_rows_are_explained_where_nothing_is_held_back():
    config = run_config(data_config("article"), "dummy")
    found = finish(explain_run(config, 5, 5))
    parts = split(load(config.data), 42)
    assert found.part == "test"
    assert set(found.rows) <= set(parts.test.rows)


def test_all_models_of_a_race_are_compared_with_the_same_rows(monkeypatch):
    seen = []

    def spy(key, model):
        spec = module.explain.specs()["permutation_shap"]
        own = {"key": key, "title": spec.title, "unit": ""}
        own["explain"] = staticmethod(watch)
        return type("Spy", (), own)

    def watch(question):
        seen.append(question)
        return module.explain.specs()["permutation_shap"].explain(question)

    monkeypatch.setattr(module.explain, "choose", spy)
    explained(data_config("moons", {"n": 200}), 3, 5)
    forest, *scaled = seen
    for other in scaled:  # standardised, so that each column's ranks are the same
        for name in ("X", "background"):
            order = getattr(forest, name).argsort(axis=0)
            np.testing.assert_array_equal(order, getattr(other, name).argsort(axis=0))


def test_the_base_is_the_mean_answer_on_training_rows():
    data = data_config("moons", {"n": 200})
    config = run_config(data, "random_forest", {"n_estimators": 5})
    every = finish(explain_run(config, 3, 10_000))
    dataset, parts = load(data), split(load(data), 42)
    fitted = store().get_model(f"{config.key}-model")
    X = fitted.encoder.transform(dataset.X.iloc[parts.train.rows])
    assert every.background_rows == len(parts.train)
    np.testing.assert_allclose(every.base, fitted.model.predict_proba(X).mean(axis=0))


def test_a_model_that_is_not_kept_is_trained_first():
    config = run_config(data_config("moons", {"n": 200}), "mlp", {"epochs": 2})
    first = next(iter(explain_run(config, 3, 5)))
    assert first.message == "Training the model first"
    found = finish(explain_run(config, 3, 5))
    run = store().get(config.key)
    assert (found.run, found.model) == (run.key, "mlp")


def test_a_kept_model_is_not_trained_again(monkeypatch):
    config = run_config(data_config("moons", {"n": 200}), "dummy")
    finish(fit(config))
    monkeypatch.setattr(recall, "fit_model", None)
    found = finish(explain_run(config, 3, 5))
    assert np.abs(found.values).max() < 1e-12


def test_the_explanation_is_kept_and_the_same_every_time():
    config = run_config(data_config("wine"), "mlp", {"epochs": 2})
    first = finish(explain_run(config, 4, 6))
    kept = store().get(f"{config.key}-why-4-6")
    again = finish(explain_run(config, 4, 6))
    for other in (kept, again):
        assert first.values.tobytes() == other.values.tobytes()


def test_an_explanation_is_drawn_while_it_improves():
    config = run_config(data_config("diabetes"), "mlp", {"epochs": 2})
    finish(fit(config))
    work, sketches = explain_run(config, 30), []
    while True:
        try:
            tick = next(work)
        except StopIteration as end:
            last = end.value
            break
        if isinstance(tick, explain.Sketch):
            sketches.append(tick)
    assert sketches
    for tick in sketches:
        one = tick.explanation
        assert not one.finished
        assert tick.done < tick.total
        assert one.background_rows < last.background_rows
        assert additivity_gap(one, one.answers) <= 1e-6
        np.testing.assert_array_equal(one.rows, last.rows)
    assert last.finished
    assert last.background_of == len(split(load(config.data), 42).train)
    assert last.row_ms == pytest.approx(1000 * last.cpu_s / 30)


def test_columns_that_move_together_are_named():
    config = run_config(data_config("diabetes"), "linear_regression")
    found = finish(explain_run(config, 3)).related
    X = load(config.data).X.iloc[split(load(config.data), 42).train.rows]
    r = X.corr(numeric_only=True).to_dict()
    assert found
    for first, second, value in found:
        assert value == pytest.approx(r[first][second])
        assert abs(value) >= 0.8


def test_rows_that_are_made_up_are_explained_like_any_other():
    config = run_config(data_config("penguins"), "mlp", {"epochs": 2})
    whole = finish(explain_run(config, 5))
    dataset, fitted = load(config.data), store().get_model(f"{config.key}-model")
    found = module.explain_rows(fitted, dataset, dataset.X.iloc[whole.rows])
    assert np.corrcoef(found.values.ravel(), whole.values.ravel())[0, 1] > 0.9
    assert additivity_gap(found, whole.answers) < 1e-6


def test_values_in_another_unit_add_up_in_that_unit():
    made = explain.Attribution(values=np.full((2, 3, 1), 0.5), base=np.array([1.0]))
    config = run_config(data_config("moons", {"n": 200}), "dummy")
    drawn = replace(finish(explain_run(config, 2, 5)), unit="log-odds")
    found = module._filled(drawn, made, Stopwatch())
    np.testing.assert_array_equal(found.answers, [[2.5], [2.5]])
    assert found.classes == drawn.classes[1:]


def test_data_that_cannot_be_used_is_refused():
    config = run_config(data_config("file", {"path": "/nowhere"}), "dummy")
    with pytest.raises(Refused):
        finish(explain_run(config))


def neighbours(model):
    """Return a tree that parts two neighbouring float32 numbers, and the numbers."""
    low = np.nextafter(np.float32(16.7), np.float32(0))
    X = np.array([[low], [np.float32(16.7)]], dtype=np.float32)
    return model.fit(X, [0, 1]), X


@pytest.mark.parametrize("kind", [DecisionTreeClassifier, DecisionTreeRegressor])
def test_a_row_just_above_a_threshold_goes_where_the_tree_sends_it(kind):
    tree, X = neighbours(kind())
    threshold = tree.tree_.threshold[0]
    assert np.float32(threshold) > threshold  # rounded, it would catch both rows
    asked = explain.Request(model=tree, X=X, background=X, groups=((0,),), seed=1)
    found = finish(explain.attribute("tree_shap", asked))
    assert explain.additivity_gap(found, respond(tree, X)) < 1e-7


@pytest.mark.parametrize(("scale", "offset"), [(1.0, 1e9), (1e90, 0.0), (1e-60, 0.0)])
def test_leaves_far_from_zero_are_explained_to_the_digit(scale, offset):
    """Planted: shap holds leaves in float32, which is 64 wide at a thousand million."""
    random = np.random.default_rng(0)
    X = random.normal(size=(120, 3)).astype(np.float32)
    forest = RandomForestRegressor(10, random_state=0).fit(X, X[:, 0] * X[:, 1])
    for tree in forest.estimators_:
        tree.tree_.value[:] = tree.tree_.value * scale + offset
    groups = ((0,), (1,), (2,))
    asked = explain.Request(model=forest, X=X, background=X, groups=groups, seed=1)
    found = finish(explain.attribute("tree_shap", asked))
    assert explain.additivity_gap(found, respond(forest, X)) < 1e-5 * scale
    assert np.abs(found.values).max() > 0.1 * scale
