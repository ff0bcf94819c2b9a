"""Explaining: ours beside shap, on the article's table and models."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.bench import BenchSpec, Contest
from core.explain import Attribution, Request, specs
from core.seeds import derive
from core.shapley.coalition import shapley_of
from core.shapley.netgame import entry_of, rest_of

if TYPE_CHECKING:
    import numpy as np
    import torch

SEED, ROWS, BACKGROUND = 42, 1000, 100
FOREST = {"n_estimators": 200, "max_depth": 8}
NET_ROWS, JUDGED = 200, 2  # explained by ours; by both, against exact values
HALF = 10  # features whose coalitions are held at once, of 20


@dataclass(frozen=True, kw_only=True, eq=False)
class Asked:
    """A fitted model of the article's table and encoded rows of both parts."""

    model: Any
    train: "np.ndarray"
    test: "np.ndarray"
    against: "np.ndarray"

    def question(self, rows: int) -> Request:
        """Return the question about the first rows of the test part."""
        return Request(
            model=self.model,
            X=self.test[:rows],
            background=self.against,
            groups=tuple((column,) for column in range(self.test.shape[1])),
            seed=SEED,
        )


def contests() -> Iterator[Contest]:
    """Yield the forest's two and the net's two."""
    yield from _forest()
    yield from _net()


def _forest() -> Iterator[Contest]:
    import shap
    from shap.maskers import Independent

    asked = _asked("random_forest", FOREST)
    X = asked.test[:ROWS]
    masker: Any = Independent(asked.against, max_samples=BACKGROUND)
    against = shap.TreeExplainer(asked.model, masker, model_output="probability")
    alone = shap.TreeExplainer(asked.model)
    told = f"{ROWS:,} rows, forest of 200 trees of depth 8"
    yield Contest(
        name="tree_shap_interventional",
        theirs=f"shap.TreeExplainer, {BACKGROUND} background rows, {told}",
        ours=_explained("tree_shap", asked.question(ROWS)),
        usual=lambda: against.shap_values(X, check_additivity=False),
        difference=_apart,
        rounds=2,
    )
    if "tree_shap_path" in specs():
        yield Contest(
            name="tree_shap_path_dependent",
            theirs=f"shap.TreeExplainer as it comes, {told}",
            ours=_explained("tree_shap_path", asked.question(ROWS)),
            usual=lambda: alone.shap_values(X, check_additivity=False),
            difference=_apart,
        )


def _net() -> Iterator[Contest]:
    """Yield the net's contests: errors are those against all coalitions, relative."""
    import numpy as np
    import shap

    asked = _asked("mlp", {})
    few, exact = asked.test[:JUDGED], exact_values(asked)
    kernel = shap.KernelExplainer(asked.model.predict_proba, asked.against)
    deep = _deep(asked)

    def off(values: "np.ndarray") -> float:
        found = values[:JUDGED, :, 1]
        return float(np.abs(found - exact).sum() / np.abs(exact).sum())

    def contest(name: str, theirs: str, usual: Any, units: int) -> Contest:
        return Contest(
            name=name,
            theirs=f"{theirs}, {BACKGROUND} background rows, a row",
            ours=_explained("permutation_shap", asked.question(NET_ROWS)),
            usual=usual,
            difference=lambda ours, usual: off(ours.values) - off(usual),
            note=lambda ours, usual: (
                f"error of ours {off(ours.values):.3f}, of theirs {off(usual):.3f}"
            ),
            ours_units=NET_ROWS,
            rounds=5,
            usual_units=units,
        )

    # shap draws from numpy's one global source, which nobody else here uses.
    yield contest(
        "net_shap", "shap.KernelExplainer",
        lambda: kernel.shap_values(few, silent=True), JUDGED,
    )  # fmt: skip
    yield contest("net_shap_deep", "shap.DeepExplainer", deep, NET_ROWS)


def _deep(asked: Asked) -> Callable[[], "np.ndarray"]:
    """Return what explains the net's probabilities with shap.DeepExplainer."""
    import shap
    import torch

    net = asked.model
    chances = torch.nn.Sequential(net.module_, torch.nn.Softmax(dim=1)).eval()
    rows = net.inputs(asked.test[:NET_ROWS])
    deep = shap.DeepExplainer(chances, net.inputs(asked.against))
    return lambda: deep.shap_values(rows, check_additivity=False)


def _explained(key: str, question: Request) -> Callable[[], Attribution]:
    from core.train import finish

    return lambda: finish(specs()[key].explain(question))


def _apart(ours: Attribution, usual: "np.ndarray") -> float:
    import numpy as np

    return float(np.abs(ours.values - usual).max())


def _asked(model: str, values: dict[str, Any]) -> Asked:
    """Train a model of the article's table."""
    from core.dataset import data_config, load
    from core.run import run_config
    from core.stratify import in_order
    from core.train import finish, fit_model, matrix

    config = run_config(data_config("article"), model, values, SEED)
    dataset, fitted = load(config.data), finish(fit_model(config))[1]
    own, rows = derive(SEED, "background"), fitted.split.train.rows
    first = in_order(dataset.y[rows], len(dataset.classes), BACKGROUND, own)
    train, test = (
        matrix(fitted.encoder.transform(dataset.X.iloc[part.rows]))
        for part in (fitted.split.train, fitted.split.test)
    )
    return Asked(model=fitted.model, train=train, test=test, against=train[first])


def exact_values(asked: Asked) -> "np.ndarray":
    """Return the Shapley values of a net's second class by all coalitions.

    Of the first rows, (rows, features): a million coalitions with each background row.
    """
    import numpy as np
    import torch

    question = asked.question(JUDGED)
    entry, rest = entry_of(asked.model, question.groups), rest_of(asked.model)
    values = []
    with torch.inference_mode():
        start, theirs = (
            entry.sums(question.background),
            entry.parts(question.background),
        )
        for own in entry.parts(question.X):
            worth = np.zeros(2 ** len(question.groups))
            for place, parts in enumerate(own - theirs):
                low = _sums(parts[:HALF], start[place])
                high = _sums(parts[HALF:], start[place] * 0)
                found = [rest(low + some) for some in high]
                worth += np.concatenate(found)
            values.append(shapley_of(worth / len(theirs)))
    return np.stack(values)


def _sums(parts: "torch.Tensor", start: "torch.Tensor") -> "torch.Tensor":
    """Return the first layer's sums of all coalitions of some features."""
    import torch

    sums = start[None]
    for part in parts:
        sums = torch.cat([sums, sums + part])
    return sums


EXPLAIN = BenchSpec(
    key="explain",
    title="Shapley values of the article's forest and net",
    contests=contests,
)
