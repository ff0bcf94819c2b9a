"""A leak is found however it got in, and never where there is none."""

import numpy as np
import pandas as pd
import pytest

from core.choices import choices
from core.dataset import data_config, load
from core.trap import find_traps
from tests.core.planted import LEAKS, TARGET, TASKS, clean, codes, dataset, leaking

HONEST = ("breast_cancer", "wine", "digits", "penguins", "diabetes", "abalone")


def found(frame, **given):
    return find_traps(dataset(frame, **given))


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("way", LEAKS)
def test_a_planted_leak_is_found_and_one_click_mends_it(way, task):
    for rows, seed in ((60, 1), (600, 2), (3000, 3)):
        frame = leaking(way, task, rows, seed)
        planted = {name for name in frame if name.startswith("x")}
        traps = found(frame)
        assert {trap.kind for trap in traps} == {"leak"}, (rows, traps)
        assert {name for trap in traps for name in trap.columns} == planted
        drop = ",".join(dict(trap.fix)["drop"] for trap in traps)
        assert found(frame, drop=choices({"drop": drop}).drop) == ()


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("rows", [40, 200, 1000])
def test_honest_tables_have_no_trap(task, rows):
    for seed in range(12):
        assert found(clean(task, rows, seed)) == (), seed


@pytest.mark.parametrize("key", HONEST)
def test_the_clean_bundled_tables_have_no_trap(key):
    assert find_traps(load(data_config(key))) == ()


def test_iris_has_no_trap():
    from sklearn.datasets import load_iris

    frame = load_iris(as_frame=True).frame.rename(columns={"target": TARGET})
    assert not [trap for trap in found(frame) if trap.kind != "copies"]


def test_a_copy_with_some_errors_is_still_a_leak():
    frame = clean()
    wrong = np.arange(len(frame)) % 33 == 0
    other = frame[TARGET].map({"kept": "lost", "lost": "kept"})
    frame["x"] = frame[TARGET].where(~wrong, other)
    (trap,) = found(frame)
    assert (trap.kind, trap.columns) == ("leak", ("x",))


@pytest.mark.parametrize("turn", [np.log, np.sqrt, np.exp])
def test_a_curved_copy_of_an_amount_is_a_leak(turn):
    frame = clean("regression")
    scaled = 1 + (codes(frame) - codes(frame).min()) / 200
    frame["x"] = turn(scaled)
    (trap,) = found(frame)
    assert (trap.kind, trap.columns) == ("leak", ("x",))


def test_two_columns_with_one_huge_row_are_not_alike_for_that():
    frame = clean("regression")
    frame["x"] = np.random.default_rng(5).normal(0, 1, len(frame))
    frame.loc[0, ["x", TARGET]] = 1e7, 1e9
    assert not [trap for trap in found(frame) if trap.kind == "leak"]


def test_a_file_sorted_by_class_makes_no_leak_of_a_rounded_column():
    frame = clean("binary", 400).sort_values(TARGET).reset_index(drop=True)
    frame["x"] = np.random.default_rng(6).integers(0, 90, len(frame)).astype(float)
    assert found(frame) == ()


def test_a_rare_class_makes_no_leak_of_a_common_word():
    draw = np.random.default_rng(7)
    frame = clean("binary", 3000)
    frame[TARGET] = np.where(np.arange(3000) % 150 == 0, "lost", "kept")
    frame["x"] = draw.choice(["a", "b"], 3000, p=[0.9, 0.1])
    assert {trap.kind for trap in found(frame)} == {"imbalance"}


def test_names_with_commas_survive_the_fix():
    frame = clean().assign(**{"a, b: c": clean()[TARGET]})
    (trap,) = found(frame)
    assert choices(dict(trap.fix)).drop == ("a, b: c",)


def test_a_column_of_gaps_or_of_huge_numbers_is_no_trouble():
    frame = clean("regression")
    frame["huge"] = np.random.default_rng(8).normal(0, 1e12, len(frame))
    frame["gaps"] = pd.Series(np.where(np.arange(len(frame)) % 9, np.nan, frame["age"]))
    assert {trap.kind for trap in found(frame)} == {"missing"}
