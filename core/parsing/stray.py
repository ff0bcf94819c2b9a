"""Rows in a table that are none of it: remarks, totals, rules, headers come again."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.format import listing
from core.parsing.layout import COMMENT, is_quantity
from core.parsing.spelling import is_gap, shortened

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

TOTALS = frozenset(
    (
        *("total", "totals", "grand total", "overall total", "sub total", "subtotal"),
        *("sum", "summe", "gesamt", "gesamtsumme", "insgesamt", "zwischensumme"),
        *("gesamtergebnis", "total général", "total general", "gran total", "totalt"),
        *("somme", "suma", "summa", "totaal", "totale", "razem", "итого", "合計"),
        *("average", "mean", "durchschnitt", "mittelwert", "moyenne"),
    )
)
REMARK = re.compile(
    r"\s*(?:sources?|quellen?|fuentes?|notes?|notas?|nb|n\.b\.|hinweise?|anmerkung(?:en)?"
    r"|remarks?|footnotes?|legende?|disclaimer|last updated|stand|copyright)\b\s*[:.]"
    r"|\s*(?:\*+|\(?[1-9]\)|\[[1-9a-z]\]|©|\(c\))\s*[^\W\d]",
    re.IGNORECASE,
)
DRAWN = ("--", "==", "__", "**", "~~", "+-", "+=", "|-", ":-", "-+", "-|")
RULE = re.compile(r"[-=+_|*:~]{3,}\s*")
MOST_RULES = 1000
LAST = 3  # rows at the end in which totals are looked for
MOST_REMARKS = 40  # rows at the end that may be remarks
MOST_LINES = 3  # below a header that say more of it
BODY = 50
LEAST_COLUMNS = 2


def stray(
    frame: "pd.DataFrame", names: Sequence[str] | None, commented: bool
) -> "list[tuple[str, np.ndarray]]":
    """Return the rows of each kind by place, with what to call them.

    `frame` has its columns by position; after remarks above the table more rows are
    taken for comments.
    """
    again = _repeated(frame, names)
    units, remarks = _units(frame, names), _remarks(frame)
    end = int(remarks.min()) if len(remarks) else len(frame)
    return [
        ("Comment lines", _comments(frame, commented)),
        ("Lines that repeat the header", again),
        ("Titles above a header that comes again", _titles(frame, again)),
        ("Ruled lines", _rules(frame)),
        (f"Lines below the header{_words(frame, units)}", units),
        ("Remarks below the table", remarks),
        ("Rows with totals", _totals(frame, end)),
        ("Rows without any cell filled", _empty(frame)),
    ]


def _is_text(column: "pd.Series") -> bool:
    return column.dtype == object or column.dtype == "str"


def _where(mask: "pd.Series") -> "np.ndarray":
    import numpy as np

    return np.flatnonzero(mask.fillna(False).to_numpy(dtype=bool))


def _places(rows: Sequence[int] = ()) -> "np.ndarray":
    import numpy as np

    return np.array(rows, dtype=int)


def _starting(column: "pd.Series", signs: tuple[str, ...]) -> "np.ndarray":
    """Return the rows of a column of text that start with one of some ASCII signs.

    Most rows are ruled out by their first byte, which takes a tenth of the time.
    """
    import numpy as np

    firsts = np.frombuffer("".join({sign[0] for sign in signs}).encode(), np.uint8)
    wanted = np.zeros(256, dtype=bool)
    wanted[firsts] = True
    column = column.astype("str")
    likely = np.flatnonzero(wanted[_first_bytes(column)])
    if not len(likely):
        return likely  # as nearly always: picking none of the rows takes long as well
    return likely[_where(column.iloc[likely].str.startswith(signs))]


def _first_bytes(column: "pd.Series") -> "np.ndarray":
    """Return the first byte of each cell; that of an empty cell may be any."""
    import numpy as np
    import pyarrow as pa

    parts = [np.zeros(0, dtype=np.uint8)]
    cells = pa.chunked_array(pa.Array.from_pandas(column)).cast(pa.large_string())
    for chunk in cells.chunks:
        _, places, text = chunk.buffers()
        if not len(chunk) or text is None or not text.size:
            parts.append(np.zeros(len(chunk), dtype=np.uint8))
            continue
        starts = np.frombuffer(places, dtype=np.int64)[chunk.offset :][: len(chunk)]
        codes = np.frombuffer(text, dtype=np.uint8)
        parts.append(codes[np.minimum(starts, len(codes) - 1)])
    return np.concatenate(parts)


def _filled(frame: "pd.DataFrame", row: int) -> list:
    """Return the cells of a row that hold something."""
    cells = frame.iloc[row]
    return list(cells[cells.notna()])


def _comments(frame: "pd.DataFrame", commented: bool) -> "np.ndarray":
    """Return the rows that start with # or // and are not full; see `stray`.

    Without remarks above the table only those count that hold nothing else.
    """
    first = frame.iloc[:, 0]
    if not _is_text(first):
        return _places()
    rows = _starting(first, COMMENT)
    rest = frame.iloc[rows, -1 if commented else 1 :]
    return rows[rest.isna().all(axis=1).to_numpy()]


def _repeated(frame: "pd.DataFrame", names: Sequence[str] | None) -> "np.ndarray":
    """Return the rows that hold the names of the columns once more."""
    if names is None or not all(_is_text(frame[i]) for i in frame):
        return _places()
    rows = _where(frame.iloc[:, 0].fillna("") == names[0])
    wanted = [list(names)]
    same = (frame.iloc[rows].fillna("").to_numpy() == wanted).all(axis=1)
    return rows[same]


def _titles(frame: "pd.DataFrame", headers: "np.ndarray") -> "np.ndarray":
    """Return the rows of one cell right above headers that come again."""
    found = []
    for header in headers[:1000]:
        row = int(header) - 1
        while row >= 0 and len(_filled(frame, row)) < LEAST_COLUMNS:
            found.append(row)
            row -= 1
    return _places(found if frame.shape[1] > LEAST_COLUMNS else ())


def _units(frame: "pd.DataFrame", names: Sequence[str] | None) -> "np.ndarray":
    """Return the first rows where they hold words above nothing but amounts."""
    if names is None or len(frame) < 2 * MOST_LINES:
        return _places()
    body = frame.iloc[MOST_LINES:BODY]
    amounts = [
        i for i in frame if _is_text(frame[i]) and _all_amounts(list(body[i].dropna()))
    ]
    found: list[int] = []
    while len(found) < MOST_LINES:
        cells = list(frame.iloc[len(found)][amounts].dropna())
        words = [cell for cell in cells if isinstance(cell, str)]
        odd = len(words) < len(cells) or any(is_quantity(w) or is_gap(w) for w in words)
        if odd or len(words) < LEAST_COLUMNS:
            break
        found.append(len(found))
    return _places(found)


def _words(frame: "pd.DataFrame", rows: "np.ndarray") -> str:
    """Return what stands below the header, as it is said in a note."""
    cells = [] if not len(rows) else _filled(frame, int(rows[-1]))
    return f" such as {listing(shortened(str(cell)) for cell in cells)}"


def _all_amounts(cells: list) -> bool:
    return bool(cells) and all(is_quantity(str(cell)) for cell in cells)


def _rules(frame: "pd.DataFrame") -> "np.ndarray":
    """Return the rows that are drawn with dashes and the like."""
    used = (i for i in frame if _is_text(frame[i]) and frame[i].notna().any())
    first = next(used, None)
    if first is None:
        return _places()
    marked = _starting(frame[first], DRAWN)
    if not len(marked):
        return marked
    cells = frame[first].iloc[marked].astype("str")
    drawn = marked[_where(cells.str.fullmatch(RULE.pattern))]
    found = [row for row in drawn[:MOST_RULES].tolist() if _is_rule(frame, row)]
    return _places(found)


def _is_rule(frame: "pd.DataFrame", row: int) -> bool:
    """Return whether a line is drawn: a gap may be spelt --- as well."""
    cells = _filled(frame, row)
    long = any(len(str(cell)) > 3 for cell in cells) or len(cells) > LEAST_COLUMNS
    return long and all(RULE.fullmatch(str(cell)) for cell in cells)


def _remarks(frame: "pd.DataFrame") -> "np.ndarray":
    """Return the rows at the end that hold a sentence, or start like a remark."""
    found = []
    wide = frame.shape[1] > LEAST_COLUMNS
    for row in range(len(frame) - 1, max(0, len(frame) - MOST_REMARKS) - 1, -1):
        cells, word = _filled(frame, row), frame.iat[row, 0]
        if not cells:
            continue
        if not isinstance(word, str) or not frame.iloc[row].isna().iloc[-1]:
            break
        alone = wide and len(cells) == 1 and bool({" ", ":"} & set(word))
        if not (alone or REMARK.match(word)):
            break
        found.append(row)
    return _places(found)


def _totals(frame: "pd.DataFrame", end: int) -> "np.ndarray":
    """Return rows before `end` whose first word says that they add up the others."""
    found = []
    for row in range(end - 1, max(0, end - LAST) - 1, -1):
        cells = _filled(frame, row)
        word = str(cells[0]).casefold().strip(" :.*") if cells else ""
        amounts = any(is_quantity(str(cell)) for cell in cells[1:])
        if word in TOTALS and amounts and isinstance(cells[0], str):
            column = frame.iloc[row].first_valid_index()
            if (frame[column].astype("str") == cells[0]).sum() <= 2:
                found.append(row)
    return _places(found)


def _empty(frame: "pd.DataFrame") -> "np.ndarray":
    """Return the rows in which every cell is a gap."""
    if not all(frame[i].hasnans for i in frame):
        return _places()
    return _where(frame.isna().all(axis=1))
