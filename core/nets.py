"""Nets in torch behind scikit-learn's interface: the one file that imports torch.

What was left out: convolutions, schedules, checkpoints, mixed precision. The training
loop stands in `core/trainers/epochs.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch._dynamo  # the first optimiser imports it: no net should pay for that
from torch import nn

from core.dataset import Task
from core.model import Material
from core.seeds import derive, torch_seed
from core.statistics.regress import centre_and_spread

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh, "gelu": nn.GELU}
# Rows in one forward pass when predicting: bounds memory, costs nothing.
PREDICT_ROWS = 65_536


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A net's architecture."""

    hidden: tuple[int, ...]
    activation: str = "relu"
    dropout: float = 0.0
    batch_norm: bool = False


def multilayer_perceptron(shape: Shape, inputs: int, outputs: int) -> nn.Sequential:
    """Return an untrained net: linear layers with an activation between them."""
    layers: list[nn.Module] = []
    width = inputs
    for units in shape.hidden:
        layers.append(nn.Linear(width, units))
        if shape.batch_norm:
            layers.append(nn.BatchNorm1d(units))
        layers.append(ACTIVATIONS[shape.activation]())
        if shape.dropout:
            layers.append(nn.Dropout(shape.dropout))
        width = units
    layers.append(nn.Linear(width, outputs))
    return nn.Sequential(*layers)


def best_device() -> torch.device:
    """Return the first CUDA device where there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Net:
    """A torch module that answers like one of scikit-learn's estimators.

    `options` are the training parameters: epochs, batch_size, learning_rate,
    weight_decay, early_stopping, patience. What it learns to answer, and what a wrong
    answer costs in training, is up to the two kinds below.
    """

    task: Task
    loss: Callable[..., torch.Tensor]

    def __init__(self, shape: Shape, options: dict[str, Any], seed: int) -> None:
        """Keep what determines the net; nothing is built before `start`."""
        self.shape, self.options, self.seed = shape, options, seed
        self.device = best_device()

    def start(self, material: Material) -> nn.Sequential:
        """Build the module with weights drawn from the seed and return it."""
        inputs, outputs = material.X.shape[1], material.outputs
        with torch_seed(derive(self.seed, "weights")):
            module = multilayer_perceptron(self.shape, inputs, outputs)
        self.module_ = module.to(self.device)
        return self.module_

    def inputs(self, X: np.ndarray) -> torch.Tensor:
        """Return encoded rows as the module reads them."""
        return torch.from_numpy(np.ascontiguousarray(X, np.float32)).to(self.device)

    def targets(self, y: np.ndarray) -> torch.Tensor:
        """Return targets as the loss compares them with the module's outputs."""
        return torch.from_numpy(y).to(self.device)

    def outputs(self, X: np.ndarray) -> torch.Tensor:
        """Return the module's outputs, shape (rows, outputs), on the CPU."""
        self.module_.eval()
        with torch.inference_mode():
            starts = range(0, len(X) or 1, PREDICT_ROWS)
            parts = [self.inputs(X[i : i + PREDICT_ROWS]) for i in starts]
            return torch.cat([self.module_(part).cpu() for part in parts])

    def fit(self, X: np.ndarray, y: np.ndarray) -> "Net":
        """Train to the end, holding back rows for early stopping; returns itself."""
        from core.trainers.epochs import epochs

        classes = 0 if self.task == "regression" else int(y.max()) + 1
        material = Material(
            X=X, y=y, X_watch=X[:0], y_watch=y[:0], X_grid=None,
            classes=classes, seed=self.seed,
        )  # fmt: skip
        for _ in epochs(self, material):
            pass
        return self

    @property
    def parameters_(self) -> int:
        """Return the number of trained weights."""
        return sum(weights.numel() for weights in self.module_.parameters())


class NetClassifier(Net):
    """A net with one output a class; outputs become probabilities by softmax."""

    task: Task = "multiclass"
    loss = staticmethod(nn.functional.cross_entropy)

    def start(self, material: Material) -> nn.Sequential:
        """Note the classes and build the module."""
        self.classes_ = np.arange(material.classes)
        return super().start(material)

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Return class probabilities, shape (rows, classes), float64."""
        return torch.softmax(self.outputs(X), dim=1).numpy().astype(np.float64)

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the likeliest class code of each row."""
        return self.predict_proba(X).argmax(axis=1)


class NetRegressor(Net):
    """A net with one output: the target, standardised so that its unit is no matter."""

    task: Task = "regression"
    loss = staticmethod(nn.functional.mse_loss)

    def start(self, material: Material) -> nn.Sequential:
        """Measure the target's centre and spread and build the module."""
        self.centre_, spread = centre_and_spread(material.y)
        self.spread_ = spread or 1.0
        return super().start(material)

    def targets(self, y: np.ndarray) -> torch.Tensor:
        """Return the standardised targets as one column."""
        scaled = (y - self.centre_) / self.spread_
        return super().targets(scaled.astype(np.float32)[:, None])

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the predicted amount of each row, in the target's own unit."""
        said = self.outputs(X)[:, 0].numpy().astype(np.float64)
        return said * self.spread_ + self.centre_


def device_name(net: Net) -> str:
    """Say in words where a net was trained."""
    if net.device.type == "cuda":
        return f"GPU, {torch.cuda.get_device_name(net.device)}"
    return "CPU, one thread"
