"""Numbers as people write them are the numbers that they mean."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kinds.numerals import numerals, plain


def read(texts, decimal_comma=False):
    return numerals(texts, [1] * len(texts), decimal_comma)


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1.5", "-2e3", "+.5", "7."], [1.5, -2000, 0.5, 7]),
        (["1,234", "12,345,678", "999"], [1234, 12_345_678, 999]),
        (["1.234.567", "12.345"], [1_234_567, 12_345]),
        (["1.234,5", "2.000", "3,25"], [1234.5, 2000, 3.25]),
        (["1,234.5", "2,000"], [1234.5, 2000]),
        (["12,34,567", "1,00,000.5"], [1_234_567, 100_000.5]),
        (["1 234 567", "12 345,5"], [1_234_567, 12_345.5]),
        (["1'234.50", "9’000"], [1234.5, 9000]),
        (["1\u202f234", "5\xa0678"], [1234, 5678]),
        (["0,125", "0,5"], [0.125, 0.5]),
        (["1,5", "2.5"], [1.5, 2.5]),
        (["$1,200.50", "€ 12", "12 EUR", "-$3", "$-4"], [1200.5, 12, 12, -3, -4]),
        (["R$ 5", "CHF 6", "7 kr", "8 zł", "9,50 €"], [5, 6, 7, 8, 9.5]),
        (["(123.45)", "12-", "−5", "3"], [-123.45, -12, -5, 3]),
        (["12 %", "7.5%", "100％"], [12, 7.5, 100]),
        (["5 kg", "6KG", "7.5 kg"], [5, 6, 7.5]),
        (["20 km/h", "5 km/h"], [20, 5]),
        (["5 m²", "6 m²"], [5, 6]),
        (["6 m2", "7 m2"], [6, 7]),
        (["500 g", "2 kg", "1 kg"], [0.5, 2, 1]),
        (["$1.2M", "$300K", "$2B"], [1.2e6, 3e5, 2e9]),
        (["１２", "٣"], [12, 3]),
        (["inf", "-Infinity", "∞"], [np.inf, -np.inf, np.inf]),
        (["1e400"], [np.inf]),
        (["1/2", "18-25", "12:30", "1.2.3", "--4", "5e5e5"], [np.nan] * 6),
        (["(5", "6)", "(-7)", "1,23,4"], [np.nan] * 4),
        (["01067", "02708"], [np.nan] * 2),
        (["yes", "", " ", "€", "-", "1st Street"], [np.nan] * 6),
    ],
)
def test_a_spelling_is_read_as_what_it_means(texts, values):
    np.testing.assert_allclose(read(texts).values, values)


def test_a_lone_group_of_three_is_what_the_file_says():
    assert read(["1,234", "5,678"]).values.tolist() == [1234, 5678]
    assert read(["1,234", "5,678"], True).values.tolist() == [1.234, 5.678]
    assert read(["1.234", "5.678"]).values.tolist() == [1.234, 5.678]
    assert read(["1.234", "5.678"], True).values.tolist() == [1234, 5678]
    assert read(["1.234", "5.67"], True).values.tolist() == [1.234, 5.67]


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["1,234"], "thousands"),
        (["1,5"], "decimal comma"),
        (["€ 5"], "currency"),
        (["€ 5", "$ 6"], "as if in one currency"),
        (["5 %"], "percent"),
        (["5 kg"], "in kg"),
        (["5 kg", "500 g", "1 kg"], "converted from g"),
        (["(5)"], "negative"),
        (["$5k"], "Multiplied out"),
    ],
)
def test_what_was_done_is_said(texts, words):
    assert words in "; ".join(read(texts).said)


def test_plain_numbers_need_no_word():
    assert read(["1", "2.5", "-3e5"]).said == ()


def test_units_of_different_things_are_in_the_way():
    mixed = read(["5 kg", "3 h", "2 kg"])
    assert np.isnan(mixed.values).all()
    assert set(mixed.units) == {"kg", "h"}


def test_codes_with_leading_zeros_are_no_plain_numbers():
    assert plain(["01067", "12345"]) is None
    assert plain(["0", "0.5", "10"]).tolist() == [0, 0.5, 10]


@given(
    st.lists(st.floats(-1e12, 1e12).map(lambda x: round(x, 2)), min_size=1),
    st.sampled_from(["${:,.2f}", "{:,.2f} €", "{:.2f} kg", "{:,.2f}%", "{:_.2f}"]),
)
def test_what_was_written_is_read_back(values, form):
    texts = [form.format(value).replace("_", " ") for value in values]
    np.testing.assert_allclose(read(texts).values, values, rtol=1e-12)


@given(st.lists(st.text(max_size=20)))
def test_any_text_is_a_number_or_none(texts):
    assert len(read(texts).values) == len(texts)


@given(st.lists(st.from_regex(r"[-+(]?[$€]?[\d,.' ]{1,9}[)%-]?( ?[a-z]{0,3})?")))
def test_almost_numbers_are_numbers_or_none(texts):
    assert len(read(texts, decimal_comma=True).values) == len(texts)
