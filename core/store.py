"""What is kept: finished runs, fitted models, uploads, and each browser's races.

Facts stand in SQLite, values in files beside it, written to a temporary name first, so
that no half-written file is ever found. Values are pickles of our own processes; they
are read back by a reader that knows only core's own types and arrays. Fitted models
are read in worker processes alone. Nothing a person brought is ever unpickled.
"""

import pickle
import sqlite3
import time
from collections.abc import Generator, Iterable
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.files import OwnTypes, write_whole
from core.kept import drop_kept
from core.paths import home, upload_path

LIMIT_BYTES = 2_000_000_000  # values and models together; the oldest go first
KEEP_UPLOADS_S = 24 * 3600.0
SCHEMA = """
CREATE TABLE IF NOT EXISTS value (
    key TEXT PRIMARY KEY, bytes INTEGER NOT NULL, used REAL NOT NULL);
CREATE TABLE IF NOT EXISTS race (
    owner TEXT NOT NULL, key TEXT NOT NULL, title TEXT NOT NULL, address TEXT NOT NULL,
    created REAL NOT NULL, PRIMARY KEY (owner, key));
CREATE TABLE IF NOT EXISTS upload (
    token TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL,
    created REAL NOT NULL);
CREATE TABLE IF NOT EXISTS made_from (
    key TEXT PRIMARY KEY, token TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS look (
    owner TEXT NOT NULL, part TEXT NOT NULL, race TEXT NOT NULL,
    PRIMARY KEY (owner, part, race));
"""


@dataclass(frozen=True, kw_only=True)
class KeptRace:
    """One line of a browser's list of races."""

    key: str
    title: str
    address: str
    created: float


@dataclass(frozen=True, kw_only=True)
class KeptUpload:
    """A file that a browser brought: its token, its name, and who may see its rows."""

    token: str
    owner: str
    name: str
    created: float

    @property
    def expires(self) -> float:
        """Return when the file goes, in seconds since the epoch."""
        return self.created + KEEP_UPLOADS_S


class Store:
    """The kept values of one home folder; safe to open in many processes."""

    def __init__(self, folder: Path, limit_bytes: int = LIMIT_BYTES) -> None:
        """Open or make the folder and its tables."""
        self.folder, self.limit_bytes = folder, limit_bytes
        (folder / "values").mkdir(parents=True, exist_ok=True)
        with self._facts() as facts:
            # Lasts in the file; refused while another process does just that.
            with suppress(sqlite3.OperationalError):
                facts.execute("PRAGMA journal_mode=WAL")
            facts.executescript(SCHEMA)

    @contextmanager
    def _facts(self) -> Generator[sqlite3.Connection, None, None]:
        with closing(sqlite3.connect(self.folder / "facts.db", timeout=30)) as facts:
            facts.execute("PRAGMA synchronous=NORMAL")
            with facts:
                yield facts

    # values and models -----------------------------------------------------------

    def put(self, key: str, value: object, token: str = "") -> int:
        """Keep a value under a key, replacing what was there; returns its bytes.

        `token` names the upload that the value was made from: it goes when that goes,
        and is not kept when that has gone before.
        """
        data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
        write_whole(self._file(key), data)
        with self._facts() as facts:
            row = (key, len(data), time.time())
            facts.execute("INSERT OR REPLACE INTO value VALUES (?, ?, ?)", row)
            if token:
                made = "INSERT OR REPLACE INTO made_from VALUES (?, ?)"
                facts.execute(made, (key, token))
        if token and not upload_path(token).exists():
            self._drop_values([key])  # deleted while this was being made
        self._shrink()
        return len(data)

    def get(self, key: str) -> Any:
        """Return a kept value; raises LookupError when it is not there."""
        return self._read(key, OwnTypes)

    def get_model(self, key: str) -> Any:
        """Return a kept fitted model; for worker processes only."""
        return self._read(key, pickle.Unpickler)

    def _read(self, key: str, reader: type[pickle.Unpickler]) -> Any:
        try:
            with self._file(key).open("rb") as file:
                value = reader(file).load()
        except Exception as e:  # a damaged pickle can raise almost anything
            raise LookupError(f"'{key}' is not in the store") from e
        with self._facts() as facts:
            facts.execute("UPDATE value SET used = ? WHERE key = ?", (time.time(), key))
        return value

    def _file(self, key: str) -> Path:
        if not key.replace("-", "").isalnum():
            raise LookupError(f"'{key}' is no key")
        return self.folder / "values" / key

    def _shrink(self) -> None:
        with self._facts() as facts:
            rows = facts.execute("SELECT key, bytes FROM value ORDER BY used DESC")
            total, gone = 0, []
            for place, (key, size) in enumerate(rows):
                total += size
                if place and total > self.limit_bytes:  # the newest stays in any case
                    gone.append(key)
        self._drop_values(gone)

    def _drop_values(self, keys: Iterable[str]) -> None:
        rows = [(key,) for key in keys]
        with self._facts() as facts:
            facts.executemany("DELETE FROM value WHERE key = ?", rows)
            facts.executemany("DELETE FROM made_from WHERE key = ?", rows)
        for (key,) in rows:
            self._file(key).unlink(missing_ok=True)

    # races -----------------------------------------------------------------------

    def keep_race(self, owner: str, race: KeptRace) -> None:
        """Put a race at the top of its owner's list; the same race stands once."""
        row = (owner, race.key, race.title, race.address, race.created)
        with self._facts() as facts:
            facts.execute("INSERT OR REPLACE INTO race VALUES (?, ?, ?, ?, ?)", row)

    def races(self, owner: str, most: int = 20) -> list[KeptRace]:
        """Return a browser's races, newest first."""
        sql = (
            "SELECT key, title, address, created FROM race"
            " WHERE owner = ? ORDER BY created DESC LIMIT ?"
        )
        with self._facts() as facts:
            rows = facts.execute(sql, (owner, most)).fetchall()
        names = ("key", "title", "address", "created")
        return [KeptRace(**dict(zip(names, row, strict=True))) for row in rows]

    # looks at test parts ---------------------------------------------------------

    def look(self, owner: str, part: str, race: str) -> None:
        """Note that a browser opened a race's test scores; again counts no more."""
        row = (owner, part, race)
        with self._facts() as facts:
            facts.execute("INSERT OR IGNORE INTO look VALUES (?, ?, ?)", row)

    def looks(self, owner: str, part: str) -> int:
        """Return in how many races a browser has looked at one test part."""
        sql = "SELECT count(*) FROM look WHERE owner = ? AND part = ?"
        with self._facts() as facts:
            return facts.execute(sql, (owner, part)).fetchone()[0]

    def looked(self, owner: str, part: str, race: str) -> bool:
        """Return whether a browser has opened the test scores of a race."""
        sql = "SELECT 1 FROM look WHERE owner = ? AND part = ? AND race = ?"
        with self._facts() as facts:
            return facts.execute(sql, (owner, part, race)).fetchone() is not None

    # uploads ---------------------------------------------------------------------

    def keep_upload(self, upload: KeptUpload, data: bytes) -> None:
        """Keep a file's bytes for its owner until they expire."""
        self.drop_expired()
        write_whole(upload_path(upload.token), data)
        row = (upload.token, upload.owner, upload.name, upload.created)
        with self._facts() as facts:
            facts.execute("INSERT OR REPLACE INTO upload VALUES (?, ?, ?, ?)", row)

    def upload(self, token: str) -> KeptUpload:
        """Return what is known of a kept file; raises LookupError when it is gone."""
        sql = "SELECT token, owner, name, created FROM upload WHERE token = ?"
        with self._facts() as facts:
            row = facts.execute(sql, (token,)).fetchone()
        if row is None or row[3] + KEEP_UPLOADS_S < time.time():
            raise LookupError(f"The file '{token}' is no longer kept")
        return KeptUpload(token=row[0], owner=row[1], name=row[2], created=row[3])

    def drop_upload(self, token: str) -> None:
        """Delete one upload and what was made of it: a file that is no table."""
        self._drop_uploads("token = ?", token)

    def drop_expired(self) -> list[str]:
        """Delete the uploads whose time is over; return their tokens."""
        return self._drop_uploads("created < ?", time.time() - KEEP_UPLOADS_S)

    def forget(self, owner: str) -> list[str]:
        """Delete all one browser brought, what was made of it, its races and looks.

        Returns the tokens of the deleted uploads.
        """
        tokens = self._drop_uploads("owner = ?", owner)
        with self._facts() as facts:
            facts.execute("DELETE FROM race WHERE owner = ?", (owner,))
            facts.execute("DELETE FROM look WHERE owner = ?", (owner,))
        return tokens

    def _drop_uploads(self, where: str, value: object) -> list[str]:
        with self._facts() as facts:
            select = f"SELECT token FROM upload WHERE {where}"
            tokens = [row[0] for row in facts.execute(select, (value,))]
            # first of all: work that ends from now on sees that its table is gone
            for token in tokens:
                upload_path(token).unlink(missing_ok=True)
                drop_kept(token)
            made = f"SELECT key FROM made_from WHERE token IN ({select})"
            keys = [row[0] for row in facts.execute(made, (value,))]
            facts.execute(f"DELETE FROM upload WHERE {where}", (value,))
        self._drop_values(keys)
        return tokens


@cache
def _opened(folder: Path) -> Store:
    return Store(folder)


def store() -> Store:
    """Return the store of the home folder in force."""
    return _opened(home())
