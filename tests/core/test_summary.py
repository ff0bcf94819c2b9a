"""What the data page is told."""

import io
import pickle
import zipfile
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from core.dataset import data_config
from core.errors import Refused
from core.summary import PARTS, Target, summarise, understand
from tests.core.workbooks import workbook


def finish(generator):
    """Run a generator to its end and return its value and what it yielded."""
    seen = []
    while True:
        try:
            seen.append(next(generator))
        except StopIteration as stop:
            return stop.value, seen


def test_a_planar_table_is_summarised_with_points():
    config = data_config("moons", {"n": 2000})
    summary, seen = finish(summarise(config, 42))
    assert [step.done for step in seen] == list(range(seen[0].total))
    assert len(seen) > 10
    assert (summary.rows, summary.part_rows) == (2000, (1200, 400, 400))
    assert summary.class_counts == (1000, 1000)
    assert summary.part_classes == ((600, 600), (200, 200), (200, 200))
    assert len(summary.points.x) == len(summary.points.part) == 1500
    shares = np.bincount(summary.points.part, minlength=len(PARTS)) / 1500
    assert shares == pytest.approx([0.6, 0.2, 0.2], abs=0.05)
    assert summary.pictures is None


def test_mixed_columns_have_their_facts():
    summary, _ = finish(summarise(data_config("penguins"), 0))
    facts = {column.name: column for column in summary.columns}
    assert facts["sex"].missing == 11
    assert facts["sex"].examples == ("male", "female")
    assert facts["island"].low is None
    assert (facts["body_mass_g"].low, facts["body_mass_g"].high) == (2700, 6300)
    assert set(summary.head.columns) == {column.name for column in summary.table}
    assert summary.head["species"].iloc[0] == "Adelie"
    assert len(summary.head) == 200
    assert summary.points is None
    assert summary.story


def test_digits_come_with_pictures():
    summary, _ = finish(summarise(data_config("digits"), 0))
    assert summary.pictures.pixels.shape == (20, 8, 8)
    assert 0 <= summary.pictures.pixels.min() < summary.pictures.pixels.max() <= 1
    assert len(pickle.dumps(summary)) < 300_000


@pytest.fixture
def bring(tmp_path):
    """Return a function that keeps text as a file of an upload's kind."""

    def keep(text: str | bytes) -> str:
        path = tmp_path / "bytes"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return keep


def people(rows: int = 90) -> str:
    lines = [f"{i % 2},{i * 0.37:.2f},{'ab'[i % 3 == 0]},man {i}" for i in range(rows)]
    return "flag,amount,letter,name\n" + "\n".join(lines)


def shop(rows: int = 300) -> str:
    """Return a table of amounts with dates, customers, a gap and a copied target."""
    draw = np.random.default_rng(1)
    days = pd.Timestamp("2021-01-01") + pd.to_timedelta(np.arange(rows) * 2, unit="D")
    frame = pd.DataFrame(
        {
            "day": days.strftime("%Y-%m-%d"),
            "customer": [f"C{i % 60:02d}" for i in range(rows)],
            "age": draw.integers(18, 80, rows),
            "city": draw.choice(["Bern", "Rome"], rows),
            "price": draw.normal(100, 20, rows).round(2),
        }
    )
    frame["age"] = frame["age"].astype(object)
    frame.loc[7:20, "age"] = ""
    return frame.assign(cost=frame["price"]).to_csv(index=False)


def of_file(path: str, seed: int = 0, **given):
    values = {"path": path, "target": "price"} | given
    return finish(summarise(data_config("file", values), seed))[0]


def test_a_regression_has_amounts_and_no_classes(bring):
    summary = of_file(bring(shop()))
    assert (summary.task, summary.classes) == ("regression", ())
    assert (summary.class_counts, summary.part_classes) == ((), ())
    amounts = summary.amounts
    assert sum(amounts.counts) == summary.rows == 300
    assert len(amounts.edges) == len(amounts.counts) + 1
    assert amounts.edges[0] == amounts.low < amounts.mean < amounts.high
    assert summary.head["price"].dtype.kind == "f"


def test_every_column_is_told_with_traps_and_a_row_as_models_see_it(bring):
    summary = of_file(bring(shop()))
    assert [c.name for c in summary.table] == [
        *("day", "customer", "age", "city", "price", "cost"),
    ]
    assert [t.kind for t in summary.traps] == ["leak", "groups", "time"]
    assert summary.traps[0].columns == ("cost",)
    told = {cell.feature: cell for cell in summary.seen}
    assert set(told) == {column.name for column in summary.columns}
    assert told["age"].cell == "missing"
    assert told["age"].forest.endswith("(median)")
    assert told["city"].net.startswith(f"city={told['city'].cell}: 1")


def test_a_split_by_time_is_drawn_from_earliest_to_latest(bring):
    summary = of_file(bring(shop()), split="time", by="day")
    assert summary.protocol == "time"
    assert len(summary.strip.rows) == 240
    assert list(summary.strip.parts) == sorted(summary.strip.parts)
    assert list(summary.strip.values) == sorted(summary.strip.values)
    assert summary.strip.values[0] == "2021-01-01"
    assert "time" not in {trap.kind for trap in summary.traps}


def test_a_split_by_group_is_drawn_group_by_group(bring):
    summary = of_file(bring(shop()), split="group", by="customer")
    strip = summary.strip
    homes = {}
    for customer, part in zip(strip.values, strip.parts, strict=True):
        homes.setdefault(customer, set()).add(part)
    assert len(homes) > 40
    assert all(len(parts) == 1 for parts in homes.values())
    changes = sum(a != b for a, b in pairwise(strip.values))
    assert changes == len(homes) - 1


def test_a_strip_has_every_row_of_a_small_table(bring):
    summary = of_file(bring(shop(60)), drop="cost")
    assert summary.strip.rows == tuple(range(60))
    counts = np.bincount(summary.strip.parts)
    assert tuple(counts) == summary.part_rows


def test_a_table_made_here_has_its_columns_too():
    summary, _ = finish(summarise(data_config("moons"), 0))
    uses = [(column.kind, column.use) for column in summary.table]
    assert uses == [
        ("number", "feature"),
        ("number", "feature"),
        ("category", "target"),
    ]
    assert summary.traps == ()


def test_the_page_needs_nothing_of_scikit_learn(bring):
    summary = of_file(bring(shop()))
    assert b"sklearn" not in pickle.dumps(summary)


def test_an_upload_is_understood_before_it_has_a_target(bring):
    upload, seen = finish(understand(bring(people()), "people.csv"))
    assert len(seen) == 4
    assert [column.kind for column in upload.columns] == [
        *("number", "number", "category", "text"),
    ]
    assert upload.targets == (
        Target(name="flag", task="binary", classes=(("0", 45), ("1", 45))),
        Target(name="amount", task="regression", low=0.0, high=32.93),
        Target(name="letter", task="binary", classes=(("a", 60), ("b", 30))),
    )
    assert (upload.suggested, upload.rows) == ("flag", 90)
    assert b"sklearn" not in pickle.dumps(upload)


def test_rows_are_counted_in_the_file_where_a_sample_is_taken(bring, monkeypatch):
    monkeypatch.setenv("CROSSOVER_MAX_ROWS", "50")
    upload, _ = finish(understand(bring(people()), "people.csv"))
    assert upload.rows == 90
    assert upload.targets[0].classes == (("0", 25), ("1", 25))


def test_the_first_rows_are_shown_as_the_table_came(bring):
    text = "day;code;price;note;same;left\n" + "".join(
        f"{1 + i % 28}.3.2024;0{i % 7};€ {i},50;<b>{i}</b> has words;x;{'yn'[i % 2]}\n"
        for i in range(300)
    )
    summary = of_file(bring(text), target="left", drop="code")
    assert list(summary.head.columns) == [
        "day",
        "code",
        "price",
        "note",
        "same",
        "left",
    ]
    assert len(summary.head) == 200
    assert summary.head.iloc[3].tolist() == [
        *("4.3.2024", "03", "€ 3,50", "<b>3</b> has words", "x", "n"),
    ]
    assert {column.use for column in summary.table} == {"feature", "target", "left out"}
    assert len(pickle.dumps(summary.head)) < 100_000


def test_first_rows_hold_what_a_browser_can_show():
    from core.kinds.cells import first_rows

    some = {
        "whole": [1, 2], "large": [2**60 + 1, 2], "gap": [1.5, None],
        "yes": [True, False], "word": ["a", None], "mixed": [1, "b"],
        "day": pd.to_datetime(["2024-01-31", None]),
        "zone": pd.to_datetime(["2024-01-31", None]).tz_localize("UTC"),
        "span": pd.to_timedelta([1, 2], unit="h"),
        "kind": pd.Categorical(["a", "b"]), "list": [[1], [2]],
    }  # fmt: skip
    shown = first_rows(pd.DataFrame(some))
    assert [dtype.kind for dtype in shown.dtypes] == list("iOfbOOMOOOO")
    assert shown["large"].tolist() == ["1152921504606846977", "2"]
    assert shown["word"].tolist() == ["a", None]
    for name in ("large", "word", "mixed", "zone", "span", "kind", "list"):
        assert {type(cell) for cell in shown[name]} <= {str, type(None)}


def test_a_corrected_kind_changes_what_can_be_predicted(bring):
    path = bring(people())
    upload, _ = finish(understand(path, "people.csv", kinds="amount:identifier"))
    assert "amount" not in {target.name for target in upload.targets}


def test_an_archive_of_several_tables_asks_which_one(bring):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("first.csv", people())
        archive.writestr("second.csv", shop())
    path = bring(packed.getvalue())
    upload, _ = finish(understand(path, "both.zip"))
    assert (upload.tables, upload.columns) == (("first.csv", "second.csv"), ())
    assert (upload.rows, upload.targets) == (0, ())
    chosen, _ = finish(understand(path, "both.zip", table="second.csv"))
    assert (chosen.table, chosen.rows) == ("second.csv", 300)


def test_of_a_workbook_the_sheet_is_named_that_was_read(bring):
    rows = [line.split(",") for line in people().splitlines()]
    path = bring(workbook({"Cover": [["About"]], "Data": rows}))
    upload, _ = finish(understand(path, "book.xlsx"))
    assert (upload.tables, upload.table) == (("Cover", "Data"), "Data")


def test_what_is_no_table_is_refused(bring):
    with pytest.raises(Refused, match=r"people\.csv"):
        finish(understand(bring(b"\x89PNG\r\n\x1a\n" + b"\0" * 90), "people.csv"))


def test_a_file_that_is_gone_is_refused(tmp_path):
    with pytest.raises(Refused, match="people"):
        finish(understand(str(tmp_path / "gone"), "people.csv"))
