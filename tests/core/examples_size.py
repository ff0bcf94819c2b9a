"""Tiny hand-made values of what page compute draws of sizes and of single rows."""

from core.growing.growth import Climb, Growth, Reach, Rung
from core.latency.pace import Pace
from core.latency.wrapper import Latencies, Way
from core.shrinking.shrink import Shrunk, Small
from core.statistics.power import power_law


def climb(model: str, scale: float, exponent: float, top: int = 6, **given) -> Climb:
    """Return a ladder of doublings whose memory is a tenth of its seconds in GB."""
    sizes = [250 * 2**i for i in range(top)]
    seconds = [0.02 + scale * size**exponent for size in sizes]
    rungs = tuple(
        Rung(size=n, repeats=(1.1 * s, s), peak_mb=100 * s)
        for n, s in zip(sizes, seconds, strict=True)
    )
    return Climb(
        run=f"run-{model}",
        model=model,
        held="20 columns",
        rungs=rungs,
        time=power_law(sizes, seconds),
        memory=power_law(sizes, [100 * s for s in seconds]),
        **({"unit": "rows"} | given),
    )


def growth(*climbs: Climb, **given) -> Growth:
    """Return a finished growth."""
    told = {"along": "rows", "source": "own", "seconds": 30, "own": 3000, "busy": 0.1}
    return Growth(climbs=climbs, finished=True, **(told | given))


BOTH = growth(
    climb("random_forest", 2e-5, 1.12, steps="20 of 200 trees", share=0.1),
    climb("mlp", 1e-5, 1.0, top=8),
)
YOUNG = growth(climb("random_forest", 2e-5, 1.12, top=2), climb("mlp", 1.0, 0, top=0))


def pace(one: float, batch: float) -> Pace:
    """Return how fast something is, its slowest calls four times the usual ones."""
    return Pace(
        p50_ms=one, p95_ms=2 * one, p99_ms=4 * one, calls=300, one_cpu_ms=one,
        batch_ms=batch, batch_rows=1000,
    )  # fmt: skip


def small(title: str, size: int, one: float, batch: float, score: float) -> Small:
    """Return one form of a model."""
    return Small(
        way=title.lower(), title=title, what="32 of 64 units", score=score,
        size_bytes=size, pace=pace(one, batch), agrees=0.97, cpu_s=0.4,
    )  # fmt: skip


SHRUNK = Shrunk(
    run="run",
    model="mlp",
    metric="roc_auc",
    part="validation",
    rows=400,
    before=small("As it is", 17_600, 0.02, 0.5, 0.962),
    after=(
        small("ONNX Runtime", 14_200, 0.004, 0.3, 0.962),
        small("Half of the units", 8_500, 0.02, 0.2, 0.958),
        small("int8", 5_900, 0.03, 0.6, 0.9619),
        small("Weights to zero", 17_600, 0.02, 0.5, 0.91),
    ),
    absent=(("Fewer trees", "at least 8 trees"),),
    total=4,
    finished=True,
)

WRAPPED = (
    Latencies(
        run="run-random_forest",
        model="random_forest",
        ways=(
            Way(title="scikit-learn", pace=pace(6.3, 5.7), apart=0.0),
            Way(title="ONNX Runtime", pace=pace(0.006, 6.3), apart=7e-7),
            Way(title="Flat arrays", pace=pace(0.005, 9.0), apart=0.0),
        ),
    ),
    Latencies(
        run="run-mlp",
        model="mlp",
        ways=(
            Way(title="torch", pace=pace(0.02, 0.12), apart=0.0),
            Way(title="ONNX Runtime", pace=pace(0.018, 0.1), apart=1e-7),
        ),
    ),
)

SUBJECTS = {
    "growth": (
        Reach(growth=BOTH, size=10_000_000),
        Reach(growth=YOUNG, size=1000),
    ),
    "shrink": (SHRUNK,),
    "wrapper": (WRAPPED, WRAPPED[:1]),
}
