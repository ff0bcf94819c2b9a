"""Multilayer perceptron: the plain neural net for tables."""

from collections.abc import Generator, Mapping
from typing import Any

from core.dataset import Task
from core.errors import Refused
from core.model import Material, ModelSpec, Tick
from core.params import Choice, Flag, Float, Int
from core.trainers.epochs import epochs
from core.trainers.plain import plain

TRAINING = (
    "epochs",
    "batch_size",
    "learning_rate",
    "weight_decay",
    "early_stopping",
    "patience",
    "loop",
)


def build(values: Mapping[str, Any], seed: int, task: Task) -> Any:
    """Return an untrained net; each further layer has half the width.

    Raises Refused for batch normalisation of single rows: they have no spread.
    """
    from core.nets import NetClassifier, NetRegressor, Shape

    if values["batch_norm"] and values["batch_size"] == 1:
        raise Refused(
            "Batch normalisation needs at least 2 rows in a batch; choose larger "
            "batches or switch it off."
        )
    width, layers = values["width"], values["layers"]
    shape = Shape(
        hidden=tuple(max(2, width >> depth) for depth in range(layers)),
        activation=values["activation"],
        dropout=values["dropout"],
        batch_norm=values["batch_norm"],
    )
    kind = NetRegressor if task == "regression" else NetClassifier
    return kind(shape, {name: values[name] for name in TRAINING}, seed)


def train(net: Any, material: Material) -> Generator[Tick, None, None]:
    """Train by the loop that was chosen; both take the same steps."""
    return (plain if net.options["loop"] == "plain" else epochs)(net, material)


def device(model: Any) -> str:
    """Say where the net was trained."""
    from core.nets import device_name

    return device_name(model)


MLP = ModelSpec(
    key="mlp",
    title="Neural net",
    family="net",
    kind="deep",
    summary="Layers of weighted sums with a bend between them, trained in small steps.",
    params=(
        Int(
            name="layers",
            label="Hidden layers",
            default=2,
            low=0,
            high=6,
            help="Layers between input and answer; none is a linear model.",
        ),
        Int(
            name="width",
            label="Units in the first layer",
            default=64,
            low=2,
            high=512,
            help="Each further layer has half as many.",
        ),
        Int(
            name="epochs",
            label="Epochs, at most",
            default=100,
            low=1,
            high=1000,
            help="One epoch shows every training row to the net once.",
        ),
        Float(
            name="learning_rate",
            label="Learning rate",
            default=0.01,
            low=0.00001,
            high=1.0,
            log=True,
            help="The size of a step. Too small never arrives, too large overshoots.",
        ),
        Int(
            name="batch_size",
            label="Rows in a batch",
            default=64,
            low=1,
            high=4096,
            log=True,
            help="Rows seen before each step. Small batches take more, noisier steps.",
            advanced=True,
        ),
        Choice(
            name="activation",
            label="Activation",
            default="relu",
            options=(("relu", "ReLU"), ("tanh", "Tanh"), ("gelu", "GELU")),
            help="The bend after each weighted sum; without one, layers add nothing.",
            advanced=True,
        ),
        Float(
            name="dropout",
            label="Dropout",
            default=0.0,
            low=0.0,
            high=0.8,
            step=0.05,
            help="Share of units silenced at random in each step, against memorising.",
            advanced=True,
        ),
        Float(
            name="weight_decay",
            label="Weight decay",
            default=0.01,
            low=0.0,
            high=1.0,
            step=0.001,
            help="Pulls every weight towards zero a little in each step.",
            advanced=True,
        ),
        Flag(
            name="batch_norm",
            label="Batch normalisation",
            default=False,
            help="Rescales each unit by its mean and spread within the batch.",
            advanced=True,
        ),
        Flag(
            name="early_stopping",
            label="Early stopping",
            default=True,
            help="Stop when held-back rows stop improving, and keep the best epoch.",
            advanced=True,
        ),
        Int(
            name="patience",
            label="Patience (epochs)",
            default=10,
            low=1,
            high=100,
            help="How many epochs without improvement early stopping waits for.",
            advanced=True,
        ),
        Choice(
            name="loop",
            label="Training loop",
            default="usual",
            options=(("usual", "The fast one"), ("plain", "The plain one, as shown")),
            help="The plain one stands below the race as code. Both take the same "
            "steps; the fast one rounds differently in the last digits.",
            advanced=True,
        ),
    ),
    encoding="scaled",
    unit="epoch",
    counted="weights",
    build=build,
    train=train,
    count=lambda model: model.parameters_,
    device=device,
)
