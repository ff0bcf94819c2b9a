from dataclasses import replace

import numpy as np
import pytest

from core.report import standing, told_apart
from core.score import Score
from tests.core import examples


def score(value, low, high):
    return Score(name="roc_auc", value=value, low=low, high=high)


def run(model, area):
    made = examples.run(model)
    scores = tuple(area if s.name == "roc_auc" else s for s in made.evaluation.scores)
    return replace(made, evaluation=replace(made.evaluation, scores=scores))


@pytest.mark.parametrize(
    ("areas", "said"),
    [
        ([score(0.9, 0.88, 0.92), score(0.8, 0.78, 0.82)], "Random forest is ahead"),
        ([score(0.8, 0.78, 0.82), score(0.9, 0.88, 0.92)], "Neural net is ahead"),
        ([score(0.9, 0.85, 0.95), score(0.8, 0.75, 0.86)], "Too close to call"),
        ([score(0.55, 0.45, 0.6), score(0.4, 0.3, 0.44)], "better than guessing"),
        ([score(1.0, None, None), score(0.9, 0.8, 0.95)], "CPU s)."),
    ],
)
def test_the_winner_is_named_only_where_the_intervals_lie_apart(areas, said):
    runs = [
        run(model, area)
        for model, area in zip(("random_forest", "mlp"), areas, strict=True)
    ]
    told = standing(runs)
    assert said in told
    assert f"{areas[0].value:.3f}" in told
    assert ("ahead" in told) == ("ahead" in said)


def test_rows_and_score_are_named():
    made = run("mlp", score(0.9, 0.8, 0.95))
    validated = replace(made.evaluation, part="validation", rows=1400)
    told = standing([replace(made, evaluation=validated)])
    assert told.startswith("ROC AUC on the same 1,400 validation rows: ")


@pytest.mark.parametrize(
    ("low", "said"), [(0.3, "is ahead"), (-0.1, "better than guessing")]
)
def test_amounts_are_compared_by_r2(low, said):
    best, other = (
        Score(name="r2", value=v, low=v + low - 0.4, high=v + 0.05) for v in (0.4, 0.1)
    )
    made = [examples.run(model) for model in ("random_forest", "mlp")]
    runs = [
        replace(m, evaluation=replace(m.evaluation, classes=(), scores=(s,)))
        for m, s in zip(made, (best, other), strict=True)
    ]
    told = standing(runs)
    assert "R² on the same " in told
    assert "0.400" in told
    assert said in told


def test_a_single_model_wins_nothing():
    told = standing([run("mlp", score(0.9, 0.8, 0.95))])
    assert "0.900" in told
    assert "ahead" not in told


def test_it_is_said_on_how_many_rows_two_models_disagree():
    said = {"random_forest": [0, 1, 1, 0], "mlp": [0, 1, 0, 0], "dummy": [0, 0, 0, 0]}
    made = [replace(examples.run(m), said=np.array(c)) for m, c in said.items()]
    runs = [replace(r, evaluation=replace(r.evaluation, rows=4)) for r in made]
    told = told_apart(runs)
    assert told.startswith("Random forest and neural net answer differently on 1 of 4")
    assert "test rows (25.0%)" in told
    assert told_apart(runs[1:]) == told_apart(examples.amount_runs()) == ""
    assert "on 1 of a sample of 4 test rows (25.0%)" in told_apart(made)
