"""The text of one column: what kind it is and what it means.

Work is done on the different cells of a column, not on its rows.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from core.choices import AS_SAID, ColumnKind
from core.errors import Refused
from core.format import EXACT, listing
from core.kinds.cells import (
    NAMES_ROWS,
    NO_VALUES,
    ONE_VALUE,
    Understood,
    finite,
    from_numbers,
    from_times,
)
from core.kinds.dates import Dates, dates, hours, undated
from core.kinds.ids import telling
from core.kinds.numerals import NEARLY_ALL, Numerals, in_name, numerals, plain
from core.kinds.words import Words
from core.parsing.spelling import NOTHING, TICKS, one_spelling, shortened, yes_or_no

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

HUGE = 2**63
FEW_ROWS = 10
IDENTIFIER_SHARE = 0.9
HALF = 0.5
LONG_TEXT = 30
LONGEST_LABEL = 200
TRIED = 500
GLANCE = 50
MANY_UNITS = 6
ORDINALS = frozenset(("st", "nd", "rd", "th"))
BITS = frozenset(("0", "1", "0.0", "1.0"))


def from_words(words: Words) -> Understood:
    """Return what a column of text is, as far as its cells tell."""
    if not words.texts:
        return _left(words, "constant", NO_VALUES)
    exact = plain(words.texts)
    if exact is not None:
        return _plain_numbers(words, exact)
    tries = (as_answers, as_numbers, as_dates, as_hours)
    found = next((made for attempt in tries if (made := attempt(words))), None)
    return found or _names_or_labels(words)


def forced(words: Words, kind: ColumnKind) -> Understood:
    """Return a column as the kind that a person named; raises Refused if it is none."""
    made: dict[ColumnKind, Callable[[], Understood | None]] = {
        "number": lambda: as_amounts(words) or as_hours(words),
        "date": lambda: as_dates(words, HALF, solid=True),
        "yes/no": lambda: as_answers(words, bits=True),
        "category": lambda: _one_spelling_each(words),
        "constant": lambda: _left(words, kind) if len(words.texts) < 2 else None,
    }
    understood = made.get(kind, lambda: _left(words, kind))()
    if understood is None:
        some = listing(map(shortened, words.texts[:3]))
        raise Refused(
            f"'{words.name}' cannot be read as {kind}, because it holds values such "
            f"as {some}; choose another kind for it."
        )
    if kind == "date":
        return replace(understood, kind=kind, reason="")
    return understood


def as_answers(words: Words, bits: bool = False) -> Understood | None:
    """Return yes and no in any spelling, or None; a tick and blanks are both too."""
    only = words.texts[0].casefold() if len(words.texts) == 1 else ""
    if only in TICKS and (words.codes < 0).any():
        values = words.labels(["yes"]).fillna("no")
        said = f"'{words.texts[0]}' read as yes and an empty cell as no"
        return Understood(kind="yes/no", values=values, said=(*words.said, said))
    if bits and set(words.texts) <= BITS:
        values = words.labels(["yes" if float(t) else "no" for t in words.texts])
        return Understood(kind="yes/no", values=values, said=words.said)
    found = yes_or_no(words.texts)
    if found is None:
        return None
    meant, clean = found
    said = () if clean else (f"{listing(words.texts)} read as yes and no",)
    labels = [meant[text] for text in words.texts]
    return replace(_labelled(words, "yes/no", labels), said=(*words.said, *said))


def as_numbers(words: Words) -> Understood | None:
    """Return numbers in any dress, or None where too many cells are none."""
    read = _read(words, NEARLY_ALL)
    if read is None:
        return None
    found = from_numbers(*read)
    return found if found.kind != "identifier" else replace(found, said=words.said)


def as_amounts(words: Words) -> Understood | None:
    """Return numbers that a person called so, also those that look like dates."""
    read = _read(words, HALF)
    if read is None:
        return None
    values, said = finite(*read)
    return Understood(kind="number", values=values, said=said)


def _read(words: Words, share: float) -> "tuple[pd.Series, tuple[str, ...]] | None":
    """Return a number a row and what was done, None where too many cells are none."""
    import numpy as np

    if not _promising(words, share, lambda some: _numbers(words, some)):
        return None
    read = _numbers(words, len(words.texts))
    number = ~np.isnan(read.values)
    nothing = np.array([text.casefold() in NOTHING for text in words.texts])
    if not number.any() or words.share(number | nothing) < share:
        return None
    said = (*words.said, *read.said, *words.strays(number, "numbers"))
    return words.spread(read.values), said


def as_dates(
    words: Words, share: float = NEARLY_ALL, solid: bool = False
) -> Understood | None:
    """Return dates in any spelling, or None where too many cells are none."""
    import numpy as np

    def read(some: int) -> Dates:
        return dates(words.texts[:some], words.decimal_comma, solid)

    glance = undated(words.texts[:GLANCE])
    if words.lost(glance, share) or not _promising(words, share, read):
        return None
    found = read(len(words.texts))
    date = ~np.isnat(found.values)
    nothing = np.array([text.casefold() in NOTHING for text in words.texts])
    if not date.any() or words.share(date | nothing) < share:
        return None
    said = (*words.said, *found.said, *words.strays(date, "dates"))
    return from_times(words.spread(found.values), said)


def as_hours(words: Words) -> Understood | None:
    """Return times such as 14:30 as hours, or None where too many cells are none."""
    import numpy as np

    found = hours(words.texts)
    time = ~np.isnan(found)
    nothing = np.array([text.casefold() in NOTHING for text in words.texts])
    if not time.any() or words.share(time | nothing) < NEARLY_ALL:
        return None
    strays = words.strays(time, "times")
    said = (*words.said, "Times such as 14:30 read as hours", *strays)
    return from_numbers(words.spread(found), said)


def _numbers(words: Words, some: int) -> Numerals:
    counts = words.counts[:some].tolist()
    return numerals(words.texts[:some], counts, words.decimal_comma)


def _promising(
    words: Words, share: float, read: Callable[[int], Numerals | Dates]
) -> bool:
    """Return whether the first cells make it worth to look at all of them."""
    import pandas as pd

    if len(words.texts) <= TRIED:
        return True
    return bool(pd.notna(read(TRIED).values).mean() >= share / 2)


def _left(words: Words, kind: ColumnKind, reason: str = AS_SAID) -> Understood:
    return replace(_labelled(words, kind, words.texts), reason=reason)


def _labelled(words: Words, kind: ColumnKind, labels: list[str]) -> Understood:
    """Return a column of labels, one a text; each text is in some row."""
    values, distinct = words.labels(labels), len({*labels})
    return Understood(kind=kind, values=values, said=words.said, distinct=distinct)


def _plain_numbers(words: Words, exact: "np.ndarray") -> Understood:
    """Return a column of plain numbers; digits beyond what a number keeps are told."""
    import numpy as np

    values, largest = words.spread(exact), float(np.abs(exact).max())
    if largest <= EXACT or not all(t.strip("+-").isdigit() for t in words.texts):
        return from_numbers(values, words.said)
    distinct, merged = len(words.texts), len(np.unique(exact)) < len(words.texts)
    if distinct > IDENTIFIER_SHARE * len(values) and (merged or telling(words.name)):
        return _left(words, "identifier", NAMES_ROWS)
    bound = "2^63" if largest >= HUGE else "2^53"
    said = f"Whole numbers beyond {bound} rounded to 15 digits"
    return from_numbers(values, (*words.said, said))


def _names_or_labels(words: Words) -> Understood:
    """Return words as labels, as names of rows or as running text."""
    rows, distinct = int(words.counts.sum()), len(words.texts)
    spaced = sum(" " in text for text in words.texts) >= HALF * distinct
    length = sum(map(len, words.texts)) / distinct
    if rows >= FEW_ROWS and distinct > IDENTIFIER_SHARE * rows:
        if not spaced:
            return _left(words, "identifier", NAMES_ROWS)
        return _left(words, "text", "free text")
    if spaced and length >= LONG_TEXT and distinct > HALF * rows:
        return _left(words, "text", "free text")
    return _one_spelling_each(words)


def _one_spelling_each(words: Words) -> Understood:
    """Return labels in one spelling each, with what was done or is odd about them."""
    counts = dict(zip(words.texts, words.counts.tolist(), strict=True))
    changed = one_spelling(counts)
    labels = [changed.get(text, text) for text in words.texts]
    said = list(words.said)
    if len(set(labels)) < len(labels):
        which = listing(map(shortened, changed))
        said.append(f"Spellings of one label put together ({which})")
    if any(len(label) > LONGEST_LABEL for label in labels):
        said.append(f"Labels cut after {LONGEST_LABEL} characters")
        labels = [shortened(label, LONGEST_LABEL) for label in labels]
    said += _oddities(words)
    if len(set(labels)) < 2 and not (words.codes < 0).any():
        return replace(_left(words, "constant", ONE_VALUE), said=tuple(said))
    return replace(_labelled(words, "category", labels), said=tuple(said))


def _oddities(words: Words) -> list[str]:
    """Return a remark where labels are in different units, or some are numbers."""
    import numpy as np

    counts, read = words.counts[:TRIED], _numbers(words, TRIED)
    units = {unit.casefold() for unit in read.units} - ORDINALS
    if 1 < len(units) <= MANY_UNITS:
        return [f"Different units ({listing(read.units)}), kept as words"]
    named = np.array([in_name(text) for text in words.texts[:TRIED]])
    share = counts[~np.isnan(read.values) & ~named].sum() / max(1, counts.sum())
    if 1 - NEARLY_ALL < share < NEARLY_ALL:
        return ["Numbers and words mixed, kept as words"]
    return []
