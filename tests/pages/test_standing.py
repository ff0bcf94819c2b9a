"""Where a race and its lanes stand, in words."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from core.dataset import data_config
from core.engine import Status
from core.race import race_config
from core.run import run_config
from pages.ui import live, racing, standing
from pages.ui.lanes import Seen
from tests.core import examples


def seen(model="random_forest", state="running", steps=5, **given):
    lane = examples.lanes((model,))[0]
    lane = replace(lane, state=state, steps=lane.steps[:steps])
    config = run_config(data_config("moons"), model, budget_s=given.pop("budget", None))
    return Seen(config=config, now=Status(state=state, **given), lane=lane)


@pytest.mark.parametrize(
    ("task", "classes", "told"),
    [
        ("binary", ("no", "yes"), "to tell no from yes, on a clock"),
        ("multiclass", ("a", "b", "c"), "to tell 3 classes of kind apart, on a clock"),
        ("regression", (), "to predict kind, on a clock"),
    ],
)
def test_the_aim_is_said_in_the_words_of_the_data(task, classes, told):
    summary = SimpleNamespace(task=task, classes=classes, target="kind")
    assert told in standing.aim(summary)
    assert "kind" not in standing.aim(None)


def test_the_best_lane_is_named_first_with_its_price():
    told = standing.of_race([seen("random_forest", steps=1), seen("mlp", steps=20)])
    assert told.startswith("So far: Neural net has an ROC AUC of 0.930 (1.00 CPU s)")
    assert "random forest 0.684 (0.02 CPU s)" in told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"place": 1, "wait_s": 12.4}, "Queued: 1 job ahead, starts in about 12 s"),
        ({"place": 7, "wait_s": 600.0}, "Queued: 7 jobs ahead, starts in about 10 min"),
        ({"place": 2}, "Queued: 2 jobs ahead"),
        ({"wait_s": 0.4}, "Queued: starts in a moment"),
        ({}, "Queued for a free core"),
    ],
)
def test_place_and_wait_are_said(given, told):
    one = seen(state="queued", steps=0, **given)
    assert standing.of_lane(one, one.lane) == told
    assert standing.of_race([one]).startswith("In the queue: ")


def test_while_the_machines_are_away_that_is_what_is_said():
    away = "The machines that train cannot be reached."
    one = seen(state="queued", steps=0, message=away)
    assert standing.of_lane(one, one.lane) == away
    assert standing.of_race([one, seen("mlp", state="queued", steps=0)]) == away


def test_rows_are_named_once_only_where_all_lanes_are_scored_on_them():
    one, other = seen("random_forest"), seen("mlp")
    (rows,) = {step.scored_on for step in one.lane.steps}
    assert standing.of_race([one, other]).count(f"on {rows}") == 1
    steps = [replace(step, scored_on="out-of-bag rows") for step in other.lane.steps]
    other = replace(other, lane=replace(other.lane, steps=tuple(steps)))
    told = standing.of_race([one, other])
    assert f"CPU s, on {rows})" in told
    assert "CPU s, on out-of-bag rows)" in told


@pytest.mark.parametrize(
    ("state", "baseline", "found", "going"),
    [
        ("running", "finished", True, True),
        ("failed", "running", False, True),
        ("finished", "queued", True, False),
        ("failed", "failed", False, False),
    ],
)
def test_a_race_is_over_when_its_baseline_is_known_too(
    monkeypatch, state, baseline, found, going
):
    race = race_config(data_config("moons"), ("random_forest",))
    lanes = [
        Seen(config=config, now=None, lane=replace(examples.lanes()[0], state=now))
        for config, now in zip(racing.all_runs(race), (state, baseline), strict=True)
    ]
    monkeypatch.setattr(racing, "find_run", lambda config: object() if found else None)
    assert live.under_way(race, lanes) == going


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (seen(), "Less than 1 s left"),
        (seen(steps=20), "Done training, its scores are being counted"),
        (seen(steps=0), "Starting"),
        (seen(budget=5.0), "At most 4.9 CPU s left, to the end of a step"),
        (seen(state="stopped"), "Stopped at tree 5"),
        (seen(state="failed"), "Failed at tree 5"),
        (seen(state="stopped", steps=0), "Stopped before its first step"),
        (seen(state="finished"), None),
    ],
)
def test_each_lane_says_where_it_stands(one, told):
    assert standing.of_lane(one, one.lane) == told
