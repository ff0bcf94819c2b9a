"""What the server says of itself, who is there, and what every answer carries."""

import asyncio
import json
import threading

import pytest
from starlette.responses import Response

from pages.ui import browser, guard, health, server
from pages.ui.wire import collect
from tests.pages.asking import HTML, Client

BUSY = {"busy": 1, "slots": 2, "queued": 3}


def asked(client):
    answer = client.get("/healthz")
    return answer, json.loads(answer.body)


@pytest.fixture
def client(monkeypatch):
    parts = {"engine": lambda: BUSY, "store": dict}
    monkeypatch.setattr(health, "CHECKS", parts)
    return Client()


def test_real_engine_and_store_answer():
    answer, told = asked(Client())
    assert answer.status == 200
    assert told["status"] == "ok"
    assert set(told["engine"]) == {"answers", "busy", "slots", "queued"}
    assert told["store"] == {"answers": True}


def test_a_server_that_works_says_so_and_is_not_remembered(client):
    answer, told = asked(client)
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert told["engine"] == {"answers": True, **BUSY}


@pytest.mark.parametrize("part", ["engine", "store"])
def test_a_part_that_fails_is_named_without_its_reason(client, monkeypatch, part):
    def fail():
        raise OSError("/home/somebody/secret is full")

    monkeypatch.setitem(health.CHECKS, part, fail)
    answer, told = asked(client)
    assert answer.status == 503
    assert told["status"] == "failing"
    assert told[part] == {"answers": False}
    assert sum(told[name]["answers"] for name in health.CHECKS) == 1
    assert b"secret" not in answer.body


def test_a_part_that_hangs_is_given_up_and_not_asked_twice_meanwhile(
    client, monkeypatch
):
    wake, calls = threading.Event(), []

    def hang():
        calls.append(1)
        wake.wait()
        return {}

    async def ask_thrice():
        answers = [await client.get_one("/healthz", {}) for _ in range(3)]
        wake.set()
        return answers

    monkeypatch.setitem(health.CHECKS, "store", hang)
    monkeypatch.setattr(health, "PATIENCE_S", 0.01)
    answers = asyncio.run(ask_thrice())
    assert [answer.status for answer in answers] == [503, 503, 503]
    assert calls == [1]


@pytest.mark.parametrize(
    ("path", "accept"), [("/", HTML), ("/static/js/a.js", "*/*"), ("/healthz", "*/*")]
)
def test_every_answer_tells_browsers_what_no_page_needs(client, path, accept):
    headers = client.get(path, accept=accept, accept_encoding="gzip").headers
    for name, value in guard.GUARDS.items():
        assert headers[name] == value


def test_a_header_that_is_there_already_stays():
    async def own(scope, receive, send):
        kept = {"X-Frame-Options": "DENY"}
        await Response("text", headers=kept)(scope, receive, send)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    sent = asyncio.run(collect(guard.Guard(own), scope))
    names = [name for name, _ in sent[0]["headers"]]
    assert names.count(b"x-frame-options") == 1
    assert (b"x-frame-options", b"DENY") in sent[0]["headers"]


async def tab(cookie, inside):
    async def page(scope, receive, send):
        await inside()

    headers = [(b"cookie", cookie.encode())]
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers}
    await collect(browser.Recognise(page), scope)


def open_tab(cookie, inside):
    async def within():
        inside()

    asyncio.run(tab(cookie, within))


def test_a_browser_is_there_as_long_as_one_of_its_tabs_is():
    one, other = browser.new_key(), browser.new_key()
    seen = []

    async def look():
        seen.append(set(browser.connected()))

    async def first_tab():
        await tab(f"crossover={one}", look)
        await look()
        await tab(f"crossover={other}", look)

    asyncio.run(tab(f"crossover={one}", first_tab))
    assert seen == [{one}, {one}, {one, other}]
    assert browser.connected() == ()


def test_a_visit_without_a_cookie_is_nobody_and_one_that_fails_is_gone():
    seen = []
    open_tab("crossover=short", lambda: seen.append(browser.connected()))
    assert seen == [()]

    def fail():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        open_tab(f"crossover={browser.new_key()}", fail)
    assert browser.connected() == ()


def test_jobs_of_whoever_is_there_are_kept_alive(monkeypatch):
    touched = []

    class Engine:
        def touch(self, owner):
            touched.append(owner)

    key = browser.new_key()
    monkeypatch.setattr(server.engine, "start", Engine)
    open_tab(f"crossover={key}", server.keep_jobs)
    server.keep_jobs()
    assert touched == [key]


def test_housekeeping_goes_on_after_a_duty_has_failed(monkeypatch, caplog):
    end, done = threading.Event(), []

    def fail():
        raise OSError("locked")

    def drop():
        done.append(1)
        if len(done) == 2:
            end.set()

    class Engine:
        def warm(self, timeout):
            pass

    monkeypatch.setattr(server, "WARM_AFTER_S", 0.0)
    monkeypatch.setattr(server, "COLLECT_EVERY_S", 0.001)
    monkeypatch.setattr(server.engine, "start", Engine)
    monkeypatch.setattr(server, "settle", lambda: None)
    monkeypatch.setattr(server, "keep_jobs", fail)
    monkeypatch.setattr(server, "drop_expired", drop)
    server.keep_house(end)
    assert done == [1, 1]
    assert caplog.text.count("Housekeeping failed") == 2
