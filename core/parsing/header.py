"""Names of columns: tidied, told apart, and what had to be done for that."""

import re
from collections.abc import Sequence

from core.errors import Refused
from core.format import listing
from core.limits import limits

LONGEST = 100
# Controls, and the marks that turn the direction of writing around.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    r"\ufff9-\uffff\ud800-\udfff]"
)


def told_apart(given: Sequence[object]) -> tuple[list[str], tuple[str, ...]]:
    """Return names that differ, one a column, and notes on what was changed."""
    plain = [_plain(name) for name in given]
    blank, doubled, cut, stripped = [], [], [], []
    names: list[str] = []
    taken: set[str] = set()
    wanted_by_others = set(plain)
    for position, (raw, name) in enumerate(zip(given, plain, strict=True)):
        base = name or f"column {position + 1}"
        wanted, again = base, 1
        while wanted in taken or (again > 1 and wanted in wanted_by_others):
            again += 1
            wanted = f"{base} ({again})"
        taken.add(wanted)
        names.append(wanted)
        if not name:
            blank.append(wanted)
        elif again > 1:
            doubled.append(wanted)
        if len(" ".join(str(raw).split())) > LONGEST:
            cut.append(wanted)
        elif INVISIBLE.search(str(raw)):
            stripped.append(wanted)
    said = (
        ("Columns without a name, named here", blank),
        ("Columns with the name of another, told apart here", doubled),
        (f"Names longer than {LONGEST} characters, cut off", cut),
        ("Names with invisible characters, which were removed", stripped),
    )
    return names, tuple(f"{what}: {listing(who)}." for what, who in said if who)


def refuse_width(width: int, name: str) -> None:
    """Raise Refused for more columns than are taken."""
    most = limits().max_columns
    if width > most:
        raise Refused(
            f"'{name}' has {width:,} columns; keep the {most:,} that matter most."
        )


def _plain(name: object) -> str:
    """Return a name in one line without anything invisible, not too long."""
    if name is None or name != name:
        return ""
    if isinstance(name, float) and name.is_integer():
        name = int(name)
    visible = INVISIBLE.sub("", str(name).replace("\xa0", " "))
    return " ".join(visible.split())[:LONGEST].strip()
