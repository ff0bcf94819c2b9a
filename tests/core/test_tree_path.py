"""One row's way through one tree."""

import numpy as np
import pytest
from sklearn.ensemble import (
    GradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from core.shapley.tree_path import impurity, path


def table(missing: float = 0.0):
    random = np.random.default_rng(3)
    X = random.normal(size=(120, 4)).astype(np.float32)
    y = (X[:, 0] * X[:, 1] + X[:, 2] > 0).astype(int)
    X[random.random(X.shape) < missing] = np.nan
    return X, y


@pytest.mark.parametrize("forest", [RandomForestClassifier, RandomForestRegressor])
@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_the_way_is_the_one_that_the_tree_takes(forest, missing):
    X, y = table(missing)
    model = forest(6, random_state=0).fit(X, y)
    for row in X[:10]:
        way = path(model, row, tree=2)
        tree = model.estimators_[2]
        taken = tree.decision_path(row[None]).indices
        asked = taken[:-1]
        assert [q.column for q in way.steps] == tree.tree_.feature[asked].tolist()
        assert [q.threshold for q in way.steps] == tree.tree_.threshold[asked].tolist()
        lefts = tree.tree_.children_left[asked] == taken[1:]
        assert [q.left for q in way.steps] == lefts.tolist()
        assert [q.missing for q in way.steps] == np.isnan(
            row[tree.tree_.feature[asked]]
        ).tolist()
        values = tree.tree_.value[taken, 0]
        told = [*(q.value for q in way.steps), way.value]
        np.testing.assert_allclose(told, values, rtol=1e-12)
        assert way.rows == tree.tree_.weighted_n_node_samples[taken[-1]]
        assert (way.tree, way.trees, way.unit) == (2, 6, "")


def test_unasked_it_is_the_tree_nearest_to_all_of_them():
    X, y = table()
    model = RandomForestClassifier(9, max_depth=3, random_state=0).fit(X, y)
    answers = [tree.predict_proba(X[:1])[0] for tree in model.estimators_]
    way = path(model, X[0])
    off = np.abs(np.array(answers) - model.predict_proba(X[:1])).sum(axis=1)
    assert off[way.tree] == pytest.approx(off.min())
    np.testing.assert_allclose(way.value, answers[way.tree])


def test_a_single_tree_is_its_own():
    X, y = table()
    model = DecisionTreeClassifier(random_state=0).fit(X, y)
    assert path(model, X[0]).value == tuple(model.predict_proba(X[:1])[0])


@pytest.mark.parametrize(
    "model",
    [
        GradientBoostingClassifier(n_estimators=3, random_state=0),
        HistGradientBoostingRegressor(max_iter=3, min_samples_leaf=5),
    ],
)
def test_boosted_trees_tell_what_they_add(model):
    X, y = table()
    model.fit(X, y)
    ways = [path(model, X[0], tree) for tree in range(3)]
    added = sum(way.value[0] for way in ways)
    if hasattr(model, "decision_function"):
        raw = model.decision_function(X[:1])[0]
        assert ways[0].unit == "log-odds"
        assert added + model._raw_predict_init(X[:1])[0, 0] == pytest.approx(raw)
    else:
        assert added + y.mean() == pytest.approx(model.predict(X[:1])[0])
    assert path(model, X[0]).tree == 0


def test_impurity_is_summed_over_the_columns_of_a_feature():
    X, y = table()
    model = RandomForestClassifier(6, random_state=0).fit(X, y)
    shares = impurity(model, ((0, 1), (2,), (3,)))
    own = model.feature_importances_
    np.testing.assert_allclose(shares, [own[0] + own[1], own[2], own[3]])
    assert shares.sum() == pytest.approx(1)


def test_other_models_have_no_trees_to_follow():
    X, y = table()
    model = LogisticRegression().fit(X, y)
    with pytest.raises(ValueError, match="no sum of plain trees"):
        path(model, X[0])
    assert impurity(model, ((0,),)) is None
    boosted = HistGradientBoostingRegressor(max_iter=2).fit(X, y)
    assert impurity(boosted, ((0,),)) is None
