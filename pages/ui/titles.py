"""Names of races and data sets for headings and lists, unescaped."""

from core import dataset, model
from core.choices import BROUGHT
from core.dataset import DataConfig
from core.params import changed
from core.race import RaceConfig
from core.store import store
from pages.ui import privacy


def of_race(race: RaceConfig) -> str:
    """Return a race's name: its data, its models, its seed."""
    models = " and ".join(model.specs()[key].title for key in race.models)
    return f"{of_data(race.data)}: {models}, seed {race.seed}"


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
