"""What the engine is asked, and how far it may go for a person's own table."""

from dataclasses import replace

from core.dataset import data_config
from core.engine.words import too_long
from core.limits import limits
from core.race import race_config
from core.run import run_config
from core.works import (
    explain_work,
    fit_work,
    lab_work,
    summary_work,
    swarm_work,
    understand_work,
)


def test_reading_is_bounded_by_the_limits_in_force(monkeypatch):
    plain = summary_work(data_config("upload", {"file": "a" * 16}), 1)
    assert (plain.limit_s, plain.limit_bytes) == (
        limits().max_seconds,
        limits().max_memory,
    )
    monkeypatch.setenv("CROSSOVER_MAX_SECONDS", "7")
    monkeypatch.setenv("CROSSOVER_MAX_MEMORY", "1000")
    bounded = understand_work("/a/b", "b.csv")
    assert (bounded.limit_s, bounded.limit_bytes) == (7, 1000)
    again = summary_work(data_config("upload", {"file": "a" * 16}), 1)
    assert (again.limit_s, again.key) == (7, plain.key)


def test_training_has_the_engines_limits_and_words_of_its_own():
    config = run_config(data_config("moons"), "dummy")
    works = [
        fit_work(config),
        explain_work(config),
        lab_work("a lab", (), 1),
        swarm_work(race_config(config.data), (1, 2)),
    ]
    for work in works:
        assert (work.limit_s, work.limit_bytes, work.quick) == (None, None, False)
    told = [too_long(replace(work, limit_s=1800.0)) for work in works]
    assert told[0] == (
        "Training this model took more than 1,800 s and was stopped; choose fewer "
        "rows, trees or epochs."
    )
    assert len(set(told)) == len(told)


def test_work_that_differs_in_its_seed_alone_takes_as_long():
    data = data_config("moons")
    same = [fit_work(run_config(data, "dummy", seed=seed)) for seed in (1, 2)]
    other = fit_work(run_config(data, "random_forest", seed=1))
    assert same[0].key != same[1].key
    assert same[0].like == same[1].like
    assert not set(same[0].like) & set(other.like)
    races = [race_config(data, seed=seed) for seed in (1, 2)]
    swarms = [swarm_work(race, (1, 2, 3)) for race in races]
    assert swarms[0].like == swarms[1].like != swarm_work(races[0], (1,)).like
