"""Dates as people write them: 2024-01-31, 31.1.2024, 1/31/24 5:30 PM, 3 Jan 2024."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.parsing.spelling import tidy

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

PARTS = ("day", "year", "month", "weekday", "hour")
DAY = len("2024-01-31")
SPAN = ("1678-01-01", "2262-01-01")
# The first letters of months in English, German, French, Spanish and Italian.
MONTHS = {
    1: "jan jän ene gen",
    2: "feb fév fev",
    3: "mar mär mrz maerz",
    4: "apr avr abr",
    5: "may mai mag",
    6: "jun juin giu",
    7: "jul juil lug",
    8: "aug août aou ago",
    9: "sep set",
    10: "oct okt ott",
    11: "nov",
    12: "dec dez déc dic",
}
STARTS = sorted(
    ((start, month) for month, starts in MONTHS.items() for start in starts.split()),
    key=lambda pair: -len(pair[0]),
)
TIME = (
    r"(?:[T ,]+(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?) ?(?P<half>[AaPp]\.?[Mm]"
    r"\.?)? ?(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?"
)
DAY_NAME = r"(?:[A-Za-zÀ-ÿ]{2,10}\.?,? )?"
NUMBERS = re.compile(
    r"(?P<a>\d{1,4})(?P<mark>[-./])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{1,4})" + TIME
)
MONTH_ONLY = re.compile(r"(?P<a>\d{4})[-/](?P<b>0[1-9]|1[0-2])")
SOLID = re.compile(r"(?P<a>(?:19|20)\d\d)(?P<b>0[1-9]|1[0-2])(?P<c>[0-3]\d)" + TIME)
DAY_FIRST = re.compile(
    DAY_NAME
    + r"(?P<a>\d{1,2})(?:st|nd|rd|th|\.)?[ -](?:de )?(?P<b>[A-Za-zÀ-ÿ]{3,10})\.?,?"
    r"[ -](?:de )?(?P<c>\d{4}|\d{2})" + TIME
)
MONTH_FIRST = re.compile(
    DAY_NAME + r"(?P<b>[A-Za-zÀ-ÿ]{3,10})\.?[ -](?P<a>\d{1,2})(?:st|nd|rd|th)?,?[ -]"
    r"(?P<c>\d{4})" + TIME
)
MONTH_YEAR = re.compile(r"(?P<b>[A-Za-zÀ-ÿ]{3,10})\.?[ -](?P<c>\d{4})")
ASIAN = re.compile(r"(?P<a>\d{4})年(?P<b>\d{1,2})月(?P<c>\d{1,2})日")
PLAIN = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"(?:[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?)?"
)
CLOCK = re.compile(
    r"(?P<hour>\d{1,3}):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d(?:[.,]\d+)?))?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?"
)
WRITTEN = (NUMBERS, DAY_FIRST, MONTH_FIRST, ASIAN, MONTH_ONLY, MONTH_YEAR)


@dataclass(frozen=True, kw_only=True, eq=False)
class Dates:
    """Texts read as dates: datetime64[ns], NaT where one is none, and remarks."""

    values: "np.ndarray"
    said: tuple[str, ...] = ()


def dates(texts: Sequence[str], day_first: bool, solid: bool = False) -> Dates:
    """Return texts read as dates; `day_first` decides 1/2/2024 where nothing else does.

    `solid` also reads 20240131, which is a number unless a name says otherwise.
    """
    import numpy as np

    if texts and all(map(PLAIN.fullmatch, texts)):
        return Dates(values=_moments(texts))  # the same as below, ten times as fast
    written = (SOLID, *WRITTEN) if solid else WRITTEN
    found = [_match(text, written) for text in tidy(texts)]
    if not any(found):
        return Dates(values=np.full(len(texts), "NaT", dtype="datetime64[ns]"))
    first, said = _order([m for m in found if m], day_first)
    iso = [_iso(match, first) if match else None for match in found]
    zones = {m["zone"] for m in found if m and m.re.groupindex.get("zone")}
    if zones - {None, "Z", "UTC", "GMT", "+00:00", "+0000", "+00"}:
        said.append("Times of different zones read as UTC")
    if any(m and _foreign(m) for m in found) and not said:
        said.append("Read as dates")
    return Dates(values=_moments(iso), said=tuple(said))


def undated(texts: Sequence[str]) -> list[bool]:
    """Return whether each text is written like no date at all."""
    return [_match(text, (SOLID, *WRITTEN)) is None for text in tidy(texts)]


def _moments(iso: Sequence[str | None]) -> "np.ndarray":
    """Return times written as ISO 8601 does, those out of reach as NaT."""
    import numpy as np
    import pandas as pd

    low, high = (pd.Timestamp(end) for end in SPAN)
    if all(text is None or len(text) == DAY for text in iso):
        with suppress(ValueError):  # such as the 30th of February
            days = np.array(iso, dtype="datetime64[D]")
            days[(days < low.to_datetime64()) | (days >= high.to_datetime64())] = "NaT"
            return days.astype("datetime64[ns]")
    read = pd.to_datetime(
        pd.Series(iso, dtype=object), format="ISO8601", errors="coerce", utc=True
    ).dt.tz_localize(None)
    kept = read.where((read >= low) & (read < high))
    return kept.to_numpy(dtype="datetime64[ns]")


def hours(texts: Sequence[str]) -> "np.ndarray":
    """Return times of day and spans such as 14:30:15 or 2:30 pm in hours, else NaN."""
    import numpy as np

    return np.array([_hours(CLOCK.fullmatch(text)) for text in tidy(texts)], float)


def _hours(match: re.Match | None) -> float:
    if match is None:
        return float("nan")
    whole = int(match["hour"])
    if half := match["half"]:
        whole = whole % 12 + (12 if half in "pP" else 0)
    seconds = float((match["second"] or "0").replace(",", "."))
    return whole + int(match["minute"]) / 60 + seconds / 3600


def parts(values: "pd.Series", name: str) -> "dict[str, pd.Series]":
    """Return the parts of dates that models can use, as numbers, gaps as NaN.

    `name: day` counts days since 1970-01-01, whatever rows there are.
    """
    import pandas as pd

    days = (values - pd.Timestamp("1970-01-01")) // pd.Timedelta(days=1)
    hours = values.dt.hour + values.dt.minute / 60
    dated = values.dt
    made = (days, dated.year, dated.month, dated.day_of_week, hours)
    named = zip(PARTS, made, strict=True)
    return {f"{name}: {part}": cells.astype("float64") for part, cells in named}


def _match(text: str, written: Sequence[re.Pattern]) -> re.Match | None:
    for pattern in written:
        if match := pattern.fullmatch(text):
            return match
    return None


def _foreign(match: re.Match) -> bool:
    """Return whether a date is written otherwise than ISO 8601 does."""
    iso = match.re is NUMBERS and match["mark"] == "-" and len(match["a"]) == 4
    return not (iso or match.re is MONTH_ONLY) or bool(match.groupdict().get("half"))


def _order(matches: Sequence[re.Match], day_first: bool) -> tuple[bool, list[str]]:
    """Return whether days come before months, and how sure that is."""
    open_ = [m for m in matches if m.re is NUMBERS and len(m["a"]) < 3]
    if not open_:
        return True, []
    firsts = sum(int(m["a"]) > 12 for m in open_)
    seconds = sum(int(m["b"]) > 12 for m in open_)
    if firsts or seconds:
        first = firsts >= seconds
    elif all(m["mark"] == "." for m in open_):
        first = True
    else:
        guess = "the day" if day_first else "the month"
        return day_first, [f"Read as dates, {guess} first, which is a guess"]
    return first, [f"Read as dates, the {'day' if first else 'month'} first"]


def _iso(match: re.Match, day_first: bool) -> str | None:
    """Return a date as ISO 8601 writes it, or None where a part is impossible."""
    given = {"a": "1", "b": "1", "c": "1"} | match.groupdict()
    if match.re in (DAY_FIRST, MONTH_FIRST, MONTH_YEAR):
        month = _month(given["b"])
        day, year = given["a"], given["c"]
    elif len(given["a"]) == 4:
        year, month, day = given["a"], int(given["b"]), given["c"]
    elif len(given["a"]) == 3 or len(given["c"]) in (1, 3):
        return None
    else:
        year, middle = given["c"], (given["a"], given["b"])
        day, month = middle if day_first else middle[::-1]
    if not month or not 1 <= int(month) <= 12 or not 1 <= int(day) <= 31:
        return None
    full = (
        int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)
    )
    return f"{full:04d}-{int(month):02d}-{int(day):02d}{_clock(given)}"


def _month(word: str) -> int | None:
    folded = word.casefold()
    return next((month for start, month in STARTS if folded.startswith(start)), None)


def _clock(given: dict[str, str]) -> str:
    """Return the time of day as ISO 8601 writes it, empty for none."""
    if not given.get("time"):
        return ""
    hour, *rest = given["time"].replace(",", ".").split(":")
    turned = int(hour)
    if half := given.get("half"):
        turned = turned % 12 + (12 if half[0] in "pP" else 0)
    zone = given.get("zone") or ""
    zone = "" if zone in ("Z", "UTC", "GMT") else zone
    clock = f"T{turned:02d}:" + ":".join(rest)
    return clock + (
        zone if ":" in zone or not zone else f"{zone[:3]}:{zone[3:] or '00'}"
    )
