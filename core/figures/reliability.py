"""How far a probability can be taken at its word, before and after calibration."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.quality.reliability import Reliability

if TYPE_CHECKING:
    import pandas as pd

    from core.calibrate import Calibration
    from core.plotting.plot import Plot

AXES = ("probability said", "share that came true")
WAYS = (
    ("as trained", "before"),
    ("sigmoid", "sigmoid"),
    ("isotonic", "isotonic"),
)
AFTER = {
    "before": palette.Look(colour=palette.NEUTRAL, symbol="circle-open", dash="dot"),
    "sigmoid": palette.Look(colour=palette.DOWN, symbol="square", dash="solid"),
    "isotonic": palette.Look(colour=palette.UP, symbol="triangle-up", dash="dash"),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Trusted:
    """How far each model's probability of one class came true, on the same rows.

    `made` are their calibrations in the same order, None before anybody asked for
    them. `only` draws the panel of one model.
    """

    models: tuple[str, ...]
    found: tuple[Reliability, ...]
    label: str
    made: "tuple[Calibration, ...]" = ()
    only: int | None = None

    @property
    def named(self) -> list[tuple[str, palette.Look, Reliability]]:
        """Return each model's name, look and reliability."""
        looks = palette.looks(self.models)
        pairs = zip(looks, self.found, strict=True)
        return [(name, look, found) for (name, look), found in pairs]

    def panels(self) -> "tuple[Trusted, ...]":
        """Return one a model, so that a page can put them beside each other."""
        return tuple(replace(self, only=place) for place in range(len(self.models)))


def frame(told: Trusted) -> "pd.DataFrame":
    """Return one row a model and group: said, came true, its interval, its rows."""
    import pandas as pd

    parts = [_bins(found).assign(model=name) for name, _, found in told.named]
    return _first(pd.concat(parts, ignore_index=True), "model")


def _bins(found: Reliability) -> "pd.DataFrame":
    import pandas as pd

    rows = [(b.said, b.true, b.low, b.high, b.rows) for b in found.bins]
    return pd.DataFrame(rows, columns=[*AXES, "low", "high", "rows"])


def _first(frame: "pd.DataFrame", *names: str) -> "pd.DataFrame":
    return frame[[*names, *(name for name in frame if name not in names)]]


def draw(told: Trusted) -> "Plot":
    """Draw each group of rows: how likely the model said, how often it was so."""
    figure = _square(theme.figure(420, *AXES))
    for name, look, found in told.named:
        _line(figure, _bins(found), look, theme.label(name))
    return figure


def _square(figure: "Plot", columns: int = 1) -> "Plot":
    for column in range(1, columns + 1):
        place = {"row": 1, "col": column} if columns > 1 else {}
        figure.add_scatter(
            x=theme.small([0, 1]), y=theme.small([0, 1]), mode="lines",
            line={"color": theme.LINE, "dash": "dot", "width": 1.5},
            hoverinfo="skip", showlegend=False, **place,
        )  # fmt: skip
    figure.update_xaxes(range=[-0.02, 1.02], nticks=6)
    return figure.update_yaxes(range=[-0.02, 1.04], nticks=6)


def _line(
    figure: "Plot", own: "pd.DataFrame", look: palette.Look, name: str, **given: object
) -> None:
    true = own[AXES[1]]
    spread = {
        "array": theme.small(own["high"] - true),
        "arrayminus": theme.small(true - own["low"]),
        "color": look.colour, "thickness": 1.5, "width": 3,
    }  # fmt: skip
    figure.add_scatter(
        x=theme.small(own[AXES[0]]), y=theme.small(true), mode="lines+markers",
        line=theme.line(look, 2), marker=theme.dot(look, 8), error_y=spread, name=name,
        customdata=own["rows"].to_numpy(),
        hovertemplate="%{y:.0%} came true of %{customdata} rows at %{x:.0%}", **given,
    )  # fmt: skip


def sentence(told: Trusted) -> str:
    """Say how far off each model's probabilities are on average."""
    off = [f"{100 * found.ece:.1f} points ({name})" for name, _, found in told.named]
    brier = [f"{found.brier:.3f} ({name})" for name, _, found in told.named]
    return (
        "On average a probability is off by "
        f"{theme.listed(off)}; Brier score {theme.listed(brier)}."
    )


def after_frame(told: Trusted) -> "pd.DataFrame":
    """Return one row a model, way of calibrating and group of rows."""
    import pandas as pd

    names = [name for name, _, _ in told.named]
    parts = [
        _bins(getattr(made, field)).assign(model=name, calibrated=way)
        for name, made in zip(names, told.made, strict=True)
        for way, field in WAYS
    ]
    return _first(pd.concat(parts, ignore_index=True), "model", "calibrated")


def draw_after(told: Trusted) -> "Plot":
    """Draw every model before and after each way of calibrating it."""
    places = range(len(told.models)) if told.only is None else [told.only]
    titles = [theme.label(told.named[place][0]) for place in places]
    figure = theme.panels(380, titles)
    _square(figure, max(2, len(titles)) if len(titles) > 1 else 1)
    for column, place in enumerate(places, start=1):
        for way, field in WAYS:
            own = _bins(getattr(told.made[place], field))
            _line(
                figure, own, AFTER[field], way, row=1, col=column,
                legendgroup=way, showlegend=column == 1,
            )  # fmt: skip
    figure.update_xaxes(title_text=theme.strong(AXES[0]))
    return figure.update_yaxes(title_text=theme.strong(AXES[1]), col=1)


def after_sentence(told: Trusted) -> str:
    """Say what calibrating does to each model's mean error of probability."""
    parts = []
    for (name, _, _), made in zip(told.named, told.made, strict=True):
        off = [100 * getattr(made, field).ece for _, field in WAYS]
        parts.append(
            f"{name} was off by {off[0]:.1f} points, {off[1]:.1f} after a sigmoid "
            f"and {off[2]:.1f} after isotonic calibration"
        )
    return f"{theme.listed(parts)}."


RELIABILITY = FigureSpec(
    key="reliability",
    title="Can a probability be taken at its word?",
    page="calibration",
    order=10,
    draw=draw,
    frame=frame,
    sentence=sentence,
)
CALIBRATED = FigureSpec(
    key="calibrated",
    title="Before and after calibration",
    page="calibration",
    order=20,
    draw=draw_after,
    frame=after_frame,
    sentence=after_sentence,
    applies=lambda told: len(told.made) == len(told.models),
    panels=lambda told: told.panels(),
)
