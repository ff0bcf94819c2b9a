"""The seal: test scores stay closed until a person opens them, and looks count."""

import pytest

from core.race import from_query
from core.storage.store import store
from pages.ui import racing, seal
from tests.pages.conftest import address, button, go, said, until

SMALL = (
    "data=circles&n=100&random_forest.n_estimators=5&mlp.epochs=3&seed={}"
    "&models=random_forest,mlp"
)
SEALED, OPENED = "The test part is sealed", "Look {} at test rows of this table"


def raced(visit, query):
    at = visit("train", query)
    if "Race finished" not in said(at):
        button(at, "Start the race").click().run()
        until(at, "Race finished")
    return at


@pytest.mark.parametrize("name", ["train", "evaluate", "compute"])
def test_validation_scores_come_first_and_test_scores_after_a_look(visit, name):
    query = SMALL.format(51)
    at = go(raced(visit, query), name, query)
    assert SEALED in said(at)
    assert "validation rows" in said(at)
    assert "test rows, which" not in said(at)
    button(at, "Open the seal").click().run()
    assert SEALED not in said(at)
    assert OPENED.format(1) in said(at)
    assert not at.exception


def test_no_test_score_reaches_a_browser_before_the_seal_is_open(visit):
    query = SMALL.format(52)
    at = raced(visit, query)
    run = racing.find_run(from_query(address(at)).runs[0])
    tested, watched = (
        e.score("roc_auc").value for e in (run.evaluation, run.validation)
    )
    assert tested != watched
    for name in ("train", "evaluate", "compute"):
        go(at, name, query)
        assert f"{tested:.3f}" not in said(at)
        assert f"{watched:.3f}" in said(at)
    go(at, "evaluate", query)
    button(at, "Open the seal").click().run()
    assert f"{tested:.3f}" in said(at)


def test_the_same_race_counts_once_and_another_on_the_same_rows_again(visit):
    first, second = (f"{SMALL.format(53)}&mlp.epochs={n}" for n in (3, 4))
    first = SMALL.format(53)
    second = first.replace("epochs=3", "epochs=4")
    at = go(raced(visit, first), "evaluate", first)
    button(at, "Open the seal").click().run()
    for _ in range(2):
        assert OPENED.format(1) in said(go(at, "evaluate", first))
    go(at, "train", second)
    button(at, "Start the race").click().run()
    until(at, "Race finished")
    assert SEALED in said(at)
    button(at, "Open the seal").click().run()
    assert OPENED.format(2) in said(at)
    assert OPENED.format(2) in said(go(at, "evaluate", first))


def test_another_browser_finds_the_seal_closed(visit):
    query = SMALL.format(54)
    at = go(raced(visit, query), "evaluate", query)
    button(at, "Open the seal").click().run()
    assert SEALED in said(visit("evaluate", query))


def test_one_can_go_back_to_validation_scores_and_it_lasts(visit):
    query = SMALL.format(55)
    at = go(raced(visit, query), "evaluate", query)
    button(at, "Open the seal").click().run()
    assert "test rows, which" in said(at)
    at.button_group(key="part").set_value("validation").run()
    assert "validation rows, which no model learned from" in said(at)
    assert "ROC AUC on validation rows" in said(go(at, "compute", query))
    assert "You have looked at test rows of this table once" in said(at)


def test_published_test_rows_are_not_sealed_and_it_says_so(visit):
    query = "data=article&models=random_forest&random_forest.n_estimators=3&seed=56"
    at = go(raced(visit, query), "evaluate", query)
    assert "there is nothing left to seal" in said(at)
    assert "test rows, which" in said(at)
    assert "Open the seal" not in [b.label for b in at.button]


def test_looks_go_when_a_person_deletes_all(visit):
    query = SMALL.format(57)
    at = go(raced(visit, query), "evaluate", query)
    button(at, "Open the seal").click().run()
    owner, part = at.session_state["_browser"], seal.part_of(from_query(address(at)))
    assert store().looks(owner, part) == 1
    store().forget(owner)
    assert SEALED in said(at.run())


def test_looks_are_counted_by_table_however_it_is_split_and_whoever_learns():
    def part(query):
        pairs = (pair.split("=") for pair in query.split("&"))
        return seal.part_of(from_query(dict(pairs)))

    same = part("data=penguins")
    assert part("data=penguins&models=mlp&mlp.epochs=5") == same
    assert part("data=penguins&drop=island") == same
    assert part("data=penguins&seed=1") == same
    assert part("data=penguins&drop_copies=true") == same
    assert part("data=moons") != same
    assert part("data=moons&n=500") != part("data=moons&n=800")
