"""Who goes next: owners take turns, and quick work has a slot of its own."""

import heapq
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping

from core.engine.jobs import Job

RECENT_S = 600.0


class Turns:
    """How many jobs were lately begun for whom; times on the monotonic clock."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._begun: dict[str, deque[float]] = {}

    def take(self, owners: Iterable[str], now: float) -> None:
        """Note that a job begins for these owners."""
        for owner in owners:
            self._begun.setdefault(owner, deque()).append(now)

    def relax(self) -> None:
        """Note that nobody waits: what anybody had beyond one turn took from no one."""
        for begun in self._begun.values():
            while len(begun) > 1:
                begun.popleft()

    def had(self, owner: str) -> int:
        """Return how many jobs one owner had."""
        return len(self._begun.get(owner, ()))

    def counts(self, now: float) -> Counter[str]:
        """Return how many jobs each owner had in the last RECENT_S."""
        for owner, begun in list(self._begun.items()):
            while begun and now - begun[0] > RECENT_S:
                begun.popleft()
            if not begun:
                del self._begun[owner]
        return Counter({owner: len(begun) for owner, begun in self._begun.items()})


def in_turn(
    queued: Iterable[Job], counts: Mapping[str, int]
) -> Iterator[tuple[int, Job]]:
    """Yield jobs in the order in which they go, each with the turn that it goes in.

    The owner with the fewest turns goes first, so that nobody's second job goes before
    somebody's first; of those the job that came first. A shared job goes when its most
    favoured owner's would.
    """
    had = Counter(counts)

    def turn(job: Job) -> int:
        return min(map(had.__getitem__, job.owners)) if job.owners else 0

    heap = [(turn(job), number, job) for number, job in enumerate(queued)]
    heapq.heapify(heap)
    while heap:
        then, number, job = heapq.heappop(heap)
        # Turns only grow: an entry is too low or right, never too high.
        if (now := turn(job)) > then:
            heapq.heappush(heap, (now, number, job))
        else:
            yield now, job
            for owner in job.owners:
                had[owner] += 1


def lane(jobs: Iterable[Job], *, quick: bool) -> list[Job]:
    """Return the queued jobs of one kind, in the order in which they came."""
    return [job for job in jobs if job.state == "queued" and job.work.quick == quick]


def next_job(
    jobs: Iterable[Job], slots: int, counts: Mapping[bool, Mapping[str, int]]
) -> Job | None:
    """Return the job to start now: quick ones first, training in `slots` at most.

    `counts` has the turns that owners had, of training and of quick work.
    """
    here = list(jobs)
    busy = [job for job in here if job.child]
    if len(busy) > slots:
        return None
    full = sum(not job.work.quick for job in busy) >= slots
    for quick in (True,) if full else (True, False):
        if waiting := lane(here, quick=quick):
            return next(in_turn(waiting, counts[quick]))[1]
    return None
