"""The race on the screen: read from the address, written back on every change.

The address is the state. A page reads `current()`; a widget's callback calls one of
the `set_…` functions, which change it. Session state only remembers the last race.
"""

from collections.abc import Callable, Mapping

import streamlit as st

from core.dataset import DataConfig, data_config
from core.errors import Refused
from core.params import Value
from core.race import RaceConfig, default_race, from_query, race_config, to_query
from pages.ui import echo
from pages.ui.page_values import PAGE_VALUES
from pages.ui.text import escape

_REMEMBERED = "race"
_OPENED = "opened races"
_DROPPED = "settings of lanes"


def current() -> RaceConfig:
    """Return the race that the address describes, else this visit's, else the default.

    What the address says wrongly is answered with one sentence, and the default.
    """
    query = st.query_params.to_dict()
    remembered = st.session_state.get(_REMEMBERED)
    if set(query) - PAGE_VALUES:
        race = _read(query)
        if race != remembered:
            opened(race, now=True)  # it came by a link: show what is known of it
            # a link to the page that is open already leaves the browser's address as
            # it was; saying it again corrects that
            st.query_params.from_dict(st.query_params.to_dict())
    elif remembered is not None:
        race = remembered
        st.query_params.update(to_query(race))
    else:
        race = default_race()
    st.session_state[_REMEMBERED] = race
    return race


def opened(race: RaceConfig, *, now: bool = False) -> bool:
    """Return whether this visit has started the race or come to it by a link.

    A first visit sees a start button, even if somebody else has run the same race.
    """
    keys = st.session_state.setdefault(_OPENED, set())
    if now:
        keys.add(race.key)
    return race.key in keys


def _read(query: Mapping[str, str]) -> RaceConfig:
    try:
        return from_query(query)
    except Refused as no:
        st.warning(f"{escape(no)} The address was set back to the defaults.")
        change(default_race())
        return default_race()


def change(race: RaceConfig) -> None:
    """Put another race on the screen and into the address, if a person asked for it."""
    if echo.heard():
        return
    st.session_state[_REMEMBERED] = race
    st.query_params.from_dict(to_query(race))


def _settings(race: RaceConfig) -> dict[str, object]:
    return {f"{r.model}.{name}": value for r in race.runs for name, value in r.values}


def _rebuilt(race: RaceConfig, **changes: object) -> RaceConfig:
    kept = ("data", "models", "seed", "budget_s")
    parts = {name: getattr(race, name) for name in kept}
    parts |= {"settings": _settings(race)} | changes
    return race_config(**parts)


def set_data(data: DataConfig) -> None:
    """Race on another data set."""
    change(_rebuilt(now(), data=data))


def set_data_value(name: str, value: Value) -> None:
    """Change one parameter of the data set."""
    set_data_values({name: value})


def set_data_values(changes: Mapping[str, Value]) -> None:
    """Change parameters of the data set; raises Refused for what they cannot be."""
    data = now().data
    set_data(data_config(data.key, dict(data.values) | dict(changes)))


def set_models(models: tuple[str, ...]) -> None:
    """Choose the lanes; a lane that comes back has the settings it had."""
    race = now()
    known = st.session_state.get(_DROPPED, {}) | _settings(race)
    st.session_state[_DROPPED] = known
    kept = {k: v for k, v in known.items() if k.partition(".")[0] in models}
    change(_rebuilt(race, models=models, settings=kept))


def set_model_value(model: str, name: str, value: Value) -> None:
    """Change one parameter of one model."""
    race = now()
    change(_rebuilt(race, settings=_settings(race) | {f"{model}.{name}": value}))


def set_seed(seed: int) -> None:
    """Race with another seed."""
    change(_rebuilt(now(), seed=seed))


def reset() -> None:
    """Back to the defaults, data set and all."""
    st.session_state.pop(_DROPPED, None)
    change(default_race())


def reset_models() -> None:
    """Back to the default models, settings and seed on the same data."""
    st.session_state.pop(_DROPPED, None)
    change(race_config(now().data))


def now() -> RaceConfig:
    """Return the race of this visit, whatever the address says."""
    return st.session_state.get(_REMEMBERED) or default_race()


def keep_page_value(name: str) -> None:
    """Write a page's own setting from its widget to the address."""
    st.query_params[name] = str(st.session_state[name])


def page_value(name: str, check: Callable[[str], Value], default: Value) -> Value:
    """Return a page's own setting from the address, or its default when it is wrong."""
    try:
        return check(st.query_params.get(name, str(default)))
    except (Refused, ValueError):
        return default
