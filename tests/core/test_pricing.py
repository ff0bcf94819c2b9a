"""The full measurement of a trained model, on real models and small tables."""

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier

from core.cost import MARK
from core.dataset import data_config
from core.model import Material, specs
from core.pricing import asking, gpu, measure
from core.pricing.operations import operations, shape_of_trees
from core.pricing.tag import PriceTag, find_prices, from_race
from core.run import run_config
from core.storage.store import store
from core.train import finish, fit

SMALL = {"random_forest": {"n_estimators": 5}, "mlp": {"epochs": 3, "width": 8}}

SIZES = (1, 32, 100)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path))
    monkeypatch.setattr("core.cost.LATENCY_S", 0.0)
    for name in ("ROW_S", "BATCH_S"):
        monkeypatch.setattr(asking, name, 0.0)
    monkeypatch.setattr(measure, "SIZES", SIZES)
    monkeypatch.setattr(measure, "EXPLAINED", 5)


def config(model, data="moons"):
    return run_config(data_config(data), model, SMALL.get(model, {}))


def run_all(generator):
    """Return what a generator yields, and what it returns."""
    seen = []
    while True:
        try:
            seen.append(next(generator))
        except StopIteration as end:
            return seen, end.value


def test_a_run_is_measured_once_and_kept(home):
    asked = tuple(config(model) for model in (*SMALL, "dummy"))
    for one in asked:
        finish(fit(one))
    seen, tags = run_all(measure.measure(asked))
    assert [tag.model for tag in tags] == [*SMALL, "dummy"]
    for one, tag in zip(asked, tags, strict=True):
        assert tag.finished
        assert tag.run == one.key
        assert tag.warmed
        assert len(tag.trainings) == measure.REPEATS
        assert all(t.cpu_s > 0 and t.peak_mb >= 0 for t in tag.trainings)
        assert [batch.rows for batch in tag.batches] == list(SIZES)
        assert tag.latency.p50_ms <= tag.latency.p95_ms <= tag.latency.p99_ms
        assert tag.peak_measured == MARK
        kept = store().get(one.key)
        assert (tag.parameters, tag.counted) == (
            kept.cost.parameters,
            kept.cost.counted,
        )
        assert abs(tag.size_bytes - kept.cost.size_bytes) < 100
        assert find_prices(one) == (tag,)
    forest, net, dummy = tags
    assert forest.trees == (5, forest.parameters / 5)
    assert forest.explaining.rows == net.explaining.rows == measure.EXPLAINED
    assert dummy.explaining is None
    whole = [tag for tag in seen if isinstance(tag, PriceTag)]
    done = [tag.done for tag in whole if tag.model == "mlp"]
    assert done == sorted(done)  # it only ever fills
    again, second = run_all(measure.measure(asked))
    assert (tuple(again), second) == (tags, tags)  # from the store, nothing anew


def test_a_model_that_is_not_kept_is_trained_first(home):
    one = config("logistic_regression")
    _, (tag,) = run_all(measure.measure((one,)))
    assert tag.finished
    assert store().get(one.key).key == one.key


def test_a_long_training_is_not_repeated(home, monkeypatch):
    one = config("mlp")
    run = finish(fit(one))
    monkeypatch.setattr(measure, "LONGEST_S", 0.0)
    _, (tag,) = run_all(measure.measure((one,)))
    assert tag.trainings == from_race(run).trainings
    assert not tag.warmed


def test_what_does_not_fit_the_time_is_measured_once_and_counts(home, monkeypatch):
    monkeypatch.setattr(measure, "TRAINING_S", 0.0)
    _, (tag,) = run_all(measure.measure((config("mlp"),)))
    assert len(tag.trainings) == 1
    assert not tag.warmed


def test_a_budgeted_run_is_measured_under_its_budget(home):
    long = run_config(data_config("moons"), "mlp", {"epochs": 1000}, budget_s=0.01)
    _, (tag,) = run_all(measure.measure((long,)))
    assert max(one.cpu_s for one in tag.trainings) < 2


def table(rows=300, columns=20, classes=2):
    draw = np.random.default_rng(0)
    X = draw.normal(size=(rows, columns)).astype(np.float32)
    return X, (X[:, 0] + X[:, 1] * X[:, 2] > 0).astype(int) + (classes > 2) * (
        X[:, 3] > 1
    ).astype(int)


def fitted(model, given, X, y):
    spec = specs()[model]
    values = dict(run_config(data_config("moons"), model, given).values)
    made = spec.build(values, 1, "binary")
    material = Material(
        X=X, y=y, X_watch=X, y_watch=y, X_grid=None, classes=len(set(y)), seed=1
    )
    for _ in spec.train(made, material):
        pass
    return made


def test_multiply_adds_of_a_net_are_those_of_its_layers():
    X, y = table(classes=3)
    net = fitted("mlp", {"epochs": 1, "width": 64, "layers": 2}, X, y)
    found = operations(net, X)
    assert found.multiply_adds == 20 * 64 + 64 * 32 + 32 * 3
    assert "counted" in found.how


@pytest.mark.parametrize("depth", [None, 3])
def test_comparisons_of_a_forest_are_those_of_its_decision_paths(depth):
    X, y = table()
    forest = RandomForestClassifier(7, max_depth=depth, random_state=0).fit(X, y)
    path, _ = forest.decision_path(X)
    expected = path.sum() / len(X) - len(forest.estimators_)  # a leaf asks nothing
    assert operations(forest, X).comparisons == pytest.approx(expected)
    nodes = sum(tree.tree_.node_count for tree in forest.estimators_)
    assert shape_of_trees(forest) == (7, nodes / 7)


def test_a_boosted_model_and_gaps_are_walked_too():
    X, y = table()
    X[::3, 1] = np.nan
    boosted = fitted("boosting", {"max_iter": 10}, X, y)
    found = operations(boosted, X)
    count, nodes = shape_of_trees(boosted)
    assert count == 10
    assert 10 <= found.comparisons <= count * nodes


def test_a_linear_model_shows_its_formula():
    X, y = table(classes=3)
    linear = fitted("logistic_regression", {}, X, y)
    found = operations(linear, X)
    assert found.multiply_adds == 20 * 3
    assert "formula" in found.how
    assert operations(fitted("dummy", {}, X, y), X).multiply_adds is None


class Counting:
    """A model that notes how many rows it was asked about, each time."""

    def __init__(self):
        self.asked = []

    def predict(self, X):
        self.asked.append(X.copy())
        return X[:, 0]


def test_a_batch_repeats_the_rows_and_stays_within_memory(monkeypatch):
    monkeypatch.setattr(asking, "BATCH_S", 0.0)
    X, model = np.arange(6, dtype=np.float32).reshape(3, 2), Counting()
    found = asking.batch(model, X, 7)
    assert found.rows == 7
    np.testing.assert_array_equal(model.asked[0], X[[0, 1, 2, 0, 1, 2, 0]])
    monkeypatch.setattr(asking, "MOST_BYTES", 40)
    assert asking.batch(model, X, 7).rows == 5


def test_latency_asks_one_row_at_a_time_and_others_each_time(monkeypatch):
    monkeypatch.setattr(asking, "ROW_S", 0.0)
    X, model = np.arange(6, dtype=np.float32).reshape(3, 2), Counting()
    found = asking.latency(model, X)
    assert found.calls == asking.FEWEST
    assert {len(rows) for rows in model.asked} == {1}
    assert len({rows[0, 0] for rows in model.asked}) == 3


def test_without_a_gpu_a_net_is_measured_on_the_cpu_alone(monkeypatch):
    monkeypatch.setattr(gpu, "found", lambda: False)
    net = specs()["mlp"].build(dict(config("mlp").values), 1, "binary")
    assert gpu.devices(net) == (net.device.type,)
    assert gpu.devices(RandomForestClassifier()) == ("",)
    assert gpu.taken_mb("cpu") is None


def test_with_a_gpu_a_net_is_measured_on_both(home, monkeypatch):
    # a stand-in: what a GPU would change, without one
    put, begun = [], []
    monkeypatch.setattr(gpu, "devices", lambda unfitted: ("cuda", "cpu"))
    monkeypatch.setattr(gpu, "put", lambda net, device: put.append(device) or net)
    monkeypatch.setattr(gpu, "begin", begun.append)
    monkeypatch.setattr(gpu, "taken_mb", {"cuda": 12.0, "cpu": None}.get)
    monkeypatch.setattr(measure, "TRAINING_S", 0.0)
    _, tags = run_all(measure.measure((config("mlp"),)))
    assert put == begun == ["cuda", "cpu"]
    assert [tag.finished for tag in tags] == [True, True]
    assert [tag.gpu_mb for tag in tags] == [12.0, None]
    assert tags[0].explaining is not None
    assert tags[1].explaining is None  # on its own device only
    assert find_prices(config("mlp")) == tags


def test_on_a_real_gpu_the_transfer_is_part_of_what_is_timed(home):
    if not gpu.found():
        pytest.skip("there is no GPU here")
    _, tags = run_all(measure.measure((config("mlp"),)))
    assert [tag.device[:3] for tag in tags] == ["GPU", "CPU"]
    assert tags[0].gpu_mb > 0
    assert tags[1].gpu_mb is None
