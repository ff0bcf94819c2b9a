"""All that an engine knows, under one lock: jobs, who waits for them, whose turn it is.

It starts and ends no process: see `pump`.
"""

import pickle
import threading
import time
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from core.engine.jobs import KEEP_JOBS, Job, forget
from core.engine.queue import Turns, next_job
from core.engine.waits import Durations, Plan, reckon
from core.engine.words import DESERTED, REPLACED
from core.engine.work import Outlook, Work
from core.limits import Limits

GRACE = 0.2  # seconds that a job has to stop by itself
RECKON = 0.5  # seconds for which a plan holds while nothing changes
SOON = 0.1  # ... after a job has begun or ended,
MANY = 50  # ... unless so many jobs wait: for them reckoning takes longer, 3 ms for 300
LATE = 1.0


class Book:
    """The jobs of one engine; whoever calls a method holds `changed`."""

    def __init__(self, slots: int, bounds: Limits) -> None:
        """Begin with nothing."""
        self.slots = slots
        self.changed = threading.Condition()
        self.jobs: dict[str, Job] = {}
        self.ready_at = 0.0  # when a first job can probably start; 0 once it can
        self._bounds = bounds
        self._turns = {False: Turns(), True: Turns()}
        self._durations = Durations()
        self._seen: dict[str, float] = {}
        self._plan: Plan | None = None
        self._holds = RECKON

    def resize(self, slots: int) -> None:
        """Change how many jobs of training may run at once."""
        self.slots, self._plan = slots, None

    def add(self, work: Work, owner: str, *, again: bool) -> str:
        """Write down work, or join equal work that waits, runs or is finished."""
        key = work.key
        job = self.jobs.get(key)
        if job is None or _must_be_repeated(job, again=again):
            self._detach(key)
            bounded = self._bounded(work)
            self.jobs[key] = Job(work=bounded, packed=pickle.dumps(bounded))
        if owner:
            self.jobs[key].owners.add(owner)
            self.touch(owner)
        self._plan = None
        return key

    def _detach(self, key: str) -> None:
        job = self.jobs.pop(key, None)
        if job and job.child:
            self._keep_aside(job)

    def _keep_aside(self, job: Job) -> None:
        # Nobody asks for it any more, but its process has yet to end.
        self.jobs[f"{job.work.key} {id(job)}"] = job

    def forget(self, name: str) -> None:
        """Stop and forget work whose arguments name something."""
        for key, job in list(self.jobs.items()):
            if name in repr(job.work.args):
                self.stop(job)
                self._detach(key)

    def _bounded(self, work: Work) -> Work:
        most_s, most = work.limit_s, work.limit_bytes
        return replace(
            work,
            limit_s=float(self._bounds.job_seconds) if most_s is None else most_s,
            limit_bytes=self._bounds.job_memory if most is None else most,
        )

    def touch(self, owner: str) -> None:
        """Note that this owner is here; needs no lock, as it is a single step."""
        if owner:
            self._seen[owner] = time.monotonic()

    def withdraw(self, key: str, owner: str, parting: str = "") -> None:
        """Take the owner off a job, which is stopped with its last one."""
        job = self.jobs.get(key)
        if job is None or job.over:
            return
        job.owners.discard(owner)
        self._plan = None
        if not job.owners:
            self.stop(job, parting)

    def replace(self, owner: str, keep: Collection[str], call: str) -> None:
        """Withdraw the owner from queued work, but quick work and `keep`."""
        for key, job in list(self.jobs.items()):
            waits = job.state == "queued" and not job.work.quick
            meant = call in ("", job.work.call) and key not in keep
            if waits and meant and owner in job.owners:
                self.withdraw(key, owner, REPLACED if call else "")

    def stop(self, job: Job, parting: str = "") -> None:
        """Have a job stopped; one that has a process has GRACE to end by itself."""
        if job.over or job.deadline is not None:
            return
        job.deadline, job.parting = time.monotonic() + GRACE, parting
        if job.state == "queued":
            self.over(job)

    def over(self, job: Job, *how: Any) -> None:
        """Note how a job has ended."""
        if not job.over:
            job.end(*(how or ("stopped",)))
        self.settled()

    def settled(self) -> None:
        """Forget what is too much, and wake those who wait."""
        forget(self.jobs, KEEP_JOBS, self._bounds.engine_bytes)
        self._reckon_soon()
        self.changed.notify_all()

    def begin(self, job: Job, now: float) -> None:
        """Note that a job has its process from now on."""
        if job not in self.jobs.values():  # dropped while that was being started
            self._keep_aside(job)
        job.began = now
        job.packed = b""
        job.state = job.state if job.over else "running"
        self._turns[job.work.quick].take(job.owners, now)
        self._reckon_soon()

    def _reckon_soon(self) -> None:
        if self._plan is None or len(self._plan.starts) < MANY:
            self._holds = SOON

    def leave(self, job: Job) -> None:
        """Note that a job has no process any more, and how long it had one."""
        had, job.child, job.reader = job.child, None, None
        if had and job.state == "finished" and job.began is not None:
            self._durations.note(job.work, time.monotonic() - job.began)

    def next(self) -> Job | None:
        """Return the job to start now, if any may start."""
        job = next_job(self.jobs.values(), self.slots, self._counts())
        for quick, turns in self._turns.items():
            if not any(_waits(other, quick=quick) for other in self.jobs.values()):
                turns.relax()
        return job

    def deserted(self, now: float) -> None:
        """Stop the jobs whose owners have all gone, and forget those that are."""
        grace = self._bounds.grace_seconds
        alive = [job for job in self.jobs.values() if job.owners and not job.over]
        for job in alive:
            if now - max(self._seen.get(owner, 0.0) for owner in job.owners) >= grace:
                self.stop(job, DESERTED.format(grace))
        needed = {owner for job in alive for owner in job.owners}
        for owner, seen in self._seen.copy().items():
            if now - seen > grace and owner not in needed:
                self._seen.pop(owner, None)

    def plan(self, now: float, job: Job | None = None) -> Plan:
        """Return when what is queued will start, this job among it."""
        plan = self._plan
        known = plan is not None and (job is None or job in plan.starts)
        if plan is None or not known or now - plan.made > self._holds:
            jobs, counts = self.jobs.values(), self._counts()
            # What should be ready by now, but is not, is for a while not.
            ready = max(self.ready_at, now + LATE) if self.ready_at else now
            plan = self._plan = reckon(
                jobs, self.slots, counts, self._durations, now, ready
            )
            self._holds = RECKON
        return plan

    def outlook(self, owner: str) -> Outlook:
        """Return how busy it is, and what wait this owner must expect."""
        now = time.monotonic()
        plan = self.plan(now)
        return Outlook(
            busy=plan.busy,
            slots=self.slots,
            queued=len(plan.turns),
            wait_s=plan.newcomer(self._turns[False].had(owner), now),
        )

    def _counts(self) -> dict[bool, Counter[str]]:
        now = time.monotonic()
        return {quick: turns.counts(now) for quick, turns in self._turns.items()}


def _must_be_repeated(job: Job, *, again: bool) -> bool:
    if job.over:
        return again or job.state != "finished"
    return job.deadline is not None


def _waits(job: Job, *, quick: bool) -> bool:
    return job.state == "queued" and job.work.quick == quick
