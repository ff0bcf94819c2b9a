"""Two models on repeated splits: every difference, its interval, and the price."""

from math import inf, log10
from typing import TYPE_CHECKING

from core import palette
from core.compare import Duel
from core.figures import theme

if TYPE_CHECKING:
    import pandas as pd

    from core.plotting.plot import Plot

CPU = "CPU seconds of training"
GUESS = palette.faded(palette.ALERT, 0.13)
SAME = palette.faded(palette.NEUTRAL, 0.2)
TICKS = [digit * 10.0**power for power in range(-4, 5) for digit in (1, 2, 5)]
INTERVAL_AT = -1.0  # the interval's height under the dots, which lie around zero


def frame(duel: Duel) -> "pd.DataFrame":
    """Return one row a split: seed, both scores, their difference, both prices."""
    import pandas as pd

    first, second = map(palette.title, duel.models)
    rows = [
        (i, p.seed, *p.scores, p.scores[0] - p.scores[1], *p.cpu_s)
        for i, p in enumerate(duel.pairs, 1)
    ]
    names = ["split", "seed"]
    names += [f"{name}: {duel.score}" for name in (first, second)]
    names += [difference(duel), *(f"{name}: CPU seconds" for name in (first, second))]
    return pd.DataFrame(rows, columns=names)


def difference(duel: Duel) -> str:
    """Name the difference that all is about."""
    first, second = map(palette.title, duel.models)
    return f"{first} minus {second.lower()}, {duel.score}"


def sentence(duel: Duel) -> str:
    """Say on how many splits the first model was ahead, and what both scored."""
    first, second = map(palette.title, duel.models)
    ahead = sum(p.scores[0] > p.scores[1] for p in duel.pairs)
    means = [sum(column) / len(duel.pairs) for column in _columns(duel)]
    return (
        f"{first} ahead on {ahead} of {len(duel.pairs)} splits; on average "
        f"{means[0]:.3f} {duel.score} for {means[2]:.2f} CPU seconds against "
        f"{means[1]:.3f} for {means[3]:.2f} ({second.lower()})."
    )


def _columns(duel: Duel) -> list[tuple[float, ...]]:
    return list(zip(*((*p.scores, *p.cpu_s) for p in duel.pairs), strict=True))


def draw(duel: Duel, guess: tuple[float, float] | None = None) -> "Plot":
    """Draw a dot a split over the region of no real difference, then score by price.

    `guess` is the range that a learner expected the mean difference in.
    """
    first, second = map(palette.title, duel.models)
    titles = [f"{first} minus {second.lower()}", "Score for its price"]
    figure = theme.panels(
        520, titles, columns=1, row_heights=[0.3, 0.7], vertical_spacing=0.2
    )
    _differences(figure, duel, guess)
    _prices(figure, duel)
    seconds = [s for pair in duel.pairs for s in pair.cpu_s]
    figure.update_xaxes(title_text=f"difference in {duel.score}", row=1)
    figure.update_xaxes(title_text=f"{CPU} (log scale)", type="log", row=2)
    ends = [log10(s) for s in (min(seconds) / 1.5, max(seconds) * 1.5)]
    figure.update_xaxes(tickvals=TICKS, tickformat="~g", range=ends, row=2)
    figure.update_yaxes(visible=False, range=[-1.8, 1.8], row=1)
    figure.update_yaxes(title_text=duel.score, row=2)
    figure.update_annotations(selector={"font.size": 13}, x=0, xanchor="left")
    return figure.update_layout(legend={"y": -0.16, "yanchor": "top"})


def _differences(figure: "Plot", duel: Duel, guess: tuple[float, float] | None) -> None:
    differences = [p.scores[0] - p.scores[1] for p in duel.pairs]
    quality = duel.quality
    interval = [e for e in (quality.low, quality.high) if abs(e) != inf]
    low = min(-0.03, *differences, *interval) - 0.01
    high = max(0.06, *differences, *interval) + 0.01
    _band(figure, (-quality.rope, quality.rope), "no real difference", SAME, "top")
    if guess:
        shown = (max(guess[0], low), min(guess[1], high))
        _band(figure, shown, "your guess", GUESS, "bottom")
    figure.add_scatter(
        x=theme.small(differences), y=_spread(len(differences)), mode="markers",
        marker={"color": palette.NEUTRAL, "size": 10, "symbol": "circle"},
        text=[f"seed {p.seed}" for p in duel.pairs], showlegend=False,
        hovertemplate="%{text}: %{x:+.3f}<extra></extra>", row=1, col=1,
    )  # fmt: skip
    if interval:
        ahead = palette.colour(duel.models[quality.mean < 0])
        x = theme.small([quality.low, quality.mean, quality.high])
        figure.add_scatter(
            x=x, y=[INTERVAL_AT] * 3, mode="lines+markers", showlegend=False,
            line={"color": ahead, "width": 3},
            marker={"color": ahead, "symbol": ["line-ns", "diamond", "line-ns"],
                    "size": 12, "line": {"color": ahead, "width": 2}},
            hovertemplate="mean and 95 % interval: %{x:+.3f}<extra></extra>",
            row=1, col=1,
        )  # fmt: skip
    figure.update_xaxes(range=[low, high], zeroline=True, row=1)
    figure.update_xaxes(zerolinecolor=theme.LINE, tickformat="+.2f", row=1)


def _band(
    figure: "Plot", ends: tuple[float, float], words: str, fill: str, at: str
) -> None:
    figure.add_vrect(
        x0=ends[0], x1=ends[1], fillcolor=fill, line_width=0, layer="below",
        row=1, col=1,
        annotation={"text": words, "font": {"size": 12}, "showarrow": False},
        annotation_position=f"inside {at}", exclude_empty_subplots=False,
    )  # fmt: skip


def _spread(count: int) -> list[float]:
    """Return heights that keep dots of equal value apart."""
    return [0.35 * ((i % 3) - 1) + 0.25 for i in range(count)]


def _prices(figure: "Plot", duel: Duel) -> None:
    forth = [(*p.cpu_s, None) for p in duel.pairs]
    up = [(*p.scores, None) for p in duel.pairs]
    figure.add_scatter(
        x=[x for three in forth for x in three], y=[y for three in up for y in three],
        mode="lines", line={"color": theme.LINE, "width": 1}, hoverinfo="skip",
        showlegend=False, row=2, col=1,
    )  # fmt: skip
    for place, (name, look) in enumerate(palette.looks(duel.models)):
        figure.add_scatter(
            x=theme.small([p.cpu_s[place] for p in duel.pairs]),
            y=theme.small([p.scores[place] for p in duel.pairs]),
            mode="markers", marker=theme.dot(look, 11), name=theme.label(name),
            text=[f"seed {p.seed}" for p in duel.pairs],
            hovertemplate="%{text}: %{y:.3f} for %{x:.2f} s", row=2, col=1,
        )  # fmt: skip
