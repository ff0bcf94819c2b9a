"""A made-up case: what can be set, what the models say, what turns them."""

import numpy as np
import pytest

from core import kit, whatif
from core.dataset import data_config, load
from core.explain_run import explain_run
from core.flip import flips
from core.inside import inside
from core.model import respond
from core.race import race_config
from core.storage.store import store
from core.train import finish, fit, matrix
from core.whatif import explain_case, form

SMALL = {
    "random_forest.n_estimators": 4, "random_forest.max_depth": 4,
    "mlp.epochs": 20, "mlp.width": 8,
}  # fmt: skip


@pytest.fixture(scope="module")
def penguins():
    """The runs of a race on mixed columns, kept in the store."""
    race = race_config(data_config("penguins"), settings=SMALL, seed=5)
    for config in race.runs:
        finish(fit(config))
    return race.runs


@pytest.fixture(scope="module")
def case(penguins):
    """A row without gaps, and its place in the table."""
    X = load(penguins[0].data).X
    place = int(np.flatnonzero(X.notna().all(axis=1))[7])
    return tuple(X.iloc[place].tolist()), place


def answer(config, cells):
    """Ask the kept model itself, by way of the data set's own table."""
    kept = store().get_model(f"{config.key}-model")
    frame = load(config.data).X.iloc[[0]].copy()
    for column, cell in zip(frame.columns, cells, strict=True):
        frame.loc[frame.index[0], column] = cell
    return respond(kept.model, matrix(kept.encoder.transform(frame)))[0]


def test_a_made_up_case_is_answered_like_a_row_and_adds_up(penguins, case):
    edited = list(case[0])
    edited[0], edited[1] = "Dream", 51.5
    made = finish(explain_case(penguins, tuple(edited)))
    for config, one in zip(penguins, made, strict=True):
        assert one.answers[0] == pytest.approx(answer(config, edited), abs=1e-6)
        total = one.base + one.values[0].sum(axis=0)
        assert total == pytest.approx(one.answers[0], abs=1e-6)
        assert one.cells[0].tolist() == edited


def test_an_unedited_case_has_the_reasons_of_the_page(penguins):
    whole = [finish(explain_run(config, rows=9)) for config in penguins]
    cells = tuple(whole[0].cells[2].tolist())
    for one, again in zip(whole, finish(explain_case(penguins, cells)), strict=True):
        assert np.allclose(one.values[2], again.values[0], atol=1e-6)


def test_an_edit_needs_neither_forest_nor_table_once_the_form_is_there(
    penguins, case, monkeypatch
):
    finish(form(penguins))
    before = finish(explain_case(penguins, case[0]))

    def never(*_):
        raise AssertionError("this takes longer than anybody waits")

    monkeypatch.setattr(kit, "load", never)
    monkeypatch.setattr(kit, "trained", never)
    monkeypatch.setattr(whatif, "trained", never)
    (forest,) = finish(explain_case(penguins[:1], case[0]))
    assert np.array_equal(forest.values, before[0].values)
    assert forest.method == "TreeSHAP"


def test_gaps_and_unknown_words_can_be_asked_about(penguins, case):
    gone = tuple(np.nan if isinstance(c, float) else None for c in case[0])
    strange = ("Mars", *case[0][1:])
    for cells in (gone, strange):
        for one in finish(explain_case(penguins, cells)):
            assert np.isfinite(one.values).all()
            assert one.answers.sum() == pytest.approx(1, abs=1e-6)


def test_the_smallest_change_turns_the_answer_and_nothing_tried_is_smaller(
    penguins, case
):
    for config, flip in zip(penguins, finish(flips(penguins, case[0])), strict=True):
        names = list(load(config.data).X.columns)
        assert 1 <= len(flip.changes) <= 2
        row = list(case[0])
        for name, before, after in flip.changes:
            assert before == row[names.index(name)]
            row[names.index(name)] = after
        after = answer(config, row)
        assert after.argmax() != answer(config, case[0]).argmax()
        assert flip.after == pytest.approx(after, abs=1e-6)
        assert 0 < flip.size < 1.5


def test_an_amount_is_turned_to_the_other_side_of_the_average():
    race = race_config(data_config("diabetes"), settings=SMALL, seed=5)
    finish(fit(race.runs[0]))
    cells = tuple(load(race.data).X.iloc[3].tolist())
    (flip,) = finish(flips(race.runs[:1], cells))
    base = finish(explain_case(race.runs[:1], cells))[0].base[0]
    assert flip.changes
    assert (flip.before[0] - base) * (flip.after[0] - base) < 0


def test_the_way_through_the_tree_ends_in_its_own_answer(penguins, case):
    forest, net = finish(inside(penguins, case[0]))
    kept = store().get_model(f"{penguins[0].key}-model")
    frame = load(penguins[0].data).X.iloc[[case[1]]]
    X = matrix(kept.encoder.transform(frame))
    told = [respond(tree, X)[0] for tree in kept.model.estimators_]
    assert forest.path[-1].answer == pytest.approx(told[forest.tree])
    off = [np.abs(one - forest.answer).sum() for one in told]
    assert off[forest.tree] == min(off)
    rows = [fork.rows for fork in forest.path]
    assert rows == sorted(rows, reverse=True)
    assert not net.path
    assert net.layers[0] == "inputs"
    assert [len(s) for s in net.signals[1:]] == [8, 4, 3]
    assert net.signals[-1] == pytest.approx(answer(penguins[1], case[0]), abs=1e-6)


def test_categories_are_asked_about_in_their_own_words(penguins):
    X = load(penguins[0].data).X
    asked = set()
    for place in range(0, len(X), 9):
        forest, _ = finish(inside(penguins, tuple(X.iloc[place].tolist())))
        asked |= {fork.asks for fork in forest.path[:-1]}
    words = [text for text in asked if text.startswith(("island is", "sex is"))]
    assert words
    assert all(" ≤ " not in text for text in words)


def test_the_form_knows_ranges_words_and_gaps(penguins):
    fields = {f.name: f for f in finish(form(penguins))}
    assert fields["island"].levels == ("Biscoe", "Dream", "Torgersen")
    assert fields["year"].whole
    assert not fields["bill_length_mm"].whole
    X = load(penguins[0].data).X
    low, high = fields["bill_length_mm"].low, fields["bill_length_mm"].high
    assert X["bill_length_mm"].min() <= low < high <= X["bill_length_mm"].max()
