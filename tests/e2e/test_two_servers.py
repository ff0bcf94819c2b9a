"""Two web servers, as behind a proxy, and the machines that train for both."""

from contextlib import ExitStack

import pytest

from core.engine.distributed import AWAY
from tests.core.cluster import LocalCluster, until
from tests.e2e.conftest import served
from tests.e2e.tabs import Tab

RACE = "data=circles&n=200&random_forest.n_estimators=20&mlp.epochs=5&seed={}"
START = "Start the race"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    cluster = LocalCluster(tmp_path_factory.mktemp("cluster"))
    yield cluster
    cluster.close()


@pytest.fixture(scope="module")
def servers(cluster, tmp_path_factory):
    """Two servers that share a folder and a cluster, which is not there yet."""
    home = tmp_path_factory.mktemp("shared")
    settings = {"CROSSOVER_SCHEDULER": cluster.address}
    with ExitStack() as stack:
        yield [stack.enter_context(served(home, **settings)) for _ in range(2)]


def finished(tab):
    """Return what the page says of a race once that is over."""
    said = tab.until("Race finished").said().splitlines()
    return next(line for line in said if "Race finished" in line)


def test_a_race_finished_on_one_server_is_found_on_the_other(cluster, servers):
    one, other = servers
    with Tab(one.url, "train", RACE.format(3)) as tab:
        tab.press(START)
        # Nobody is there yet who could train: the page says so, and waits with it.
        assert until(lambda: any(AWAY in str(p) for p in tab.run().parts.values()))
        cluster.start_scheduler()
        worker = ("-m", "core.engine.worker")
        home = str(one.log.parent)
        cluster.start_worker(2, how=worker, CROSSOVER_HOME=home)
        assert until(lambda: "Working for" in cluster.log(), 200), cluster.log()
        said = finished(tab)
    with Tab(other.url, "train", RACE.format(3)) as tab:
        assert finished(tab) == said
