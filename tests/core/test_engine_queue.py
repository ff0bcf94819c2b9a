"""Order and waits of the queue, on a clock of the test's own."""

import random
from collections import Counter
from statistics import mean, median

from core.engine import Work
from core.engine.jobs import KEEP_JOBS, Job, forget
from core.engine.queue import RECENT_S, Turns, in_turn, next_job
from core.engine.waits import PRIOR_S, Durations, reckon

NONE = {False: Counter(), True: Counter()}


def job(name, state="queued", owners=(), began=None, **rest):
    made = Job(work=Work(call=name, **rest), packed=b"", owners=set(owners))
    made.state, made.began = state, began
    made.child = object() if state == "running" else None
    return made


def ended(name, at, size=0, state="finished", stored=False):
    made = job(name, state, stored=stored)
    made.ended, made.size = at, size
    return made


def names(jobs):
    return [one.work.call for _, one in in_turn(jobs, {})]


def test_owners_take_turns():
    line = [job("a1", owners="a"), job("a2", owners="a"), job("b1", owners="b")]
    assert names(line) == ["a1", "b1", "a2"]
    shared = [*line, job("ac", owners="ac")]
    assert names(shared) == ["a1", "b1", "ac", "a2"]
    assert next(in_turn(line, {"a": 1}))[1].work.call == "b1"


def test_turns_are_remembered_while_they_matter():
    turns = Turns()
    for time in (0.0, 1.0, 2.0):
        turns.take({"ann", "bob"}, time)
    assert turns.counts(3.0) == {"ann": 3, "bob": 3}
    turns.relax()  # nobody had to wait for them
    assert turns.counts(3.0) == {"ann": 1, "bob": 1}
    assert turns.counts(3.0 + RECENT_S) == {}


def test_quick_work_has_a_slot_of_its_own():
    slow, quick = job("a"), job("b", quick=True)
    assert next_job([slow, quick], 1, NONE) is quick
    running = job("c", "running")
    assert next_job([running, slow], 1, NONE) is None
    assert next_job([running, slow, quick], 1, NONE) is quick
    both = [running, job("d", "running", quick=True)]
    assert next_job([*both, slow, quick], 1, NONE) is None


def test_waits_follow_from_what_such_work_took():
    durations = Durations()
    line = [job("f", like=("forest",)), job("f", like=("net",)), job("f")]

    def waits(running, now):
        plan = reckon([running, *line], 1, NONE, durations, now)
        return [round(plan.wait(one, now)[1]) for one in line]

    assert waits(job("f", "running", began=0.0), 0.0) == [3, 6, 9]  # PRIOR_S each
    for seconds in (10.0, 14.0):
        durations.note(Work(call="f", like=("forest",)), seconds)
    durations.note(Work(call="f", like=("net",)), 30.0)
    running = job("f", "running", began=0.0, like=("forest",))
    assert waits(running, 2.0) == [10, 22, 52]
    assert waits(running, 5.0) == [7, 19, 49]
    running.deadline = 5.2  # somebody stops it
    assert waits(running, 5.0) == [0, 12, 42]


def test_work_that_says_how_far_it_is_is_believed():
    class Tick:
        share = 0.25

    running = job("unknown", "running", began=0.0)
    running.items.extend([(Tick(), 1)])
    plan = reckon([running], 1, NONE, Durations(), 100.0)
    assert round(plan.newcomer(0, 100.0)) == 300
    silent = job("unknown", "running", began=0.0)
    plan = reckon([silent], 1, NONE, Durations(), 100.0)
    assert PRIOR_S < plan.newcomer(0, 100.0) < 100
    # Equal work that waits will take as long as this one.
    plan = reckon([running, job("unknown")], 1, NONE, Durations(), 100.0)
    assert round(plan.newcomer(0, 100.0)) == 700


TAKES = {"forest": 2.0, "net": 5.0, "dummy": 0.1}


class Classroom:
    """A queue in simulated time: 30 learners, two slots, work of three kinds."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.durations, self.turns = Durations(), Turns()
        self.now, self.jobs, self.ends = 0.0, [], {}
        self.said, self.starts = {}, {}
        asked = [
            (self.random.uniform(0, 20), kind, f"learner {n}")
            for n in range(30)
            for kind in TAKES
        ]
        self.asked = sorted(asked)

    def counts(self):
        return {False: self.turns.counts(self.now), True: Counter()}

    def run(self):
        while self.asked or self.ends or any(j.state == "queued" for j in self.jobs):
            while self.asked and self.asked[0][0] <= self.now:
                _, kind, owner = self.asked.pop(0)
                like = (f"{kind} {owner}", kind)
                self.jobs.append(job("fit", owners=[owner], like=like))
            for one in [one for one, end in self.ends.items() if end <= self.now]:
                one.state, one.child = "finished", None
                self.durations.note(one.work, self.ends.pop(one) - one.began)
            while one := next_job(self.jobs, 2, self.counts()):
                one.state, one.child, one.began = "running", object(), self.now
                self.turns.take(one.owners, self.now)
                self.starts[one] = self.now
                takes = TAKES[one.work.like[1]] * self.random.lognormvariate(0, 0.3)
                self.ends[one] = self.now + takes
            self.note()
            self.now += 0.5
        return self

    def note(self):
        """Write down what every queued job is told."""
        plan = reckon(self.jobs, 2, self.counts(), self.durations, self.now)
        for one in self.jobs:
            if one.state == "queued":
                place, wait = plan.wait(one, self.now)
                self.said.setdefault(one, []).append((self.now, place, wait))


def test_expected_waits_are_near_the_true_ones():
    for seed in range(2):
        room = Classroom(seed).run()
        # All have asked, and some work of each kind has ended.
        told = [
            (wait, room.starts[one] - now)
            for one, said in room.said.items()
            for now, _, wait in said
            if now > 25
        ]
        off = [wait - true for wait, true in told]
        assert len(told) > 500
        assert mean(true for _, true in told) > 20
        assert abs(mean(off)) < 0.1 * mean(true for _, true in told)
        assert median(map(abs, off)) < 4
        far = sum(abs(wait - true) > 3 + 0.25 * true for wait, true in told)
        assert far < 0.05 * len(told)


def test_nobodys_second_starts_before_somebodys_first():
    room = Classroom(7).run()
    done = Counter()
    for one in sorted(room.starts, key=room.starts.get):
        (owner,) = one.owners
        start = room.starts[one]
        waiting = {
            other
            for late in room.said
            for other in late.owners
            if room.said[late][0][0] < start <= room.starts[late]
        }
        assert all(done[other] >= done[owner] for other in waiting)
        done[owner] += 1


def test_what_is_too_much_is_forgotten_first_what_the_store_has():
    jobs = {str(n): ended("x", 1000.0 - n) for n in range(KEEP_JOBS + 2)}
    jobs["waiting"] = job("y")
    forget(jobs)
    assert len(jobs) == KEEP_JOBS + 1
    assert {"waiting", "0"} < set(jobs)
    jobs["large"] = ended("z", 2000.0, size=2**40)
    forget(jobs)
    assert set(jobs) == {"waiting", "large"}
    few = {
        "lab": ended("lab", 1.0, size=40),
        "old": ended("fit", 2.0, size=40, stored=True),
        "failed": ended("fit", 3.0, size=40, state="failed", stored=True),
        "new": ended("fit", 4.0, size=40, stored=True),
        "last": ended("fit", 5.0, size=40),
    }
    forget(few, most_bytes=2 * 150)
    assert set(few) == {"lab", "failed", "last"}
    forget(few, most_bytes=2 * 100)
    assert set(few) == {"failed", "last"}
