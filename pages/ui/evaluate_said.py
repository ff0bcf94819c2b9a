"""What scores mean, in words that anybody knows."""

from core.figures.theme import amount
from core.quality.paired import Difference
from core.run import Run
from core.score import Score
from pages.ui.evaluate_scene import Scene
from pages.ui.text import escape

INTERVAL = "95\u00a0% interval"


def judged(run: Run) -> Score:
    """Return the score that the verdict is told by.

    That is the main score, but for several classes the share of right answers: it is
    what people ask for, and has an exact test.
    """
    several = len(run.evaluation.classes) > 2
    return run.evaluation.score("accuracy") if several else run.evaluation.main


def off_by(run: Run) -> float:
    """Return how far a model's amounts are off on average."""
    return run.evaluation.score("mae").value


def ranked(scene: Scene) -> list[int]:
    """Return the places of the models from the best to the worst."""

    def worth(place: int) -> float:
        run = scene.runs[place]
        return judged(run).value if scene.classes else -off_by(run)

    return sorted(scene.lanes, key=worth, reverse=True)


def baseline(scene: Scene) -> Run | None:
    """Return the run of the baseline, where there is one beside the models."""
    return next((run for run in scene.runs if run.model == "dummy"), None)


def said(scene: Scene, order: list[int]) -> str:
    """Say what the models' scores mean, the best first, and what guessing gets."""
    if not scene.classes:
        return amounts_said(scene, order)
    shares = [100 * judged(scene.runs[place]).value for place in order]
    names = [escape(scene.names[place]) for place in order]
    rest = "".join(
        f", {name.lower()} in **{share:.1f}**"
        for name, share in zip(names[1:], shares[1:], strict=True)
    )
    if len(scene.classes) == 2:
        label = escape(scene.classes[1])
        return (
            f"Shown one case of *{label}* and one that is not, which is which? "
            f"{names[0]} knows in **{shares[0]:.1f}** of 100 such pairs{rest}, "
            "guessing in 50."
        )
    base = baseline(scene)
    told = f"{names[0]} names the right class in **{shares[0]:.1f}** of 100 cases{rest}"
    if base is None or base.model in [scene.runs[i].model for i in order]:
        return f"{told}."
    often = 100 * judged(base).value
    return f"{told}; always saying the commonest class in {often:.1f}."


def amounts_said(scene: Scene, order: list[int]) -> str:
    """Say what share of the ups and downs models explain, and how far off they are."""
    target, told = escape(scene.runs[0].dataset.target), []
    for place in order:
        run = scene.runs[place]
        off = f"**{escape(amount(off_by(run)))}**"
        share = f"**{100 * judged(run).value:.0f}\u00a0%**"
        name = escape(scene.names[place])
        told.append(
            f"{name.lower()} by {off} and {share}"
            if told
            else f"{name} is off by {off} on average and explains {share} of the ups "
            "and downs"
        )
    base = baseline(scene)
    if base is not None and base.model not in [scene.runs[i].model for i in order]:
        told.append(f"always saying the mean by {escape(amount(off_by(base)))}")
    return f"In predicting *{target}*: {'; '.join(told)}."


def told(scene: Scene, gap: Difference) -> str:
    """Return a difference with its interval, in points or in units of the target."""
    ends = sorted((gap.low, gap.high), key=lambda end: end * (gap.value or 1.0))
    low, high = (end if gap.value >= 0 else -end for end in ends)
    if not scene.classes:
        size = escape(amount(abs(gap.value)))
        return f"{size}, {INTERVAL} {escape(amount(low))} to {escape(amount(high))}"
    size = f"{100 * abs(gap.value):.1f} points"
    inside = f"{100 * low:.1f} to {100 * high:.1f}".replace("-", "−")
    return f"{size}, {INTERVAL} {inside}"
