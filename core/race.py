"""A race: several models on one data set and one seed, as text and back.

A race is written in an address (`?data=moons&n=500&models=random_forest,mlp&
mlp.epochs=50&seed=7&budget=5`) and on the command line (`moons?n=500`). Only what
differs from the defaults is written; whatever is read is checked.
"""

import hashlib
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import parse_qsl, urlencode

from core import dataset, model
from core.dataset import DataConfig, data_config
from core.errors import Refused
from core.params import Param, changed
from core.run import DEFAULT_MODELS, RunConfig, run_config

DEFAULT_DATA = "moons"
DEFAULT_SEED = 42
MOST_MODELS = 4
MOST_GHOSTS = 3
READ_GHOSTS = 20  # of an address: enough for doubles, and a long one costs no time


@dataclass(frozen=True, kw_only=True)
class RaceConfig:
    """All that determines a race: one RunConfig a lane, on the same data and seed.

    `ghosts` are further seeds whose finished races are laid over this one; they are no
    part of its key.
    """

    data: DataConfig
    runs: tuple[RunConfig, ...]
    seed: int
    ghosts: tuple[int, ...] = ()

    @property
    def models(self) -> tuple[str, ...]:
        """Return the keys of the models, in the order of their lanes."""
        return tuple(run.model for run in self.runs)

    @property
    def budget_s(self) -> float | None:
        """Return the CPU seconds of training that each lane may use, or None."""
        return self.runs[0].budget_s

    @cached_property
    def key(self) -> str:
        """Return a content key of the whole race."""
        text = "/".join(run.key for run in self.runs)
        return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def race_config(
    data: DataConfig,
    models: Sequence[str] = DEFAULT_MODELS,
    settings: Mapping[str, object] | None = None,
    seed: int = DEFAULT_SEED,
    budget_s: float | None = None,
) -> RaceConfig:
    """Return a checked race; `settings` maps `model.parameter` to a value.

    Raises Refused for unknown models and parameters, doubles, and too many lanes.
    """
    if not 1 <= len(set(models)) == len(models) <= MOST_MODELS:
        raise Refused(f"A race has one to {MOST_MODELS} different models.")
    given: dict[str, dict[str, object]] = {key: {} for key in models}
    for name, value in (settings or {}).items():
        key, dot, parameter = name.partition(".")
        if not dot or key not in given:
            lanes = ", ".join(models)
            raise Refused(
                f"'{name}' sets nothing here: write model.parameter for {lanes}."
            )
        given[key][parameter] = value
    runs = tuple(run_config(data, key, given[key], seed, budget_s) for key in models)
    return RaceConfig(data=data, runs=runs, seed=seed)


def with_ghosts(race: RaceConfig, seeds: Sequence[int]) -> RaceConfig:
    """Return the race with these ghosts, the newest MOST_GHOSTS of them, each once."""
    others = dict.fromkeys(seed for seed in seeds if seed != race.seed)
    kept = tuple(others)[-MOST_GHOSTS:]
    for seed in kept:
        reseeded(race, seed)  # refuses what is no seed
    return replace(race, ghosts=kept)


def ghost_races(race: RaceConfig) -> tuple[RaceConfig, ...]:
    """Return the race of each ghost: the same models and data, another seed."""
    return tuple(reseeded(race, seed) for seed in race.ghosts)


def with_budget(race: RaceConfig, budget_s: float | None) -> RaceConfig:
    """Return the race with another budget; raises Refused for one out of range."""
    runs = tuple(
        run_config(r.data, r.model, r.values, r.seed, budget_s) for r in race.runs
    )
    return replace(race, runs=runs)


def reseeded(race: RaceConfig, seed: int) -> RaceConfig:
    """Return the same race with another seed; raises Refused for what is none."""
    runs = tuple(
        run_config(r.data, r.model, r.values, seed, r.budget_s) for r in race.runs
    )
    return RaceConfig(data=race.data, runs=runs, seed=seed)


def default_race() -> RaceConfig:
    """Return the race that a first visit starts with one click."""
    return race_config(data_config(DEFAULT_DATA))


def to_query(race: RaceConfig) -> dict[str, str]:
    """Return the address of a race: its data set and all that differs from defaults."""
    params = dataset.specs()[race.data.key].params
    query = {"data": race.data.key} | _text(changed(params, race.data.values))
    if race.models != DEFAULT_MODELS:
        query["models"] = ",".join(race.models)
    for run in race.runs:
        own = _text(changed(_params(run.model), run.values))
        query |= {f"{run.model}.{name}": text for name, text in own.items()}
    if race.seed != DEFAULT_SEED:
        query["seed"] = str(race.seed)
    if race.budget_s is not None:
        query["budget"] = f"{race.budget_s:g}"
    if race.ghosts:
        query["ghosts"] = ",".join(map(str, race.ghosts))
    return query


def from_query(query: Mapping[str, str]) -> RaceConfig:
    """Return the race that an address describes; names it does not know are ignored.

    Raises Refused for values that are out of range, and for data sets that are not for
    addresses (files of the server's own disk).
    """
    key = query.get("data", DEFAULT_DATA)
    spec = dataset.specs().get(key)
    if spec is None or not spec.addressed:
        raise Refused(f"There is no data set '{key}'.")
    names = {param.name for param in spec.params}
    data = data_config(key, {k: v for k, v in query.items() if k in names})
    models = tuple(query.get("models", ",".join(DEFAULT_MODELS)).split(","))
    settings = {
        k: v for k, v in query.items() if k.partition(".")[0] in models and "." in k
    }
    seed, budget = _seed(query.get("seed", DEFAULT_SEED)), query.get("budget")
    race = race_config(data, models, settings, seed, budget_of(budget))
    ghosts = [ghost for ghost in query.get("ghosts", "").split(",") if ghost]
    return with_ghosts(race, [_seed(ghost) for ghost in ghosts[-READ_GHOSTS:]])


def budget_of(text: str | None) -> float | None:
    """Return a budget in CPU seconds as somebody wrote it; raises Refused."""
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        raise Refused(
            f"The budget must be a number of CPU seconds, not '{text}'."
        ) from None


def parse_spec(text: str) -> DataConfig:
    """Return the data of `key`, `key?name=value&…`; raises Refused."""
    key, _, rest = text.partition("?")
    return data_config(key, dict(parse_qsl(rest, keep_blank_values=True)))


def command(race: RaceConfig) -> str:
    """Return the command line that repeats the race without a browser."""
    params = dataset.specs()[race.data.key].params
    own = changed(params, race.data.values)
    words = ["python", "-m", "core", "race", "--data"]
    if race.data.key == "upload":
        words += ["YOUR-FILE", *_options(own)]
    else:
        words.append(race.data.key + ("?" + urlencode(_text(own)) if own else ""))
    if race.models != DEFAULT_MODELS:
        words += ["--models", ",".join(race.models)]
    for run in race.runs:
        for name, value in _text(changed(_params(run.model), run.values)).items():
            words += ["--set", f"{run.model}.{name}={value}"]
    if race.seed != DEFAULT_SEED:
        words += ["--seed", str(race.seed)]
    if race.budget_s is not None:
        words += ["--budget", f"{race.budget_s:g}"]
    return shlex.join(words)


def _options(values: Mapping[str, object]) -> list[str]:
    """Return what was decided about an upload as options of the command line."""
    words = []
    for name, value in values.items():
        option = f"--{name.replace('_', '-')}"
        if value is True:
            words.append(option)
        elif name != "file":
            # a value that starts with a dash would be read as an option of its own
            words += (
                [f"{option}={value}"] if f"{value}"[:1] == "-" else [option, f"{value}"]
            )
    return words


def _params(key: str) -> tuple[Param, ...]:
    return model.specs()[key].params


def _seed(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise Refused(f"The seed must be a whole number, not '{value}'.") from None


def _text(values: Mapping[str, object]) -> dict[str, str]:
    def plain(value: object) -> str:
        return str(value).lower() if isinstance(value, bool) else f"{value}"

    return {name: plain(value) for name, value in values.items()}
