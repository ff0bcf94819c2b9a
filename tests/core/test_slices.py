"""Groups of rows: whom they hold, how they score, and which of them stand out."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn import metrics

from core.dataset import data_config, load
from core.quality.grouping import MOST_GROUPS, Grouping, group, grouped
from core.quality.outliers import _exact, standing_out
from core.quality.paired import auc_interval
from core.quality.slices import equalised, slices
from core.split import split
from core.train import finish
from tests.core.answered import amounts, knowing, several, two_classes


def halves(rows, share=0.5, names=("a", "b")):
    codes = (np.arange(rows) >= share * rows).astype("uint8")
    return Grouping(column="half", kind="category", names=names, codes=codes)


def held(made):
    return {n: int((made.codes == i).sum()) for i, n in enumerate(made.names)}


def test_words_are_grouped_by_how_often_they_come_and_gaps_on_their_own():
    words = pd.Series(["x"] * 5 + ["y"] * 9 + [None] * 3, dtype=object)
    made = grouped("w", words)
    assert (made.kind, held(made)) == ("category", {"y": 9, "x": 5, "missing": 3})
    assert made.codes[0] == 1


def test_many_words_are_one_group_of_others():
    words = pd.Series([f"w{i % 30:02}" for i in range(300)], dtype=object)
    made = grouped("w", words)
    assert len(made.names) == MOST_GROUPS - 1
    assert made.names[-1] == "other"
    assert sum(held(made).values()) == 300


def test_numbers_are_cut_where_rows_are_about_equally_many():
    cells = pd.Series([*range(100), *[np.nan] * 4], dtype=float)
    assert held(grouped("n", cells)) == {
        "0 to 19": 20,
        "20 to 39": 20,
        "40 to 59": 20,
        "60 to 79": 20,
        "80 to 99": 20,
        "missing": 4,
    }
    mostly = grouped("n", pd.Series([0.0] * 90 + list(range(1, 21))))
    assert held(mostly) == {"0": 90, "1 to 20": 20}
    at_end = grouped("n", pd.Series([9.0] * 90 + [i / 8 for i in range(1, 21)]))
    assert list(held(at_end)) == ["0.125 to 2.5", "9"]


def test_few_different_numbers_are_groups_of_their_own():
    made = grouped("n", pd.Series([1.0, 2, 3] * 10))
    assert made.names == ("1", "2", "3")


def test_large_and_close_numbers_keep_names_of_their_own():
    made = grouped("n", pd.Series(np.linspace(1_000_000, 1_000_100, 101)))
    assert len(set(made.names)) == 5
    assert made.names[0] == "1,000,000 to 1,000,019"


def test_columns_that_tell_no_rows_apart_make_no_groups():
    assert grouped("c", pd.Series([1.0] * 9)) is None
    assert grouped("c", pd.Series([np.nan] * 9)) is None
    assert grouped("c", pd.Series([f"id {i}" for i in range(40)], dtype=object)) is None
    assert grouped("c", pd.Series([None] * 9, dtype=object)) is None


def test_a_table_is_grouped_by_every_column_but_its_target():
    data = data_config("penguins")
    dataset = load(data)
    found = finish(group(data, 7, "validation"))
    rows = split(dataset, 7).validation.rows
    assert dataset.target not in [one.column for one in found]
    assert {one.column for one in found} >= {"island", "sex"}
    island = next(one for one in found if one.column == "island")
    cells = dataset.X["island"].iloc[rows].tolist()
    assert [island.names[code] for code in island.codes] == cells


def test_pixels_are_no_columns_to_group_by():
    assert finish(group(data_config("digits"), 1, "test")) == ()


@pytest.mark.parametrize("threshold", [None, 0.3])
def test_scores_of_a_group_are_those_of_its_rows(threshold):
    y, p = knowing(400)
    found = slices(two_classes(y, p), halves(400, 0.25), threshold=threshold)
    for one, own in zip(found, (slice(0, 100), slice(100, 400)), strict=True):
        said = p[own] >= (0.5 if threshold is None else threshold)
        assert one.rows == len(y[own])
        assert one.accuracy.value == metrics.accuracy_score(y[own], said)
        assert one.recall.value == metrics.recall_score(y[own], said)
        assert one.recall.of == one.positives == y[own].sum()
        alarms = 1 - metrics.recall_score(y[own], said, pos_label=0)
        assert one.false_alarms.value == pytest.approx(alarms)
        wanted = auc_interval(two_classes(y[own], p[own]))
        assert one.auc.value == pytest.approx(metrics.roc_auc_score(y[own], p[own]))
        assert (one.auc.low, one.auc.high) == pytest.approx((wanted.low, wanted.high))
        assert one.accuracy.low < one.accuracy.value < one.accuracy.high


def test_what_a_group_cannot_say_is_none_and_empty_groups_are_left_out():
    answers = two_classes([1, 1, 0, 0], [0.9, 0.2, 0.4, 0.6])
    found = slices(answers, halves(4, names=("a", "b", "c")))
    assert [one.group for one in found] == ["a", "b"]
    assert (found[0].false_alarms, found[0].auc) == (None, None)
    assert (found[1].recall, found[1].positives) == (None, 0)


def test_groups_of_amounts_have_their_own_errors():
    y = np.arange(100.0)
    found = slices(amounts(y, y + np.where(y < 50, 1, -3)), halves(100))
    assert [one.mae.value for one in found] == [1, 3]
    assert [one.bias.value for one in found] == [1, -3]
    assert found[0].accuracy is None


def test_a_group_that_is_failed_stands_out_and_luck_does_not():
    random = np.random.default_rng(0)
    y = random.integers(0, 2, 2000)
    right = random.random(2000) < 0.9
    right[:200] = random.random(200) < 0.7
    p = np.where(right == y, 0.9, 0.1)
    columns = [halves(2000, 0.1)] + [
        Grouping(
            column=f"noise {i}",
            kind="number",
            names=tuple("abcde"),
            codes=random.integers(0, 5, 2000).astype("uint8"),
        )
        for i in range(20)
    ]
    found = standing_out(two_classes(y, p), columns)
    assert (found[0].column, found[0].group, found[0].worse) == ("half", "a", True)
    assert {one.column for one in found} == {"half"}
    assert found[0].value == pytest.approx(right[:200].mean())
    assert found[0].rest == pytest.approx(right[200:].mean())
    assert "200 rows have an accuracy of" in found[0].sentence
    several_classes = several(y, np.column_stack([1 - p, p, 0 * p]))
    assert standing_out(several_classes, columns)[0].group == "a"
    errors = standing_out(amounts(y, y + ~right + 0.01), columns)
    assert (errors[0].group, errors[0].worse) == ("a", True)


def test_p_values_of_groups_equal_scipys():
    y, p = np.zeros(600, dtype=int), np.full(600, 0.1)
    p[:12], p[300:303] = 0.9, 0.9
    answers, two = two_classes(y, p), halves(600)
    found = standing_out(answers, [two])
    table = [[12, 288], [3, 297]]
    wanted = stats.chi2_contingency(table, correction=False).pvalue
    assert found[0].p == pytest.approx(2 * wanted)  # two groups were looked at


@pytest.mark.parametrize(("wrong", "rows"), [(0, 12), (1, 12), (3, 12), (9, 12)])
def test_few_mistakes_are_counted_exactly(wrong, rows):
    law = stats.hypergeom(1000, 20, rows)
    tail = law.sf(wrong - 1) if wrong >= 20 * rows / 1000 else law.cdf(wrong)
    assert _exact(wrong, rows, 20, 1000) == pytest.approx(min(1, 2 * tail))


@pytest.mark.parametrize("by", ["false alarms", "recall"])
def test_equalised_thresholds_bring_groups_to_one_share(by):
    y, p = knowing(4000)
    p[:2000] = np.sqrt(p[:2000])  # half of the rows are said to be more probable
    answers, two = two_classes(y, p), halves(4000)
    name = "false_alarms" if by == "false alarms" else "recall"
    found = equalised(answers, two, threshold=0.5, by=by)
    before = [getattr(one.before, name) for one in found]
    after = [getattr(one.after, name) for one in found]
    assert abs(before[0] - before[1]) > 0.1
    assert after[0] == pytest.approx(after[1], abs=0.003)
    assert found[0].threshold > 0.5 > found[1].threshold


def test_a_group_of_one_class_keeps_the_threshold():
    answers = two_classes([1, 1, 0, 1], [0.9, 0.2, 0.4, 0.6])
    found = equalised(answers, halves(4), threshold=0.3)
    assert found[0].threshold == 0.3
