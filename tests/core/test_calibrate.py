"""Probabilities at their word: against scikit-learn, and never judged by themselves."""

import numpy as np
import pytest
from sklearn.calibration import _SigmoidCalibration, calibration_curve
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss

from core import calibrate, train
from core.answers import find
from core.calibrate import isotonic, sigmoid
from core.dataset import data_config
from core.errors import Refused
from core.quality.reliability import reliability, reliability_of
from core.run import run_config
from core.train import finish, fit
from tests.core.answered import knowing, several, two_classes

FOREST = run_config(
    data_config("moons", {"n": 1000, "noise": 0.4}),
    "random_forest",
    {"n_estimators": 5},
    3,
)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path))
    monkeypatch.setattr(train, "median_ms", lambda call: (1.0, 1.0))


def test_bins_equal_scikit_learn():
    y, p = knowing(1000)
    found = reliability_of(two_classes(y, p))
    true, said = calibration_curve(y, p, n_bins=10, strategy="quantile")
    assert [b.true for b in found.bins] == pytest.approx(list(true), abs=0.011)
    assert [b.said for b in found.bins] == pytest.approx(list(said), abs=0.011)
    assert found.brier == pytest.approx(brier_score_loss(y, p))
    assert [b.rows for b in found.bins] == [100] * 10
    off = [b.rows * abs(b.said - b.true) for b in found.bins]
    assert found.ece == pytest.approx(sum(off) / 1000)
    assert all(b.low <= b.true <= b.high for b in found.bins)


def test_rows_of_equal_probability_stay_in_one_bin():
    y = np.arange(100) % 4 == 0
    found = reliability(y, np.repeat([0.1, 0.2, 0.9], [70, 20, 10]))
    assert [b.rows for b in found.bins] == [70, 20, 10]
    alike = reliability(y, np.full(100, 0.25))
    assert [(b.rows, b.said, b.true) for b in alike.bins] == [(100, 0.25, 0.25)]
    assert alike.ece == 0


def test_one_class_of_several_is_judged_on_its_own():
    y = np.array([0, 1, 2, 2] * 25)
    values = np.tile([0.25, 0.25, 0.5], (100, 1))
    found = reliability_of(several(y, values), 2)
    assert (found.ece, found.brier) == (0.0, 0.25)


def test_the_sigmoid_is_platts():
    y, p = knowing(800, strength=2)
    odds = np.log(p / (1 - p))
    inside = np.clip(odds, np.log(0.01 / 0.99), np.log(0.99 / 0.01))
    wanted = _SigmoidCalibration().fit(inside, y)
    new = np.linspace(0.01, 0.99, 50)
    np.testing.assert_allclose(
        sigmoid(y == 1, p)(new), wanted.predict(np.log(new / (1 - new))), atol=2e-4
    )


@pytest.mark.parametrize("method", [sigmoid, isotonic])
def test_a_model_too_sure_of_itself_is_brought_down(method):
    y, p = knowing(2000, strength=0.5)
    sure = 1 / (1 + np.exp(-3 * np.log(p / (1 - p))))
    bend = method(y[:1000] == 1, sure[:1000])
    before = reliability(y[1000:] == 1, sure[1000:])
    after = reliability(y[1000:] == 1, bend(sure[1000:]))
    assert after.ece < before.ece / 2
    assert after.brier < before.brier


def test_separable_and_extreme_rows_have_a_sigmoid_too():
    y = np.arange(40) < 20
    bend = sigmoid(y, y.astype(float))
    low, high = bend(np.array([0.0, 1.0]))
    assert 0 < low < 0.1
    assert 0.9 < high < 1


def test_the_isotonic_steps_are_the_best_rising_ones():
    y, p = knowing(300)
    new = np.linspace(0, 1, 30)
    wanted = IsotonicRegression(out_of_bounds="clip").fit(p, y)
    np.testing.assert_allclose(isotonic(y == 1, p)(new), wanted.predict(new))


def test_sealed_rows_are_calibrated_by_folds_and_opened_ones_by_validation_rows():
    run = finish(fit(FOREST))
    sealed = finish(calibrate.calibrate(FOREST, "validation"))
    opened = finish(calibrate.calibrate(FOREST, "test"))
    assert (sealed.fitted_on, opened.fitted_on) == ("folds", "validation")
    assert (sealed.before.rows, opened.before.rows) == (200, 200)
    taught, judged = find(run, "validation"), find(run, "test")
    bend = isotonic(taught.positive(1), taught.scores(1))
    wanted = reliability(judged.positive(1), bend(judged.scores(1)))
    assert opened.isotonic == wanted
    assert "judged on the test rows" in opened.told
    assert "other four" in sealed.told
    again = finish(calibrate.calibrate(FOREST, "validation"))
    assert again.isotonic == sealed.isotonic


def test_no_row_is_judged_by_what_it_taught(monkeypatch):
    """On labels that mean nothing, isotonic steps fitted to the same rows look good."""
    random = np.random.default_rng(0)
    y, p = random.integers(0, 2, 2000), random.random(2000)
    itself = reliability(y == 1, isotonic(y == 1, p)(p))
    assert itself.brier < 0.25 - 1e-3
    crossed = calibrate._crossed(isotonic, y == 1, p, 1)
    assert reliability(y == 1, crossed).brier > 0.25 - 1e-3


def test_too_few_rows_and_amounts_are_refused():
    small = run_config(data_config("spirals", {"n": 100, "classes": 3}), "dummy")
    with pytest.raises(Refused, match="needs 10 rows of"):
        finish(calibrate.calibrate(small, "validation"))
    amounts = run_config(data_config("diabetes"), "dummy")
    with pytest.raises(Refused, match="no probabilities"):
        finish(calibrate.calibrate(amounts, "test"))
