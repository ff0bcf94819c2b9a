"""Which table is being read: noted in the address, and in the visit besides.

What is being read stands in the address as `reading`, so that a reload or a second tab
finds it; until it has been read, the data before it stay in use.
"""

import streamlit as st

from core.dataset import DataConfig, data_config
from core.engine import Work
from core.errors import Refused
from core.paths import upload_path
from core.race import RaceConfig
from core.storage.store import store
from core.works import summary_work, understand_work
from pages.ui import browser, experiment, jobs

KEY = "reading"
OPENML = "openml"
_PROBLEM = "reading ended badly"
_FRESH = "tables not read yet"
_UNDER_WAY = "reading under way"
_TURNS = "questions answered or dropped"
GONE = "This table is not here any more; bring the file again."


def begin(what: str, *, fresh: bool = False) -> None:
    """Start to read: a token, `token:table`, or `openml:` and a number or name."""
    if fresh:
        st.session_state.setdefault(_FRESH, set()).add(what)
    st.session_state.pop(_PROBLEM, None)
    try:
        jobs.submit(work_of(what, experiment.now()))
    except Refused as no:
        fail(no)
        return
    _set(what)


def _set(what: str) -> None:
    st.session_state[_UNDER_WAY] = (experiment.now().data, what)
    st.query_params[KEY] = what


def end() -> None:
    """Forget what was under way."""
    turn()
    st.session_state.pop(_UNDER_WAY, None)
    st.query_params.pop(KEY, None)


def fail(no: Refused) -> None:
    """Keep the data in use and remember what to say of the others."""
    warn(no)
    end()


def warn(no: Refused) -> None:
    """Say something of the data in use; what is being read goes on."""
    st.session_state[_PROBLEM] = (experiment.now().data, no)


def now() -> str:
    """Return what is being read, or nothing.

    A browser that is slow sends the address from before along with a click; what it
    left out is put back, unless other data have been chosen meanwhile.
    """
    data, what = st.session_state.get(_UNDER_WAY, (None, ""))
    if KEY not in st.query_params and data == experiment.now().data:
        st.query_params[KEY] = what
    return st.query_params.get(KEY, "")


def turn() -> None:
    """Count on: widgets about the table in use say again what is true."""
    st.session_state[_TURNS] = turns() + 1


def turns() -> int:
    """Return how often something that was asked for has ended, for the better or not.

    A widget whose key holds it starts from its default, which a browser always shows;
    a value that is put into a widget gets lost when another run overtakes this one.
    """
    return st.session_state.get(_TURNS, 0)


def work_of(what: str, race: RaceConfig) -> Work:
    """Return the work of reading; raises Refused for what is not this browser's."""
    head, _, rest = what.partition(":")
    if head == OPENML:
        return summary_work(data_config(OPENML, {"id": rest}), race.seed)
    return upload_work(head, rest)


def upload_work(token: str, table: str = "", kinds: str = "") -> Work:
    """Return the work of understanding a kept file; raises Refused."""
    path = upload_path(token)
    try:
        kept = store().upload(token)
    except LookupError:
        kept = None
    if kept is None or kept.owner != browser.key():
        raise Refused(GONE)
    return understand_work(str(path), kept.name, table, kinds)


def drop_fresh(what: str) -> None:
    """Delete a file that turned out to be no table, unless it has been one before."""
    token = what.partition(":")[0]
    fresh = st.session_state.get(_FRESH, set())
    if token in fresh:
        fresh.discard(token)
        store().drop_upload(token)


def drop() -> None:
    """Read no further; the data in use stay."""
    drop_fresh(now())
    end()


def problem() -> tuple[DataConfig | None, Refused]:
    """Return what could not be read, and of which data that was said."""
    return st.session_state.get(_PROBLEM, (None, Refused()))


def settled(token: str) -> None:
    """Note that a file is a table: it is kept from now on."""
    st.session_state.get(_FRESH, set()).discard(token)
