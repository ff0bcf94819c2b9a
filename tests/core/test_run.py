import subprocess
import sys
from dataclasses import replace

import pytest

from core.dataset import data_config
from core.errors import Refused
from core.run import DEFAULT_MODELS, RunConfig, run_config
from tests.core import examples

MOONS = data_config("moons", {"n": 300})
KEY = (
    "from core.dataset import data_config; from core.run import run_config;"
    "print(run_config(data_config('moons', {'n': 300}), 'mlp', {'epochs': 3}, 7).key)"
)


def test_equal_work_has_one_key_in_every_process():
    here = run_config(MOONS, "mlp", {"epochs": 3}, 7).key
    environment = {"PYTHONHASHSEED": "1"}
    there = subprocess.run(
        [sys.executable, "-c", KEY],
        capture_output=True, text=True, check=True, env=environment,
    )  # fmt: skip
    assert there.stdout.strip() == here


def test_everything_that_determines_a_run_changes_its_key():
    base = run_config(MOONS, "mlp", {"epochs": 3}, 7)
    others = [
        run_config(MOONS, "mlp", {"epochs": 3}, 8),
        run_config(MOONS, "mlp", {"epochs": 4}, 7),
        run_config(MOONS, "random_forest", {}, 7),
        run_config(data_config("moons", {"n": 301}), "mlp", {"epochs": 3}, 7),
    ]
    assert len({run.key for run in (base, *others)}) == 5


def test_how_a_value_was_written_does_not_change_the_key():
    ways = ({"epochs": 3}, {"epochs": "3"}, {"epochs": "3.0"}, (("epochs", 3),))
    assert len({run_config(MOONS, "mlp", way).key for way in ways}) == 1
    defaults = run_config(MOONS, "mlp", {"dropout": 0})
    assert defaults.key == run_config(MOONS, "mlp", {"dropout": 0.0}).key
    assert defaults.key == run_config(MOONS, "mlp").key


@pytest.mark.parametrize(
    ("model", "given", "seed"),
    [
        ("svm", {}, 1),
        ("", {}, 1),
        ("mlp", {"epochs": 0}, 1),
        ("mlp", {"trees": 3}, 1),
        ("mlp", {}, -1),
        ("mlp", {}, 2**31),
    ],
)
def test_what_cannot_be_run_is_refused_in_a_sentence(model, given, seed):
    with pytest.raises(Refused, match=r"\.$"):
        run_config(MOONS, model, given, seed)


def test_a_run_knows_its_model():
    assert examples.run("mlp").model == "mlp"
    config = RunConfig(data=MOONS, model="dummy")
    assert replace(examples.run("mlp"), config=config).model == "dummy"


def test_every_default_model_can_run():
    for key in DEFAULT_MODELS:
        assert run_config(MOONS, key).model == key
