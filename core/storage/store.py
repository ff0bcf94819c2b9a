"""What is kept: finished runs, fitted models, uploads, and each browser's races.

Rows stand in SQLite, or in a database by URL; values and uploads in files, each written
to a temporary name first, so that no half-written file is ever found. Files stay files
where rows go elsewhere: they are large, never change and are read whole, which a shared
folder does well, and a worker on another machine needs the uploads there anyway. Rows
are what a shared folder cannot keep: SQLite's locks do not hold across machines.
"""

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.paths import home
from core.storage.facts import Facts, database_url, plain
from core.storage.sqlite import Ask
from core.storage.uploads import KEEP_UPLOADS_S, KeptUpload, Uploads
from core.storage.values import Values

__all__ = ["KEEP_UPLOADS_S", "KeptRace", "KeptUpload", "Store", "store"]

SETTLE_S = 3600.0
MOST_RACES = 200  # in one browser's list


@dataclass(frozen=True, kw_only=True)
class KeptRace:
    """One line of a browser's list of races."""

    key: str
    title: str
    address: str
    created: float


class Store:
    """The kept values of one home folder; safe to open in many processes.

    Every method may raise StoreError, with one sentence for a person, when the store is
    held by another program, its disk is full or its folder closed; but reading a value
    raises LookupError alone.
    """

    def __init__(self, folder: Path, limit_bytes: int = 0, url: str = "") -> None:
        """Name the folder, and the database of its rows where they stand elsewhere."""
        self.folder, self._facts = folder, Facts(folder, url)
        self._values = Values(folder / "values", self._facts, limit_bytes)
        self._uploads = Uploads(self._facts, self._values)
        self._settled = -SETTLE_S

    # values and models -----------------------------------------------------------

    def put(self, key: str, value: object, token: str = "") -> int:
        """Keep a value under a key, replacing what was there; returns its bytes.

        `token` names the upload that the value was made from: it goes when that goes,
        and is not kept when that has gone before. A store that another program holds
        keeps it all the same.
        """
        return self._values.put(key, value, token)

    def get(self, key: str) -> Any:
        """Return a kept value; raises LookupError when it is not there."""
        return self._values.get(key)

    def get_model(self, key: str) -> Any:
        """Return a kept fitted model; for worker processes only."""
        return self._values.get_model(key)

    def stamp(self, key: str) -> int:
        """Return a number that changes when a value is kept anew, 0 without one."""
        return self._values.stamp(key)

    def pin(self, key: str, owner: str) -> None:
        """Keep a run and all made of it until it is unpinned, however old it gets.

        Raises Refused when this owner, or all together, have pinned too much.
        """
        self._values.pin(key, owner)

    def unpin(self, key: str, owner: str) -> None:
        """Let a run go when its time comes, as far as this owner is concerned."""
        self._values.unpin(key, owner)

    def pinned(self, owner: str) -> tuple[str, ...]:
        """Return the keys that an owner has pinned."""
        return self._values.pinned(owner)

    # races -----------------------------------------------------------------------

    def keep_race(self, owner: str, race: KeptRace) -> None:
        """Put a race at the top of its owner's list; the same race stands once."""
        row = {"owner": owner, "key": race.key, "address": plain(race.address)}

        def keep(ask: Ask) -> None:
            # on top even where the clock has been put back since
            newest = ask(f"SELECT MAX(created) {OF_OWNER}", {"owner": owner})[0][0]
            created = max(race.created, (newest or 0.0) + 0.001)
            ask(KEEP_RACE, row | {"title": plain(race.title), "created": created})
            below = {"owner": owner, "most": MOST_RACES}
            ask(DROP_RACES, below)

        self._facts.together(keep)

    def races(self, owner: str, most: int = 20) -> list[KeptRace]:
        """Return a browser's races, newest first."""
        sql = f"SELECT key, title, address, created {OF_OWNER}"
        rows = self._facts.rows(
            f"{sql} ORDER BY created DESC LIMIT :most", owner=owner, most=most
        )
        names = ("key", "title", "address", "created")
        return [KeptRace(**dict(zip(names, row, strict=True))) for row in rows]

    # looks at test parts ---------------------------------------------------------

    def look(self, owner: str, part: str, race: str) -> None:
        """Note that a browser opened a race's test scores; again counts no more."""
        sql = (
            "INSERT INTO look (owner, part, race) VALUES (:owner, :part, :race)"
            " ON CONFLICT DO NOTHING"
        )
        self._facts.change(sql, owner=owner, part=part, race=race)

    def looks(self, owner: str, part: str) -> int:
        """Return in how many races a browser has looked at one test part."""
        sql = "SELECT count(*) FROM look WHERE owner = :owner AND part = :part"
        return self._facts.rows(sql, owner=owner, part=part)[0][0]

    def looked(self, owner: str, part: str, race: str) -> bool:
        """Return whether a browser has opened the test scores of a race."""
        sql = (
            "SELECT 1 FROM look WHERE owner = :owner AND part = :part AND race = :race"
        )
        return bool(self._facts.rows(sql, owner=owner, part=part, race=race))

    # uploads ---------------------------------------------------------------------

    def keep_upload(self, upload: KeptUpload, data: bytes) -> None:
        """Keep a file's bytes for its owner until they expire."""
        self._uploads.keep(upload, data)

    def upload(self, token: str) -> KeptUpload:
        """Return what is known of a kept file; raises LookupError when it is gone."""
        return self._uploads.get(token)

    def drop_upload(self, token: str) -> None:
        """Delete one upload and what was made of it: a file that is no table."""
        self._uploads.drop([token])

    def drop_expired(self) -> list[str]:
        """Delete the uploads whose time is over; return their tokens.

        For a housekeeper: also tidies up, once an hour, what kills have left.
        """
        tokens = self._uploads.drop_expired()
        if time.monotonic() - self._settled >= SETTLE_S:
            self._settled = time.monotonic()
            self._values.settle()
            self._uploads.drop_unknown()
        return tokens

    def forget(self, owner: str) -> list[str]:
        """Delete all one browser brought, what was made of it, its races and looks.

        Returns the tokens of the deleted uploads.
        """
        tokens = self._uploads.of(owner)
        self._uploads.drop(tokens)

        def strike(ask: Ask) -> None:
            for table in ("race", "look", "pin"):
                ask(f"DELETE FROM {table} WHERE owner = :owner", {"owner": owner})

        self._facts.together(strike)
        return tokens


OF_OWNER = "FROM race WHERE owner = :owner"
KEEP_RACE = (
    "INSERT INTO race (owner, key, title, address, created)"
    " VALUES (:owner, :key, :title, :address, :created) ON CONFLICT (owner, key)"
    " DO UPDATE SET title = excluded.title, address = excluded.address,"
    " created = excluded.created"
)
DROP_RACES = (
    f"DELETE {OF_OWNER} AND created <= (SELECT created {OF_OWNER}"
    " ORDER BY created DESC LIMIT 1 OFFSET :most)"
)


@cache
def _opened(folder: Path, url: str) -> Store:
    return Store(folder, url=url)


def store() -> Store:
    """Return the store of the home folder in force."""
    return _opened(home(), database_url())
