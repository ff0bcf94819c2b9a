"""One job's place in the cluster, as the web server knows it."""

import contextlib
import os
import socket
import threading
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any


@dataclass(eq=False, kw_only=True)
class Seat:
    """One job's place in the cluster; `pipe` leads to the queue."""

    packed: bytes
    name: str
    pipe: Connection
    run: int = 0  # how often this work had ended before
    tries: int = 0
    begun: bool = False
    passed: int = 0  # items that the queue has
    asking: bool = False  # for items that came before this server listened
    later: list[dict[str, Any]] = field(default_factory=list)
    future: Any = None
    talking: threading.Lock = field(default_factory=threading.Lock)
    pid: None = None  # it has no process on this machine whose memory could be watched

    @property
    def key(self) -> str:
        """Return the key of its task: equal work of two servers is one task."""
        return f"crossover-{self.name}-{self.run}-{self.tries}"

    def tell(self, *message: Any) -> None:
        """Send a message of the child to the queue, which may have hung up."""
        with contextlib.suppress(OSError), self.talking:
            self.pipe.send(message)

    def hang_up(self) -> None:
        """End the talk for both sides at once, whoever is in the middle of a word."""
        with (
            contextlib.suppress(OSError),
            socket.socket(fileno=os.dup(self.pipe.fileno())) as end,
        ):
            end.shutdown(socket.SHUT_RDWR)

    def wait(self, *, begun: bool) -> None:
        """Note that it waits for a slot, or has one from now on."""
        self.begun = begun
        self.tell("began", begun)

    def take(self, first: int, items: list[bytes]) -> bool:
        """Pass on those items that are new; return whether some before are missing."""
        if first > self.passed:
            return True
        if fresh := items[self.passed - first :]:
            self.passed += len(fresh)
            self.tell("items", fresh)
        return False
