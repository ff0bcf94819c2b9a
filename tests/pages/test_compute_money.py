"""Page compute: which model to build and what a month costs; who wins on a budget."""

from urllib.parse import parse_qsl, urlencode

import pytest

from core.budget import contest, entrants
from core.prices import MACHINES, Machine
from core.race import from_query
from core.train import finish, fit
from pages.ui import compute_prices, racing
from pages.ui.compute_prices import CORES, CURRENCY, NAME, PRICE, read, row
from pages.ui.compute_terms import written
from tests.pages.conftest import address, button, go, said

MOONS = (
    "data=moons&n=200&random_forest.n_estimators=5&mlp.epochs=3&seed=71"
    "&models=random_forest,mlp"
)
OWN = Machine(name="Our box", cores=2, price=0.5, currency="USD")


@pytest.fixture(scope="module", autouse=True)
def _runs():
    for config in racing.all_runs(from_query(dict(parse_qsl(MOONS)))):
        finish(fit(config))


def query(name, **values):
    return "&".join([MOONS, urlencode({"section": name} | values)])


def metrics(at):
    return {metric.label: metric.value for metric in at.metric}


def test_the_first_thing_is_what_to_build_and_what_a_month_costs(visit):
    at = visit("compute", query("money"))
    assert not at.exception
    assert at.subheader[0].value.startswith("Build ")
    assert metrics(at)["A month"] == "7.49 EUR"
    assert "ROC AUC" in metrics(at)["How good"]
    told = said(at)
    for needed in (
        "predictions a day",
        "Total cost against",
        "CPU seconds",
        "an estim",
    ):
        assert needed in told
    labels = [one.label for one in at.get("download_button")]
    assert {"Numbers as CSV", "Report as text"} <= set(labels)
    at.select_slider(key="daily").set_value(500_000_000).run()
    assert address(at)["daily"] == "500000000"
    assert "500,000,000 a day" in said(at) or "500,000,000 predictions a day" in said(
        at
    )


def test_an_edited_price_counts_and_survives_a_walk_to_another_page(visit, monkeypatch):
    def edited(frame, **given):
        changed = frame.copy()
        changed.loc[0, PRICE] = 1.0
        changed.loc[len(changed)] = row(OWN)
        return changed

    with monkeypatch.context() as patch:
        patch.setattr(compute_prices.st, "data_editor", edited)
        at = visit("compute", query("money"))
    assert not at.exception
    assert metrics(at)["A month"] == "720.00 EUR"
    at.selectbox(key="machine").set_value("Our box").run()
    assert metrics(at)["A month"] == "360.00 USD"
    assert address(at)["machine"] == written(OWN)
    go(at, "evaluate", MOONS)
    at = go(at, "compute", query("money"))
    assert metrics(at)["A month"] == "360.00 USD"
    assert address(at)["machine"] == written(OWN)
    assert len(at.session_state[compute_prices.KEPT]) == len(MACHINES) + 1


def test_a_link_brings_its_machine_and_takes_nobody_elses(visit):
    other = Machine(name="Hetzner CX33", cores=4, price=2.0, currency="USD")
    at = visit(
        "compute", query("money", machine=written(other), watts="7.5", grid="Norway")
    )
    assert metrics(at)["A month"] == "1,440.00 USD"
    assert at.number_input(key="grams").value == 30
    assert "7.5 W" in said(at).replace("\\", "")
    names = [line[NAME] for line in at.session_state[compute_prices.KEPT]]
    assert names[0] == "Hetzner CX33"
    assert names[-1] == "Hetzner CX33 (link)"
    at = visit("compute", query("money", machine="<b>|x|y|z", daily="-3", watts="nan"))
    assert not at.exception


def test_lines_that_are_no_machine_are_kept_and_said():
    lines = [
        row(MACHINES[0]),
        {NAME: "Half", CORES: 0.5, PRICE: 1.0, CURRENCY: "EUR"},
        {NAME: None, CORES: float("nan"), PRICE: None, CURRENCY: "EUR"},
        row(MACHINES[0]),
        {NAME: "Own", CORES: 2, PRICE: 1.0, CURRENCY: "USD"},
    ]
    known, wrong = read(lines)
    assert [one.name for one in known] == ["Hetzner CX33", "Own"]
    assert len(wrong) == 2
    assert "cores of 'Half'" in wrong[0]
    assert "Two machines are called" in wrong[1]


def test_a_budget_that_was_raced_for_can_be_made_smaller(visit):
    race = from_query(dict(parse_qsl(MOONS)))
    at = visit("compute", query("budget", spend="0.05", tries="3"))
    assert not at.exception
    button(at, "Give each 0.05 CPU seconds")
    finish(contest(entrants(race, "binary", 0.05), 3))
    at.run()
    assert "over 3 splits" in said(at) or "gets that far" in said(at)
    assert "Score against CPU seconds used" in said(at)
    assert "Split by split at the budget" in said(at)
    at.select_slider(key="within").set_value(0.01).run()
    assert not at.exception
    assert address(at)["within"] == "0.01"
    assert "0.01 CPU seconds" in said(at).replace("\\", "")


def test_money_buys_seconds_within_bounds(visit):
    at = visit("compute", query("budget", spend_in="money", purse="0.01"))
    told = said(at).replace("\\", "")
    assert "buys 1.38e+04 CPU seconds" not in told
    assert "buys 13,800 CPU seconds on Hetzner CX33" in told
    assert "at most 30" in told
    button(at, "Give each 30 CPU seconds")
