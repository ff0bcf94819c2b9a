"""What explanations say, in words made from their numbers."""

from core import model
from core.explain import Explanation
from core.figure import Pair
from core.figures.case import cell_text
from core.figures.reasons import ranked
from core.figures.theme import amount, listed
from pages.ui.text import escape

MOST_CELLS = 14
CLOSE, LOOSE = 0.8, 0.5


def title(one: Explanation) -> str:
    """Return what the model of an explanation is called."""
    return model.specs()[one.model].title


def lead(pair: Pair) -> str:
    """Say what is measured, and that it is the same for all models."""
    same = "; all models are asked about the same rows and share one scale"
    return (
        "A SHAP value is how far one column pushes one answer away from the average "
        f"answer. The pushes of a row add up to its answer"
        f"{same if len(pair.explanations) > 1 else ''}."
    )


def agreed(pair: Pair) -> str:
    """Say in one or two sentences how far both models have the same reasons."""
    agreement = pair.agreement
    if agreement is None:
        return ""
    ranks, signs = agreement.ranks, getattr(agreement, "signs", None)
    how = "much alike" if ranks >= CLOSE else "somewhat alike"
    how = how if ranks >= LOOSE else "differently"
    text = (
        f"They rank the columns {how} (rank correlation {ranks:.2f}) and share "
        f"{agreement.shared_top} of their {agreement.top} foremost columns"
    )
    if signs is not None:
        text += f"; their largest pushes point the same way in {signs:.0%} of cases"
    return f"{text}.".replace("-", "−")


def related(pair: Pair) -> str:
    """Warn of columns that say nearly the same, or return "" where there are none."""
    found = pair.explanations[0].related
    if not found:
        return ""
    shown = [f"{one} and {other} ({r:+.2f})" for one, other, r in found[:3]]
    more = f", and {len(found) - 3} pairs more" if len(found) > 3 else ""
    return (
        f"Some columns go together: {listed(shown)}{more}. A model may lean on either "
        "of such a pair, so a difference between them says little."
    ).replace("-", "−")


def cost(one: Explanation) -> str:
    """Say what explaining a model cost, and how exact it is."""
    rows, known = len(one.rows), one.background_rows
    of = one.background_of
    against = f"all {known:,}" if known == of else f"{known:,} of {of:,}"
    against = against if of else f"{known:,}"
    return (
        f"{one.method}: {rows} rows against {against} background rows, "
        f"{1000 * one.cpu_s / max(1, rows):.2f} ms a row."
    )


def doubt(pair: Pair, one: Explanation) -> str:
    """Say how far a typical value may be off: nothing for exact ones."""
    if one.errors is None or not one.errors.any():
        return "exact"
    size = float(one.errors[:, :, pair.shown].mean())
    if len(one.classes) > 1:
        return f"± {100 * size:.2g} points"
    return f"± {amount(size)}"


def answers(pair: Pair) -> str:
    """Say what the case truly is and what each model makes of it."""
    first, case = pair.explanations[0], pair.case
    told = "; ".join(
        f"{title(one)} says {said(one, case)}" for one in pair.explanations
    )
    truth = first.truth[case]
    if len(first.classes) == 1:
        return f"This row is truly **{amount(truth)}** ({escape(first.unit)}). {told}."
    return f"This row is truly **{escape(first.classes[int(truth)])}**. {told}."


def said(one: Explanation, case: int) -> str:
    """Return what one model answers for the case, in words."""
    answer = one.answers[case]
    if len(one.classes) == 1:
        return amount(answer[0])
    likeliest = int(answer.argmax())
    return f"{escape(one.classes[likeliest])} ({answer[likeliest]:.0%})"


def row(pair: Pair) -> str:
    """Return the case's cells in words, those that matter most first."""
    first = pair.explanations[0]
    cells = dict(zip(first.features, first.cells[pair.case], strict=True))
    order = [*ranked(pair), *(name for name in cells if name not in ranked(pair))]
    told = [f"{escape(name)} **{escape(cell_text(cells[name]))}**" for name in order]
    more = len(told) - MOST_CELLS
    rest = [f"{more} columns more"] if more > 0 else []
    return " · ".join([*told[:MOST_CELLS], *rest])
