"""How cost grows: a ladder of sizes, the line through its upper end, and beyond."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.errors import Refused
from core.run import RunConfig
from core.statistics.power import Power
from core.storage.store import store

Along = Literal["rows", "columns", "size"]
Source = Literal["own", "generated"]
What = Literal["time", "memory"]
ALONG: tuple[Along, ...] = ("rows", "columns", "size")
SOURCES: tuple[Source, ...] = ("own", "generated")
SECONDS = (10, 30, 120)  # CPU seconds that a ladder may take, to choose from
LEAST_MB = 4.0  # less growth than this is the allocator's doing


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One size on a ladder: CPU seconds of each repeat, and peak memory in MB.

    Of the repeats the least counts: other programs only ever add to it. Memory is the
    most that a repeat needed: a later one finds some of it there already.
    """

    size: int
    repeats: tuple[float, ...]
    peak_mb: float

    @property
    def cpu_s(self) -> float:
        """Return the CPU seconds that count."""
        return min(self.repeats)


@dataclass(frozen=True, kw_only=True)
class Climb:
    """One model's ladder; `time` and `memory` are the lines through its upper end.

    `steps` says how much of the training was measured, such as "20 of 200 trees";
    `share` is that part, from 0 to 1: seconds on the ladder are those of the part.
    `unit` names what is counted along the ladder, `held` what stayed the same.
    """

    run: str
    model: str
    unit: str
    held: str
    steps: str = ""
    share: float = 1.0
    rungs: tuple[Rung, ...] = ()
    time: Power | None = None
    memory: Power | None = None

    def law(self, what: What) -> Power | None:
        """Return the line through one of the two costs."""
        return self.time if what == "time" else self.memory

    def whole(self, seconds: float) -> float:
        """Return the CPU seconds of the whole training for those of its part."""
        return seconds / self.share

    def expected(self, size: float, what: What) -> tuple[float, float, float] | None:
        """Return what to expect of the whole training, with its 95 % interval.

        CPU seconds or MB; None where there is no line.
        """
        law = self.law(what)
        if law is None:
            return None
        value, low, high = law.at(size)
        share = self.share if what == "time" else 1.0
        return value / share, low / share, high / share


@dataclass(frozen=True, kw_only=True)
class Growth:
    """The ladders of some models so far; `spent_s` of `seconds` CPU seconds are over.

    `own` is how many rows or columns the table itself has, beyond which rows were drawn
    again or columns shuffled; 0 for a generated table and for sizes of models. `busy`
    is the share of the machine that other programs used meanwhile, None where that is
    not known.
    """

    along: Along
    source: Source
    seconds: int
    climbs: tuple[Climb, ...]
    own: int = 0
    spent_s: float = 0.0
    finished: bool = False
    busy: float | None = None

    @property
    def measured(self) -> tuple[Climb, ...]:
        """Return the ladders that have a rung."""
        return tuple(climb for climb in self.climbs if climb.rungs)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """A growth seen as far as one size, which nobody has measured."""

    growth: Growth
    size: int


def reaches(growth: Growth) -> tuple[int, ...]:
    """Return round sizes beyond a ladder to look at: up to a thousand times as far."""
    tops = [climb.rungs[-1].size for climb in growth.measured]
    if not tops:
        return ()
    decade = 10 ** len(str(max(tops)))
    return tuple(decade * 10**power for power in range(3))


def check(configs: Sequence[RunConfig], along: str, source: str, seconds: int) -> None:
    """Raise Refused for what cannot be measured."""
    if not configs:
        raise Refused("There is no model to measure; race one first.")
    if along not in ALONG or source not in SOURCES:
        raise Refused(f"Cost grows along {', '.join(ALONG)}, not along '{along}'.")
    if not 1 <= seconds <= 3600:
        raise Refused(f"A ladder takes from 1 to 3,600 CPU seconds, not {seconds}.")


def growth_key(
    configs: Sequence[RunConfig], along: Along, source: Source, seconds: int
) -> str:
    """Return under which key the store keeps a growth."""
    names = "-".join(config.key for config in configs)
    return f"{names}-growth-{along}-{source}-{seconds}"


def find_growth(
    configs: Sequence[RunConfig], along: Along, source: Source, seconds: int
) -> Growth | None:
    """Return a finished growth that is kept, or None."""
    try:
        return store().get(growth_key(configs, along, source, seconds))
    except LookupError:
        return None
