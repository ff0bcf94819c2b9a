"""Permutation SHAP: Shapley values of any model, by asking it many questions.

A question is a background row in which some features have been replaced by those of
the explained row; which ones is a coalition, a row of booleans. All encoded columns
of a feature are replaced together.
"""

from collections.abc import Generator
from math import ceil, factorial
from typing import TYPE_CHECKING, Any

from core.explain import Attribution, ExplainerSpec, Request
from core.history import Progress
from core.model import respond
from core.seeds import derive

if TYPE_CHECKING:
    import numpy as np

MOST_EXACT_FEATURES = 10
MOST_EXACT_QUESTIONS = 3_000_000
LEAST_PAIRS = 50
BATCH_ROWS = 16_384
BATCH_CELLS = 2_000_000
MESSAGE = "Asking the model"


def explain(question: Request) -> Generator[Progress, None, Attribution]:
    """Ask about all coalitions of up to 10 features where affordable, else sample.

    Sampled: every background row gets a random order of the features and its reverse
    (antithetic pairs; Mitchell et al. 2022, "Sampling permutations for Shapley value
    estimation"), and `error` is the largest standard error over these pairs. It also
    covers the luck of the background rows, so it is on the careful side. Either way
    base plus values is the model's answer. One batch is held at a time.
    """
    features = len(question.groups)
    asked = len(question.X) * len(question.background) * 2**features
    small = features <= MOST_EXACT_FEATURES and asked <= MOST_EXACT_QUESTIONS
    if small or features == 1:
        return (yield from _enumerate(question))
    return (yield from _sample(question))


def _enumerate(question: Request) -> Generator[Progress, None, Attribution]:
    """Average every coalition over the background and weigh them as Shapley did."""
    import numpy as np

    X, background = question.X, question.background
    features, owners = len(question.groups), _owners(question)
    coalitions = (np.arange(2**features)[:, None] >> np.arange(features)) & 1 == 1
    block = max(1, _batch(question) // len(background))
    starts = range(0, len(coalitions), block)
    answers: list[list[np.ndarray]] = [[] for _ in X]
    for number, start in enumerate(starts):
        taken = coalitions[start : start + block][:, owners]
        mask = np.repeat(taken, len(background), axis=0)
        others = np.tile(background, (len(taken), 1))
        for i, row in enumerate(X):
            yield _progress(number, i, len(starts), len(X))
            answer = _ask(question.model, np.where(mask, row, others))
            parted = answer.reshape(len(taken), len(background), -1)
            answers[i].append(parted.mean(axis=1))
    yield _progress(len(starts), 0, len(starts), len(X))
    worth = np.stack([np.concatenate(parts) for parts in answers])
    values = np.einsum("fs,rsk->rfk", _shapley_weights(coalitions), worth)
    return Attribution(values=values, base=worth[0, 0])


def _shapley_weights(coalitions: "np.ndarray") -> "np.ndarray":
    """Return (features, coalitions): what each coalition's worth adds to a feature."""
    import numpy as np

    features = coalitions.shape[1]
    others = range(features)
    share = [factorial(n) * factorial(features - 1 - n) for n in others]
    share = np.array([*share, 0]) / factorial(features)
    sizes = coalitions.sum(axis=1)
    return np.where(coalitions, share[sizes - 1][:, None], -share[sizes][:, None]).T


def _sample(question: Request) -> Generator[Progress, None, Attribution]:
    """Let features join in random orders and average what each adds."""
    import numpy as np

    X, background, features = question.X, question.background, len(question.groups)
    base, full = _ask(question.model, background), _ask(question.model, X)
    which = np.tile(np.arange(len(background)), ceil(LEAST_PAIRS / len(background)))
    random = np.random.default_rng(derive(question.seed, "permutation_shap"))
    places = random.permuted(np.tile(np.arange(features), (len(which), 1)), axis=1)
    block = max(1, _batch(question) // (2 * (features - 1)))
    starts = range(0, len(which), block)
    sums = np.zeros((len(X), features, base.shape[1]))
    squares = np.zeros_like(sums)
    for number, start in enumerate(starts):
        part = slice(start, start + block)
        place, mask = _paths(places[part], _owners(question))
        others = np.repeat(background[which[part]], 2 * (features - 1), axis=0)
        for i, row in enumerate(X):
            yield _progress(number, i, len(starts), len(X))
            answer = _ask(question.model, np.where(mask, row, others))
            gains = _gains(answer, place, base[which[part]], full[i])
            sums[i] += gains.sum(axis=0)
            squares[i] += (gains**2).sum(axis=0)
    yield _progress(len(starts), 0, len(starts), len(X))
    values = sums / len(which)
    variance = np.maximum(squares / len(which) - values**2, 0) / (len(which) - 1)
    error = float(np.sqrt(variance.max()))
    return Attribution(values=values, base=base.mean(axis=0), error=error)


def _paths(
    places: "np.ndarray", owners: "np.ndarray"
) -> "tuple[np.ndarray, np.ndarray]":
    """Return each feature's place in an order and its reverse, and what they replace.

    Places have shape (pairs, 2, features). The mask has shape (questions, columns):
    after 1, 2, … features have joined, for every order; nobody and all are left out.
    """
    import numpy as np

    features = places.shape[1]
    both = np.stack([places, features - 1 - places], axis=1)
    joined = both[:, :, None, :] < np.arange(1, features)[:, None]
    return both, joined.reshape(-1, features)[:, owners]


def _gains(
    answer: "np.ndarray", place: "np.ndarray", base: "np.ndarray", full: "np.ndarray"
) -> "np.ndarray":
    """Return what each feature added on joining: (pairs, features, outputs)."""
    import numpy as np

    pairs, _, features = place.shape
    worth = np.empty((pairs, 2, features + 1, len(full)))
    worth[:, :, 0], worth[:, :, -1] = base[:, None], full
    worth[:, :, 1:-1] = answer.reshape(pairs, 2, features - 1, -1)
    added = np.diff(worth, axis=2)
    return np.take_along_axis(added, place[..., None], axis=2).mean(axis=1)


def _owners(question: Request) -> "np.ndarray":
    """Return which feature each encoded column belongs to."""
    import numpy as np

    owners = np.empty(question.X.shape[1], dtype=np.int64)
    for feature, columns in enumerate(question.groups):
        owners[list(columns)] = feature
    return owners


def _batch(question: Request) -> int:
    return min(BATCH_ROWS, BATCH_CELLS // max(1, question.X.shape[1]))


def _ask(model: Any, rows: "np.ndarray") -> "np.ndarray":
    import numpy as np

    return respond(model, np.asarray(rows, dtype=np.float32))


def _progress(number: int, row: int, blocks: int, rows: int) -> Progress:
    return Progress(done=number * rows + row, total=blocks * rows, message=MESSAGE)


SPEC = ExplainerSpec(
    key="permutation_shap",
    title="Permutation SHAP",
    summary="Shapley values of any model; exact for few features, else estimated.",
    priority=10,
    applies=lambda model: hasattr(model, "predict"),
    explain=explain,
)
