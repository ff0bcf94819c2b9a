"""Why both models say so: sections, classes and cases, edits, and who sees what."""

import json
from urllib.parse import urlencode

import pytest

from core import kit
from core.explain_run import explanation_key
from core.race import from_query
from core.storage.store import store
from core.train import finish, fit
from tests.pages.bringing import brought, pets, press
from tests.pages.conftest import address, button, go, said, until

SMALL = (
    "data=penguins&models=random_forest,mlp&random_forest.n_estimators=3"
    "&random_forest.max_depth=3&mlp.epochs=3&mlp.width=8&seed=91"
)


@pytest.fixture
def at(visit):
    """A visitor with a finished race, on the explain page's first section."""
    race = from_query(dict(part.split("=", 1) for part in SMALL.split("&")))
    for run in race.runs:
        try:
            store().get(run.key)
        except LookupError:
            finish(fit(run))
    return until(visit("explain", SMALL), "Are the reasons learned?")


def test_overall_tells_ranks_agreement_cost_and_columns_that_go_together(at):
    told = said(at)
    for words in ("What matters most", "Every row, every feature", "rank correlation"):
        assert words in told
    assert "Some columns go together" in told
    assert [m.label for m in at.metric][2] == "Agreement"
    assert all(m.value.endswith("CPU s") for m in at.metric[:2])
    assert "One case, step by step" not in told


def test_section_class_and_case_stand_in_the_address(at):
    at.button_group(key="view").set_value("case").run()
    until(at, "What if it were different?")
    at.selectbox(key="class").set_value(2).run()
    at.slider(key="case").set_value(4).run()
    assert {"view": "case", "class": "2", "case": "4"}.items() <= address(at).items()
    assert "Gentoo" in at.metric[0].label
    button(at, "Most disputed").click().run()
    assert address(at)["case"] != "4"
    assert "Number 1 of 69 by disagreement" in said(at)


def test_an_edit_moves_both_answers_and_stands_in_the_address(at):
    at = until(go(at, "explain", f"{SMALL}&view=case&case=3"), "turns each answer")
    before = [m.value for m in at.metric]
    assert not [m.delta for m in at.metric if m.delta]
    slider = next(s for s in at.slider if s.label == r"bill\_length\_mm")
    slider.set_value(55.0).run()
    assert not at.exception
    assert list(json.loads(address(at)["edit"]).values()) == [55.0]
    assert [m.value for m in at.metric] != before
    assert "Changed: bill" in said(at)
    link = urlencode(address(at))
    again = until(go(at, "explain", link), "Changed: bill")
    after = [m.value for m in again.metric]
    button(again, "Back to the case as it is").click().run()
    assert [m.value for m in again.metric] == before != after
    assert "edit" not in address(again)


def test_what_turns_an_answer_can_be_tried(at):
    at = until(go(at, "explain", f"{SMALL}&view=case&case=3"), "turns each answer")
    button(at, "Find the smallest change that turns each answer").click().run()
    until(at, "a search, no proof")
    tried = [b for b in at.button if b.label == "Try it"]
    tried[0].click().run()
    assert not at.exception
    assert json.loads(address(at)["edit"])
    assert "Adelie" not in at.metric[0].label


@pytest.mark.parametrize("edit", ["x", "[]", '{"99":1}', '{"1":"NaN"}', '{"0":"Mars"}'])
def test_a_wrong_edit_changes_nothing(at, edit):
    link = f"{SMALL}&view=case&{urlencode({'edit': edit})}"
    at = until(go(at, "explain", link), "turns each answer")
    assert "Changed:" not in said(at)


def test_one_column_has_both_models_and_its_curves(at):
    link = f"{SMALL}&view=column&column=island"
    at = until(go(at, "explain", link), "If only this column changed")
    assert at.selectbox(key="column").value == "island"
    assert "How its value moves the answer" in said(at)
    at = go(at, "explain", f"{SMALL}&view=column&column=nope")
    assert not at.exception
    assert at.selectbox(key="column").value != "nope"


def test_both_models_are_looked_into(at):
    at = until(go(at, "explain", f"{SMALL}&view=case"), "turns each answer")
    at.toggle(key="inside").set_value(True).run()
    until(at, "way through one tree")
    assert "signals in the net" in said(at)


def test_explanations_stopped_early_keep_what_is_there_and_go_on(at, monkeypatch):
    from dataclasses import replace

    from pages.ui import explaining, sharpening

    real = explaining.look

    def early(run):
        seen = real(run)
        return replace(
            seen,
            made=replace(seen.made, finished=False),
            now=sharpening.Status(state="stopped"),
        )

    monkeypatch.setattr(explaining, "look", early)
    at.run()
    assert not at.exception
    assert "Stopped early" in said(at) or "stopped early" in said(at)
    assert "What matters most" in said(at)
    assert button(at, "Explain again")


def test_a_stranger_sees_what_is_kept_and_no_row(visit):
    at = brought(visit("data"), "pets.csv", pets())
    lanes = {"models": "random_forest,mlp", "random_forest.n_estimators": "3",
             "mlp.epochs": "2"}  # fmt: skip
    query = urlencode(address(at) | lanes)
    button(go(at, "train", query), "Start the race").click().run()
    until(at, "Race finished")
    stranger = visit("explain", query)
    assert "Another browser brought" in said(stranger)
    assert "What matters most" not in said(stranger)
    until(go(at, "explain", query), "Are the reasons learned?")
    assert not at.error
    assert not at.info
    told = said(visit("explain", query))
    assert "What matters most" in told
    assert "Every row" not in told
    for view in ("case", "column"):
        told = said(visit("explain", f"{query}&view={view}&case=1"))
        assert "Another browser brought" in told
        assert "truly" not in told
        assert "How its value" not in told
    until(go(at, "explain", f"{query}&view=case"), "turns each answer")
    runs = from_query(address(at)).runs
    kept = [explanation_key(run) for run in runs]
    kept += [f"{run.key}-kit-{kit.BACKGROUND}" for run in runs]
    kept += [f"{runs[0].key}-laid-{kit.BACKGROUND}"]
    assert all(store().get(key) for key in kept)
    press(go(at, "data", query), "Yes, delete my data", "your races are deleted")
    for key in kept:
        with pytest.raises(LookupError):
            store().get(key)
