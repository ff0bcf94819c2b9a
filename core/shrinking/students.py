"""What learns from a model's answers: rows to ask it about, and small nets.

Hinton, Vinyals and Dean 2015, "Distilling the knowledge in a neural network".
"""

import copy
import pickle
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from core.history import Progress
from core.model import Material, respond
from core.seeds import derive, torch_seed
from core.statistics.regress import centre_and_spread

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor, nn

MOST_ASKED = 20_000  # rows a teacher is asked about
SWAPPED = 0.3  # share of cells taken from another row
BATCH, RATE = 256, 0.01


def asked(material: Material, name: str) -> "np.ndarray":
    """Return rows to ask a teacher about: the training rows, then mixtures of them.

    A mixture has some of its cells from other rows of the same column (Buciluǎ,
    Caruana and Niculescu-Mizil 2006, "Model compression").
    """
    import numpy as np

    X = material.X
    random = np.random.default_rng(derive(material.seed, "asked", name))
    if len(X) >= MOST_ASKED:
        return X[random.permutation(len(X))[:MOST_ASKED]]
    more = random.integers(0, len(X), MOST_ASKED - len(X))
    mixed = X[more]
    other = X[random.integers(0, len(X), mixed.shape), np.arange(X.shape[1])]
    swap = random.random(mixed.shape) < SWAPPED
    return np.concatenate([X, np.where(swap, other, mixed)]).astype(np.float32)


def stored(model: Any) -> int:
    """Return the bytes of a model when stored, as those of a run are counted."""
    return len(pickle.dumps(model, protocol=pickle.HIGHEST_PROTOCOL))


def hidden_layers(model: Any) -> int:
    """Return how many hidden layers one of our nets has, 0 for any other model.

    Nets with batch normalisation count as others: their units depend on each other.
    """
    parts = [type(part).__name__ for part in getattr(model, "module_", ())]
    return 0 if "BatchNorm1d" in parts else max(0, parts.count("Linear") - 1)


def on_cpu(net: Any) -> Any:
    """Return a copy of a net on the CPU; the net stays as it is."""
    import torch

    twin = copy.deepcopy(net)
    twin.module_ = twin.module_.cpu().eval()
    twin.device = torch.device("cpu")
    return twin


def new_net(teacher: Any, material: Material, hidden: tuple[int, ...]) -> Any:
    """Return an untrained net, on the CPU, for what a teacher answers."""
    import torch

    from core.nets import NetClassifier, NetRegressor, Shape

    kind: Any = NetClassifier if material.classes else NetRegressor
    net = kind(Shape(hidden=hidden), {}, derive(material.seed, "student"))
    net.device = torch.device("cpu")
    net.start(material)
    if not material.classes:
        net.centre_, spread = centre_and_spread(respond(teacher, material.X)[:, 0])
        net.spread_ = spread or 1.0
    return net


def fold(net: Any, centre: "np.ndarray", spread: "np.ndarray") -> None:
    """Let a net that learned from standardised rows read rows as they are."""
    import torch

    first = net.module_[0]
    with torch.no_grad():
        first.weight /= torch.from_numpy(spread)
        first.bias -= first.weight @ torch.from_numpy(centre)


def learn(
    net: Any, X: "np.ndarray", answers: "np.ndarray", epochs: int
) -> Generator[Progress, None, None]:
    """Train a net on a teacher's answers, with ever smaller steps."""
    import torch

    module: nn.Sequential = net.module_.train()
    rows, targets = torch.from_numpy(X), _targets(net, answers)
    optimiser = torch.optim.AdamW(
        module.parameters(), lr=RATE, weight_decay=0.0, fused=True
    )
    steps = epochs * -(-len(rows) // BATCH)
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.02, steps)
    for epoch in range(epochs):
        with torch_seed(derive(net.seed, "learn", epoch)):
            for batch in torch.randperm(len(rows)).split(BATCH):
                optimiser.zero_grad()
                net.loss(module(rows[batch]), targets[batch]).backward()
                optimiser.step()
                schedule.step()
        yield Progress(done=epoch + 1, total=epochs, message=f"epoch {epoch + 1}")
    module.eval()


def _targets(net: Any, answers: "np.ndarray") -> "Tensor":
    import torch

    if hasattr(net, "classes_"):
        return torch.from_numpy(answers.astype("float32"))
    return net.targets(answers[:, 0])
