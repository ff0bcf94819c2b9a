"""Three measures of what matters, which need not agree: that is a lesson."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core.figure import FigureSpec, Pair
from core.figures import theme
from core.figures.reasons import named, sizes

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from core.palette import Look
    from core.plotting.plot import Plot

TOP = 8
SHAP, SHUFFLED, IMPURITY = "SHAP", "shuffling", "impurity"
COLUMNS = ["model", "feature", "measure", "value", "% of the largest", "low", "high"]
SYMBOLS = {SHAP: "circle", SHUFFLED: "diamond-open", IMPURITY: "x-thin-open"}


@dataclass(frozen=True, kw_only=True, eq=False)
class Measures:
    """Explanations of several models, and their importances in the same order."""

    pair: Pair
    importances: tuple[Any, ...]

    def panels(self) -> "tuple[Measures, ...]":
        """Return one a model, so that a page can put them beside each other."""
        pairs = self.pair.panels()
        return tuple(replace(self, pair=pair) for pair in pairs)


def measured(seen: Measures, place: int) -> "dict[str, np.ndarray]":
    """Return what each measure that a model has says of its features."""
    one, importance = seen.pair.explanations[place], seen.importances[place]
    found = {SHAP: sizes(one, seen.pair), SHUFFLED: importance.permutation}
    if importance.impurity is not None:
        found[IMPURITY] = importance.impurity
    return found


def frame(seen: Measures) -> "pd.DataFrame":
    """Return one row a model, feature and measure: its value, and that as a share.

    Shares are of the largest value, in %; shuffling has an interval.
    """
    import numpy as np
    import pandas as pd

    rows = []
    for place, ((name, _), one) in enumerate(named(seen.pair)):
        found, importance = measured(seen, place), seen.importances[place]
        keep = foremost(found)
        for measure, values in found.items():
            most = float(np.max(values, initial=0.0)) or 1.0
            ends = (values, values)
            if measure == SHUFFLED:
                ends = (importance.low, importance.high)
            for i in keep:
                shares = [100 * part[i] / most for part in (values, *ends)]
                rows.append((name, one.features[i], measure, values[i], *shares))
    return pd.DataFrame(rows, columns=COLUMNS)


def foremost(found: "dict[str, np.ndarray]") -> list[int]:
    """Return the features that any measure puts first, in the order of SHAP."""
    import numpy as np

    shares = [values / (float(values.max()) or 1.0) for values in found.values()]
    kept = np.argsort(-np.max(shares, axis=0), kind="stable")[:TOP]
    return sorted(kept.tolist(), key=lambda i: -found[SHAP][i])


def draw(seen: Measures) -> "Plot":
    """Draw a row a feature and a mark a measure, each on the scale of its largest."""
    made, models = frame(seen), named(seen.pair)
    only = seen.pair.only
    drawn = models if only is None else [models[only]]
    titles = [theme.label(name) for (name, _), _ in drawn]
    most = max(len(own) for _, own in made.groupby(["model", "measure"]))
    figure = theme.panels(
        150 + 32 * most, titles, shared_yaxes=False, horizontal_spacing=0.2
    )
    for column, ((name, look), _) in enumerate(drawn, start=1):
        own = made[made["model"] == name]
        _panel(figure, own, (look, column))
        names = list(dict.fromkeys(own["feature"]))
        theme.rows_axis(
            figure, [theme.label(feature, 18) for feature in names], row=1, col=column
        )
    low = min(-4.0, float(made["low"].min()))
    high = max(104.0, float(made["high"].max()))
    title = theme.strong("% of the largest")
    figure.update_xaxes(range=[low, high], nticks=5, title_text=title)
    figure.update_yaxes(title_text=theme.strong("feature"), row=1, col=1)
    return figure


def _panel(figure: "Plot", own: "pd.DataFrame", where: "tuple[Look, int]") -> None:
    import numpy as np

    look, column = where
    for measure, marks in own.groupby("measure", sort=False):
        share = marks["% of the largest"].to_numpy()
        spread = {}
        if measure == SHUFFLED:
            spread = {"error_x": {
                "type": "data", "symmetric": False, "thickness": 1.2, "width": 0,
                "array": theme.small(marks["high"] - share), "color": look.colour,
                "arrayminus": theme.small(share - marks["low"]),
            }}  # fmt: skip
        line = {"line": {"width": 2, "color": look.colour}}
        figure.add_scatter(
            x=theme.small(share), y=np.arange(len(marks)), mode="markers",
            marker={"symbol": SYMBOLS[str(measure)], "size": 12, "color": look.colour}
            | line,
            name=str(measure), hovertemplate="%{x:.0f} %<extra></extra>",
            row=1, col=column, **spread,
        )  # fmt: skip


def sentence(seen: Measures) -> str:
    """Say which feature each measure puts first, a model each."""
    told = []
    for name, own in frame(seen).groupby("model", sort=False):
        firsts: dict[str, list[str]] = {}
        for measure, marks in own.groupby("measure", sort=False):
            top = str(marks.loc[marks["value"].idxmax()]["feature"])
            firsts.setdefault(top, []).append(str(measure))
        count = own["measure"].nunique()
        if len(firsts) == 1:
            told.append(f"{name}: all {count} measures put {next(iter(firsts))} first")
        else:
            parts = [
                f"{theme.listed(by)} {_put(by)} {top}" for top, by in firsts.items()
            ]
            told.append(f"{name}: of {count} measures, {theme.listed(parts)} first")
    return f"{'. '.join(told)}."


def _put(by: list[str]) -> str:
    return "puts" if len(by) == 1 else "put"


MEASURES = FigureSpec(
    key="measures",
    title="Three measures of what matters",
    page="measures",
    order=10,
    draw=draw,
    frame=frame,
    sentence=sentence,
    panels=Measures.panels,
)
