"""The different cells of a column of text, each looked at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.format import listing
from core.parsing.spelling import LONGEST, NOTHING, is_gap, shortened

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class Words:
    """The different cells of a column of text, in order of appearance.

    `codes` says which of them each row holds, -1 for a gap; `said` what became a gap.
    """

    name: str
    index: "pd.Index"
    codes: "np.ndarray"
    texts: list[str]
    counts: "np.ndarray"
    decimal_comma: bool = False
    said: tuple[str, ...] = ()

    def spread(self, values: "np.ndarray") -> "pd.Series":
        """Return one number or time a row, from one a text."""
        import numpy as np
        import pandas as pd

        gap = np.array(["NaT" if values.dtype.kind == "M" else np.nan], values.dtype)
        rows = np.concatenate([values, gap])[self.codes]
        return pd.Series(rows, index=self.index, name=self.name)

    def labels(self, labels: list[str]) -> "pd.Series":
        """Return one label a row, None for a gap, from one a text."""
        import numpy as np
        import pandas as pd

        rows = np.array([*labels, None], dtype=object)[self.codes]
        return pd.Series(rows, index=self.index, name=self.name, dtype=object)

    def share(self, read: "np.ndarray") -> float:
        """Return the share of rows with a value whose text could be read."""
        return float(self.counts[read].sum() / max(1, self.counts.sum()))

    def lost(self, missed: Sequence[bool], share: float) -> bool:
        """Return whether the first texts, where missed, are in too many rows already.

        That is so when fewer than a share of all rows could be read at best.
        """
        found = zip(self.texts, missed, self.counts.tolist(), strict=False)
        rows = sum(n for text, no, n in found if no and text.casefold() not in NOTHING)
        return rows > (1 - share) * int(self.counts.sum()) + 1

    def strays(self, read: "np.ndarray", what: str) -> tuple[str, ...]:
        """Return a remark on the texts that could not be read."""
        odd = [shortened(t) for t, ok in zip(self.texts, read, strict=True) if not ok]
        return (f"{listing(odd)} among the {what} taken as missing",) if odd else ()


def to_words(
    column: "pd.Series", gaps: frozenset[str] = frozenset(), decimal_comma: bool = False
) -> Words:
    """Return the different cells of a column of text, the spellings of gaps taken out.

    `gaps` are further spellings, named by a person and so not worth a remark.
    """
    import numpy as np
    import pandas as pd

    codes, raw = pd.factorize(column)
    texts = [str(text).strip() for text in raw.tolist()]
    found = [t for t in texts if (len(t) <= LONGEST and is_gap(t)) or t in gaps]
    gone, kept = set(found), texts
    if gone or len(set(texts)) < len(texts):
        kept = [text for text in dict.fromkeys(texts) if text not in gone]
        place = {text: i for i, text in enumerate(kept)}
        moved = [place.get(text, -1) for text in texts]
        codes = np.array([*moved, -1], dtype="int64")[codes]
    odd = [text for text in dict.fromkeys(found) if text and text not in gaps]
    return Words(
        name=str(column.name),
        index=column.index,
        codes=codes,
        texts=kept,
        counts=np.bincount(codes[codes >= 0], minlength=len(kept)),
        decimal_comma=decimal_comma,
        said=(f"{listing(odd)} taken as missing",) if odd else (),
    )
