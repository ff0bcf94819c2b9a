"""The recorded race that greets visitors: what it is, and that a command remakes it."""

import json
import re
import shlex
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from core.__main__ import DONE, answer
from core.dataset import specs
from core.engine import start
from core.race import command, from_query
from core.recording import read

ROOT = Path(__file__).parents[2]
RECORDED = ROOT / "assets" / "home_race.json"


@pytest.fixture(scope="module")
def recorded():
    return read(RECORDED)


@pytest.fixture(scope="module")
def race(recorded):
    return from_query(dict(parse_qsl(recorded["address"])))


def test_it_is_small_and_tells_of_a_table_with_a_story(recorded, race):
    assert RECORDED.stat().st_size <= 300_000
    assert specs()[race.data.key].story
    assert recorded["baseline"] is not None
    assert recorded["surface"]["lanes"]


def test_the_guide_names_the_command_that_remakes_it(race):
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"(?m)^(python -m core race .*home_race\.json)$", guide)
    own, record = shlex.split(block)[:-2], shlex.split(block)[-2:]
    assert own == shlex.split(command(race))
    assert record == ["--record", "assets/home_race.json"]


def test_the_command_makes_it_again_but_for_the_times(recorded, race, tmp_path, capfd):
    words = shlex.split(command(race))[3:]
    made = tmp_path / "race.json"
    assert answer([*words, "--record", str(made)]) == DONE
    start().close()
    capfd.readouterr()
    again = json.loads(made.read_text())
    named = ("title", "address", "metric", "classes", "points", "baseline")
    assert [again[name] for name in named] == [recorded[name] for name in named]
    assert again.keys() == recorded.keys()
    for name in ("size", "extent"):
        assert again["surface"][name] == recorded["surface"][name]
    for before, after in zip(recorded["lanes"], again["lanes"], strict=True):
        assert after.keys() == before.keys()
        # a net's last digits are those of the processor that it learned on
        near = 0.0 if before["model"] == "random_forest" else 0.02
        pairs = zip(before["scores"], after["scores"], strict=False)
        assert all(b == pytest.approx(a, abs=near) for b, a in pairs)
        assert after["reached"]["score"] == pytest.approx(
            before["reached"]["score"], abs=near
        )
