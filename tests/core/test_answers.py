"""Answers are kept beside their run, made once more, and gone with their upload."""

import numpy as np
import pytest

from core import answers as kept
from core import train
from core.answers import find, kept_answers, shared
from core.dataset import data_config, load
from core.evaluate import evaluate
from core.quality.threshold import thresholds
from core.recall import recall
from core.run import run_config
from core.storage.store import store
from core.train import finish, fit
from tests.core.answered import several
from tests.core.stores import TOKEN, files, upload

MOONS = data_config("moons", {"n": 200, "noise": 0.3})
FOREST = run_config(MOONS, "random_forest", {"n_estimators": 7}, 3)
LINE = run_config(MOONS, "logistic_regression", (), 3)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path))
    monkeypatch.setattr(train, "median_ms", lambda call: (1.0, 1.0))


@pytest.mark.parametrize("part", ["validation", "test"])
def test_kept_answers_say_what_the_run_scored(part):
    run = finish(fit(FOREST))
    found, scored = find(run, part), run.validation
    scored = run.evaluation if part == "test" else scored
    again = evaluate(found.truth, found.values, found.classes, 3, part)
    assert [s.value for s in again.scores] == pytest.approx(
        [s.value for s in scored.scores], abs=1e-12
    )
    np.testing.assert_array_equal(again.confusion, scored.confusion)
    assert thresholds(found).auc == pytest.approx(scored.main.value, abs=1e-12)
    np.testing.assert_array_equal(load(MOONS).y[found.rows], found.truth)
    assert len(found) == scored.rows


def test_every_model_of_a_race_answers_about_the_same_rows():
    runs = [finish(fit(config)) for config in (FOREST, LINE)]
    assert shared([find(run, "test") for run in runs])
    other = finish(fit(run_config(MOONS, "dummy", (), 4)))
    assert not shared([find(runs[0], "test"), find(other, "test")])


def test_amounts_are_kept_as_they_are():
    config = run_config(data_config("diabetes"), "random_forest", {"n_estimators": 3})
    run = finish(fit(config))
    found = find(run, "test")
    off = found.truth - found.values[:, 0]
    assert float(np.sqrt(np.mean(off**2))) == pytest.approx(
        run.evaluation.score("rmse").value
    )
    assert found.classes == ()


def test_data_without_validation_rows_has_test_answers_alone():
    config = run_config(data_config("article"), "dummy", (), 42)
    run = finish(fit(config))
    assert [one.part for one in kept_answers(config)] == ["test"]
    assert find(run, "validation") is None


def test_an_old_run_is_asked_once_more_and_trained_only_if_need_be(monkeypatch):
    run = finish(fit(FOREST))
    before = find(run, "test")
    (store().folder / "values" / f"{FOREST.key}-answers").unlink()
    assert find(run, "test") is None
    assert finish(recall(FOREST))[1].values.tolist() == before.values.tolist()
    assert find(run, "test").values.tolist() == before.values.tolist()
    for end in ("-answers", "-model"):
        (store().folder / "values" / f"{FOREST.key}{end}").unlink()
    steps = list(recall(FOREST))
    assert steps[-1].message == "Training the model first"
    assert find(run, "test").values.tolist() == before.values.tolist()


def test_what_is_in_memory_follows_the_store_and_is_bounded(monkeypatch):
    runs = [finish(fit(config)) for config in (FOREST, LINE)]
    first = find(runs[0], "test")
    assert find(runs[0], "test") is first
    finish(fit(FOREST))
    assert find(runs[0], "test") is not first
    monkeypatch.setattr(kept, "MOST_KEPT", 1)
    newest = find(runs[1], "test")
    assert find(runs[1], "test") is newest
    again = find(runs[0], "test")
    assert find(runs[0], "test") is again
    assert find(runs[1], "test") is not newest


def test_answers_go_with_the_upload_that_they_are_about():
    cells = "\n".join(f"{i},{i % 7},{'yes' if i % 3 else 'no'}" for i in range(90))
    store().keep_upload(upload(), f"a,b,answer\n{cells}\n".encode())
    data = data_config("upload", {"file": TOKEN, "target": "answer"})
    run = finish(fit(run_config(data, "dummy")))
    assert len(find(run, "test")) == 18
    assert f"{run.key}-answers" in files(store())
    store().drop_upload(TOKEN)
    assert find(run, "test") is None
    assert f"{run.key}-answers" not in files(store())


def test_very_long_answers_are_kept_with_seven_digits(monkeypatch):
    dataset = load(MOONS)
    part = train.split(dataset, 1).test
    values = np.random.default_rng(0).random((len(part), 2))
    exact = kept.made(FOREST, dataset, part, values)
    assert (exact.values == values).all()
    monkeypatch.setattr(kept, "EXACT_BYTES", 100)
    short = kept.made(FOREST, dataset, part, values)
    assert short.values.dtype == np.float32
    np.testing.assert_allclose(short.values, values, atol=1e-7)
    halves = kept.made(FOREST, dataset, part, np.full((len(part), 2), 0.5))
    assert halves.values.dtype == np.float32


def test_the_most_probable_class_is_what_a_model_says():
    found = several([0, 1, 2], [[0.5, 0.3, 0.2], [0.4, 0.3, 0.3], [0, 0.4, 0.6]])
    assert found.said.tolist() == [0, 0, 2]
    assert found.right.tolist() == [True, False, True]
    assert found.scores(1).tolist() == [0.3, 0.3, 0.4]
