"""Another SQL database, named by a URL: for several machines, through SQLAlchemy.

SQLAlchemy takes a third of a second to import, so only who names a database pays.
"""

import time
import weakref
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from core.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

T = TypeVar("T")
Ask = Callable[..., list[tuple[Any, ...]]]  # a statement and its values, to rows

KNOWN = ("sqlite", "postgresql")  # what these statements were tried on
CONNECT_S = 3
PAUSE_S = 5.0  # a database that cannot be reached is not asked again for so long
DOWN = "The store's database cannot be reached; see that it runs, then try again."


class Database:
    """The database at a URL; `prepare` makes or checks its tables."""

    def __init__(self, url: str, prepare: Callable[[Ask], None]) -> None:
        """Connect to nothing yet."""
        self.url, self._prepare = url, prepare
        self._made = False
        self._down_until = 0.0

    def together(self, do: Callable[[Ask], T], wait_s: float, write: bool) -> T:
        """Carry out statements as one; raises StoreError after `wait_s` or so."""
        from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

        if time.monotonic() < self._down_until:
            raise StoreError(DOWN)
        engine = self._engine  # raises StoreError for a URL that says nothing
        try:
            self._make()
            with engine.begin() as connection:
                self._be_patient(connection, wait_s, write)
                return do(_asker(connection))
        except (OperationalError, InterfaceError) as error:
            if not _waited(error):
                self._down_until = time.monotonic() + PAUSE_S
                raise StoreError(DOWN) from error
            raise StoreError(
                "The store's database is busy; try again in a moment."
            ) from error
        except SQLAlchemyError as error:
            told = f"{type(error).__name__}"
            raise StoreError(
                f"The store's database answered '{told}'; see its own log."
            ) from error

    @cached_property
    def _engine(self) -> "Engine":
        try:
            from sqlalchemy import create_engine, make_url
            from sqlalchemy.exc import ArgumentError, NoSuchModuleError
        except ImportError as error:
            raise StoreError(
                "CROSSOVER_DATABASE names a database, which needs SQLAlchemy: "
                "install it with 'pip install sqlalchemy'."
            ) from error
        try:
            kind = make_url(self.url).get_backend_name()
            if kind not in KNOWN:
                raise StoreError(
                    f"CROSSOVER_DATABASE names a database of the kind '{kind}'; use "
                    "postgresql or sqlite."
                )
            name = "timeout" if kind == "sqlite" else "connect_timeout"
            engine = create_engine(
                self.url,
                pool_pre_ping=True,  # the database may have been restarted
                pool_timeout=CONNECT_S,
                connect_args={name: CONNECT_S},
            )
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise StoreError(
                f"CROSSOVER_DATABASE cannot be used ({type(error).__name__}); give a "
                "URL such as postgresql+psycopg://user:password@host/crossover and "
                "install its driver."
            ) from error
        weakref.finalize(self, engine.dispose)
        return engine

    def _make(self) -> None:
        from sqlalchemy.exc import IntegrityError, ProgrammingError

        if self._made:
            return
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        try:
            with self._engine.begin() as connection:
                self._prepare(_asker(connection))
        except (IntegrityError, ProgrammingError):
            # another machine made the same tables at the same time: they are there
            with self._engine.begin() as connection:
                self._prepare(_asker(connection))
        self._made = True

    def _be_patient(self, connection: "Connection", wait_s: float, write: bool) -> None:
        most = max(int(wait_s * 1000), 1)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {most}")
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {most + 3000}")
        else:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {most}")
            if write:
                connection.exec_driver_sql("BEGIN IMMEDIATE")


def _asker(connection: "Connection") -> Ask:
    from sqlalchemy import text

    def ask(sql: str, values: Any = None) -> list[tuple[Any, ...]]:
        if values == []:
            return []
        answer = connection.execute(text(sql), values)
        return [tuple(row) for row in answer] if answer.returns_rows else []

    return ask


def _waited(error: Exception) -> bool:
    """Return whether the database answered, but had no time: somebody holds a lock."""
    told = str(error)
    held = ("is locked", "lock timeout", "statement timeout", "deadlock detected")
    return any(word in told for word in held)
