"""A data set is made of an upload once for each decision, and stays the same."""

from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from core import columns, kept
from core.arrow import CELLS, from_arrow, to_arrow
from core.dataset import Dataset, data_config, load
from core.encode import encoder
from core.errors import Refused
from core.paths import upload_path

TOKEN = "0123456789abcdef"
HEAD = "ref,day,size,amount,colour,note,shop,grade\n"
CSV = HEAD + "".join(
    f"A{i},{1 + i % 28}.{1 + i % 12}.2020,{i % 13},{i * 0.1},"
    f"{('red', '', 'ünïc🐟')[i % 3]},some words about number {i},{i % 9},"
    f"{('yes', 'no', 'no')[i % 3 if i % 7 else 0]}\n"
    for i in range(90)
)
DECIDED = [
    {},
    {"target": "amount"},
    {"target": "grade", "drop": "day,size"},
    {"target": "grade", "split": "time", "by": "day"},
    {"target": "grade", "split": "group", "by": "shop", "drop_copies": "true"},
    {"target": "colour", "kinds": "size:category", "missing": "size:12"},
]


@pytest.fixture
def upload(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path))
    path = upload_path(TOKEN)
    path.parent.mkdir(parents=True)
    path.write_bytes(CSV.encode())
    return path


@pytest.fixture
def understood(monkeypatch):
    """Return a list with a line for every table that was understood."""
    seen, real = [], columns.understand

    def spied(*args):
        seen.append(args)
        return real(*args)

    monkeypatch.setattr(columns, "understand", spied)
    return seen


def of(**values):
    return data_config("upload", {"file": TOKEN, **values})


def memory(frame):
    """Return how the cells of a frame lie in memory: sums depend on it."""
    return frame.select_dtypes("number").to_numpy().strides


def assert_same(one, other):
    for field in fields(Dataset):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if isinstance(a, pd.DataFrame):
            pd.testing.assert_frame_equal(a, b, check_exact=True)
            assert memory(a) == memory(b)
        elif isinstance(a, np.ndarray):
            assert a.dtype == b.dtype
            assert a.tobytes() == b.tobytes()
        else:
            assert a == b, field.name


@pytest.mark.parametrize("values", DECIDED, ids=str)
def test_a_kept_data_set_is_the_one_that_was_made(upload, understood, values):
    first, again = load(of(**values)), load(of(**values))
    assert len(understood) == 1
    assert_same(first, again)
    if "number" in first.kinds:
        read = [encoder(d, "scaled").fit_transform(d.X) for d in (first, again)]
        assert read[0].tobytes() == read[1].tobytes()


def test_each_decision_has_a_data_set_of_its_own(upload, understood):
    load(of(target="grade"))
    assert "shop" not in load(of(target="grade", drop="shop")).X
    assert "shop" in load(of(target="grade")).X
    assert len(understood) == 2


def test_what_cannot_be_used_is_refused_every_time(upload, understood):
    for _ in range(2):
        with pytest.raises(Refused, match="free text"):
            load(of(target="note"))
    assert len(understood) == 2


@pytest.mark.parametrize("changed", ["bytes", "limits", "code"])
def test_it_is_made_again_when_what_made_it_changes(
    upload, understood, monkeypatch, changed
):
    load(of(target="grade"))
    if changed == "bytes":
        upload.write_bytes(CSV.encode().replace(b"A1,", b"A1000,"))
    elif changed == "limits":
        monkeypatch.setenv("CROSSOVER_MAX_ROWS", "50")
    else:
        monkeypatch.setattr(kept, "_code", lambda: "younger")
    dataset = load(of(target="grade"))
    assert len(understood) == 2
    assert len(dataset.y) == (50 if changed == "limits" else 90)


def test_damage_is_made_over(upload, understood):
    first = load(of(target="grade"))
    (beside,) = upload.parent.glob("*.set.arrow")
    whole = beside.read_bytes()
    for damage in (b"", b"ARROW1", whole[:-40], whole[:99], b"\x80\x04N.", whole * 2):
        beside.write_bytes(damage)
        assert_same(load(of(target="grade")), first)


def test_few_are_kept_and_those_in_use_last_longest(upload, understood):
    load(of(target="grade"))
    for name in ("ref", "day", "size", "colour", "note"):
        load(of(target="grade", drop=name))
        load(of(target="grade"))
    assert len(list(upload.parent.glob("*.set.arrow"))) == kept.MOST_SETS
    assert len(understood) == 6


def test_one_too_large_is_not_kept(upload, understood, monkeypatch):
    monkeypatch.setattr(kept, "to_arrow", lambda *_: bytes(len(CSV.encode()) + 1))
    monkeypatch.setenv("CROSSOVER_MAX_BYTES", str(len(CSV.encode())))
    load(of(target="grade"))
    assert list(upload.parent.glob("*.set.arrow")) == []


def test_it_goes_with_the_upload(upload):
    load(of(target="grade"))
    kept.drop_kept(TOKEN)
    assert [path.name for path in upload.parent.iterdir()] == [TOKEN]


def test_an_upload_deleted_meanwhile_leaves_nothing(upload, monkeypatch):
    real = kept._keep_set

    def slowly(*args):
        upload.unlink()
        kept.drop_kept(TOKEN)
        real(*args)

    monkeypatch.setattr(kept, "_keep_set", slowly)
    load(of(target="grade"))
    assert list(upload.parent.iterdir()) == []
    with pytest.raises(Refused, match="bring the file again"):
        load(of(target="grade"))


def test_every_field_is_kept(upload):
    dataset = load(of(target="grade", split="group", by="shop"))
    missing = [name for name in CELLS if getattr(dataset, name) is None]
    assert missing == []
    said = replace(dataset, notes=("Guessed.",), title="\ud800 x", licence="L")
    data = pa.py_buffer(to_arrow(said, ["age", 1]))
    assert_same(from_arrow(data, ["age", 1]), said)
    with pytest.raises(ValueError, match="another table"):
        from_arrow(data, ["age", 2])


def test_cells_that_arrow_would_change_are_not_kept(upload):
    dataset = load(of(target="grade"))
    odd = pd.Series(["a", 1, None] * 30, dtype=object)
    for cells in (odd, odd.astype("str").astype("category")):
        with pytest.raises((TypeError, pa.ArrowException)):
            to_arrow(replace(dataset, X=pd.DataFrame({"odd": cells})), None)
