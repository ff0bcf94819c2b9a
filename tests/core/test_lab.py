from dataclasses import dataclass

import pytest

from core import lab as labs
from core.compare import Round, duel
from core.errors import Refused
from core.history import Step
from core.labs.ten_gradient_steps import TEN_GRADIENT_STEPS, happened, judge
from core.train import finish


def planted(gap: float, ratio: float, wobble: float = 0.001):
    """Return a result of the lab with a known gap in score and a known price."""
    pairs = tuple(
        Round(
            seed=i,
            scores=(0.93 + gap + wobble * (i % 3), 0.93),
            cpu_s=(ratio * (1 + 0.01 * i), 1.0),
        )
        for i in range(5)
    )
    return duel(("random_forest", "mlp"), pairs, test_over_train=0.25)


@pytest.mark.parametrize(
    ("gap", "ratio", "outcome"),
    [
        (0.03, 0.3, "supported"),
        (0.0, 0.3, "supported"),
        (0.03, 40.0, "mixed"),
        (-0.04, 0.3, "mixed"),
        (-0.04, 5.0, "refuted"),
    ],
)
def test_planted_results_get_their_verdict(gap, ratio, outcome) -> None:
    verdict = judge(planted(gap, ratio))
    assert verdict.outcome == outcome
    assert verdict.splits == 5
    low, high = verdict.interval
    assert low < verdict.numbers["mean difference"] < high


def test_splits_that_disagree_leave_the_claim_open() -> None:
    assert judge(planted(-0.05, 0.3, wobble=0.05)).outcome == "undecided"


@pytest.mark.parametrize(
    ("gap", "key"), [(-0.04, "behind"), (0.0, "level"), (0.03, "ahead"), (0.06, "far")]
)
def test_the_guess_that_came_true(gap, key) -> None:
    assert happened(planted(gap, 1.0)) == key
    assert TEN_GRADIENT_STEPS.question.text(key)


def test_a_claim_of_two_halves() -> None:
    assert labs.both(True, True) == "supported"
    assert labs.both(False, False) == "refuted"
    assert labs.both(True, False) == labs.both(False, True) == "mixed"
    assert labs.both(None, False) == labs.both(True, None) == "undecided"


def step(number: int) -> Step:
    return Step(step=number, total=4, unit="tree", seconds=0.0, cpu_s=0.0)


def test_relay_places_a_training_within_the_lab() -> None:
    def training():
        yield step(1)
        yield step(4)
        return "run"

    stage = labs.relay(training(), 1, 4, "Split 1", "so far")
    first, last = next(stage), next(stage)
    assert (first.share, last.share) == (0.3125, 0.5)
    assert first.partial == "so far"
    assert next(stage).share == 0.5
    assert finish(stage) == "run"


def test_stopping_a_lab_stops_the_training_inside() -> None:
    closed = []

    def training():
        try:
            yield step(1)
        finally:
            closed.append(True)

    stage = labs.relay(training(), 0, 1, "", None)
    next(stage)
    stage.close()
    assert closed == [True]


@dataclass(frozen=True)
class Ran:
    values: dict
    seed: int


def test_quick_fills_in_what_is_not_given(monkeypatch) -> None:
    def run(values, seed):
        yield labs.LabStep(progress=labs.Progress(done=1, total=1))
        return Ran(values, seed)

    known = TEN_GRADIENT_STEPS
    own = {name: getattr(known, name) for name in known.__dataclass_fields__}
    quiet = labs.Lab(**own | {"run": run, "judge": lambda result: result.seed})
    monkeypatch.setattr(labs, "specs", lambda: {known.key: quiet})
    plain = finish(labs.run_lab(known.key, seed=7))
    assert (plain.result.values["trees"], plain.verdict) == (200, 7)
    quick = finish(labs.run_lab(known.key, (("splits", 4),), quick=True))
    assert (quick.result.values["trees"], quick.result.values["splits"]) == (20, 4)


@pytest.mark.parametrize(
    ("key", "values"),
    [("none", {}), (TEN_GRADIENT_STEPS.key, {"splits": 1}),
     (TEN_GRADIENT_STEPS.key, {"epochs": 3})],
)  # fmt: skip
def test_wrong_input_is_refused_in_a_sentence(key, values) -> None:
    with pytest.raises(Refused, match=r"\.$"):
        next(labs.run_lab(key, values))


def test_every_citation_says_who_and_where() -> None:
    for source in labs.sources().values():
        assert source.title
        assert source.by
        assert source.where
        assert source.url == "" or source.url.startswith("https://")
