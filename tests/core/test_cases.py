"""Single rows behind a number, found in the answers and fetched from the table."""

import numpy as np
import pytest

from core.cases import MOST, disagreed, furthest_off, in_cell, look_up
from core.dataset import data_config, load
from core.storage.store import store
from core.train import finish
from tests.core.answered import amounts, several, two_classes
from tests.core.stores import TOKEN, upload

Y = [0, 0, 1, 1, 1, 0]
FIRST = two_classes(Y, [0.1, 0.7, 0.9, 0.4, 0.3, 0.6])
SECOND = two_classes(Y, [0.2, 0.2, 0.2, 0.8, 0.1, 0.9])


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path))


def test_the_rows_of_a_cell_come_with_the_surest_first():
    assert in_cell(FIRST, true=0, said=1).tolist() == [1, 5]
    assert in_cell(FIRST, true=1, said=0).tolist() == [4, 3]
    assert in_cell(FIRST, true=1, said=1).tolist() == [2]
    three = several([2, 2, 0], [[0.5, 0.2, 0.3], [0.8, 0.1, 0.1], [1, 0, 0]])
    assert in_cell(three, true=2, said=0).tolist() == [1, 0]


def test_a_threshold_moves_rows_from_cell_to_cell():
    assert in_cell(FIRST, true=1, said=1, threshold=0.35).tolist() == [2, 3]
    assert in_cell(FIRST, true=0, said=0, threshold=0.65).tolist() == [0, 5]
    three = several([2, 2, 0], [[0.5, 0.2, 0.3], [0.8, 0.1, 0.1], [1, 0, 0]])
    assert in_cell(three, true=2, said=0, threshold=0.2, code=2).tolist() == [1]
    assert in_cell(three, true=2, said=2, threshold=0.2, code=2).tolist() == [0]


def test_disagreement_is_sorted_by_how_far_models_are_apart():
    assert disagreed(FIRST, SECOND).tolist() == [2, 1, 3]
    assert disagreed(FIRST, SECOND, first_right=True).tolist() == [2]
    assert disagreed(FIRST, SECOND, first_right=False).tolist() == [1, 3]
    moved = disagreed(FIRST, SECOND, thresholds=(0.65, 0.15), first_right=True)
    assert moved.tolist() == [5, 0]
    assert disagreed(FIRST, SECOND, thresholds=(0.65, 0.15)).tolist() == [3, 5, 0]


def test_amounts_are_sorted_by_error_and_by_distance():
    first, second = amounts([1, 2, 3], [1, 5, 1]), amounts([1, 2, 3], [9, 5, 2])
    assert furthest_off(first).tolist() == [1, 2, 0]
    assert disagreed(first, second).tolist() == [0, 2, 1]


def test_rows_are_fetched_in_the_order_asked_for():
    data = data_config("penguins")
    dataset = load(data)
    found = finish(look_up(data, (40, 3, 200)))
    assert found.rows.tolist() == [40, 3, 200]
    assert found.columns[: dataset.X.shape[1]] == tuple(dataset.X.columns)
    assert found.truth == tuple(dataset.classes[dataset.y[i]] for i in (40, 3, 200))
    np.testing.assert_array_equal(
        found.cells[:, 0], dataset.X.iloc[[40, 3, 200], 0].to_numpy(object)
    )
    assert found.pixels is None
    assert len(finish(look_up(data, tuple(range(200)))).rows) == MOST
    assert len(finish(look_up(data, (10**9,))).rows) == 0


def test_rows_of_pictures_are_pictures():
    data = data_config("digits")
    found = finish(look_up(data, (5, 0)))
    assert found.pixels.shape == (2, 8, 8)
    assert (found.pixels.min(), found.pixels.max()) == (0, 1)
    assert found.cells.shape == (2, 0)
    wanted = load(data).X.to_numpy()[5] / 16
    np.testing.assert_array_equal(found.pixels[0].ravel(), wanted)


def test_columns_left_out_of_training_are_shown_too():
    rows = "\n".join(f"{i % 7},c{i},{'yes' if i % 3 else 'no'}" for i in range(90))
    store().keep_upload(upload(), f"a,name,answer\n{rows}\n".encode())
    data = data_config("upload", {"file": TOKEN, "target": "answer"})
    found = finish(look_up(data, (3, 4)))
    assert found.columns == ("a", "name")
    assert found.cells[:, 1].tolist() == ["c3", "c4"]
    assert (found.target, found.truth) == ("answer", ("no", "yes"))
