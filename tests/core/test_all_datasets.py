"""What every declared data set must keep to; new members are found by themselves."""

import numpy as np
import pandas as pd
import pytest

from core.dataset import Dataset, data_config, load, specs
from core.encode import encoder, groups
from core.paths import upload_path
from core.split import split

CSV = "colour,size,grade\n" + "".join(
    f"{'red' if i % 3 else 'blue'},{i * 7 % 13},{'yes' if i % 4 == 0 else 'no'}\n"
    for i in range(60)
)
TOKEN = "0123456789abcdef"


def _small(key, folder, monkeypatch):
    """Return a config that is quick to make."""
    monkeypatch.setenv("CROSSOVER_HOME", str(folder))
    path = upload_path(TOKEN)
    path.parent.mkdir(parents=True)
    path.write_text(CSV)
    given = {"file": {"path": str(path)}, "upload": {"file": TOKEN}}.get(key, {})
    if any(param.name == "n" for param in specs()[key].params):
        given = {"n": 200}
    return data_config(key, given)


@pytest.fixture(params=list(specs()))
def config(request, tmp_path, monkeypatch):
    return _small(request.param, tmp_path, monkeypatch)


@pytest.fixture
def dataset(config) -> Dataset:
    return load(config)


def test_the_same_config_makes_the_same_table(config, dataset):
    again = load(config)
    pd.testing.assert_frame_equal(dataset.X, again.X)
    np.testing.assert_array_equal(dataset.y, again.y)


def test_cells_match_their_kinds(dataset):
    assert len(dataset.kinds) == dataset.X.shape[1] > 0
    assert dataset.X.columns.is_unique
    for name, kind in zip(dataset.X.columns, dataset.kinds, strict=True):
        column = dataset.X[name]
        if kind == "number":
            assert column.dtype == np.float64
            assert not np.isinf(column).any()
        else:
            assert all(cell is None or isinstance(cell, str) for cell in column)


def test_codes_index_the_classes_and_every_class_occurs(dataset):
    assert dataset.y.dtype == np.int64
    assert len(dataset.y) == len(dataset.X)
    assert np.unique(dataset.y).tolist() == list(range(len(dataset.classes)))
    assert len(set(dataset.classes)) == len(dataset.classes) >= 2
    assert dataset.target not in dataset.X.columns


def test_rows_are_as_many_as_asked_for(config, dataset):
    values = dict(config.values)
    assert len(dataset.y) == values.get("n", len(dataset.y))


def test_it_says_where_it_comes_from(config, dataset):
    assert dataset.source
    assert dataset.licence
    if specs()[config.key].group == "Real table":
        assert len(specs()[config.key].story.splitlines()) == 2


@pytest.mark.parametrize("encoding", ["codes", "scaled"])
def test_it_passes_through_split_and_encoding(dataset, encoding):
    parts = split(dataset, 1)
    fitted = encoder(dataset, encoding).fit(dataset.X.iloc[parts.train.rows])
    encoded = fitted.transform(dataset.X)
    assert np.isfinite(encoded.astype("float32")).all()
    flat = [column for group in groups(fitted, dataset) for column in group]
    assert flat == list(range(encoded.shape[1]))
