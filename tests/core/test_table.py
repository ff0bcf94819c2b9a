"""A table that was understood becomes a data set, or one clear sentence."""

import numpy as np
import pandas as pd
import pytest

from core.choices import Choices
from core.columns import understand
from core.errors import Refused
from core.format import Cells
from core.table import (
    candidates,
    dataset_of,
    infer_task,
    outcome,
    suggest_target,
    to_dataset,
)

ROWS = 100
YES_NO = ["yes", "no"] * 50


def noisy(seed=0, rows=ROWS):
    return np.random.default_rng(seed).normal(size=rows).round(3)


def words(*cells, rows=ROWS):
    return pd.Series([cells[i % len(cells)] for i in range(rows)], dtype="str")


def known(columns, notes=(), **chosen):
    cells = Cells(frame=pd.DataFrame(columns), notes=notes)
    return understand(cells, Choices(**chosen))


def made(columns, target="t", **chosen):
    chosen["target"] = target
    return to_dataset(known(columns, **_read(chosen)), Choices(**chosen), title="T")


def _read(chosen):
    return {k: v for k, v in chosen.items() if k in ("kinds", "missing")}


def clean(**more):
    return {"a": noisy(), "b": noisy(1), **more, "t": words("yes", "no")}


def test_a_file_becomes_a_data_set():
    lines = [
        "a,b,t",
        *(",".join(map(str, row)) for row in zip(*clean().values(), strict=True)),
    ]
    dataset = dataset_of(
        "\n".join(lines).encode(),
        "f.csv",
        Choices(),
        title="Mine",
        origin="here",
        licence="none",
    )
    assert (dataset.title, dataset.source, dataset.licence) == ("Mine", "here", "none")
    assert (dataset.target, dataset.classes, outcome(dataset)) == (
        "t",
        ("no", "yes"),
        "accept",
    )


def test_a_clean_table_has_nothing_to_warn_of():
    dataset = made(clean(c=words("red", "blue"), d=words("true", "false")))
    assert (dataset.notes, outcome(dataset)) == ((), "accept")
    assert dataset.kinds == ("number", "number", "category", "category")
    assert set(dataset.X["d"]) == {"no", "yes"}
    assert dataset.y.tolist() == [1, 0] * 50
    assert [column.use for column in dataset.columns] == ["feature"] * 4 + ["target"]
    assert list(dataset.aside) == []


def test_notes_of_reading_and_traps_make_an_outcome():
    class Judged:
        notes = ()
        traps = ("one",)

    assert outcome(Judged()) == "warn"
    table = known(clean(), notes=("Read as Latin-1.",))
    dataset = to_dataset(table, Choices(target="t"), "T")
    assert (dataset.notes, outcome(dataset)) == (("Read as Latin-1.",), "warn")


TASKS = {
    "yes and no": (words("yes", "no"), "binary"),
    "a flag": (np.arange(ROWS) % 2, "binary"),
    "two amounts": (np.arange(ROWS) % 2 + 0.5, "binary"),
    "ratings": (np.arange(ROWS) % 5, "multiclass"),
    "colours": (words("red", "green", "blue"), "multiclass"),
    "halves": (np.arange(ROWS) % 5 / 2, "regression"),
    "counts": (np.arange(ROWS) % 11, "regression"),
    "amounts": (noisy(), "regression"),
}


@pytest.mark.parametrize("what", TASKS)
def test_the_task_follows_from_the_target(what):
    cells, task = TASKS[what]
    table = known({"a": noisy(), "t": cells})
    assert infer_task(table, Choices(target="t")) == task
    assert candidates(table)["t"].task == task
    dataset = to_dataset(table, Choices(target="t"), "T")
    assert (dataset.task, dataset.notes) == (task, ())
    assert dataset.y.dtype == ("float64" if task == "regression" else "int64")


@pytest.mark.parametrize(
    ("cells", "task", "expected"),
    [
        (np.arange(ROWS) % 2, "regression", "regression"),
        (np.arange(ROWS) % 5, "regression", "regression"),
        (np.arange(ROWS) % 15, "classification", "multiclass"),
        (np.arange(ROWS) % 5 / 2, "classification", "multiclass"),
    ],
)
def test_the_task_can_be_corrected(cells, task, expected):
    dataset = made({"a": noisy(), "t": cells}, task=task)
    assert (dataset.task, dataset.notes) == (expected, ())


def test_amounts_are_kept_as_they_are():
    amounts = noisy(5) * 1000
    dataset = made({"a": noisy(), "t": amounts})
    assert (dataset.classes, dataset.task) == ((), "regression")
    np.testing.assert_array_equal(dataset.y, amounts)
    found = candidates(known({"a": noisy(), "t": amounts}))["t"]
    assert (found.low, found.high) == (amounts.min(), amounts.max())


@pytest.mark.parametrize(
    ("cells", "classes"),
    [
        ((0, 1), ("0", "1")),
        ((-1, 10), ("-1", "10")),
        ((1.0, 2.0), ("1", "2")),
        (("died", "survived"), ("died", "survived")),
        (("Yes", "maybe"), ("maybe", "Yes")),
        (("left", "stayed"), ("stayed", "left")),
        (("fraud", "fine"), ("fine", "fraud")),
        (("b", "a"), ("a", "b")),
        (("ja", "nein"), ("no", "yes")),
        ((True, False), ("no", "yes")),
        (("<=50K", ">50K"), ("<=50K", ">50K")),
    ],
)
def test_the_class_that_means_yes_is_code_one(cells, classes):
    dataset = made({"a": noisy(), "t": [cells[i % 2] for i in range(ROWS)]})
    assert dataset.classes == classes


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["same"] * ROWS, "same value in every row"),
        ([None] * ROWS, "no values"),
        ([f"word number {i}" for i in range(ROWS)], "free text"),
        ([f"K{i}" for i in range(ROWS)], "only name the rows"),
        ([f"2024-01-{1 + i % 28:02d}" for i in range(ROWS)], "holds dates"),
        ([f"city {i % 25}" for i in range(ROWS)], "25 different values"),
        (["a"] * 98 + ["b"] * 2, "has one class"),
        (["a"] * 9 + ["b"] * 9 + [None] * 82, "leaves 18 rows"),
    ],
)
def test_an_unusable_target_is_refused(cells, reason):
    table = known({"a": noisy(), "t": pd.Series(cells, dtype="str")})
    with pytest.raises(Refused, match=reason):
        to_dataset(table, Choices(target="t"), "T")
    assert "t" not in candidates(table)


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        ({"target": "agee"}, "no column 'agee'; did you mean 'Age'"),
        ({"target": "z"}, r"known are 'Age', 'c1', .*'c7' and 3 more"),
        ({"target": "t", "drop": ("zz",)}, "no column 'zz'"),
        ({"target": "t", "drop": ("t",)}, "target and among the columns left out"),
        ({"target": "t", "task": "regression"}, "holds words"),
        ({"target": "c1", "task": "classification"}, "too many for classes"),
        ({"target": "t", "split": "time"}, "say which one"),
        ({"target": "t", "split": "time", "by": "t"}, "no dates and no numbers"),
        ({"target": "t", "split": "group", "by": "t"}, "makes 2 groups"),
        ({"target": "t", "split": "group", "by": "nope"}, "no column 'nope'"),
    ],
)
def test_what_contradicts_itself_is_refused(chosen, reason):
    columns = {"Age": noisy()} | {f"c{i}": noisy(i) for i in range(1, 10)}
    with pytest.raises(Refused, match=reason) as refused:
        made(columns | {"t": words("yes", "no")}, **chosen)
    assert "\n" not in str(refused.value)


def test_a_table_of_nothing_but_its_target_is_refused():
    with pytest.raises(Refused, match="No column besides 't'"):
        made({"a": [1] * ROWS, "t": YES_NO})
    with pytest.raises(Refused, match="No column besides 't'"):
        made(clean(), drop=("a", "b"))
    with pytest.raises(Refused, match="can be predicted"):
        made({"a": words("x")}, target="")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (clean(target=noisy(3)), "target"),
        ({"Class": words("x", "y"), "b": noisy(), "c": words("u", "v")}, "Class"),
        ({"loan_default": words("x", "y"), "c": words("u", "v")}, "loan_default"),
        (
            {"size": noisy(), "salePrice": noisy(1), "part": words("u", "v")},
            "salePrice",
        ),
        ({"churn_id": range(ROWS), "a": noisy(), "c": words("u", "v")}, "c"),
        ({"a": noisy(), "c": words("u", "v"), "b": noisy()}, "b"),
        ({"c": words("u", "v"), "b": noisy()}, "c"),
        ({"a": noisy(), "b": noisy()}, "b"),
        ({"a": words("x")}, None),
    ],
)
def test_the_likeliest_target_is_suggested(columns, expected):
    assert suggest_target(known(columns)) == expected


def test_a_dropped_column_is_never_the_target():
    assert made(clean(), target="", drop=("t",)).target == "b"


def test_what_is_left_out_is_said_and_kept_aside():
    target = [*YES_NO[:92], None, None, None, None, None, None, "rare", "rare"]
    columns = {
        "a": noisy(),
        "same": words("x"),
        "name": [f"person {i}" for i in range(ROWS)],
        "id": range(ROWS),
        "t": pd.Series(target, dtype="str"),
    }
    dataset = made(columns)
    assert list(dataset.X) == ["a"]
    assert len(dataset.y) == len(dataset.aside) == 92
    assert list(dataset.aside) == ["same", "name", "id"]
    assert dataset.aside["name"].iloc[-1] == "person 91"
    assert dataset.notes == (
        "Rows without a 't', left out: 6.",
        "Classes of 't' with fewer than 3 rows, left out: 'rare'.",
        "Left out, one value only: 'same'.",
        "Left out, free text: 'name'.",
        "Left out, an identifier: 'id'.",
    )


def test_what_a_person_decided_needs_no_note():
    columns = clean(id=range(ROWS), cost=words("€ 5", "€ 6"), c=words("1", "x", "2"))
    kinds = (("c", "category"), ("id", "identifier"))
    dataset = made(columns, drop=("cost",), kinds=kinds[1:], missing=(("c", "x"),))
    assert (list(dataset.X), dataset.notes) == (["a", "b", "c"], ())
    assert list(dataset.aside) == ["id", "cost"]
    reasons = {column.name: column.reason for column in dataset.columns}
    assert reasons["cost"] == reasons["id"] == "as you said"


def test_a_column_that_says_one_thing_once_rows_are_gone_is_left_out():
    late = [1.0] * 90 + [2.0] * 10
    target = pd.Series([*YES_NO[:90], *[None] * 10], dtype="str")
    dataset = made({"a": noisy(), "late": late, "t": target})
    assert "Left out, one value only: 'late'." in dataset.notes


def test_a_category_with_gaps_is_kept_for_its_gaps():
    dataset = made(clean(c=words("blue", None)))
    assert set(dataset.X["c"]) == {"blue", None}
    assert dataset.kinds == ("number", "number", "category")


def test_many_levels_are_kept_for_the_encoder_to_count():
    cities = [f"city {i % 60}" for i in range(90)] + ["city 0"] * 10
    assert made(clean(city=cities)).X["city"].nunique() == 60


def test_dates_become_parts_that_differ():
    days = pd.Series(pd.date_range("2023-06-01", periods=ROWS, freq="9D"))
    dataset = made(clean(day=days))
    parts = ["day: day", "day: year", "day: month", "day: weekday"]
    assert list(dataset.X) == ["a", "b", *parts]
    assert dataset.columns[2].features == tuple(parts)
    assert dataset.X["day: day"].iloc[0] == (days[0] - pd.Timestamp(0)).days
    said = "Dates turned into day, year, month, weekday: 'day'."
    assert dataset.notes == (said,)


def test_a_part_that_takes_a_column_s_name_is_refused():
    days = pd.Series(pd.date_range("2023-06-01", periods=ROWS, freq="9D"))
    with pytest.raises(Refused, match="would be called 'day: year'"):
        made({"day": days, "day: year": noisy(), "t": YES_NO})


def test_a_split_by_time_has_seconds_and_drops_what_never_recurs():
    days = pd.Series(pd.date_range("2023-06-01", periods=ROWS, freq="9h"))
    days[7] = pd.NaT
    dataset = made(clean(day=days), split="time", by="day")
    assert (dataset.protocol, dataset.by.dtype) == ("time", np.float64)
    assert np.diff(dataset.by).min() == 9 * 3600
    assert len(dataset.by) == len(dataset.y) == len(dataset.X) == ROWS - 1
    assert list(dataset.X) == ["a", "b", "day: month", "day: weekday", "day: hour"]
    assert "Rows without a 'day', left out: 1." in dataset.notes
    assert any("later ones: 'day'" in note for note in dataset.notes)


def test_a_class_that_has_no_time_in_any_row_is_none():
    t = words("yes", "no", "maybe")
    day = pd.Series(pd.date_range("2023-06-01", periods=ROWS, freq="9h"))
    day[[cell == "maybe" for cell in t]] = pd.NaT
    dataset = made({**clean(day=day), "t": t}, split="time", by="day")
    assert (dataset.task, sorted(dataset.classes)) == ("binary", ["no", "yes"])
    assert set(dataset.y) == {0, 1}


def test_the_target_orders_no_rows():
    amounts = {"a": noisy(), "b": noisy(1), "t": noisy(2)}
    with pytest.raises(Refused, match="'t' is the target"):
        made(amounts, split="time", by="t")


def test_a_split_by_time_may_use_numbers():
    year = np.repeat(np.arange(2000, 2020), 5)
    dataset = made(clean(year=year), split="time", by="year")
    assert dataset.by.tolist() == year.tolist()
    assert (list(dataset.X), list(dataset.aside)) == (["a", "b"], ["year"])
    assert dataset.notes == ()


def test_a_split_by_group_has_codes_and_no_such_feature():
    patients = [f"p{i // 4}" for i in range(ROWS - 4)] + [None] * 4
    dataset = made(clean(patient=patients), split="group", by="patient")
    assert (dataset.protocol, dataset.by.dtype) == ("group", np.int64)
    assert len(np.unique(dataset.by)) == ROWS // 4
    assert (list(dataset.X), list(dataset.aside)) == (["a", "b"], ["patient"])


def test_an_identifier_may_group():
    names = [f"p{i}" for i in range(ROWS)]
    dataset = made(clean(patient=names), split="group", by="patient")
    assert len(np.unique(dataset.by)) == ROWS


def test_copies_are_left_out_when_asked_for():
    columns = {"a": [*noisy(rows=60), *noisy(rows=40)], "id": range(ROWS)}
    columns["t"] = [*YES_NO[:60], *YES_NO[:40]]
    assert len(made(columns).y) == ROWS
    dataset = made(columns, drop_copies=True)
    assert len(dataset.y) == len(dataset.X) == len(dataset.aside) == 60
    assert not any("cop" in note for note in dataset.notes)
    with pytest.raises(Refused, match="Only 2 rows are left"):
        made({"a": [1, 2] * 50, "t": YES_NO}, drop_copies=True)


def test_the_same_choices_make_the_same_data_set():
    first, again = (made(clean(c=words("red", "blue"))) for _ in range(2))
    pd.testing.assert_frame_equal(first.X, again.X)
    np.testing.assert_array_equal(first.y, again.y)
    assert first.columns == again.columns


def test_an_amount_amid_a_table_helps_to_predict_a_last_column_of_two_classes():
    price, kind = noisy() + 9, words("pen", "cup", "bag")
    sold = {"item": kind, "price": price, "sold": YES_NO}
    assert suggest_target(known(sold)) == "sold"
    listed = {"price": price, "rooms": noisy(1), "garden": YES_NO}
    assert suggest_target(known(listed)) == "price"
    assert (
        suggest_target(known({"x": noisy(), "price": price, "item": kind})) == "price"
    )


def test_a_mostly_empty_column_is_not_suggested():
    rare = words("timeout", None, None, None, None, "full")
    columns = {"ms": noisy(), "level": words("info", "warn"), "error": rare}
    assert suggest_target(known(columns)) != "error"
