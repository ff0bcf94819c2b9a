"""How a race begins: by itself after a small change, in its quick form, budgeted."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from core.engine import Outlook, Status
from core.race import from_query, with_budget
from core.storage.store import KeptRace
from core.works import fit_work
from pages.ui import races, racing, starting
from tests.core import examples
from tests.pages.conftest import address, button, go, until

SMALL = "data=circles&n=100&random_forest.n_estimators=5&mlp.epochs=3&seed=91"


def finished(visit, query=SMALL):
    at = visit("train", query)
    if not at.success:
        button(at, "Start the race").click().run()
    return until(at, "Race finished")


def test_a_new_seed_starts_a_small_race_by_itself_once_and_only_after_a_first(visit):
    at = visit("train", SMALL)
    at.number_input(key="seed").set_value(92).run()
    assert button(at, "Stop the race").disabled  # nobody has started one yet
    at.number_input(key="seed").set_value(91).run()
    finished(lambda *_: at)
    at.number_input(key="seed").set_value(93).run()
    assert address(at)["seed"] == "93"
    until(at, "Race finished")
    ended = at.success[0].value
    assert at.run().success[0].value == ended


def test_it_waits_for_a_click_where_a_person_wants_it(visit):
    at = finished(visit, SMALL.replace("91", "94"))
    at.toggle(key="by_itself").set_value(False).run()
    at.number_input(key="seed").set_value(95).run()
    assert not button(at, "Start the race").disabled
    until(at, "Ready")


@pytest.fixture
def measured(monkeypatch):
    """Finished runs that took a given time."""
    runs = {}
    monkeypatch.setattr(starting.racing, "find_run", lambda config: runs.get(config))

    def took(race, *seconds):
        for config, spent in zip(race.runs, seconds, strict=True):
            made = examples.run(config.model)
            runs[config] = replace(made, cost=replace(made.cost, cpu_s=spent))
        return race

    return took


def test_the_expected_time_grows_with_the_work(measured):
    last = measured(from_query({}), 0.5, 0.3)
    more = from_query({"random_forest.n_estimators": "300", "mlp.batch_size": "16"})
    assert starting.expected_s(last, from_query({"seed": "7"})) == 0.5
    assert starting.expected_s(last, more) == pytest.approx(1.5)
    assert starting.expected_s(last, with_budget(more, 0.2)) == 0.2
    assert starting.expected_s(from_query({"n": "500"}), last) == float("inf")


def test_a_long_queue_offers_the_quick_form(visit, monkeypatch):
    engine = starting.jobs.engine()
    at = visit("train", SMALL.replace("seed=91", "n=5000&seed=96"))
    assert "Quick race" not in [b.label for b in at.button]
    long = Outlook(busy=2, slots=2, queued=30, wait_s=90.0)
    monkeypatch.setattr(engine, "outlook", lambda owner="": long)
    at.run()
    quick = button(at, "Quick race")
    assert "400 rows instead of 5,000" in quick.proto.help
    assert "90 s" in quick.proto.help
    quick.click().run()
    assert address(at)["n"] == "400"
    until(at, "Race finished")


def test_a_budget_is_kept_when_something_else_changes(visit):
    at = visit("train", SMALL.replace("91", "97"))
    at.number_input(key="budget").set_value(5.0).run()
    assert address(at)["budget"] == "5"
    at.number_input(key="seed").set_value(98).run()
    assert address(at)["budget"] == "5"
    go(at, "train", SMALL + "&budget=0")
    assert "The budget must be" in at.warning[0].value.replace("\\", "")


def test_a_lane_that_failed_says_what_happened_and_runs_again_in_one_click(
    visit, monkeypatch
):
    at = finished(visit, SMALL.replace("91", "99"))
    config = from_query(address(at)).runs[1]
    asked, known = [], racing.status
    broken = Status(state="failed", message="The process was ended by the system.")
    monkeypatch.setattr(
        racing, "status", lambda run: broken if run == config else known(run)
    )
    monkeypatch.setattr(
        racing.jobs, "submit", lambda work, again=False: asked.append((work, again))
    )
    at.run()
    assert "ended by the system" in at.error[0].value
    with monkeypatch.context() as foreign:
        foreign.setattr("pages.ui.privacy.may_see_rows", lambda data: False)
        assert "Run it again" not in [b.label for b in at.run().button]
    at.run()
    button(at, "Run it again").click().run()
    assert asked == [(fit_work(config), True)]
    assert not at.exception


def test_a_lane_that_ended_before_its_time_stays_in_view(visit, monkeypatch):
    at = finished(visit, SMALL.replace("91", "99"))
    config, drawn = from_query(address(at)).runs[1], []
    find, known = racing.find_run, racing.status
    stopped = Status(state="stopped")
    monkeypatch.setattr(
        racing, "find_run", lambda run: None if run == config else find(run)
    )
    monkeypatch.setattr(
        racing, "status", lambda run: stopped if run == config else known(run)
    )
    monkeypatch.setattr(
        "pages.ui.live.board", lambda race, seen, summary: drawn.append(seen)
    )
    at.run()
    assert "Race stopped" in at.info[0].value
    assert [one.lane.state for one in drawn[-1]][:2] == ["finished", "stopped"]


def test_a_race_that_the_server_has_forgotten_is_told_of(visit, monkeypatch):
    at = visit("train", SMALL.replace("91", "89"))
    until(at, "Ready")
    race = from_query(address(at))
    kept = KeptRace(key=race.key, title="It", address="", created=0.0)
    monkeypatch.setattr(races, "store", lambda: SimpleNamespace(races=lambda _: [kept]))
    assert "it did not finish" in at.run().info[0].value
