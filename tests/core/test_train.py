from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

from core import train
from core.dataset import data_config, load
from core.errors import Refused
from core.evaluate import live_score
from core.model import Material, Tick, fitting, respond, specs
from core.run import run_config
from core.split import split
from core.storage.store import store
from core.train import encode, finish, fit, matrix
from core.trainers.staged import OutOfBag, drawn_of, staged, stages

MOONS = data_config("moons", {"n": 200})


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path))
    monkeypatch.setattr("core.cost.LATENCY_S", 0.0)  # not what is tested here


@pytest.fixture(params=[3, 0], ids=["classes", "amounts"])
def classes(request):
    return request.param


def forest(classes: int = 3, **given):
    make = RandomForestClassifier if classes else RandomForestRegressor
    return make(random_state=7, **given)


def material(rows: int = 300, classes: int = 3, watched: bool = False) -> Material:
    X, y = make_classification(
        rows, 6, n_informative=4, n_classes=classes or 2, random_state=1
    )
    X = X.astype(np.float32)
    if not classes:
        y = (X[:, 0] * X[:, 1] + X[:, 2]).astype(np.float64)
    watch = slice(0, 50 if watched else 0)
    return Material(
        X=X, y=y, X_watch=X[watch], y_watch=y[watch], X_grid=None,
        classes=classes, seed=1,
    )  # fmt: skip


# The published comparison. ------------------------------------------------------


def test_the_articles_forest_is_reproduced():
    config = run_config(
        data_config("article"), "random_forest", {"n_estimators": 200, "max_depth": 8}
    )
    run = finish(fit(config))
    assert run.evaluation.score("roc_auc").value == pytest.approx(0.965387, abs=1e-4)
    assert run.dataset.part_rows == (4000, 0, 1000)
    assert {step.scored_on for step in run.history.steps} == {"out-of-bag rows"}

    X, y = make_classification(n_samples=5000, n_features=20, random_state=42)
    X_train, X_test, y_train, _ = train_test_split(X, y, test_size=0.2, random_state=42)
    bare = RandomForestClassifier(n_estimators=200, max_depth=8, random_state=42)
    expected = bare.fit(X_train, y_train).predict_proba(X_test)
    kept = store().get_model(f"{config.key}-model")
    rows = load(config.data).X.iloc[kept.split.test.rows]
    found = kept.model.predict_proba(matrix(kept.encoder.transform(rows)))
    assert found.tobytes() == expected.tobytes()


# Forests in stages. -------------------------------------------------------------


@pytest.mark.parametrize("share", [None, 0.5, 0.29, 0.05])
@pytest.mark.parametrize("watched", [True, False])
@pytest.mark.filterwarnings("ignore:Using the fractional value")  # the bare forest's
def test_a_forest_grown_in_stages_is_the_one_grown_at_once(share, watched, classes):
    given = {"n_estimators": 23, "max_depth": 5, "max_samples": share}
    work, grown = material(classes=classes, watched=watched), forest(classes, **given)
    finish(staged(grown, work))
    once = forest(classes, **given).fit(work.X, work.y)
    assert len(grown.estimators_) == len(once.estimators_) == 23
    assert respond(grown, work.X).tobytes() == respond(once, work.X).tobytes()
    sizes = [[t.tree_.node_count for t in f.estimators_] for f in (grown, once)]
    assert sizes[0] == sizes[1]


@pytest.mark.parametrize(
    ("share", "rows", "drawn"),
    [(0.0, 50_000, None), (0.0, 50_001, 5_000), (0.0, 1_000_000, 100_000),
     (1.0, 60_000, 60_000), (0.5, 60_000, 30_000), (0.05, 10, 1)],
)  # fmt: skip
def test_of_many_rows_each_tree_draws_a_tenth_unless_told(share, rows, drawn):
    spec = specs()["random_forest"]
    values = {param.name: param.default for param in spec.params}
    made = spec.build(values | {"max_samples": share}, 1, "binary")
    assert drawn_of(made, rows) == drawn


def test_a_forest_of_many_rows_is_the_one_of_a_tenth(monkeypatch):
    monkeypatch.setattr("core.trainers.staged.MANY_ROWS", 299)
    work, grown = material(classes=2), forest(2, n_estimators=7)
    finish(staged(grown, work))
    once = forest(2, n_estimators=7, max_samples=30).fit(work.X, work.y)
    assert respond(grown, work.X).tobytes() == respond(once, work.X).tobytes()


# 300 * 0.29 is 87 minus a rounding error: scikit-learn takes 86.
@pytest.mark.parametrize("share", [None, 0.5, 0.29])
def test_out_of_bag_votes_are_those_of_scikit_learn(share, classes):
    given = {"n_estimators": 60, "max_samples": share}
    work, grown = material(classes=classes), forest(classes, **given)
    for tick in staged(grown, work):
        targets, votes = tick.answers()
    once = forest(classes, **given, oob_score=True).fit(work.X, work.y)
    expected = once.oob_decision_function_ if classes else once.oob_prediction_[:, None]
    np.testing.assert_allclose(votes, expected, atol=1e-12)
    np.testing.assert_array_equal(targets, work.y)


def test_rows_that_every_tree_saw_have_no_vote():
    work = material(rows=40)
    grown = forest(n_estimators=1).fit(work.X, work.y)
    codes, votes = OutOfBag(work).scored(grown, work)
    assert 0 < len(codes) < 40
    np.testing.assert_allclose(votes.sum(axis=1), 1)


def test_validation_scores_are_those_of_the_trees_so_far(classes):
    work = material(classes=classes, watched=True)
    for tick in staged(forest(classes, n_estimators=12), work):
        targets, votes = tick.answers()
        once = forest(classes, n_estimators=tick.step).fit(work.X, work.y)
        expected = respond(once, work.X_watch)
        np.testing.assert_allclose(votes, expected, atol=1e-12)
        np.testing.assert_array_equal(targets, work.y_watch)


def test_scores_may_be_left_out_now_and_then():
    """A page that is busy need not ask for every stage."""
    work, grown = material(watched=True), forest(n_estimators=12)
    *_, last = staged(grown, work)
    _, votes = last.answers()
    np.testing.assert_allclose(votes, grown.predict_proba(work.X_watch), atol=1e-12)


AWKWARD = [(1e-9, 0.0), (1e-200, 0.0), (1e80, 0.0), (1.0, 1e9), (1e-3, -1e7)]


@pytest.mark.parametrize(("scale", "offset"), AWKWARD)
@pytest.mark.parametrize("model", fitting("regression"))
def test_a_target_in_an_awkward_unit_is_learned_as_well(model, scale, offset):
    """Bare trees find no split in tiny amounts, nor in large ones close together."""
    spec, work = specs()[model], material(classes=0, watched=True)
    values = {param.name: param.default for param in spec.params}
    found = []
    for factor, shift in ((1.0, 0.0), (scale, offset)):
        y, y_watch = (y * factor + shift for y in (work.y, work.y_watch))
        made = spec.build(values, 1, "regression")
        *_, last = spec.train(made, replace(work, y=y, y_watch=y_watch))
        targets, said = last.answers()
        np.testing.assert_array_equal(targets, y_watch)
        np.testing.assert_array_equal(respond(made, work.X_watch).shape, said.shape)
        found.append(live_score(targets, said))
    assert found[1] == pytest.approx(found[0], abs=0.02)


def test_trees_of_an_awkward_target_answer_in_its_unit():
    work = material(classes=0)
    work = replace(work, y=work.y + 1e9)
    grown = forest(0, n_estimators=5, bootstrap=False)
    finish(staged(grown, work))
    np.testing.assert_allclose(grown.predict(work.X), work.y, rtol=0, atol=1e-5)


@pytest.mark.parametrize("total", [1, 2, 3, 4, 5, 7, 40, 41, 99, 200, 201, 1000])
def test_stages_rise_to_the_whole_forest(total):
    found = stages(total)
    assert found == sorted(set(found))
    assert (found[0], found[-1]) == (1, total)
    assert len(found) <= 205
    assert total > 200 or len(found) == total


# What the model may know. -------------------------------------------------------


@pytest.mark.parametrize("model", ["random_forest", "mlp", "logistic_regression"])
@pytest.mark.parametrize("part", ["test", "validation"])
def test_test_rows_leave_no_trace_in_what_is_trained_on(model, part):
    """Planted: rows outside the training part become absurd, nothing may notice."""
    config = run_config(data_config("penguins"), model)
    honest = load(config.data)
    parts = split(honest, config.seed)
    changed = getattr(parts, part).rows
    X = honest.X.copy()
    for column, kind in enumerate(honest.kinds):
        X.iloc[changed, column] = 1e6 if kind == "number" else "planted"
    spoiled = replace(honest, X=X)
    seen = []
    for dataset in (honest, spoiled):
        encoder = train.new_encoder(dataset, specs()[model].encoding)
        work = encode(config, dataset, parts, encoder, None)
        seen.append((work, matrix(encoder.transform(honest.X))))
    (one, all_one), (other, all_other) = seen
    assert one.X.tobytes() == other.X.tobytes()
    assert one.y.tobytes() == other.y.tobytes()
    assert all_one.tobytes() == all_other.tobytes()


@pytest.mark.parametrize("model", ["random_forest", "mlp"])
def test_changed_test_rows_change_no_fitted_prediction(model, tmp_path):
    given = {"n_estimators": 5} if model == "random_forest" else {"epochs": 3}
    frame = pd.DataFrame(
        np.random.default_rng(3).normal(size=(120, 3)), columns=["a", "b", "c"]
    )
    frame["y"] = np.where(frame["a"] + frame["b"] > 0, "yes", "no")
    path = tmp_path / "table.csv"
    answers, kept = [], None
    for _ in range(2):
        if kept:
            frame.loc[kept.split.test.rows, ["a", "b", "c"]] = 999.0
        frame.to_csv(path, index=False)
        data = data_config("file", {"path": str(path), "target": "y"})
        config = run_config(data, model, given)
        finish(fit(config))
        kept = store().get_model(f"{config.key}-model")
        probe = pd.DataFrame(np.eye(3), columns=["a", "b", "c"])
        X = matrix(kept.encoder.transform(probe))
        answers.append(kept.model.predict_proba(X).tobytes())
    assert answers[0] == answers[1]


@pytest.mark.parametrize("model", fitting("multiclass"))
def test_gaps_and_unseen_categories_are_no_obstacle(model, tmp_path):
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "size": np.where(rng.random(90) < 0.3, np.nan, rng.normal(size=90)),
            "town": rng.choice(["Rome", "Oslo", None], 90),
            "y": np.arange(90) % 3,
        }
    )
    path = tmp_path / "gaps.csv"
    frame.to_csv(path, index=False)
    data = data_config("file", {"path": str(path), "target": "y"})
    config = run_config(data, model)
    run = finish(fit(config))
    assert np.isfinite([s.value for s in run.evaluation.scores]).all()
    kept = store().get_model(f"{config.key}-model")
    strange = load(data).X.iloc[:3].copy()
    strange["town"] = ["Atlantis", None, "Rome"]
    strange["size"] = [np.nan, 1.0, -1e9]
    found = kept.model.predict_proba(matrix(kept.encoder.transform(strange)))
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-6)


# What is measured and kept. -----------------------------------------------------


def test_the_clock_counts_training_only(monkeypatch):
    """A trainer whose scores take long costs nothing for them."""
    pause, now = 1000.0, [0.0]

    def sleep() -> tuple[np.ndarray, np.ndarray]:
        now[0] += pause
        return np.array([0, 1]), np.array([[0.9, 0.1], [0.2, 0.8]])

    def trainer(model, work):
        model.fit(work.X, work.y)
        for step in (1, 2, 3):
            now[0] += 1.0
            yield Tick(step=step, total=3, answers=sleep)
        now[0] += 0.5

    spec = replace(specs()["dummy"], train=trainer)
    monkeypatch.setattr(train.models, "specs", lambda: {"dummy": spec})
    config = run_config(MOONS, "dummy")
    for name in ("perf_counter", "process_time"):
        monkeypatch.setattr(f"core.cost.time.{name}", lambda: now[0])
    monkeypatch.setattr(train, "median_ms", lambda call: (1.0, 1.0))
    run = finish(fit(config))
    assert [step.seconds for step in run.history.steps] == [1.0, 2.0, 3.0]
    assert [step.cpu_s for step in run.history.steps] == [1.0, 2.0, 3.0]
    assert (run.cost.wall_s, run.cost.cpu_s) == (3.5, 3.5)


@pytest.mark.parametrize("data", ["moons", "diabetes"])
@pytest.mark.parametrize("model", ["random_forest", "mlp"])
def test_validation_and_test_scores_are_those_of_their_own_rows(model, data):
    config = run_config(data_config(data), model)
    run, dataset = finish(fit(config)), load(config.data)
    kept = store().get_model(f"{config.key}-model")
    both = {"validation": run.validation, "test": run.evaluation}
    for name, found in both.items():
        rows = getattr(kept.split, name).rows
        X = matrix(kept.encoder.transform(dataset.X.iloc[rows]))
        score = live_score(dataset.y[rows], respond(kept.model, X))
        assert found.main.value == pytest.approx(score, abs=1e-12)
        assert (found.part, found.rows) == (name, len(rows))
    stored = store().get(config.key)
    assert stored.validation.scores == run.validation.scores
    if data == "diabetes":
        found = stored.evaluation.predictions.truth
        np.testing.assert_array_equal(found, run.evaluation.predictions.truth)
    last = run.history.steps[-1].score
    assert run.validation.main.value == pytest.approx(last, abs=1e-12)


def test_published_data_has_no_validation_scores():
    run = finish(fit(run_config(data_config("article"), "dummy")))
    assert run.validation is None
    assert run.evaluation.part == "test"


def test_amounts_too_large_to_square_are_refused(monkeypatch):
    honest = load(data_config("diabetes"))
    huge = replace(honest, y=honest.y * 1e150)
    monkeypatch.setattr(train, "load", lambda config: huge)
    with pytest.raises(Refused, match=r"'progression' reaches 3e\+152"):
        finish(fit(run_config(data_config("diabetes"), "random_forest")))


@pytest.mark.parametrize("model", ["random_forest", "mlp"])
def test_the_kept_model_predicts_what_was_evaluated(model):
    config = run_config(MOONS, model)
    run = finish(fit(config))
    kept = store().get_model(f"{config.key}-model")
    dataset = load(config.data)
    rows = kept.split.test.rows
    assert kept.config == config
    assert kept.classes == dataset.classes
    found = kept.model.predict_proba(
        matrix(kept.encoder.transform(dataset.X.iloc[rows]))
    )
    said = found.argmax(axis=1)
    assert run.evaluation.score("accuracy").value == (said == dataset.y[rows]).mean()
    area = roc_auc_score(dataset.y[rows], found[:, 1])
    assert run.evaluation.score("roc_auc").value == pytest.approx(area, abs=1e-12)
    assert store().get(config.key).evaluation.scores == run.evaluation.scores


def test_a_run_knows_its_data():
    run = finish(fit(run_config(data_config("penguins"), "dummy")))
    dataset = load(data_config("penguins"))
    facts = run.dataset
    assert (facts.rows, facts.columns) == dataset.X.shape
    assert (facts.classes, facts.target) == (dataset.classes, dataset.target)
    assert sum(facts.part_rows) == facts.rows
    assert facts.grid is None


def test_a_run_that_is_left_keeps_nothing():
    config = run_config(MOONS, "random_forest")
    work = fit(config)
    next(work)
    work.close()
    for key in (config.key, f"{config.key}-model"):
        with pytest.raises(LookupError):
            store().get_model(key)


def test_what_cannot_be_used_is_refused():
    config = run_config(data_config("file", {"path": "/nowhere.csv"}), "dummy")
    with pytest.raises(Refused, match=r"nowhere\.csv"):
        finish(fit(config))


def test_a_net_that_runs_away_is_refused_in_a_sentence(monkeypatch):
    spec = specs()["mlp"]

    def runaway(net, work):
        for tick in spec.train(net, work):
            for weights in net.module_.parameters():
                weights.data.fill_(float("nan"))
            yield tick

    monkeypatch.setattr(
        train.models, "specs", lambda: {"mlp": replace(spec, train=runaway)}
    )
    with pytest.raises(Refused, match="ran away"):
        finish(fit(run_config(MOONS, "mlp", {"epochs": 1})))


def test_the_seed_is_used_unchanged_where_the_split_is_published():
    for key, same in (("article", True), ("moons", False)):
        config = run_config(data_config(key), "random_forest", seed=5)
        dataset = load(config.data)
        encoder = train.new_encoder(dataset, "codes")
        work = encode(config, dataset, split(dataset, 5), encoder, None)
        assert (work.seed == 5) == same
        assert work.X.dtype == work.X_watch.dtype == np.float32
        assert work.X.flags.c_contiguous
