from itertools import combinations
from math import comb

import numpy as np
import pytest
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from core.errors import Refused
from core.explain import (
    Explanation,
    Request,
    additivity_gap,
    agreement,
    attribute,
    choose,
)
from core.explainers import tree_shap
from core.model import respond
from core.shapley import asking, game
from core.stratify import choose_rows

SINGLE = tuple((column,) for column in range(6))
ONE_HOT = ((0,), (1, 2, 3), (4, 5))


def table(classes: int, rows: int = 220, columns: int = 6):
    random = np.random.default_rng(classes)
    X = random.normal(size=(rows, columns)).astype(np.float32)
    score = X[:, 0] * X[:, 1] + X[:, 2] - 0.5 * X[:, 4]
    cuts = np.quantile(score, np.arange(1, classes) / classes)
    return X, np.searchsorted(cuts, score)


def question(model, classes: int, groups=SINGLE, rows: int = 4, seed: int = 3):
    columns = sum(len(group) for group in groups)
    X, y = table(classes, columns=columns)
    return Request(
        model=model.fit(X, y),
        X=X[:rows],
        background=X[100:120],
        groups=groups,
        seed=seed,
    )


def answer(key, asked):
    work = attribute(key, asked)
    while True:
        try:
            next(work)
        except StopIteration as stop:
            return stop.value


def by_enumeration(asked):
    """Shapley values by their definition, one coalition at a time."""
    features = range(len(asked.groups))

    def worth(row, coalition):
        rows = asked.background.copy()
        columns = [c for feature in coalition for c in asked.groups[feature]]
        rows[:, columns] = row[columns]
        return respond(asked.model, rows).mean(axis=0)

    def value(row, feature):
        others = [f for f in features if f != feature]
        return sum(
            (worth(row, (*some, feature)) - worth(row, some))
            / (len(features) * comb(len(others), size))
            for size in range(len(features))
            for some in combinations(others, size)
        )

    return np.array([[value(row, f) for f in features] for row in asked.X])


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("groups", [SINGLE, ONE_HOT])
@pytest.mark.parametrize(
    "model",
    [
        LogisticRegression(),
        RandomForestClassifier(5, max_depth=4, random_state=0),
        LinearRegression(),
        RandomForestRegressor(5, max_depth=4, random_state=0),
    ],
)
def test_few_features_are_answered_exactly(model, groups, classes):
    asked = question(model, classes, groups)
    found = answer("permutation_shap", asked)
    assert found.error == 0
    np.testing.assert_allclose(found.values, by_enumeration(asked), atol=1e-7)
    assert additivity_gap(found, respond(asked.model, asked.X)) < 1e-7


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize(
    "model",
    [
        RandomForestClassifier(6, max_depth=4, random_state=0),
        ExtraTreesClassifier(6, max_depth=4, random_state=0),
        DecisionTreeClassifier(max_depth=4, random_state=0),
        RandomForestRegressor(6, max_depth=4, random_state=0),
        ExtraTreesRegressor(6, max_depth=4, random_state=0),
        DecisionTreeRegressor(max_depth=4, random_state=0),
    ],
)
def test_trees_are_answered_exactly(model, classes):
    asked = question(model, classes)
    found = answer("tree_shap", asked)
    assert found.error == 0
    np.testing.assert_allclose(found.values, by_enumeration(asked), atol=1e-6)


def test_tree_shap_uses_more_than_a_hundred_background_rows():
    asked = question(RandomForestClassifier(5, max_depth=4, random_state=0), 2)
    X, _ = table(2)
    asked = Request(model=asked.model, X=asked.X, background=X, groups=SINGLE, seed=0)
    np.testing.assert_allclose(
        answer("tree_shap", asked).values,
        answer("permutation_shap", asked).values,
        atol=1e-6,
    )


def test_tree_shap_adds_up_the_columns_of_a_feature():
    model = RandomForestClassifier(5, max_depth=4, random_state=0)
    single, grouped = (
        answer("tree_shap", question(model, 3, groups)) for groups in (SINGLE, ONE_HOT)
    )
    expected = np.stack(
        [single.values[:, list(group)].sum(axis=1) for group in ONE_HOT], axis=1
    )
    np.testing.assert_allclose(grouped.values, expected, atol=1e-12)


@pytest.fixture
def sampling(monkeypatch):
    """Make the sampling path the only one, so that the exact one can judge it."""
    monkeypatch.setattr(asking, "MOST_EXACT_FEATURES", 0)


def net():
    return MLPClassifier((16,), solver="lbfgs", max_iter=60, tol=1, random_state=0)


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("groups", [SINGLE, ONE_HOT])
def test_sampled_answers_lie_within_their_error(sampling, groups, classes):
    asked = question(net(), classes, groups, rows=6)
    found, exact = answer("permutation_shap", asked), by_enumeration(asked)
    assert 0 < found.error < 0.1
    assert np.abs(found.values - exact).max() < 4 * found.error
    assert additivity_gap(found, respond(asked.model, asked.X)) < 1e-9


def test_sampled_answers_near_the_exact_one_with_more_orders(sampling, monkeypatch):
    asked = question(net(), 2)
    exact = by_enumeration(asked)
    gaps = []
    for pairs in (20, 5_000):
        monkeypatch.setattr(asking, "LEAST_PAIRS", pairs)
        gaps.append(np.abs(answer("permutation_shap", asked).values - exact).max())
    assert gaps[1] < gaps[0] / 4


def test_small_batches_give_the_same_answer(sampling, monkeypatch):
    asked = question(LogisticRegression(), 3)
    whole = answer("permutation_shap", asked)
    monkeypatch.setattr(game, "ROWS", 37)
    parted = answer("permutation_shap", asked)
    np.testing.assert_allclose(whole.values, parted.values, atol=1e-12)
    assert whole.error == pytest.approx(parted.error, rel=1e-9)


def test_small_batches_give_the_same_exact_answer(monkeypatch):
    asked = question(LogisticRegression(), 3)
    whole = answer("permutation_shap", asked)
    monkeypatch.setattr(game, "ROWS", 37)
    parted = answer("permutation_shap", asked)
    np.testing.assert_allclose(whole.values, parted.values, atol=1e-12)


def test_many_features_of_a_linear_score_get_their_share():
    groups = tuple((column,) for column in range(14))
    asked = question(LogisticRegression(), 2, groups, rows=30)
    found = answer("permutation_shap", asked)
    assert found.error > 0
    pull = asked.X - asked.background.mean(axis=0)
    effect = np.abs(pull * asked.model.coef_[0]).ravel()
    seen = np.abs(found.values[..., 1]).ravel()
    assert np.corrcoef(effect, seen)[0, 1] > 0.9


def test_one_feature_gets_all_of_the_difference():
    asked = question(LogisticRegression(), 2, ((0, 1, 2, 3, 4, 5),))
    found = answer("permutation_shap", asked)
    assert found.error == 0
    expected = respond(asked.model, asked.X) - found.base
    np.testing.assert_allclose(found.values[:, 0], expected, atol=1e-6)


def test_forests_get_tree_shap_and_others_permutations():
    assert choose(None, RandomForestClassifier()).key == "tree_shap"
    assert choose(None, LogisticRegression()).key == "permutation_shap"
    assert choose("permutation_shap", RandomForestClassifier()).priority == 10
    assert not tree_shap.applies(net())


def test_explainers_that_do_not_fit_are_refused():
    with pytest.raises(Refused, match="cannot explain this model"):
        choose("tree_shap", LogisticRegression())
    with pytest.raises(Refused, match="is not an explainer"):
        choose("tea_leaves", LogisticRegression())
    with pytest.raises(Refused, match="No explainer fits"):
        choose(None, object())


def test_columns_without_a_feature_are_an_error():
    asked = question(LogisticRegression(), 2)
    asked = Request(
        model=asked.model,
        X=asked.X,
        background=asked.background,
        groups=ONE_HOT[:2],
        seed=0,
    )
    with pytest.raises(ValueError, match="exactly one feature"):
        answer(None, asked)


def test_rows_are_chosen_in_proportion_and_rare_classes_are_there():
    y = np.array([0] * 700 + [1] * 297 + [2] * 3)
    np.random.default_rng(0).shuffle(y)
    rows = choose_rows(y, 4, 100, seed=1)
    assert (np.diff(rows) > 0).all()
    assert np.bincount(y[rows], minlength=4).tolist() == [70, 29, 1, 0]
    np.testing.assert_array_equal(rows, choose_rows(y, 4, 100, seed=1))
    assert not np.array_equal(rows, choose_rows(y, 4, 100, seed=2))


def test_amounts_are_chosen_from_every_tenth():
    y = np.random.default_rng(0).lognormal(size=1000)
    rows = choose_rows(y, 0, 50, seed=1)
    assert (np.diff(rows) > 0).all()
    edges = np.quantile(y, np.arange(1, 10) / 10)
    assert np.bincount(np.searchsorted(edges, y[rows])).tolist() == [5] * 10
    np.testing.assert_array_equal(rows, choose_rows(y, 0, 50, seed=1))
    assert not np.array_equal(rows, choose_rows(y, 0, 50, seed=2))


@pytest.mark.parametrize("limit", [1, 3, 7, 11, 12, 50])
def test_never_more_amounts_than_asked_for(limit):
    y = np.array([1.0] * 9 + [5.0, 6.0, 7.0])
    rows = choose_rows(y, 0, limit, seed=1)
    assert len(set(rows)) == min(limit, len(y))


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 11, 12, 50])
def test_never_more_rows_than_asked_for(limit):
    y = np.array([0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5])
    rows = choose_rows(y, 6, limit, seed=1)
    assert len(set(rows)) == min(limit, len(y))


def explanation(values: np.ndarray, rows=None) -> Explanation:
    count, features, classes = values.shape
    return Explanation(
        run="r",
        model="m",
        method="tree_shap",
        features=tuple(f"f{i}" for i in range(features)),
        classes=tuple(f"c{i}" for i in range(classes)),
        values=values,
        base=np.zeros(classes),
        answers=values.sum(axis=1),
        truth=np.zeros(count, int),
        cells=np.zeros((count, features)),
        rows=np.arange(count) if rows is None else rows,
        background_rows=20,
        wall_s=0.0,
        cpu_s=0.0,
        error=0.0,
    )


def test_an_explanation_agrees_with_itself():
    one = explanation(np.random.default_rng(0).normal(size=(9, 7, 2)))
    found = agreement(one, one, shown=1)
    assert (found.ranks, found.cells) == pytest.approx((1, 1))
    assert found.shared_top == found.top == 3


def test_agreement_equals_scipy():
    from scipy.stats import pearsonr, spearmanr

    random = np.random.default_rng(1)
    one, two = (random.integers(-3, 4, (3, 8, 2)).astype(float) for _ in range(2))
    found = agreement(explanation(one), explanation(two), shown=0)
    weights = [np.abs(values[..., 0]).mean(axis=0) for values in (one, two)]
    assert found.ranks == pytest.approx(spearmanr(*weights).statistic)
    cells = pearsonr(one[..., 0].ravel(), two[..., 0].ravel()).statistic
    assert found.cells == pytest.approx(cells)


def test_opposite_explanations_disagree_in_every_cell():
    values = np.random.default_rng(0).normal(size=(5, 3, 2))
    found = agreement(explanation(values), explanation(-values), shown=0)
    assert (found.ranks, found.cells) == pytest.approx((1, -1))


def test_a_model_that_uses_nothing_agrees_with_nothing():
    nothing = explanation(np.zeros((5, 3, 2)))
    other = explanation(np.random.default_rng(0).normal(size=(5, 3, 2)))
    found = agreement(nothing, other, shown=0)
    assert (found.ranks, found.cells, found.top) == (0, 0, 3)


def test_other_rows_are_not_compared():
    values = np.ones((5, 3, 2))
    with pytest.raises(ValueError, match="same rows"):
        agreement(explanation(values), explanation(values, np.arange(1, 6)), shown=0)
