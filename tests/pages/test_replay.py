import re

from streamlit.testing.v1 import AppTest

from pages.ui.replay import ASSETS, SCRIPTS, script

LANE = {
    "model": "mlp",
    "title": "Neural net",
    "colour": "#D55E00",
    "marker": "diamond",
    "dash": "solid",
    "unit": "epoch",
    "total": 2,
    "scored_on": "validation rows",
    "times": [0.1, 0.2],
    "cpu": [0.1, 0.2],
    "steps": [1, 2],
    "scores": [0.7, 0.8],
    "losses": [None, None],
    "test": {"roc_auc": 0.8, "accuracy": 0.7},
}
RACE = {
    "key": "k",
    "title": "Moons",
    "classes": [],
    "lanes": [LANE],
    "baseline": None,
    "surface": None,
    "points": None,
}


def page(race):
    from pages.ui.replay import show

    show(race, key="first")
    show(race, key="second", autoplay=True, height=200)


def test_two_replays_share_a_page_and_survive_reruns():
    app = AppTest.from_function(page, kwargs={"race": RACE}, default_timeout=60).run()
    app.run()
    assert not app.exception


def test_the_assets_reach_for_nothing_outside():
    for text in (script(), (ASSETS / "replay.css").read_text(encoding="utf-8")):
        text = text.replace('"http://www.w3.org/2000/svg"', "")
        assert not re.search(r"https?:|fetch\(|@import|url\(|innerHTML|eval\(", text)


def test_every_script_of_the_folder_is_part_of_the_component():
    assert {path.stem for path in ASSETS.glob("*.js")} == set(SCRIPTS)
    assert script().count("export default") == 1
