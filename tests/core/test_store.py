import builtins
import copyreg
import os
import pickle
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from core.dataset import data_config
from core.explain_run import explain_run
from core.paths import upload_path
from core.run import run_config
from core.storage import store as stores
from core.storage.pickled import packed
from core.storage.store import KEEP_UPLOADS_S, KeptRace, KeptUpload, Store
from core.train import finish, fit
from tests.core import examples

TOKEN, OTHER = "a" * 32, "b" * 32
HEAD = bytes(packed(None))[: -len(pickle.dumps(None, pickle.HIGHEST_PROTOCOL))]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def kept(home):
    return Store(home)


def files(kept):
    return sorted(path.name for path in (kept.folder / "values").iterdir())


def test_a_value_comes_back_whole(kept):
    run = examples.run("mlp")
    size = kept.put("key", run)
    back = kept.get("key")
    assert size == (kept.folder / "values" / "key").stat().st_size
    assert (back.key, back.config, back.cost) == (run.key, run.config, run.cost)
    np.testing.assert_array_equal(back.evaluation.confusion, run.evaluation.confusion)


def test_a_second_value_replaces_the_first(kept):
    kept.put("key", (1,))
    kept.put("key", (2,))
    assert kept.get("key") == (2,)
    assert files(kept) == ["key"]


@pytest.mark.parametrize("data", ["moons?n=100", "penguins"])
def test_real_runs_and_explanations_come_back(home, data):
    key, _, n = data.partition("?n=")
    config = run_config(
        data_config(key, {"n": n} if n else {}), "random_forest", {"n_estimators": 3}
    )
    run = finish(fit(config))
    why = finish(explain_run(config, 5, 5))
    back = stores.store().get(config.key)
    assert back.evaluation.scores == run.evaluation.scores
    np.testing.assert_array_equal(
        back.history.steps[-1].surface, run.history.steps[-1].surface
    )
    back = stores.store().get(f"{config.key}-why-5-5")
    np.testing.assert_array_equal(back.values, why.values)
    assert back.cells.tolist() == why.cells.tolist()


def test_what_is_not_there_is_a_lookup_error(kept):
    for read in (kept.get, kept.get_model):
        with pytest.raises(LookupError):
            read("nothing")


@pytest.mark.parametrize(
    "key",
    ["", "..", "../facts.db", "a/b", "/etc/passwd", "a\\b", "a\0b", ".", "-", "a.part"],
)
def test_a_key_never_leaves_its_folder(kept, key):
    (kept.folder / "values" / "a.part").write_bytes(pickle.dumps("half"))
    for use in (kept.get, kept.get_model, lambda key: kept.put(key, 1)):
        with pytest.raises(LookupError):
            use(key)
    assert files(kept) == ["a.part"]


# Pickles that nobody of ours wrote. ---------------------------------------------


class Call:
    """Pickles as a call of any function; a name with dots is walked along."""

    def __init__(self, function, *args):
        self.function, self.args = function, args

    def __reduce__(self):
        return self.function, self.args


def by_name(module: str, name: str, *args: object) -> bytes:
    """Return a pickle that calls `module.name(*args)`, dots and all."""

    def text(value: object) -> bytes:
        data = str(value).encode()
        return pickle.SHORT_BINUNICODE + bytes([len(data)]) + data

    called = text(module) + text(name) + pickle.STACK_GLOBAL
    given = pickle.MARK + b"".join(text(arg) for arg in args) + pickle.TUPLE
    return pickle.PROTO + b"\x04" + called + given + pickle.REDUCE + pickle.STOP


FOREIGN = {
    "os.system": by_name("os", "system", "touch made"),
    "posix.system": pickle.dumps(Call(os.system, "touch made")),
    "eval": pickle.dumps(Call(builtins.eval, "open('made', 'w')")),
    "exec": by_name("builtins", "exec", "open('made', 'w')"),
    "getattr": pickle.dumps(Call(getattr, "text", "upper")),
    "import": by_name("builtins", "__import__", "this"),
    "through one of our own imports": by_name("core.files", "os.system", "touch made"),
    "through numpy": by_name("numpy", "os.system", "touch made"),
    "through a dataclass": by_name("core.run", "Run.__init__.__globals__"),
    "one of our own functions": by_name("core.registry", "declared", "os", "x"),
    "what one of our files imports": by_name("core.storage.store", "Path", "made"),
    "a method": by_name("core.storage.store", "Store.put"),
    "a class that is no dataclass": by_name("core.storage.store", "Store", "made"),
    "another module's dataclass": by_name("core.train", "RunConfig"),
    "numpy's own reader": by_name("numpy", "load", "made"),
    "numpy runs text": by_name("numpy.testing", "runstring", "1", "{}"),
    "pandas": by_name("pandas", "read_pickle", "made"),
    "copyreg": pickle.dumps(Call(copyreg._reconstructor, object, object, None)),
    "partial": by_name("functools", "partial"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_pickle_is_not_carried_out(kept, name, monkeypatch):
    monkeypatch.chdir(kept.folder)
    (kept.folder / "values" / "bad").write_bytes(HEAD + FOREIGN[name])
    with pytest.raises(LookupError):
        kept.get("bad")
    assert not (kept.folder / "made").exists()


def test_what_begins_as_ours_do_is_read(kept):
    (kept.folder / "values" / "good").write_bytes(HEAD + pickle.dumps((1, "a")))
    assert kept.get("good") == (1, "a")


def test_these_pickles_would_work_elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("os.system", "posix.system", "through one of our own imports"):
        pickle.loads(FOREIGN[name])
        (tmp_path / "made").unlink()


def test_a_value_of_before_its_type_grew_counts_as_absent(kept):
    old = object.__new__(KeptRace)
    old.__dict__.update(key="a", title="A", address="")
    for name, value in (("old", old), ("deep", {"races": [(1, old)]})):
        kept.put(name, value)
        with pytest.raises(LookupError):
            kept.get(name)


@pytest.mark.parametrize(
    "data",
    [b"", b"x", pickle.dumps(list(range(99)))[:-7], b"\x80\x05K\x01", b"\xff" * 50],
)
def test_damaged_files_count_as_absent(kept, data):
    (kept.folder / "values" / "bad").write_bytes(HEAD + data)
    with pytest.raises(LookupError):
        kept.get("bad")


def test_fitted_models_are_not_read_by_get(kept):
    from sklearn.dummy import DummyClassifier

    kept.put("model", DummyClassifier())
    with pytest.raises(LookupError):
        kept.get("model")
    assert isinstance(kept.get_model("model"), DummyClassifier)


# Bounded in size. ---------------------------------------------------------------


def test_the_one_unused_for_longest_goes_first(home, monkeypatch):
    now = iter(range(1000, 2000))
    monkeypatch.setattr("core.storage.values.time.time", lambda: float(next(now)))
    kept = Store(home, limit_bytes=3500)
    for key in ("first", "second", "third"):
        kept.put(key, b"x" * 1000)
    kept.get("first")
    kept.put("fourth", b"x" * 1000)
    assert files(kept) == ["first", "fourth", "third"]
    with pytest.raises(LookupError):
        kept.get("second")


def test_the_newest_value_stays_however_large(home):
    kept = Store(home, limit_bytes=100)
    kept.put("small", 1)
    kept.put("large", b"x" * 1000)
    assert kept.get("large") == b"x" * 1000
    assert files(kept) == ["large"]


# No half-written file. ----------------------------------------------------------


def test_readers_find_old_or_new_while_writers_write(kept):
    values = [bytes([i]) * 200_000 for i in range(2)]
    kept.put("key", values[0])

    def write(value):
        for _ in range(10):
            kept.put("key", value)

    def read(_):
        found = [kept.get("key") for _ in range(20)]
        return all(value in values for value in found)

    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, value) for value in values]
        assert all(pool.map(read, range(2)))
        for writer in writers:
            writer.result()
    assert files(kept) == ["key"]


WRITER = """
import sys
from pathlib import Path
from core.storage.store import Store, KeptRace
name = sys.argv[2]
print("ready", flush=True)
sys.stdin.read()
kept = Store(Path(sys.argv[1]))
for i in range(30):
    kept.put(f"{name}-{i}", i)
    kept.put("both", name)
    kept.keep_race("owner", KeptRace(
        key=f"{name}{i}", title="", address="", created=float(i)))
"""


def test_two_processes_use_one_store(home):
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(home), name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for name in ("left", "right")
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdout.readline() == b"ready\n"
    for writer in writers:
        writer.stdin.close()  # both open a store that is not there yet
    for writer in writers:
        with writer:
            error = writer.stderr.read()
        assert writer.returncode == 0, error.decode()
    kept = Store(home)
    for name in ("left", "right"):
        assert [kept.get(f"{name}-{i}") for i in range(30)] == list(range(30))
    assert kept.get("both") in ("left", "right")
    assert len(kept.races("owner", most=100)) == 60


# Races. -------------------------------------------------------------------------


def race(key: str, created: float) -> KeptRace:
    return KeptRace(key=key, title="Moons", address="data=moons", created=created)


def test_races_stand_newest_first_and_once_each(kept):
    for key, created in (("a", 1), ("b", 2), ("c", 3)):
        kept.keep_race("me", race(key, created))
    kept.keep_race("me", race("a", 4))
    kept.keep_race("you", race("z", 9))
    found = kept.races("me")
    assert [r.key for r in found] == ["a", "c", "b"]
    assert [r.key for r in kept.races("me", most=1)] == ["a"]
    assert kept.races("nobody") == []


# Looks at test parts. -----------------------------------------------------------


def test_looks_count_each_race_once_for_each_browser_and_part(kept):
    for race_key in ("a", "b", "a"):
        kept.look("me", "moons-42", race_key)
    kept.look("me", "moons-43", "a")
    assert kept.looks("me", "moons-42") == 2
    assert kept.looks("me", "moons-43") == 1
    assert kept.looks("you", "moons-42") == 0
    assert kept.looked("me", "moons-42", "b")
    assert not kept.looked("me", "moons-43", "b")
    assert not kept.looked("you", "moons-42", "a")


def test_looks_are_forgotten_with_their_browser(kept):
    for owner in ("me", "you"):
        kept.look(owner, "moons-42", "a")
    kept.forget("me")
    assert kept.looks("me", "moons-42") == 0
    assert kept.looks("you", "moons-42") == 1


# Uploads. -----------------------------------------------------------------------


def upload(token: str, owner: str, created: float | None = None) -> KeptUpload:
    now = time.time() if created is None else created
    return KeptUpload(token=token, owner=owner, name="table's.csv", created=now)


def test_an_upload_is_found_by_its_token(kept):
    brought = upload(TOKEN, "me")
    kept.keep_upload(brought, b"a,b\n1,2\n")
    assert kept.upload(TOKEN) == brought
    assert upload_path(TOKEN).read_bytes() == b"a,b\n1,2\n"
    assert brought.expires == brought.created + KEEP_UPLOADS_S
    with pytest.raises(LookupError):
        kept.upload(OTHER)


def test_an_upload_expires(kept, monkeypatch):
    kept.keep_upload(upload(TOKEN, "me", time.time() - KEEP_UPLOADS_S - 1), b"old")
    kept.keep_upload(upload(OTHER, "me"), b"new")
    with pytest.raises(LookupError):
        kept.upload(TOKEN)
    monkeypatch.setattr("core.storage.uploads.SURE_S", 0.0)
    assert kept.drop_expired() == [TOKEN]
    assert not upload_path(TOKEN).exists()
    assert upload_path(OTHER).read_bytes() == b"new"


def test_what_ends_after_its_table_was_deleted_is_not_kept(kept):
    kept.keep_upload(upload(TOKEN, "me"), b"rows")
    kept.forget("me")
    kept.put("late", "cells of the table", TOKEN)
    assert files(kept) == []
    with pytest.raises(LookupError):
        kept.get("late")


def test_forgetting_deletes_what_one_browser_brought_and_no_other(kept):
    for token, owner in ((TOKEN, "me"), (OTHER, "you")):
        kept.keep_upload(upload(token, owner), b"rows")
        kept.keep_race(owner, race("a", 1))
        kept.put(f"{owner}-why", "cells of the table", token)
    kept.put("moons", "nobody's data")
    kept.forget("me")
    assert not upload_path(TOKEN).exists()
    assert kept.races("me") == []
    with pytest.raises(LookupError):
        kept.upload(TOKEN)
    assert files(kept) == ["moons", "you-why"]
    assert upload_path(OTHER).exists()
    assert kept.upload(OTHER).owner == "you"
    assert len(kept.races("you")) == 1


def test_what_was_made_from_an_upload_is_forgotten_with_it(kept):
    rows = "\n".join(f"{i},{i % 7},{'yes' if i % 2 else 'no'}" for i in range(60))
    kept.keep_upload(upload(TOKEN, "me"), f"a,b,y\n{rows}\n".encode())
    data = data_config("upload", {"file": TOKEN, "target": "y"})
    config = run_config(data, "random_forest", {"n_estimators": 2})
    finish(explain_run(config, 5, 5))
    assert files(kept) == sorted(
        [
            config.key,
            f"{config.key}-answers",
            f"{config.key}-model",
            f"{config.key}-why-5-5",
        ]
    )
    kept.forget("me")
    assert files(kept) == []


def test_a_file_that_is_no_table_is_dropped_at_once(kept):
    upload = KeptUpload(token="a" * 32, owner="ann", name="x.csv", created=time.time())
    kept.keep_upload(upload, b"x")
    kept.drop_upload(upload.token)
    with pytest.raises(LookupError):
        kept.upload(upload.token)
