"""Prune single weights: the smallest become zero, and stay where they are."""

from collections.abc import Generator

from core.history import Progress
from core.model import respond
from core.shrinking.shrink import Made, Original, ShrinkerSpec
from core.shrinking.students import hidden_layers, on_cpu, stored

SHARE = 0.8


def shrink(given: Original) -> Generator[Progress, None, Made]:
    """Set the smallest 80 % of each hidden layer's weights to zero."""
    import torch

    net = on_cpu(given.model)
    layers = [part for part in net.module_ if isinstance(part, torch.nn.Linear)]
    zeros = 0
    with torch.no_grad():
        for layer in layers[:-1]:
            sizes = layer.weight.abs()
            least = sizes.flatten().kthvalue(max(1, int(SHARE * sizes.numel()))).values
            layer.weight[sizes <= least] = 0.0
            zeros += int((layer.weight == 0).sum())
    yield Progress(done=1, total=1)
    return Made(
        answer=lambda X: respond(net, X),
        size_bytes=stored(net),
        what=f"{zeros:,} of {net.parameters_:,} weights are zero",
        model=net,
    )


PRUNE_WEIGHTS = ShrinkerSpec(
    key="prune_weights",
    title="Weights to zero",
    summary="The smallest 80 % of the hidden weights become zero: a zero takes as long "
    "to multiply as any number.",
    needs="a net with hidden layers, without batch normalisation",
    order=50,
    applies=lambda model: hidden_layers(model) > 0,
    shrink=shrink,
)
