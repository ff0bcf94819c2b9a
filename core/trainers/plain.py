"""The training loop of a net as one would write it on a page: `mlp.loop=plain`.

`core/trainers/flat.py` takes the same steps with gradients written out by hand; tests
hold both to the same weights, up to rounding. Nets that it does not know are trained by
`core/trainers/epochs.py`, which deals the rows of a whole epoch at once: to the same
weights, bit for bit.
"""

from collections.abc import Generator
from typing import TYPE_CHECKING

from core.model import Material, Tick
from core.seeds import derive, torch_seed
from core.trainers.epochs import WORTH_WAITING, rows, tick

if TYPE_CHECKING:
    from torch import Tensor
    from torch.optim import Optimizer

    from core.nets import Net


def plain(net: "Net", material: Material) -> Generator[Tick, None, None]:
    """Train with AdamW, one Tick an epoch; stop early when held-back rows say so."""
    import torch

    module, options = net.start(material), net.options
    X, y, X_held, y_held = rows(material)
    X, y = net.inputs(X), net.targets(y)
    X_held, y_held = net.inputs(X_held), net.targets(y_held)
    optimiser = torch.optim.AdamW(
        module.parameters(),
        lr=options["learning_rate"],
        weight_decay=options["weight_decay"],
        fused=True,  # the same step in one call; other ways round the last digit
    )
    best, best_epoch, best_weights = float("inf"), 0, module.state_dict()
    for epoch in range(1, options["epochs"] + 1):
        with torch_seed(derive(net.seed, "epoch", epoch)):
            loss = all_batches(net, optimiser, X, y)
        module.eval()
        with torch.inference_mode():
            held = float(net.loss(module(X_held), y_held))  # these are only looked at
        if held < best - WORTH_WAITING:
            best, best_epoch = held, epoch
            weights = module.state_dict().items()
            best_weights = {name: values.clone() for name, values in weights}
        last = epoch == options["epochs"] or epoch >= best_epoch + options["patience"]
        if last and options["early_stopping"]:
            module.load_state_dict(best_weights)
            kept = f"kept epoch {best_epoch}"
            yield tick(net, material, epoch, loss, best, kept)
            return
        yield tick(net, material, epoch, loss, held)


def all_batches(net: "Net", optimiser: "Optimizer", X: "Tensor", y: "Tensor") -> float:
    """Show every row once, in a new order, a batch a step; return the mean loss."""
    import torch

    module, size = net.module_.train(), net.options["batch_size"]
    total, shown = torch.zeros((), device=X.device), 0
    for batch in torch.randperm(len(X)).to(X.device).split(size):
        if len(batch) == 1 < size:
            continue  # a last row alone: batch norm has no spread to measure in it
        answers = module(X[batch])  # forward
        loss = net.loss(answers, y[batch])  # how wrong the answers are
        optimiser.zero_grad()
        loss.backward()  # which way each weight makes them less wrong
        optimiser.step()  # a small step that way
        total += loss.detach() * len(batch)
        shown += len(batch)
    return float(total) / max(1, shown)
