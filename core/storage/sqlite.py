"""One SQLite file that many processes share; a damaged one is made anew.

Each call opens the file for itself. An idle connection stays open beside them: the
last one to close would write everything to the main file, which takes 60 times as
long as the call.
"""

import sqlite3
import time
import weakref
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from core.errors import StoreError
from core.files import private_folder, why

T = TypeVar("T")
Ask = Callable[..., list[tuple[Any, ...]]]  # a statement and its values, to rows

DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
CLOSED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
MAKE_S = 0.5  # only a program that holds the file for long makes anybody wait
CURES = 2  # a damaged file is set aside, then another made
BUSY = "The store is busy: another program holds it; try again in a moment."


class Sqlite:
    """The file at `path`; `prepare` makes or checks its tables."""

    def __init__(self, path: Path, prepare: Callable[[Ask], None]) -> None:
        """Open nothing yet."""
        self.path, self._prepare = path, prepare
        self._idle: sqlite3.Connection | None = None
        self._made = False

    def together(self, do: Callable[[Ask], T], wait_s: float, write: bool) -> T:
        """Carry out statements as one; raises StoreError after `wait_s` seconds."""
        try:
            return self._tried(do, wait_s, write)
        except sqlite3.Error as error:
            raise StoreError(_told(error)) from error
        except OSError as error:
            raise StoreError(f"The store cannot be used: {why(error)}.") from error

    def _tried(self, do: Callable[[Ask], T], wait_s: float, write: bool) -> T:
        if not self._made:
            self._cure(self._make, wait_s)
        for _ in range(CURES):
            try:
                return self._once(do, wait_s, write)
            except sqlite3.Error as error:
                if _code(error) in DAMAGED:
                    self._cure(self._mend, wait_s)
                elif "no such table" in str(error) or not self.path.exists():
                    self._cure(self._make, wait_s)
                elif not write and _code(error) in CLOSED:
                    return self._unwritable(do)
                else:
                    raise
        return self._once(do, wait_s, write)

    def _cure(self, how: Callable[[float], None], wait_s: float) -> None:
        # what goes wrong here and matters is met again by whoever asks
        with suppress(sqlite3.Error, OSError):
            how(wait_s)

    def _once(self, do: Callable[[Ask], T], wait_s: float, write: bool) -> T:
        with closing(self._open("rw", wait_s)) as connection:
            connection.execute("PRAGMA synchronous=NORMAL")
            # at once: a reader that becomes a writer later may be refused unheard
            connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            value = do(_asker(connection))
            connection.execute("COMMIT")
        self._stay_open()
        return value

    def _unwritable(self, do: Callable[[Ask], T]) -> T:
        with closing(self._open("ro&immutable=1", 0.0)) as connection:
            return do(_asker(connection))

    def _open(self, mode: str, wait_s: float) -> sqlite3.Connection:
        return sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}",
            timeout=wait_s,
            isolation_level=None,  # we say where a transaction begins
            check_same_thread=False,  # the idle one may be closed by another
            uri=True,
        )

    def _stay_open(self) -> None:
        if self._idle is None:
            with suppress(sqlite3.Error):
                idle = self._open("rw", 0.0)
                self._idle = idle
                weakref.finalize(self, idle.close)
                idle.execute("SELECT count(*) FROM sqlite_master").fetchall()

    def _make(self, wait_s: float) -> None:
        private_folder(self.path.parent)
        with self._alone(wait_s):
            with suppress(FileExistsError):
                self.path.touch(0o600, exist_ok=False)
            self._close_idle()
            with closing(self._open("rw", min(wait_s, MAKE_S))) as connection:
                # Lasts in the file; refused while another process does just that.
                with suppress(sqlite3.OperationalError):
                    connection.execute("PRAGMA journal_mode=WAL")
                self._prepare(_asker(connection))
        self._made = True

    def _close_idle(self) -> None:
        if self._idle is not None:
            self._idle.close()
            self._idle = None

    def _mend(self, wait_s: float) -> None:
        """Set a damaged file aside and carry over what can still be read of it."""
        aside = self.path.with_name(f"{self.path.stem}-damaged.db")
        with self._alone(wait_s):
            if self._sound(wait_s):
                return  # another process was quicker
            self._close_idle()
            for end in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    Path(f"{self.path}{end}").replace(f"{aside}{end}")
        self._make(wait_s)
        with closing(sqlite3.connect(aside)) as old:
            self._once(lambda ask: _carry(old, ask), wait_s, write=True)

    def _sound(self, wait_s: float) -> bool:
        try:
            with closing(self._open("rw", wait_s)) as connection:
                told = connection.execute("PRAGMA quick_check(1)").fetchall()
            return told == [("ok",)]
        except sqlite3.Error as error:
            return _code(error) not in DAMAGED

    @contextmanager
    def _alone(self, wait_s: float) -> Generator[None, None, None]:
        """Hold off other processes that make or mend; raises StoreError."""
        try:
            import fcntl
        except ImportError:  # no such locks here
            yield
            return
        with self.path.with_suffix(".lock").open("w") as file:
            end = time.monotonic() + wait_s
            while True:
                with suppress(BlockingIOError):
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                if time.monotonic() > end:
                    raise StoreError(BUSY)
                time.sleep(0.01)
            yield


def _asker(connection: sqlite3.Connection) -> Ask:
    def ask(sql: str, values: Any = ()) -> list[tuple[Any, ...]]:
        if isinstance(values, list):
            return connection.executemany(sql, values).fetchall()
        return connection.execute(sql, values).fetchall()

    return ask


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF  # the upper bits say more


def _told(error: sqlite3.Error) -> str:
    if _code(error) in LOCKED:
        return BUSY
    if _code(error) == sqlite3.SQLITE_FULL:
        return "The store cannot be used: the disk is full; free some space."
    if _code(error) in CLOSED:
        return (
            "The store cannot be used: its folder may not be written to; check who "
            "owns it."
        )
    return f"The store cannot be used: SQLite answered '{error}'; try again."


def _carry(old: sqlite3.Connection, ask: Ask) -> None:
    """Copy every row that can still be read, table by table."""
    tables = [
        name for (name,) in ask("SELECT name FROM sqlite_master WHERE type='table'")
    ]
    for table in tables:
        with suppress(sqlite3.Error):
            for row in old.execute(f"SELECT * FROM {table}"):
                marks = ", ".join("?" * len(row))
                ask(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row)
