"""The target stands in a column: copied, renamed, binned, or as good as told."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core import telling
from core.choices import to_names
from core.clue import Clue, Sample, clues, known, owners, sample, unasked
from core.dataset import Dataset
from core.kinds.ids import names_entity
from core.trap import Trap, TrapSpec

LEAST_ROWS = 30
LEAST_GROUPS = 10
NEARLY = 0.985  # of a class's rows, each class counted alike
NEAR_COPY = 0.95  # the same for a column with no more values than classes
RANKED = 0.99  # area under the ROC curve
EXPLAINED = 0.97  # of the spread of amounts
EXACT = 1 - 1e-9
MOST_ALONE = 8  # findings of one kind that are told one by one


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One column that tells the target: in which way, and the evidence."""

    way: str
    column: str
    evidence: str


TITLES = {
    "copy": "A copy of the target",
    "alone": "One column tells the target",
    "filled": "Filled or empty by the target",
    "made": "Made from the target",
    "mean": "The mean of the target",
    "text": "The target stands in a text",
    "order": "Numbered in the order of the target",
}


def find(dataset: Dataset) -> Iterator[Trap]:
    """Yield a finding for each column that tells the target, or a few together."""
    # Tables that are made here are drawn from their classes, so columns may tell them.
    if len(dataset.y) < LEAST_ROWS or not dataset.columns:
        return
    rows = sample(dataset)
    judge = _of_class if dataset.classes else _of_amount
    told: dict[str, Finding] = {}
    for clue in clues(dataset, rows.rows):
        if clue.column in told or _of_groups(clue):
            continue
        part = replace(rows, y=rows.y[: len(clue.values)])
        if finding := judge(clue, part, dataset):
            told[clue.column] = finding
    for column, finding in _means(dataset):
        told.setdefault(column, finding)
    yield from _grouped(dataset, tuple(told.values()))


def _of_groups(clue: Clue) -> bool:
    """Return whether a column names patients or the like, with several rows each.

    That their target does not change is no leak but kinship: see the trap of groups.
    """
    if clue.what != "value" or not names_entity(clue.column):
        return False
    distinct = telling.levels(clue.values)[1]
    return LEAST_GROUPS <= distinct <= len(clue.values) / 2


def _of_class(clue: Clue, rows: Sample, dataset: Dataset) -> Finding | None:
    """Return what a clue tells of the class, if it tells it nearly always."""
    size, target = len(dataset.classes), dataset.target
    share = telling.class_from_value(clue.values, rows.y, size, clue.words)
    distinct = telling.levels(clue.values)[1]
    like = distinct <= size and clue.what == "value"
    if share >= (NEAR_COPY if like else NEARLY):
        if like and share == 1:
            return _found("copy", clue, f"has one value for each class of '{target}'.")
        return _found(
            _way(clue, dataset),
            clue,
            f"alone tells '{target}' in {_percent(share)} of the rows, each class "
            "counted alike.",
        )
    if size == 2:
        area = telling.ranked(clue.values, rows.y == 1)
        if area >= RANKED and not clue.words:
            said = f"alone ranks the rows by '{target}' with an area of {area:.3f}."
            return _found(_way(clue, dataset), clue, said)
        return None
    share = telling.value_from_class(clue.values, rows.y, size)
    if share < NEARLY:
        return None
    said = f"follows from '{target}' in {_percent(share)} of the rows."
    return _found("made" if clue.what == "value" else _way(clue, dataset), clue, said)


def _of_amount(clue: Clue, rows: Sample, dataset: Dataset) -> Finding | None:
    """Return what a clue tells of the amount, if it tells it nearly always."""
    target, values = dataset.target, clue.values
    share = telling.amount_from_word(values, rows.y)
    if not clue.words:
        share = max(share, telling.amount_from_value(values, rows.y))
    if share >= EXACT and clue.what == "value":
        way = "order" if _counts(clue, dataset) else "copy"
        return _found(way, clue, f"rises or falls exactly as '{target}' does.")
    if share >= EXPLAINED:
        said = f"alone explains {_percent(share)} of the spread of '{target}' (R²)."
        return _found(_way(clue, dataset), clue, said)
    if not telling.value_from_amount(values, rows.y):
        return None
    said = f"has each value in one stretch of '{target}' only."
    return _found("made" if clue.what == "value" else _way(clue, dataset), clue, said)


def _means(dataset: Dataset) -> Iterator[tuple[str, Finding]]:
    """Yield features whose values are the mean of the target where they occur."""
    import numpy as np

    targets = dataset.y[:, None].astype("float64")
    if len(dataset.classes) > 2:
        each = dataset.y[:, None] == np.arange(len(dataset.classes))
        targets = np.hstack([targets, each.astype("float64")])
    made, said = owners(dataset), f"holds the mean of '{dataset.target}' in its rows."
    for place, kind in enumerate(dataset.kinds):
        values = dataset.X.iloc[:, place]
        if kind == "number" and telling.mean_in_group(values.to_numpy(), targets):
            column = made[str(values.name)]
            clue = Clue(column=column, what="value", values=np.empty(0))
            yield column, _found("mean", clue, said)


def _found(way: str, clue: Clue, said: str) -> Finding:
    subject = {
        "value": f"'{clue.column}'",
        "filled": f"Whether '{clue.column}' is filled",
    }
    what = subject.get(clue.what, f"The {clue.what} in '{clue.column}'")
    return Finding(way=way, column=clue.column, evidence=f"{what} {said}")


def _way(clue: Clue, dataset: Dataset) -> str:
    if _counts(clue, dataset):
        return "order"
    return {"value": "alone", "filled": "filled"}.get(clue.what, "text")


def _counts(clue: Clue, dataset: Dataset) -> bool:
    """Return whether a column only names the rows, so that its order tells."""
    column = known(dataset).get(clue.column)
    if clue.what == "filled":
        return False
    named = column is not None and column.kind == "identifier"
    return named or telling.counts_up(clue.values)


def _grouped(dataset: Dataset, findings: tuple[Finding, ...]) -> Iterator[Trap]:
    """Yield one trap a column, or one for all that were made from the target."""
    for way in TITLES:
        own = [finding for finding in findings if finding.way == way]
        together = way == "made" or len(own) > MOST_ALONE
        if together and len(own) > 1:
            names = tuple(finding.column for finding in own)
            said = f"{own[0].evidence} The same holds for {len(own) - 1} more."
            yield _trap(dataset, way, names, said)
        else:
            for finding in own:
                yield _trap(dataset, way, (finding.column,), finding.evidence)


def _trap(dataset: Dataset, way: str, columns: tuple[str, ...], evidence: str) -> Trap:
    facts, one = known(dataset), len(columns) == 1
    spared = all(name in facts and unasked(facts[name]) for name in columns)
    advice = (
        f"Leave {'it' if one else 'them'} out, unless {'it is' if one else 'they are'} "
        f"known before '{dataset.target}' is."
    )
    if spared:
        advice = "It is left out already, and should be."
    return Trap(
        kind="leak",
        title=TITLES[way],
        columns=columns,
        evidence=evidence,
        advice=advice,
        fix=(("drop", to_names(columns)),),
    )


def _percent(share: float) -> str:
    return "all" if share >= EXACT else f"{100 * share:.1f} %"


LEAK = TrapSpec(
    key="leak",
    title="Leak",
    summary="The answer stands in a column, so a model need not learn anything.",
    order=10,
    find=find,
)
