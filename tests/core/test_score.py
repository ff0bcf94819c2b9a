import numpy as np
import pytest

from core.evaluate import evaluate
from core.model import TASKS
from core.score import FACTS, main_score, score_names

RANDOM = np.random.default_rng(1)
ROWS = 2_000


def rows(task: str):
    """Return targets, perfect answers, answers of somebody who guesses, and classes."""
    if task == "regression":
        y = RANDOM.normal(5, 2, ROWS)
        return y, y[:, None], np.full((ROWS, 1), y.mean()), ()
    names = ("a", "b") if task == "binary" else ("a", "b", "c")
    y = RANDOM.integers(0, len(names), ROWS)
    shares = np.bincount(y) / ROWS
    return y, np.eye(len(names))[y], np.tile(shares, (ROWS, 1)), names


@pytest.fixture(params=TASKS)
def scored(request):
    y, perfect, guess, classes = rows(request.param)
    both = [evaluate(y, answers, classes, seed=1) for answers in (perfect, guess)]
    return request.param, *both


def test_every_score_of_a_task_has_its_facts_in_one_order(scored):
    task, perfect, _ = scored
    assert tuple(score.name for score in perfect.scores) == score_names(task)
    assert {score.fact.key for score in perfect.scores} == set(score_names(task))
    assert perfect.main.name == main_score(task)


def test_nothing_beats_the_best(scored):
    _, perfect, _ = scored
    for score in perfect.scores:
        assert score.value == pytest.approx(score.fact.best, abs=1e-9)


def test_guessing_gets_what_the_facts_say_and_is_worse_than_the_best(scored):
    _, perfect, guess = scored
    for best, score in zip(perfect.scores, guess.scores, strict=True):
        assert (score.value < best.value) == score.fact.higher_is_better
        if score.fact.guessing is not None:
            assert score.value == pytest.approx(score.fact.guessing, abs=1e-9)


def test_scores_in_the_targets_unit_grow_with_it():
    y, _, _, _ = rows("regression")
    answers = (y + RANDOM.normal(size=ROWS))[:, None]
    small, large = (evaluate(f * y, f * answers, (), 1) for f in (1.0, 1000.0))
    for one, other in zip(small.scores, large.scores, strict=True):
        factor = 1000 if one.fact.in_target_units else 1
        for name in ("value", "low", "high"):
            found, expected = getattr(other, name), factor * getattr(one, name)
            assert found == pytest.approx(expected, rel=1e-9)


def test_titles_tell_scores_apart():
    assert len({fact.title for fact in FACTS.values()}) == len(FACTS)
    assert all(fact.meaning.endswith(".") for fact in FACTS.values())
