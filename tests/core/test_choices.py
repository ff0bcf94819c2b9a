"""Decisions stand in an address: what is written is read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.choices import (
    BROUGHT,
    KINDS,
    Choices,
    choices,
    names,
    pairs,
    to_names,
    to_pairs,
)
from core.errors import Refused

NAMES = st.text(min_size=1, max_size=20).map(str.strip).filter(bool)


def test_nothing_given_decides_nothing():
    assert choices({}) == Choices()
    assert choices({param.name: param.default for param in BROUGHT}) == Choices()


@given(st.lists(NAMES))
def test_names_survive_an_address(given_names):
    assert names(to_names(given_names)) == tuple(given_names)


@given(st.lists(st.tuples(NAMES, st.text(max_size=20))))
def test_pairs_survive_an_address(given_pairs):
    assert pairs(to_pairs(given_pairs)) == tuple(given_pairs)


def test_every_decision_is_read():
    found = choices(
        {
            "target": "t",
            "task": "regression",
            "drop": "a, b%2Cc",
            "kinds": "age:category,day:date",
            "missing": "age:999,city:?",
            "split": "time",
            "by": "day",
            "drop_copies": True,
            "path": "not a choice",
        }
    )
    assert found == Choices(
        target="t",
        task="regression",
        drop=("a", "b,c"),
        kinds=(("age", "category"), ("day", "date")),
        missing=(("age", "999"), ("city", "?")),
        split="time",
        by="day",
        drop_copies=True,
    )


def test_every_kind_can_be_named():
    found = choices({"kinds": to_pairs(("x", kind) for kind in KINDS)})
    assert tuple(kind for _, kind in found.kinds) == KINDS


def test_a_kind_that_is_none_is_refused_with_those_that_are():
    with pytest.raises(Refused, match=r"'colour' is no kind of column; .*number"):
        choices({"kinds": "age:colour"})


def test_half_a_pair_is_refused():
    with pytest.raises(Refused, match="'age' says nothing"):
        choices({"missing": "age"})
