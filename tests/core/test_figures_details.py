"""What single figures promise beyond the contract of all."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from core.figure import figures, places, specs
from core.figures import (
    amounts,
    boundary,
    case,
    dealt,
    progress,
    ranks,
    reasons,
    scores,
    theme,
)
from tests.core import examples


def test_names_become_harmless_and_short() -> None:
    shown = theme.label("<a href='x'>" * 9)
    assert "<" not in shown
    assert shown.endswith("…")
    assert theme.label("Vertragsbeginn: month", 18) == "Vertragsbe…: month"
    assert theme.label("Vertragsbeginn: weekday", 18) == "Vertrags…: weekday"
    assert theme.label("Vertragsbeginn: weekday", 9) == "Vertrags…"
    assert theme.label("Vertragsbeginn: anything", 18) == "Vertragsbeginn: a…"
    assert theme.label("R&D  cost") == "R&amp;D cost"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.00526, "0.00526"), (2.0, "2"), (12345.6, "12,346"), (float("nan"), "–")],
)
def test_amounts_have_three_digits(value, text) -> None:
    assert theme.amount(value) == text


def test_a_list_reads_as_english() -> None:
    assert theme.listed(["a"]) == "a"
    assert theme.listed(["a", "b", "c"]) == "a, b and c"


def test_a_race_that_has_not_started_has_no_curves() -> None:
    queued = tuple(replace(a, steps=(), state="queued") for a in examples.lanes())
    assert not any(f.applies(queued) for f in specs().values() if f.page == "train")


def test_a_lane_without_steps_waits_beside_one_that_runs() -> None:
    first, second, *_ = examples.lanes()
    waiting = (first, replace(second, steps=(), state="queued"))
    figure = progress.draw_score(waiting)
    assert [note.text.count("Random forest") for note in figure.layout.annotations] == [
        1
    ]


def test_the_score_of_a_finished_model_is_carried_on() -> None:
    lanes = examples.lanes(("random_forest", "mlp"))
    carried = [t for t in progress.draw_score(lanes).data if t.hoverinfo == "skip"]
    assert len(carried) == 1
    assert carried[0].x[-1] == pytest.approx(2.0)
    running = tuple(replace(lane, state="running") for lane in lanes)
    traces = progress.draw_score(running).data
    assert all(trace.hoverinfo != "skip" for trace in traces)


@pytest.mark.parametrize("start", [-9.0, -400.0, 0.3])
def test_an_axis_of_r2_shows_how_it_ends_wherever_it_starts(start) -> None:
    figure = progress.draw_score(examples.amount_lanes(start))
    low, high = figure.layout.yaxis.range
    assert -1.5 < low < 0.5
    assert high > 1
    assert "R²" in figure.layout.yaxis.title.text
    assert "ROC" not in progress.score_sentence(examples.amount_lanes(start))


def test_an_axis_reaches_down_to_the_worst_model_of_all() -> None:
    first, *others = examples.amount_lanes()
    bad = tuple(replace(step, score=-4.0) for step in first.steps)
    figure = progress.draw_score((replace(first, steps=bad), *others))
    assert figure.layout.yaxis.range[0] < -4


def test_names_at_line_ends_do_not_cover_each_other() -> None:
    lanes = examples.lanes()
    notes = progress.draw_score(lanes).layout.annotations
    places = sorted(note.y for note in notes)
    assert np.diff(places).min() > 0.03


def test_models_differ_where_their_answers_differ() -> None:
    one, other = examples.lanes(("random_forest", "mlp"), classes=2)
    apart = boundary.differs((one, other))
    first, second = (lane.steps[-1].surface > 125 for lane in (one, other))
    assert (apart == (first != second)).all()
    assert not boundary.differs((one, one)).any()
    shown = boundary.draw((one, other)).data[2].z
    assert (np.asarray(shown) == apart).all()


def test_a_surface_without_extent_is_drawn_from_0_to_1() -> None:
    lanes = examples.lanes(("mlp",), classes=2)
    bare = tuple(replace(a, grid=None, points=None, classes=()) for a in lanes)
    frame = boundary.frame(bare)
    assert (frame["x"].min(), frame["x"].max()) == (0, 1)
    assert len(boundary.draw(bare).data) == 1


def test_classes_of_a_surface_get_their_names_back() -> None:
    lanes = examples.lanes(("mlp",), classes=3)
    assert set(boundary.frame(lanes)["Neural net"]) == set(examples.names(3))


@pytest.mark.parametrize("place", [0, 1])
def test_a_waterfall_ends_at_the_probability(place) -> None:
    pair = examples.pair()
    one = pair.explanations[place]
    steps = case.steps(one, pair, case.top_features(pair))
    expected = 100 * one.answers[pair.case, pair.shown]
    assert steps[-1][-1] == pytest.approx(expected)
    pairs = pairwise(steps[:-1])
    assert all(before[4] == pytest.approx(after[2]) for before, after in pairs)


def test_both_waterfalls_have_the_same_steps() -> None:
    frame = case.frame(examples.pair())
    first, second = (own["step"].tolist() for _, own in frame.groupby("model"))
    assert first == second
    assert "6 others" in first


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, "missing"),
        (float("nan"), "missing"),
        (41.25, "41.25"),
        (2007.0, "2007"),
        ("Rome", "Rome"),
        (3, "3"),
    ],
)
def test_cells_read_as_a_person_would_write_them(cell, text) -> None:
    assert case.cell_text(cell) == text


def test_words_have_no_level_and_numbers_do() -> None:
    assert np.isnan(reasons.levels(pd.Series(["a", "b", None], dtype=object))).all()
    some = reasons.levels(pd.Series([3.0, None, 1.0, 2.0], dtype=object))
    assert some[[0, 2, 3]].tolist() == [1.0, 0.0, 0.5]
    assert np.isnan(some[1])
    assert reasons.levels(pd.Series([5.0, 5.0])).tolist() == [0.5, 0.5]


def test_a_crowd_is_wide_and_stays_in_its_row() -> None:
    crowd = np.concatenate([np.zeros(200), np.linspace(-5, 5, 40)])
    place = reasons.spread(crowd)
    assert abs(place).max() <= 0.45
    assert np.ptp(place[:200]) > np.ptp(place[200:])
    assert (place == reasons.spread(crowd)).all()
    assert reasons.spread(np.zeros(1)).tolist() == [0.0]


def test_a_large_swarm_is_drawn_with_webgl() -> None:
    kinds = {trace.type for trace in reasons.draw_beeswarm(examples.pair(400)).data}
    assert "scattergl" in kinds


def test_reasons_for_amounts_are_told_in_units_of_the_target() -> None:
    pair = examples.amount_pair("blood sugar")
    texts = [spec.sentence(pair) for spec in specs().values() if spec.page == "explain"]
    assert all("units of blood sugar" in text for text in texts)
    assert not any("%" in text or "points" in text for text in texts)
    one = pair.explanations[0]
    walk = case.steps(one, pair, case.top_features(pair))
    assert walk[-1][-1] == pytest.approx(one.answers[pair.case, 0])
    named = replace(one, unit="probability", classes=("probability",))
    amount = replace(pair, explanations=(named,), agreement=None)
    assert "%" not in ranks.sentence(amount)


def test_amounts_have_no_curves_but_a_reason_and_classes_no_residuals() -> None:
    keys = [f.key for f in figures("evaluate", examples.amount_runs())]
    assert keys == ["predicted", "residuals", "scores", "amount_errors"]
    roc = specs()["roc"]
    assert "amount" in roc.instead(examples.amount_runs())
    assert roc in places("evaluate", examples.amount_runs())
    assert not {"predicted", "residuals"} & {
        f.key for f in places("evaluate", examples.runs())
    }


def test_predictions_share_their_axes_with_the_diagonal() -> None:
    runs = examples.amount_runs(("random_forest", "mlp"))
    for panel in specs()["predicted"].panels(runs):
        figure = amounts.draw_predicted(panel)
        assert figure.layout.xaxis.range == figure.layout.yaxis.range
        line = figure.data[0]
        assert list(line.x) == list(line.y) == pytest.approx(figure.layout.xaxis.range)


def test_the_baseline_has_a_panel_of_its_own_only_when_alone() -> None:
    assert len(amounts.panels(examples.amount_runs())) == 3
    assert len(amounts.panels(examples.amount_runs(("dummy",)))) == 1


def test_bars_of_residuals_hold_every_row_once() -> None:
    frame = amounts.residual_frame(examples.amount_runs())
    assert frame.groupby("model")["rows"].sum().eq(300).all()
    own = frame[frame["model"] == "Random forest"]
    assert (own["to"].to_numpy()[:-1] == own["from"].to_numpy()[1:]).all()
    area = (own["rows per unit"] * (own["to"] - own["from"])).sum()
    assert area == pytest.approx(300)


def test_r2_has_an_axis_without_the_errors_which_have_the_targets_unit() -> None:
    runs = examples.amount_runs()
    assert set(scores.score_frame(runs)["score"]) == {"R²"}
    assert set(scores.error_frame(runs)["score"]) == {"RMSE", "MAE"}
    assert (
        "units of progression"
        in scores.draw_amount_errors(runs).layout.xaxis.title.text
    )


def test_parts_differ_in_colour_and_height_and_rows_say_their_group() -> None:
    figure = dealt.draw(examples.amount_summary())
    assert len({trace.marker.color for trace in figure.data}) == 3
    assert len({float(trace.y[0]) for trace in figure.data}) == 3
    assert figure.data[0].hovertext[0] == "row 1, 0"
    without = replace(examples.summary(), part_rows=(75, 0, 15), protocol="published")
    assert [t.name for t in dealt.draw(without).data] == ["training: 75", "test: 15"]


def test_a_class_without_test_rows_has_no_curve() -> None:
    run = examples.run("mlp", classes=3)
    evaluation = replace(run.evaluation, roc=run.evaluation.roc[1:])
    lacking = (replace(run, evaluation=evaluation),)
    assert specs()["roc_by_class"].frame(lacking)["class"].nunique() == 2
    none = (replace(run, evaluation=replace(evaluation, roc=(), pr=())),)
    assert not specs()["roc"].applies(none)
