"""What the benches compare: on small data, both ways reach the same result."""

from dataclasses import replace

import pytest

from core import bench
from core.bench import Contest, measure
from core.benches import curves, forests, nets, tables


@pytest.fixture(autouse=True)
def _once(monkeypatch):
    monkeypatch.setattr(bench, "WARM_UPS", 1)


def found(contest: Contest) -> dict:
    return measure(replace(contest, rounds=1))


def test_the_area_of_a_thinned_curve_is_that_of_all_scores(monkeypatch):
    monkeypatch.setattr(curves, "ROWS", 20_000)
    (contest,) = curves.contests()
    _, points, size = contest.ours()
    assert points <= 1_000
    assert size <= 50_000
    assert found(contest)["difference"] < 1e-12


def test_both_readers_give_the_same_table(monkeypatch):
    monkeypatch.setattr(tables, "ROWS", 3_000)
    differences = [found(contest)["difference"] for contest in tables.contests()]
    assert differences == [0.0]


def test_a_forest_with_points_answers_like_the_one_without(monkeypatch):
    monkeypatch.setattr(forests, "TREES", 6)
    for contest in forests.contests():
        assert found(contest)["difference"] == 0.0


def test_nets_learn_alike(monkeypatch):
    monkeypatch.setattr(nets, "ROWS", 2_000)
    monkeypatch.setattr(nets, "JUDGED", 2_000)
    nets._rows.cache_clear()
    small, *_ = nets.contests()
    assert abs(found(small)["difference"]) < 0.02
    nets._rows.cache_clear()
