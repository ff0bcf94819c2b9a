"""The choice of models: those that fit the target, and what becomes of the others."""

from streamlit.testing.v1 import AppTest

from core import model
from core.race import from_query
from pages.ui import setup
from tests.pages.conftest import address, button, said, until

MISFIT = "data=diabetes&models=random_forest,logistic_regression&seed=61"


def offered(at):
    return set(at.button_group(key="models").options)


def test_amounts_offer_no_classifier_and_say_why(visit):
    at = until(visit("train", "data=diabetes&seed=61"), " as target: ")
    assert "Linear regression" in offered(at)
    assert "Logistic regression" not in offered(at)
    assert "logistic regression" in said(at)


def test_classes_offer_no_linear_regression(visit):
    at = until(visit("train", "data=moons&n=100&seed=61"), " as target: ")
    assert "Logistic regression" in offered(at)
    assert "Linear regression" not in offered(at)


def test_a_link_with_a_misfit_says_so_and_one_click_mends_it(visit):
    at = until(visit("train", MISFIT), "cannot predict amounts")
    assert button(at, "Start the race").disabled
    button(at, "Race random forest and linear regression").click().run()
    assert address(at)["models"] == "random_forest,linear_regression"
    until(at, " as target: ")
    assert not button(at, "Start the race").disabled
    assert not at.warning


def test_what_takes_the_place_of_a_misfit_is_its_kin_or_the_default():
    race = from_query({"data": "diabetes", "models": "logistic_regression"})
    assert setup.replaced(race, "regression") == ("linear_regression",)
    both = from_query(
        {"data": "diabetes", "models": "linear_regression,logistic_regression"}
    )
    assert setup.replaced(both, "regression") == ("linear_regression",)
    for task in model.TASKS:
        fitting = model.fitting(task)
        race = from_query({"data": "moons", "models": ",".join(list(fitting)[:4])})
        assert setup.replaced(race, task) == race.models
        assert not setup.unfit(race, task)
    assert not setup.unfit(race, None)


def answering():
    import streamlit as st

    from pages.ui import echo

    widget = st.session_state.setdefault("widget", 1)
    echo.answer("n", st.session_state.setdefault("truth", 1), widget)
    st.number_input("N", key="n", step=1)


def test_a_widget_is_told_its_value_only_when_that_is_another():
    """Else a click that was made while the page runs would be taken back."""
    at = AppTest.from_function(answering).run()
    assert at.number_input[0].proto.set_value
    assert not at.run().number_input[0].proto.set_value
    at.session_state["truth"] = 2
    at.run()
    assert (at.number_input[0].value, at.number_input[0].proto.set_value) == (2, True)
    at.session_state["widget"] = 2
    assert at.run().number_input[0].proto.set_value
