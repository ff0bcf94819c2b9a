import pytest
from streamlit.testing.v1 import AppTest

from core.dataset import data_config
from core.race import default_race, from_query, to_query
from tests.pages.conftest import address, button


def page():
    import streamlit as st

    from core.dataset import data_config
    from pages.ui import experiment

    def do(label, what, *args):
        st.button(label, on_click=what, args=args)

    race = experiment.current()
    st.text(race.key)
    do("data", experiment.set_data, data_config("circles"))
    do("rows", experiment.set_data_value, "n", 500)
    do("models", experiment.set_models, ("mlp", "logistic_regression"))
    do("forest", experiment.set_models, ("random_forest",))
    do("epochs", experiment.set_model_value, "mlp", "epochs", 7)
    do("seed", experiment.set_seed, 9)
    do("reset", experiment.reset)
    do("reset models", experiment.reset_models)
    do("open", lambda: experiment.opened(experiment.current(), now=True))
    st.text(str(experiment.opened(race)))
    st.text(str(experiment.page_value("case", int, 3)))


def drawn(**query):
    at = AppTest.from_function(page)
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


def press(at, *labels):
    for label in labels:
        button(at, label).click().run()
        assert not at.exception
    return at


def shown(at):
    return at.text[0].value


def test_without_an_address_the_default_race_is_shown_and_nothing_written():
    at = drawn()
    assert shown(at) == default_race().key
    assert address(at) == {}


@pytest.mark.parametrize(
    ("label", "written"),
    [
        ("data", {"data": "circles"}),
        ("rows", {"n": "500"}),
        ("models", {"models": "mlp,logistic_regression"}),
        ("epochs", {"mlp.epochs": "7"}),
        ("seed", {"seed": "9"}),
    ],
)
def test_each_change_is_in_the_address_and_in_nothing_else(label, written):
    at = press(drawn(), label)
    assert address(at) == {"data": "moons"} | written
    assert shown(at) == from_query(address(at)).key


def test_changes_add_up_and_the_address_alone_brings_them_back():
    at = press(drawn(), "rows", "models", "epochs", "seed")
    race = from_query(address(at))
    assert dict(race.data.values)["n"] == 500
    assert (race.models, race.seed) == (("mlp", "logistic_regression"), 9)
    assert dict(race.runs[0].values)["epochs"] == 7
    assert shown(drawn(**address(at))) == shown(at) == race.key


def test_settings_of_a_lane_that_stays_are_kept():
    at = press(drawn(), "epochs", "models")
    assert address(at)["mlp.epochs"] == "7"


def test_address_of_a_shared_link_wins_over_what_was_here():
    at = press(drawn(), "seed")
    link = {"data": "wine", "seed": "3"}
    at.query_params.clear()
    for name, value in link.items():
        at.query_params[name] = value
    assert shown(at.run()) == from_query(link).key


def test_page_without_an_address_shows_the_race_of_this_visit():
    at = press(drawn(), "data", "seed")
    key = shown(at)
    at.query_params.clear()
    assert shown(at.run()) == key
    assert address(at) == {"data": "circles", "seed": "9"}


def test_reset_leads_back_to_the_first_race():
    at = press(drawn(), "data", "models", "seed", "reset")
    assert address(at) == to_query(default_race())


def test_reset_of_the_models_keeps_the_data():
    at = press(drawn(), "data", "rows", "models", "seed", "reset models")
    race = from_query(address(at))
    assert race.data == data_config("circles", {"n": 500})
    assert (race.models, race.seed) == (default_race().models, default_race().seed)


def test_race_counts_as_opened_by_a_link_or_a_start_but_not_by_choosing_it():
    assert [part.value for part in drawn().text][1] == "False"
    assert drawn(data="moons").text[1].value == "True"
    at = press(drawn(), "seed")
    assert at.text[1].value == "False"
    assert press(at, "open").text[1].value == "True"


@pytest.mark.parametrize(
    ("given", "read"), [("5", "5"), ("x", "3"), ("", "3"), ("9" * 5000, "3")]
)
def test_wrong_setting_of_a_page_falls_back(given, read):
    at = drawn(data="moons", case=given)
    assert not at.exception
    assert at.text[2].value == read


def test_a_lane_that_comes_back_has_the_settings_it_had():
    at = press(
        drawn(models="mlp,random_forest"), "epochs", "models", "forest", "models"
    )
    assert dict(from_query(address(at)).runs[0].values)["epochs"] == 7


@pytest.mark.parametrize("query", [{"seed": "7"}, {"n": "300"}, {"mlp.epochs": "3"}])
def test_an_address_needs_no_data_set_to_be_one(query):
    at = drawn(**query)
    assert shown(at) == from_query(query).key
    assert at.text[1].value == "True"


def test_a_page_of_its_own_setting_is_no_address():
    assert drawn(case="3").text[1].value == "False"
