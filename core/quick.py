"""The quick form of a race, for who has little time or a long queue ahead."""

from collections.abc import Sequence

from core import dataset, model
from core.dataset import DataConfig, data_config
from core.params import Param, Value, Values
from core.race import RaceConfig
from core.run import RunConfig, run_config

# What the quick form has at most of each; the rest stays as it is.
QUICK = {"n": 400, "n_estimators": 20, "epochs": 20}


def quick_form(race: RaceConfig) -> RaceConfig:
    """Return a smaller race for who cannot wait: fewer rows, trees and epochs.

    The race itself where nothing is left to take away.
    """
    data = data_config(race.data.key, _smaller(race.data.values))
    runs = tuple(
        run_config(data, r.model, _smaller(r.values), r.seed, r.budget_s)
        for r in race.runs
    )
    return RaceConfig(data=data, runs=runs, seed=race.seed)


def told_quick(race: RaceConfig) -> str:
    """Say what the quick form of a race takes away, or "" where that is nothing."""
    quick = quick_form(race)
    told = _fewer(dataset.specs()[race.data.key].params, race.data, quick.data)
    for before, after in zip(race.runs, quick.runs, strict=True):
        told += _fewer(model.specs()[before.model].params, before, after)
    return ", ".join(told)


def _fewer(
    params: Sequence[Param],
    before: DataConfig | RunConfig,
    after: DataConfig | RunConfig,
) -> list[str]:
    labels = {param.name: param.label.split(",")[0].lower() for param in params}
    now = dict(after.values)
    return [
        f"{now[name]:,} {labels[name]} instead of {value:,}"
        for name, value in before.values
        if now[name] != value
    ]


def _smaller(values: Values) -> dict[str, Value]:
    """Return values with as few rows, trees and epochs as the quick form has."""
    given = dict(values)
    for name, most in QUICK.items():
        if name in given:
            given[name] = min(int(given[name]), most)
    return given
