"""Runs core's generators in other processes and relays what they yield.

submit(work) -> key     equal work has one key and is done once
events(key, since)      what the generator yielded from index `since` on
wait(key)               until it has ended, or has yielded more
cancel(key)             stops it: at the next step, else by ending its process
result(key)             what the generator returned
status(key)             queued, running, finished, stopped or failed, in words

`start()` returns the engine of this process. `work` says what it is asked and answers,
`jobs` remembers, `embedded` is the queue, `launch` starts processes, `child` is what
runs in them.
"""

import atexit
from functools import cache, partial

from core.engine.embedded import Embedded
from core.engine.launch import launcher
from core.engine.work import Engine, Status, Work

__all__ = ["Embedded", "Engine", "Status", "Work", "start"]


@cache
def start(*, preload: bool = True) -> Embedded:
    """Return the engine of this process, the same one on every call.

    The one without `preload` is another: it imports nothing in advance, which is the
    quicker way to a single answer that needs little.
    """
    engine = Embedded(start=partial(launcher, preload=preload))
    atexit.register(engine.close)
    return engine
