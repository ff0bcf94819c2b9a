"""Engines for tests: small ones whose helper imports nothing in advance."""

import os
import time
from functools import partial
from pathlib import Path

import pytest

from core.engine import Embedded, Work
from core.engine.launch import Forked

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LIMIT = 100.0
BARE = partial(Forked, preload=False)
NEEDS_FORK = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def bare_engine(slots=2, bounds=None):
    """Yield an engine that finds engine_jobs; a fixture's function."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(HERE)
        engine = Embedded(slots=slots, start=BARE, bounds=bounds)
        assert engine.warm(LIMIT)
        yield engine
        engine.close()


def work(name, *args, **rest):
    """Return the work of a function of engine_jobs."""
    return Work(call=f"engine_jobs:{name}", args=args, **rest)


def end(engine, name, *args, **rest):
    """Do work anew; return its key and its status at the end."""
    key = engine.submit(work(name, *args, **rest), again=True)
    return key, engine.wait(key, LIMIT)


def until(true, seconds=LIMIT):
    """Wait until something is true; return whether it is."""
    over = time.monotonic() + seconds
    while not true() and time.monotonic() < over:
        time.sleep(0.02)
    return bool(true())


def gone(pid):
    """Return whether there is no process with this id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
