"""Half the digits: a net in bfloat16, two bytes a weight."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from core.history import Progress
from core.shrinking.shrink import Made, Original, ShrinkerSpec
from core.shrinking.students import hidden_layers, on_cpu, stored

if TYPE_CHECKING:
    import numpy as np


def shrink(given: Original) -> Generator[Progress, None, Made]:
    """Round every weight to bfloat16, and compute with such numbers."""
    import torch

    net = on_cpu(given.model)
    module = net.module_ = net.module_.bfloat16()
    yield Progress(done=1, total=1)

    def answer(X: "np.ndarray") -> "np.ndarray":
        with torch.inference_mode():
            return answers(net, module(torch.from_numpy(X).bfloat16()).float())

    return Made(
        answer=answer, size_bytes=stored(net), what="16 bits a weight", model=net
    )


def answers(net: Any, outputs: Any) -> "np.ndarray":
    """Return a net's answers for what its last layer gives."""
    import torch

    if hasattr(net, "classes_"):
        return torch.softmax(outputs, dim=1).double().numpy()
    return outputs.double().numpy() * net.spread_ + net.centre_


BFLOAT16 = ShrinkerSpec(
    key="bfloat16",
    title="bfloat16",
    summary="Two bytes a weight instead of four, and arithmetic to match.",
    needs="a net with hidden layers, without batch normalisation",
    order=70,
    applies=lambda model: hidden_layers(model) > 0,
    shrink=shrink,
)
