"""How one of our nets is asked about coalitions: from its second layer on.

The first layer adds up what each feature brings, so that along an order of the features
its sums are running sums; the sums of the reverse order are what is left of both ends.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from core.encode import Groups
from core.shapley.game import Adder, Game

if TYPE_CHECKING:
    import numpy as np
    import torch

CELLS = 500_000  # numbers of the first layer at once: what a core's cache holds


@dataclass(frozen=True, kw_only=True, eq=False)
class Entry:
    """A net's first layer, its encoded columns put in the order of the features.

    `spans[i]` are the columns of feature i, `matrix` has shape (columns, units), and
    `single` says that every feature has one column.
    """

    spans: tuple[slice, ...]
    matrix: "torch.Tensor"
    bias: "torch.Tensor"
    inputs: "Callable[[np.ndarray], torch.Tensor]"
    single: bool

    def parts(self, X: "np.ndarray") -> "torch.Tensor":
        """Return what each feature of each row brings: (rows, features, units)."""
        import torch

        rows = self.inputs(X)
        if self.single:
            return rows[:, :, None] * self.matrix
        brought = [rows[:, own] @ self.matrix[own] for own in self.spans]
        return torch.stack(brought, dim=1)

    def sums(self, X: "np.ndarray") -> "torch.Tensor":
        """Return the first layer's sums, shape (rows, units)."""
        return self.inputs(X) @ self.matrix + self.bias


def is_net(model: Any) -> bool:
    """Return whether the model is one of our nets, fitted."""
    layers = getattr(model, "module_", None)
    ours = type(model).__module__ == "core.nets" and layers is not None
    return ours and type(layers[0]).__name__ == "Linear"


def net_game(net: Any, groups: Groups) -> Game:
    """Return the game of one of our nets, on the device where it lives."""
    import torch

    entry, rest = entry_of(net, groups), rest_of(net)
    features, units = len(groups), len(entry.bias)

    @torch.inference_mode()
    def along(
        X: "np.ndarray", background: "np.ndarray", orders: "np.ndarray"
    ) -> "np.ndarray":
        rows, pairs, steps = len(X), len(orders), features - 1
        start, end = entry.sums(background), entry.sums(X)
        sums = start.new_empty(2, steps, rows, pairs, units)
        gaps = _gaps(entry, X, background, orders)
        before = start
        for step in range(steps):
            before = torch.add(before, gaps(step), out=sums[0, step])
        torch.sub(start + end[:, None], sums[0], out=sums[1])
        answers = rest(sums.view(-1, units)).reshape(2, steps, rows, pairs, -1)
        return answers.transpose(2, 3, 0, 1, 4)

    @torch.inference_mode()
    def every(X: "np.ndarray", background: "np.ndarray") -> "np.ndarray":
        start = entry.sums(background)
        apart = entry.parts(X)[:, None] - entry.parts(background)
        sums = start.new_empty(len(X), len(background), 2**features, units)
        sums[:, :, 0] = start
        for feature in range(features):
            half = 2**feature
            more = apart[:, :, feature, None]
            torch.add(sums[:, :, :half], more, out=sums[:, :, half : 2 * half])
        answers = rest(sums.view(-1, units))
        return answers.reshape(len(X), len(background), 2**features, -1)

    return Game(
        along=along,
        every=every,
        adds=_adds(net),
        batch=max(1, CELLS // max(32, units)),
        second=is_binary(net),
        add_pairs=_adder(net, entry),
    )


def _adder(net: Any, entry: Entry) -> Adder | None:
    """Return the machine code's way along orders, for the nets that it knows."""
    layers = [layer for layer in net.module_ if type(layer).__name__ != "Dropout"]
    kinds = [type(layer).__name__ for layer in layers]
    known = kinds == ["Linear", *["ReLU", "Linear"] * (len(kinds) // 2)]
    if not known or len(kinds) < 3 or net.device.type != "cpu":
        return None
    return partial(_add_pairs, net, entry, layers[2::2])


def _add_pairs(
    net: Any,
    entry: Entry,
    layers: list[Any],
    asked: "tuple[np.ndarray, np.ndarray, np.ndarray]",
    answers: "tuple[np.ndarray, np.ndarray]",
    out: "tuple[np.ndarray, np.ndarray]",
) -> None:
    """Add up the pairs of `asked`, (X, background, orders), as `Game` says."""
    import numpy as np

    from core.shapley.net_kernels import AMOUNT, CHANCE, CHANCES, add_pairs

    weights = [layer.weight.detach().numpy().T for layer in layers]
    biases = [layer.bias.detach().numpy() for layer in layers]
    kind = CHANCES, 1.0, 0.0
    if not hasattr(net, "classes_"):
        kind = AMOUNT, float(net.spread_), float(net.centre_)
    if is_binary(net):
        kind = CHANCE, 1.0, 0.0
        weights[-1] = weights[-1][:, 1:] - weights[-1][:, :1]
        biases[-1] = biases[-1][1:] - biases[-1][:1]
    X, background, orders = asked
    parts = entry.parts(X).numpy(), entry.parts(background).numpy()
    packed = (
        tuple(map(np.ascontiguousarray, weights)),
        tuple(map(np.ascontiguousarray, biases)),
        kind,
    )
    ends = entry.sums(background).numpy(), entry.sums(X).numpy()
    answers = np.ascontiguousarray(answers[0]), np.ascontiguousarray(answers[1])
    add_pairs(parts, orders, packed, ends, answers, out)


def _gaps(
    entry: Entry, X: "np.ndarray", background: "np.ndarray", orders: "np.ndarray"
) -> "Callable[[int], torch.Tensor]":
    """Return what the feature that joins at a step changes: (rows, pairs, units)."""
    import torch

    order = torch.from_numpy(orders).to(entry.bias.device)
    if entry.single:
        rows, others = entry.inputs(X), entry.inputs(background)
        apart = rows[:, order] - others.gather(1, order)
        apart = apart.permute(2, 0, 1).contiguous()[..., None]
        weights = entry.matrix[order.T]
        return lambda step: apart[step] * weights[step]
    own, theirs = entry.parts(X), entry.parts(background)
    pairs = torch.arange(len(order), device=order.device)
    return lambda step: own[:, order[:, step]] - theirs[pairs, order[:, step]]


def entry_of(net: Any, groups: Groups) -> Entry:
    """Return a net's first layer, parted by feature."""
    from itertools import accumulate, pairwise

    import torch

    first = net.module_[0]
    matrix = first.weight.detach().T.contiguous()
    columns = tuple(torch.tensor(own, device=matrix.device) for own in groups)
    placed = torch.cat(columns)  # column by column in the order of the features
    starts = [0, *accumulate(map(len, groups))]
    return Entry(
        spans=tuple(slice(*span) for span in pairwise(starts)),
        matrix=matrix[placed],
        bias=first.bias.detach(),
        inputs=lambda X: net.inputs(X)[:, placed],
        single=len(groups) == len(placed),
    )


def rest_of(net: Any) -> "Callable[[torch.Tensor], np.ndarray]":
    """Return what turns the first layer's sums, which it may change, into answers.

    Of two classes only the second is answered, from the difference of the outputs.
    """
    import numpy as np
    import torch

    net.module_.eval()
    later = list(net.module_[1:])
    last = _difference(later.pop() if later else None) if is_binary(net) else None

    def rest(sums: "torch.Tensor") -> "np.ndarray":
        for layer in later:
            relu = type(layer).__name__ == "ReLU"
            sums = sums.relu_() if relu else layer(sums)
        if last:
            return last(sums).sigmoid_().cpu().numpy()
        if hasattr(net, "classes_"):
            return torch.softmax(sums, dim=1).cpu().numpy()
        said = sums.cpu().numpy().astype(np.float64)
        return said * net.spread_ + net.centre_

    return rest


def is_binary(net: Any) -> bool:
    """Return whether a net tells two classes apart."""
    return len(getattr(net, "classes_", ())) == 2


def _difference(last: Any) -> "Callable[[torch.Tensor], torch.Tensor]":
    """Return the second output less the first, of the last layer if there is one."""
    import torch

    if last is None:
        return lambda sums: sums[:, 1] - sums[:, 0]
    weight = (last.weight[1] - last.weight[0]).detach()
    bias = (last.bias[1] - last.bias[0]).detach()
    return lambda sums: torch.mv(sums, weight).add_(bias)


def _adds(net: Any) -> float:
    """Return about how many multiply-adds one question costs."""
    widths = [layer.weight.numel() for layer in net.module_ if hasattr(layer, "weight")]
    return float(sum(widths[1:]) + 4 * len(net.module_[0].bias))
