"""What the engine is asked, and how far it may go for a person's own table."""

from core.dataset import data_config
from core.limits import limits
from core.run import run_config
from core.works import fit_work, summary_work, understand_work


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


def test_training_takes_as_long_as_it_takes():
    work = fit_work(run_config(data_config("moons"), "dummy"))
    assert (work.limit_s, work.limit_bytes, work.quick) == (None, None, False)
