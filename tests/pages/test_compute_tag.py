"""Section "Price tag" of page compute: what it shows, and when it offers to measure."""

import time
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from core.pricing.tag import price_key
from core.race import from_query
from core.storage.store import store
from core.train import finish, fit
from pages.ui import compute_tags, racing
from tests.core.examples_cost import tag
from tests.pages.conftest import RUNS, address, go, said

MOONS = (
    "data=moons&n=200&random_forest.n_estimators=5&mlp.epochs=3&seed=72"
    "&models=random_forest,mlp"
)


@pytest.fixture(scope="module")
def runs():
    configs = racing.all_runs(from_query(dict(parse_qsl(MOONS))))
    return tuple(finish(fit(config)) for config in configs)


@pytest.fixture
def measured(runs):
    """Put a whole price tag beside each run, as measuring does."""

    def put(**given):
        for run in runs:
            store().put(price_key(run.config), (tag(run, **given),))

    yield put
    for run in runs:
        store().put(price_key(run.config), ())


def offers(at):
    return [b.label for b in at.button if b.key == "measure"]


def test_what_the_race_measured_is_there_at_once_with_an_offer_of_more(visit, runs):
    at = visit("compute", MOONS)
    assert not at.exception
    table = at.dataframe[0].value
    assert list(table["Model"].str.removesuffix(" (crowded)")) == [
        "Random forest", "Neural net", "Baseline",
    ]  # fmt: skip
    assert list(table["Train, CPU s"]) == [run.cost.cpu_s for run in runs]
    assert offers(at)[0].startswith("Measure in full (about ")
    assert "What surprises most people" not in said(at)


def test_every_figure_of_a_full_measurement_is_shown(visit, measured):
    measured()
    at = visit("compute", MOONS)
    assert not at.exception
    assert offers(at) == []
    figures = at.dataframe[1].value.set_index("Figure")["Random forest"]
    assert figures["Made of"] == "100 trees × 90.5 nodes"
    assert figures["One answer takes"] == "4,032 multiply-adds"
    assert " to " in figures["Training, CPU s"]  # three trainings and their spread
    assert figures["Trainings that count"] == "3, after one to warm up"
    for rows in ("1", "32", "1,000", "100,000"):
        assert float(figures[f"Rows a second, {rows} at once"].replace(",", "")) > 0
    assert figures["Others used of the machine"] == "2%"
    assert "There is no GPU here" in said(at)


def test_measured_in_a_crowd_is_marked_and_can_be_repeated(visit, measured, runs):
    measured(asked_busy=0.9)
    at = visit("compute", MOONS)
    assert all(at.dataframe[0].value["Model"].str.endswith(" (crowded)"))
    assert "Others used up to 90% of this machine" in said(at)
    assert offers(at)[0].startswith("Measure again")


def test_both_devices_of_a_net_stand_in_the_table(visit, measured, runs):
    measured()
    net = next(run for run in runs if run.model == "mlp")
    both = (tag(net, device="GPU, Test 9000", gpu_mb=3.0), tag(net))
    store().put(price_key(net.config), both)
    at = visit("compute", MOONS)
    names = list(at.dataframe[0].value["Model"])
    assert names[1:3] == ["Neural net, GPU", "Neural net, CPU"]
    assert "the way of rows there and of answers back is counted" in said(at)


def test_the_cost_that_scores_are_set_against_stands_in_the_address(visit, measured):
    measured()
    at = visit("compute", f"{MOONS}&against=size")
    assert "Size on disk, kB" in said(at)
    at.selectbox(key="against").set_value("memory").run()
    assert address(at)["against"] == "memory"
    at = visit("compute", f"{MOONS}&against=nonsense")
    assert at.selectbox(key="against").value == "cpu"


def test_tags_are_of_whole_measurements_only(runs, measured):
    assert compute_tags.tags(runs) == {}
    measured()
    found = compute_tags.tags(runs)
    assert set(found) == {run.key for run in runs}
    half = replace(tag(runs[0]), done=1)
    asked = compute_tags.Asked(
        tags={run.key: () for run in runs} | {runs[0].key: (half,)},
        work=compute_tags.measure_work(()),
        now=None,
    )
    seen = compute_tags.tagged(runs, asked)
    assert [one.finished for one in seen.tags] == [False] * len(runs)
    assert seen.tags[0].latency is None  # the race's, not the half one


@pytest.mark.slow
def test_a_click_measures_every_model(visit, runs):
    at = visit("compute", MOONS)
    at.button(key="measure").click().run()
    for _ in range(RUNS):
        assert not at.exception
        if len(compute_tags.tags(runs)) == len(runs):
            break
        time.sleep(0.2)
        at.run()
    at = go(at, "compute", MOONS)
    figures = at.dataframe[1].value.set_index("Figure")["Neural net"]
    assert figures["Made of"].endswith(" weights")
    assert figures["One answer takes"].endswith(" multiply-adds")
