"""Values and fitted models: a file each, its size and last use among the facts.

A file is the truth about its value; its row can be made again from it.
"""

import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from core.errors import Refused, StoreError
from core.files import delete, drop_left_overs, private_folder, why, write_whole
from core.limits import limits
from core.paths import upload_path
from core.storage import pickled
from core.storage.facts import Facts
from core.storage.sqlite import Ask

TOUCH_S = 60.0  # a read is noted no more often
TOUCH_WAIT_S = 0.05
MOST_PINS = 50  # of one owner


class Values:
    """The files of one folder, bounded in bytes; safe in many processes."""

    def __init__(self, folder: Path, facts: Facts, limit_bytes: int = 0) -> None:
        """Make the folder; a limit of 0 stands for the one that is set."""
        self.folder, self._facts, self._limit = folder, facts, limit_bytes
        self._touched: dict[str, float] = {}
        with suppress(OSError):  # said when something is to be kept
            private_folder(folder)

    def put(self, key: str, value: object, token: str = "") -> int:
        """Keep a value under a key; returns its bytes, raises StoreError.

        Facts that cannot be reached do not matter: they are made up for later.
        """
        file, packed = self._file(key), pickled.packed(value, token)
        # The row comes first: what has a file can then be found and deleted.
        with suppress(StoreError):
            self._facts.together(lambda ask: _note(ask, key, len(packed), token))
        try:
            write_whole(file, packed)
        except OSError as error:
            raise StoreError(f"This result could not be kept: {why(error)}.") from error
        if token and not _is_there(token):
            self.drop([key])  # deleted while this was being made
        with suppress(StoreError):
            self._shrink()
        return len(packed)

    def get(self, key: str) -> Any:
        """Return a kept value; raises LookupError when it is not there."""
        return self._read(key, pickled.value)

    def get_model(self, key: str) -> Any:
        """Return a kept fitted model; for worker processes only."""
        return self._read(key, pickled.model)

    def stamp(self, key: str) -> int:
        """Return a number that changes when a value is kept anew, 0 without one."""
        try:
            return self._file(key).stat().st_mtime_ns
        except OSError:
            return 0

    def pin(self, key: str, owner: str) -> None:
        """Keep a run and all made of it until it is unpinned, however old it gets.

        Raises Refused when this owner, or all together, have pinned too much.
        """
        self._facts.together(lambda ask: self._pin(ask, key, owner))

    def unpin(self, key: str, owner: str) -> None:
        """Let a run go when its time comes, as far as this owner is concerned."""
        sql = "DELETE FROM pin WHERE owner = :owner AND key = :key"
        self._facts.change(sql, owner=owner, key=key)

    def pinned(self, owner: str) -> tuple[str, ...]:
        """Return the keys that an owner has pinned."""
        sql = "SELECT key FROM pin WHERE owner = :owner ORDER BY key"
        return tuple(key for (key,) in self._facts.rows(sql, owner=owner))

    def drop(self, keys: Iterable[str]) -> None:
        """Delete values; what cannot be deleted now keeps its row, and goes later."""
        rows = [{"key": key} for key in keys if delete(self._file(key))]
        with suppress(StoreError):
            self._facts.together(lambda ask: _strike(ask, rows))

    def made_from(self, tokens: Collection[str]) -> list[str]:
        """Return the keys of what was made from uploads."""
        sql = "SELECT key FROM made_from WHERE token = :token"
        return [
            key for token in tokens for (key,) in self._facts.rows(sql, token=token)
        ]

    def settle(self) -> None:
        """Bring rows and files together again after a kill or a damaged file."""
        drop_left_overs(self.folder)
        rows = {key: (size, used) for key, size, used in self._facts.rows(ALL_ROWS)}
        tokens = dict(self._facts.rows("SELECT key, token FROM made_from"))
        there = {path.name: path for path in self.folder.iterdir() if _named(path)}
        unknown, now = [], time.time()
        for key, path in there.items():
            with suppress(OSError):  # deleted meanwhile
                file = path.stat()
                if key not in rows or rows[key][0] != file.st_size:
                    tokens[key] = _token(path)
                    used = min(file.st_mtime, now)
                    unknown.append((key, file.st_size, tokens[key], used))
        self._facts.together(lambda ask: [_note(ask, *row) for row in unknown])
        # a row of the last minute may be that of a file just being written
        gone = [
            key
            for key, (_, used) in rows.items()
            if key not in there and abs(now - used) > TOUCH_S
        ]
        orphans = [k for k, token in tokens.items() if token and not _is_there(token)]
        self.drop(gone + orphans)
        self._shrink()

    def _read(self, key: str, load: Callable[[IO[bytes]], Any]) -> Any:
        try:
            with self._file(key).open("rb") as file:
                value = load(file)
        except Exception as e:  # a damaged pickle can raise almost anything
            raise LookupError(f"'{key}' is not in the store") from e
        self._touch(key)
        return value

    def _touch(self, key: str) -> None:
        """Note that a value is in use, now and then, and never at a reader's cost."""
        now = time.monotonic()
        if now - self._touched.get(key, -TOUCH_S) < TOUCH_S:
            return
        if len(self._touched) > 10_000:
            self._touched.clear()
        self._touched[key] = now
        with suppress(StoreError):
            self._facts.together(
                lambda ask: ask(
                    "UPDATE value SET used = :used WHERE key = :key",
                    {"key": key, "used": _next(ask)},
                ),
                TOUCH_WAIT_S,
            )

    def _file(self, key: str) -> Path:
        if not key.replace("-", "").isalnum():
            raise LookupError(f"'{key}' is no key")
        return self.folder / key

    def _pin(self, ask: Ask, key: str, owner: str) -> None:
        mine = "SELECT key FROM pin WHERE owner = :owner"
        kept = {key for (key,) in ask(mine, {"owner": owner})} | {key}
        if len(kept) > MOST_PINS:
            raise Refused(
                f"You have pinned {MOST_PINS} runs, which is the most; unpin one first."
            )
        held = {key for (key,) in ask("SELECT DISTINCT key FROM pin")} | {key}
        sizes = ask("SELECT key, bytes FROM value")
        total = sum(size for name, size in sizes if _run(name) in held)
        if total > self._most() / 2:
            raise Refused(
                "Pinned runs fill half of the store, which is the most; unpin one."
            )
        ask(
            "INSERT INTO pin (owner, key) VALUES (:owner, :key) ON CONFLICT DO NOTHING",
            {"owner": owner, "key": key},
        )

    def _most(self) -> int:
        return self._limit or limits().store_bytes

    def _shrink(self) -> None:
        """Delete what was not used for longest, but what is pinned, until it fits."""
        total = self._facts.rows("SELECT COALESCE(SUM(bytes), 0) FROM value")[0][0]
        if total <= self._most():
            return
        held = {key for (key,) in self._facts.rows("SELECT DISTINCT key FROM pin")}
        rows = self._facts.rows(ALL_ROWS)
        used = sum(size for key, size, _ in rows if _run(key) in held)
        gone, first = [], True
        for key, size, _ in rows:
            if _run(key) in held:
                continue
            used += size
            if used > self._most() and not first:  # the newest stays in any case
                gone.append(key)
            first = False
        self.drop(gone)


ALL_ROWS = "SELECT key, bytes, used FROM value ORDER BY used DESC"


def _next(ask: Ask) -> float:
    """Return a time of use after all others, whatever the clock says."""
    # By the clock alone, one day in a wrong year would make values first or last to go.
    newest = ask("SELECT COALESCE(MAX(used), 0) FROM value")[0][0]
    return max(time.time(), float(newest) + 0.001)


def _note(ask: Ask, key: str, size: int, token: str, used: float | None = None) -> None:
    row = {"key": key, "bytes": size, "used": _next(ask) if used is None else used}
    ask(
        "INSERT INTO value (key, bytes, used) VALUES (:key, :bytes, :used) ON CONFLICT"
        " (key) DO UPDATE SET bytes = excluded.bytes, used = excluded.used",
        row,
    )
    if token:
        ask(
            "INSERT INTO made_from (key, token) VALUES (:key, :token)"
            " ON CONFLICT (key) DO UPDATE SET token = excluded.token",
            {"key": key, "token": token},
        )


def _strike(ask: Ask, rows: list[dict[str, str]]) -> None:
    ask("DELETE FROM value WHERE key = :key", rows)
    ask("DELETE FROM made_from WHERE key = :key", rows)


def _run(key: str) -> str:
    """Return the key of the run that a value belongs to: all before the first dash."""
    return key.partition("-")[0]


def _token(path: Path) -> str:
    with path.open("rb") as file:
        return pickled.head(file)[1]


def _is_there(token: str) -> bool:
    return upload_path(token).exists()


def _named(path: Path) -> bool:
    return path.name.replace("-", "").isalnum()
