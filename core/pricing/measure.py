"""measure: from finished runs to their price tags, one model after the other.

Everything is timed in the process that works: training, answering and explaining,
without imports, encoding, scoring, sending or drawing. Models do not share the machine
with each other, and what others did on it meanwhile is noted.
"""

import gc
import os
import pickle
import time
from collections.abc import Generator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core import explain
from core import model as models
from core.cost import Meter, Others
from core.dataset import Dataset, load
from core.encode import encoder as new_encoder
from core.errors import StoreError
from core.explain_run import BUDGET, ask, background_rows, told_rows
from core.explain_run import ROWS as USUAL_ROWS
from core.history import Progress
from core.model import Material, ModelSpec
from core.pricing import gpu
from core.pricing.asking import SIZES, batch, latency
from core.pricing.operations import operations, shape_of_trees
from core.pricing.tag import (
    Explaining,
    PriceTag,
    Training,
    find_prices,
    good_after,
    of_race,
    price_key,
)
from core.recall import trained
from core.run import Run, RunConfig
from core.storage.fitted import Fitted, upload_token
from core.storage.store import store
from core.train import encode, finish, one_thread, used_up

if TYPE_CHECKING:
    import numpy as np

REPEATS = 3
TRAINING_S = 8.0  # CPU seconds that the repeats of one training may take together
WAITING_S = 30.0  # the same on the wall, where others are in the way
LONGEST_S = 20.0  # a longer training is not repeated: its race has measured it
EXPLAINED = 50  # rows explained
TELL_S = 0.3  # between two messages of one training
PARTS = ("training", "one answer at a time", "many answers at once", "explanations")

Told = Generator[PriceTag | Progress, None, None]


@dataclass(kw_only=True, eq=False)
class Bench:
    """What one model is measured with; `model` is the latest that was trained."""

    config: RunConfig
    spec: ModelSpec
    dataset: Dataset
    material: Material
    fitted: Fitted
    run: Run | None
    model: Any


def measure(
    configs: tuple[RunConfig, ...], again: bool = False
) -> Generator[PriceTag | Progress, None, tuple[PriceTag, ...]]:
    """Measure what finished runs cost; yields each price tag as it fills.

    What is kept is not measured once more, but `again`. Nets have a tag for each kind
    of device. Raises Refused when the data set cannot be used.
    """
    found: list[PriceTag] = []
    for config in configs:
        kept = () if again else find_prices(config)
        if not kept:
            kept = yield from _measured(config)
            with suppress(StoreError):  # the next visit asks for it once more
                store().put(price_key(config), kept, upload_token(config.data))
        yield from kept
        found += kept
    return tuple(found)


def _measured(
    config: RunConfig,
) -> Generator[PriceTag | Progress, None, tuple[PriceTag, ...]]:
    fitted = yield from trained(config)
    bench, tags = _bench(config, fitted), []
    for place, device in enumerate(gpu.devices(_unfitted(bench))):
        tag = yield from _on(bench, device, own=place == 0)
        tags.append(tag)
    return tuple(tags)


def _bench(config: RunConfig, fitted: Fitted) -> Bench:
    dataset, spec = load(config.data), models.specs()[config.model]
    encoder = new_encoder(dataset, spec.encoding)
    run = None
    with suppress(LookupError):
        run = store().get(config.key)
    return Bench(
        config=config,
        spec=spec,
        dataset=dataset,
        material=encode(config, dataset, fitted.split, encoder, None),
        fitted=fitted,
        run=run,
        model=fitted.model,
    )


def _unfitted(bench: Bench) -> Any:
    values, seed = dict(bench.config.values), bench.material.seed
    return bench.spec.build(values, seed, bench.dataset.task)


def _on(
    bench: Bench, device: str, *, own: bool
) -> Generator[PriceTag | Progress, None, PriceTag]:
    """Measure one model on one device; only on its `own` is it explained."""
    bench.model = bench.fitted.model if own else None
    tag = PriceTag(
        run=bench.config.key,
        model=bench.config.model,
        device="",
        total=len(PARTS),
        message=PARTS[0],
        cores=os.cpu_count() or 1,
        good_s=good_after(bench.run) if own and bench.run else None,
    )
    with one_thread():
        tag = yield from _trainings(bench, tag, device, own=own)
        tag = _shape(bench, tag)
        yield tag
        X, others = _rows(bench), Others()
        tag = _further(tag, latency=latency(bench.model, X))
        yield tag
        for size in SIZES:
            one = batch(bench.model, X, size)
            tag = replace(tag, batches=(*tag.batches, one))
            yield tag
        tag = _further(tag, asked_busy=others.share())
        yield tag
        if own and bench.spec.family != "baseline":
            tag = replace(tag, explaining=_explaining(bench))
    return _further(tag)


def _further(tag: PriceTag, **measured: Any) -> PriceTag:
    """Return a tag with one more part that is measured."""
    message = (*PARTS, "")[tag.done + 1]
    return replace(tag, done=tag.done + 1, message=message, **measured)


def _trainings(
    bench: Bench, tag: PriceTag, device: str, *, own: bool
) -> Generator[PriceTag | Progress, None, PriceTag]:
    """Train several times; the first does not count where more can follow it."""
    if own and bench.run and bench.run.cost.cpu_s > LONGEST_S:
        return replace(tag, trainings=(of_race(bench.run.cost),))
    spent, first, end = 0.0, True, time.monotonic() + WAITING_S
    while not tag.trainings or (
        spent < TRAINING_S and len(tag.trainings) < REPEATS and time.monotonic() < end
    ):
        meter = yield from _train(bench, tag, device)
        seen = meter.measured()
        tag = replace(
            tag, peak_measured=seen.pop("peak_measured"), gpu_mb=gpu.taken_mb(device)
        )
        spent += seen["cpu_s"]
        warmed = first and spent * (1 + REPEATS) <= TRAINING_S
        if warmed:
            tag = replace(tag, warmed=True)
        else:
            tag = replace(tag, trainings=(*tag.trainings, Training(**seen)))
        first = False
        yield tag
    return tag


def _train(
    bench: Bench, tag: PriceTag, device: str
) -> Generator[PriceTag | Progress, None, Meter]:
    """Train once and return what was measured; the clock stands while it is told."""
    bench.model = None
    gc.collect()
    model = gpu.put(_unfitted(bench), device)
    gpu.begin(device)
    meter, told = Meter(), time.monotonic()
    work = bench.spec.train(model, bench.material)
    with closing(meter), closing(meter.clock.timed(work)) as ticks:
        for _ in ticks:
            if used_up(bench.config, meter.clock):
                break
            if time.monotonic() - told > TELL_S:
                yield tag
                told = time.monotonic()
    bench.model = model
    return meter


def _shape(bench: Bench, tag: PriceTag) -> PriceTag:
    """Return the tag with what the model is made of and takes to answer."""
    model = bench.model
    packed = pickle.dumps(model, protocol=pickle.HIGHEST_PROTOCOL)
    return _further(
        tag,
        device=bench.spec.device(model),
        parameters=bench.spec.count(model),
        counted=bench.spec.counted,
        size_bytes=len(packed),
        trees=shape_of_trees(model),
        operations=operations(model, _rows(bench)),
    )


def _rows(bench: Bench) -> "np.ndarray":
    """Return encoded rows to ask about: validation rows, or training rows."""
    material = bench.material
    return material.X_watch if material.watched else material.X


def _explaining(bench: Bench) -> Explaining:
    """Explain some rows as the page does; a few before them do not count."""
    fitted, dataset, config = bench.fitted, bench.dataset, bench.config
    rows = told_rows(dataset, fitted, config, EXPLAINED)
    against = background_rows(dataset, fitted, config)
    question = ask(fitted, dataset, dataset.X.iloc[rows], against)
    question = replace(question, most=BUDGET * len(rows) / USUAL_ROWS)
    spec = explain.choose(None, fitted.model)
    few = replace(question, X=question.X[:10], background=question.background[:50])
    finish(spec.explain(few))
    meter = Meter()
    with closing(meter), meter.clock.running():
        finish(spec.explain(question))
    return Explaining(
        method=spec.title,
        rows=len(rows),
        wall_s=meter.clock.wall_s,
        cpu_s=meter.clock.cpu_s,
    )
