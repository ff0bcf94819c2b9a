"""The training of `epochs`, many times as fast: its gradients are written out by hand.

For linear layers with ReLU between them. All weights lie in one stretch of memory, a
layer's biases as the last row of its weights, which meets a column of ones. So a batch
takes two products of matrices a layer forth and back, and one call for its step.
Rounding apart, the weights are those of autograd.

What was left out: compiled kernels, twice as fast again on small batches. Until they
are compiled a race would have to wait, or end in other last digits than later ones.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from core.nets import Net

FLOATS = 2**19  # dealt at once: what stays in the cache
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-8  # of AdamW, as it comes
LINE = 16  # numbers that a processor fetches at once
cut = torch.ops.aten.threshold_backward.grad_input


def linear_layers(net: "Net") -> list[nn.Linear] | None:
    """Return the layers of a net that can be trained here, else None."""
    layers = list(net.module_)
    linear = [layer for layer in layers[::2] if type(layer) is nn.Linear]
    bent = all(type(layer) is nn.ReLU for layer in layers[1::2])
    known = hasattr(torch, "_fused_adamw_") and net.device.type == "cpu"
    whole = 2 * len(linear) == len(layers) + 1
    return linear if known and whole and bent else None


@dataclass(frozen=True, kw_only=True, eq=False)
class Layer:
    """What one hidden layer gives for a batch, and how the loss changes with it.

    `whole` has a row a row of the batch: the outputs, then ones to the end of a stretch
    that processors like. `sums` are its outputs alone, `given` has one column of ones,
    which the next layer's biases meet, and `turned` is that transposed. `slopes` and
    `back` are the same two of the slopes.
    """

    whole: Tensor
    sums: Tensor
    given: Tensor
    turned: Tensor
    slopes: Tensor
    back: Tensor


def layer_of(rows: int, units: int) -> Layer:
    """Return memory for a layer and batches of so many rows."""
    whole, slopes = torch.ones(rows, even(units)), torch.zeros(rows, even(units))
    given = whole[:, : units + 1]
    return Layer(
        whole=whole,
        sums=whole[:, :units],
        given=given,
        turned=given.t(),
        slopes=slopes,
        back=slopes[:, :units],
    )


def even(units: int) -> int:
    """Return how long a row of so many units and a one is, rounded up."""
    return -(-(units + 1) // LINE) * LINE


class Flat:
    """A net's weights in one stretch, with the rows that they learn from."""

    def __init__(
        self, net: "Net", layers: list[nn.Linear], X: Tensor, y: Tensor
    ) -> None:
        """Take the weights as they stand; `y` is as the loss compares it."""
        self.net, self.layers, self.X, self.y = net, layers, X, y
        self.size = net.options["batch_size"]
        self.outputs = layers[-1].out_features
        self.amounts = net.task == "regression"
        shapes = [(layer.in_features + 1, layer.out_features) for layer in layers]
        sizes = [rows * columns for rows, columns in shapes]
        self.values, self.slopes, self.means, self.squares = (
            torch.zeros(sum(sizes)) for _ in range(4)
        )
        self.weights, self.gains = (
            [part.view(shape) for part, shape in zip(parts, shapes, strict=True)]
            for parts in (self.values.split(sizes), self.slopes.split(sizes))
        )
        self.turned = [weights[:-1].t() for weights in self.weights]
        floats = self.size * (even(X.shape[1]) + 2 * self.outputs)
        self.most = self.size * max(1, FLOATS // floats)
        self.dealt = torch.ones(min(self.most, len(X)), even(X.shape[1]))
        self.rooms: dict[int, tuple[list[Layer], Tensor]] = {}
        self.steps = 0
        with torch.no_grad():
            for weights, layer in zip(self.weights, layers, strict=True):
                weights[:-1], weights[-1] = layer.weight.T, layer.bias

    def epoch(self) -> float:
        """Show the rows once, in a new order, and step after each batch; mean loss."""
        order = torch.randperm(len(self.X))
        if len(order) % self.size == 1 < self.size:
            order = order[:-1]  # the readable loops leave out a last row alone, too
        total = 0.0
        with torch.inference_mode():
            for chosen in order.split(self.most):
                y = self.y.index_select(0, chosen)
                total += float(self.net.loss(self._deal(chosen, y), y)) * len(chosen)
            for weights, layer in zip(self.weights, self.layers, strict=True):
                layer.weight.copy_(weights[:-1].T)
                layer.bias.copy_(weights[-1])
        return total / max(1, len(order))

    def _deal(self, chosen: Tensor, y: Tensor) -> Tensor:
        """Step after each batch of rows; return what was answered before its step."""
        features = self.X.shape[1]
        X = self.dealt[: len(chosen), : features + 1]
        X[:, :features] = self.X.index_select(0, chosen)
        truth = y if self.amounts else torch.eye(self.outputs).index_select(0, y)
        answers = torch.empty(len(X), self.outputs)
        count = -(-len(X) // self.size)
        steps = torch.arange(self.steps + 1.0, self.steps + count + 1).unbind()
        self.steps += count
        parts = (tensor.split(self.size) for tensor in (X, truth, answers))
        for batch, target, answer, step in zip(*parts, steps, strict=True):
            hidden, share = self._room(len(batch))
            self._forward(batch, hidden, answer)
            said = answer if self.amounts else torch.softmax(answer, 1)
            self._backward(batch, hidden, said - target)
            self._move(step, share)
        return answers

    def _forward(self, batch: Tensor, hidden: list[Layer], answer: Tensor) -> None:
        """Fill in the outputs of the hidden layers and the answers."""
        mm, below = torch.mm, batch
        for weights, layer in zip(self.weights, hidden, strict=False):
            mm(below, weights, out=layer.sums)
            layer.whole.relu_()
            below = layer.given
        mm(below, self.weights[-1], out=answer)

    def _backward(self, batch: Tensor, hidden: list[Layer], wrong: Tensor) -> None:
        """Fill in the gradient, a sum over rows; `wrong` is how far answers are off."""
        mm = torch.mm
        for place in range(len(hidden), 0, -1):
            below = hidden[place - 1]
            mm(below.turned, wrong, out=self.gains[place])
            mm(wrong, self.turned[place], out=below.back)
            cut(below.slopes, below.whole, 0, grad_input=below.slopes)
            wrong = below.back
        mm(batch.t(), wrong, out=self.gains[0])

    def _move(self, step: Tensor, share: Tensor) -> None:
        """Move all weights by AdamW; the gradient is divided by `share`."""
        options = self.net.options
        torch._fused_adamw_(
            [self.values], [self.slopes], [self.means], [self.squares], [], [step],
            lr=options["learning_rate"], beta1=BETA_1, beta2=BETA_2,
            weight_decay=options["weight_decay"], eps=EPSILON,
            amsgrad=False, maximize=False, grad_scale=share,
        )  # fmt: skip

    def _room(self, rows: int) -> tuple[list[Layer], Tensor]:
        """Return memory for batches of so many rows, and what they share slopes by."""
        if rows not in self.rooms:
            hidden = [layer_of(rows, layer.out_features) for layer in self.layers[:-1]]
            # The loss is a mean over rows; the slope of a square is twice its root.
            share = torch.tensor(rows / 2 if self.amounts else float(rows))
            self.rooms[rows] = hidden, share
        return self.rooms[rows]
