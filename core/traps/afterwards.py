"""Columns that were written down after the target was known."""

import re
from collections.abc import Iterator

from core import telling
from core.choices import to_names
from core.clue import Clue, Sample, clues, sample
from core.dataset import Dataset
from core.trap import Trap, TrapSpec

LEAST_ROWS = 20  # that are filled, and as many that are empty
PURE = 0.97  # of the filled rows, or of the empty ones, that have one class
ROOM = 0.85  # share of that class in all rows, above which it means nothing
APART = 0.95  # area under the ROC curve of amounts in filled against empty rows
TELLS = 0.8  # of the rows, each class counted alike, for a telling name
RANKS = 0.9
EXPLAINS = 0.5
NAMED = re.compile(
    r"outcome|clos(?:ed|ing)[\W_]?(?:at|on|date|reason|time)?|discharge|refund|cancel"
    r"|resol(?:ved|ution)|settle|verdict|autopsy|death|deceased|payout|chargeback|recover"
    r"|terminat|exit[\W_]?(?:date|reason|interview)|leaving|(?:end|stop)[\W_]?date"
    r"|result|decision|approved[\W_]?(?:at|on|by)|final|follow[\W_]?up|complain"
    r"|collection|written[\W_]?off|arriv(?:al|ed)|delay|actual",
    re.IGNORECASE,
)


def find(dataset: Dataset) -> Iterator[Trap]:
    """Yield a finding for columns filled by the outcome or named like what follows."""
    rows = sample(dataset)
    said: set[str] = set()
    for clue in clues(dataset, rows.rows, _called_so):
        if clue.column in said:
            continue
        evidence = _filled(clue, rows, dataset) if clue.what == "filled" else ""
        if clue.what == "value" and _called_so(clue.column):
            evidence = _called(clue, rows, dataset)
        if evidence:
            said.add(clue.column)
            yield _trap(clue.column, evidence, dataset.target)


def _called_so(column: str) -> bool:
    return bool(NAMED.search(column))


def _filled(clue: Clue, rows: Sample, dataset: Dataset) -> str:
    """Return the evidence that cells are filled, or empty, for one class only."""
    import numpy as np

    held = clue.values == 1
    if min(held.sum(), (~held).sum()) < LEAST_ROWS:
        return ""
    if not dataset.classes:
        area = telling.ranked(rows.y, held)
        if area < APART:
            return ""
        high = rows.y[held].mean() > rows.y[~held].mean()
        word = "large" if high else "small"
        return f"'{clue.column}' is filled where '{dataset.target}' is {word}."
    size = len(dataset.classes)
    overall = np.bincount(rows.y, minlength=size) / len(held)
    for some, word in ((held, "filled"), (~held, "empty")):
        shares = np.bincount(rows.y[some], minlength=size) / some.sum()
        code = int(shares.argmax())
        if shares[code] >= PURE and overall[code] <= ROOM:
            return (
                f"Where '{clue.column}' is {word}, {shares[code]:.0%} of the rows are "
                f"'{dataset.classes[code]}', against {overall[code]:.0%} of all rows."
            )
    return ""


def _called(clue: Clue, rows: Sample, dataset: Dataset) -> str:
    """Return the evidence that a column named like what follows tells the target."""
    size, target = len(dataset.classes), dataset.target
    if not size:
        share = telling.amount_from_word(clue.values, rows.y)
        if not clue.words:
            share = max(share, telling.amount_from_value(clue.values, rows.y))
        if share < EXPLAINS:
            return ""
        return (
            f"'{clue.column}' alone explains {share:.0%} of the spread of '{target}'."
        )
    share = telling.class_from_value(clue.values, rows.y, size, clue.words)
    ranks = 0.0
    if size == 2 and not clue.words:
        ranks = telling.ranked(clue.values, rows.y == 1)
    if share < TELLS and ranks < RANKS:
        return ""
    told = f"in {share:.0%} of the rows" if share >= TELLS else f"with area {ranks:.3f}"
    return f"'{clue.column}' sounds like what follows '{target}', and tells it {told}."


def _trap(column: str, evidence: str, target: str) -> Trap:
    return Trap(
        kind="afterwards",
        title="Known only afterwards",
        columns=(column,),
        evidence=evidence,
        advice=f"Leave it out, unless it is known before '{target}' is.",
        fix=(("drop", to_names((column,))),),
    )


AFTERWARDS = TrapSpec(
    key="afterwards",
    title="Known afterwards",
    summary="What was written down after the outcome is not there when it is needed.",
    order=20,
    find=find,
)
