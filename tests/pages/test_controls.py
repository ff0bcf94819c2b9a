from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from core import dataset, model
from core.params import Choice, Flag, Float, Int, Param, Text
from pages.ui.controls import readable, steps

HELP = "What it does."
KINDS = (
    Int(name="i", label="Whole", default=3, low=1, high=9, help=HELP),
    Int(name="l", label="Ladder", default=64, low=1, high=4096, help=HELP, log=True),
    Float(name="f", label="Share", default=0.5, low=0.0, high=1.0, help=HELP),
    Float(
        name="r", label="Rate", default=0.01, low=1e-5, high=1.0, help=HELP, log=True
    ),
    Choice(
        name="c", label="Bend", default="a", options=(("a", "A"), ("b", "B")), help=HELP
    ),
    Flag(name="b", label="Stop early", default=True, help=HELP),
    Text(name="t", label="Column", default="", help=HELP),
)


def page(params):
    import streamlit as st

    from core.errors import Refused
    from core.params import resolve
    from pages.ui.controls import controls

    def set_(name, value):
        if value == 5:
            raise Refused("Five [is](http://example.com) not for you.")
        st.query_params[name] = str(value)

    controls(params, resolve(params, st.query_params.to_dict()), "scope", set_)


def drawn(params=KINDS, query=None):
    at = AppTest.from_function(page, kwargs={"params": params})
    for name, value in (query or {}).items():
        at.query_params[name] = value
    return at.run()


def widget(at, name):
    found = [w for w in at.main if getattr(w, "key", None) == f"scope.{name}"]
    assert len(found) == 1
    return found[0]


def specs():
    return [*dataset.specs().values(), *model.specs().values()]


def test_the_examples_are_of_every_kind():
    assert {type(param) for param in KINDS} == set(get_args(Param))


@pytest.mark.parametrize("param", KINDS, ids=lambda p: p.label)
def test_param_becomes_a_widget_with_its_label_help_and_value(param):
    at = drawn()
    assert not at.exception
    shown = widget(at, param.name)
    assert (shown.label, shown.help, shown.value) == (param.label, HELP, param.default)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("i", 7),
        ("l", 500),
        ("f", 0.25),
        ("r", 0.001),
        ("c", "b"),
        ("b", False),
        ("t", "a & b"),
    ],
)
def test_change_is_written_to_the_address(name, value):
    at = drawn()
    widget(at, name).set_value(value).run()
    assert not at.exception
    assert at.query_params[name] == str(value)
    assert widget(at, name).value == value


def test_address_wins_over_the_widget():
    at = drawn(query={"i": "4"})
    assert widget(at, "i").value == 4
    widget(at, "i").set_value(8).run()
    at.query_params["i"] = "2"
    assert widget(at.run(), "i").value == 2


@pytest.mark.parametrize(
    ("name", "value"), [("i", 10**9), ("f", -1.0), ("t", "x" * 501)]
)
def test_made_up_value_never_leaves_the_range(name, value):
    at = drawn()
    widget(at, name).set_value(value).run()
    assert not at.exception
    param = next(param for param in KINDS if param.name == name)
    param.check(at.query_params.get(name, param.default))
    param.check(widget(at, name).value)


def test_refusal_of_the_setter_is_shown_escaped():
    at = drawn()
    widget(at, "i").set_value(5).run()
    assert "](http" not in at.toast[0].value
    assert widget(at, "i").value == 3


def test_advanced_parameters_are_one_tap_away():
    few = Int(name="few", label="Few", default=1, low=0, high=2, help=HELP)
    more = Int(
        name="more", label="More", default=1, low=0, high=2, help=HELP, advanced=True
    )
    at = drawn((few, more))
    assert [w.label for w in at.expander[0].slider] == ["More"]
    assert not drawn((few,)).expander


@pytest.mark.parametrize("spec", specs(), ids=lambda spec: spec.key)
def test_every_declared_parameter_can_be_drawn_at_its_ends(spec):
    low = {p.name: str(p.low) for p in spec.params if isinstance(p, (Int, Float))}
    high = {p.name: str(p.high) for p in spec.params if isinstance(p, (Int, Float))}
    for query in ({}, low, high):
        at = drawn(spec.params, query)
        assert not at.exception
        for param in spec.params:
            assert str(widget(at, param.name).value) == query.get(
                param.name, str(param.default)
            )


@given(st.integers(1, 1000), st.integers(1, 10**6), st.data())
def test_ladder_holds_its_ends_and_the_value_in_force(low, wider, data):
    param = Int(
        name="n", label="N", default=low, low=low, high=low + wider, help="", log=True
    )
    value = data.draw(st.integers(param.low, param.high))
    ladder = steps(param, value)
    assert ladder == sorted(set(ladder))
    assert {param.low, param.high, value} <= set(ladder)
    assert len(ladder) <= 25
    assert len({readable(step) for step in ladder}) == len(ladder)
