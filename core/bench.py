"""Hot paths beside the usual way: the same data, the same result, the same core."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time
from typing import Any, Literal

from core.errors import Refused
from core.registry import declared
from core.train import one_thread

WARM_UPS = 2
OFTEN_S = 0.2  # what is quicker is measured more often in a round


@dataclass(frozen=True, kw_only=True, eq=False)
class Contest:
    """Two ways to the same result, measured in turn.

    `ours` and `usual` are called without arguments; each call does `ours_units` or
    `usual_units` of what the seconds are told for. `difference` compares the results.
    `theirs` says in words what the usual way is, and `note` what else there is to know
    of the two results.
    """

    name: str
    theirs: str
    ours: Callable[[], Any]
    usual: Callable[[], Any]
    difference: Callable[[Any, Any], float]
    note: Callable[[Any, Any], str] | None = None
    ours_units: float = 1.0
    usual_units: float = 1.0
    rounds: int = 3
    clock: Literal["cpu", "wall"] = "cpu"


@dataclass(frozen=True, kw_only=True, eq=False)
class BenchSpec:
    """A declared part: contests, each made ready only when its turn has come."""

    key: str
    title: str
    contests: Callable[[], Iterator[Contest]]


def specs() -> dict[str, BenchSpec]:
    """Return every declared part by key."""
    return declared("core.benches", BenchSpec)


def run(parts: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Measure the named parts, or all, on one core; raises Refused for unknown ones."""
    known = specs()
    for part in parts:
        if part not in known:
            raise Refused(
                f"There is nothing to measure called '{part}'; known are "
                f"{', '.join(known)}."
            )
    with one_thread():
        return [
            measure(contest)
            for part in parts or known
            for contest in known[part].contests()
        ]


def measure(contest: Contest) -> dict[str, Any]:
    """Run both ways in turn; returns medians, their ratio and how results differ.

    The first calls of ours are not counted: kernels are compiled there. The usual way's
    result of the first round is the one compared.
    """
    clock = process_time if contest.clock == "cpu" else perf_counter
    for _ in range(WARM_UPS):
        ours = contest.ours()
    seconds: tuple[list[float], list[float]] = ([], [])
    theirs = None
    for number in range(contest.rounds):
        found = _timed(contest.usual, clock, seconds[1])
        theirs = found if number == 0 else theirs
        _timed(contest.ours, clock, seconds[0])
        while sum(seconds[0][-5:]) < OFTEN_S and len(seconds[0]) < 5 * (number + 1):
            _timed(contest.ours, clock, seconds[0])
    ours_s = median(seconds[0]) / contest.ours_units
    theirs_s = median(seconds[1]) / contest.usual_units
    note = f" ({contest.note(ours, theirs)})" if contest.note else ""
    return {
        "name": contest.name,
        "ours_s": ours_s,
        "theirs_s": theirs_s,
        "ratio": theirs_s / max(ours_s, 1e-9),
        "difference": float(contest.difference(ours, theirs)),
        "theirs": contest.theirs + note,
    }


def _timed(
    call: Callable[[], Any], clock: Callable[[], float], seconds: list[float]
) -> Any:
    start = clock()
    found = call()
    seconds.append(clock() - start)
    return found


def show(results: Sequence[dict[str, Any]]) -> str:
    """Return measurements as lines."""
    lines = [f"{'name':<28}{'ours, s':>12}{'theirs, s':>12}{'ratio':>9}  theirs"]
    lines += [
        f"{one['name']:<28}{one['ours_s']:>12.4g}{one['theirs_s']:>12.4g}"
        f"{one['ratio']:>9.3g}  {one['theirs']}; difference {one['difference']:.2g}"
        for one in results
    ]
    return "\n".join(lines)
