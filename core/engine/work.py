"""The engine's interface: what it is asked and what it answers."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Protocol

State = Literal["queued", "running", "finished", "stopped", "failed"]


@dataclass(frozen=True, kw_only=True)
class Work:
    """A call of a generator function of core, by name, so that nothing heavy crosses.

    `call` is "module:function"; `args` are frozen values whose repr determines them.
    `quick` marks work that a page waits for: it does not queue behind training.

    The rest is no part of the key. `limit_s` and `limit_bytes` bound the work, in
    seconds and in memory on top of what its process began with; None for the engine's
    own limits. `doing` and `relief` begin and end the sentence on work that passed
    them. `like` names work that takes about as long, from all but the same to roughly
    alike. `stored` marks work whose result the store keeps too.
    """

    call: str
    args: tuple[Any, ...] = ()
    quick: bool = False
    limit_s: float | None = None
    limit_bytes: int | None = None
    doing: str = "This work"
    relief: str = "ask for less"
    like: tuple[str, ...] = ()
    stored: bool = False

    @cached_property
    def key(self) -> str:
        """Return a content key, equal for equal work in every process."""
        text = f"{self.call}{self.args!r}"
        return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Return what it is like, from all but the same to all of one function."""
        return (*(f"{self.call} {name}" for name in self.like), self.call)


@dataclass(frozen=True, kw_only=True)
class Status:
    """Where a job stands; `message` says in one sentence what went wrong, if it did.

    `refused` marks a failure that is the input's and not the program's. `place` counts
    the jobs ahead in the queue; `wait_s` is the time in seconds until a queued job is
    expected to start, None where nobody knows. `watchers` counts the owners that wait.
    """

    state: State
    message: str = ""
    refused: bool = False
    place: int = 0
    events: int = 0
    seconds: float = 0.0
    wait_s: float | None = None
    watchers: int = 0

    @property
    def ended(self) -> bool:
        """Return whether nothing more will happen."""
        return self.state in ("finished", "stopped", "failed")


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """How much the engine has to do: `busy` of `slots` jobs of training run.

    `queued` more wait; `wait_s` is the time in seconds until training that is asked
    for now is expected to start, None where nobody knows.
    """

    busy: int
    slots: int
    queued: int
    wait_s: float | None


class Engine(Protocol):
    """What pages and the command line rely on, wherever the work is done."""

    def submit(self, work: Work, *, again: bool = False, owner: str = "") -> str:
        """Start the work, or join equal work; return its key.

        Work that was stopped or has failed starts anew; `again` repeats finished work.
        `owner` is added to those who wait for it, and is present (see `touch`).
        """
        ...

    def events(self, key: str, since: int = 0) -> Sequence[Any]:
        """Return what the generator has yielded from index `since` on.

        Of very many or very large events only some of the older ones are kept.
        """
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

    def touch(self, owner: str) -> None:
        """Note that a page of this owner is open.

        A job ends when none of its owners was seen for `limits().grace_seconds`.
        """
        ...

    def withdraw(self, key: str, owner: str) -> None:
        """Note that this owner no longer waits; with the last one the job is stopped.

        For everybody else who asked for equal work it goes on. What a stopped job has
        yielded stays readable.
        """
        ...

    def replace(
        self, owner: str, keep: Collection[str] = (), *, call: str = ""
    ) -> None:
        """Withdraw the owner from queued work of one `call`, or all, but `keep`.

        Quick work stays, and so does what runs already.
        """
        ...

    def outlook(self, owner: str = "") -> Outlook:
        """Return how busy the engine is, and what wait this owner must expect."""
        ...

    def forget(self, name: str) -> None:
        """Stop and forget work whose arguments name something: a deleted upload."""
        ...

    def close(self) -> None:
        """End every child process."""
        ...
