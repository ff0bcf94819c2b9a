from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dataset import data_config, load
from core.surface import (
    EARLY,
    FRAMES,
    GRID,
    LEVELS,
    corners,
    frames,
    surface_grid,
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


@given(st.integers(1, 2000))
def test_surfaces_of_a_run_are_few_and_closest_at_its_start(total):
    found = sorted(frames(total))
    gaps = np.diff(found)
    assert 0 < len(found) < FRAMES  # the step at which it is stopped has one too
    assert found[: min(total, EARLY)] == list(range(1, min(total, EARLY) + 1))
    assert found[-1] == total
    assert (np.diff(gaps) >= -1).all()


def test_surfaces_of_a_run_without_a_known_end_are_few_as_well():
    assert len(frames(None)) < FRAMES
