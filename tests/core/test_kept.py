"""Uploads are read once; what was read goes when the upload goes."""

import re
import threading
import time
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest

from core import kept, reading
from core.dataset import data_config, load
from core.errors import Refused
from core.format import Cells
from core.kept import drop_kept, read_once
from core.paths import upload_path
from core.storage.store import KeptUpload, Store

TOKEN = "0123456789abcdef"
CSV = b"size;colour;grade\n" + b"".join(
    b"%d,5;%s;%s\n"
    % (i % 13, b"red" if i % 3 else b"", b"yes" if i % 4 == 0 else b"no")
    for i in range(60)
)


@pytest.fixture
def upload(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path))
    path = upload_path(TOKEN)
    path.parent.mkdir(parents=True)
    path.write_bytes(CSV)
    return path


@pytest.fixture
def reads(monkeypatch):
    """Return a list with a line for every reading of a file."""
    seen, real = [], reading.read

    def spied(*args):
        seen.append(args)
        return real(*args)

    monkeypatch.setattr(reading, "read", spied)
    return seen


def same(one, other):
    pd.testing.assert_frame_equal(one.frame, other.frame)
    return (one.notes, one.decimal_comma) == (other.notes, other.decimal_comma)


def test_an_upload_is_read_once(upload, reads):
    first = read_once(upload, "grades.csv")
    again = read_once(upload, "grades.csv")
    assert len(reads) == 1
    assert same(first, again)
    assert again.decimal_comma


def test_another_table_of_it_is_read_for_itself(upload, reads):
    read_once(upload, "grades.csv")
    with suppress(Refused):
        read_once(upload, "grades.csv", "another table")
    assert [args[2] for args in reads] == ["", "another table"]


def test_the_data_set_is_the_same_from_either(upload, reads):
    config = data_config("upload", {"file": TOKEN, "target": "grade"})
    first, again = load(config), load(config)
    assert len(reads) == 1
    pd.testing.assert_frame_equal(first.X, again.X)
    assert first.notes == again.notes


@pytest.mark.parametrize(
    "values",
    [
        pd.Series([1, 2**60 + 1], dtype="int64"),
        pd.Series([1.5, float("nan")]),
        pd.Series([True, False]),
        pd.Series(["a", None], dtype="str"),
        pd.Series(["", "é\u202e\0"], dtype="str"),
        pd.Series(pd.to_datetime(["2020-01-01 10:00", None])),
        pd.Series(pd.to_datetime(["2020-01-01", "2021-01-01"])).dt.tz_localize("UTC"),
        pd.Series([1, None], dtype="Int64"),
        pd.Series([1, "word", None], dtype=object),
        pd.Series([], dtype="float64"),
    ],
    ids=lambda values: str(values.dtype),
)
def test_cells_come_back_as_they_were(upload, monkeypatch, values):
    cells = Cells(frame=pd.DataFrame({"x": values}), notes=("Guessed.",))
    monkeypatch.setattr(reading, "read", lambda *_: cells)
    read_once(upload, "x.csv")
    assert same(read_once(upload, "x.csv"), cells)


def test_what_was_kept_of_other_bytes_is_not_used(upload, reads):
    read_once(upload, "grades.csv")
    upload.write_bytes(CSV + b"1,5;red;no\n")
    assert len(read_once(upload, "grades.csv").frame) == 61
    assert len(reads) == 2


def test_damage_is_read_over(upload, reads):
    first = read_once(upload, "grades.csv")
    (beside,) = upload.parent.glob("*.arrow")
    for damage in (b"", b"ARROW1", beside.read_bytes()[:-20], b"\x80\x04N."):
        beside.write_bytes(damage)
        assert same(read_once(upload, "grades.csv"), first)


def test_a_file_on_this_machine_leaves_nothing_behind(upload, reads, tmp_path):
    path = tmp_path / "own.csv"
    path.write_bytes(CSV)
    read_once(path, "own.csv")
    load(data_config("file", {"path": str(path)}))
    assert {p.name for p in tmp_path.rglob("*") if p.is_file()} == {"own.csv", TOKEN}


def test_it_goes_with_the_upload(upload, tmp_path):
    store = Store(tmp_path)
    other = "fedcba9876543210"
    for token in (TOKEN, other):
        kept_upload = KeptUpload(
            token=token, owner=token, name="x.csv", created=time.time()
        )
        store.keep_upload(kept_upload, CSV)
        load(data_config("upload", {"file": token, "target": "grade"}))
    store.forget(TOKEN)
    left = [path.name for path in upload.parent.iterdir()]
    assert left
    assert all(name.startswith(other) for name in left)
    store.drop_upload(other)
    assert list(upload.parent.iterdir()) == []


def test_an_upload_deleted_while_it_is_read_leaves_nothing(upload, monkeypatch):
    real, reached, go_on = kept._keep, threading.Event(), threading.Event()

    def slowly(*args):
        reached.set()
        go_on.wait(10)
        real(*args)

    monkeypatch.setattr(kept, "_keep", slowly)
    reader = threading.Thread(target=read_once, args=(upload, "grades.csv"))
    reader.start()
    reached.wait(10)
    upload.unlink()
    drop_kept(TOKEN)
    go_on.set()
    reader.join()
    assert list(upload.parent.iterdir()) == []


def test_an_upload_that_is_gone_is_no_table(upload):
    read_once(upload, "grades.csv")
    upload.unlink()
    with pytest.raises(OSError, match=TOKEN):
        read_once(upload, "grades.csv")


def test_whatever_reads_a_table_counts_for_what_is_kept():
    core = Path(kept.__file__).parent
    covered = {file for part in kept.READERS for file in core.glob(part)}
    waiting = [core / "formats" / "delimited.py", core / "columns.py"]
    seen = set()
    while waiting:
        file = waiting.pop()
        seen.add(file)
        named = re.findall(r"^from (core[\w.]*) import", file.read_text(), re.M)
        found = {core.parent.joinpath(*name.split(".")) for name in named}
        modules = {place.with_suffix(".py") for place in found}
        waiting += [place for place in modules - seen if place.is_file()]
    assert len(seen) > 10
    assert seen <= covered
