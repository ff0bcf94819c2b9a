"""Tiny hand-made price tags, for what page compute draws of them."""

from dataclasses import replace

from core.figures.price import Tagged
from core.pricing.tag import (
    Batch,
    Explaining,
    Latency,
    Operations,
    PriceTag,
    Training,
    from_race,
)
from core.run import Run
from tests.core.examples import amount_runs, runs

SIZES = (1, 32, 1_000, 100_000)


def tag(run: Run, **given) -> PriceTag:
    """Return a whole tag around what the race has measured."""
    short, cost = from_race(run), run.cost
    near = (0.98, 1.0, 1.04)
    made = replace(
        short,
        trainings=tuple(
            Training(
                wall_s=f * cost.wall_s,
                cpu_s=f * cost.cpu_s,
                peak_mb=cost.peak_mb,
                busy=0.02,
            )
            for f in near
        ),
        warmed=True,
        total=4,
        done=4,
        cores=2,
        trees=(100, 90.5) if run.model == "random_forest" else None,
        operations=Operations(multiply_adds=4032.0, how="counted by hand"),
        latency=Latency(
            p50_ms=cost.latency_ms,
            p95_ms=1.3 * cost.latency_ms,
            p99_ms=2 * cost.latency_ms,
            mean_ms=1.1 * cost.latency_ms,
            cpu_ms=cost.latency_ms,
            calls=200,
        ),
        batches=tuple(
            Batch(
                rows=n,
                wall_s=(cost.latency_ms + n * cost.batch_ms / 1000) / 1000,
                cpu_s=(cost.latency_ms + n * cost.batch_ms / 1000) / 1000,
            )
            for n in SIZES
        ),
        explaining=Explaining(method="SHAP", rows=50, wall_s=1.0, cpu_s=cost.cpu_s),
    )
    return replace(made, **given)


def tagged(found: tuple[Run, ...], *, whole: bool = True, against="cpu") -> Tagged:
    """Return runs with their tags: measured in full, or by their race alone."""
    made = tag if whole else from_race
    tags = tuple(made(run) for run in found)
    return Tagged(runs=found, tags=tags, against=against)


def both_devices() -> Tagged:
    """Return a forest, and a net on a GPU and on the CPU."""
    forest, net = runs(("random_forest", "mlp"))
    return Tagged(
        runs=(forest, net, net),
        tags=(
            tag(forest),
            tag(net, device="GPU, Test 9000", gpu_mb=12.0),
            tag(net, explaining=None, good_s=None),
        ),
    )


SUBJECTS = {
    "price": (
        tagged(runs()),
        tagged(runs(("random_forest", "mlp")), against="explain"),
        tagged(runs(("dummy",)), whole=False),
        tagged(amount_runs(), whole=False, against="size"),
        both_devices(),
    ),
}
