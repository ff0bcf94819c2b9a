"""What a model is asked for its Shapley values: how much, and in which portions."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from core.explain import Request
from core.model import respond
from core.shapley.game import Game, any_game

if TYPE_CHECKING:
    import numpy as np

MOST_EXACT_FEATURES = 10
MOST_EXACT_ADDS = 2.5e11
ENOUGH_EXACT_ROWS = 1000  # of the background: fewer are worse than sampling more
LEAST_PAIRS = 200
LONG, LONG_BATCH = 1_000_000, 60_000  # questions
FIRST_PAIRS = 64
TOGETHER = 32  # background rows at once, where there are many rows to explain


@dataclass(frozen=True, kw_only=True, eq=False)
class Plan:
    """What is asked: `background` rows in turn, each with an order unless `exact`."""

    game: Game
    question: Request
    background: "np.ndarray"
    base: "np.ndarray"
    full: "np.ndarray"
    exact: bool
    questions: int

    @property
    def rows_at_once(self) -> int:
        """Return how many explained rows are asked about at once."""
        at_once = self.batch // (self.questions * TOGETHER)
        return min(len(self.question.X), max(1, at_once))

    @property
    def background_at_once(self) -> int:
        """Return how many background rows are asked about at once."""
        return max(1, self.batch // (self.questions * self.rows_at_once))

    @property
    def batch(self) -> int:
        """Return how many questions are asked at once."""
        return LONG_BATCH if self.long else self.game.batch

    @property
    def long(self) -> bool:
        """Return whether machine code pays, which may have to be compiled first."""
        if self.exact or self.game.add_pairs is None:
            return False
        pairs = len(self.question.X) * len(self.background)
        return pairs * self.questions >= LONG


def plan_of(question: Request) -> Plan:
    """Return how a request is answered; it depends on nothing else."""
    import numpy as np

    game, features = _game(question), len(question.groups)
    rows, there = len(question.X), len(question.background)
    exact = _exact(question, game)
    each = rows * (2**features if exact else 2 * (features - 1)) * game.adds
    wanted = there if exact else max(1, ceil(LEAST_PAIRS / there)) * there
    if question.most is not None:
        least = min(there, FIRST_PAIRS)
        wanted = min(wanted, max(least, int(question.most / max(each, 1))))
    which = np.arange(wanted) % there
    answers = respond(question.model, question.background[: min(wanted, there)])
    return Plan(
        game=game,
        question=question,
        background=question.background[which],
        base=answers[which],
        full=respond(question.model, question.X),
        exact=exact,
        questions=2**features if exact else max(1, 2 * (features - 1)),
    )


def _exact(question: Request, game: Game) -> bool:
    """Return whether all coalitions are asked about, for enough background rows."""
    features, there = len(question.groups), len(question.background)
    if features == 1:
        return True
    most = MOST_EXACT_ADDS if question.most is None else question.most
    enough = there if question.most is None else min(there, ENOUGH_EXACT_ROWS)
    adds = len(question.X) * enough * 2**features * game.adds
    return features <= MOST_EXACT_FEATURES and adds <= most


def _game(question: Request) -> Game:
    from core.shapley.netgame import is_net, net_game

    make: Any = net_game if is_net(question.model) else any_game
    return make(question.model, question.groups)


def stages(total: int) -> Iterator[int]:
    """Yield after how many background rows to show something: twice as many each."""
    stop = FIRST_PAIRS
    while stop < total:
        yield stop
        stop *= 2
    yield total


def blocks(plan: Plan, start: int, stop: int) -> list[slice]:
    """Cut background rows into as many as are asked about at once."""
    size = plan.background_at_once
    return [slice(i, min(i + size, stop)) for i in range(start, stop, size)]


def rows_of(plan: Plan) -> list[slice]:
    """Cut the explained rows likewise."""
    size = plan.rows_at_once
    return [slice(i, i + size) for i in range(0, len(plan.question.X), size)]


def draw_orders(random: Any, plan: Plan, block: slice) -> "np.ndarray":
    """Return a random order of the features for each background row of the block."""
    import numpy as np

    features = np.arange(len(plan.question.groups))
    return random.permuted(np.tile(features, (block.stop - block.start, 1)), axis=1)
