"""What every model promises; a new member of the registry is checked unasked."""

import pickle
from functools import cache

import numpy as np
import pytest

from core.cost import Cost
from core.dataset import data_config, load
from core.evaluate import SCORES
from core.model import FAMILIES, specs
from core.params import Choice, Flag, Float, Int, Text
from core.run import run_config
from core.store import store
from core.train import finish, fit, matrix

DATA = {"moons": {"n": 200}, "penguins": {}, "wine": {}}
# Enough to learn from, and quick; parameters that a model does not have are left out.
QUICK = {"epochs": 30, "n_estimators": 20, "max_iter": 50}
EVERY = [(model, data) for model in specs() for data in DATA]


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
    assert all(step.score is None or 0 <= step.score <= 1 for step in steps)
    assert steps[-1].score is not None
    surfaces = [step.surface for step in steps]
    if run.dataset.planar:
        assert all(s.dtype == np.uint8 and s.max() <= 250 for s in surfaces)
    else:
        assert all(surface is None for surface in surfaces)


def test_probabilities_add_up_to_one(case):
    kept = fitted(*case)
    dataset = load(config(*case).data)
    X = matrix(kept.encoder.transform(dataset.X))
    found = kept.model.predict_proba(X)
    assert found.shape == (len(X), len(dataset.classes))
    assert (found >= 0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(kept.model.classes_, range(len(dataset.classes)))
    one = kept.model.predict_proba(X[:1])
    np.testing.assert_allclose(one, found[:1], atol=1e-5)


def test_the_same_config_gives_the_same_scores_to_the_last_bit(case):
    _, run = trained(*case)
    again = finish(fit(config(*case)))
    assert again.evaluation.scores == run.evaluation.scores
    scores = [[step.score for step in r.history.steps] for r in (run, again)]
    assert scores[0] == scores[1]
    assert again.key == run.key


def test_scores_and_costs_are_all_there(case):
    _, run = trained(*case)
    assert tuple(score.name for score in run.evaluation.scores) == SCORES
    assert all(np.isfinite(score.value) for score in run.evaluation.scores)
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


@pytest.mark.parametrize("model", specs())
def test_it_beats_the_baseline_on_moons(model):
    auc = trained(model, "moons")[1].evaluation.score("roc_auc").value
    if specs()[model].family == "baseline":
        assert auc == 0.5
    else:
        assert auc > 0.8


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
            assert spec.build(dict(values), 1) is not None
            continue
        run = finish(fit(config(model, "moons", **given)))
        assert 0 <= run.evaluation.score("accuracy").value <= 1
