"""Importance, dependence and the check with random models, on small tables."""

import numpy as np
import pytest
from sklearn.inspection import partial_dependence, permutation_importance

from core import importance as module
from core.dataset import data_config, load
from core.dependence import curves, curves_key
from core.errors import Refused
from core.importance import importance, importance_key
from core.run import run_config
from core.sanity import sanity, sanity_key
from core.storage.store import store
from core.train import finish, matrix

SMALL = {"random_forest": {"n_estimators": 20}, "mlp": {"epochs": 8, "width": 8}}


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSOVER_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setattr("core.cost.LATENCY_S", 0.0)
        yield


def config(model, data="penguins"):
    return run_config(data_config(data), model, SMALL.get(model, {}))


def encoded(made_of, rows):
    fitted, dataset = store().get_model(f"{made_of.key}-model"), load(made_of.data)
    return fitted.model, matrix(fitted.encoder.transform(dataset.X.iloc[rows]))


@pytest.mark.parametrize("data", ["breast_cancer", "diabetes"])
def test_permutation_importance_is_about_that_of_scikit_learn(data, monkeypatch):
    monkeypatch.setattr(module, "SHUFFLES", 20)
    wanted = config("random_forest", data)
    found = finish(importance(wanted))
    dataset = load(wanted.data)
    fitted = store().get_model(f"{wanted.key}-model")
    rows = fitted.split.validation.rows
    model, X = encoded(wanted, rows)
    expected = permutation_importance(
        model, X, dataset.y[rows], scoring=found.metric, n_repeats=20, random_state=0
    )
    assert found.rows == len(rows)
    spread = np.sqrt(2 / 20) * expected.importances_std
    np.testing.assert_allclose(
        found.permutation, expected.importances_mean, atol=5 * spread.max() + 1e-9
    )
    assert (found.low <= found.permutation + 0.02).all()
    assert (found.permutation <= found.high + 0.02).all()
    np.testing.assert_allclose(found.impurity, model.feature_importances_)


@pytest.mark.parametrize("model", ["random_forest", "mlp", "logistic_regression"])
def test_importances_are_told_by_column_and_kept(model):
    wanted = config(model)
    found = finish(importance(wanted))
    dataset = load(wanted.data)
    assert found.features == tuple(dataset.X.columns)
    assert found.permutation.shape == found.low.shape == (len(found.features),)
    assert (found.metric, found.part) == ("roc_auc", "validation")
    assert (found.impurity is not None) == (model == "random_forest")
    kept = store().get(importance_key(wanted))
    assert kept.permutation.tobytes() == found.permutation.tobytes()


def test_partial_dependence_is_that_of_scikit_learn():
    wanted = config("random_forest", "diabetes")
    found = finish(curves(wanted, "body mass index"))
    dataset, told = (
        load(wanted.data),
        store().get(curves_key(wanted, "body mass index")),
    )
    model, X = encoded(wanted, found.rows)
    column = list(dataset.X.columns).index("body mass index")
    expected = partial_dependence(
        model, X, [column], custom_values={column: found.at}, kind="individual",
        method="brute",
    )["individual"][0]  # fmt: skip
    np.testing.assert_allclose(found.each[:, :, 0], expected)
    assert found.mean.shape == (len(found.at), 1)
    assert told.mean.tobytes() == found.mean.tobytes()
    assert (found.kind, found.unit) == ("number", dataset.target)


def test_models_of_a_race_are_asked_about_the_same_values_and_rows():
    forest, net = (
        finish(curves(config(model), "island")) for model in ("random_forest", "mlp")
    )
    assert forest.kind == "category"
    assert set(forest.at) == {"Biscoe", "Dream", "Torgersen"}
    assert forest.at.tolist() == net.at.tolist()
    np.testing.assert_array_equal(forest.rows, net.rows)
    assert len(forest.cells) == len(forest.rows) == len(forest.each)
    np.testing.assert_allclose(net.mean.sum(axis=1), 1)


def test_a_column_that_is_not_there_is_refused():
    with pytest.raises(Refused, match="There is no column 'tea'"):
        finish(curves(config("random_forest"), "tea"))


def test_what_was_learned_is_gone_layer_by_layer_and_the_net_stays():
    wanted = config("mlp")
    found = finish(sanity(wanted))
    before = encoded(wanted, [0, 1])
    assert [stage.name for stage in found.stages] == [
        f"{n} of 3 layers random" for n in (1, 2, 3)
    ]
    assert found.cells == found.stages[-1].cells < 0.95
    assert found.trained.shape == found.random.shape == (len(found.features),)
    again = finish(sanity(wanted))
    assert again.random.tobytes() == found.random.tobytes()
    model, X = encoded(wanted, [0, 1])
    np.testing.assert_array_equal(
        model.predict_proba(X), before[0].predict_proba(before[1])
    )


def test_a_forest_of_shuffled_targets_explains_nothing():
    wanted = config("random_forest")
    found = finish(sanity(wanted))
    assert len(found.stages) == 1
    assert found.trained.max() > 2 * found.random.max()
    assert store().get(sanity_key(wanted)).cells == found.cells
