"""Page compute: how cost grows, what shrinking gains, whose milliseconds they are."""

from urllib.parse import parse_qsl, urlencode

import pytest

from core.growing.growth import growth_key
from core.latency.wrapper import latencies_key
from core.race import from_query
from core.shrinking.shrink import shrink_key
from core.storage.store import store
from core.train import finish, fit
from pages.ui import racing
from tests.core.examples_size import BOTH, SHRUNK, WRAPPED
from tests.pages.conftest import address, button, go, said

MOONS = (
    "data=moons&n=200&random_forest.n_estimators=5&mlp.epochs=3&seed=73"
    "&models=random_forest,mlp"
)


@pytest.fixture(scope="module")
def configs():
    race = from_query(dict(parse_qsl(MOONS)))
    for config in racing.all_runs(race):
        finish(fit(config))
    return race.runs


def query(name, **values):
    return "&".join([MOONS, urlencode({"section": name} | values)])


def test_every_section_offers_to_measure_first(visit, configs):
    at = visit("compute", query("growth"))
    assert not button(at, "Climb").disabled
    for name, label in (
        ("shrink", "Shrink it"),
        ("latency", "Time them"),
    ):
        at = go(at, "compute", query(name))
        assert not at.exception
        assert not button(at, label).disabled
        assert len(at.get("plotly_chart")) == 0


def test_growth_says_what_to_expect_far_beyond_what_was_measured(visit, configs):
    store().put(growth_key(configs, "rows", "own", 30), BOTH)
    at = visit("compute", query("growth"))
    assert not at.exception
    told = {metric.label: metric.value for metric in at.metric}
    assert set(told) == {"Random forest", "Neural net"}
    assert "At 1 million rows" in said(at)
    at = go(at, "compute", query("growth", reach="10000000"))
    far = {metric.label: metric.value for metric in at.metric}
    assert told["Random forest"] != far["Random forest"] == "3.84 h"
    for needed in ("between 2.96 h and 4.99 h", "20 of 200 trees", "drawn again"):
        assert needed in said(at)
    assert len(at.get("plotly_chart")) == 2
    at.segmented_control(key="reach").set_value(100_000).run()
    assert address(at)["reach"] == "100000"


def test_shrinking_says_what_pays_and_what_is_only_smaller(visit, configs):
    store().put(shrink_key(configs[1]), SHRUNK)
    at = visit("compute", query("shrink", smaller="1"))
    assert not at.exception
    assert at.success[0].value.startswith("ONNX Runtime pays most")
    for needed in ("Smaller only", "Neither", "not for this model, it needs"):
        assert needed in said(at)


def test_one_row_shows_the_library_beside_the_model(visit, configs):
    for config, found in zip(configs, WRAPPED, strict=True):
        store().put(latencies_key(config), found)
    at = visit("compute", query("latency"))
    assert not at.exception
    assert "1,260 times less" in said(at)
    assert len(at.get("plotly_chart")) == 2
    assert not [b for b in at.button if b.label == "Time them"]
    assert button(at, "Measure again")


@pytest.mark.slow
def test_an_address_that_somebody_made_up_breaks_nothing(visit, configs):
    names = ("along", "source", "seconds", "reach", "smaller")
    at = visit("compute", query("growth", **dict.fromkeys(names, "<b>7")))
    assert not at.exception
    assert not go(at, "compute", query("shrink", smaller="<b>7")).exception
