"""The answers of a run that no longer has them: its model is asked once more."""

from collections.abc import Generator

from core.answers import Answers, keep_answers, kept_answers, made
from core.dataset import load
from core.history import Progress
from core.model import respond
from core.run import RunConfig
from core.storage.fitted import Fitted
from core.storage.store import store
from core.train import fit_model, matrix, one_thread


def recall(config: RunConfig) -> Generator[Progress, None, tuple[Answers, ...]]:
    """Return a run's answers on its validation and test rows; keeps them.

    Trains the model first where it is no longer kept. Raises Refused when the data set
    cannot be used.
    """
    kept = kept_answers(config)
    if kept:
        return kept
    fitted = yield from trained(config)
    dataset, found = load(config.data), []
    with one_thread():
        for part in fitted.split.parts[1:]:
            if len(part):
                X = matrix(fitted.encoder.transform(dataset.X.iloc[part.rows]))
                found.append(made(config, dataset, part, respond(fitted.model, X)))
    keep_answers(config, found)
    return tuple(found)


def trained(config: RunConfig) -> Generator[Progress, None, Fitted]:
    """Return a run's fitted model, trained once more where it is no longer kept."""
    try:
        return store().get_model(f"{config.key}-model")
    except LookupError:
        training = fit_model(config)
    while True:
        try:
            step = next(training)
        except StopIteration as end:
            return end.value[1]  # not from the store: there may be no room for it
        told = "Training the model first"
        yield Progress(done=step.step, total=step.total, message=told)
