"""The replay in a real browser, on a server with nothing but the replay."""

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import numpy as np
import pytest

from tests.chromium import chromium

pytestmark = pytest.mark.e2e
playwright = pytest.importorskip("playwright.sync_api")

ROOT = Path(__file__).resolve().parents[2]
APP = """
import streamlit as st
from starlette.routing import Route

from pages.ui import replay

app = st.App("page.py", routes=[Route(f"/{replay.ADDRESS}", replay.answer)])
"""
SCRIPT = """
import json
from pathlib import Path

import streamlit as st

from pages.ui.replay import show

race = json.loads(Path(__file__).with_name("race.json").read_text())
st.button("Rerun")
if st.checkbox("Other"):
    race["key"] = "other"
if st.query_params.get("metric") == "r2":
    race |= {"metric": {"title": "R²", "guessing": 0.0, "best": 1.0}}
    race |= {"baseline": -0.01, "surface": None, "points": None}
    for lane in race["lanes"]:
        lane["reached"] = {"part": "validation", "score": 0.432}
        lane["scores"][0] = -80.0
        del lane["test"]
if st.query_params.get("beneath"):
    lanes = [dict(lane, times=[2 * t for t in lane["times"]]) for lane in race["lanes"]]
    named = {"title": "Seed 43", "differs": "seed 43", "note": "Other rows."}
    race["beneath"] = [{"key": "43", "lanes": lanes, **named}]
n = st.session_state["n"] = st.session_state.get("n", 0) + 1
live = st.query_params.get("live") == "1" and n < 5
if live:  # ready, then five steps more with each run
    st.container(height=900)
    race |= {"key": str(n), "surface": None, "points": None}
    for lane in race["lanes"]:
        for name in ("times", "cpu", "steps", "scores", "losses"):
            lane[name] = lane[name][: 5 * (n - 1)] or [0]
        lane |= {"state": "running" if n > 1 else "ready", "told": "It is told."}
show(race, key="race", autoplay=st.query_params.get("auto") == "1", live=live)
"""


def race():
    import base64

    def lane(model, title, end, colour, marker):
        share = np.linspace(0.05, 1, 20)
        return {
            "model": model,
            "title": title,
            "colour": colour,
            "marker": marker,
            "dash": "solid",
            "unit": "tree",
            "total": 20,
            "scored_on": "validation rows",
            "times": (share * end).tolist(),
            "cpu": (share * end).tolist(),
            "steps": list(range(1, 21)),
            "scores": (0.6 + 0.3 * share).tolist(),
            "losses": (1 - share).tolist() if model == "mlp" else [None] * 20,
            "test": {"roc_auc": 0.9, "accuracy": 0.8},
        }

    across = np.tile(np.arange(10) * 25, (10, 1)).astype(np.uint8)
    shown = [base64.b64encode(s.tobytes()).decode() for s in (across, across.T.copy())]
    return {
        "key": "one",
        "title": "Two moons",
        "classes": [
            {"name": "<i>a</i>", "colour": "#7A5BD0", "marker": "circle"},
            {"name": "b", "colour": "#B8860B", "marker": "triangle-up"},
        ],
        "lanes": [
            lane("random_forest", "Random forest", 0.5, "#009E73", "circle"),
            lane("mlp", "Neural net", 1.0, "#D55E00", "diamond"),
        ],
        "baseline": 0.5,
        "surface": {
            "size": 10,
            "extent": [0, 0, 1, 1],
            "lanes": [
                {"at": [0.1, 0.5], "data": [shown[0], shown[0]]},
                {"at": [0.1, 1.0], "data": [shown[0], shown[1]]},
            ],
        },
        "points": {"x": [0.2, 0.8], "y": [0.5, 0.5], "code": [0, 1]},
    }


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("replay")
    (folder / "race.json").write_text(json.dumps(race()))
    (folder / "app.py").write_text(APP)
    (folder / "page.py").write_text(SCRIPT)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {"port": port, "headless": "true", "fileWatcherType": "none"}
    command = [sys.executable, "-m", "streamlit", "run", str(folder / "app.py")]
    command += [f"--server.{name}={value}" for name, value in options.items()]
    server = subprocess.Popen(
        [*command, "--browser.gatherUsageStats=false"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(10)


def wait_for(url):
    import time

    for _ in range(150):
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("The test's server did not start.")


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as p:
        started = p.chromium.launch(
            executable_path=str(chromium()), args=["--no-sandbox"]
        )
        yield started
        started.close()


@pytest.fixture
def visit(browser, address):
    opened, errors = [], []

    def go(query="", **options):
        page = browser.new_context(**options).new_page()
        opened.append(page)
        page.frames_on_the_wire = []
        page.on("websocket", lambda socket: note_frames(socket, page))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda m: m.type == "error" and errors.append(m.text))
        page.goto(address + query)
        page.locator(".chart").wait_for()
        return page

    yield go
    for page in opened:
        page.context.close()
    assert errors == []


def note_frames(socket, page):
    for event in ("framesent", "framereceived"):
        socket.on(event, lambda frame: page.frames_on_the_wire.append(frame))


def moment(page):
    return int(page.get_by_label("Moment of the race").input_value())


def until(page, condition):
    page.wait_for_function(
        "test => { const all = [...document.querySelectorAll('*')];"
        "const host = all.find(n => n.shadowRoot?.querySelector('.replay'));"
        "const t = Number(host?.shadowRoot.querySelector('[type=range]').value);"
        "return new Function('t', 'return ' + test)(t); }",
        arg=condition,
    )


def test_it_starts_finished_and_plays_on_request_without_the_server(visit):
    page = visit()
    assert moment(page) == 1000
    page.wait_for_timeout(300)
    asked = page.frames_on_the_wire
    asked.clear()
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.get_by_role("button", name="Play").click()
    until(page, "t > 50 && t < 900")
    page.get_by_role("button", name="Pause").click()
    held = moment(page)
    page.wait_for_timeout(250)
    assert moment(page) == held
    page.get_by_label("Speed").select_option("0.25")
    page.get_by_role("radio", name="Loss").check()
    page.get_by_role("radio", name="CPU seconds").check()
    page.get_by_role("button", name="Step back").click()
    page.get_by_label("Moment of the race").fill("900")
    assert asked == []


def test_the_clock_and_the_line_change_in_place(visit):
    page = visit("?auto=1")
    page.get_by_role("button", name="Pause").click()
    page.get_by_label("Moment of the race").fill("500")
    words = page.locator(".chart svg")
    for clock, axis, told in (
        ("CPU seconds", "CPU seconds of training", "0.50 CPU s of 1.00 CPU s"),
        ("Share", "Share of the planned steps", "50 % of 100 %"),
        ("Seconds", "Seconds of training", "0.50 s of 1.00 s"),
    ):
        page.get_by_role("radio", name=clock, exact=True).check()
        assert axis in words.text_content()
        assert page.locator(".clock").inner_text() == told
        assert moment(page) == 500
    page.get_by_role("radio", name="Loss").check()
    assert "Random forest: no loss" in words.text_content()
    assert "Neural net 0.500" in words.text_content()


def test_everything_can_be_done_by_keyboard(visit):
    page = visit()
    chart = page.locator(".chart")
    chart.focus()
    assert chart.evaluate("n => getComputedStyle(n).outlineStyle") == "solid"
    page.keyboard.press("Home")
    assert moment(page) == 0
    page.keyboard.press("ArrowRight")
    assert moment(page) == 25  # the forest's first tree
    assert "At 0.03 s" in page.locator("[aria-live]").text_content()
    page.keyboard.press("End")
    assert moment(page) == 1000
    page.keyboard.press("Space")
    until(page, "t > 20 && t < 900")
    page.keyboard.press("Space")
    assert page.get_by_role("button", name="Play").count() == 1


def test_a_race_beneath_is_drawn_on_the_same_clock_and_named(visit):
    page = visit("?beneath=1")
    assert page.locator(".clock").inner_text() == "2.00 s of 2.00 s"
    assert page.locator(".ghost-line").count() == 2
    assert page.get_by_text("Beneath, dashed: Seed 43.").count() == 1
    assert page.locator(".beneath .label").all_text_contents() == ["seed 43 0.900"] * 2


def test_scrubbing_and_stepping_show_the_frame(visit):
    page = visit()
    page.get_by_label("Moment of the race").fill("500")
    assert page.get_by_text("10 of 20 trees").count() == 1
    assert page.get_by_text("20 of 20 trees").count() == 1
    assert page.locator(".strip.done").count() == 1
    page.get_by_role("button", name="Step forward").click()
    assert page.get_by_text("11 of 20 trees").count() == 1
    page.get_by_label("Moment of the race").press("ArrowLeft")
    assert page.get_by_text("10 of 20 trees").count() == 1
    page.get_by_label("Moment of the race").press("Space")
    until(page, "t > 510")


def test_a_rerun_keeps_the_moment_and_other_data_starts_anew(visit):
    page = visit("?auto=1")
    page.get_by_role("button", name="Pause").click()
    page.get_by_label("Moment of the race").fill("400")
    page.get_by_role("button", name="Rerun").click()
    page.wait_for_timeout(400)
    assert moment(page) == 400
    page.get_by_text("Other", exact=True).click()
    page.get_by_role("button", name="Pause").wait_for()


def test_a_rerun_does_not_stop_a_play(visit):
    page = visit("?auto=1")
    page.get_by_role("button", name="Rerun").click()
    until(page, "t > 150")
    assert page.get_by_role("button", name="Pause").count() == 1


def test_a_race_that_starts_is_seen_and_its_picture_can_be_held(visit):
    page = visit("?live=1", viewport={"width": 390, "height": 844})
    rerun = page.get_by_role("button", name="Rerun")
    rerun.click()
    hold = page.get_by_role("button", name="Hold the picture")
    hold.wait_for()
    page.wait_for_function(
        "box => box.getBoundingClientRect().bottom < innerHeight",
        arg=page.locator(".chart").element_handle(),
    )
    hold.click()
    rerun.click()
    page.wait_for_timeout(300)
    assert page.get_by_text("5 of 20 trees").count() == 2
    page.get_by_role("button", name="Go on live").click()
    assert page.get_by_text("10 of 20 trees").count() == 2
    hold.click()
    rerun.click()
    rerun.click()
    page.get_by_role("button", name="Play").wait_for()
    assert moment(page) == 500


def test_less_motion_means_the_finished_race_stands_still(visit):
    page = visit("?auto=1", reduced_motion="reduce")
    page.wait_for_timeout(200)
    assert moment(page) == 1000
    assert page.get_by_role("button", name="Play").count() == 1


def test_speed_is_told_and_names_stay_text(visit):
    page = visit()
    assert page.get_by_text("slowed down 8×").count() == 1
    page.get_by_label("Speed").select_option("8")
    assert page.get_by_text("at its real speed").count() == 1
    assert page.get_by_text("<i>a</i>").count() == 1


def test_a_recording_names_its_own_score_and_an_older_one_roc_auc(visit):
    assert visit().get_by_text("test ROC AUC 0.900").count() == 2
    page = visit("?metric=r2")
    assert page.get_by_text("Live score: R² on validation rows").count() == 1
    assert page.get_by_text("validation R² 0.432").count() == 2
    assert page.get_by_text("ROC AUC").count() == 0


def test_a_score_far_below_zero_neither_flattens_nor_leaves_the_chart(visit):
    page = visit("?metric=r2")
    levels = page.locator(".chart .line").evaluate_all(
        "lines => lines.map(l => [...l.points].map(p => p.y))"
    )
    height = page.locator(".chart svg").evaluate("n => n.viewBox.baseVal.height")
    for line in levels:
        assert max(line) < height - 30  # above the words of the axis
        assert max(line[1:]) - min(line) > height / 8


@pytest.mark.parametrize("width", [350, 390, 1280])
def test_nothing_is_wider_than_the_screen(visit, width):
    page = visit(viewport={"width": width, "height": 900})
    inside = page.locator(".replay").evaluate("n => n.scrollWidth <= n.clientWidth")
    assert inside
    assert page.evaluate("document.documentElement.scrollWidth") <= width
