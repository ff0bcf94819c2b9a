"""Page evaluate: a verdict first, then one section at a time, each by its address."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import pytest

from core.answers import find
from core.quality.choosing import by_price
from core.quality.paired import Difference
from core.quality.threshold import thresholds
from core.race import from_query
from core.splits import splits
from core.train import finish
from pages.ui import evaluate_verdict, racing
from pages.ui.evaluate_scene import Scene
from tests.pages.bringing import brought, houses
from tests.pages.conftest import address, button, go, said, until

MOONS = (
    "data=moons&n=200&random_forest.n_estimators=5&mlp.epochs=3&seed=61"
    "&models=random_forest,mlp"
)
DIGITS = "data=digits&random_forest.n_estimators=5&models=random_forest&seed=62"


def raced(visit, query):
    at = visit("train", query)
    if "Race finished" not in said(at):
        button(at, "Start the race").click().run()
        until(at, "Race finished")
    return at


def section(at, query, name, **values):
    return go(at, "evaluate", "&".join([query, urlencode({"section": name} | values)]))


def runs(query):
    pairs = dict(pair.split("=") for pair in query.split("&"))
    return [racing.find_run(config) for config in from_query(pairs).runs]


@pytest.fixture
def moons(visit):
    return raced(visit, MOONS)


def test_the_first_thing_is_a_verdict_in_words_with_an_interval(moons):
    go(moons, "evaluate", MOONS)
    assert not moons.exception
    told = moons.subheader[0].value + moons.markdown[1].value
    assert "is ahead of" in told or "Too close to call" in told
    assert "of 100 such pairs" in told
    assert "guessing in 50" in told
    assert "95\u00a0% interval" in told
    assert "luck of these 40 validation rows" in told
    assert "DeLong p" in said(moons)  # under the curves


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        ((0.0, 0.0, 0.0), "On these 40 validation rows they differ by less than 0.1"),
        ((0.0, -0.01, 0.01), "interval −1.0 to 1.0) can be the luck of these 40"),
        (
            (0.02, 0.01, 0.03),
            "(2.0 points, 95\u00a0% interval 1.0 to 3.0) is more than",
        ),
    ],
)
def test_equal_models_are_called_level_and_no_luck(moons, gap, expected):
    scene = Scene(race=from_query(dict(parse_qsl(MOONS))), runs=runs(MOONS), may=True)
    scene = replace(scene, runs=tuple(run.sealed() for run in scene.runs))
    value, low, high = gap
    found = Difference(test="DeLong", value=value, low=low, high=high, p=1.0)
    assert expected in evaluate_verdict.sure(scene, found)
    level = evaluate_verdict.headline(scene, [0, 1], found).startswith("Level: ")
    assert level == (gap == (0.0, 0.0, 0.0))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("threshold", "Right and wrong answers, and where they differ"),
        ("cases", "Choose a cell"),
        ("calibration", "Can a probability be taken at its word"),
        ("groups", "Group by group"),
        ("better", "Is one really better than the other"),
        ("no such section", "ROC curves"),
    ],
)
def test_the_address_opens_a_section(moons, name, expected):
    section(moons, MOONS, name)
    until(moons, expected)
    assert not moons.exception


def test_a_section_that_is_chosen_stands_in_the_address_with_the_race(moons):
    go(moons, "evaluate", MOONS)
    moons.button_group(key="section").set_value("threshold").run()
    assert address(moons)["section"] == "threshold"
    assert address(moons)["n"] == "200"
    assert "Where each model stands" in said(moons)


def test_one_threshold_moves_every_number(moons):
    section(moons, MOONS, "threshold", threshold="0.5")
    answers = find(runs(MOONS)[0], "validation")
    for at in (0.5, 0.9):
        moons.slider(key="threshold").set_value(at).run()
        assert address(moons)["threshold"] == str(at)
        per = thresholds(answers).at(at).per(1000)
        assert f"**{per.tp:.0f} found**, {per.fn:.0f} missed" in said(moons)
        assert f"**{per.fp:.0f} false alarms**" in said(moons)


def test_a_price_finds_each_models_cheapest_threshold(moons):
    section(moons, MOONS, "threshold", rule="price", alarm="1", miss="9")
    for run in runs(MOONS):
        counted = thresholds(find(run, "validation"))
        cheapest = counted.at(by_price(counted, 1, 9))
        money = 1000 * (cheapest.fp + 9 * cheapest.fn) / cheapest.rows
        assert f"Mistakes cost **{money:.3g}**" in said(moons)


def test_what_an_address_says_wrongly_becomes_the_default(moons):
    wrong = {"threshold": "nan", "rule": "magic", "class": "77", "pair": "a,b"}
    section(moons, MOONS, "threshold", **wrong)
    assert not moons.exception
    assert moons.slider(key="threshold").value == 0.5
    section(moons, MOONS, "cases", cell="9-9", rows="?", of="x")
    assert not moons.exception


def test_the_rows_behind_a_cell_are_those_of_the_cell(moons):
    section(moons, MOONS, "cases", cell="0-0", of="0")
    until(moons, "first the truth")
    answers = find(runs(MOONS)[0], "validation")
    right = int(((answers.truth == 0) & (answers.scores(1) < 0.5)).sum())
    assert f"**{right:,} of 40 validation rows**" in said(moons)
    shown = moons.dataframe[-1].value
    assert len(shown) == right
    assert set(shown["true class"]) == {answers.classes[0]}


def test_repeated_splits_are_asked_for_watched_and_stopped(moons):
    section(moons, MOONS, "better", splits="30")
    button(moons, "Compare on 30 splits").click().run()
    until(moons, "Stop")
    button(moons, "Stop").click().run()
    until(moons, "Compare on 30 splits")
    assert not moons.exception


def test_finished_splits_are_kept_and_told_in_the_verdict(moons):
    first, second = (run.config for run in runs(MOONS))
    trial = finish(splits(first, second, 10))
    section(moons, MOONS, "better", splits="10")
    assert "Split by split" in said(moons)
    assert "On repeated splits" in said(moons)
    assert trial.told.split(" (")[0] in moons.success[0].value
    assert not moons.exception


def test_pictures_and_all_classes_of_a_race_with_one_model(visit):
    at = raced(visit, DIGITS)
    section(at, DIGITS, "cases", rows="apart")
    until(at, "The pictures")
    section(at, DIGITS, "threshold")
    assert "Each case is called its most probable class" in said(at)
    section(at, DIGITS, "curves", curve="3")
    assert "Area under the ROC curve (3)" in said(at)
    assert "Bands are pointwise" in said(at)
    section(at, DIGITS, "better")
    assert "There is one model in this race" in said(at)
    assert not at.exception


def test_strangers_see_results_and_no_rows_or_groups(visit):
    at = brought(visit("data"), "houses.csv", houses())
    lanes = {"models": "random_forest", "random_forest.n_estimators": "5"}
    query = urlencode(address(at) | lanes)
    button(go(at, "train", query), "Start the race").click().run()
    until(at, "Race finished")
    until(section(at, query, "groups"), "Group by group")
    stranger = visit("evaluate", query)
    for name, hidden in (("groups", "Groups by"), ("cases", "furthest off")):
        section(stranger, query, name)
        assert "Another browser brought" in said(stranger)
        assert hidden not in said(stranger)
    section(stranger, query, "intervals")
    assert "Within how much is the truth" in said(stranger)
    assert not stranger.exception
