"""Whole races in a warm engine, beside bare fits and beside the article's scripts."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from core.bench import BenchSpec, Contest

if TYPE_CHECKING:
    from core.engine import Work

SEED = 42
BALANCED = {"epochs": 300, "early_stopping": False}  # about as long as the forest
SHARED = """
from sklearn.datasets import make_classification
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
X, y = make_classification(n_samples=5000, n_features=20, random_state=42)
X_a, X_b, y_a, y_b = train_test_split(X, y, test_size=0.2, random_state=42)
"""
FOREST = f"""{SHARED}
from sklearn.ensemble import RandomForestClassifier
forest = RandomForestClassifier(n_estimators=200, max_depth=8, random_state=42)
print(roc_auc_score(y_b, forest.fit(X_a, y_a).predict_proba(X_b)[:, 1]))
"""
NET = f"""{SHARED}
import torch
from sklearn.preprocessing import StandardScaler
scaler = StandardScaler().fit(X_a)
rows, others = (torch.tensor(scaler.transform(part)).float() for part in (X_a, X_b))
truth = torch.tensor(y_a).float()[:, None]
L = torch.nn.Linear
net = torch.nn.Sequential(L(20, 64), torch.nn.ReLU(), L(64, 32), torch.nn.ReLU(),
                          L(32, 1), torch.nn.Sigmoid())
adam, loss = torch.optim.Adam(net.parameters(), lr=0.001), torch.nn.BCELoss()
for _ in range(10):
    adam.zero_grad()
    loss(net(rows), truth).backward()
    adam.step()
with torch.no_grad():
    print(roc_auc_score(y_b, net(others).numpy()))
"""


def contests() -> Iterator[Contest]:
    """Yield lanes at once, the article's race, and that beside bare fits."""
    article = {"n_estimators": 200, "max_depth": 8}
    lanes = _works(article, BALANCED)
    yield Contest(
        name="both_at_once",
        theirs="the same forest and net, one after the other; wall seconds",
        ours=lambda: _areas(lanes),
        usual=lambda: [_areas([lane])[0] for lane in lanes],
        difference=_apart,
        clock="wall",
    )
    yield Contest(
        name="article_race",
        theirs="the article's two scripts, each from a cold start; wall seconds",
        ours=partial(_areas, _works(article, {})),
        usual=lambda: [_script(FOREST), _script(NET)],
        difference=lambda ours, usual: _apart(ours[:1], usual[:1]),
        note=lambda ours, usual: (
            f"AUC of our forest and net {ours[0]:.4f} and {ours[1]:.4f}, of theirs "
            f"{usual[0]:.4f} and {usual[1]:.4f}"
        ),
        clock="wall",
    )
    yield Contest(
        name="article_race_overhead",
        theirs="the bare fits of the same forest and net, one after the other, warm; "
        "wall seconds",
        ours=partial(_areas, _works({}, {})),
        usual=_bare,
        difference=_apart,
        rounds=5,
        clock="wall",
    )


def _works(forest: dict[str, Any], net: dict[str, Any]) -> "list[Work]":
    """Return the work of a race on the article's table."""
    from core.dataset import data_config
    from core.run import run_config
    from core.works import fit_work

    data, pairs = data_config("article"), (("random_forest", forest), ("mlp", net))
    return [fit_work(run_config(data, key, values, SEED)) for key, values in pairs]


def _areas(works: "Sequence[Work]") -> list[float]:
    """Train anew all at once in the engine; return the areas under the ROC curves."""
    from core.engine import start

    engine = start()
    keys = [engine.submit(work, again=True) for work in works]
    for key in keys:
        ended = engine.wait(key)
        if ended is None or ended.state != "finished":
            raise RuntimeError(ended.message if ended else "The work was lost.")
    runs = [engine.result(key) for key in keys]
    return [run.evaluation.score("roc_auc").value for run in runs]


def _bare() -> list[float]:
    """Fit what the race fits, with nothing around it; return the areas."""
    from core import model as models
    from core.dataset import load
    from core.encode import encoder
    from core.evaluate import live_score
    from core.model import respond
    from core.split import split
    from core.train import encode, matrix

    found = []
    for work in _works({}, {}):
        (config,) = work.args
        dataset, spec = load(config.data), models.specs()[config.model]
        parts, coder = split(dataset, config.seed), encoder(dataset, spec.encoding)
        material = encode(config, dataset, parts, coder, None)
        made = spec.build(dict(config.values), material.seed, dataset.task)
        made.fit(material.X, material.y)
        rows = parts.test.rows
        answers = respond(made, matrix(coder.transform(dataset.X.iloc[rows])))
        found.append(live_score(dataset.y[rows], answers) or 0.0)
    return found


def _script(source: str) -> float:
    """Run a script in a Python of its own and return the number that it prints."""
    told = subprocess.run(
        [sys.executable, "-c", source], check=True, capture_output=True, text=True
    )
    return float(told.stdout)


def _apart(ours: Sequence[float], usual: Sequence[float]) -> float:
    return max(abs(one - other) for one, other in zip(ours, usual, strict=True))


RACES = BenchSpec(
    key="races",
    title="Whole races on the article's table",
    contests=contests,
)
