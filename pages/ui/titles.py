"""Names of races and data sets for headings and lists, unescaped."""

from core import dataset, model
from core.choices import BROUGHT
from core.dataset import DataConfig
from core.figures.theme import listed
from core.params import changed
from core.race import RaceConfig
from core.storage.store import store
from pages.ui import privacy

# Of two races whose rows are not the same.
ROWS = "It learned from other rows, and its scores are on other rows."


def of_race(race: RaceConfig) -> str:
    """Return a race's name: its data, its models, its seed."""
    models = listed([model.specs()[key].title for key in race.models])
    return f"{of_data(race.data)}: {models}, seed {race.seed}"


def apart(race: RaceConfig, other: RaceConfig) -> list[str]:
    """Return in what another race differs from this one, each in a few words."""
    parts = [] if other.data == race.data else [of_data(other.data)]
    if other.seed != race.seed:
        parts.append(f"seed {other.seed}")
    if other.budget_s != race.budget_s:
        budget = other.budget_s
        parts.append("no budget" if budget is None else f"budget {budget:g} CPU s")
    here = {run.model: dict(run.values) for run in race.runs}
    for run in other.runs:
        spec, own = model.specs()[run.model], dict(run.values)
        if run.model not in here:
            parts.append(spec.title.lower())
            continue
        parts += [
            f"{param.label.lower()} {own[param.name]}"
            for param in spec.params
            if own[param.name] != here[run.model][param.name]
        ]
    return parts


def of_data(data: DataConfig) -> str:
    """Return the name of a data set with what differs from its defaults."""
    values = dict(data.values)
    if data.key == "upload":
        reason = privacy.why_not(data)
        if reason == privacy.GONE:
            return "A table that is no longer kept"
        if reason:
            return "A table that somebody brought"
        return store().upload(str(values["file"])).name
    spec = dataset.specs()[data.key]
    set_ = changed(spec.params, data.values)
    decided = {param.name for param in BROUGHT}
    own = [f"{name} {value}" for name, value in set_.items() if name not in decided]
    if decided & set(set_):
        own.append("edited")
    return f"{spec.title} ({', '.join(own)})" if own else spec.title
