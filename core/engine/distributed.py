"""The engine of many machines: the same queue, with training done in a Dask cluster.

What a page waits for is done here, on the web server, in processes of its own: it is
over before another machine has answered, and it goes on while the cluster is away.
All else goes to the cluster, in this server's own fair order, and at most as much as
the cluster has slots. The cluster takes what it is given first come, first served, so
that of two busy servers each gets half. Equal work of two servers is one task there,
which lives as long as one of them wants it.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.engine.embedded import Embedded
from core.engine.launch import Launcher, launcher
from core.engine.work import Outlook, Status, Work

if TYPE_CHECKING:
    from core.engine.cluster import Cluster

AWAY = (
    "The machines that train cannot be reached; this goes on by itself when they are "
    "back."
)


class Distributed:
    """The Engine of a Dask cluster; see `core.engine.work.Engine`."""

    def __init__(self, address: str, start: Callable[[], Launcher] = launcher) -> None:
        """Start nothing yet; `address` is the scheduler's, such as tcp://host:8786."""
        self._near = Embedded(start=start)
        self._far = Embedded(slots=1, start=self._join)
        self._far.resize(0)
        self._address = address
        self._cluster: Cluster | None = None

    def warm(self, timeout: float = 60.0) -> bool:
        """Look for the cluster, and import in advance what quick jobs need."""
        self._far.warm(0)
        return self._near.warm(timeout)

    def submit(self, work: Work, *, again: bool = False, owner: str = "") -> str:
        """Start the work, or join equal work that waits, runs or is finished."""
        engine = self._near if work.quick else self._far
        return engine.submit(work, again=again, owner=owner)

    def owners(self, key: str) -> frozenset[str]:
        """Return who has asked for the job, as long as it is remembered."""
        return self._of(key).owners(key)

    def events(self, key: str, since: int = 0) -> Sequence[Any]:
        """Return what the generator has yielded from index `since` on."""
        return self._of(key).events(key, since)

    def status(self, key: str) -> Status | None:
        """Return where the job stands, or None for a key unknown or forgotten.

        A job that the cluster has taken, but has no slot for yet, is still queued.
        """
        engine = self._of(key)
        now = engine.status(key)
        if now is None or now.ended or engine is self._near:
            return now
        if not self._far.slots:
            return replace(now, state="queued", message=AWAY, wait_s=None)
        if now.state == "running" and self._cluster and self._cluster.waits(key):
            return replace(now, state="queued")
        return now

    def result(self, key: str) -> Any:
        """Return what the generator returned; raises LookupError unless finished."""
        return self._of(key).result(key)

    def touch(self, owner: str) -> None:
        """Note that a page of this owner is open."""
        for engine in (self._near, self._far):
            engine.touch(owner)

    def withdraw(self, key: str, owner: str) -> None:
        """Note that this owner no longer waits; with the last one the job stops.

        For owners of other servers it goes on.
        """
        self._of(key).withdraw(key, owner)

    def replace(
        self, owner: str, keep: Collection[str] = (), *, call: str = ""
    ) -> None:
        """Withdraw the owner from queued work of one `call`, or all, but `keep`."""
        self._far.replace(owner, keep, call=call)

    def outlook(self, owner: str = "") -> Outlook:
        """Return how busy the cluster is with this server's training."""
        seen = self._far.outlook(owner)
        return seen if self._far.slots else replace(seen, wait_s=None)

    def wait(
        self, key: str, timeout: float | None = None, since: int | None = None
    ) -> Status | None:
        """Wait for the end, or for more than `since` events, `timeout` s at most."""
        self._of(key).wait(key, timeout, since)
        return self.status(key)

    def forget(self, name: str) -> None:
        """Stop and forget work whose arguments name something: a deleted upload."""
        for engine in (self._near, self._far):
            engine.forget(name)

    def close(self) -> None:
        """Stop every job of this server and end every process here."""
        for engine in (self._far, self._near):
            engine.close()

    def _of(self, key: str) -> Embedded:
        return self._far if self._near.status(key) is None else self._near

    def _join(self) -> "Cluster":
        from core.engine.cluster import Cluster

        self._cluster = Cluster(self._address, self._far.resize)
        return self._cluster
