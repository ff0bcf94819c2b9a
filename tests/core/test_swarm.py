"""The same race with many seeds: each score is its own run's, and what they say."""

import subprocess
import sys
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from core import train
from core.dataset import Protocol, data_config, load
from core.errors import Refused
from core.figures.swarm import sentence
from core.race import race_config, reseeded
from core.split import split
from core.swarm import SEEDS, Swarm, compared, gathered, redeals, seeds_of, swarm
from core.train import finish, fit
from tests.core import examples

SMALL = race_config(
    data_config("moons", {"n": 200, "noise": 0.4}),
    ("random_forest", "logistic_regression"),
    {"random_forest.n_estimators": 5},
    5,
)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path))
    monkeypatch.setattr("core.cost.LATENCY_S", 0.0)  # not what is tested here
    monkeypatch.setattr(train, "median_ms", lambda call: (1.0, 1.0))


def test_every_dot_is_the_validation_score_of_the_run_with_that_seed():
    found = finish(swarm(SMALL, (5, 6)))
    assert len(found.scores) == 4
    for score in found.scores:
        configs = {run.model: run for run in reseeded(SMALL, score.seed).runs}
        run = finish(fit(configs[score.model]))
        assert run.validation
        assert score.score == pytest.approx(run.validation.main.value, abs=1e-12)
        assert (score.rows, score.trained) == (40, 120)
    assert found.baseline == 0.5
    assert found.fact.key == "roc_auc"


def test_published_data_is_scored_on_its_test_rows():
    race = race_config(data_config("article"), ("logistic_regression",))
    found = finish(swarm(race, (42,)))
    run = finish(fit(race.runs[0]))
    assert found.scores[0].part == "test"
    assert found.scores[0].score == pytest.approx(run.evaluation.main.value, abs=1e-12)


def test_dots_come_one_by_one_and_say_how_far_it_is():
    steps = list(swarm(SMALL, (1, 2)))
    assert [(s.model, s.seed) for s in steps] == [
        (model, seed) for seed in (1, 2) for model in (*SMALL.models, "dummy")
    ]
    assert (steps[0].done, steps[-1].done, steps[-1].total) == (1, 2, 2)
    part = gathered(SMALL, steps[:4])
    assert list(part.of("random_forest")) == [1, 2]
    assert part.shared == (1,)
    assert part.comparison is None


def test_the_swarm_begins_with_the_races_own_seed():
    assert seeds_of(SMALL)[0] == 5
    assert len(set(seeds_of(SMALL))) == SEEDS
    assert seeds_of(reseeded(SMALL, 2**31 - 1))[:2] == (2**31 - 1, 0)


def test_a_model_that_does_not_fit_the_data_is_refused():
    race = race_config(data_config("diabetes"), ("logistic_regression",))
    with pytest.raises(Refused, match="cannot predict amounts"):
        finish(swarm(race, (1,)))


@pytest.mark.parametrize(
    ("lead", "luck", "said"),
    [
        (0.05, 0.001, ": more than luck"),
        (0.0, 0.001, "the difference is too small to matter"),
        (0.01, 0.05, "too close to call"),
    ],
)
def test_one_sentence_says_whether_a_lead_is_luck(lead, luck, said):
    made = examples.swarm()
    level = {"random_forest": 0.9 + lead, "mlp": 0.9}
    wave = [(-1) ** seed * luck for seed in range(SEEDS)]
    scores = tuple(
        replace(s, score=level[s.model] + (s.model == "mlp") * wave[s.seed])
        for s in made.scores
    )
    told = sentence(compared(replace(made, scores=scores)))
    assert said in told
    assert "95 % interval" in told
    assert "of 20 seeds" in told
    assert "baseline: 0.500" in told


def lead(*first, second=(0.8, 0.8), **given):
    made = examples.swarm(seeds=1).scores[0]
    scores = {"random_forest": first, "mlp": second}
    return Swarm(
        models=tuple(scores),
        scores=tuple(
            replace(made, model=model, seed=seed, score=score, **given)
            for model, found in scores.items()
            for seed, score in enumerate(found)
            if score is not None
        ),
    )


def test_models_are_ranked_by_the_seeds_that_they_share():
    told = sentence(compared(lead(0.79, 0.79, 0.99)))
    assert told.startswith("Neural net is ahead of random forest with 2 of 2 seeds")
    assert "+0.010 ROC AUC" in told
    assert lead(None, 0.9, second=(0.8, None)).best_two is None


def test_where_every_seed_has_the_same_rows_there_is_no_verdict():
    told = sentence(compared(lead(0.81, 0.81, protocol="time")))
    assert "on average by +0.010 ROC AUC. Every seed has the same rows here" in told
    assert "interval" not in told
    assert "luck" not in told


def test_another_seed_deals_other_rows_but_of_a_split_by_time():
    made = load(SMALL.data)
    by = np.arange(len(made.y))
    for protocol in get_args(Protocol):
        dataset = replace(made, protocol=protocol, by=by)
        one, other = (set(split(dataset, seed).test.rows) for seed in (1, 2))
        assert redeals(protocol) == (one != other)


THIN = """
import sys
from core.figure import specs
from core.swarm import SeedScore, Swarm
given = dict(metric="roc_auc", part="validation", cpu_s=0.1, rows=20, trained=60)
scores = tuple(SeedScore(model=m, seed=s, score=0.8 + s / 9, **given)
               for s in range(3) for m in ("mlp", "random_forest"))
swarm, spec = Swarm(models=("mlp", "random_forest"), scores=scores), specs()["swarm"]
spec.draw(swarm), spec.frame(swarm), spec.sentence(swarm)
print(*(name for name in ("scipy", "sklearn", "torch") if name in sys.modules))
"""


def test_a_page_draws_the_seeds_so_far_without_anything_heavy():
    told = subprocess.run(
        [sys.executable, "-c", THIN], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == ""


def test_one_seed_says_nothing_of_luck():
    assert "one seed says nothing of luck" in sentence(examples.swarm(seeds=1))
