"""What every way of shrinking promises; a new member is checked unasked."""

import pickle

import numpy as np
import pytest

from core.history import Progress
from core.latency.pace import Pace
from core.model import Material, respond
from core.model import specs as models
from core.params import resolve
from core.shrinking.shrink import Made, Original, Small, gain, specs

SMALL = {"n_estimators": 16, "max_iter": 16, "epochs": 5, "width": 16}
MODELS = ("random_forest", "boosting", "mlp", "logistic_regression")
MODELS += ("linear_regression",)
# What is meant to be no smaller: zeros take room, and another program needs its own.
SAME_SIZE = ("prune_weights", "onnx_runtime", "distil_tree", "distil_net", "int8")


@pytest.fixture(autouse=True)
def few_questions(monkeypatch):
    monkeypatch.setattr("core.shrinking.students.MOST_ASKED", 600)


def original(key: str, task: str) -> Original:
    random = np.random.default_rng(4)
    X = random.normal(size=(400, 8)).astype(np.float32)
    X[:, 3] = 1000 + 50 * X[:, 3]  # a column in a unit of its own
    told = X[:, 0] + (X[:, 3] - 1000) / 50 * X[:, 1]
    classes = 0 if task == "regression" else 3
    y = np.digitize(told, [-0.5, 0.5]) if classes else 900 + 40.0 * told
    spec = models()[key]
    if spec.encoding == "scaled":
        X = (X - X.mean(axis=0)) / X.std(axis=0)
    values = dict(resolve(spec.params, {}))
    values |= {name: few for name, few in SMALL.items() if name in values}
    material = Material(
        X=X[:300], y=y[:300], X_watch=X[300:], y_watch=y[300:], X_grid=None,
        classes=classes, seed=5,
    )  # fmt: skip
    model = spec.build(values, 5, task)
    for _ in spec.train(model, material):
        pass
    return Original(model=model, key=key, values=values, task=task, material=material)


@pytest.fixture(scope="module")
def originals():
    tasks = ("multiclass", "regression")
    return {
        (key, task): original(key, task)
        for key in MODELS
        for task in tasks
        if task in models()[key].tasks
    }


def shrunk(spec, given: Original) -> tuple[list[Progress], Made]:
    ticks, work = [], spec.shrink(given)
    while True:
        try:
            ticks.append(next(work))
        except StopIteration as end:
            return ticks, end.value


@pytest.mark.parametrize("spec", specs().values(), ids=specs())
def test_every_way_keeps_the_contract(spec, originals):
    fits = [given for given in originals.values() if spec.applies(given.model)]
    assert fits
    for given in fits:
        X = given.material.X_watch
        before, kept = respond(given.model, X), pickle.dumps(given.model)
        values = dict(given.values)
        ticks, made = shrunk(spec, given)
        answers = made.answer(X)
        assert ticks
        assert all(isinstance(tick, Progress) for tick in ticks)
        assert answers.shape == before.shape
        assert np.isfinite(answers).all()
        if given.material.classes:
            np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-3)
            assert answers.min() >= -1e-6
        assert made.size_bytes < len(kept) or spec.key in SAME_SIZE
        assert made.what
        assert made.answer(X[:1]).shape == (1, before.shape[1])
        # the model is as it was, to the last bit of its answers and its parameters
        np.testing.assert_array_equal(respond(given.model, X), before)
        assert len(pickle.dumps(given.model)) == len(kept)
        assert given.values == values


@pytest.mark.parametrize("spec", specs().values(), ids=specs())
def test_every_way_makes_the_same_twice(spec, originals):
    given = next(each for each in originals.values() if spec.applies(each.model))
    first, second = (shrunk(spec, given)[1] for _ in "12")
    X = given.material.X_watch
    np.testing.assert_array_equal(first.answer(X), second.answer(X))
    assert first.what == second.what


@pytest.mark.parametrize("key", ["distil_net", "distil_tree", "prune_units"])
def test_a_student_learns_what_its_teacher_answers(key, originals, monkeypatch):
    monkeypatch.setattr("core.shrinking.students.MOST_ASKED", 6000)
    spec = specs()[key]
    for (_, task), given in originals.items():
        if not spec.applies(given.model) or task != "regression":
            continue
        X = given.material.X_watch
        _, made = shrunk(spec, given)
        told = np.corrcoef(made.answer(X)[:, 0], respond(given.model, X)[:, 0])
        assert told[0, 1] > 0.7


@pytest.mark.parametrize("spec", specs().values(), ids=specs())
def test_every_way_says_what_it_is(spec):
    assert spec.title
    assert spec.summary.endswith(".")
    assert spec.needs
    assert not spec.applies(object())


def small(size: int, one: float, batch: float, score: float = 0.9) -> Small:
    pace = Pace(
        p50_ms=one, p95_ms=one, p99_ms=one, calls=9, one_cpu_ms=one, batch_ms=batch,
        batch_rows=1000,
    )  # fmt: skip
    return Small(way="a", title="A", what="b", score=score, size_bytes=size, pace=pace)


@pytest.mark.parametrize(
    ("after", "outcome"),
    [
        (small(100, 0.5, 5.0), "faster too"),
        (small(100, 1.0, 10.0), "smaller only"),
        (small(100, 0.5, 50.0), "smaller only"),
        (small(1000, 0.5, 10.0), "faster only"),
        (small(1000, 1.0, 10.0), "neither"),
        (small(2000, 2.0, 20.0), "neither"),
    ],
)
def test_the_label_is_what_was_measured(after, outcome):
    assert gain(small(1000, 1.0, 10.0), after).outcome == outcome


def test_times_are_compared_with_those_taken_at_the_same_moment():
    before = small(1000, 1.0, 10.0)
    slow = small(1000, 4.0, 40.0)
    after = Small(**vars(small(500, 2.0, 20.0)) | {"beside": slow.pace})
    assert gain(before, after).one == 2.0
    assert gain(before, after).batch == 2.0
