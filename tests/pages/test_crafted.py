"""Whatever a client sends, it gets a page: values are checked again in core.

A value of another type than the widget's is refused by Streamlit, before any of our
code: that session of the sender alone is of no use any more.
"""

import pytest

from core.race import from_query
from pages.ui import jobs, racing, starting
from tests.pages.conftest import address, go, until
from tests.pages.crafting import HOSTILE, run, sent, widgets

PAGES = [
    ("data", "data=moons&n=300", "The rows"),
    ("data", "data=penguins", "The rows"),
    ("train", "data=circles&n=100&seed=31", "Random forest"),
    ("labs", "lab=ten_gradient_steps", "Predict"),
]


@pytest.mark.parametrize(("name", "query", "sign"), PAGES)
def test_values_that_no_browser_sends_leave_a_page_standing(visit, name, query, sign):
    at = until(visit(name, query), sign)
    for identity, kind in widgets(at).items():
        for value in HOSTILE[kind]:
            at = run(at, sent(identity, **value)).run()
            assert not at.exception, (kind, identity, value)
            if identity not in widgets(at):
                at = until(go(at, name, query), sign)


def test_a_model_that_does_not_fit_is_refused_in_words_whoever_starts_it(visit):
    query = "data=circles&n=100&models=linear_regression&seed=33"
    at = until(visit("train", query), "cannot predict classes")
    assert next(b for b in at.button if b.label == "Start the race").disabled
    race = from_query(address(at))
    starting.start(race)
    ended = jobs.engine().wait(racing.works(race)[0].key, 30)
    assert ended.refused
    assert "cannot predict classes" in ended.message
    assert not at.run().exception
