"""A dot for each seed and model: how far scores lie apart by luck alone."""

from statistics import fmean
from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.swarm import Swarm

if TYPE_CHECKING:
    import pandas as pd

    from core.plotting.plot import Plot

AHEAD = {
    "better": "more than luck",
    "equivalent": "the difference is too small to matter",
    "undecided": "too close to call",
}
SAME_ROWS = (
    "Every seed has the same rows here, as they are split by time: only the models' "
    "own chance varies, which says nothing of other rows."
)
SPREAD = 0.26  # of a row's height, to keep dots of equal value apart


def frame(swarm: Swarm) -> "pd.DataFrame":
    """Return one row a dot: model, seed, score, the baseline's mean, CPU seconds."""
    import pandas as pd

    rows = [
        (palette.title(s.model), s.seed, s.score, swarm.baseline, s.cpu_s)
        for s in swarm.scores
    ]
    columns = ["model", "seed", swarm.fact.title, "baseline", "CPU seconds"]
    return pd.DataFrame(rows, columns=columns)


def draw(swarm: Swarm) -> "Plot":
    """Draw a row of dots a model with its mean, and the baseline's line."""
    names = palette.looks(swarm.models)
    fact, part = swarm.fact, swarm.scores[0].part
    figure = theme.figure(
        110 + 80 * len(names), f"{fact.title} on {part} rows", "model"
    )
    for place, ((name, look), model) in enumerate(
        zip(names, swarm.models, strict=True)
    ):
        found = swarm.of(model)
        figure.add_scatter(
            x=theme.small(list(found.values())),
            y=[place + SPREAD * ((i % 5) / 2 - 1) for i in range(len(found))],
            mode="markers",
            marker=theme.dot(look, 9) | {"opacity": 0.75},
            name=theme.label(name),
            text=[f"seed {seed}" for seed in found],
            hovertemplate="%{text}: %{x:.3f}<extra></extra>",
        )
        if found:
            mean = fmean(found.values())
            ends = {"x": [mean, mean], "y": [place - 0.42, place + 0.42]}
            line = {"color": look.colour, "width": 2.5}
            figure.add_scatter(**ends, mode="lines", line=line, hoverinfo="skip")
    if swarm.baseline is not None:
        _baseline(figure, swarm.baseline)
    theme.rows_axis(figure, [theme.label(name) for name, _ in names])
    return figure.update_layout(showlegend=False)


def _baseline(figure: "Plot", level: float) -> None:
    figure.add_vline(
        x=level,
        line=theme.line(palette.FAMILIES["baseline"], 1.5),
        annotation={"text": theme.strong("baseline"), "font": {"size": 12}},
        annotation_position="top",
    )


def sentence(swarm: Swarm) -> str:
    """Say how often which model is ahead, by how much, and whether that is luck."""
    base = "" if swarm.baseline is None else f" The baseline: {swarm.baseline:.3f}."
    if swarm.best_two is None:
        return f"{_alone(swarm)}{base}"
    first, second = (palette.title(model) for model in swarm.best_two)
    leads = swarm.differences
    ahead = sum(difference > 0 for difference in leads)
    told = (
        f"{first} is ahead of {second.lower()} with {ahead} of {len(leads)} seeds, "
        f"on average by {_signed(fmean(leads))} {swarm.fact.title}"
    )
    return f"{told}{_luck(swarm)}{base}"


def _luck(swarm: Swarm) -> str:
    """Say whether a lead is luck, as far as the seeds so far can tell."""
    found = swarm.comparison
    if not swarm.redealt:
        return f". {SAME_ROWS}"
    if len(swarm.differences) == 1:
        return "; one seed says nothing of luck."
    if found is None:
        return "."
    verdict = AHEAD.get(found.outcome, AHEAD["undecided"])
    interval = f"{_signed(found.low)} to {_signed(found.high)}"
    return f" (95 % interval {interval}): {verdict}."


def _alone(swarm: Swarm) -> str:
    model = next(m for m in swarm.models if swarm.of(m))
    scores = list(swarm.of(model).values())
    return (
        f"{palette.title(model)} scores {fmean(scores):.3f} {swarm.fact.title} on "
        f"average over {len(scores)} seeds, from {min(scores):.3f} to "
        f"{max(scores):.3f}."
    )


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("-", "−")


SWARM = FigureSpec(
    key="swarm",
    title="Twenty seeds",
    page="swarm",
    order=10,
    draw=draw,
    frame=frame,
    sentence=sentence,
    applies=lambda swarm: bool(swarm.scores),
)
