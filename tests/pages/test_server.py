"""What surrounds the pages, without a browser."""

import asyncio
import gzip
import threading
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from streamlit import config
from streamlit.testing.v1 import AppTest

from core.paths import upload_path
from core.storage.store import KeptUpload, store
from pages.ui import browser, menu, server, wire
from pages.ui.wire import collect
from tests.pages.asking import DOCUMENT, HTML, SCRIPT, TABLE, Client

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())


@pytest.fixture
def client():
    return Client()


def test_document_has_our_head_and_nothing_else_changes(client):
    answer = client.get("/train", accept=HTML, if_none_match="x")
    html = answer.body.decode()
    assert "<title>Crossover</title>" in html
    assert "Streamlit" not in html
    assert html.endswith("</head><body>body</body></html>")
    assert answer.headers["content-length"] == str(len(answer.body))


def test_what_is_not_opened_as_a_document_stays_as_it_is(client):
    assert client.get("/train", accept="*/*").body == DOCUMENT.encode()
    assert client.get("/table.csv", accept=HTML).body == TABLE.encode()


def test_everything_in_the_head_is_served(client):
    for part in server.head().split('href="./')[1:]:
        answer = client.get("/" + part.partition('"')[0])
        assert answer.status == 200
        assert answer.headers["cache-control"].startswith("public, max-age=")
    assert client.get("/favicon.png").headers["content-type"] == "image/png"


def test_nothing_beside_the_assets_is_served(client):
    assert client.get("/assets/../app.py").status == 404


def test_every_font_of_the_theme_is_in_assets_with_its_licence():
    for font in SETTINGS["theme"]["fontFaces"]:
        assert (ROOT / font["url"]).is_file()
        family = font["family"].lower().replace(" ", "-")
        assert (ROOT / f"assets/fonts/{family}-OFL.txt").is_file()


def test_script_is_compressed_once_and_unpacks_to_itself(client):
    paths = ["/static/js/a.js"] * 5
    answers = asyncio.run(client.get_all(paths, accept_encoding="gzip, br"))
    for answer in [*answers, client.get(paths[0], accept_encoding="gzip")]:
        assert gzip.decompress(answer.body).decode() == SCRIPT
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["content-length"] == str(len(answer.body))
        assert answer.headers["cache-control"] == "public, max-age=1"
        assert answer.headers["content-type"].startswith("text/javascript")
    assert client.asked == ["/static/js/a.js"]


def test_visitor_who_leaves_early_spoils_the_script_for_nobody(client, tmp_path):
    file = tmp_path / "long.js"
    file.write_text(SCRIPT * 20_000)
    whole = Mount("/static/js", StaticFiles(directory=tmp_path))
    client.app = app = wire.Pack(Starlette(routes=[whole]))

    async def leaves():
        return {"type": "http.disconnect"}

    path, asked = "/static/js/long.js", [(b"accept-encoding", b"gzip")]
    scope = {"type": "http", "method": "GET", "path": path, "headers": asked}
    asyncio.run(collect(app, {"root_path": "", **scope}, leaves))
    answer = client.get(path, accept_encoding="gzip")
    assert gzip.decompress(answer.body) == file.read_bytes()


@pytest.mark.parametrize(
    "headers", [{}, {"accept_encoding": "gzip", "range": "bytes=0-9"}]
)
def test_client_that_cannot_unpack_gets_the_script_as_it_is(client, headers):
    answer = client.get("/static/js/a.js", **headers)
    assert "content-encoding" not in answer.headers
    assert answer.body.decode() == SCRIPT


def test_made_up_addresses_do_not_fill_the_memory(client):
    client.app = pack = wire.Pack(client.app)
    for i in range(5):
        assert client.get(f"/static/made-up-{i}", accept_encoding="gzip").status == 200
    assert pack.packed == pack.packing == {}


def test_cookie_is_given_kept_and_sent_to_the_websocket(client):
    cookie = client.get("/", accept=HTML).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    key = browser.cookie_key(cookie)
    again = client.get("/train", accept=HTML, cookie=f"a=b; crossover={key}")
    assert browser.cookie_key(again.headers["set-cookie"]) == key
    talk = client.talk({"type": "websocket"}, "/stream", {"cookie": f"crossover={key}"})
    assert [said.get("text") for said in asyncio.run(talk)] == [None, key, None]


def test_only_documents_give_a_cookie(client):
    for path in ("/static/js/a.js", "/table.csv", "/train"):
        assert "set-cookie" not in client.get(path, accept="*/*").headers


@pytest.mark.parametrize("held", ["", "short", "x" * 33, "../" * 10 + "xx"])
def test_misshapen_cookie_is_replaced(client, held):
    answer = client.get("/", accept=HTML, cookie=f"{browser.NAME}={held}")
    assert browser.cookie_key(answer.headers["set-cookie"]) not in ("", held)


@given(st.text())
def test_no_cookie_header_raises_or_gives_a_misshapen_key(header):
    key = browser.cookie_key(header)
    assert key == "" or browser.SHAPE.fullmatch(key)


def test_keys_have_their_shape_and_differ():
    keys = {browser.new_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(browser.SHAPE.fullmatch(key) for key in keys)


def test_without_a_cookie_a_session_has_a_key_of_its_own():
    def script():
        import streamlit as st

        from pages.ui import browser

        st.text(browser.key())

    one = AppTest.from_function(script).run()
    other = AppTest.from_function(script).run()
    first = one.text[0].value
    assert browser.SHAPE.fullmatch(first)
    assert one.run().text[0].value == first
    assert other.text[0].value != first


def test_streamlit_still_has_the_switch_that_stops_its_collecting():
    assert "runner.postScriptGC" in config._config_options_template
    assert SETTINGS["runner"]["postScriptGC"] is False


def test_every_setting_is_an_option_of_the_installed_streamlit():
    modes = ("light", "dark")
    theme = {name for name in SETTINGS["theme"] if name not in modes}
    names = {f"theme.{name}" for name in theme}
    names |= {
        f"theme.{mode}.{name}" for mode in modes for name in SETTINGS["theme"][mode]
    }
    for section in SETTINGS.keys() - {"theme"}:
        names |= {f"{section}.{name}" for name in SETTINGS[section]}
    assert names <= set(config._config_options_template)


def test_housekeeping_warms_collects_and_ends(monkeypatch):
    done = []
    end = threading.Event()

    class Engine:
        def warm(self, timeout):
            done.append("warm")

    def collect_garbage():
        done.append("collect")
        if len(done) > 4:
            end.set()

    monkeypatch.setattr(server, "WARM_AFTER_S", 0.0)
    monkeypatch.setattr(server, "COLLECT_EVERY_S", 0.001)
    monkeypatch.setattr(server.engine, "start", Engine)
    monkeypatch.setattr(server, "settle", lambda: done.append("settle"))
    monkeypatch.setattr(server.gc, "collect", collect_garbage)
    server.keep_house(end)
    assert done == ["warm", "settle", "collect", "collect", "collect"]


def test_housekeeping_deletes_expired_uploads_and_what_the_engine_knows(monkeypatch):
    forgotten = []

    class Engine:
        def forget(self, token):
            forgotten.append(token)

    token = "e" * 32
    old = KeptUpload(token=token, owner="me", name="old.csv", created=0.0)
    store().keep_upload(old, b"rows")
    monkeypatch.setattr("core.storage.uploads.SURE_S", 0.0)
    monkeypatch.setattr(server.engine, "start", Engine)
    server.drop_expired()
    assert forgotten == [token]
    assert not upload_path(token).exists()


def test_server_that_ends_at_once_warms_nothing(monkeypatch):
    monkeypatch.setattr(server.engine, "start", None)
    end = threading.Event()
    end.set()
    server.keep_house(end)


def test_sessions_share_no_page_object():
    # st.navigation marks the page that may run in the object itself.
    assert menu.pages()["home"] is not menu.pages()["home"]


def test_every_page_of_the_menu_has_its_file():
    assert next(iter(menu.PAGES)) == "home"
    for name in menu.PAGES:
        assert (ROOT / "pages" / f"{name}.py").is_file()
