"""The quick form of a race: less of everything that takes time, the same code."""

import pytest

from core.dataset import data_config
from core.quick import QUICK, quick_form, told_quick
from core.race import default_race, race_config


def test_the_quick_form_has_fewer_rows_trees_and_epochs():
    race = race_config(
        data_config("classification", {"n": 20_000}),
        ("random_forest", "mlp", "logistic_regression"),
        {"random_forest.n_estimators": 500, "mlp.epochs": 7, "mlp.width": 32},
        7,
        2.0,
    )
    quick = quick_form(race)
    values = [dict(part.values) for part in (quick.data, *quick.runs)]
    assert values[0]["n"] == QUICK["n"]
    assert values[1]["n_estimators"] == QUICK["n_estimators"]
    assert (values[2]["epochs"], values[2]["width"]) == (7, 32)
    assert (quick.models, quick.seed, quick.budget_s) == (race.models, 7, 2.0)
    assert all(run.data == quick.data for run in quick.runs)
    assert told_quick(race) == "400 rows instead of 20,000, 20 trees instead of 500"


@pytest.mark.parametrize("race", [default_race(), race_config(data_config("wine"))])
def test_a_quick_form_is_quick_enough(race):
    quick = quick_form(race)
    assert quick != race
    assert quick_form(quick) == quick
    assert told_quick(quick) == ""
