"""What every model promises; a new member of the registry is checked unasked."""

import pickle
from functools import cache

import numpy as np
import pytest

from core.cost import Cost
from core.dataset import data_config, load
from core.errors import Refused
from core.model import FAMILIES, TASKS, fitting, respond, specs
from core.params import Choice, Flag, Float, Int, Text
from core.run import run_config
from core.score import main_score, score_names
from core.storage.store import store
from core.train import finish, fit, matrix

DATA = {"moons": {"n": 200}, "penguins": {}, "wine": {}, "diabetes": {}}
# Enough to learn from, and quick; parameters that a model does not have are left out.
QUICK = {"epochs": 30, "n_estimators": 20, "max_iter": 50}
TASK = {"moons": "binary", "penguins": "multiclass", "wine": "multiclass",
        "diabetes": "regression"}  # fmt: skip
EVERY = [(model, data) for data in DATA for model in fitting(TASK[data])]
MISFITS = [(m, data) for m in specs() for data in DATA if (m, data) not in EVERY]
TRIAL = {task: data for data, task in TASK.items()}


def config(model: str, data: str, **given: object):
    known = {param.name for param in specs()[model].params}
    values = {name: value for name, value in QUICK.items() if name in known}
    return run_config(data_config(data, DATA[data]), model, values | given)


@cache
def trained(model: str, data: str):
    """Return the steps as they came, and the run."""
    work, steps = fit(config(model, data)), []
    try:
        while True:
            steps.append(next(work))
    except StopIteration as stop:
        return steps, stop.value


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("core.cost.LATENCY_S", 0.0)  # not what is tested here


@pytest.fixture(params=EVERY, ids="-".join)
def case(request):
    return request.param


def fitted(model: str, data: str):
    trained(model, data)
    return store().get_model(f"{config(model, data).key}-model")


def test_steps_rise_to_their_total(case):
    steps, run = trained(*case)
    numbers = [step.step for step in steps]
    assert numbers == sorted(set(numbers))
    assert numbers[0] >= 1
    assert {step.unit for step in steps} == {specs()[case[0]].unit}
    for step in steps:
        assert step.total is None or step.step <= step.total
        assert step.scored_on
    assert [step.step for step in run.history.steps] == numbers


def test_the_clock_of_the_steps_never_runs_back(case):
    steps, run = trained(*case)
    for name in ("seconds", "cpu_s"):
        times = [getattr(step, name) for step in steps]
        assert times == sorted(times)
        assert times[0] >= 0
    assert steps[-1].seconds <= run.cost.wall_s
    assert steps[-1].cpu_s <= run.cost.cpu_s


def test_live_scores_and_surfaces_are_what_pages_expect(case):
    steps, run = trained(*case)
    assert all(step.score is None or step.score <= 1 for step in steps)
    assert steps[-1].score is not None
    assert run.dataset.task == TASK[case[1]]
    assert {step.metric for step in steps} == {main_score(run.dataset.task)}
    surfaces = [step.surface for step in steps]
    if run.dataset.planar:
        assert all(s.dtype == np.uint8 and s.max() <= 250 for s in surfaces)
    else:
        assert all(surface is None for surface in surfaces)


def test_answers_have_a_row_a_row_and_a_column_an_output(case):
    kept = fitted(*case)
    dataset = load(config(*case).data)
    X = matrix(kept.encoder.transform(dataset.X))
    found = respond(kept.model, X)
    assert found.dtype == np.float64
    assert np.isfinite(found).all()
    one = respond(kept.model, X[:1])
    np.testing.assert_allclose(one, found[:1], rtol=1e-5, atol=1e-5)
    if dataset.task == "regression":
        assert found.shape == (len(X), 1)
        np.testing.assert_array_equal(found[:, 0], kept.model.predict(X))
        low, high = dataset.y.min(), dataset.y.max()
        assert (np.abs(found - (low + high) / 2) < high - low).all()
        return
    assert found.shape == (len(X), len(dataset.classes))
    assert (found >= 0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(kept.model.classes_, range(len(dataset.classes)))


def test_the_same_config_gives_the_same_scores_to_the_last_bit(case):
    _, run = trained(*case)
    again = finish(fit(config(*case)))
    assert again.evaluation.scores == run.evaluation.scores
    assert again.validation.scores == run.validation.scores
    scores = [[step.score for step in r.history.steps] for r in (run, again)]
    assert scores[0] == scores[1]
    assert again.key == run.key


def test_scores_and_costs_are_all_there(case):
    _, run = trained(*case)
    for part, place in (("validation", 1), ("test", 2)):
        found = {"validation": run.validation, "test": run.evaluation}[part]
        names = tuple(score.name for score in found.scores)
        assert names == score_names(run.dataset.task)
        assert all(np.isfinite(score.value) for score in found.scores)
        assert (found.part, found.rows) == (part, run.dataset.part_rows[place])
    cost: Cost = run.cost
    assert cost.parameters > 0
    assert cost.size_bytes > 0
    assert cost.latency_ms > 0
    assert cost.batch_ms > 0
    assert cost.wall_s > 0
    assert cost.peak_mb >= 0
    assert 0 < cost.batch_rows <= run.dataset.rows
    assert cost.counted == specs()[case[0]].counted
    assert cost.device


@pytest.mark.parametrize(("model", "data"), EVERY, ids=map("-".join, EVERY))
def test_it_beats_the_baseline(model, data):
    score = trained(model, data)[1].evaluation.main
    if specs()[model].family == "baseline":
        assert score.value <= score.fact.guessing
    else:
        assert score.value > score.fact.guessing + (0.3 if data != "diabetes" else 0.2)


@pytest.mark.parametrize(("model", "data"), MISFITS, ids=map("-".join, MISFITS))
def test_it_refuses_a_task_that_it_cannot_learn_and_names_those_that_can(model, data):
    with pytest.raises(Refused, match=specs()[model].title) as refusal:
        finish(fit(config(model, data)))
    said = str(refusal.value)
    assert load(config(model, data).data).target in said
    assert all(spec.title in said for spec in fitting(TASK[data]).values())


@pytest.mark.parametrize("model", specs())
def test_another_seed_is_another_draw(model):
    data = data_config("moons", DATA["moons"])
    one, other = (run_config(data, model, seed=seed) for seed in (1, 2))
    assert one.key != other.key


@pytest.mark.parametrize("model", specs())
def test_it_says_what_it_is(model):
    spec = specs()[model]
    assert spec.key == model
    assert model.replace("_", "").isalnum()
    assert spec.family in FAMILIES
    assert spec.encoding in ("codes", "scaled")
    assert spec.kind in ("classical", "deep")
    assert spec.tasks == tuple(task for task in TASKS if task in spec.tasks) != ()
    assert spec.summary.endswith(".")
    for text in (spec.title, spec.unit, spec.counted):
        assert text.strip() == text != ""
    pickle.dumps(run_config(data_config("moons"), model))


PARAMS = [
    pytest.param(spec.key, param, id=f"{spec.key}-{param.name}")
    for spec in specs().values()
    for param in spec.params
]


def ends(param) -> tuple:
    """Return the values at which a parameter is most likely to break."""
    match param:
        case Int() | Float():
            return param.low, param.high
        case Choice():
            return tuple(key for key, _ in param.options)
        case Flag():
            return False, True
        case Text():
            return ("",)


@pytest.mark.parametrize(("model", "param"), PARAMS)
def test_a_parameter_explains_itself_and_starts_inside_its_range(model, param):
    assert param.help.endswith(".")
    assert param.label
    assert param.name.isidentifier()
    assert param.check(param.default) == param.default
    if isinstance(param, Int | Float):
        assert param.low < param.high
        assert not param.log or param.low > 0
        for outside in (param.low - 1, param.high + 1, "x", float("nan")):
            with pytest.raises(ValueError):
                param.check(outside)


# One training step is enough to see that a value is understood.
CHEAP = {"epochs": 1, "n_estimators": 1, "max_iter": 1}
COSTLY = {"epochs", "n_estimators", "max_iter"}  # their upper ends cost minutes


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize(("model", "param"), PARAMS)
def test_it_trains_at_both_ends_of_each_range(model, param):
    spec = specs()[model]
    known = {p.name for p in spec.params}
    for value in ends(param):
        cheap = {name: v for name, v in CHEAP.items() if name in known}
        given = cheap | {param.name: value}
        if param.name in COSTLY and value == param.high:
            values = run_config(data_config("moons"), model, given).values
            for task in spec.tasks:
                assert spec.build(dict(values), 1, task) is not None
            continue
        for task in {spec.tasks[0], spec.tasks[-1]}:
            run = finish(fit(config(model, TRIAL[task], **given)))
            assert run.evaluation.main.value <= 1
