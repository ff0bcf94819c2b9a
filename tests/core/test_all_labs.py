import re

import pandas as pd
import pytest

from core.lab import run_lab, sources, specs
from core.params import resolve
from core.storage.store import store

OUTCOMES = ("supported", "refuted", "mixed", "undecided", "not applicable")
FINISHED: dict = {}


def quick(lab):
    """Return the steps and the outcome of a lab's quick run, made once."""
    if lab.key not in FINISHED:
        stage, steps = run_lab(lab.key, quick=True), []
        try:
            while True:
                steps.append(next(stage))
        except StopIteration as stop:
            FINISHED[lab.key] = steps, stop.value
    return FINISHED[lab.key]


@pytest.fixture(params=specs().values(), ids=lambda lab: lab.key)
def lab(request):
    return request.param


def test_declaration(lab) -> None:
    claim = lab.claim
    assert claim.source in sources()
    for text in (claim.statement, claim.scope, claim.refuted_if):
        assert text.endswith(".")
    defaults = resolve(lab.params)
    names = {param.name for param in lab.params}
    assert not names & {"lab", "seed"}  # the address has its own
    assert resolve(lab.params, lab.quick)
    assert lab.seconds(dict(defaults)) > 0
    settings = {resolve(lab.params, one.values) for one in lab.breaks}
    assert settings
    assert len(settings) == len(lab.breaks)
    assert defaults not in settings
    assert len(lab.why.split()) > 60


def test_question(lab) -> None:
    keys = [guess.key for guess in lab.question.guesses]
    assert len(keys) == len(set(keys)) >= 2
    _, outcome = quick(lab)
    assert lab.question.happened(outcome.result) in keys


def test_progress_grows_to_the_end(lab) -> None:
    steps, _ = quick(lab)
    shares = [step.share for step in steps]
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.5
    assert shares[-1] == 1
    assert any(step.partial is not None for step in steps)
    assert all(step.progress.message for step in steps)


def test_verdict(lab) -> None:
    _, outcome = quick(lab)
    verdict = outcome.verdict
    assert verdict.outcome in OUTCOMES
    assert verdict.splits >= 3
    assert verdict.reason.endswith(".")
    assert re.search(r"\d", verdict.reason)
    assert verdict.would_change.endswith(".")
    if verdict.interval:
        assert verdict.interval[0] <= verdict.interval[1]
        assert verdict.measured
    assert outcome.seconds > 0


def test_what_crosses_to_a_page_is_light(lab) -> None:
    steps, outcome = quick(lab)
    for value in (steps[-1], outcome):
        store().put(
            "lab", value
        )  # reads back nothing but core's dataclasses and arrays
        assert repr(store().get("lab")) == repr(value)


def test_figure_table_and_sentence_also_of_partial_results(lab) -> None:
    steps, outcome = quick(lab)
    result = outcome.result
    partial = next(step.partial for step in steps if step.partial is not None)
    for found in (partial, result):
        for guess in (None, *(guess.key for guess in lab.question.guesses)):
            figure = lab.figure(found, guess).checked()
            assert figure.data
            assert len(figure.to_json()) < 200_000
            assert figure.layout.paper_bgcolor == "rgba(0,0,0,0)"
            assert all(axis.title.text for axis in figure.select_xaxes())
        frame = lab.frame(found)
        assert isinstance(frame, pd.DataFrame)
        assert len(frame)
        assert re.search(r"\d.*\.$", lab.sentence(found))
    guesses = [guess.key for guess in lab.question.guesses]
    told = [str(lab.figure(result, guess).to_dict()) for guess in guesses]
    assert len(set(told)) == len(told)  # each guess can be seen
