"""Power laws found in measured sizes: the exponent, and what lies beyond them."""

import math

import numpy as np
import pytest

from core.statistics.power import power_law

SIZES = np.array([250 * 2**i for i in range(8)])
FAR = 10_000_000


def measured(overhead: float, exponent: float, seed: int, noise: float = 0.04):
    random = np.random.default_rng(seed)
    true = overhead + 2e-5 * SIZES.astype(float) ** exponent
    return true * np.exp(random.normal(0, noise, len(SIZES)))


def test_an_exact_law_is_found_exactly():
    law = power_law(SIZES, 3e-4 * SIZES**1.25)
    assert law.exponent == pytest.approx(1.25, abs=1e-9)
    assert law.overhead == 0.0
    assert law.at(FAR)[0] == pytest.approx(3e-4 * FAR**1.25, rel=1e-6)


def test_what_is_always_paid_does_not_bend_the_exponent():
    law = power_law(SIZES, 0.1 + 2e-5 * SIZES**1.1)
    assert law.exponent == pytest.approx(1.1, abs=0.005)
    assert law.overhead == pytest.approx(0.1, rel=0.05)


@pytest.mark.parametrize(
    ("overhead", "exponent"), [(0.0, 1.0), (0.05, 1.1), (0.01, 1.3)]
)
def test_intervals_hold_the_truth_as_often_as_they_say(overhead, exponent):
    laws = [power_law(SIZES, measured(overhead, exponent, seed)) for seed in range(60)]
    truth = overhead + 2e-5 * FAR**exponent
    found = [law.low <= exponent <= law.high for law in laws]
    ahead = [law.at(FAR)[1] <= truth <= law.at(FAR)[2] for law in laws]
    assert np.mean(found) >= 0.85
    assert np.mean(ahead) >= 0.85
    exponents = [law.exponent for law in laws]
    assert np.median(exponents) == pytest.approx(exponent, abs=0.03)
    assert max(law.high - law.low for law in laws) < 0.6


def test_the_interval_widens_with_the_distance_and_with_noise():
    law = power_law(SIZES, measured(0.0, 1.1, 1))
    near, far = law.at(SIZES[-1]), law.at(FAR)
    assert near[2] / near[1] < far[2] / far[1]
    loud = power_law(SIZES, measured(0.0, 1.1, 1, noise=0.2))
    assert loud.high - loud.low > 2 * (law.high - law.low)


def test_the_clock_is_never_believed_to_the_last_digit():
    law = power_law(SIZES[:4], 1e-5 * SIZES[:4])
    assert law.high - law.low > 0.01
    assert law.at(FAR)[2] / law.at(FAR)[1] > 1.05


@pytest.mark.parametrize("values", [[], [1.0, 2.0], [0.0, 0.0, 1.0, 2.0]])
def test_too_few_values_make_no_line(values):
    assert power_law(SIZES[: len(values)], values) is None


def test_far_beyond_is_large_and_never_breaks():
    law = power_law([1, 2, 3], [1e-9, 1.0, 1e9])
    assert all(math.isfinite(each) for each in law.at(1e12))
