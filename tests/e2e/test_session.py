"""A race outlives what happens to its tab: a reload, a lost line, another page, a kill.

The tabs here speak to a real server without painting anything.
"""

import json
import time
import urllib.request

import pytest

from tests.e2e.conftest import served
from tests.e2e.tabs import SECONDS, Tab, line, new_browser, pressed

LONG = (
    "data=classification&n=5000&models=mlp&mlp.epochs=1000&mlp.patience=100"
    "&mlp.batch_size=5&seed={seed}"
)
SHORT = "data=circles&n=100&models=mlp&mlp.epochs=3&seed={seed}"


@pytest.fixture
def tab(server):
    """Open tabs of the shared server; they are closed at the end."""
    opened = []

    def open_tab(page="", query="", browser=""):
        opened.append(Tab(server.url, page, query, browser))
        return opened[-1]

    yield open_tab
    for one in opened:
        one.close()


def health(server):
    with urllib.request.urlopen(f"{server.url}/healthz") as answer:
        return json.load(answer)


def started(one):
    """Start the race on a tab and wait until it is under way."""
    return under_way(one.press("Start the race"))


def under_way(one):
    """Wait until the race on a tab has reported: before, it waits for a core."""
    return one.until("So far")


def runs(one):
    """Return whether the race on a tab can be stopped."""
    return not one.find("Stop the race").disabled


def test_race_is_found_again_by_its_address_while_it_runs(tab):
    query = LONG.format(seed=91)
    here = tab("train", query)
    started(here)
    here.vanish()
    again = under_way(tab("train", query, here.browser))
    under_way(again.go("data").go("train"))
    again.press("Stop the race").until("Race stopped")
    assert "Race stopped" in tab("train", query, here.browser).said()


def test_two_tabs_of_a_browser_have_a_race_each(tab):
    one = tab("train", LONG.format(seed=92))
    other = tab("train", SHORT.format(seed=93), one.browser)
    started(one)
    other.press("Start the race").until("Race finished")
    assert runs(one.run())
    assert "seed=92" in one.query
    assert "seed=93" in other.query
    one.press("Stop the race").until("Race stopped")
    assert "Race finished" in other.run().said()


def test_stopping_leaves_the_race_to_those_who_watch_it_elsewhere(tab):
    query = LONG.format(seed=94)
    mine = tab("train", query)
    started(mine)
    theirs = under_way(tab("train", query))
    mine.press("Stop the race").until("Race stopped")
    assert runs(theirs.run())
    theirs.press("Stop the race").until("Race stopped")


def test_client_that_vanishes_at_any_step_harms_nobody(server, tab):
    with line(server.url, new_browser()) as connected:
        connected.socket.close()
    asks = tab("train", SHORT.format(seed=95))
    asks.ask()
    asks.vanish()
    clicks = tab("train", SHORT.format(seed=96))
    clicks.ask([pressed(clicks.find("Start the race"))])
    clicks.vanish()
    watches = tab("train", LONG.format(seed=97))
    started(watches)
    watches.ask()
    watches.vanish()
    stays = tab("train", SHORT.format(seed=96))
    if "Race finished" not in stays.said():
        stays.press("Start the race").until("Race finished")
    ends = tab("train", SHORT.format(seed=96)).until("Race finished")
    ends.ask()
    ends.vanish()
    assert "Race finished" in stays.run().said()
    assert health(server)["status"] == "ok"
    tab("train", LONG.format(seed=97), watches.browser).press("Stop the race")


@pytest.mark.slow  # two servers, each with an engine that comes up
def test_closed_tab_ends_its_race_and_a_killed_server_keeps_what_is_finished(tmp_path):
    short, long = SHORT.format(seed=98), LONG.format(seed=99)
    with served(tmp_path, CROSSOVER_GRACE_SECONDS="2") as server:
        with Tab(server.url, "train", short) as done:
            done.press("Start the race").until("Race finished")
        with Tab(server.url, "train", long) as reads:
            started(reads).go("labs")
            time.sleep(4.0)  # a reader of another page asks for nothing, but is there
            assert health(server)["engine"]["busy"] >= 1
        end = time.monotonic() + SECONDS
        while health(server)["engine"]["busy"]:
            assert time.monotonic() < end
            time.sleep(0.1)
        server.process.kill()
    with served(tmp_path) as server:
        with Tab(server.url, "train", short) as found:
            assert "Race finished" in found.said()
        started(Tab(server.url, "train", long))  # and so the server is asked to end
