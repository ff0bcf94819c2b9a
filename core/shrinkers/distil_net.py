"""Distil trees into a net: a small net learns what the trees answer."""

from collections.abc import Generator

from core.history import Progress
from core.model import respond
from core.shapley.trees import kind
from core.shrinking.shrink import Made, Original, ShrinkerSpec
from core.shrinking.students import asked, fold, learn, new_net, stored

HIDDEN = (64, 32)
EPOCHS = 20


def shrink(given: Original) -> Generator[Progress, None, Made]:
    """Train a net of 64 and 32 units on the trees' answers, not on the targets."""
    import numpy as np

    X = asked(given.material, "distil_net")
    answers = respond(given.model, X)
    centre, spread = given.material.X.mean(axis=0), given.material.X.std(axis=0)
    spread = np.where(spread > 0, spread, 1).astype(np.float32)
    net = new_net(given.model, given.material, HIDDEN)
    yield from learn(net, (X - centre) / spread, answers, EPOCHS)
    fold(net, centre, spread)
    return Made(
        answer=lambda rows: respond(net, rows),
        size_bytes=stored(net),
        what=f"a net of {net.parameters_:,} weights",
        model=net,
    )


DISTIL_NET = ShrinkerSpec(
    key="distil_net",
    title="Trees into a net",
    summary="A small net learns what the trees answer, also about mixtures of rows.",
    needs="trees",
    order=30,
    applies=lambda model: bool(kind(model)),
    shrink=shrink,
)
