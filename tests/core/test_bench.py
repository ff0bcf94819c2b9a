import time

import pytest

from core import bench
from core.bench import Contest, measure, run, show, specs
from core.errors import Refused

KEYS = {"name", "ours_s", "theirs_s", "ratio", "difference", "theirs"}


def contest(**other):
    given = {
        "name": "sums",
        "theirs": "a loop",
        "ours": lambda: sum(range(1000)),
        "usual": lambda: sum(list(range(1000))) + 2,
        "difference": lambda ours, usual: abs(ours - usual),
    }
    return Contest(**given | other)


def test_a_measurement_has_these_keys_and_compares_the_results():
    found = measure(contest())
    assert set(found) == KEYS
    assert found["difference"] == 2
    assert found["ratio"] == pytest.approx(found["theirs_s"] / found["ours_s"])
    assert found["theirs"] == "a loop"


def test_seconds_are_told_for_one_unit_and_medians_are_taken(monkeypatch):
    now = [0.0]
    costs = {"ours": iter([9, 9, 1, 2, 3]), "usual": iter([10, 40, 20])}

    def spend(which):
        now[0] += next(costs[which])

    monkeypatch.setattr(bench, "process_time", lambda: now[0])
    found = measure(
        contest(
            ours=lambda: spend("ours"),
            usual=lambda: spend("usual"),
            ours_units=10,
            difference=lambda ours, usual: 0,
            note=lambda ours, usual: "as told",
        )
    )
    assert (found["ours_s"], found["theirs_s"]) == (0.2, 20)
    assert found["ratio"] == 100
    assert found["theirs"] == "a loop (as told)"


def test_sleeping_costs_wall_time_but_no_cpu_time():
    waiting = contest(ours=lambda: time.sleep(0.02), difference=lambda *_: 0.0)
    cpu, wall = (
        measure(contest(**vars(waiting) | {"clock": clock, "rounds": 1}))
        for clock in ("cpu", "wall")
    )
    assert cpu["ours_s"] < 0.01 < wall["ours_s"]


def test_what_cannot_be_measured_is_refused():
    with pytest.raises(Refused, match=r"'tea'; known are .*explain"):
        run(["tea"])


def test_every_part_says_what_it_is():
    assert all(spec.title for spec in specs().values())
    told = show([measure(contest())])
    assert "sums" in told
    assert "a loop" in told
