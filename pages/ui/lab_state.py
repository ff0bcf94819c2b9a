"""A lab on the screen: its settings in the address, guesses in the session."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from core.engine import Work
from core.errors import Refused
from core.lab import Lab, specs
from core.params import Int, Value, Values, changed, resolve
from core.works import lab_work
from pages.ui.text import escape

SEED = Int(
    name="seed",
    label="Seed",
    default=42,
    low=0,
    high=2**31 - 1,
    help="The same seed deals the same rows. Another seed is another experiment.",
)
_GUESSES = "lab guesses"
_STARTED = "labs started"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A lab as it is set: all that determines its run."""

    lab: str
    values: Values
    seed: int

    @property
    def work(self) -> Work:
        """Return the work of running the lab."""
        return lab_work(self.lab, self.values, self.seed)


def current(lab: Lab) -> Setting:
    """Return the lab as the address sets it, or its defaults where that is wrong."""
    query = st.query_params.to_dict()
    own = {p.name: query[p.name] for p in lab.params if p.name in query}
    try:
        values = resolve(lab.params, own)
        seed = SEED.check(query.get("seed", SEED.default))
    except Refused as no:
        st.warning(f"{escape(no)} The address was set back to the defaults.")
        values, seed = resolve(lab.params), SEED.default
        write(lab, values, seed)
    return Setting(lab=lab.key, values=values, seed=seed)


def close() -> None:
    """Go back to the catalogue."""
    st.query_params.clear()


def write(lab: Lab, values: Mapping[str, object] | Values, seed: int) -> None:
    """Put a lab's settings into the address: all that differs from the defaults."""
    own = changed(lab.params, resolve(lab.params, values))
    query = {"lab": lab.key} | {name: str(value) for name, value in own.items()}
    if seed != SEED.default:
        query["seed"] = str(seed)
    st.query_params.from_dict(query)


def change(lab: Lab, setting: Setting, name: str, value: Value) -> None:
    """Change one setting of the lab."""
    write(lab, dict(setting.values) | {name: value}, setting.seed)


def guess(setting: Setting) -> str | None:
    """Return the key of what the learner predicted for this setting, or None.

    It stands in the address too, so that a reload forgets nothing; what is no guess
    there counts as none.
    """
    here = st.session_state.setdefault(_GUESSES, {})
    known = {guess.key for guess in specs()[setting.lab].question.guesses}
    asked = here.get(setting.work.key) or st.query_params.get("guess")
    return asked if asked in known else None


def set_guess(setting: Setting, key: str | None) -> None:
    """Remember what the learner predicts."""
    st.session_state.setdefault(_GUESSES, {})[setting.work.key] = key
    if key:
        st.query_params["guess"] = key


def started(setting: Setting, *, now: bool = False) -> bool:
    """Return whether the learner has run the lab so; others' results stay closed.

    An address with a guess and `run` is that of somebody who has.
    """
    keys = st.session_state.setdefault(_STARTED, set())
    if now:
        keys.add(setting.work.key)
        st.query_params["run"] = "1"
    linked = guess(setting) is not None and "run" in st.query_params
    return setting.work.key in keys or linked
