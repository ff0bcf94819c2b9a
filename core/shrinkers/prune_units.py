"""Prune units: half of each hidden layer is taken out, and the rest learns on."""

from collections.abc import Generator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.history import Progress
from core.model import respond
from core.shrinking.shrink import Made, Original, ShrinkerSpec
from core.shrinking.students import asked, hidden_layers, learn, on_cpu, stored

if TYPE_CHECKING:
    from torch import Tensor, nn

EPOCHS = 5
FEWEST = 2  # units left in a layer


def shrink(given: Original) -> Generator[Progress, None, Made]:
    """Take out the units that matter least; the others learn the net's answers."""
    import torch

    net = on_cpu(given.model)
    X = asked(given.material, "prune_units")
    answers = respond(net, X)
    units = net.shape.hidden
    net.module_ = halved(net.module_, torch.from_numpy(X))
    left = [layer.out_features for layer in net.module_ if hasattr(layer, "weight")]
    net.shape = replace(net.shape, hidden=tuple(left[:-1]))
    yield from learn(net, X, answers, EPOCHS)
    return Made(
        answer=lambda rows: respond(net, rows),
        size_bytes=stored(net),
        what=f"{_listed(net.shape.hidden)} of {_listed(units)} units",
        model=net,
    )


def halved(module: "nn.Sequential", X: "Tensor") -> "nn.Sequential":
    """Return layers with half of the hidden units: those that carry most.

    A unit carries how much it varies over the rows, times the size of its weights into
    the next layer.
    """
    from itertools import pairwise

    import torch
    from torch import nn

    parts: list[Any] = list(module)
    places = [i for i, part in enumerate(parts) if isinstance(part, nn.Linear)]
    kept = torch.arange(parts[0].in_features)
    with torch.no_grad():
        for at, following in pairwise(places):
            spread = module[:following](X).std(dim=0)
            carried = spread * parts[following].weight.norm(dim=0)
            most = min(len(carried), max(FEWEST, len(carried) // 2))
            own = carried.topk(most).indices.sort().values
            parts[at] = _cut(parts[at], own, kept)
            kept = own
        every = torch.arange(parts[-1].out_features)
        parts[-1] = _cut(parts[-1], every, kept)
    return nn.Sequential(*parts)


def _cut(layer: "nn.Linear", rows: "Tensor", columns: "Tensor") -> "nn.Linear":
    """Return a layer with some of its units, which reads some of those before."""
    import torch
    from torch import nn

    small = nn.Linear(len(columns), len(rows))
    with torch.no_grad():
        small.weight.copy_(layer.weight[rows][:, columns])
        small.bias.copy_(layer.bias[rows])
    return small


def _listed(numbers: tuple[int, ...]) -> str:
    return " and ".join(f"{number:,}" for number in numbers)


PRUNE_UNITS = ShrinkerSpec(
    key="prune_units",
    title="Half of the units",
    summary="Takes out the units that matter least; the rest learns on for a moment.",
    needs="a net with hidden layers, without batch normalisation",
    order=60,
    applies=lambda model: hidden_layers(model) > 0,
    shrink=shrink,
)
