"""A race on amounts, from start to price, on every page that shows it."""

from urllib.parse import urlencode

import pytest

from tests.pages.bringing import brought, houses
from tests.pages.conftest import address, button, go, said, until

AMOUNTS = (
    "data=diabetes&models=random_forest,mlp,linear_regression"
    "&random_forest.n_estimators=5&mlp.epochs=3&seed=71"
)


@pytest.fixture
def at(visit):
    at = visit("train", AMOUNTS)
    if "Race finished" not in said(at):
        button(at, "Start the race").click().run()
    return until(at, "Race finished")


def test_the_race_is_told_in_r2(at):
    assert "R² on the same 88 validation rows" in at.success[0].value
    assert "ROC" not in at.success[0].value


def test_scores_have_the_targets_unit_and_curves_a_reason(at):
    go(at, "evaluate", AMOUNTS)
    assert not at.exception
    told = said(at)
    assert "A ROC curve sorts cases into two classes; this target is an amount" in told
    for title in ("Predicted against true", "How far off, row by row", "RMSE"):
        assert title in told
    assert "in units of progression" in told
    assert "Confusion matrix" not in told


def test_reasons_are_told_in_units_of_the_target_without_a_choice_of_class(at):
    until(go(at, "explain", AMOUNTS), "What matters most")
    assert not at.exception
    assert "units of progression" in said(at)
    until(go(at, "explain", f"{AMOUNTS}&view=case"), "What if it were different?")
    assert "Case (validation row)" in [s.label for s in at.slider]
    assert "Probability of" not in said(at)
    assert "This row is truly" in said(at)
    # somebody else's link to classes leads to no error here
    link = f"{AMOUNTS}&class=1&case=3&view=case"
    until(go(at, "explain", link), "What if it were different?")
    assert at.slider(key="case").value == 3
    assert not at.exception


def test_the_price_is_set_against_r2(at):
    go(at, "compute", AMOUNTS)
    assert not at.exception
    assert "R² on validation rows" in said(at)


def test_a_link_shows_a_stranger_scores_and_no_row_of_the_table(visit):
    at = brought(visit("data"), "houses.csv", houses())
    lanes = {"models": "random_forest", "random_forest.n_estimators": "5"}
    query = urlencode(address(at) | lanes)
    button(go(at, "train", query), "Start the race").click().run()
    until(at, "Race finished")
    assert "Predicted against true" in said(go(at, "evaluate", query))
    stranger = said(visit("evaluate", query))
    assert "Another browser brought" in stranger
    assert "Predicted against true" not in stranger
    assert "How far off, row by row" in stranger
