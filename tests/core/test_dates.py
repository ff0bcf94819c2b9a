"""Dates as people write them are the days that they mean."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kinds.cells import counted
from core.kinds.dates import dates, hours, parts

MOMENTS = [datetime(2024, 1, 31, 17, 30), datetime(1999, 12, 3, 0, 5)]
DAYS = ["2024-01-31", "1999-12-03"]


@pytest.mark.parametrize(
    "form",
    [
        "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y",
        "%d-%m-%Y", "%d.%m.%y", "%d %b %Y", "%d-%b-%y", "%d. %B %Y", "%B %d, %Y",
        "%b %d %Y", "%A, %d %B %Y", "%a, %d %b %Y", "%Y年%m月%d日",
    ],
)  # fmt: skip
def test_a_day_is_read_in_any_spelling(form):
    found = dates([moment.strftime(form) for moment in MOMENTS], day_first=False)
    assert found.values.astype("datetime64[D]").astype(str).tolist() == DAYS


@pytest.mark.parametrize("mark", [" ", "T"])
@given(
    texts=st.lists(
        st.tuples(
            st.from_regex(r"[0-9]{4}-[01][0-9]-[0-3][0-9]", fullmatch=True),
            st.from_regex(r"([0-2][0-9]:[0-6][0-9](:[0-6][0-9](\.[0-9]{1,9})?)?)?"),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_plain_dates_are_read_like_those_beside_another_spelling(texts, mark):
    texts = [mark.join(filter(None, parts)) for parts in texts]
    alone = dates(texts, day_first=True)
    beside = dates([*texts, "1.2.2024", "13.2.2024"], day_first=True)
    np.testing.assert_array_equal(alone.values, beside.values[:-2])


@pytest.mark.parametrize(
    "form",
    [
        "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%SZ",
        "%Y-%m-%d %H:%M:%S.000", "%d/%m/%Y %H:%M", "%m/%d/%Y %I:%M %p",
        "%d.%m.%Y, %H:%M", "%d %b %Y %H:%M:%S GMT",
    ],
)  # fmt: skip
def test_a_time_is_read_in_any_spelling(form):
    found = dates([moment.strftime(form) for moment in MOMENTS], day_first=True)
    assert found.values.tolist() == pd.to_datetime(MOMENTS).as_unit("ns").asi8.tolist()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3. März 2024", "2024-03-03"),
        ("3 août 2024", "2024-08-03"),
        ("3 de mayo de 2024", "2024-05-03"),
        ("3rd Jan 2024", "2024-01-03"),
        ("2024-01", "2024-01-01"),
        ("January 2024", "2024-01-01"),
    ],
)
def test_months_have_names_in_other_languages(text, day):
    assert str(dates([text], True).values[0]).startswith(day)


def test_the_data_says_whether_the_day_comes_first():
    british = dates(["3/4/2024", "25/12/2024"], day_first=False)
    assert british.values.astype("datetime64[M]").astype(str)[0] == "2024-04"
    assert british.said == ("Read as dates, the day first",)
    american = dates(["3/4/2024", "12/25/2024"], day_first=True)
    assert american.values.astype("datetime64[M]").astype(str)[0] == "2024-03"
    unsure = dates(["3/4/2024"], day_first=False)
    assert unsure.values.astype("datetime64[M]").astype(str)[0] == "2024-03"
    assert "guess" in unsure.said[0]


def test_iso_dates_need_no_word():
    assert dates(["2024-01-31", "2024-02-01T10:00:00Z", "2024-03"], True).said == ()


def test_zones_are_told():
    found = dates(["2024-01-31T10:00:00+02:00", "2024-01-31T08:00Z"], True)
    assert found.values[0] == found.values[1]
    assert "UTC" in found.said[0]


def test_no_date_is_none():
    texts = ["31.02.2024", "2024-13-01", "soon", "1.2.3", "1700", "99/99/2024", ""]
    assert np.isnat(dates(texts, True).values).all()


def test_solid_dates_are_read_where_they_are_expected():
    assert np.isnat(dates(["20240131"], True).values).all()
    assert str(dates(["20240131"], True, solid=True).values[0])[:10] == "2024-01-31"


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_seconds_since_1970_need_a_name_that_says_time(unit):
    moments = pd.to_datetime(pd.Series(pd.date_range("2020-01-01", periods=30)))
    numbers = moments.dt.as_unit(unit).astype("int64").astype("float64")
    assert counted(numbers, "price") is None
    found, _ = counted(numbers, "Created at time")
    assert (found == moments).all()


def test_eight_digits_are_dates_where_all_of_them_are():
    days = pd.Series(pd.date_range("2020-01-01", periods=30)).dt.strftime("%Y%m%d")
    found, _ = counted(days.astype("float64"), "joined")
    assert found.dt.strftime("%Y%m%d").tolist() == days.tolist()
    odd = pd.Series(np.linspace(2.0e7, 2.05e7, 30).round())
    assert counted(odd, "joined") is None


def test_parts_of_dates_keep_gaps():
    made = parts(pd.Series(pd.to_datetime(["1970-01-05 06:30", None])), "seen")
    first = {name: column.iloc[0] for name, column in made.items()}
    assert first == {
        "seen: day": 4, "seen: year": 1970, "seen: month": 1, "seen: weekday": 0,
        "seen: hour": 6.5,
    }  # fmt: skip
    assert all(np.isnan(column.iloc[1]) for column in made.values())
    assert {str(column.dtype) for column in made.values()} == {"float64"}


@given(st.lists(st.text(max_size=25)), st.booleans())
def test_any_text_is_a_date_or_none(texts, day_first):
    assert len(dates(texts, day_first).values) == len(texts)


@given(st.lists(st.from_regex(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}( \d\d?:\d\d)?")))
def test_almost_dates_are_dates_or_none(texts):
    assert len(dates(texts, True, solid=True).values) == len(texts)


def test_times_are_hours():
    read = hours(["00:00", "6:30", "23:59:60", "12:00 AM", "12:30 pm", "1:02:03", "99"])
    expected = [0, 6.5, np.nan, 0, 12.5, 1 + 2 / 60 + 3 / 3600, np.nan]
    np.testing.assert_allclose(read, expected)


@given(st.lists(st.text(max_size=12)))
def test_any_text_is_a_time_or_none(texts):
    assert len(hours(texts)) == len(texts)
