"""Growing a forest tree by tree, beside growing it in one go."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from core.bench import BenchSpec, Contest

if TYPE_CHECKING:
    from core.model import Material

TREES, DEPTH, SEED = 200, 8, 42
TOLD = f"one fit of scikit-learn's, {TREES} trees of depth {DEPTH}"


def contests() -> Iterator[Contest]:
    """Yield growing alone, as a race's clock counts it, and with a score a tree."""
    import numpy as np

    work = article()

    def apart(ours: Any, usual: Any) -> float:
        found = (model.predict_proba(work.X_watch) for model in (ours, usual))
        return float(np.abs(np.subtract(*found)).max())

    for name, scored in (
        ("forest_streaming", False),
        ("forest_streaming_scored", True),
    ):
        yield Contest(
            name=name,
            theirs=TOLD + ", against a score a tree on 1,000 rows" * scored,
            ours=lambda scored=scored: _streamed(work, scored),
            usual=lambda: _forest().fit(work.X, work.y),
            difference=apart,
            rounds=3,
        )


def article() -> "Material":
    """Return the article's table and split, as encoded rows."""
    import numpy as np
    from sklearn.datasets import make_classification
    from sklearn.model_selection import train_test_split

    from core.model import Material

    X, y = make_classification(n_samples=5000, n_features=20, random_state=42)
    parts = train_test_split(X.astype(np.float32), y, test_size=0.2, random_state=42)
    X_train, X_test, y_train, y_test = parts
    return Material(
        X=np.ascontiguousarray(X_train), y=y_train,
        X_watch=np.ascontiguousarray(X_test), y_watch=y_test,
        X_grid=None, classes=2, seed=SEED,
    )  # fmt: skip


def _forest() -> Any:
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(TREES, max_depth=DEPTH, random_state=SEED, n_jobs=1)


def _streamed(work: "Material", scored: bool) -> Any:
    from core.evaluate import live_score
    from core.trainers.staged import staged

    forest, points = _forest(), 0
    for tick in staged(forest, work):
        points += 1
        if scored and tick.answers:
            live_score(*tick.answers())
    if points != TREES:
        raise RuntimeError(f"{points} points for {TREES} trees")
    return forest


FORESTS = BenchSpec(
    key="forests",
    title="Growing a forest with a point for each tree",
    contests=contests,
)
