"""Tiny hand-made values of every kind that figures are drawn from."""

from dataclasses import replace

import numpy as np
import pandas as pd

from core.cost import Cost
from core.dataset import DataConfig
from core.explain import Agreement, Explanation
from core.figure import Lane, Pair
from core.history import History, Step
from core.look import Amounts, ColumnFacts, Pictures, Points
from core.run import DatasetFacts, Run, RunConfig
from core.score import Curve, Evaluation, Predictions, Score
from core.strip import Strip
from core.summary import Summary
from core.swarm import SeedScore, Swarm, compared

HOSTILE = "<b>x</b><img src=x onerror=alert(1)> & a very long class name"
MODELS = ("random_forest", "mlp", "logistic_regression", "dummy")
LEVEL = {"random_forest": 0.96, "mlp": 0.93, "logistic_regression": 0.87, "dummy": 0.5}
UNIT = {"random_forest": "tree", "mlp": "epoch"}
GRID = (-1.5, -1.0, 2.5, 1.5)


def plane(model: str, classes: int = 2, size: int = 40) -> np.ndarray:
    """Return a surface that differs a little from model to model."""
    across, up = np.meshgrid(np.linspace(-1, 1, size), np.linspace(-1, 1, size))
    if classes > 2:
        turn = 0.3 * MODELS.index(model)
        code = ((np.arctan2(up, across) + turn) // (2 * np.pi / classes)) % classes
        return np.rint(code / (classes - 1) * 250).astype(np.uint8)
    if model == "random_forest":
        across, up = np.round(across * 5) / 5, np.round(up * 5) / 5
    bend = np.sin(3 * across) / 2 if model != "logistic_regression" else across / 3
    return np.rint(250 / (1 + np.exp(8 * (up - bend)))).astype(np.uint8)


def steps(model: str, classes: int = 0) -> tuple[Step, ...]:
    """Return the steps of a run; with `classes`, the last one brings a surface."""
    return scored(model, classes, "roc_auc", 0.5)


def scored(model: str, classes: int, metric: str, start: float) -> tuple[Step, ...]:
    count = {"random_forest": 20, "mlp": 40}.get(model, 1)
    pace, net = {"random_forest": 0.02, "mlp": 0.05}.get(model, 0.01), model == "mlp"
    return tuple(
        Step(
            step=i, total=count, unit=UNIT.get(model, "fit"),
            seconds=i * pace, cpu_s=i * pace,
            loss=0.7 * 0.93**i + 0.1 if net else None,
            validation_loss=0.7 * 0.94**i + 0.12 + 0.0001 * i**2 if net else None,
            score=LEVEL[model] - (LEVEL[model] - start) * 0.6**i * (count > 1),
            metric=metric,
            scored_on="validation",
            surface=plane(model, classes) if classes and i == count else None,
        )
        for i in range(1, count + 1)
    )  # fmt: skip


def names(classes: int) -> tuple[str, ...]:
    return ("ill", "healthy") if classes == 2 else ("setosa", "virginica", HOSTILE)


def points(classes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(1)
    x, y = draw.uniform(-1.4, 2.4, 90), draw.uniform(-0.9, 1.4, 90)
    return x, y, np.arange(90) % classes


def lanes(models: tuple[str, ...] = MODELS, classes: int = 0) -> tuple[Lane, ...]:
    """Return the lanes of a race; with `classes`, on a planar data set."""
    planar = {"grid": GRID, "points": points(classes)} if classes else {}
    named = {"classes": names(classes)} if classes else {}
    return tuple(
        Lane(model=m, steps=steps(m, classes), state="finished", **planar, **named)
        for m in models
    )


def curve(label: str, area: float, recall: bool = False) -> Curve:
    """Return a smooth curve of about the given area."""
    x = np.linspace(0, 1, 60)
    y = 1 - 0.8 * x ** (area / (1.001 - area)) if recall else x ** ((1 - area) / area)
    return Curve(label=label, x=x, y=y, area=area, low=area - 0.02, high=area + 0.015)


def amount_lanes(start: float = -9.0) -> tuple[Lane, ...]:
    """Return the lanes of a race on amounts, whose R² starts far below zero."""
    return tuple(
        Lane(model=m, steps=scored(m, 0, "r2", start), state="finished") for m in MODELS
    )


def confusion(level: float, classes: int) -> np.ndarray:
    wrong = round(100 * (1 - level) / (classes - 1))
    counts = np.full((classes, classes), wrong)
    np.fill_diagonal(counts, 100 - wrong * (classes - 1))
    return counts


def evaluation(model: str, classes: int = 2) -> Evaluation:
    level = LEVEL[model]
    labels = [*names(classes), "macro", "micro"] if classes > 2 else ["healthy"]
    areas = [level - 0.01 * i for i in range(len(labels))]
    good = [
        (n, level - 0.01 * i) for i, n in enumerate(("accuracy", "roc_auc", "pr_auc"))
    ]
    return Evaluation(
        rows=100 * classes,
        classes=names(classes),
        scores=(
            *(Score(name=n, value=v, low=v - 0.03, high=v + 0.02) for n, v in good),
            Score(name="f1", value=level - 0.04),
            Score(name="log_loss", value=1 - level, low=0.9 - level, high=1.1 - level),
            Score(name="brier", value=(1 - level) / 2),
        ),
        roc=tuple(curve(*one) for one in zip(labels, areas, strict=True)),
        pr=tuple(curve(*one, recall=True) for one in zip(labels, areas, strict=True)),
        confusion=confusion(level, classes),
        positive_share=0.5,
    )


def amount_evaluation(model: str, rows: int = 300) -> Evaluation:
    """Return an evaluation of amounts around 150, worse for a worse model."""
    draw, level = np.random.default_rng(4), LEVEL[model]
    truth = draw.normal(150, 40, rows)
    off = draw.normal(0, 60 * (1.05 - level), rows)
    predicted = np.full(rows, 150.0) if model == "dummy" else truth - off
    counts, edges = np.histogram(truth - predicted, bins=40)
    size = float(np.abs(truth - predicted).mean())
    r2 = 2 * level - 1.02
    return Evaluation(
        rows=rows,
        classes=(),
        scores=(
            Score(name="r2", value=r2, low=r2 - 0.06, high=r2 + 0.04),
            Score(name="rmse", value=1.2 * size, low=size, high=1.5 * size),
            Score(name="mae", value=size, low=0.9 * size, high=1.1 * size),
        ),
        predictions=Predictions(
            truth=truth, predicted=predicted, edges=edges, counts=counts
        ),
    )


def cost(model: str) -> Cost:
    size = {"random_forest": 900.0, "mlp": 150.0, "logistic_regression": 2.0}.get(
        model, 1
    )
    return Cost(
        wall_s=size / 400, cpu_s=size / 380, peak_mb=size / 30 if size > 1 else 0.0,
        parameters=int(10 * size), counted="nodes", size_bytes=int(1000 * size),
        latency_ms=0.05 + size / 150, batch_ms=0.2 + size / 50, batch_rows=1000,
        device="CPU, one thread", peak_measured="high-water mark of the process",
    )  # fmt: skip


def run(model: str, classes: int = 2) -> Run:
    config = RunConfig(data=DataConfig(key="moons"), model=model)
    facts = DatasetFacts(
        title="Two moons", rows=1000, columns=2, target="moon",
        task="binary" if classes == 2 else "multiclass", classes=names(classes),
        part_rows=(600, 200, 200), planar=True, grid=GRID,
    )  # fmt: skip
    return Run(
        key=config.key, config=config, dataset=facts, cost=cost(model),
        history=History(steps=steps(model)), evaluation=evaluation(model, classes),
    )  # fmt: skip


def runs(models: tuple[str, ...] = MODELS, classes: int = 2) -> tuple[Run, ...]:
    return tuple(run(model, classes) for model in models)


def amount_run(model: str, target: str = "progression") -> Run:
    """Return a run on a table whose target is an amount."""
    config = RunConfig(data=DataConfig(key="diabetes"), model=model)
    facts = DatasetFacts(
        title="Diabetes", rows=1500, columns=10, target=target, task="regression",
        classes=(), part_rows=(900, 300, 300), planar=False,
    )  # fmt: skip
    return Run(
        key=config.key, config=config, dataset=facts, cost=cost(model),
        history=History(steps=scored(model, 0, "r2", -9.0)),
        evaluation=amount_evaluation(model),
    )  # fmt: skip


def amount_runs(
    models: tuple[str, ...] = MODELS, target: str = "progression"
) -> tuple[Run, ...]:
    return tuple(amount_run(model, target) for model in models)


FEATURES = ("age", "income", "city", "tenure", HOSTILE, *(f"x{i}" for i in range(9)))


def explanation(model: str, rows: int = 60) -> Explanation:
    """Return values that add up to the probabilities; `city` is a category."""
    draw, width = np.random.default_rng(2), len(FEATURES)
    cells = draw.normal(40, 12, (rows, width)).astype(object)
    cells[:, 2] = np.array(["Rome", "Oslo", None], dtype=object)[np.arange(rows) % 3]
    cells[3, 0] = np.nan
    numbers = draw.normal(0, 1, (rows, width))
    weight = 0.16 * 0.75 ** np.arange(width) * (1 if model == "mlp" else -0.8)
    one = numbers * np.roll(weight, 1 if model == "mlp" else 0) / 2
    values, base = np.stack([-one, one], axis=2), np.array([0.45, 0.55])
    answers = base + values.sum(axis=1)
    return Explanation(
        run=f"key-{model}", model=model, method="exact", features=FEATURES,
        classes=names(2), values=values, base=base, answers=answers, unit="probability",
        truth=np.arange(rows) % 2, cells=cells, rows=np.arange(rows) + 700,
        background_rows=100, wall_s=1.5, cpu_s=1.4, error=0.0,
    )  # fmt: skip


def pair(rows: int = 60) -> Pair:
    both = (explanation("random_forest", rows), explanation("mlp", rows))
    agreement = Agreement(ranks=0.8, cells=0.7, shared_top=4, top=5)
    return Pair(explanations=both, agreement=agreement, shown=1, case=7)


def amount_pair(target: str = "progression") -> Pair:
    """Return reasons for amounts: the same values in units of the target."""
    both = tuple(
        replace(
            one, unit=target, classes=(target,), values=90 * one.values[:, :, 1:],
            base=np.array([150.0]), answers=150 + 90 * one.values[:, :, 1:].sum(axis=1),
            truth=np.linspace(30, 320, len(one.rows)),
        )
        for one in pair().explanations
    )  # fmt: skip
    return Pair(explanations=both, agreement=pair().agreement, shown=0, case=7)


def strip(label: str = "rows in table order", count: int = 90) -> Strip:
    """Return beads of every part, with groups where the label speaks of them."""
    place = np.arange(count)
    parts = place * 3 // count if label != "rows in table order" else place * 7 % 3
    values = () if label == "rows in table order" else tuple(map(str, place // 10))
    return Strip(
        label=label, rows=tuple(place.tolist()), parts=tuple(parts.tolist()),
        values=values,
    )  # fmt: skip


def amount_summary(target: str = "progression") -> Summary:
    """Return a table of amounts that was split by time."""
    return replace(
        summary(), task="regression", target=target, classes=(), class_counts=(),
        part_classes=(), points=None, protocol="time",
        strip=strip("earliest to latest"),
        amounts=Amounts(edges=(25.0, 150.0, 346.0), counts=(60, 30), low=25.0,
                        mean=152.1, high=346.0),
    )  # fmt: skip


def summary(classes: int = 2, pictures: bool = False) -> Summary:
    """Return a planar table with gaps, or one whose rows are pictures."""
    x, y, code = points(classes)
    gaps = (("petal length", 0), ("petal width", 7), (HOSTILE, 21))
    columns = tuple(
        ColumnFacts(
            name=name, kind="number", missing=empty, distinct=9, examples=("1",)
        )
        for name, empty in gaps
    )
    pixels = np.random.default_rng(3).uniform(0, 1, (20, 8, 8))
    counts = tuple(np.bincount(code).tolist())
    return Summary(
        title="Leaves", rows=90, columns=columns, table=(), target="leaf",
        strip=strip(),
        task="binary" if classes == 2 else "multiclass", classes=names(classes),
        class_counts=counts, head=pd.DataFrame(), part_rows=(60, 15, 15),
        part_classes=(counts, counts, counts), notes=(), traps=(), source="made up",
        licence="none", story="",
        points=None if pictures else Points(x=x, y=y, code=code, part=code % 2),
        pictures=Pictures(pixels=pixels, code=code[:20]) if pictures else None,
    )  # fmt: skip


def swarm(models: tuple[str, ...] = MODELS[:2], seeds: int = 20) -> Swarm:
    """Return scores around each model's level."""
    draw = np.random.default_rng(5)
    scores = tuple(
        SeedScore(
            model=m, seed=seed, score=LEVEL[m] + 0.02 * float(draw.normal()),
            metric="roc_auc", part="validation", cpu_s=0.2, rows=200, trained=600,
            done=seed + 1, total=20,
        )
        for seed in range(seeds) for m in models
    )  # fmt: skip
    return compared(Swarm(models=models, scores=scores, baseline=0.5))


SUBJECTS = {
    "data": (summary(), summary(3), summary(3, pictures=True), amount_summary(),
             amount_summary(HOSTILE)),
    "train": (lanes(), lanes(classes=2), lanes(classes=3), lanes(("mlp",), 2),
              amount_lanes()),
    "evaluate": (runs(), runs(classes=3), runs(("mlp",)), runs(("mlp", "mlp")),
                 amount_runs(), amount_runs(("dummy",)), amount_runs(target=HOSTILE)),
    "explain": (pair(), Pair(explanations=(explanation("mlp"),), agreement=None,
                             shown=0, case=0), amount_pair(), amount_pair(HOSTILE)),
    "swarm": (swarm(), swarm(MODELS), swarm(("mlp",)), swarm(seeds=1)),
}  # fmt: skip
