"""Nets in torch behind scikit-learn's interface: the one file that imports torch.

What was left out: convolutions, schedules, checkpoints, mixed precision. The training
loop stands in `core/trainers/epochs.py`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch._dynamo  # the first optimiser imports it: no net should pay for that
from torch import nn

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


class NetClassifier:
    """A torch module that answers like a scikit-learn classifier.

    `options` are the training parameters: epochs, batch_size, learning_rate,
    weight_decay, early_stopping, patience.
    """

    def __init__(self, shape: Shape, options: dict[str, Any], seed: int) -> None:
        """Keep what determines the net; nothing is built before `start`."""
        self.shape, self.options, self.seed = shape, options, seed
        self.device = best_device()

    def start(self, inputs: int, classes: int) -> nn.Sequential:
        """Build the module with weights drawn from the seed and return it."""
        from core.seeds import derive, torch_seed

        with torch_seed(derive(self.seed, "weights")):
            module = multilayer_perceptron(self.shape, inputs, classes)
        self.module_ = module.to(self.device)
        self.classes_ = np.arange(classes)
        return self.module_

    def fit(self, X: np.ndarray, y: np.ndarray) -> "NetClassifier":
        """Train to the end, holding back rows for early stopping; returns itself."""
        from core.model import Material
        from core.trainers.epochs import epochs

        none = X[:0], y[:0]
        material = Material(
            X=X, y=y, X_watch=none[0], y_watch=none[1], X_grid=None,
            classes=int(y.max()) + 1, seed=self.seed,
        )  # fmt: skip
        for _ in epochs(self, material):
            pass
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Return class probabilities, shape (rows, classes), float64."""
        self.module_.eval()
        rows = torch.from_numpy(np.ascontiguousarray(X, dtype=np.float32))
        with torch.inference_mode():
            parts = [
                torch.softmax(self.module_(part.to(self.device)), dim=1).cpu()
                for part in rows.split(PREDICT_ROWS)
            ]
        return torch.cat(parts).numpy().astype(np.float64)

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the likeliest class code of each row."""
        return self.predict_proba(X).argmax(axis=1)

    @property
    def parameters_(self) -> int:
        """Return the number of trained weights."""
        return sum(weights.numel() for weights in self.module_.parameters())


def device_name(net: NetClassifier) -> str:
    """Say in words where a net was trained."""
    if net.device.type == "cuda":
        return f"GPU, {torch.cuda.get_device_name(net.device)}"
    return "CPU, one thread"
