"""Each column is what a person would say it is, and what was changed is said."""

from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.choices import Choices
from core.columns import MIN_ROWS, understand
from core.errors import Refused
from core.format import Cells
from core.table import candidates, suggest_target, to_dataset

ROWS = 100


def cycle(*cells):
    return [cells[i % len(cells)] for i in range(ROWS)]


def noisy(seed=0):
    return np.random.default_rng(seed).normal(size=ROWS).round(3)


def texts(cells):
    return pd.Series(cells, dtype="str")


def table(columns, comma=False, **chosen):
    frame = pd.DataFrame(columns)
    return understand(Cells(frame=frame, decimal_comma=comma), Choices(**chosen))


def one(cells, name="x", **chosen):
    """Return what one column becomes: its facts, its values and the notes."""
    known = table({name: cells}, **chosen)
    return known.columns[0], known.frame[name], known.notes


CLEAN = {
    "decimals that are all distinct": (noisy(), "number"),
    "numbers as text": (texts([str(n) for n in noisy()]), "number"),
    "whole numbers": (cycle(4, 7, 7, 2, 9), "number"),
    "ratings": (cycle(1, 2, 3, 4, 5), "number"),
    "flags": (cycle(0, 1), "number"),
    "flags as text": (texts(cycle("0", "1")), "number"),
    "years that count up": (range(1900, 1900 + ROWS), "number"),
    "scientific numbers": (texts([f"{n:e}" for n in noisy()]), "number"),
    "gaps among numbers": (texts(cycle("1.5", "", None, "2")), "number"),
    "words": (texts(cycle("red", "green", "blue")), "category"),
    "words with blanks": (texts(cycle("old town", "new town")), "category"),
    "gaps among words": (texts(cycle("red", None, "blue")), "category"),
    "codes with leading zeros": (texts(cycle("01067", "99999")), "category"),
    "postcodes": (texts(cycle("SW1A 1AA", "N1 9GU")), "category"),
    "ranges": (texts(cycle("18-25", "26-40")), "category"),
    "none as a level": (texts(cycle("none", "mild", "severe")), "category"),
    "names with numbers": (texts(cycle("11th", "HS-grad", "4WD", "AWD")), "category"),
    "directions": (texts(cycle("N", "S", "E", "W")), "category"),
    "yes and no": (texts(cycle("yes", "no")), "yes/no"),
    "Yes and No": (texts(cycle("Yes", "No", None)), "yes/no"),
    "true and false": (texts(cycle("true", "false")), "yes/no"),
    "booleans": (cycle(True, False), "yes/no"),
    "ISO dates": (texts(cycle("2024-01-31", "2024-02-28")), "date"),
    "times": (pd.Series(pd.date_range("2024-01-01", periods=ROWS)), "date"),
}


@pytest.mark.parametrize("what", CLEAN)
def test_a_clean_column_is_understood_without_a_word(what):
    cells, kind = CLEAN[what]
    name = "year" if "years" in what else "x"
    facts, values, notes = one(pd.Series(cells), name)
    assert (facts.kind, facts.use, notes) == (kind, "feature", ())
    wanted = {"number": "f", "date": "M"}.get(kind, "O")
    assert values.dtype.kind == wanted
    if kind == "yes/no":
        assert set(values.dropna()) == {"no", "yes"}


CONVERTED = {
    "currency": (cycle("$5", "$6"), "number", "without the currency sign"),
    "decimal commas": (cycle("1,5", "2,25"), "number", "decimal commas"),
    "thousands": (cycle("1,234", "99"), "number", "thousands"),
    "percent": (cycle("5 %", "6%"), "number", "percent"),
    "units": (cycle("5 kg", "6 kg"), "number", "in kg"),
    "units of one thing": (cycle("5 kg", "900 g"), "number", "converted from g"),
    "units of several things": (cycle("5 kg", "2 h"), "category", "Different units"),
    "debts": (cycle("(5)", "6"), "number", "negative"),
    "infinities": (cycle("1", "2", "inf"), "number", "Infinite"),
    "large numbers": (cycle("1", "2", "1e31"), "number", "absurdly large"),
    "beyond 2^63": (cycle(f"{2**63 + 4096}", "5"), "number", "beyond 2^63"),
    "NA": (cycle("1.5", "2", "NA", "NaN"), "number", "'NA', 'NaN' taken as missing"),
    "question marks": (cycle("1", "2", "?"), "number", "'?' taken as missing"),
    "dashes": (cycle("red", "blue", "-"), "category", "'-' taken as missing"),
    "unknown": (cycle("red", "blue", "unknown"), "category", "taken as missing"),
    "errors of a sheet": (cycle("1", "2", "#DIV/0!"), "number", "#DIV/0!"),
    "n/a": (cycle("1", "2", "n/a", "N/A"), "number", "'n/a', 'N/A' taken as missing"),
    "mixed": (cycle("1", "2", "three"), "category", "Numbers and words mixed"),
    "shouted answers": (cycle("yes", "NO", "Yes"), "yes/no", "read as yes and no"),
    "foreign answers": (cycle("ja", "nein"), "yes/no", "read as yes and no"),
    "answers and digits": (cycle("yes", "1", "no", "0"), "yes/no", "yes and no"),
    "ticks": (cycle("x", None), "yes/no", "an empty cell as no"),
    "capitals": (cycle("Male", "MALE", "female"), "category", "'MALE'"),
    "inner blanks": (cycle("old  town", "old town", "new"), "category", "Spellings"),
    "long labels": (cycle("a" * 300, "b"), "category", "cut after 200"),
    "dates with points": (cycle("31.1.2024", "1.2.2024"), "date", "the day first"),
    "doubtful dates": (cycle("1/2/2024", "3/4/2024"), "date", "which is a guess"),
}  # fmt: skip


@pytest.mark.parametrize("what", CONVERTED)
def test_what_was_converted_is_said_once(what):
    cells, kind, words = CONVERTED[what]
    facts, _, notes = one(texts(cells))
    assert (facts.kind, len(notes)) == (kind, 1)
    assert words in notes[0]
    assert notes[0].endswith(": 'x'.")
    assert words in facts.reason


def test_a_few_words_among_numbers_are_gaps_and_named():
    cells = ["broken", "see note", *map(str, noisy()[2:])]
    facts, values, notes = one(texts(cells))
    assert (facts.kind, facts.missing) == ("number", 2)
    assert values.isna().sum() == 2
    assert notes == ("'broken', 'see note' among the numbers taken as missing: 'x'.",)


def test_equal_remarks_become_one_sentence():
    known = table({name: texts(cycle("€ 5", "€ 6")) for name in ("price", "cost")})
    said = "Read as numbers, without the currency sign: 'price', 'cost'."
    assert known.notes == (said,)
    assert known.notes_on(["cost"]) == (
        "Read as numbers, without the currency sign: 'cost'.",
    )


IDENTIFIERS = {
    "rows": [str(i) for i in range(1, ROWS + 1)],
    "order id": [str(i * 37 % 1009) for i in range(ROWS)],
    "shuffled": [str(i * 37 % ROWS) for i in range(ROWS)],
    "code": [f"K-{i * 7919}" for i in range(ROWS)],
    "mail": [f"p{i}@example.org" for i in range(ROWS)],
    "tweet": [str(10**20 + i) for i in range(ROWS)],
}


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_what_only_names_rows_is_an_identifier(name):
    facts, _, _ = one(texts(IDENTIFIERS[name]), name)
    assert (facts.kind, facts.use) == ("identifier", "left out")
    assert facts.reason == "an identifier"


def test_text_and_constants_are_left_out():
    known = table(
        {
            "remark": texts([f"called on day {i} and waited" for i in range(ROWS)]),
            "same": texts(["a"] * ROWS),
            "gaps": texts([None] * ROWS),
            "zero": [0.0] * ROWS,
        }
    )
    kinds = [column.kind for column in known.columns]
    assert kinds == ["text", "constant", "constant", "constant"]
    assert {column.use for column in known.columns} == {"left out"}


def test_facts_are_of_raw_cells():
    facts, _, _ = one(texts(cycle("€ 5", "€ 6", "?", "€ 5")))
    assert facts.examples == ("€ 5", "€ 6", "?")
    assert (facts.missing, facts.distinct) == (25, 2)


TYPED = {
    "int8": (pd.Series(cycle(1, 5), dtype="int8"), "number"),
    "Int64 with gaps": (pd.Series(cycle(1, 5, None), dtype="Int64"), "number"),
    "Float64 with gaps": (pd.Series(cycle(1.5, 5, None), dtype="Float64"), "number"),
    "boolean with gaps": (
        pd.Series(cycle(True, None, False), dtype="boolean"), "yes/no"),
    "uint64 beyond 2^63": (pd.Series(cycle(2**63 + 5, 9), dtype="uint64"), "number"),
    "categories": (pd.Series(cycle("a", "b"), dtype="category"), "category"),
    "categories of numbers": (pd.Series(cycle(4, 5), dtype="category"), "number"),
    "decimals": (pd.Series(cycle(Decimal("1.5"), Decimal(2))), "number"),
    "days": (pd.Series(cycle(date(2024, 1, 2), date(2025, 1, 2))), "date"),
    "zoned": (pd.Series(pd.date_range("2024", periods=ROWS, tz="CET")), "date"),
    "far times": (
        pd.Series(cycle(*(datetime(y, 1, 1) for y in (2024, 2025, 9999))),
                  dtype="datetime64[s]"), "date"),
    "spans": (pd.Series(pd.to_timedelta(cycle(5, 8), unit="s")), "number"),
    "lists": (pd.Series(cycle([1], [1, 2])), "category"),
    "anything": (pd.Series(cycle(1, "a", None, 2.5), dtype=object), "category"),
}  # fmt: skip


@pytest.mark.parametrize("what", TYPED)
def test_every_type_that_a_format_holds_is_understood(what):
    cells, kind = TYPED[what]
    facts, values, _ = one(cells)
    assert facts.kind == kind
    assert values.dtype in (np.float64, np.dtype("datetime64[ns]"), object)


@pytest.mark.parametrize(
    ("cells", "kind", "dtype"),
    [
        (cycle("1", "2", "three"), "number", "f"),
        (
            [f"2024{1 + i // 28:02d}{1 + i % 28:02d}" for i in range(ROWS)],
            "number",
            "f",
        ),
        (cycle("1", "2"), "category", "O"),
        (cycle("1", "0"), "yes/no", "O"),
        (cycle("20240131", "20240201"), "date", "M"),
        (cycle("red", "blue"), "identifier", "O"),
        (cycle("red", "blue"), "text", "O"),
        ([str(i) for i in range(ROWS)], "number", "f"),
        ([f"a{i}" for i in range(ROWS)], "category", "O"),
    ],
)
def test_a_person_may_correct_a_kind(cells, kind, dtype):
    for given_ in (texts(cells), pd.Series(cells, dtype=object)):
        facts, values, _ = one(given_, kinds=(("x", kind),))
        assert (facts.kind, values.dtype.kind) == (kind, dtype)
        assert (facts.use == "left out") == (kind in ("identifier", "text"))


def test_numbers_may_be_called_classes_and_back():
    facts, values, notes = one(cycle(1, 2), kinds=(("x", "category"),))
    assert (facts.kind, set(values), notes) == ("category", {"1", "2"}, ())
    facts, values, _ = one(range(ROWS), kinds=(("x", "number"),))
    assert (facts.kind, values.dtype) == ("number", np.float64)


@pytest.mark.parametrize("kind", ["number", "date", "yes/no", "constant"])
def test_an_impossible_kind_is_refused(kind):
    with pytest.raises(Refused, match=f"'x' cannot be read as {kind}, .*'red'"):
        one(texts(cycle("red", "blue")), kinds=(("x", kind),))


def test_a_value_may_stand_for_a_gap():
    for cells in (cycle(5, 6, 999), texts(cycle("5", "6", "999"))):
        facts, values, notes = one(cells, missing=(("x", "999"),))
        assert (facts.missing, notes) == (33, ())
        assert values.max() == 6
    facts, _, notes = one(texts(cycle("a", "b", "?")), missing=(("x", "?"),))
    assert (facts.missing, notes) == (33, ())


def test_times_out_of_reach_are_gaps_and_told():
    cells = [datetime(2024, 1 + i % 9, 1) for i in range(ROWS - 1)] + [
        datetime(9999, 1, 1)
    ]
    facts, _, notes = one(pd.Series(cells, dtype="datetime64[s]"))
    assert facts.missing == 1
    assert "after 2261 taken as missing" in notes[0]


def test_choices_for_a_column_that_is_not_there_are_refused():
    with pytest.raises(Refused, match="no column 'agee'; did you mean 'Age'"):
        table({"Age": noisy()}, missing=(("agee", "9"),))
    with pytest.raises(Refused, match="known are 'Age'"):
        table({"Age": noisy()}, kinds=(("price", "text"),))


def test_too_few_rows_are_refused_with_their_number():
    with pytest.raises(Refused, match="has 19 rows, and at least 20"):
        understand(Cells(frame=pd.DataFrame({"x": range(MIN_ROWS - 1)})), Choices())


def test_a_long_table_is_sampled_the_same_way_every_time(monkeypatch):
    monkeypatch.setenv("CROSSOVER_MAX_ROWS", "50")
    columns = {"id": range(ROWS), "x": noisy(), "y": texts(cycle("a", "b"))}
    known, again = table(columns), table(columns)
    assert known.notes[0] == "Sampled at random: 50 of the 100 rows are used."
    assert (known.rows, len(known.frame)) == (100, 50)
    pd.testing.assert_frame_equal(known.frame, again.frame)
    assert known.column("id").kind == "identifier"
    assert known.frame["id"].is_monotonic_increasing


def test_many_cells_are_sampled_as_well(monkeypatch):
    monkeypatch.setenv("CROSSOVER_MAX_CELLS", "120")
    assert len(table({"x": noisy(), "y": noisy(1)}).frame) == 60


WORDS = (
    "", "1", "-2.5", "1,5", "1.234", "1,234.5", "€ 5", "5 %", "5 kg", "3 h", "(4)",
    "1e999", "yes", "no", "NO", "x", "✓", "?", "NA", "none", "007", "2024-01-31",
    "31/12/2024", "1/2/24", "20240131", "Jan 2024", "a b", "\0", "<b>", "9" * 400, "٣",
    "0x1f", "\u2028", "99999999999999999999",
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(WORDS) | st.text(max_size=6), min_size=1,
                      max_size=6), min_size=2, max_size=5),
    st.booleans(),
)  # fmt: skip
def test_any_cells_become_a_data_set_or_one_sentence(columns, comma):
    frame = {
        f"c{i}": texts([cells[row % len(cells)] for row in range(24)])
        for i, cells in enumerate(columns)
    }
    known = table(frame, comma)
    assert len(known.columns) == len(columns)
    for target in (suggest_target(known) or "", *candidates(known), *frame):
        try:
            made = to_dataset(known, Choices(target=target), "t")
        except Refused:
            continue
        assert len(made.X) == len(made.y) == len(made.aside) >= MIN_ROWS
        assert [c.name for c in made.columns] == list(frame)
        assert [n for c in made.columns for n in c.features] == list(made.X)


def test_times_of_day_are_hours_and_that_is_said():
    column, values, notes = one(texts(cycle("14:30", "7:15", "9:00 pm")))
    assert column.kind == "number"
    assert values.tolist()[:3] == [14.5, 7.25, 21]
    assert notes == ("Times such as 14:30 read as hours: 'x'.",)


def test_codes_of_digits_and_letters_are_no_amounts():
    column, _, notes = one(texts([f"003{i:06d}AAA" for i in range(ROWS)]))
    assert column.kind == "identifier"
    assert not notes
