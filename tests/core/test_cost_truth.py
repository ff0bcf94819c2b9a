"""The cost of a race beside what the system says of bare scripts, with the fit and not.

Each script runs in a process of its own and ends by saying what the kernel has counted
for it: CPU seconds, and the high-water mark of its memory, as `time -v` prints them.
"""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODELS = {"random_forest": {"n_estimators": 60}, "mlp": {"epochs": 30, "patience": 30}}
PAIRS = 1  # more on a quiet machine: each takes ten seconds
BARE = """
import sys, time
from pathlib import Path
import torch, torch._dynamo, sklearn.ensemble, scipy.stats, pandas, numba
from core import model
from core.dataset import data_config, load
from core.encode import encoder
from core.run import run_config
from core.split import split
from core.train import encode, finish, one_thread

config = run_config(data_config("classification", {"n": 20000}), MODEL, GIVEN)
dataset, spec = load(config.data), model.specs()[MODEL]
parts = split(dataset, config.seed)
material = encode(config, dataset, parts, encoder(dataset, spec.encoding), None)
made = spec.build(dict(config.values), material.seed, dataset.task)
with one_thread():
    if FIT:
        for _ in spec.train(made, material):
            pass
marks = Path("/proc/self/status").read_text()
held = int(marks.partition("VmHWM:")[2].split()[0])
print(time.process_time(), held * 1024 / 1e6)
"""


def told(script):
    """Return the last line that a process prints, which is all that matters here."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *script],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def bare(model, *, fit):
    given = {"MODEL": repr(model), "GIVEN": repr(MODELS[model]), "FIT": str(fit)}
    text = BARE
    for name, value in given.items():
        text = text.replace(name, value)
    cpu_s, mb = told(["-c", text]).split()[-2:]
    return float(cpu_s), float(mb)


def raced(model):
    own = ",".join(f"{model}.{name}={value}" for name, value in MODELS[model].items())
    asked = ["-m", "core", "race", "--data", "classification?n=20000", "--json"]
    report = json.loads(told([*asked, "--models", model, "--set", own]))
    (run,) = [run for run in report["runs"] if run["model"] == model]
    return run["cost"]["cpu_s"], run["cost"]["peak_mb"]


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
def test_the_cost_of_a_race_is_what_the_fit_adds_to_a_bare_script(
    model, tmp_path, monkeypatch
):
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("this system has no high-water mark to compare with")
    ours, theirs = [], []
    for place in range(PAIRS):  # in turn, so that what else goes on meets all alike
        monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path / str(place)))
        without, ours_now, fitted = (
            bare(model, fit=False),
            raced(model),
            bare(model, fit=True),
        )
        ours.append(ours_now)
        theirs.append((fitted[0] - without[0], fitted[1] - without[1]))
    cpu, mb = (statistics.median(column) for column in zip(*ours, strict=True))
    real_cpu, real_mb = (statistics.median(c) for c in zip(*theirs, strict=True))
    assert cpu == pytest.approx(real_cpu, rel=0.1)
    if real_mb > 10:  # less is lost in what importing has left behind
        assert mb == pytest.approx(real_mb, rel=0.2)
