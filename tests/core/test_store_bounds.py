"""Who may read what is kept, for how long, how much of it, and from which version."""

import os
import pickle
import sqlite3
import time

import pytest

from core.errors import Refused
from core.paths import upload_path
from core.storage import facts, values
from core.storage.store import KEEP_UPLOADS_S, KeptUpload, Store
from tests.core.stores import OTHER, TOKEN, files, race, upload


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def kept(home):
    return Store(home)


# Who may read and write. --------------------------------------------------------


def test_nobody_else_may_enter_or_read(kept):
    kept.put("key", 1)
    kept.keep_upload(upload(), b"rows")
    for folder in ("values", "uploads"):
        assert (kept.folder / folder).stat().st_mode & 0o077 == 0
    for file in (kept.folder / "values/key", upload_path(TOKEN), database(kept)):
        assert file.stat().st_mode & 0o077 == 0


def test_a_model_that_others_could_have_written_is_not_read(kept):
    kept.put("model", 1)
    assert kept.get_model("model") == 1
    (kept.folder / "values/model").chmod(0o666)
    with pytest.raises(LookupError):
        kept.get_model("model")


def database(kept):
    return kept.folder / "facts.db"


# Other versions. ----------------------------------------------------------------


def test_values_of_other_formats_are_not_there_and_go_first(home):
    kept = Store(home, limit_bytes=3000)
    folder = home / "values"
    (folder / "bare").write_bytes(pickle.dumps("of before there were numbers"))
    (folder / "next").write_bytes(b"crossover 999 \n" + pickle.dumps("x" * 900))
    for old in ("bare", "next"):
        os.utime(folder / old, (1000, 1000))
        with pytest.raises(LookupError):
            kept.get(old)
        with pytest.raises(LookupError):
            kept.get_model(old)
    kept.put("mine", "x" * 1500)
    kept.drop_expired()
    assert files(kept) == ["bare", "mine", "next"]  # nothing is deleted before it must
    kept.put("more", "x" * 1000)
    assert "next" not in files(kept)
    assert kept.get("mine") == "x" * 1500


BEFORE = """
CREATE TABLE value (key TEXT PRIMARY KEY, bytes INTEGER NOT NULL, used REAL NOT NULL);
CREATE TABLE race (
    owner TEXT NOT NULL, key TEXT NOT NULL, title TEXT NOT NULL, address TEXT NOT NULL,
    created REAL NOT NULL, PRIMARY KEY (owner, key));
CREATE TABLE upload (
    token TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL,
    created REAL NOT NULL);
CREATE TABLE made_from (key TEXT PRIMARY KEY, token TEXT NOT NULL);
CREATE TABLE look (
    owner TEXT NOT NULL, part TEXT NOT NULL, race TEXT NOT NULL,
    PRIMARY KEY (owner, part, race));
INSERT INTO race VALUES ('me', 'a', 'Moons', 'data=moons', 1.0);
INSERT INTO look VALUES ('me', 'part', 'a');
"""


def test_facts_of_before_there_were_numbers_are_carried_over(home):
    with sqlite3.connect(home / "facts.db") as old:
        old.executescript(BEFORE)
    old.close()
    kept = Store(home)
    assert kept.races("me") == [race()]
    assert kept.looks("me", "part") == 1
    kept.pin("a", "me")
    assert kept.pinned("me") == ("a",)


def test_facts_of_a_newer_version_are_left_to_it(home, monkeypatch):
    with monkeypatch.context() as newer:
        newer.setattr(facts, "NUMBER", facts.NUMBER + 1)
        Store(home).keep_race("me", race("newer"))
    kept = Store(home)
    assert kept.races("me") == []
    kept.keep_race("me", race("older"))
    assert [r.key for r in Store(home).races("me")] == ["older"]
    monkeypatch.setattr(facts, "NUMBER", facts.NUMBER + 1)
    assert [r.key for r in Store(home).races("me")] == ["newer"]


# What kills leave behind. -------------------------------------------------------


def test_old_left_overs_go_and_living_writers_keep_theirs(kept):
    kept.keep_upload(upload(), b"rows")
    for folder in ("values", "uploads"):
        for name, age in (("old", 7200), ("future", -7200), ("living", 5)):
            part = kept.folder / folder / f"{name}.1.2.part"
            part.write_bytes(b"half")
            os.utime(part, (time.time() - age,) * 2)
    kept.drop_expired()
    assert files(kept) == ["living.1.2.part"]
    left = sorted(path.name for path in (kept.folder / "uploads").iterdir())
    assert left == [TOKEN, "living.1.2.part"]


def test_rows_and_files_find_together_again(kept):
    kept.keep_upload(upload(), b"rows")
    kept.put("cells", "of the table", TOKEN)
    kept.put("run", "x" * 100)
    with sqlite3.connect(database(kept)) as db:
        db.execute("DELETE FROM value")
        db.execute("DELETE FROM made_from")
        db.execute("INSERT INTO value VALUES ('gone', 10, 1.0)")
    db.close()
    kept.drop_expired()
    with sqlite3.connect(database(kept)) as db:
        rows = dict(db.execute("SELECT key, bytes FROM value"))
    db.close()
    assert rows == {name: size(kept, name) for name in ("cells", "run")}
    kept.forget("me")  # the file itself still knows what it was made from
    assert files(kept) == ["run"]


def size(kept, name):
    return (kept.folder / "values" / name).stat().st_size


def test_results_of_a_deleted_upload_go_though_no_row_names_them(kept):
    upload_path(TOKEN).parent.mkdir()
    upload_path(TOKEN).write_bytes(b"rows")
    kept.put("cells", "of the table", TOKEN)
    database(kept).unlink()
    upload_path(TOKEN).unlink()
    Store(kept.folder).drop_expired()
    assert files(kept) == []


def test_files_that_no_row_knows_go_after_their_day(kept):
    kept.keep_upload(upload(), b"rows")
    for name, age in ((OTHER, 1.1), (f"{OTHER}.b.arrow", 1.1), ("c" * 32, 0.5)):
        path = upload_path(TOKEN).with_name(name)
        path.write_bytes(b"rows")
        os.utime(path, (time.time() - age * KEEP_UPLOADS_S,) * 2)
    kept.drop_expired()
    left = sorted(path.name for path in upload_path(TOKEN).parent.iterdir())
    assert left == [TOKEN, "c" * 32]


# Pins and bounds. ---------------------------------------------------------------


def test_pinned_runs_stay_with_their_model_and_explanations(home):
    kept = Store(home, limit_bytes=8000)
    for key in ("old", "old-model", "old-why-1-2"):
        kept.put(key, b"x" * 1000)
    kept.pin("old", "me")
    kept.pin("old", "you")
    for i in range(9):
        kept.put(f"new{i}", b"x" * 1000)
    assert {"old", "old-model", "old-why-1-2", "new8"} <= set(files(kept))
    assert len(files(kept)) == 7
    kept.unpin("old", "me")
    kept.put("more", b"x" * 1000)
    assert "old" in files(kept)
    kept.forget("you")
    kept.put("most", b"x" * 1000)
    assert "old" not in files(kept)


def test_pins_are_bounded_for_each_and_for_all(home, monkeypatch):
    monkeypatch.setattr(values, "MOST_PINS", 3)
    kept = Store(home, limit_bytes=10_000)
    for key in ("a", "b", "c", "c"):
        kept.pin(key, "me")
    with pytest.raises(Refused, match="unpin"):
        kept.pin("d", "me")
    assert kept.pinned("me") == ("a", "b", "c")
    kept.put("a", b"x" * 4000)
    kept.put("e", b"x" * 1500)
    with pytest.raises(Refused, match="half of the store"):
        kept.pin("e", "you")


def test_the_limit_that_is_set_holds(home, monkeypatch):
    monkeypatch.setenv("CROSSOVER_STORE_BYTES", "2500")
    kept = Store(home)
    for key in ("a", "b", "c"):
        kept.put(key, b"x" * 1000)
    assert files(kept) == ["b", "c"]


def test_a_list_of_races_keeps_the_newest(kept, monkeypatch):
    monkeypatch.setattr("core.storage.store.MOST_RACES", 3)
    for i in range(5):
        kept.keep_race("me", race(str(i), float(i)))
        kept.keep_race("you", race(str(i), float(i)))
    for owner in ("me", "you"):
        assert [r.key for r in kept.races(owner)] == ["4", "3", "2"]


def test_reads_are_noted_once_a_minute(kept, monkeypatch):
    kept.put("run", 1)
    noted = []
    together = values.Facts.together

    def spy(self, *args, **kwargs):
        noted.append(args)
        return together(self, *args, **kwargs)

    monkeypatch.setattr(values.Facts, "together", spy)
    for _ in range(20):
        assert kept.get("run") == 1
    assert len(noted) == 1


def test_names_that_a_database_refuses_are_kept_all_the_same(kept):
    odd = KeptUpload(token=TOKEN, owner="me", name="a\0\udc80.csv", created=time.time())
    kept.keep_upload(odd, b"rows")
    assert kept.upload(TOKEN).name == "a?.csv"
