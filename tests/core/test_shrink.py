"""A run's model before and after shrinking, and asked in several ways; what is kept."""

import pytest

from core.dataset import data_config
from core.errors import Refused
from core.history import Progress
from core.latency import pace, wrapper
from core.latency.wrapper import find_latencies, latencies
from core.run import run_config
from core.shrinking import before_after
from core.shrinking.shrink import Shrunk, find_shrunk, gain, specs
from core.train import finish, fit

DATA = data_config("moons", {"n": 300})


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(before_after, "TIMED_S", 0.0)
    monkeypatch.setattr(wrapper, "TIMED_S", 0.0)
    monkeypatch.setattr(pace, "TURN_S", 0.001)
    monkeypatch.setattr("core.shrinking.students.MOST_ASKED", 400)


def run_of(model: str, **given):
    config = run_config(DATA, model, given)
    finish(fit(config))
    return config


def test_every_way_that_fits_is_tried_told_and_kept():
    config = run_of("random_forest", n_estimators=8)
    work, events = before_after.shrink(config), []
    while True:
        try:
            events.append(next(work))
        except StopIteration as end:
            found = end.value
            break
    assert any(isinstance(event, Progress) for event in events)
    seen = [event for event in events if isinstance(event, Shrunk)]
    assert [len(each.after) for each in seen] == list(range(found.total + 1))
    assert found.finished
    assert not seen[-1].finished
    titles = {spec.title for spec in specs().values()}
    assert {s.title for s in found.after} | {t for t, _ in found.absent} == titles
    assert (found.part, found.metric) == ("validation", "roc_auc")
    same = next(small for small in found.after if small.way == "onnx_runtime")
    assert same.score == pytest.approx(found.before.score, abs=1e-6)
    assert same.agrees == 1.0
    assert gain(found.before, same).one > 1
    assert find_shrunk(config).after == found.after


def test_what_learns_nothing_cannot_be_shrunk_or_asked_otherwise():
    config = run_of("dummy")
    with pytest.raises(Refused, match="choose another model"):
        finish(before_after.shrink(config))
    with pytest.raises(Refused, match="choose another model"):
        finish(latencies(config))


@pytest.mark.parametrize(
    ("model", "given", "ways"),
    [
        ("random_forest", {"n_estimators": 8}, 3),
        ("mlp", {"epochs": 2}, 2),
        ("logistic_regression", {}, 2),
    ],
)
def test_every_way_of_asking_gives_the_same_answers(model, given, ways):
    config = run_of(model, **given)
    found = finish(latencies(config))
    assert len(found.ways) == ways
    assert found.ways[0].apart == 0
    assert all(way.apart < 1e-5 for way in found.ways)
    for way in found.ways:
        assert 0 < way.pace.p50_ms <= way.pace.p95_ms <= way.pace.p99_ms
        assert way.pace.rows_per_s > 0
    assert found.wrapper >= 1
    assert find_latencies(config).ways == found.ways
