"""The race page with a real engine behind it: start, finish, start anew, stop."""

from core.race import from_query
from pages.ui import jobs, racing
from tests.pages.conftest import address, button, go, said, until

SMALL = "data=circles&n=100&random_forest.n_estimators=5&mlp.epochs=3&seed=41"
LONG = (
    "data=classification&n=5000&models=mlp&mlp.epochs=1000&mlp.patience=100"
    "&mlp.batch_size=5&seed=42"
)


def starts(at):
    return [b for b in at.button if b.label == "Start the race"]


def test_first_visit_shows_one_enabled_button_that_starts_the_race(visit):
    at = visit("train")
    assert [b.disabled for b in starts(at)] == [False]
    assert starts(at)[0].proto.type == "primary"
    assert "Race finished" not in said(at)


def test_one_click_leads_to_a_finished_race_that_stays(visit):
    at = visit("train", SMALL)
    button(at, "Start the race").click().run()
    until(at, "Race finished")
    finished = at.success[0].value
    for _ in range(3):
        assert at.run().success[0].value == finished
    assert [b.disabled for b in starts(at)] == [False]
    go(at, "data", SMALL)
    assert go(at, "train", SMALL).success[0].value == finished


def test_finished_race_is_found_by_its_address_alone(visit):
    at = visit("train", SMALL)
    if not at.success:
        button(at, "Start the race").click().run()
        until(at, "Race finished")
    other = visit("train", SMALL)
    assert other.success[0].value == at.success[0].value


def test_starting_a_finished_race_runs_it_anew(visit):
    at = visit("train", SMALL)
    if not at.success:
        button(at, "Start the race").click().run()
        until(at, "Race finished")
    config = from_query(address(at)).runs[0]
    before = racing.find_run(config)
    button(at, "Start the race").click().run()
    until(at, "Race finished")
    after = racing.find_run(config)
    assert after is not before
    assert after.evaluation.score("roc_auc") == before.evaluation.score("roc_auc")
    assert after.cost.cpu_s != before.cost.cpu_s


def test_running_race_can_be_stopped_and_what_it_reached_stays(visit):
    at = visit("train", LONG)
    button(at, "Start the race").click().run()
    until(at, "So far")
    assert [b.disabled for b in starts(at)] == [True]
    assert "Race finished" not in said(at)
    button(at, "Stop the race").click().run()
    until(at, "Race stopped")
    assert "Stopped at epoch" in said(at)
    assert [b.disabled for b in starts(at)] == [False]
    assert "Race stopped" in said(go(go(at, "data", LONG), "train", LONG))


def test_stopping_a_race_leaves_it_to_those_who_watch_it_too(visit):
    query = LONG.replace("seed=42", "seed=43")
    at = visit("train", query)
    button(at, "Start the race").click().run()
    until(at, "So far")
    other = visit("train", query)
    button(at, "Stop the race").click().run()
    until(at, "Race stopped")
    assert [b.disabled for b in starts(at)] == [False]
    assert "Race stopped" not in said(other.run())
    assert [b.disabled for b in starts(other)] == [True]
    assert "Race stopped" in said(go(go(at, "data", query), "train", query))
    button(at, "Start the race").click().run()  # comes back to the one that runs on
    assert "Race stopped" not in said(at)
    for one in (at, other):
        assert not racing.status(from_query(address(at)).runs[0]).ended
        button(one, "Stop the race").click().run()
    until(other, "Race stopped")
    work = racing.works(from_query(address(at)))[0]
    assert jobs.engine().wait(work.key, 30).state == "stopped"


def test_started_race_is_listed_with_a_link_that_leads_back(visit):
    at = visit("train", SMALL)
    button(at, "Start the race").click().run()
    owner = at.session_state["_browser"]
    listed = racing.store().races(owner)
    assert [from_query(dict(pair.split("=") for pair in race.address.split("&")))
            for race in listed] == [from_query(address(at))]  # fmt: skip
    until(at, "Race finished")
