"""The engine's interface: what it is asked and what it answers."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

State = Literal["queued", "running", "finished", "stopped", "failed"]


@dataclass(frozen=True, kw_only=True)
class Work:
    """A call of a generator function of core, by name, so that nothing heavy crosses.

    `call` is "module:function"; `args` are frozen values whose repr determines them.
    `quick` marks work that a page waits for: it does not queue behind training.
    `limit_s` and `limit_bytes` bound the work of reading a table, in seconds and in
    memory on top of what its process began with; they are no part of the key.
    """

    call: str
    args: tuple[Any, ...] = ()
    quick: bool = False
    limit_s: float | None = None
    limit_bytes: int | None = None

    @property
    def key(self) -> str:
        """Return a content key, equal for equal work in every process."""
        text = f"{self.call}{self.args!r}"
        return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Status:
    """Where a job stands; `message` says in one sentence what went wrong, if it did.

    `refused` marks a failure that is the input's and not the program's. `place` counts
    the jobs ahead in the queue.
    """

    state: State
    message: str = ""
    refused: bool = False
    place: int = 0
    events: int = 0
    seconds: float = 0.0

    @property
    def ended(self) -> bool:
        """Return whether nothing more will happen."""
        return self.state in ("finished", "stopped", "failed")


class Engine(Protocol):
    """What pages and the command line rely on, wherever the work is done."""

    def submit(self, work: Work, *, again: bool = False, owner: str = "") -> str:
        """Start the work, or join equal work; return its key.

        Work that was stopped or has failed starts anew; `again` repeats finished work.
        `owner` is added to those who wait for it.
        """
        ...

    def events(self, key: str, since: int = 0) -> Sequence[Any]:
        """Return what the generator has yielded from index `since` on."""
        ...

    def status(self, key: str) -> Status | None:
        """Return where the job stands, or None for a key never heard of."""
        ...

    def result(self, key: str) -> Any:
        """Return what the generator returned; raises LookupError before the end."""
        ...

    def owners(self, key: str) -> frozenset[str]:
        """Return who has asked for the job, as long as it is remembered."""
        ...

    def cancel(self, key: str) -> None:
        """Stop the job; what it yielded stays readable."""
        ...

    def forget(self, name: str) -> None:
        """Stop and forget work whose arguments name something: a deleted upload."""
        ...

    def close(self) -> None:
        """End every child process."""
        ...
