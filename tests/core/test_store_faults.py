"""What the store does when the disk, the clock or another program misbehaves."""

import errno
import multiprocessing
import multiprocessing.spawn
import os
import sqlite3
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.dataset import data_config
from core.engine import launch
from core.errors import StoreError
from core.explain_run import explain_run
from core.files import write_whole
from core.paths import upload_path
from core.run import run_config
from core.storage import facts, sqlite, values
from core.storage.store import KEEP_UPLOADS_S, Store, store
from core.train import finish, fit
from tests.core.stores import TOKEN, files, one_sentence, race, upload


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def kept(home):
    return Store(home)


def database(kept):
    return kept.folder / "facts.db"


# A damaged file. ----------------------------------------------------------------


@pytest.mark.parametrize("damage", ["no database", "empty", "gone"])
def test_damaged_facts_lose_no_run_and_raise_nothing(kept, damage):
    kept.put("run", "finished")
    kept.keep_race("me", race())
    again = Store(kept.folder)
    if damage == "gone":
        database(kept).unlink()
    else:
        database(kept).write_bytes(b"x" * 9000 if damage == "no database" else b"")
    for one in (kept, again):
        one.races("me")
        one.keep_race("me", race("b"))
        assert "b" in [r.key for r in one.races("me")]
        assert one.get("run") == "finished"
        one.drop_expired()
    assert kept.put("other", 1)


def test_what_can_still_be_read_of_damaged_facts_is_carried_over(kept):
    for i in range(300):
        kept.keep_race(f"owner {i}", race(created=float(i)))
    kept.look("me", "part", "a")
    with sqlite3.connect(database(kept)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        first = db.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'race'"
        ).fetchone()[0]
        page = db.execute("PRAGMA page_size").fetchone()[0]
    db.close()
    data = bytearray(database(kept).read_bytes())
    data[(first - 1) * page : first * page] = b"\xff" * page
    database(kept).write_bytes(data)
    again = Store(kept.folder)
    assert again.races("owner 5") == []  # this table is lost
    assert again.looks("me", "part") == 1  # the others are not
    assert (kept.folder / "facts-damaged.db").exists()


# A store that another program holds. --------------------------------------------


def hold(path, held, end):
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA locking_mode=EXCLUSIVE")
    db.execute("BEGIN EXCLUSIVE")
    held.set()
    end.wait(60)


@pytest.fixture
def held(kept, monkeypatch):
    """A store with everything in it, while another process keeps it to itself."""
    monkeypatch.setattr(facts, "READ_S", 0.2)
    kept.put("run", "finished")
    kept.keep_race("me", race())
    kept._facts._place._close_idle()  # else nobody could keep all of it to himself
    # A page that was tested before may have left itself as the main module.
    monkeypatch.setattr(
        multiprocessing.spawn, "get_preparation_data", launch.without_main
    )
    spawn = multiprocessing.get_context("spawn")
    ready, end = spawn.Event(), spawn.Event()
    holder = spawn.Process(target=hold, args=(database(kept), ready, end))
    holder.start()
    assert ready.wait(60)
    yield kept
    end.set()
    holder.join()


def test_a_held_store_keeps_runs_and_says_the_rest(held, monkeypatch):
    asked = []
    once = type(held._facts._place)._once

    def noted(self, do, wait_s, write):
        asked.append(wait_s)
        return once(self, do, min(wait_s, 0.3), write)

    monkeypatch.setattr(type(held._facts._place), "_once", noted)
    for change in (
        lambda: held.keep_race("me", race("b")),
        lambda: held.look("me", "part", "a"),
        lambda: held.keep_upload(upload(), b"rows"),
        lambda: held.pin("run", "me"),
    ):
        with pytest.raises(StoreError, match="busy") as error:
            change()
        assert one_sentence(error)
    assert not upload_path(TOKEN).exists()
    with pytest.raises(StoreError, match="busy"):
        held.races("me")
    held.put("later", "finished too")
    assert held.get("run") == "finished"
    assert held.get("later") == "finished too"
    assert max(asked) <= 3.0  # nobody waits for longer
    assert max(asked[2:]) <= 0.1  # nor for as long each time


def test_what_was_kept_while_the_store_was_held_is_counted_later(kept, monkeypatch):
    kept.keep_upload(upload(), b"rows")
    with monkeypatch.context() as broken:
        broken.setattr(values.Facts, "together", busy)
        kept.put("cells", "of the table", TOKEN)
    kept.drop_expired()
    kept.forget("me")
    assert files(kept) == []


def busy(*_, **__):
    raise StoreError("The store is busy.")


def test_nobody_waits_long_for_a_store_that_is_never_made(kept, monkeypatch):
    fcntl = pytest.importorskip("fcntl")
    waits = []
    now = SimpleNamespace(monotonic=lambda: sum(waits), sleep=waits.append)
    monkeypatch.setattr(facts, "time", now)
    monkeypatch.setattr(sqlite, "time", now)
    with (kept.folder / "facts.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(StoreError, match="busy"):
            kept.races("me")
        waits[:] = [sum(waits)]
        with pytest.raises(StoreError, match="busy"):
            kept.keep_race("me", race())
    assert sum(waits[1:]) < 0.2  # as for one that is held after it was made
    monkeypatch.undo()


# A file that cannot be deleted. -------------------------------------------------


def test_what_cannot_be_deleted_matters_to_nobody_and_goes_later(home, monkeypatch):
    kept = Store(home, limit_bytes=2500)
    monkeypatch.setattr("core.storage.uploads.SURE_S", 0.0)
    kept.put("first", b"x" * 1000)
    kept.keep_upload(upload(created=1.0), b"rows")
    kept.put("made", b"x" * 10, TOKEN)
    real = Path.unlink

    def refuse(path, missing_ok=False):
        if path.parent.name in ("values", "uploads"):
            raise PermissionError(errno.EPERM, "Operation not permitted")
        real(path, missing_ok)

    with monkeypatch.context() as stuck:
        stuck.setattr(Path, "unlink", refuse)
        assert kept.drop_expired() == [TOKEN]
        for key in ("second", "third"):
            kept.put(key, b"x" * 1000)
    assert upload_path(TOKEN).exists()
    assert files(kept) == ["first", "made", "second", "third"]
    kept.drop_expired()
    kept.put("fourth", b"x" * 1000)
    assert not upload_path(TOKEN).exists()
    assert files(kept) == ["fourth", "third"]


# A full or closed disk. ---------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "word"), [(errno.ENOSPC, "full"), (errno.EROFS, "written to")]
)
def test_a_disk_that_takes_nothing_is_told_in_words(kept, monkeypatch, code, word):
    kept.put("run", "old")

    def refuse(_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("core.files.os.fsync", refuse)
    for keep in (
        lambda: kept.put("run", "new"),
        lambda: kept.keep_upload(upload(), b"rows"),
    ):
        with pytest.raises(StoreError, match=word) as error:
            keep()
        assert one_sentence(error)
    assert kept.get("run") == "old"
    assert files(kept) == ["run"]
    assert list((kept.folder / "uploads").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told_in_words(home):
    (home / "file").write_bytes(b"")
    kept = Store(home / "file" / "store")
    with pytest.raises(LookupError):
        kept.get("run")
    for use in (lambda: kept.put("run", 1), lambda: kept.keep_race("me", race())):
        with pytest.raises(StoreError) as error:
            use()
        assert one_sentence(error)


def test_a_closed_folder_still_shows_what_is_there(kept, monkeypatch):
    kept.keep_race("me", race())
    with sqlite3.connect(database(kept)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    place = type(kept._facts._place)
    opened = place._open

    def closed(self, mode, wait_s):
        if mode == "rw":
            error = sqlite3.OperationalError("attempt to write a readonly database")
            error.sqlite_errorcode = sqlite3.SQLITE_READONLY
            raise error
        return opened(self, mode, wait_s)

    monkeypatch.setattr(place, "_open", closed)
    assert kept.races("me") == [race()]
    with pytest.raises(StoreError, match="written to"):
        kept.keep_race("me", race("b"))


def test_a_write_that_fails_leaves_the_old_content(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_whole(path, b"old")

    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="disk full"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_write_that_fails_half_way_leaves_no_part(tmp_path, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("core.files.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "file", b"x" * 1000)
    assert list(tmp_path.iterdir()) == []


# A clock that jumps. ------------------------------------------------------------


def clock(monkeypatch, offset):
    real = time.time
    monkeypatch.setattr("core.storage.uploads.time.time", lambda: real() + offset)


def test_a_clock_wrong_for_a_moment_deletes_nothing(kept, monkeypatch):
    kept.keep_upload(upload(), b"rows")
    for offset in (400 * 86400, -400 * 86400):
        with monkeypatch.context() as wrong:
            clock(wrong, offset)
            kept.drop_expired()
            kept.put("run", "x")
        assert kept.upload(TOKEN).owner == "me"
        assert kept.drop_expired() == []
        assert upload_path(TOKEN).exists()


def test_an_upload_of_the_future_lives_for_a_day(kept, monkeypatch):
    kept.keep_upload(upload(created=time.time() + 400 * 86400), b"rows")
    monkeypatch.setattr("core.storage.uploads.SURE_S", 0.0)
    assert kept.drop_expired() == []
    assert kept.upload(TOKEN).created <= time.time()
    clock(monkeypatch, KEEP_UPLOADS_S + 60)
    assert kept.drop_expired() == [TOKEN]


def test_values_go_in_the_order_of_use_whatever_the_clock_says(home, monkeypatch):
    kept = Store(home, limit_bytes=3500)
    clock(monkeypatch, 70 * 365 * 86400)
    kept.put("future", b"x" * 1000)
    monkeypatch.undo()
    monkeypatch.setenv("CROSSOVER_HOME", str(home))
    for key in ("second", "third", "fourth"):
        kept.put(key, b"x" * 1000)
    assert files(kept) == ["fourth", "second", "third"]


def test_a_new_race_stands_on_top_though_the_clock_was_put_back(kept):
    for key, created in (("a", 3e9), ("b", 2.0), ("c", 1.0)):
        kept.keep_race("me", race(key, created))
    assert [r.key for r in kept.races("me")] == ["c", "b", "a"]


# What becomes of training. ------------------------------------------------------


def test_a_race_on_a_full_disk_is_seen_and_explained(home, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("core.files.os.fsync", full)
    data = data_config("moons", {"n": 100})
    config = run_config(data, "random_forest", {"n_estimators": 2})
    run = finish(fit(config))
    assert "disk is full" in run.note
    assert run.evaluation.scores
    assert finish(explain_run(config, 5, 5)).run == config.key
    monkeypatch.undo()
    monkeypatch.setenv("CROSSOVER_HOME", str(home))
    assert finish(fit(config)).note == ""
    assert store().get(config.key).note == ""
