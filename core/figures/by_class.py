"""ROC curves class by class, where there are more than two."""

from typing import TYPE_CHECKING

from core.figure import FigureSpec
from core.figures import theme
from core.figures.quality import ROC_AXES, curve_frame, has_curves, named
from core.figures.ranked import Runs
from core.run import Run
from core.score import Curve

if TYPE_CHECKING:
    import pandas as pd

    from core.plotting.plot import Plot


def class_frame(runs: Runs) -> "pd.DataFrame":
    """Return one row a point of every class's ROC curve of every model."""
    import pandas as pd

    parts = [
        curve_frame(runs, ROC_AXES, lambda run, name=name: of_class(run, name))
        for name in drawn_classes(runs)
    ]
    return pd.concat(parts, ignore_index=True)


def of_class(run: Run, name: str) -> Curve:
    """Return the ROC curve of one class against the rest."""
    return next(curve for curve in run.evaluation.roc if curve.label == name)


def drawn_classes(runs: Runs) -> list[str]:
    """Return the classes that have a curve: those that the test rows have."""
    curves = {curve.label for curve in runs[0].evaluation.roc}
    return [name for name in runs[0].evaluation.classes if name in curves]


def draw_classes(runs: Runs) -> "Plot":
    """Draw a panel a class, with a curve a model."""
    classes = drawn_classes(runs)
    rows = -(-len(classes) // 3)
    titles = [theme.label(name, 14) for name in classes]
    figure = theme.panels(
        60 + 220 * rows, titles, columns=min(3, len(classes)), shared_xaxes="all",
        shared_yaxes="all", vertical_spacing=0.2 / rows,
    )  # fmt: skip
    frame = class_frame(runs)
    for place, name in enumerate(classes):
        _class_panel(figure, runs, frame[frame["class"] == name], place)
    figure.update_xaxes(range=[-0.02, 1.02], nticks=3)
    figure.update_yaxes(range=[-0.02, 1.04], nticks=3)
    figure.update_xaxes(title_text=theme.strong("false alarms"), row=rows)
    figure.update_yaxes(title_text=theme.strong("hits"), col=1)
    return figure


def _class_panel(figure: "Plot", runs: Runs, frame: "pd.DataFrame", place: int) -> None:
    for (name, look), _ in named(runs):
        own = frame[frame["model"] == name]
        figure.add_scatter(
            x=theme.small(own[ROC_AXES[0]]),
            y=theme.small(own[ROC_AXES[1]]),
            mode="lines",
            line=theme.line(look, 2),
            name=theme.label(name),
            legendgroup=name,
            showlegend=place == 0,
            hovertemplate=f"area {own['area'].iloc[0]:.3f}",
            row=place // 3 + 1,
            col=place % 3 + 1,
        )


def class_sentence(runs: Runs) -> str:
    """Say which class each model finds hardest."""
    first = class_frame(runs).groupby(["model", "class"], sort=False)["area"].first()
    told = []
    for model, areas in first.groupby("model", sort=False):
        if areas.max() - areas.min() < 5e-4:
            told.append(f"{model} finds all classes equally hard ({areas.min():.3f})")
            continue
        hardest = areas.index.get_level_values("class")[areas.argmin()]
        told.append(f"{model} finds {hardest} hardest (area {areas.min():.3f})")
    return f"{theme.listed(told)}."


ROC_BY_CLASS = FigureSpec(
    key="roc_by_class",
    title="ROC curves, class by class",
    page="evaluate",
    order=25,
    draw=draw_classes,
    frame=class_frame,
    sentence=class_sentence,
    applies=lambda runs: len(runs[0].evaluation.classes) > 2 and has_curves(runs),
)
