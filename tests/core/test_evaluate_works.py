"""What the page that judges models asks of the engine can be called as it asks."""

import inspect
from importlib import import_module

import pytest

from core.dataset import data_config
from core.limits import limits
from core.run import run_config
from core.works import (
    answers_work,
    calibrate_work,
    cases_work,
    groups_work,
    splits_work,
)

MOONS = data_config("moons")
FOREST, LINE = (run_config(MOONS, m) for m in ("random_forest", "logistic_regression"))
WORKS = (
    answers_work(FOREST),
    calibrate_work(FOREST, "validation"),
    groups_work(MOONS, 1, "test"),
    cases_work(MOONS, [3, 1]),
    splits_work(FOREST, LINE, 10),
)


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.call)
def test_work_names_a_generator_that_takes_its_arguments(work):
    module, _, name = work.call.partition(":")
    function = getattr(import_module(module), name)
    assert inspect.isgeneratorfunction(function)
    inspect.signature(function).bind(*work.args)
    assert work.doing
    assert work.relief


def test_each_question_is_work_of_its_own():
    others = (
        calibrate_work(FOREST, "test"),
        calibrate_work(FOREST, "validation", 0),
        groups_work(MOONS, 2, "test"),
        cases_work(MOONS, [1, 3]),
        splits_work(LINE, FOREST, 10),
    )
    keys = [work.key for work in (*WORKS, *others)]
    assert len(set(keys)) == len(keys)
    assert cases_work(MOONS, (3, 1)).key == cases_work(MOONS, [3, 1]).key


def test_reading_rows_is_bounded_like_reading_and_splits_queue_like_training():
    for work in (groups_work(MOONS, 1, "test"), cases_work(MOONS, [1])):
        assert work.quick
        assert work.limit_s == limits().max_seconds
    assert not splits_work(FOREST, LINE).quick
    assert not answers_work(FOREST).quick
