"""Rows in another database by URL. Set CROSSOVER_TEST_DATABASE to try a server."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.errors import Refused, StoreError
from core.paths import upload_path
from core.storage import database, facts
from core.storage.store import KeptRace, KeptUpload, Store, store

TOKEN = "a" * 32
ROOT = Path(__file__).parents[2]


@pytest.fixture
def url(tmp_path, monkeypatch):
    """The URL of an empty database; the home folder is another."""
    monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path / "home"))
    named = os.environ.get("CROSSOVER_TEST_DATABASE", "")
    if named:
        empty(named)
    return named or f"sqlite:///{tmp_path}/elsewhere.db"


def empty(url):
    from sqlalchemy import create_engine, text

    engine = create_engine(url)
    with engine.begin() as db:
        for name in ("about", "value", "made_from", "pin", "race", "upload", "look"):
            db.execute(text(f"DROP TABLE IF EXISTS {name}"))
    engine.dispose()


@pytest.fixture
def kept(url, tmp_path):
    return Store(tmp_path / "home", limit_bytes=5000, url=url)


def race(key, created=1.0):
    return KeptRace(key=key, title="Moons", address="data=moons", created=created)


def test_all_that_a_store_does_is_done_elsewhere(kept, tmp_path):
    brought = KeptUpload(token=TOKEN, owner="me", name="a\0.csv", created=time.time())
    kept.keep_upload(brought, b"rows")
    assert (kept.upload(TOKEN).owner, kept.upload(TOKEN).name) == ("me", "a.csv")
    for key in ("a", "b", "a"):
        kept.keep_race("me", race(key, 5.0))
        kept.look("me", "part", key)
    assert [r.key for r in kept.races("me")] == ["a", "b"]
    assert abs(kept.races("me")[0].created - 5.002) < 1e-6
    assert kept.looks("me", "part") == 2
    assert kept.looked("me", "part", "b")
    kept.put("why", "cells of the table", TOKEN)
    kept.put("run", "x" * 1000)
    kept.pin("run", "me")
    for i in range(6):
        kept.put(f"new{i}", "x" * 1000)
    left = sorted(path.name for path in (tmp_path / "home/values").iterdir())
    assert left == ["new3", "new4", "new5", "run"]
    kept.put("why", "cells of the table", TOKEN)
    assert kept.drop_expired() == []
    assert kept.forget("me") == [TOKEN]
    assert kept.races("me") == []
    assert kept.pinned("me") == ()
    assert not upload_path(TOKEN).exists()
    with pytest.raises(LookupError):
        kept.get("why")
    assert kept.get("run") == "x" * 1000
    assert not (tmp_path / "home/facts.db").exists()


WRITER = """
import sys
from core.storage.store import KeptRace, store
print("ready", flush=True)
sys.stdin.read()
for i in range(20):
    store().put(f"{sys.argv[1]}-{i}", i)
    store().keep_race("me", KeptRace(
        key=f"{sys.argv[1]}{i}", title="", address="", created=float(i)))
"""


def test_two_machines_share_one_database(url, tmp_path):
    env = {**os.environ, "CROSSOVER_DATABASE": url}
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, name],
            env=env, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for name in ("left", "right")
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdout.readline() == b"ready\n"
    for writer in writers:
        writer.stdin.close()  # both make the tables
    for writer in writers:
        with writer:
            assert writer.wait() == 0
    kept = Store(tmp_path / "home", url=url)
    assert len(kept.races("me", most=99)) == 40
    assert [kept.get(f"right-{i}") for i in range(20)] == list(range(20))


def test_the_setting_names_the_database(url, tmp_path, monkeypatch):
    before = store()
    monkeypatch.setenv("CROSSOVER_DATABASE", url)
    store().keep_race("me", race("there"))
    assert before.races("me") == []
    assert [r.key for r in Store(tmp_path, url=url).races("me")] == ["there"]


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("postgresql+psycopg://me:secret@127.0.0.1:1/none", "(reached|driver)"),
        ("nonsense", "URL such as"),
        ("mysql://me:secret@host/db", "postgresql or sqlite"),
        ("sqlite:////no/such/folder/facts.db", "reached"),
    ],
)
def test_a_database_that_is_not_there_costs_no_run(tmp_path, url, word, monkeypatch):
    monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path))
    kept = Store(tmp_path, url=url)
    begun = time.monotonic()
    for use in (kept.races, lambda owner: kept.keep_race(owner, race("a"))):
        with pytest.raises(StoreError, match=word) as error:
            use("me")
        assert "secret" not in str(error.value)
    assert kept.put("run", 1) == len(b"crossover 1 \n") + 5
    assert kept.get("run") == 1
    assert time.monotonic() - begun < 60  # nothing hangs


def test_a_database_that_is_down_is_not_asked_each_time(tmp_path, monkeypatch):
    kept = Store(tmp_path, url="sqlite:////no/such/folder/facts.db")
    asked = []
    made = database.Database._make
    spy = lambda self: (asked.append(1), made(self))  # noqa: E731
    monkeypatch.setattr(database.Database, "_make", spy)
    for _ in range(5):
        with pytest.raises(StoreError, match="reached"):
            kept.races("me")
    assert len(asked) == 1
    kept._facts._place._down_until = 0.0
    with pytest.raises(StoreError, match="reached"):
        kept.races("me")
    assert len(asked) == 2


def test_a_database_of_a_newer_version_is_told_in_words(url, tmp_path, monkeypatch):
    with monkeypatch.context() as newer:
        newer.setattr(facts, "NUMBER", facts.NUMBER + 1)
        Store(tmp_path, url=url).keep_race("me", race("a"))
    with pytest.raises(Refused, match="newer version"):
        Store(tmp_path, url=url).races("me")


def test_sqlalchemy_is_imported_by_none_who_names_no_database(tmp_path):
    code = (
        "import sys; from core.storage.store import store; store().put('a', 1);"
        "store().races('me'); assert 'sqlalchemy' not in sys.modules"
    )
    env = {**os.environ, "CROSSOVER_HOME": str(tmp_path), "CROSSOVER_DATABASE": ""}
    subprocess.run([sys.executable, "-c", code], env=env, cwd=ROOT, check=True)
