import os
import signal
import subprocess
import sys
import textwrap
from functools import partial
from pathlib import Path

import pytest

from core.engine import Distributed, Work
from core.engine.distributed import AWAY
from core.engine.launch import Forked
from tests.core.cluster import LocalCluster, until

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LIMIT = 100.0

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    cluster = LocalCluster(tmp_path_factory.mktemp("cluster"))
    # One worker's death is enough to give a job up.
    cluster.start_scheduler(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    for _ in range(2):
        cluster.start_worker()
    yield cluster
    cluster.close()


@pytest.fixture(scope="module")
def engine(cluster):
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(HERE)
        engine = Distributed(cluster.address, start=partial(Forked, preload=False))
        engine.warm(0)
        assert until(lambda: engine.outlook().slots == 2, LIMIT), cluster.log()
        yield engine
        engine.close()


def work(name, *args, jobs="engine_jobs", **more):
    return Work(call=f"{jobs}:{name}", args=args, **more)


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_job_whose_machines_are_lost_says_so_and_runs_again(cluster, engine):
    task = work("worker_and_count", 40, 0.05, jobs="cluster_jobs")
    key = engine.submit(task)
    engine.wait(key, LIMIT, since=3)
    victim = engine.events(key)[0]
    cluster.kill(next(w for w in cluster.workers if w.pid == victim))
    status = engine.wait(key, LIMIT)
    assert (status.state, status.refused) == ("failed", False)
    assert status.message.endswith("Try again.")
    engine.submit(task)
    assert engine.wait(key, LIMIT).state == "finished"
    cluster.start_worker()
    assert until(lambda: engine.outlook().slots == 2)


SERVER = """
    import sys, time
    from functools import partial
    from core.engine import Distributed, Work
    from core.engine.launch import Forked
    engine = Distributed(sys.argv[1], start=partial(Forked, preload=False))
    key = engine.submit(Work(call="engine_jobs:whoami"))
    engine.wait(key, 100, since=0)
    print(*engine.events(key), flush=True)
    time.sleep(300)
"""


def test_the_work_of_a_killed_server_ends(cluster, engine):
    path = os.pathsep.join((str(ROOT), str(HERE)))
    server = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SERVER), cluster.address],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        text=True,
    )
    with server:
        pid = int(server.stdout.readline())
        assert alive(pid)
        server.kill()
    assert until(lambda: not alive(pid))
    assert engine.wait(engine.submit(work("count", 3)), LIMIT).state == "finished"


@pytest.mark.parametrize("how", ["killed", "hanging"])
def test_work_waits_in_words_while_the_scheduler_is_gone_and_goes_on(
    cluster, engine, how
):
    stopped = engine.submit(work("whoami"), again=True)
    engine.wait(stopped, LIMIT, since=0)
    # Last, because it takes five seconds only and must be under way for the rest.
    running = engine.submit(work("count", 100, 0.05, how))
    engine.wait(running, LIMIT, since=0)
    (pid,) = engine.events(stopped)
    if how == "killed":
        cluster.kill(cluster.scheduler)
    else:
        cluster.scheduler.send_signal(signal.SIGSTOP)
    assert until(lambda: engine.status(running).message == AWAY)
    later = engine.submit(work("count", 4, 0.0, how))
    assert {engine.status(key).state for key in (running, later)} == {"queued"}
    assert engine.outlook().wait_s is None
    assert engine.events(running)[0] == 0
    engine.withdraw(stopped, "")
    assert engine.wait(stopped, LIMIT).state == "stopped"
    # What a page waits for is done all the same.
    quick = engine.submit(work("count", 5, 0.0, how, quick=True))
    assert engine.wait(quick, LIMIT).state == "finished"
    if how == "killed":
        cluster.start_scheduler(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    else:
        cluster.scheduler.send_signal(signal.SIGCONT)
    for key, events in ((running, 100), (later, 4)):
        status = engine.wait(key, LIMIT)
        assert (status.state, status.message) == ("finished", ""), cluster.log()
        assert list(engine.events(key)) == list(range(events))
    assert until(lambda: engine.outlook().slots == 2)
    assert until(lambda: not alive(pid))
