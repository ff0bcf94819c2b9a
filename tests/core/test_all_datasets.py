"""What every declared data set must keep to; new members are found by themselves."""

import hashlib

import numpy as np
import pandas as pd
import pytest

from core.bundled import provenance
from core.choices import EDITS
from core.dataset import Dataset, data_config, load, specs
from core.encode import encoder, groups
from core.paths import assets, upload_path
from core.split import split

CSV = "colour,size,grade\n" + "".join(
    f"{'red' if i % 3 else 'blue'},{i * 7 % 13},{'yes' if i % 4 == 0 else 'no'}\n"
    for i in range(60)
)
TOKEN = "0123456789abcdef"
REAL = [key for key, spec in specs().items() if spec.group == "Real table"]
EDITABLE = [key for key in REAL if set(EDITS) <= set(specs()[key].params)]
# Its tables are those of a server; tests/core/test_openml.py stands in for it.
ELSEWHERE = {"openml"}


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


@pytest.fixture(params=[key for key in specs() if key not in ELSEWHERE])
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


def test_every_row_has_an_answer(dataset):
    assert len(dataset.y) == len(dataset.X)
    assert dataset.target not in dataset.X.columns
    if dataset.task == "regression":
        assert dataset.y.dtype == np.float64
        assert np.isfinite(dataset.y).all()
        return
    assert dataset.y.dtype == np.int64
    assert np.unique(dataset.y).tolist() == list(range(len(dataset.classes)))
    assert len(set(dataset.classes)) == len(dataset.classes) >= 2


def test_rows_are_as_many_as_asked_for(config, dataset):
    values = dict(config.values)
    assert len(dataset.y) == values.get("n", len(dataset.y))


def test_it_says_where_it_comes_from(config, dataset):
    assert dataset.source
    assert dataset.licence
    if config.key in REAL:
        known = provenance()[config.key]
        assert (dataset.source, dataset.licence) == (known["source"], known["licence"])
        assert len(specs()[config.key].story.splitlines()) == 2
        assert specs()[config.key].trap


def test_a_bundled_table_is_accepted_without_a_word(config, dataset):
    if config.key in REAL:
        assert dataset.notes == ()


@pytest.mark.parametrize("encoding", ["codes", "scaled"])
def test_it_passes_through_split_and_encoding(dataset, encoding):
    parts = split(dataset, 1)
    fitted = encoder(dataset, encoding).fit(dataset.X.iloc[parts.train.rows])
    encoded = fitted.transform(dataset.X)
    assert np.isfinite(encoded.astype("float32")).all()
    flat = [column for group in groups(fitted, dataset) for column in group]
    assert flat == list(range(encoded.shape[1]))


def test_only_pictures_cannot_be_edited():
    assert set(REAL) - set(EDITABLE) == {"digits", "mnist"}


@pytest.mark.parametrize("key", EDITABLE)
def test_a_column_of_a_bundled_table_can_be_left_out(key):
    whole = load(data_config(key))
    name = next(c.name for c in whole.columns if c.features and c.kind != "date")
    less = load(data_config(key, {"drop": name}))
    assert name not in less.X.columns
    assert len(less.X.columns) == len(whole.X.columns) - 1
    assert less.notes == ()
    np.testing.assert_array_equal(less.y, whole.y)


@pytest.mark.parametrize("key", EDITABLE)
def test_copies_in_a_bundled_table_can_be_left_out(key):
    whole = load(data_config(key))
    less = load(data_config(key, {"drop_copies": "true"}))
    facts = whole.X.assign(answer=whole.y)
    assert len(less.y) == len(facts.drop_duplicates())


FILES = {
    key: facts["sha256"] for key, facts in provenance().items() if "sha256" in facts
}


@pytest.mark.parametrize("key", FILES)
def test_a_bundled_file_is_the_one_that_its_source_gave(key):
    data = (assets() / "data" / f"{key}.parquet").read_bytes()
    assert hashlib.sha256(data).hexdigest() == FILES[key]


def test_every_bundled_file_and_real_table_is_accounted_for():
    there = {path.stem for path in (assets() / "data").glob("*.parquet")}
    assert there == set(FILES)
    assert set(provenance()) == set(REAL)
    named = ("source", "licence", "url", "package")
    assert all(facts[name] for facts in provenance().values() for name in named)
    assert all(
        provenance()[key][name] for key in FILES for name in ("version", "changes")
    )


def test_what_is_bundled_stays_small():
    assert sum(p.stat().st_size for p in (assets() / "data").iterdir()) < 8_000_000
