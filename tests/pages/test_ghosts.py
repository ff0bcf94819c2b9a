"""Other finished races beneath the one on show."""

import json
from urllib.parse import parse_qsl, urlencode

from core.race import from_query
from core.storage.store import store
from pages.ui import echo, ghosts, racing, titles
from tests.pages.asking import opened
from tests.pages.conftest import address, button, go, said, until

SMALL = {"data": "circles", "n": "100", "random_forest.n_estimators": "5",
         "mlp.epochs": "3"}  # fmt: skip


def query(**given):
    return urlencode(SMALL | given)


def raced(at):
    if "Race finished" not in said(at):
        button(at, "Start the race").click().run()
        until(at, "Race finished")
    return at


def recorded(at):
    """Return the recording that the page's replay was given."""
    found = [p for p in protos(at.main) if getattr(p, "component_name", "")]
    (replay,) = [p for p in found if p.component_name == "crossover_replay"]
    return json.loads(json.loads(replay.json)["recording"])


def protos(block):
    for part in block.children.values():
        if hasattr(part, "children"):
            yield from protos(part)
        else:
            yield getattr(part, "proto", None)


def test_again_with_another_seed_races_and_lays_this_race_beneath(visit):
    at = raced(visit("train", query(seed="71")))
    assert "beneath" not in recorded(at)
    button(at, "Again with another seed").click().run()
    until(at, "Race finished")
    assert address(at)["seed"] == "72"
    assert address(at)["ghosts"] == "71"
    (other,) = recorded(at)["beneath"]
    assert (other["title"], other["differs"]) == ("Seed 71", "seed 71")
    assert [lane["model"] for lane in other["lanes"]] == ["random_forest", "mlp"]
    first = racing.find_run(from_query(dict(SMALL, seed="71")).runs[0])
    assert other["lanes"][0]["scores"][-1] == float(
        f"{first.history.steps[-1].score:.6g}"
    )
    # the link alone shows the same
    link = visit("train", query(seed="72", ghosts="71"))
    assert recorded(link)["beneath"] == [other]
    button(at, "This race alone").click().run()
    assert "beneath" not in recorded(at)
    assert "ghosts" not in address(at)


def test_any_of_my_races_can_be_laid_beneath_and_its_difference_is_named(visit):
    at = raced(visit("train", query(seed="73")))
    go(at, "train", query(seed="73", **{"mlp.epochs": "4"}))
    raced(at)
    listed = [other.runs[1] for other in ghosts_of(at)]
    assert [dict(run.values)["epochs"] for run in listed] == [3]
    other = from_query(dict(SMALL, seed="73"))
    at.query_params["over"] = query(seed="73")
    at.run()
    (laid,) = recorded(at)["beneath"]
    assert laid["differs"] == "epochs, at most 3"
    assert laid["note"] == ""
    assert titles.apart(from_query(address(at)), other) == ["epochs, at most 3"]


def ghosts_of(at):
    """Return what the list offers, as the browser of this visit sees it."""
    owner, now = at.session_state["_browser"], from_query(address(at))
    kept = [race.address for race in store().races(owner)]
    found = [from_query(dict(pair.split("=") for pair in a.split("&"))) for a in kept]
    return [race for race in found if race.key != now.key and ghosts.finished(race)]


def test_what_is_laid_beneath_keeps_its_test_scores_sealed(visit):
    at = raced(visit("train", query(seed="75")))
    go(at, "train", query(seed="76", ghosts="75"))
    raced(at)
    assert {
        lane["reached"]["part"]
        for other in recorded(at)["beneath"]
        for lane in other["lanes"]
    } == {"validation"}


def test_a_wrong_or_unknown_race_beneath_is_left_out(visit):
    for over in ("data=nope", "seed=x", query(seed="999"), "%%%", query(seed="77")):
        at = visit("train", query(seed="77"))
        at.query_params["over"] = over
        at.run()
        raced(at)
        assert not at.exception
        assert "beneath" not in recorded(at)


def test_titles_say_all_that_differs():
    one = from_query({"data": "moons"})
    other = from_query({
        "data": "circles", "seed": "7", "budget": "5", "models": "mlp,dummy",
        "mlp.width": "8",
    })  # fmt: skip
    assert titles.apart(one, one) == []
    assert titles.apart(one, other) == [
        "Circles", "seed 7", "budget 5 CPU s", "units in the first layer 8", "baseline",
    ]  # fmt: skip


def test_the_loop_is_shown_and_the_switch_changes_the_race(visit):
    at = visit("train", query(seed="78"))
    shown = "\n".join(code.value for code in at.code)
    for line in ("loss.backward()", "optimiser.step()", "tree.fit(X, answers"):
        assert line in shown
    (switch,) = [toggle for toggle in at.toggle if toggle.label.startswith("Run exact")]
    switch.set_value(True).run()
    assert address(at)["mlp.loop"] == "plain"
    (switch,) = [toggle for toggle in at.toggle if toggle.label.startswith("Run exact")]
    assert switch.value
    switch.set_value(False).run()
    assert "mlp.loop" not in address(at)


def test_a_race_offered_from_the_list_is_laid_beneath_with_one_click(
    visit, monkeypatch
):
    at = raced(visit("train", query(seed="81")))
    go(at, "train", query(seed="82"))
    raced(at)
    monkeypatch.setattr(ghosts.st, "popover", opened(ghosts.st.popover))
    at.run()
    other = from_query(dict(SMALL, seed="81"))
    (offer,) = [b for b in at.button if b.key == f"beneath-{other.key}"]
    assert "seed 81" in offer.label.replace("\\", "")
    offer.click().run()
    assert from_query(dict(parse_qsl(address(at)["over"]))) == other
    assert [one["differs"] for one in recorded(at)["beneath"]] == ["seed 81"]


def test_a_race_beneath_appears_once_it_is_finished_and_shows_what_is_unsealed(
    monkeypatch,
):
    race = from_query(dict(SMALL, seed="83", ghosts="84,85"))
    part, known, state = {83: "test", 84: "validation"}, {84}, {}
    monkeypatch.setattr(ghosts.st, "session_state", state)
    monkeypatch.setattr(
        ghosts.seal, "part_on_show", lambda race: part.get(race.seed, "test")
    )
    monkeypatch.setattr(
        ghosts, "_drawn", lambda race, other: other.seed in known and
        {"seed": other.seed, "part": part.get(other.seed, "test")},
    )  # fmt: skip
    monkeypatch.setattr(ghosts, "over", lambda race: None)
    assert ghosts.beneath(race) == [{"seed": 84, "part": "validation"}]
    known.add(85)
    assert [one["seed"] for one in ghosts.beneath(race)] == [84, 85]
    part[84] = "test"
    assert ghosts.beneath(race)[0] == {"seed": 84, "part": "test"}


def test_values_that_a_beat_of_the_page_repeats_change_no_race(visit, monkeypatch):
    at = raced(visit("train", query(seed="86")))
    button(at, "Again with another seed").click().run()
    until(at, "Race finished")
    with monkeypatch.context() as beating:
        beating.setattr(echo, "heard", lambda: True)
        at.number_input(key="seed").set_value(86).run()
    assert (address(at)["seed"], address(at)["ghosts"]) == ("87", "86")
    at.number_input(key="seed").set_value(86).run()
    assert address(at)["seed"] == "86"
