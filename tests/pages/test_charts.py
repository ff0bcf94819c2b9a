"""Cards of figures: tables made when they are opened, drawings made once."""

from dataclasses import replace

import numpy as np
from streamlit.testing.v1 import AppTest

from core.figure import specs
from pages.ui import album
from tests.core import examples


def page():
    import streamlit as st

    from core.figure import specs
    from pages.ui import charts
    from tests.core import examples

    made = st.session_state.setdefault("made", [])
    roc = specs()["roc"]

    def frame(runs):
        made.append(1)
        return roc.frame(runs)

    from dataclasses import replace

    charts.show(replace(roc, frame=frame), examples.runs(), "here")


def test_a_table_is_made_when_somebody_opens_it() -> None:
    at = AppTest.from_function(page, default_timeout=60).run()
    assert not at.exception
    assert len(at.get("plotly_chart")) == 1
    assert not at.dataframe
    assert at.session_state["made"] == []
    at.session_state["table-here-roc"] = True
    at.run()
    assert len(at.session_state["made"]) == 1
    table = specs()["roc"].frame(examples.runs())
    assert at.dataframe[0].value.shape == table.shape
    labels = {button.label for button in at.button}
    assert {"Chart as PNG", "Chart as SVG"} <= labels
    assert [b.label for b in at.get("download_button")] == ["Table as CSV"]


def test_the_same_values_are_drawn_once_and_others_anew() -> None:
    roc, runs = specs()["roc"], examples.runs()
    first = album.drawing(roc, runs)
    assert album.drawing(roc, (*runs,)) is first
    assert album.drawing(specs()["precision_recall"], runs) is not first
    assert album.drawing(roc, runs[:2]) is not first
    assert first.sentence == roc.sentence(runs)
    assert first.charts == (roc.draw(runs).to_dict(),)


def test_a_mark_tells_every_value_apart() -> None:
    one = examples.runs()[0]
    score = replace(one.evaluation, part="validation")
    marks = [
        album.mark_of(one),
        album.mark_of(replace(one, evaluation=score)),
        album.mark_of(np.zeros(3)),
        album.mark_of(np.zeros(4)),
        album.mark_of(np.array([0.0, 0.0, 1e-300])),
        album.mark_of(np.zeros(3), 1),
    ]
    assert None not in marks
    assert len(set(marks)) == len(marks)


def test_what_cannot_be_told_apart_cheaply_is_not_kept() -> None:
    assert album.mark_of(lambda: 0) is None
    assert album.mark_of(np.zeros(album.LARGEST)) is None


def test_the_album_is_bounded_and_keeps_what_is_looked_at(monkeypatch) -> None:
    fresh = album.Album()
    monkeypatch.setattr(album, "_ALBUM", fresh)
    monkeypatch.setattr(album, "MOST_BYTES", 10_000)
    drawings = {
        name: album.Drawing(sentence=name, charts=({"data": "x" * 4_000},))
        for name in "abc"
    }
    album.keep(b"a", drawings["a"])
    album.keep(b"b", drawings["b"])
    assert album.look_up(b"a") is drawings["a"]
    album.keep(b"c", drawings["c"])
    assert set(fresh.found) == {b"a", b"c"}
