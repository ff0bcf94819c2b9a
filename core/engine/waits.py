"""How long queued work will wait: from how long such work took lately."""

import heapq
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.engine.jobs import Job
from core.engine.queue import in_turn, lane
from core.engine.work import Work

PRIOR_S = 3.0  # a training of which nothing is known
CHANGE_S = 0.03  # from the end of one job to the begin of the next
KEEP = 12
MOST_KINDS = 1000
EARLY = 0.05  # a share of the work too small to reckon with
OVERDUE = 0.2  # work that takes longer than usual: as many times what it took so far


class Durations:
    """How many seconds work of each kind took lately."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._took: dict[str, deque[float]] = {}
        self._mean: dict[str, float] = {}

    def note(self, work: Work, seconds: float) -> None:
        """Note how long finished work held its slot."""
        for kind in work.kinds:
            took = self._took.pop(kind, deque(maxlen=KEEP))
            took.append(seconds)
            self._took[kind] = took
            self._mean[kind] = sum(took) / len(took)
        while len(self._took) > MOST_KINDS:
            oldest = next(iter(self._took))
            del self._took[oldest], self._mean[oldest]

    def usual(self, work: Work) -> float | None:
        """Return the mean of the last few that were all but the same, or None."""
        return self._mean.get(work.kinds[0])

    def expect(self, work: Work, guesses: Mapping[str, float] | None = None) -> float:
        """Return how long work will hold a slot, by the most similar that is known.

        `guesses` are of work still under way, for kinds of which none has finished.
        """
        for kind in work.kinds:
            known = self._mean.get(kind)
            if known is None and guesses:
                known = guesses.get(kind)
            if known is not None:
                return known
        return PRIOR_S


def share(item: object) -> float:
    """Return what share of the work is done by what it yielded last, or 0."""
    total = getattr(item, "total", None)
    known = getattr(item, "share", None)
    if known is None and total:
        known = getattr(item, "done", 0) / total
    return float(known) if isinstance(known, int | float) else 0.0


def remaining(job: Job, durations: Durations, now: float) -> float:
    """Return for how many more seconds a running job will hold its slot."""
    so_far = job.seconds_at(now)
    usual = durations.usual(job.work)
    left = (durations.expect(job.work) if usual is None else usual) - so_far
    done = share(job.items.last)
    if done > EARLY and (usual is None or left <= 0):
        left = so_far * (1 - done) / done
    left = max(left, OVERDUE * so_far)
    ends = [end for end in (job.deadline, job.due) if end is not None]
    return max(0.0, min([left, *(end - now for end in ends)]))


@dataclass(frozen=True, kw_only=True)
class Plan:
    """When each queued job is expected to start, as reckoned at the time `made`.

    `busy` jobs of training run. `starts` has the place and, for training, the time of
    what is queued. `turns` and `times` are those of queued training in its order, and
    `free` when a slot is free after it. Times are None while there is no slot at all.
    """

    made: float
    busy: int
    starts: Mapping[Job, tuple[int, float | None]]
    turns: tuple[int, ...]
    times: tuple[float | None, ...]
    free: float | None

    def wait(self, job: Job, now: float) -> tuple[int, float | None]:
        """Return how many jobs go before a queued one, and for how long it waits."""
        place, start = self.starts.get(job, (0, None))
        return place, None if start is None else max(0.0, start - now)

    def newcomer(self, turn: int, now: float) -> float | None:
        """Return for how long training that is asked for now would wait."""
        place = bisect_right(self.turns, turn)
        start = (*self.times[place : place + 1], self.free)[0]
        return None if start is None else max(0.0, start - now)


def reckon(
    jobs: Iterable[Job],
    slots: int,
    counts: Mapping[bool, Mapping[str, int]],
    durations: Durations,
    now: float,
    ready: float = 0.0,
) -> Plan:
    """Return when what is queued will start; nothing does before `ready`."""
    here = list(jobs)
    busy = [job for job in here if job.child and not job.work.quick]
    left = {job: remaining(job, durations, now) for job in busy}
    guesses = {
        kind: job.seconds_at(now) + left[job] for job in busy for kind in job.work.kinds
    }
    begin = max(now, ready)
    free = [begin + seconds for seconds in left.values()]
    free += [begin] * (slots - len(free))
    heapq.heapify(free)
    starts: dict[Job, tuple[int, float | None]] = {}
    for place, (_, job) in enumerate(in_turn(lane(here, quick=True), counts[True])):
        starts[job] = (place, None)
    turns, times = [], []
    queued = in_turn(lane(here, quick=False), counts[False])
    for place, (turn, job) in enumerate(queued):
        start = free[0] if free else None
        starts[job] = (place, start)
        turns.append(turn)
        times.append(start)
        if start is not None:
            takes = durations.expect(job.work, guesses) + CHANGE_S
            heapq.heapreplace(free, start + takes)
    return Plan(
        made=now,
        busy=len(busy),
        starts=starts,
        turns=tuple(turns),
        times=tuple(times),
        free=free[0] if free else None,
    )
