"""Children on other machines: the launcher that hands jobs to a Dask cluster.

To the queue it looks like any launcher: a child with a pipe for each job. Behind the
pipe stands a `Seat`, and one thread, the only one that talks to Dask. While the cluster
is out of reach the seats wait; when it is back, their work is asked for again, and what
had come before is not sent twice.
"""

import contextlib
import logging
import os
import pickle
import queue
import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Pipe
from typing import Any
from urllib.parse import urlsplit

from core.engine.launch import Child
from core.engine.seat import Seat
from core.engine.worker import QUIET, TOPIC, perform, said_so_far

TICK = 0.25  # seconds between two looks at the cluster
COUNT_S = 1.0  # seconds between two counts of its slots
ANSWER_S = 5.0  # seconds in which a scheduler answers, or it is gone
MOST_NAMES = 10_000  # of work that has ended
TRIES = 4  # a task may get lost so often before its job fails
LOST = "The machines that did this work were lost again and again. Try again."

log = logging.getLogger(__name__)


class Cluster:
    """A Launcher whose children run in a Dask cluster."""

    control = None

    def __init__(self, address: str, resize: Callable[[int], None]) -> None:
        """Look for the cluster from now on; `resize` hears how many slots it has."""
        self._address, self._resize = address, resize
        self._inbox: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
        self._seats: list[Seat] = []
        self._over: dict[str, int] = {}  # how often the work of a key has ended
        self._client: Any = None
        self._counted = 0.0
        self._slots: int | None = None
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="cluster", daemon=True)
        self._thread.start()

    def launch(self, packed: bytes) -> Child:
        """Take a pickled Work, which runs as soon as the cluster has a slot for it."""
        ours, theirs = Pipe()
        name = pickle.loads(packed).key
        # Dask answers a key that it still knows with what came of it before.
        seat = Seat(packed=packed, name=name, run=self._over.get(name, 0), pipe=theirs)
        seat.wait(begun=False)
        self._seats.append(seat)
        self._inbox.put((self._serve, seat))
        threading.Thread(target=self._attend, args=(seat,), daemon=True).start()
        return Child(ours, seat)

    def end(self, child: Child) -> int:
        """Give its seat up; the process ends once no other server wants it either."""
        child.handle.hang_up()
        return 0

    def waits(self, name: str) -> bool:
        """Return whether the work of this key has no slot of the cluster yet."""
        return any(seat.name == name and not seat.begun for seat in tuple(self._seats))

    def close(self) -> None:
        """Let go of all work and of the cluster, however that is."""
        self._closing = True
        for seat in tuple(self._seats):
            seat.hang_up()
        self._thread.join(ANSWER_S)

    def _attend(self, seat: Seat) -> None:
        """Hear, in a thread of its own, that a seat's job is to stop or is over."""
        with contextlib.suppress(EOFError, OSError):
            seat.pipe.recv_bytes()
            seat.tell("stopped")
        self._inbox.put((self._unseat, seat))

    # From here on only the thread calls, but for `_heard`, `_ended` and `_fetch`.

    def _run(self) -> None:
        looked = 0.0
        while not self._closing:
            try:
                with contextlib.suppress(queue.Empty):
                    do, *what = self._inbox.get(timeout=TICK)
                    do(*what)
                if time.monotonic() - looked > TICK:
                    self._look()
                    looked = time.monotonic()
            except Exception as error:
                self._lose(error)
        self._hang_up()

    def _serve(self, seat: Seat) -> None:
        if self._client and seat.future is None:
            self._ask(seat)

    def _unseat(self, seat: Seat) -> None:
        if seat in self._seats:
            self._seats.remove(seat)
            seat.pipe.close()
            future, seat.future = seat.future, None
            if future:
                future.release()

    def _ask(self, seat: Seat) -> None:
        """Ask Dask for the seat's task; equal tasks of other servers are the same."""
        seat.asking, seat.later = False, []
        args = (seat.packed, seat.key)
        seat.future = self._client.submit(perform, *args, key=seat.key, retries=0)
        seat.future.add_done_callback(partial(self._ended, seat))

    def _ended(self, seat: Seat, future: Any) -> None:
        try:
            last: Any = future.result(timeout=ANSWER_S)
        except BaseException as error:
            last = error
        self._inbox.put((self._settle, seat, future, last))

    def _settle(self, seat: Seat, future: Any, last: Any) -> None:
        """Pass on how a task ended; one that was lost on the way is asked for again."""
        if seat.future is not future or seat not in self._seats:
            return
        if isinstance(last, tuple) and last[0] != "stopped":
            self._end(seat, *last)
        elif isinstance(last, Exception) and not _vanished(last):
            log.warning("The task %s failed: %r", seat.key, last)
            told = LOST if type(last).__name__ == "KilledWorker" else _words(last)
            self._end(seat, "failed", told, False, "")
        elif seat.tries < TRIES:
            future.release()
            seat.tries += 1  # its old name may still be stopping somewhere
            seat.wait(begun=False)
            self._ask(seat)
        else:
            self._end(seat, "failed", LOST, False, "")

    def _end(self, seat: Seat, *last: Any) -> None:
        self._over[seat.name] = seat.run + 1
        while len(self._over) > MOST_NAMES:
            del self._over[next(iter(self._over))]
        seat.tell(*last)

    def _heard(self, event: tuple[float, dict[str, Any]]) -> None:
        self._inbox.put((self._pass_on, event[1]))

    def _pass_on(self, news: dict[str, Any]) -> None:
        """Pass on what a worker said to the seat that it is for, if it is here."""
        seat = next((s for s in self._seats if s.key == news["key"]), None)
        if seat is None or seat.future is None:
            return
        if not seat.begun:
            seat.wait(begun=True)
        if seat.asking:
            seat.later.append(news)
        elif seat.take(news["first"], news["items"]):
            seat.asking, seat.later = True, [news]
            ask = threading.Thread(target=self._fetch, args=(seat, news), daemon=True)
            ask.start()

    def _fetch(self, seat: Seat, news: dict[str, Any]) -> None:
        """Ask a worker for what it said before this server began to listen."""
        said: list[bytes] = []
        with contextlib.suppress(Exception):
            at = [news["at"]]
            answer = self._client.run(said_so_far, news["key"], workers=at)
            said = answer[news["at"]]
        self._inbox.put((self._catch_up, seat, news["key"], said))

    def _catch_up(self, seat: Seat, key: str, said: list[bytes]) -> None:
        if seat.key == key and seat.asking:
            later, seat.asking, seat.later = seat.later, False, []
            seat.take(0, said)
            for news in later:
                seat.take(news["first"], news["items"])

    def _look(self) -> None:
        """Connect if need be, and count the cluster's slots now and then."""
        if self._client and self._client.status != "running":
            raise ConnectionError("The scheduler hung up.")
        if self._client is None:
            self._connect()
        if time.monotonic() - self._counted > COUNT_S:
            self._counted = time.monotonic()
            coming = self._client.scheduler.ncores
            threads = self._client.sync(coming, callback_timeout=ANSWER_S)
            self._count(sum(threads.values()))

    def _connect(self) -> None:
        os.environ.setdefault(*QUIET)
        from distributed import Client

        where = urlsplit(self._address)
        # A client that finds nobody leaves a thread behind: see first.
        socket.create_connection((where.hostname, where.port), 1.0).close()
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
        self._client = Client(self._address, timeout=ANSWER_S, set_as_default=False)
        self._client.subscribe_topic(TOPIC, self._heard)
        log.warning("Connected to the cluster at %s.", self._address)
        for seat in tuple(self._seats):
            self._ask(seat)

    def _lose(self, error: Exception) -> None:
        """Let all seats wait until the cluster is back."""
        if self._client or self._slots is None:
            log.warning("No cluster at %s: %s", self._address, error)
        for seat in tuple(self._seats):
            seat.future = None
            if seat.begun:
                seat.wait(begun=False)
        self._hang_up()
        self._count(0)

    def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client:
            with contextlib.suppress(Exception):
                client.close(timeout=ANSWER_S)

    def _count(self, slots: int) -> None:
        if slots != self._slots and not self._closing:
            self._slots = slots
            self._resize(slots)


def _vanished(error: Exception) -> bool:
    """Return whether a task was cancelled by others or lost, and did not fail.

    What the work itself raises is not among these: the task returns it in words.
    """
    # OSError and TimeoutError, which is one: its result could not be fetched.
    cancelled = type(error).__name__ in ("FutureCancelledError", "CancelledError")
    return cancelled or isinstance(error, OSError)


def _words(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
