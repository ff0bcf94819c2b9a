import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import dataset, model
from core.errors import Refused
from core.params import Choice, Flag, Float, Int, Text, changed, resolve

TREES = Int(name="trees", label="Trees", default=10, low=1, high=99, help="How many.")
RATE = Float(
    name="rate", label="Rate", default=0.1, low=0.0, high=1.0, help="How fast."
)
KIND = Choice(
    name="kind",
    label="Kind",
    default="a",
    options=(("a", "A"), ("b", "B")),
    help="Which.",
)
SURE = Flag(name="sure", label="Sure", default=False, help="Whether.")
NAME = Text(name="name", label="Name", default="", help="What it is called.")
ALL = (TREES, RATE, KIND, SURE, NAME)

anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary()
)


def test_defaults_fill_in_and_names_are_sorted():
    assert resolve(ALL, {"trees": 7}) == (
        ("kind", "a"),
        ("name", ""),
        ("rate", 0.1),
        ("sure", False),
        ("trees", 7),
    )


@given(st.integers(1, 99), st.floats(0, 1), st.sampled_from("ab"), st.booleans())
def test_a_value_survives_being_text(trees, rate, kind, sure):
    values = {"trees": trees, "rate": rate, "kind": kind, "sure": sure}
    as_text = {name: str(value) for name, value in values.items()}
    assert resolve(ALL, as_text) == resolve(ALL, values)


@given(st.dictionaries(st.sampled_from([p.name for p in ALL]), anything))
def test_whatever_is_given_is_either_checked_or_refused(given_values):
    try:
        values = resolve(ALL, given_values)
    except Refused:
        return
    assert resolve(ALL, values) == values
    checked = dict(values)
    assert type(checked["trees"]) is int
    assert 1 <= checked["trees"] <= 99
    assert type(checked["rate"]) is float
    assert 0 <= checked["rate"] <= 1


@pytest.mark.parametrize(
    ("param", "bad"),
    [
        (TREES, 0),
        (TREES, 100),
        (TREES, 1.5),
        (TREES, "many"),
        (TREES, math.inf),
        (TREES, math.nan),
        (TREES, None),
        (RATE, -0.1),
        (RATE, "nan"),
        (RATE, "inf"),
        (RATE, "1,5"),
        (KIND, "c"),
        (KIND, None),
        (SURE, "perhaps"),
        (SURE, 2),
        (NAME, "x" * 501),
    ],
)
def test_a_refusal_is_one_sentence_that_names_the_parameter(param, bad):
    with pytest.raises(Refused) as refusal:
        param.check(bad)
    text = str(refusal.value)
    assert param.name in text
    assert text.endswith(".")
    assert "\n" not in text


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(Refused, match=r"tress.*trees"):
        resolve([TREES], {"tress": 5})


def test_only_what_differs_from_the_defaults_is_carried():
    values = resolve(ALL, {"trees": "10", "sure": "yes"})
    assert changed(ALL, values) == {"sure": True}
    assert resolve(ALL, changed(ALL, values)) == values


def test_every_declared_default_lies_in_its_own_range():
    for spec in [*dataset.specs().values(), *model.specs().values()]:
        defaults = {param.name: param.default for param in spec.params}
        assert dict(resolve(spec.params)) == defaults, spec.key
        assert all(param.help.endswith(".") for param in spec.params), spec.key
