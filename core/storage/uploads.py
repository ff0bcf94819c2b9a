"""Files that people bring: kept for a day for their owner, then deleted.

A clock cannot be trusted: time must be over twice, ten minutes apart, before anything
is deleted, and what was brought in the future lives no longer than other files.
"""

import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass

from core.errors import StoreError
from core.files import delete, drop_left_overs, why, write_whole
from core.kept import drop_kept
from core.paths import upload_path
from core.storage.facts import Facts, plain
from core.storage.values import Values

KEEP_UPLOADS_S = 24 * 3600.0
SURE_S = 600.0
KEEP_UPLOAD = (
    "INSERT INTO upload (token, owner, name, created)"
    " VALUES (:token, :owner, :name, :created) ON CONFLICT (token)"
    " DO UPDATE SET owner = excluded.owner, name = excluded.name,"
    " created = excluded.created"
)


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


class Uploads:
    """The uploads of one store, and who brought each."""

    def __init__(self, facts: Facts, values: Values) -> None:
        """Know what else goes when an upload goes."""
        self._facts, self._values = facts, values
        self._doubted: dict[str, float] = {}  # whose time seems wrong, since when

    def keep(self, upload: KeptUpload, data: bytes) -> None:
        """Keep a file's bytes for its owner until they expire."""
        path = upload_path(upload.token)
        try:
            write_whole(path, data)
        except OSError as error:
            raise StoreError(f"This file could not be kept: {why(error)}.") from error
        row = vars(upload) | {"name": plain(upload.name)}
        try:
            self._facts.change(KEEP_UPLOAD, **row)
        except StoreError:
            if not self._known(upload.token):
                delete(path)  # nobody could find it any more
            raise

    def _known(self, token: str) -> bool:
        with suppress(LookupError, StoreError):
            return bool(self.get(token))
        return False

    def get(self, token: str) -> KeptUpload:
        """Return what is known of a kept file; raises LookupError when it is gone."""
        sql = "SELECT token, owner, name, created FROM upload WHERE token = :token"
        rows = self._facts.rows(sql, token=token)
        names = ("token", "owner", "name", "created")
        found = [KeptUpload(**dict(zip(names, row, strict=True))) for row in rows]
        if not found or found[0].expires < time.time():
            raise LookupError(f"The file '{token}' is no longer kept")
        return found[0]

    def drop_expired(self) -> list[str]:
        """Delete the uploads whose time is over; return their tokens."""
        over, ahead = self._doubtful()
        for token in ahead:
            sql = "UPDATE upload SET created = :now WHERE token = :token"
            self._facts.change(sql, now=time.time(), token=token)
        self.drop(over)
        return over

    def of(self, owner: str) -> list[str]:
        """Return the tokens of what one browser brought."""
        sql = "SELECT token FROM upload WHERE owner = :owner"
        return [token for (token,) in self._facts.rows(sql, owner=owner)]

    def _doubtful(self) -> tuple[list[str], list[str]]:
        """Return the uploads that are over, and those of the future, for long enough.

        A clock that is wrong for a moment must not delete anything.
        """
        now, here = time.time(), time.monotonic()
        rows = self._facts.rows("SELECT token, created FROM upload")
        ages = {token: now - created for token, created in rows}
        wrong = {token for token, age in ages.items() if not 0 <= age < KEEP_UPLOADS_S}
        self._doubted = {t: self._doubted.get(t, here) for t in wrong}
        sure = [t for t, since in self._doubted.items() if here - since >= SURE_S]
        return [t for t in sure if ages[t] > 0], [t for t in sure if ages[t] < 0]

    def drop(self, tokens: Collection[str]) -> None:
        """Delete uploads and what was made of them; what cannot be now, goes later."""
        # first of all: work that ends from now on sees that its table is gone
        gone = [token for token in tokens if _deleted(token)]
        self._values.drop(self._values.made_from(tokens))
        rows = [{"token": token} for token in gone]
        self._facts.together(
            lambda ask: ask("DELETE FROM upload WHERE token = :token", rows)
        )

    def drop_unknown(self) -> None:
        """Delete files of uploads that no row knows, once their time is over."""
        folder = upload_path("0" * 16).parent
        drop_left_overs(folder)
        known = {token for (token,) in self._facts.rows("SELECT token FROM upload")}
        for path in folder.glob("*"):
            with suppress(OSError):
                age = abs(time.time() - path.stat().st_mtime)
                if path.name.partition(".")[0] not in known and age > KEEP_UPLOADS_S:
                    path.unlink()


def _deleted(token: str) -> bool:
    """Delete an upload and what was read of it; return whether all of it is gone."""
    gone = delete(upload_path(token))
    try:
        drop_kept(token)
    except OSError:
        return False
    return gone
