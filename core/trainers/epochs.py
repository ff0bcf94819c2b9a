"""The training of a net, epoch by epoch: when it stops and which weights it keeps.

An epoch is run by `flat` where it can be, else by the readable one below. What was left
out: schedules, gradient clipping, data loaders (the table is in memory already; a
shuffled copy an epoch is many times faster).
"""

from collections.abc import Callable, Generator
from functools import lru_cache
from typing import TYPE_CHECKING

from core.model import Material, Tick, respond
from core.seeds import derive, torch_seed

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor
    from torch.optim import Optimizer

    from core.nets import Net

HELD_BACK = 0.15  # share of the training rows watched where there is no validation part
WORTH_WAITING = 1e-4  # a smaller gain in validation loss does not reset the patience


def epochs(net: "Net", material: Material) -> Generator[Tick, None, None]:
    """Train by mini-batches with AdamW, one Tick an epoch.

    The loss is the net's own: cross-entropy for classes, for amounts the squared error
    of the standardised target. With early stopping the weights of the best validation
    loss are kept.
    """
    import torch

    module = net.start(material)
    X, y, X_watch, y_watch = rows(material)
    X, X_watch = net.inputs(X), net.inputs(X_watch)
    y, y_watch = net.targets(y), net.targets(y_watch)
    options = net.options
    one_epoch = epoch_of(net, X, y)
    best_loss, best_epoch, best_weights = float("inf"), 0, module.state_dict()
    for epoch in range(1, options["epochs"] + 1):
        with torch_seed(derive(net.seed, "epoch", epoch)):
            loss = one_epoch()
        module.eval()
        with torch.inference_mode():
            watch_loss = float(net.loss(module(X_watch), y_watch))
        if watch_loss < best_loss - WORTH_WAITING:
            best_loss, best_epoch = watch_loss, epoch
            best_weights = {k: v.clone() for k, v in module.state_dict().items()}
        waited = epoch - best_epoch >= options["patience"]
        stop = options["early_stopping"] and (waited or epoch == options["epochs"])
        if stop:
            module.load_state_dict(best_weights)
            watch_loss = best_loss
        note = f"kept epoch {best_epoch}" if stop else ""
        yield tick(net, material, epoch, loss, watch_loss, note)
        if stop:
            return


def epoch_of(net: "Net", X: "Tensor", y: "Tensor") -> Callable[[], float]:
    """Return what trains one epoch more and returns its mean loss."""
    import torch

    from core.trainers.flat import Flat, linear_layers

    layers = linear_layers(net)
    if layers is not None:
        return Flat(net, layers, X, y).epoch
    optimiser = torch.optim.AdamW(
        net.module_.parameters(),
        lr=net.options["learning_rate"],
        weight_decay=net.options["weight_decay"],
        fused=True,
    )
    return lambda: readable_epoch(net, optimiser, X, y)


def readable_epoch(
    net: "Net", optimiser: "Optimizer", X: "Tensor", y: "Tensor"
) -> float:
    """Show the rows once, in a new order, and step after each batch; mean loss."""
    import torch

    module, batch_size = net.module_.train(), net.options["batch_size"]
    order = torch.randperm(len(X)).to(X.device)
    total = torch.zeros((), device=X.device)
    batches = X.index_select(0, order).split(batch_size)
    targets = y.index_select(0, order).split(batch_size)
    shown = 0
    for batch, target in zip(batches, targets, strict=True):
        if len(batch) == 1 < batch_size:
            continue  # a last row alone: batch norm has no spread to measure in it
        optimiser.zero_grad()
        loss = net.loss(module(batch), target)
        loss.backward()
        optimiser.step()
        total += loss.detach() * len(batch)
        shown += len(batch)
    return float(total) / max(1, shown)


@lru_cache(maxsize=1)  # each epoch's score asks for them again
def rows(material: Material) -> tuple["np.ndarray", ...]:
    """Return (X, y, X_watch, y_watch); holds rows back where none are given."""
    if material.watched:
        return material.X, material.y, material.X_watch, material.y_watch
    from sklearn.model_selection import train_test_split

    seed = derive(material.seed, "early stopping")
    X, X_watch, y, y_watch = train_test_split(
        material.X, material.y, test_size=HELD_BACK, random_state=seed
    )
    return X, y, X_watch, y_watch


def tick(
    net: "Net",
    material: Material,
    epoch: int,
    loss: float,
    watch_loss: float,
    note: str = "",
) -> Tick:
    """Return what is seen of one epoch."""
    grid = material.X_grid

    def scored() -> tuple["np.ndarray", "np.ndarray"]:
        _, _, X_watch, y_watch = rows(material)
        return y_watch, respond(net, X_watch)

    return Tick(
        step=epoch,
        total=net.options["epochs"],
        loss=loss,
        validation_loss=watch_loss,
        answers=scored,
        surface=None if grid is None else lambda: respond(net, grid),
        scored_on="validation rows" if material.watched else "rows held back",
        note=note,
    )
