"""A ROC curve of a million scores: its area, and the figure that is sent to a page."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.bench import BenchSpec, Contest

if TYPE_CHECKING:
    import numpy as np

    Drawn = tuple[float, int, int]  # area, points of the figure, its bytes

ROWS, SEED = 1_000_000, 1


def contests() -> Iterator[Contest]:
    """Yield the one contest."""
    import numpy as np

    draw = np.random.default_rng(SEED)
    positive = draw.random(ROWS) < 0.3
    scores = draw.normal(size=ROWS) + positive
    yield Contest(
        name="roc_1m",
        theirs=f"roc_curve, roc_auc_score and a plotly figure of {ROWS:,} scores",
        ours=lambda: _ours(positive, scores),
        usual=lambda: _usual(positive, scores),
        difference=lambda ours, usual: abs(ours[0] - usual[0]),
        note=lambda ours, usual: (
            f"figure of {ours[1]:,} points and {ours[2] / 1000:,.0f} kB against "
            f"{usual[1]:,} and {usual[2] / 1000:,.0f} kB"
        ),
    )


def _ours(positive: "np.ndarray", scores: "np.ndarray") -> "Drawn":
    from plotly.io.json import to_json_plotly

    from core.figures import theme
    from core.statistics.ranking import areas, rank, roc_line

    ranking = rank(positive, scores)
    area = float(areas(ranking)[0, 0])
    x, y = roc_line(ranking)
    figure = theme.figure(400, "False positive rate", "True positive rate")
    figure.add_scatter(x=theme.small(x), y=theme.small(y), mode="lines", name="ROC")
    return area, len(x), len(to_json_plotly(figure.to_dict()))


def _usual(positive: "np.ndarray", scores: "np.ndarray") -> "Drawn":
    import plotly.graph_objects as go
    from sklearn.metrics import roc_auc_score, roc_curve

    x, y, _ = roc_curve(positive, scores)
    figure = go.Figure(go.Scatter(x=x, y=y, mode="lines", name="ROC"))
    area = float(roc_auc_score(positive, scores))
    return area, len(x), len(str(figure.to_json()))


CURVES = BenchSpec(
    key="curves",
    title="A ROC curve of a million scores",
    contests=contests,
)
