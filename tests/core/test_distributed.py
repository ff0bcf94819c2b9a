import os
import pickle
import signal
import sys
from functools import partial
from pathlib import Path
from unittest.mock import Mock

import pytest

from core import __main__ as cli
from core import engine as engines
from core.engine import Distributed, Embedded, Work, worker
from core.engine.cluster import Cluster
from core.engine.distributed import AWAY
from core.engine.launch import Forked
from core.engine.seat import Seat
from core.errors import Refused
from tests.core.cluster import LocalCluster, until

HERE = Path(__file__).parent
LIMIT = 100.0
BARE = partial(Forked, preload=False)

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    cluster = LocalCluster(tmp_path_factory.mktemp("cluster"))
    cluster.start_scheduler()
    for _ in range(2):
        cluster.start_worker()
    yield cluster
    cluster.close()


@pytest.fixture(scope="module")
def servers(cluster):
    """Two web servers' engines that share the cluster."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(HERE)
        servers = [Distributed(cluster.address, start=BARE) for _ in range(2)]
        for server in servers:
            server.warm(0)
        for server in servers:
            assert until(lambda s=server: s.outlook().slots == 2, LIMIT), cluster.log()
        yield servers
        for server in servers:
            server.close()


@pytest.fixture
def engine(servers):
    return servers[0]


def work(name, *args, jobs="engine_jobs", **more):
    return Work(call=f"{jobs}:{name}", args=args, **more)


ours = partial(work, jobs="cluster_jobs")


def begin(engine, task):
    key = engine.submit(task, again=True)
    assert not engine.wait(key, LIMIT, since=0).ended
    return key


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_events_and_result_come_back_in_order(engine):
    key = engine.submit(work("count", 3000))
    status = engine.wait(key, LIMIT)
    assert (status.state, status.events, status.message) == ("finished", 3000, "")
    assert list(engine.events(key)) == list(range(3000))
    assert engine.result(key) == 3000


def test_progress_comes_while_the_work_goes_on(engine):
    key = begin(engine, work("slow_after_two"))
    assert until(lambda: engine.events(key) == (1, 2))
    now = engine.status(key)
    assert (now.state, now.events) == ("running", 2)
    assert now.seconds > 0
    engine.withdraw(key, "")
    assert engine.wait(key, LIMIT).state == "stopped"


@pytest.mark.parametrize(
    ("name", "message", "refused"),
    [
        ("refuse", "The file has no rows; bring one with rows.", True),
        ("fail", "KeyError: 'no such\\ncolumn'", False),
        ("nowhere", "AttributeError: module 'engine_jobs' has no attr", False),
        ("leave", "The process that did this work ended without", False),
        ("die", "The process that did this work was ended by the system", False),
    ],
)
def test_failures_are_told_in_a_sentence_and_others_go_on(
    engine, name, message, refused
):
    other = engine.submit(work("count", 5, 0.05, name))
    key = engine.submit(work(name))
    status = engine.wait(key, LIMIT)
    assert (status.state, status.refused) == ("failed", refused)
    assert status.message.startswith(message)
    assert engine.wait(other, LIMIT).state == "finished"


@pytest.mark.parametrize(
    ("task", "message"),
    [
        (work("stubborn", limit_s=0.4), "This work took more than 0.4 s"),
        (work("large", 300, limit_bytes=10**8), "This work took more than 100 MB"),
    ],
    ids=["seconds", "bytes"],
)
def test_work_beyond_its_limits_ends_on_the_other_machine(engine, task, message):
    key = engine.submit(task)
    status = engine.wait(key, LIMIT)
    assert (status.state, status.refused) == ("failed", True)
    assert status.message.startswith(message)


def test_stopped_work_ends_its_process_and_frees_its_slot(engine, tmp_path):
    keys = [begin(engine, work(name)) for name in ("whoami", "stubborn")]
    (pid,) = engine.events(keys[0])
    waits = engine.submit(work("mark", "next", str(tmp_path)))
    assert engine.status(waits).state == "queued"
    for key in keys:
        engine.withdraw(key, "")
    assert {engine.wait(key, LIMIT).state for key in keys} == {"stopped"}
    assert engine.wait(waits, LIMIT).state == "finished"
    assert until(lambda: not alive(pid))


def test_a_generator_has_time_to_close_and_work_that_was_stopped_starts_anew(
    engine, tmp_path
):
    task = work("closing", str(tmp_path / "trace"))
    for _ in range(2):
        key = begin(engine, task)
        engine.withdraw(key, "")
        assert engine.wait(key, LIMIT).state == "stopped"
        assert until((tmp_path / "trace").exists)
        (tmp_path / "trace").unlink()


def test_what_a_page_waits_for_is_done_here(engine):
    keys = [begin(engine, work(name)) for name in ("stuck", "stubborn")]
    quick = engine.submit(work("whoami", quick=True))
    engine.wait(quick, LIMIT, since=0)
    group = os.getpgid(engine.events(quick)[0])
    assert group == engine._near._pump.launcher._helper.pid
    for key in (*keys, quick):
        engine.withdraw(key, "")
        assert engine.wait(key, LIMIT).state == "stopped"


def test_equal_work_of_two_servers_is_done_once_for_as_long_as_one_wants_it(servers):
    first, second = servers
    task = ours("pid_and_count")
    key = begin(first, task)
    assert until(lambda: len(first.events(key)) > 20)
    second.submit(task)
    # The second server is told what it missed.
    assert until(lambda: len(second.events(key)) > 20)
    pid = first.events(key)[0]
    assert second.events(key)[:20] == (pid, *range(1, 20))
    first.withdraw(key, "")
    assert first.wait(key, LIMIT).state == "stopped"
    so_far = second.status(key).events
    assert until(lambda: second.status(key).events > so_far + 20)
    assert (second.status(key).state, alive(pid)) == ("running", True)
    second.withdraw(key, "")
    assert until(lambda: not alive(pid))


def test_a_busy_server_leaves_another_its_turn(servers):
    busy, other = servers
    keys = [busy.submit(ours("last", f"busy-{n}", 0.2)) for n in range(8)]
    assert until(lambda: any(busy.events(key) for key in keys))
    late = other.submit(ours("last", "late", 0.2))
    assert other.wait(late, LIMIT).state == "finished"
    assert sum(busy.status(key).ended for key in keys) < 6
    for key in keys:
        assert busy.wait(key, LIMIT).state == "finished"


def test_a_job_that_waits_in_the_cluster_is_called_queued(servers):
    busy, other = servers
    keys = [begin(busy, work(name)) for name in ("stuck", "stubborn")]
    waits = other.submit(work("count", 3, 0.0, "waits"))
    assert until(lambda: other.outlook().busy == 1)
    now = other.status(waits)
    assert (now.state, now.seconds) == ("queued", 0.0)
    for key in keys:
        busy.withdraw(key, "")
    assert other.wait(waits, LIMIT).state == "finished"


def test_a_killed_worker_costs_its_job_only_time(cluster, engine):
    cluster.start_worker()
    assert until(lambda: engine.outlook().slots == 3)
    tasks = [ours("worker_and_count", 60, 0.05, n) for n in range(3)]
    keys = [engine.submit(task) for task in tasks]
    for key in keys:
        engine.wait(key, LIMIT, since=10)
    victim = engine.events(keys[0])[0]
    cluster.kill(next(w for w in cluster.workers if w.pid == victim))
    for key in keys:
        status = engine.wait(key, LIMIT)
        assert (status.state, status.message) == ("finished", "")
        # What came twice is there once.
        assert list(engine.events(key))[1:] == list(range(60))
    assert until(lambda: engine.outlook().slots == 2)


def test_a_worker_replaces_a_helper_that_died(engine):
    key = begin(engine, ours("helper"))
    os.kill(engine.events(key)[0], signal.SIGKILL)
    status = engine.wait(key, LIMIT)
    assert (status.state, status.refused) == ("failed", False)
    assert status.message.startswith("The process that did this work was ended")
    for key in [engine.submit(work("count", 3, 0.1, n)) for n in range(4)]:
        assert engine.wait(key, LIMIT).state == "finished"


def test_a_task_whose_process_cannot_start_leaves_nothing_behind(monkeypatch):
    def none(packed):
        raise OSError("Cannot allocate memory")

    monkeypatch.setattr("distributed.get_worker", lambda: None)
    monkeypatch.setattr(worker.NURSERY, "launch", none)
    state, message, *_ = worker.perform(pickle.dumps(work("count", 1)), "key")
    assert (state, worker.SAID) == ("failed", {})
    assert "Cannot allocate memory" in message


@pytest.mark.parametrize("error", [TimeoutError(), ConnectionResetError()])
def test_a_result_that_does_not_arrive_is_asked_for_again(error):
    seat = Seat(packed=b"", name="a", pipe=Mock())
    asked = Mock(_seats=[seat])
    seat.future = Mock()
    Cluster._settle(asked, seat, seat.future, error)
    asked._ask.assert_called_once_with(seat)
    assert seat.tries == 1


def test_a_server_that_ends_takes_its_work_along(cluster, servers, monkeypatch):
    monkeypatch.syspath_prepend(HERE)
    leaving = Distributed(cluster.address, start=BARE)
    key = begin(leaving, work("whoami"))
    (pid,) = leaving.events(key)
    leaving.close()
    assert leaving.status(key).state == "stopped"
    assert until(lambda: not alive(pid))


def test_without_a_cluster_training_waits_in_words_and_can_be_stopped(monkeypatch):
    monkeypatch.syspath_prepend(HERE)
    lonely = Distributed("tcp://127.0.0.1:9", start=BARE)
    keys = [lonely.submit(work("count", n), owner="ann") for n in range(2)]
    waits = lonely.status(keys[1])
    assert (waits.state, waits.message, waits.place) == ("queued", AWAY, 1)
    assert (waits.wait_s, lonely.outlook("ann").wait_s) == (None, None)
    quick = lonely.submit(work("count", 3, quick=True))
    assert lonely.wait(quick, LIMIT).state == "finished"
    lonely.withdraw(keys[0], "ann")
    assert lonely.status(keys[0]).state == "stopped"
    lonely.close()
    assert lonely.status(keys[1]).state == "stopped"


@pytest.fixture
def fresh(monkeypatch):
    engines.start.cache_clear()
    yield monkeypatch
    engines.start.cache_clear()


def test_one_setting_switches_it_on(fresh):
    assert isinstance(engines.start(), Embedded)
    engines.start.cache_clear()
    fresh.setenv("CROSSOVER_SCHEDULER", "tcp://127.0.0.1:8786")
    assert isinstance(engines.start(), Distributed)
    # A single answer of the command line needs no other machine.
    assert isinstance(engines.start(preload=False), Embedded)


def test_the_command_line_trains_here(fresh):
    found = []
    fresh.setenv("CROSSOVER_SCHEDULER", "tcp://127.0.0.1:8786")
    fresh.setattr(cli, "answer", lambda _: found.append(engines.start()) or 0)
    fresh.setattr(sys, "argv", ["core", "race"])
    assert cli.main() == 0
    assert isinstance(found[0], Embedded)


@pytest.mark.parametrize("address", ["somewhere", "http://host:8786", "tcp://host"])
def test_a_setting_that_is_no_address_is_refused(fresh, address):
    fresh.setenv("CROSSOVER_SCHEDULER", address)
    with pytest.raises(Refused, match=r"such as tcp://host:8786, not '"):
        engines.start()


def test_dask_that_is_missing_is_told(fresh):
    fresh.setenv("CROSSOVER_SCHEDULER", "tcp://127.0.0.1:8786")
    fresh.setattr(engines, "find_spec", lambda name: None)
    with pytest.raises(Refused, match="Dask is not installed"):
        engines.start()
