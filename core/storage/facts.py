"""What is known of all that is kept, as rows: in SQLite, or in a database by URL.

The same statements serve both. A value's own file is the truth about the value; rows
about it can be made again from the files.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from core.errors import StoreError
from core.storage.database import Database
from core.storage.sqlite import Ask, Sqlite

T = TypeVar("T")

NUMBER = 1  # of these tables; raise it when an older version could not use them
READ_S, WRITE_S = 2.0, 3.0  # a page waits no longer for a store that is held
AGAIN_S, SHORT_S = 10.0, 0.1  # and after one such wait, much less for a while
SCHEMA = (
    "CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, number BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS value (key TEXT PRIMARY KEY, bytes BIGINT NOT NULL,"
    " used DOUBLE PRECISION NOT NULL)",
    "CREATE INDEX IF NOT EXISTS value_used ON value (used)",
    "CREATE TABLE IF NOT EXISTS made_from (key TEXT PRIMARY KEY, token TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS made_from_token ON made_from (token)",
    "CREATE TABLE IF NOT EXISTS pin (owner TEXT NOT NULL, key TEXT NOT NULL,"
    " PRIMARY KEY (owner, key))",
    "CREATE TABLE IF NOT EXISTS race (owner TEXT NOT NULL, key TEXT NOT NULL,"
    " title TEXT NOT NULL, address TEXT NOT NULL, created DOUBLE PRECISION NOT NULL,"
    " PRIMARY KEY (owner, key))",
    "CREATE INDEX IF NOT EXISTS race_created ON race (owner, created)",
    "CREATE TABLE IF NOT EXISTS upload (token TEXT PRIMARY KEY, owner TEXT NOT NULL,"
    " name TEXT NOT NULL, created DOUBLE PRECISION NOT NULL)",
    "CREATE TABLE IF NOT EXISTS look (owner TEXT NOT NULL, part TEXT NOT NULL,"
    " race TEXT NOT NULL, PRIMARY KEY (owner, part, race))",
)


class Facts:
    """The rows of one store; safe in many threads and processes."""

    def __init__(self, folder: Path, url: str = "") -> None:
        """Name the place; nothing is opened before the first question."""
        self._folder, self._url = folder, url
        self._place = self._named("facts.db")
        self._held_until = 0.0

    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows that a statement finds; raises StoreError."""
        return self.together(lambda ask: ask(sql, values), READ_S, write=False)

    def change(self, sql: str, **values: Any) -> None:
        """Carry out one statement that writes; raises StoreError."""
        self.together(lambda ask: ask(sql, values))

    def together(
        self, do: Callable[[Ask], T], wait_s: float = WRITE_S, *, write: bool = True
    ) -> T:
        """Carry out several statements, all or none; raises StoreError.

        `do` may be called twice, when the first time it found a damaged file.
        """
        begun = time.monotonic()
        held = begun < self._held_until
        try:
            return self._asked(do, min(wait_s, SHORT_S) if held else wait_s, write)
        except StoreError:
            if time.monotonic() - begun >= READ_S:
                self._held_until = time.monotonic() + AGAIN_S
            raise

    def _asked(self, do: Callable[[Ask], T], wait_s: float, write: bool) -> T:
        try:
            return self._place.together(do, wait_s, write)
        except _Newer:
            if self._url:
                raise StoreError(
                    "The store's database belongs to a newer version of Crossover; "
                    "update this one, or name another database."
                ) from None
            # left as it is for the version that made it
            self._place = self._named(f"facts-{NUMBER}.db")
            return self._place.together(do, wait_s, write)

    def _named(self, name: str) -> Sqlite | Database:
        if self._url:
            return Database(self._url, prepare)
        return Sqlite(self._folder / name, prepare)


class _Newer(Exception):
    """These tables were made by a newer version of the code."""


def prepare(ask: Ask) -> None:
    """Make the tables that are not there; of an older version, the missing ones."""
    for statement in SCHEMA:
        ask(statement)
    found = ask("SELECT number FROM about WHERE name = 'format'")
    if found and found[0][0] > NUMBER:
        raise _Newer
    if not found or found[0][0] < NUMBER:
        ask(
            "INSERT INTO about (name, number) VALUES ('format', :number)"
            " ON CONFLICT (name) DO UPDATE SET number = excluded.number",
            {"number": NUMBER},
        )


def database_url() -> str:
    """Return $CROSSOVER_DATABASE, empty where rows stay beside the files."""
    return os.environ.get("CROSSOVER_DATABASE", "").strip()


def plain(text: str) -> str:
    """Return text that every database takes: without zeros and halves of letters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
