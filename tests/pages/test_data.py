"""The data page: bringing a table, saying what it is, and getting rid of its traps."""

import pytest
from streamlit.testing.v1 import AppTest

from core import dataset
from core.choices import EDITS
from core.engine import Work
from core.paths import home
from core.race import to_query
from pages.ui import reading
from pages.ui.text import escape
from tests.core.workbooks import workbook
from tests.pages.bringing import (
    archive,
    brought,
    houses,
    people,
    pets,
    press,
    to_own,
    upload,
)
from tests.pages.conftest import SECONDS, address, button, go, said, until

PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64)
GUESS = "We guess you want to predict"


def facts(at):
    """Return what the banner says of the data in use."""
    found = [c.value for c in at.caption if " rows × " in c.value]
    assert len(found) == 1
    return found[0]


def errors(at):
    return [error.value for error in at.error]


def one(at, kind, label):
    """Return the one element of a kind with a label."""
    found = [e for e in at.get(kind) if e.label.startswith(label)]
    assert len(found) == 1, [e.label for e in at.get(kind)]
    return found[0]


def test_table_is_guessed_confirmed_and_freed_of_a_trap_by_one_click(visit):
    at = brought(visit("data"), "people.csv", people())
    assert {"data", "file"} == set(address(at))
    assert GUESS in said(at)
    assert facts(at).startswith("330 rows × 4 columns · target left · 2 classes")
    at = press(at, "Yes", "3 traps to look at first")
    assert address(at)["target"] == "left"
    assert GUESS not in said(at)
    at = press(at, "Leave out 'left_code'", "2 traps to look at first")
    assert address(at)["drop"] == "left_code"
    assert facts(at).startswith("330 rows × 3 columns")
    at = press(at, "Drop the copies", "1 trap to look at first")
    assert address(at)["drop_copies"] == "true"
    assert facts(at).startswith("300 rows")
    at = press(at, "Treat 999 as missing", "No traps found")
    assert address(at)["missing"] == "age:999"
    at = press(at, "'left_code' is left out", "1 trap to look at first")
    assert "drop" not in address(at)
    at = press(at, "Undo all 2", "3 traps to look at first")
    assert set(address(at)) == {"data", "file", "target"}


def test_a_link_brings_every_decision_back(visit):
    at = brought(visit("data"), "people.csv", people())
    link = address(at) | {"drop": "left_code", "missing": "age:999", "seed": "7"}
    for name, value in link.items():
        at.query_params[name] = value
    at = until(at.run(), "is left out")
    until(at, "1 trap to look at first")
    assert address(at) == link


def test_clean_table_gets_one_quiet_line(visit):
    at = brought(visit("data"), "pets.csv", pets())
    assert "No traps found" in said(at)
    assert not at.warning
    assert not at.error


def test_pasted_table_is_read(visit):
    at = to_own(visit("data"), "Paste a table")
    at.text_area(key="pasted").set_value(pets().decode().replace(",", "\t"))
    at = press(at, "Read this table", "The rows")
    assert "Pasted table" in said(at)
    assert facts(at) == "200 rows × 3 columns · target species · 2 classes"


@pytest.mark.parametrize(
    ("way", "button_", "sentence"),
    [
        ("Paste a table", "Read this table", "The field is empty"),
        ("OpenML", "Load it", "Name a data set first"),
    ],
)
def test_empty_field_is_answered_with_a_sentence(visit, way, button_, sentence):
    at = press(to_own(visit("data"), way), button_, sentence)
    assert len(at.error) == 1
    assert address(at) == {"data": "moons"} or address(at) == {}


def test_refused_file_leaves_the_data_in_use(visit):
    at = brought(visit("data"), "pets.csv", pets())
    before = address(at)
    at = until(upload(at, "picture.csv", PICTURE), "picture")
    until(at, "is seen by this browser alone")
    assert len(at.error) == 1
    assert address(at) == before
    assert facts(at) == "200 rows × 3 columns · target species · 2 classes"
    assert "pets" in said(at)
    kept = {
        path.name for path in (home() / "uploads").iterdir() if "." not in path.name
    }
    assert before["file"] in kept
    at = brought(at, "people.csv", people())
    assert not at.error


def test_table_that_was_refused_is_not_kept(visit):
    folder = home() / "uploads"
    before = set(folder.iterdir()) if folder.exists() else set()
    at = upload(visit("data"), "picture.csv", PICTURE)
    until(at, "format: ERROR")
    assert set(folder.iterdir()) == before


def test_archive_asks_for_one_of_its_tables(visit):
    data = archive(pets=pets(), houses=houses())
    at = until(upload(visit("data"), "both.zip", data), "holds 2 tables")
    assert address(at)["reading"]
    choice = next(box for box in at.selectbox if "holds 2 tables" in box.label)
    assert choice.value is None
    at = until(choice.select("houses.csv").run(), "The rows")
    assert address(at)["table"] == "houses.csv"
    assert facts(at) == "200 rows × 3 columns · target price · regression"
    other = next(box for box in at.selectbox if box.label.startswith("Table ("))
    at = until(other.select("pets.csv").run(), "target species")
    assert address(at)["table"] == "pets.csv"


def test_the_sheet_that_was_read_is_the_one_that_is_shown(visit):
    cells = [line.split(",") for line in pets().decode().splitlines()]
    book = workbook({"Notes": [["Read me first."], ["Of 2024."]], "Pets": cells})
    at = brought(visit("data"), "book.xlsx", book)
    before = address(at)
    notes = [m.value for m in at.markdown if "was read" in m.value]
    assert escape("The sheet 'Pets' was read") in "".join(notes)
    for _ in range(2):
        assert one(at, "selectbox", "Table (2").value == "Pets"
        at = until(one(at, "selectbox", "Table (2").select("Notes").run(), "ERROR")
        at = until(at, "one column only")
        assert one(at, "selectbox", "Table (2").value == "Pets"
        assert (address(at), len(at.error)) == (before, 1)
        assert at.subheader[0].value.startswith("Still in use: book")


def test_target_of_the_table_before_is_not_asked_of_the_next(visit):
    at = brought(visit("data"), "pets.csv", pets())
    at.query_params["target"] = "failed"
    at = until(at.run(), "has no column")
    assert "target" not in address(at)
    until(at, "target species")
    assert len(at.error) == 1


def late_click():
    import streamlit as st

    from core.dataset import data_config
    from core.race import to_query
    from pages.ui import decisions, experiment

    race = experiment.current()
    decisions.about(race.data)
    if st.button("other"):
        experiment.set_data(data_config("penguins"))
    st.button("late", on_click=decisions.write, args=({"drop": "island"},))
    st.text(str(to_query(experiment.now()).get("drop")))


def test_a_late_click_decides_nothing_about_the_next_table():
    at = AppTest.from_function(late_click)
    first = next(key for key, s in dataset.specs().items() if s.group == "Real table")
    at.query_params["data"] = first if first != "penguins" else "abalone"
    button(at.run(), "other").click().run()
    assert address(at)["data"] == "penguins"
    button(at, "late").click().run()
    assert at.text[0].value == "None"
    button(at, "late").click().run()
    assert at.text[0].value == "island"


def figures_of(notes):
    from types import SimpleNamespace

    from pages.ui import columns

    columns.sampled(SimpleNamespace(notes=notes))


def test_sampling_is_said_beside_the_figures():
    notes = ("'a' is left out.", "Sampled at random: 200,000 of the 300,000 rows.")
    at = AppTest.from_function(figures_of, kwargs={"notes": notes}).run()
    assert [c.value.replace("\\", "") for c in at.caption] == [notes[1]]


def test_names_of_rows_are_left_out_quietly(visit):
    first, *rest = pets().decode().splitlines()
    lines = [f"ref,{first}", *(f"{i + 100},{row}" for i, row in enumerate(rest))]
    at = brought(visit("data"), "refs.csv", "\n".join(lines).encode())
    assert "names the rows" in said(at)
    assert "No traps found" in said(at)
    assert "still open" not in said(at)
    assert "open trap" not in facts(at)


def test_race_is_offered_below_the_traps(visit):
    at = brought(visit("data"), "people.csv", people())
    page = said(at)
    assert page.index("to look at first") < page.index("Race on this data")
    assert "3 traps are still open" in page


def test_question_about_an_archive_can_be_dropped(visit):
    data = archive(pets=pets(), houses=houses(), more=houses(90))
    at = until(upload(visit("data"), "three.zip", data), "holds 3 tables")
    at = button(at, "Never mind").click().run()
    assert "reading" not in address(at)
    assert "Moons" in said(at)


def test_another_target_and_another_task(visit):
    at = brought(visit("data"), "houses.csv", houses())
    box = next(b for b in at.selectbox if b.label.startswith("What do you want"))
    at = until(box.select("rooms").run(), "target rooms")
    assert address(at)["target"] == "rooms"
    task = next(g for g in at.button_group if g.label == "Its values are")
    before = facts(at)
    other = "regression" if "classes" in before else "classification"
    at = task.set_value(other).run()
    assert address(at)["task"] == other
    until(at, "regression" if other == "regression" else "6 classes")
    assert facts(at) != before


def test_stop_ends_the_reading_and_changes_nothing(visit, monkeypatch):
    monkeypatch.setattr(
        reading,
        "upload_work",
        lambda *_: Work(call="tests.pages.bringing:endless", quick=True),
    )
    at = visit("data", "data=wine")
    at = until(upload(at, "long.csv", pets()), "Stop")
    assert "Wine" in said(at)
    at = press(at, "Stop", "Nothing else has changed")
    assert "reading" not in address(at)
    assert address(at)["data"] == "wine"
    assert "Stop" not in [b.label for b in at.button]


def test_reload_goes_on_reading(visit):
    at = upload(visit("data"), "pets.csv", pets(150))
    query = address(at)
    if "reading" in query:  # else it was read before the page was drawn
        at.session_state["group"] = "Real table"
    until(at.run(), "The rows")
    assert "reading" not in address(at)


@pytest.mark.parametrize(
    "what", ["0123456789abcdef0123", "x", "../../etc/passwd", "openml:", ":", "a:b"]
)
def test_made_up_reading_is_refused_in_a_sentence(visit, what):
    at = visit("data", f"data=moons&reading={what}")
    for _ in range(50):
        if at.error:
            break
        at.run()
    assert not at.exception
    assert len(at.error) == 1
    assert "reading" not in address(at)


def test_decisions_are_no_text_fields(visit):
    at = until(visit("data", "data=penguins"), "What was understood")
    assert not at.text_input
    assert not {param.label for param in EDITS} & {e.label for e in at.selectbox}


def test_bundled_table_can_be_decided_on_too(visit):
    query = "data=penguins&drop=island,sex&kinds=body_mass_g:category"
    at = until(visit("data", query), "You decided")
    labels = [b.label for b in at.button]
    for words in ("'island' is left out", "'body_mass_g' is read as category"):
        assert escape(words) in labels
    assert "Penguins (edited)" in said(at).replace("\\", "")


def test_hidden_trap_is_shown_to_those_who_ask(visit):
    key = next(k for k, spec in dataset.specs().items() if spec.trap and spec.listed)
    told = escape(dataset.specs()[key].trap)[:40]
    at = until(visit("data", f"data={key}"), "This table hides a trap")
    assert told.replace("\\", "") not in said(at).replace("\\", "")
    at = press(at, "Reveal the trap", "The hidden trap.")
    assert told.replace("\\", "") in said(at).replace("\\", "")


def hiding():
    from types import SimpleNamespace

    import streamlit as st

    from pages.ui import traps

    key = st.query_params["data"]
    traps.hidden(SimpleNamespace(trap=f"Look at {key}"), key)


def test_what_was_revealed_stays_so_whatever_is_looked_at_between():
    at = AppTest.from_function(hiding, default_timeout=SECONDS)
    told = []
    for key in ("penguins", "wine", "penguins", "wine"):
        at.query_params["data"] = key
        at.run()
        told.append(not at.button)
        if at.button:
            at.button[0].click().run()
        assert f"Look at {key}" in said(at)
    assert told == [False, False, True, True]


def test_split_by_time_and_back(visit):
    lines = ["day,x,left"] + [
        f"2024-01-{1 + i % 28:02d},{i % 7},{'yes' if i % 3 else 'no'}"
        for i in range(90)
    ]
    at = brought(visit("data"), "days.csv", "\n".join(lines).encode())
    ways = next(g for g in at.button_group if g.label == "Test rows are chosen")
    at = until(ways.set_value("time").run(), "Split by time")
    assert (address(at)["split"], address(at)["by"]) == ("time", "day")
    until(at, "The rows")
    at = press(at, "Split by time, 'day'", "The rows")
    assert not {"split", "by"} & set(address(at))


def test_deleting_takes_everything_along(visit):
    at = brought(visit("data"), "pets.csv", pets())
    token = address(at)["file"]
    at = press(at, "Yes, delete my data", "your races are deleted")
    assert not (home() / "uploads" / token).exists()
    assert "pets" not in said(at)
    at = go(at, "data", f"data=upload&file={token}")
    assert "has been deleted" in said(at)
    assert "cannot be used" not in said(at)
    assert "your races are deleted" not in said(at)


def test_addresses_of_decisions_are_those_of_a_race(visit):
    at = until(visit("data", "data=penguins&drop=island"), "You decided")
    from core.race import from_query

    assert to_query(from_query(address(at))) == address(at)


def test_wrong_kind_is_refused_once_and_taken_back_by_one_click(visit):
    at = brought(visit("data"), "pets.csv", pets())
    for name, value in (address(at) | {"kinds": "nothing:number"}).items():
        at.query_params[name] = value
    at = until(at.run(), "format: ERROR")
    assert len(at.error) == 1
    assert "Try again" not in [b.label for b in at.button]
    at = press(at, "'nothing' is read as number", "The rows")
    assert not at.error
    assert "kinds" not in address(at)
