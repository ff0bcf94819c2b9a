"""Every page in every state that an address can bring it into."""

import pytest

from core.race import default_race, to_query
from pages.ui import setup
from pages.ui.menu import PAGES
from tests.pages.asking import opened
from tests.pages.conftest import address, button, go, said, until

OF_A_RACE = ("data", "train", "evaluate", "explain", "compute")
AFTER_A_RACE = ("evaluate", "explain", "compute")
FULL = (
    "data=circles&n=300&noise=0.1&models=mlp,random_forest&mlp.epochs=3"
    "&random_forest.n_estimators=5&random_forest.max_features=all&seed=31"
    "&case=2&class=0"
)
WRONG = (
    "data=nope",
    "data=moons&seed=x",
    "data=moons&seed=-1",
    "data=moons&n=999999999",
    "data=moons&n=1e400",
    "data=moons&noise=nan",
    "data=moons&models=random_forest,random_forest",
    "data=moons&models=",
    "data=moons&models=<img src=x onerror=alert(1)>",
    "data=moons&mlp.nothing=1",
    "data=moons&mlp.activation=[a](javascript:alert(1))",
    "data=file&path=/etc/passwd",
    "data=" + "x" * 5000,
)
SMALL = (
    "data=moons&n=100&models=random_forest,mlp"
    "&random_forest.n_estimators=5&mlp.epochs=3&seed=32"
)


@pytest.mark.parametrize("query", ["", FULL], ids=["bare", "full"])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_drawn(visit, name, query):
    at = visit(name, query)
    assert not at.exception
    assert len(at.title) == 1
    assert not at.warning
    assert not at.error
    assert all(f"{k}={v}" in query for k, v in address(at).items())


@pytest.mark.parametrize("name", PAGES)
def test_page_is_drawn_again_by_a_second_run(visit, name):
    at = visit(name, FULL)
    assert not at.run().exception
    assert len(at.title) == 1


@pytest.mark.parametrize("query", WRONG, ids=lambda query: query[:40])
@pytest.mark.parametrize("name", OF_A_RACE)
def test_wrong_address_is_answered_with_one_sentence_and_the_default(
    visit, name, query
):
    at = visit(name, query)
    assert not at.exception
    assert len(at.warning) == 1
    assert at.warning[0].value.endswith("The address was set back to the defaults.")
    assert address(at) == to_query(default_race())
    assert not at.run().warning


@pytest.mark.parametrize("name", OF_A_RACE)
@pytest.mark.parametrize("data", ["file", "upload"])
def test_no_address_opens_a_file_of_the_server(visit, tmp_path, name, data):
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n" + "".join(f"qz7f{i},{i % 2}\n" for i in range(50)))
    for key in ("path", "file"):
        for path in (secret, f"../../../..{secret}"):
            at = visit(name, f"data={data}&{key}={path}")
            assert not at.exception
            assert "qz7f" not in said(at)


@pytest.mark.parametrize("name", AFTER_A_RACE)
def test_page_without_a_race_offers_one_way_on(visit, name):
    at = visit(name, "data=moons&seed=33")
    assert "Nothing to see yet" in said(at)
    ways = [b for b in at.button if b.proto.type == "primary"]
    assert len(ways) + len(at.get("page_link")) == 2  # one is the banner's
    ways[0].click().run()
    assert not at.exception
    assert at.title[0].value == "The race"
    assert address(at) == {"data": "moons", "seed": "33"}


@pytest.mark.parametrize("name", ["data", "train"])
def test_page_with_choices_has_one_main_button(visit, name):
    primary = [b.label for b in visit(name).button if b.proto.type == "primary"]
    assert len(primary) == 1


def test_pages_after_a_race_show_it_and_lead_on(visit):
    at = visit("train", SMALL)
    button(at, "Start the race").click().run()
    until(at, "Race finished")
    words = {
        "evaluate": "ROC curves",
        "explain": "What matters most",
        "compute": "Peak memory",
    }
    for name, word in words.items():
        until(go(at, name, SMALL), word)
        assert len([b for b in at.button if b.proto.type == "primary"]) == 1
        assert not at.error
        assert not at.warning


@pytest.mark.parametrize("query", ["class=9", "class=x", "case=-1", "case=1e9"])
def test_wrong_choice_of_class_or_case_falls_back(visit, query):
    at = visit("train", SMALL)
    if "Race finished" not in said(at):
        button(at, "Start the race").click().run()
        until(at, "Race finished")
    at = until(visit("explain", f"{SMALL}&{query}"), "What matters most")
    assert not at.error


def test_made_up_values_of_widgets_are_checked_again(visit, monkeypatch):
    monkeypatch.setattr(setup.st, "popover", opened(setup.st.popover))
    at = visit("train")
    at.number_input(key="seed").set_value(-5).run()
    assert not at.exception
    assert int(address(at).get("seed", 42)) >= 0
    at.slider(key="mlp.epochs").set_value(10**9).run()
    assert not at.exception
    assert int(address(at).get("mlp.epochs", 100)) <= 1000
    at = visit("data")
    at.select_slider(key="data.n").set_value(10**9)
    assert not at.run().exception
    assert int(address(at).get("n", 1000)) <= 20_000


def test_race_without_a_model_is_refused(visit):
    at = visit("train")
    at.button_group(key="models").set_value([]).run()
    assert not at.exception
    assert len(at.toast) == 1
    assert at.button_group(key="models").value == ["random_forest", "mlp"]
