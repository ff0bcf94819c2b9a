"""Runs core's generators in other processes and relays what they yield.

submit(work) -> key     equal work has one key and is done once
events(key, since)      what the generator yielded from index `since` on
wait(key)               until it has ended, or has yielded more
withdraw(key, owner)    stops it unless somebody else waits for it: at the next step,
                        else by ending its process
touch(owner)            says that a page of the owner is open; without one, work ends
outlook()               how busy it is, and how long new training would wait
result(key)             what the generator returned
status(key)             queued, running, finished, stopped or failed, in words

`start()` returns the engine of this process. `work` says what it is asked and answers.
`embedded` is the engine of one machine. Its `book` holds all that it knows: `jobs`, the
`events` of each, the `queue` with whose turn it is, and the `waits`. Its `pump` makes
it happen: `launch` starts processes, of which the `helper` forks each `child`, `watch`
ends them, and `words` says why. `cores` counts processors.

With CROSSOVER_SCHEDULER set, training goes to other machines:
`distributed` is the same queue, `cluster` hands out what it starts, `seat` is one job's
place there, and `worker` is what those machines run.
"""

import atexit
import os
from functools import cache, partial
from importlib.util import find_spec

from core.engine.distributed import Distributed
from core.engine.embedded import Embedded
from core.engine.launch import launcher
from core.engine.work import Engine, Outlook, Status, Work
from core.errors import Refused

__all__ = [
    "Distributed",
    "Embedded",
    "Engine",
    "Outlook",
    "Status",
    "Work",
    "start",
]


@cache
def start(*, preload: bool = True) -> Embedded | Distributed:
    """Return the engine of this process, the same one on every call.

    The one without `preload` is another: it imports nothing in advance, which is the
    quicker way to a single answer that needs little, and needs no other machine.
    Raises Refused when a setting cannot be used.
    """
    begin = partial(launcher, preload=preload)
    address = os.environ.get("CROSSOVER_SCHEDULER", "").strip() if preload else ""
    engine = Distributed(_usable(address), begin) if address else Embedded(start=begin)
    atexit.register(engine.close)
    return engine


def _usable(address: str) -> str:
    """Return the address of a scheduler; raises Refused for one that cannot be used."""
    if find_spec("distributed") is None:
        raise Refused(
            "CROSSOVER_SCHEDULER is set, but Dask is not installed; install it with "
            "pip install '.[scale]'."
        )
    scheme, _, place = address.partition("://")
    host, _, port = place.rpartition(":")
    if scheme not in ("tcp", "tls") or not host or not port.isdecimal():
        raise Refused(
            "CROSSOVER_SCHEDULER must be an address such as tcp://host:8786, not "
            f"'{address}'."
        )
    return address
