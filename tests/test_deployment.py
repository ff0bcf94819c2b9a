"""What is served elsewhere fits what is here: container, proxy, settings for work."""

import re
import tomllib
from pathlib import Path

from streamlit import config

from pages.ui import server

ROOT = Path(__file__).parent.parent
SETTINGS = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
CONTAINER = (ROOT / ".deploy/Containerfile").read_text()
PROXY = (ROOT / ".deploy/nginx.conf").read_text()


def development():
    lines = (ROOT / ".streamlit/development.env").read_text().splitlines()
    return dict(line.split("=") for line in lines if line and line[0] != "#")


def variable(option):
    words = re.sub("([A-Z])", r"_\1", option.replace(".", "_"))
    return f"STREAMLIT_{words.upper()}"


def test_settings_for_work_are_options_and_differ_from_those_for_a_class():
    options = {variable(name): name for name in config._config_options_template}
    for given, value in development().items():
        section, _, name = options[given].partition(".")
        assert SETTINGS[section].get(name) != value
    assert development()["STREAMLIT_CLIENT_SHOW_ERROR_DETAILS"] == "full"


def test_a_class_is_shown_no_details_and_watched_by_nobody():
    assert SETTINGS["client"]["showErrorDetails"] == "none"
    assert SETTINGS["server"]["fileWatcherType"] == "none"
    assert SETTINGS["runner"]["fastReruns"] is False
    assert SETTINGS["browser"]["gatherUsageStats"] is False
    assert "enableXsrfProtection" not in SETTINGS["server"]
    assert "enableCORS" not in SETTINGS["server"]


def test_container_holds_what_runs_and_is_no_root():
    copied = re.findall(r"^COPY (\S+) ", CONTAINER, re.MULTILINE)
    assert {"app.py", "core", "pages", "assets"} < set(copied)
    for name in copied:
        assert (ROOT / name).exists()
    assert re.search(r"^USER [1-9]\d+$", CONTAINER, re.MULTILINE)


def test_health_is_asked_where_it_answers():
    paths = {getattr(route, "path", "") for route in server.routes()}
    assert "/healthz" in paths
    assert "localhost:8501/healthz" in CONTAINER
    assert "location = /healthz" in PROXY


def test_proxy_lets_through_what_the_app_takes_and_keeps_a_browser_at_its_server():
    size = SETTINGS["server"]["maxUploadSize"]
    assert f"client_max_body_size {size}m;" in PROXY
    assert "hash $cookie_crossover consistent;" in PROXY
    assert "proxy_buffering off;" in PROXY
