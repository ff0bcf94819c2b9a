"""A race under way, in the shape that the replay draws."""

import gc
import json
from dataclasses import replace

from core import onair
from core.dataset import data_config
from core.onair import Entry, on_air
from core.recording import recording
from core.run import run_config
from tests.core import examples

MOONS = data_config("moons")


def entries(models=("random_forest", "mlp", "dummy"), classes=2, **given):
    return [
        Entry(
            config=run_config(MOONS, lane.model),
            lane=replace(lane, state="running", **given),
            told="Less than 1 s left",
        )
        for lane in examples.lanes(models, classes)
    ]


def test_a_race_under_way_has_all_that_a_recording_has():
    made = on_air(entries(), "Two moons")
    whole = recording(examples.runs(("random_forest", "mlp", "dummy")))
    assert set(whole) <= set(made)
    assert set(whole["lanes"][0]) <= set(made["lanes"][0])
    assert made["baseline"] == whole["baseline"]
    assert [lane["model"] for lane in made["lanes"]] == ["random_forest", "mlp"]
    assert {lane["state"] for lane in made["lanes"]} == {"running"}
    assert len(json.dumps(made)) < 40_000


def test_only_the_newest_surface_is_sent():
    made = on_air(entries(), "Two moons")
    assert [len(lane["data"]) for lane in made["surface"]["lanes"]] == [1, 1]


def test_a_lane_that_has_reported_nothing_keeps_its_place():
    first, second, base = entries()
    silent = replace(second, lane=replace(second.lane, steps=(), state="queued"))
    made = on_air([first, silent, base], "Two moons")
    lane = made["lanes"][1]
    assert (lane["steps"], lane["scores"], lane["total"]) == ([0], [None], 100)
    assert made["surface"]["lanes"][1] == {"at": [], "data": []}
    assert made["loss"] is True
    assert on_air([first], "Two moons")["loss"] is False


def test_before_the_start_nothing_has_happened_anywhere():
    bare = [
        replace(e, lane=replace(e.lane, steps=(), state="ready")) for e in entries()
    ]
    made = on_air(bare, "Two moons")
    assert [lane["steps"] for lane in made["lanes"]] == [[0], [0]]
    assert made["baseline"] is None
    assert json.loads(made["points"])["x"]


def test_the_key_changes_with_every_word_that_changes():
    one = entries()
    other = [replace(one[0], told="About 2 s left, or less"), *one[1:]]
    keys = {on_air(e, "Two moons")["key"] for e in (one, other, entries())}
    assert len(keys) == 2


def test_amounts_are_scored_by_r2():
    lanes = examples.amount_lanes()
    made = on_air(
        [Entry(config=run_config(MOONS, lane.model), lane=lane) for lane in lanes],
        "Diabetes",
        "regression",
    )
    assert made["metric"]["title"] == "R²"
    assert made["surface"] is None


def test_the_key_changes_with_every_step():
    whole = entries()
    lane = whole[0].lane
    before = [replace(whole[0], lane=replace(lane, steps=lane.steps[:-1])), *whole[1:]]
    keys = {on_air(e, "Two moons")["key"] for e in (whole, before)}
    assert len(keys) == 2


def test_the_same_points_are_written_once_and_go_with_the_table():
    rows = tuple(column.copy() for column in entries()[0].lane.points)
    shown = entries(points=rows)
    text = on_air(shown, "Two moons")["points"]
    assert on_air(shown, "Two moons")["points"] is text
    other = entries(points=tuple(column + 1 for column in rows))
    assert on_air(other, "Two moons")["points"] != text
    name = id(rows[0])
    assert name in onair._DOTS
    del rows, shown
    gc.collect()
    assert name not in onair._DOTS
