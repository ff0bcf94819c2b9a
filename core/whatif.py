"""What if a case were different: what can be changed, and what the models say then."""

from collections.abc import Generator
from typing import Any

from core import explain
from core.codebook import Cells, encoded
from core.cost import Stopwatch
from core.explain import Draft, Explanation, Request
from core.explain_run import QUICK
from core.history import Progress
from core.kit import Field, Kit, kit_of, laid_of
from core.model import respond
from core.recall import trained
from core.run import RunConfig
from core.seeds import derive
from core.train import matrix, one_thread


def form(
    configs: tuple[RunConfig, ...],
) -> Generator[Progress, None, tuple[Field, ...]]:
    """Return what each column may be set to; all that an edit needs is kept by then."""
    fields: tuple[Field, ...] = ()
    for done, config in enumerate(configs):
        yield Progress(done=done, total=len(configs), message="Looking at the columns")
        kit = yield from kit_of(config)
        yield from laid_of(config, kit)
        fields = fields or kit.fields
    return fields


def explain_case(
    configs: tuple[RunConfig, ...], cells: Cells
) -> Generator[Progress | Draft, None, tuple[Explanation, ...]]:
    """Explain every model's answer to one made-up row, told feature by feature.

    Each explanation has this one row; its truth is NaN, its place in the table -1.
    """
    made = []
    for done, config in enumerate(configs):
        yield Progress(done=done, total=len(configs), message="Asking the models")
        kit = yield from kit_of(config)
        laid = yield from laid_of(config, kit)
        made.append((yield from _explained(config, kit, laid, cells)))
    return tuple(made)


def _explained(
    config: RunConfig, kit: Kit, laid: Any, cells: Cells
) -> Generator[Progress | Draft, None, Explanation]:
    import numpy as np

    X, spec = matrix(encoded(kit.book, [cells])), explain.specs()[kit.explainer]
    clock = Stopwatch()
    if laid is not None and spec.at_once:
        with clock.running():
            made = spec.at_once(laid, X, kit.book.groups)
        answers = made.base + made.values.sum(axis=1)
    else:
        fitted = yield from trained(config)
        question = Request(
            model=fitted.model,
            X=X,
            background=kit.background,
            groups=kit.book.groups,
            seed=derive(config.seed, "explain"),
            most=QUICK,
        )
        with one_thread():
            made = yield from clock.timed(explain.attribute(spec.key, question))
            answers = respond(fitted.model, X)
    held = np.empty((1, len(cells)), dtype=object)
    held[0] = cells
    return Explanation(
        run=config.key,
        model=config.model,
        method=spec.title,
        features=kit.names,
        classes=kit.classes or (kit.target,),
        unit="probability" if kit.classes else kit.target,
        values=made.values,
        base=made.base,
        answers=answers,
        truth=np.array([np.nan]),
        cells=held,
        rows=np.array([-1]),
        background_rows=made.background_rows or len(kit.background),
        wall_s=clock.wall_s,
        cpu_s=clock.cpu_s,
        error=made.error,
        errors=made.errors,
    )
