"""What stands in for private parts of Streamlit: same order, nothing lost."""

import threading
from types import SimpleNamespace

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.runtime.scriptrunner_utils.script_run_context import (
    RunLocation,
    ThreadState,
)
from streamlit.watcher.polling_path_watcher import PollingPathWatcher

from pages.ui.thrift import gathered, whole


class Loop:
    """An event loop that runs when it is told to."""

    def __init__(self):
        self.soon = []

    def call_soon(self, _session, callback):
        self.soon.append(callback)

    def run(self):
        while self.soon:
            self.soon.pop(0)()


def test_the_parts_that_are_replaced_are_still_there():
    assert callable(AppSession._call_soon_on_event_loop)
    assert callable(PollingPathWatcher._schedule)
    assert callable(ScriptRunner._maybe_handle_execution_control_request)


def test_what_a_click_does_is_not_cut_off_by_the_next_click():
    def heed(_runner):
        raise InterruptedError

    heeds = whole(heed)
    ThreadState.initialize()
    with ThreadState.scoped(run_location=RunLocation.CALLBACK):
        heeds(None)
    with pytest.raises(InterruptedError):
        heeds(None)


def test_a_click_is_kept_when_another_request_comes_before_its_turn():
    """What `fastReruns = false` relies on: one run, which knows of both."""
    clicked, later = WidgetStates(), WidgetStates()
    clicked.widgets.add(id="start", trigger_value=True)
    later.widgets.add(id="seed", int_value=7)
    requests = ScriptRequests()
    requests.request_rerun(RerunData(widget_states=clicked))
    requests.request_rerun(RerunData(widget_states=later))
    kept = requests.on_scriptrunner_ready().rerun_data.widget_states
    assert kept is not None
    assert {w.id for w in kept.widgets if w.trigger_value} == {"start"}
    assert {w.id for w in kept.widgets if w.int_value} == {"seed"}


def test_many_messages_wake_the_loop_once_and_keep_their_order():
    loop, session, heard = Loop(), SimpleNamespace(), []
    call = gathered(loop.call_soon)
    for number in range(50):
        call(session, lambda number=number: heard.append(number))
    assert len(loop.soon) == 1
    loop.run()
    assert heard == list(range(50))
    call(session, lambda: heard.append(50))
    assert len(loop.soon) == 1
    loop.run()
    assert heard[-1] == 50


def test_what_comes_while_messages_are_heard_is_heard_too():
    loop, session, heard = Loop(), SimpleNamespace(), []
    call = gathered(loop.call_soon)
    call(session, lambda: call(session, lambda: heard.append("later")))
    loop.run()
    assert heard == ["later"]


def test_an_error_in_one_message_loses_no_other():
    loop, session, heard = Loop(), SimpleNamespace(), []
    call = gathered(loop.call_soon)
    call(session, lambda: 1 / 0)
    call(session, lambda: heard.append("after"))
    with pytest.raises(ZeroDivisionError):
        loop.run()
    loop.run()
    assert heard == ["after"]


def test_two_sessions_do_not_wait_for_each_other():
    loop, heard = Loop(), []
    call = gathered(loop.call_soon)
    for name in "ab":
        call(SimpleNamespace(), lambda name=name: heard.append(name))
    assert len(loop.soon) == 2


def test_nothing_is_lost_between_threads():
    loop, session, heard = Loop(), SimpleNamespace(), []
    call = gathered(loop.call_soon)

    def say(name):
        for number in range(2000):
            call(session, lambda number=number: heard.append((name, number)))

    threads = [threading.Thread(target=say, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        loop.run()
    loop.run()
    for name in "ab":
        assert [n for own, n in heard if own == name] == list(range(2000))
