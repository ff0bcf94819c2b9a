from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dataset import data_config, load
from core.history import Step
from core.surface import (
    FRAMES,
    GRID,
    LEVELS,
    corners,
    surface_grid,
    thinned,
    to_surface,
)


def test_the_grid_covers_every_point_with_a_margin():
    dataset = load(data_config("moons", {"n": 200}))
    grid = surface_grid(dataset)
    points = dataset.X.to_numpy()
    assert grid.shape == (GRID**2, 2)
    assert (grid.min(axis=0) < points.min(axis=0)).all()
    assert (grid.max(axis=0) > points.max(axis=0)).all()
    assert corners(grid) == (*grid.min(axis=0), *grid.max(axis=0))


def test_rows_of_the_grid_run_upwards_and_columns_to_the_right():
    grid = surface_grid(load(data_config("moons", {"n": 200}))).reshape(GRID, GRID, 2)
    assert (np.diff(grid[:, :, 0], axis=1) > 0).all()
    assert (np.diff(grid[:, :, 1], axis=0) > 0).all()


@pytest.mark.parametrize("key", ["penguins", "wine", "digits"])
def test_other_tables_have_no_surface(key):
    assert surface_grid(load(data_config(key))) is None
    assert corners(None) is None


def test_amounts_over_two_columns_have_no_surface():
    plane = load(data_config("moons", {"n": 200}))
    amounts = replace(plane, classes=(), y=plane.y.astype(float))
    assert surface_grid(plane) is not None
    assert surface_grid(amounts) is None


def test_two_classes_are_drawn_by_probability():
    share = np.linspace(0, 1, GRID**2)
    surface = to_surface(np.column_stack([1 - share, share]))
    assert surface.shape == (GRID, GRID)
    assert surface.dtype == np.uint8
    assert (surface.flat[0], surface.flat[-1]) == (0, LEVELS)
    np.testing.assert_allclose(surface.ravel() / LEVELS, share, atol=0.5 / LEVELS)


@pytest.mark.parametrize("classes", [3, 4, 10])
def test_several_classes_are_drawn_by_the_likeliest(classes):
    codes = np.arange(GRID**2) % classes
    surface = to_surface(np.eye(classes)[codes])
    back = np.rint(surface.ravel() / LEVELS * (classes - 1))
    np.testing.assert_array_equal(back, codes)


@given(st.integers(1, 400))
def test_thinning_drops_surfaces_and_no_steps(count):
    surface = np.zeros((1, 1), dtype=np.uint8)
    steps = [
        Step(step=i, total=count, unit="tree", seconds=i, cpu_s=i, surface=surface)
        for i in range(count)
    ]
    found = thinned(steps)
    kept = [step.step for step in found if step.surface is not None]
    assert [step.step for step in found] == list(range(count))
    assert len(kept) == min(count, FRAMES)
    assert {kept[0], kept[-1]} == {0, count - 1}
    assert max(np.diff(kept), default=1) - min(np.diff(kept), default=1) <= 1
