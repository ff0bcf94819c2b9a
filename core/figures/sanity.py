"""What is left of an explanation when the model has learned nothing."""

from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.figures.scale import Shown

if TYPE_CHECKING:
    import pandas as pd

    from core.plotting.plot import Plot

WHOLE = "as it was trained"
CLOSE = 0.7


def frame(seen: Shown) -> "pd.DataFrame":
    """Return one row a model and stage: how alike its reasons still are, -1 to 1."""
    import pandas as pd

    looks = palette.looks(tuple(part.model for part in seen.parts))
    rows = []
    for (name, _), part in zip(looks, seen.parts, strict=True):
        rows.append((name, WHOLE, 1.0, 1.0))
        rows += [(name, stage.name, stage.ranks, stage.cells) for stage in part.stages]
    columns = ["model", "stage", "columns alike", "single pushes alike"]
    return pd.DataFrame(rows, columns=columns)


def draw(seen: Shown) -> "Plot":
    """Draw a bar a model and stage: how alike its reasons are to the learned ones."""
    import numpy as np

    made = frame(seen)
    looks = palette.looks(tuple(part.model for part in seen.parts))
    figure = theme.figure(120 + 34 * len(made), "likeness to what was learned", "stage")
    for name, look in looks:
        own = made[made["model"] == name]
        figure.add_bar(
            x=theme.small(own["single pushes alike"]), y=np.array(own.index),
            orientation="h", marker_color=look.colour, name=theme.label(name),
            hovertemplate="%{x:.2f}<extra></extra>",
        )  # fmt: skip
    theme.rows_axis(figure, [theme.label(stage, 26) for stage in made["stage"]])
    low = min(0.0, float(made["single pushes alike"].min()))
    return figure.update_xaxes(range=[1.1 * low, 1.05])


def sentence(seen: Shown) -> str:
    """Say what is left at the last stage, and whether that is as it should be."""
    told = []
    for name, own in frame(seen).groupby("model", sort=False):
        left = float(own["single pushes alike"].iloc[-1])
        good = "a good sign" if left < CLOSE else "a warning: look at the data alone"
        told.append(f"{name} {left:.2f}, {good}".replace("-", "−"))
    return (
        "How alike the reasons are once nothing that was learned is left: "
        f"{'; '.join(told)}."
    )


SANITY = FigureSpec(
    key="sanity",
    title="Are the reasons learned?",
    page="sanity",
    order=10,
    draw=draw,
    frame=frame,
    sentence=sentence,
)
