import base64
import json
from dataclasses import replace

import numpy as np
import pytest

from core.cost import Cost
from core.dataset import DataConfig
from core.errors import Refused
from core.history import History, Step
from core.palette import colour, marker
from core.recording import FRAMES, POINTS, SURFACES, beneath, read, recording, write
from core.run import DatasetFacts, Run, RunConfig
from core.score import Evaluation, Score

FACTS = DatasetFacts(
    title="Two moons",
    rows=800,
    columns=2,
    task="binary",
    target="moon",
    classes=("lower", "<b>upper</b>"),
    part_rows=(480, 160, 160),
    planar=True,
    grid=(-1.5, 2.5, -1.0, 1.5),
)
COST = Cost(
    wall_s=1.0,
    cpu_s=1.0,
    peak_mb=1.0,
    parameters=10,
    counted="weights",
    size_bytes=100,
    latency_ms=1.0,
    batch_ms=1.0,
    batch_rows=1000,
    device="CPU, one thread",
    peak_measured="lifetime peak of the process",
)


def a_run(model="random_forest", steps=100, facts=FACTS, score=0.9):
    grid = np.random.default_rng(0).integers(0, 251, (40, 40)).astype(np.uint8)
    history = [
        Step(
            step=i + 1,
            total=steps,
            unit="tree",
            seconds=0.01 * (i + 1),
            cpu_s=0.009 * (i + 1),
            score=score,
            scored_on="validation rows",
            surface=grid if facts.planar else None,
        )
        for i in range(steps)
    ]
    evaluation = Evaluation(
        rows=160,
        classes=facts.classes,
        scores=(Score(name="accuracy", value=0.8), Score(name="roc_auc", value=0.88)),
        roc=(),
        pr=(),
        confusion=np.eye(2),
        positive_share=0.5,
    )
    return Run(
        key=model,
        config=RunConfig(data=DataConfig(key="moons"), model=model),
        dataset=facts,
        history=History(steps=tuple(history)),
        cost=COST,
        evaluation=evaluation,
    )


def test_a_lane_is_thinned_and_keeps_its_first_and_last_step():
    lane = recording([a_run(steps=500)])["lanes"][0]
    assert len(lane["steps"]) == FRAMES
    assert (lane["steps"][0], lane["steps"][-1]) == (1, 500)
    assert lane["times"] == sorted(lane["times"])
    assert lane["times"][-1] == 5.0
    assert lane["reached"] == {"part": "test", "score": 0.88}


def test_a_recording_of_amounts_names_their_score():
    facts = replace(FACTS, task="regression", classes=(), planar=False, grid=None)
    run = a_run(facts=facts, score=-3.0)
    evaluation = replace(
        run.evaluation, classes=(), part="validation",
        scores=(Score(name="r2", value=0.4), Score(name="rmse", value=9.0)),
    )  # fmt: skip
    made = recording([replace(run, evaluation=evaluation)])
    assert made["metric"] == {"title": "R²", "guessing": 0.0, "best": 1.0}
    assert made["lanes"][0]["reached"] == {"part": "validation", "score": 0.4}
    assert made["lanes"][0]["scores"][0] == -3.0


def test_a_sealed_recording_holds_no_test_score():
    run = a_run(score=0.9)
    validation = replace(
        run.evaluation, part="validation", scores=(Score(name="roc_auc", value=0.77),)
    )
    tested = replace(validation, part="test", scores=(
        Score(name="roc_auc", value=0.61357),))  # fmt: skip
    run = replace(run, evaluation=tested)
    sealed = replace(run, evaluation=validation)
    assert "0.61357" in json.dumps(recording([run]))
    assert "0.61357" not in json.dumps(recording([sealed]))


def test_every_list_of_a_lane_is_as_long_as_its_steps():
    lane = recording([a_run(steps=7)])["lanes"][0]
    columns = ("times", "cpu", "steps", "scores", "losses", "held_losses")
    assert {len(lane[name]) for name in columns} == {7}


def test_lanes_look_like_their_models_everywhere_else():
    lanes = recording([a_run(), a_run("mlp")])["lanes"]
    looks = [(lane["colour"], lane["marker"]) for lane in lanes]
    assert looks == [(colour(m), marker(m)) for m in ("random_forest", "mlp")]


def test_surfaces_come_back_byte_by_byte():
    run = a_run(steps=300)
    surface = recording([run])["surface"]
    lane = surface["lanes"][0]
    last = base64.b64decode(lane["data"][-1])
    assert len(lane["at"]) == len(lane["data"]) == SURFACES
    assert last == run.history.steps[-1].surface.tobytes()
    assert (surface["size"], surface["extent"]) == (40, list(FACTS.grid))
    assert lane["at"][-1] == run.history.steps[-1].seconds


@pytest.mark.parametrize("lanes", [1, 2, 4])
def test_a_planar_race_stays_below_400_kilobytes(lanes):
    models = ("random_forest", "mlp", "logistic_regression", "tree")[:lanes]
    rng = np.random.default_rng(1)
    points = (rng.normal(size=5000), rng.normal(size=5000), rng.integers(0, 2, 5000))
    made = recording([a_run(m, 400) for m in models], points)
    assert len(json.dumps(made)) < 400_000
    assert len(made["points"]["x"]) == POINTS


def test_a_dummy_is_the_baseline_and_no_lane():
    made = recording([a_run(), a_run("dummy", steps=1, score=0.5)])
    assert [lane["model"] for lane in made["lanes"]] == ["random_forest"]
    assert made["baseline"] == 0.5
    assert recording([a_run("dummy", steps=1)])["lanes"][0]["model"] == "dummy"


def test_guessing_has_a_loss_too():
    """The log loss of the baseline, or the variance that nets of amounts learn in."""
    dummy = a_run("dummy", steps=1, score=0.5)
    scores = (*dummy.evaluation.scores, Score(name="log_loss", value=0.69))
    dummy = replace(dummy, evaluation=replace(dummy.evaluation, scores=scores))
    assert recording([a_run(), dummy])["baseline_loss"] == 0.69
    assert recording([a_run()])["baseline_loss"] is None
    facts = replace(FACTS, task="regression", classes=(), planar=False, grid=None)
    r2 = replace(dummy.evaluation, classes=(), scores=(Score(name="r2", value=-0.01),))
    amounts = [
        replace(a_run(model, facts=facts), evaluation=r2) for model in ("mlp", "dummy")
    ]
    assert recording(amounts)["baseline_loss"] == 1.0


def test_a_budget_is_part_of_its_lanes():
    run = a_run(steps=3)
    assert recording([run])["lanes"][0]["budget"] is None
    spent = replace(run, config=replace(run.config, budget_s=0.03))
    assert recording([spent])["lanes"][0]["budget"] == 0.03


def test_a_race_beneath_brings_lines_and_no_surfaces():
    runs = [a_run(steps=400), a_run("mlp", 400), a_run("dummy", steps=1)]
    made = beneath(runs, "Seed 43", "seed 43", "Other rows.")
    assert [lane["title"] for lane in made["lanes"]] == ["Random forest", "Neural net"]
    assert (made["title"], made["differs"]) == ("Seed 43", "seed 43")
    assert len(json.dumps(made)) < 20_000
    assert made["key"] != beneath(runs, "Seed 44", "seed 44")["key"]


def test_a_table_of_many_columns_has_no_surfaces():
    facts = replace(FACTS, planar=False, grid=None, columns=9)
    assert recording([a_run(facts=facts)])["surface"] is None


def test_a_diverged_loss_becomes_null_and_the_json_stays_strict():
    run = a_run(steps=2)
    steps = tuple(replace(s, loss=float("nan")) for s in run.history.steps)
    made = recording([replace(run, history=History(steps=steps))])
    assert made["lanes"][0]["losses"] == [None, None]
    json.dumps(made, allow_nan=False)


def test_the_key_follows_the_content():
    assert recording([a_run()])["key"] == recording([a_run()])["key"]
    assert recording([a_run()])["key"] != recording([a_run(score=0.91)])["key"]


def test_what_is_written_is_read_back(tmp_path):
    path = tmp_path / "race.json"
    points = (np.array([0.1]), np.array([0.2]), np.array([1]))
    write(path, [a_run(steps=3)], points)
    assert read(path) == recording([a_run(steps=3)], points)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"lanes": []}', "\x00"])
def test_a_file_that_is_no_recording_is_refused(tmp_path, text):
    path = tmp_path / "race.json"
    path.write_text(text)
    with pytest.raises(Refused, match=r"race\.json"):
        read(path)


def test_runs_that_cannot_be_replayed_together_are_refused():
    other = replace(
        a_run(), config=RunConfig(data=DataConfig(key="rings"), model="mlp")
    )
    with pytest.raises(Refused, match="different data"):
        recording([a_run(), other])
    with pytest.raises(Refused, match="no finished run"):
        recording([])
