"""Numbers as people write them: € 1.234,50, (12), 5 kg, 12 %, 1 234 567."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.parsing.spelling import retyped, tidy

if TYPE_CHECKING:
    import numpy as np

NEARLY_ALL = 0.95
HALF = 0.5
PLAIN = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
CODE = re.compile(r"0\d+", re.ASCII)
CURRENCY = (
    r"(?:US\$|A\$|C\$|R\$|[$€£¥₹₽₩₺₴₪฿₫₱₦₡₲₵₸]|Rs\.?|(?:USD|EUR|GBP|CHF|JPY|CNY|INR|CAD"
    r"|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|BRL|MXN|ZAR|RUB|TRY|KRW|SGD|HKD)\b)"
)
SHAPE = dict.fromkeys("12345678", "9")
DRESSED = re.compile(
    rf"(?P<open>\()?(?P<sign>[-+]?) ?(?P<before>{CURRENCY})? ?(?P<inner>[-+]?) ?"
    r"(?P<core>\d(?:[\d.,' ]*\d)?[.,]?|[.,]\d+)(?P<power>[eE][-+]?\d+)? ?"
    r"(?P<after>[^\d\s.,'()+:;/_#&@=<>*!?\"-][^\s\d()<>]{0,11}?"
    r"(?:(?<=[mt])\^?9)?)?"
    r"(?P<minus>-)?(?P<close>\))?",
    re.ASCII,
)
AFTER = re.compile(rf"{CURRENCY}|kr\.?|zł|Kč|Ft|,-", re.IGNORECASE)
ENDLESS = {"inf": 1, "+inf": 1, "-inf": -1, "infinity": 1, "+infinity": 1, "∞": 1}
ENDLESS |= {"-infinity": -1, "-∞": -1, "+∞": 1}
TIMES = {"k": 1e3, "tsd": 1e3, "m": 1e6, "mio": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9}
TIMES |= {"mrd": 1e9}
# Units of one thing, each in the smallest of them.
SIZES: tuple[Mapping[str, float], ...] = (
    {"mg": 1, "g": 1e3, "kg": 1e6, "t": 1e9, "oz": 28_349.5, "lb": 453_592},
    {"mm": 1, "cm": 10, "m": 1e3, "km": 1e6, "in": 25.4, "ft": 304.8, "mi": 1_609_344},
    {"ml": 1, "cl": 10, "dl": 100, "l": 1e3},
    {"ms": 1, "s": 1e3, "sec": 1e3, "min": 6e4, "h": 3.6e6, "hr": 3.6e6, "d": 8.64e7},
    {"kb": 1, "mb": 1e3, "gb": 1e6, "tb": 1e9},
)

NUMBERED = re.compile(r"\d+([^\W\d_]+)")
COMMA_GROUPS = re.compile(
    r"\d{1,3}(,\d{3}){2,}(\.\d*)?|\d{1,3}(,\d{3})+\.\d*|\d{1,2}(,\d\d)+,\d{3}(\.\d*)?"
)
DOT_GROUPS = re.compile(r"\d{1,3}(\.\d{3}){2,}(,\d*)?|\d{1,3}(\.\d{3})+,\d*")
BLANK_GROUPS = re.compile(r"\d{1,3}([ ']\d{3})+([.,]\d*)?")
COMMA_MAYBE = re.compile(r"[1-9]\d{0,2},\d{3}")
DOT_MAYBE = re.compile(r"[1-9]\d{0,2}\.\d{3}")
COMMA = re.compile(r"\d*,\d*")
POINT = re.compile(r"\d+\.?\d*|\.\d+")


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How to read a text: where its digits stand, marks to drop, what multiplies."""

    start: int
    end: int
    drop: str
    factor: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Numerals:
    """Texts read as numbers: NaN where one is none, and what was done for that.

    `units` counts the units that kept texts from being read: more than one of them.
    """

    values: "np.ndarray"
    said: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


def plain(texts: Sequence[str]) -> "np.ndarray | None":
    """Return the numbers if every text is one as programs write it, else None.

    A text such as 01234 is a code: its zero would be lost.
    """
    import numpy as np

    if not all(map(PLAIN.fullmatch, texts)):
        return None
    if any(map(CODE.fullmatch, texts)):
        return None
    return np.array([float(text) for text in texts], dtype="float64")


def in_name(text: str) -> bool:
    """Return whether a number is part of a name, as in 4WD or 11th, and no amount."""
    letters = NUMBERED.fullmatch(text)
    unit = letters[1].casefold() if letters else ""
    return bool(unit) and not any(unit in sizes for sizes in (TIMES, *SIZES))


def numerals(
    texts: Sequence[str], counts: Sequence[int], decimal_comma: bool = False
) -> Numerals:
    """Return the texts, each one met `counts` times, read as numbers.

    How a text is read depends on its shape, all digits but 0 alike, and there are few
    shapes: each is understood once.
    """
    import numpy as np

    tidied = tidy(texts)
    shapes = retyped(tidied, SHAPE)
    met: Counter[str] = Counter()
    for shape, count in zip(shapes, counts, strict=True):
        met[shape] += count
    if any(map(CODE.fullmatch, met)):
        return Numerals(values=np.full(len(texts), np.nan))
    found = {shape: _match(shape) for shape in met}
    matches = [(match, met[shape]) for shape, match in found.items() if match]
    rule, said = _separators([match["core"] for match, _ in matches], decimal_comma)
    factors, units, dressing = _suffixes(matches)
    recipes = {shape: _recipe(m, rule, factors) for shape, m in found.items()}
    values = np.array(
        [_value(text, recipes[s]) for text, s in zip(tidied, shapes, strict=True)],
        dtype="float64",
    )
    return Numerals(values=values, said=(*dressing, *said), units=units)


def _match(shape: str) -> re.Match | None:
    match = DRESSED.fullmatch(shape)
    return match if match and _sound(match) else None


def _sound(match: re.Match) -> bool:
    """Return whether parentheses come in pairs and one sign is given at most."""
    if match["after"] and CODE.fullmatch(match["core"]):
        return False  # such as 007A
    signs = [match["sign"], match["inner"], match["minus"], match["open"]]
    return bool(match["open"]) == bool(match["close"]) and sum(map(bool, signs)) <= 1


def _suffix(match: re.Match) -> str:
    """Return a cell's unit, empty for none or for a currency."""
    after = match["after"] or ""
    return "" if AFTER.fullmatch(after) else after.casefold()


def _suffixes(
    matches: Sequence[tuple[re.Match, int]],
) -> tuple[dict[str, float], tuple[str, ...], list[str]]:
    """Return by what each unit multiplies, the units in the way, and remarks."""
    met: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for match, count in matches:
        met[_suffix(match)] += count
        shown.setdefault(_suffix(match), match["after"] or "")
    money, said = _money([match for match, _ in matches])
    units = {unit: count for unit, count in met.items() if unit}
    if sum(units.values()) < HALF * met.total() or not units:
        return {"": 1.0}, (), said
    if units.keys() <= TIMES.keys() and (money or len(units) > 1):
        return {"": 1.0} | TIMES, (), [*said, "Multiplied out, such as k for 1,000"]
    main = max(units, key=lambda unit: units[unit])
    sizes = next((sizes for sizes in SIZES if units.keys() <= sizes.keys()), None)
    if sizes and len(units) > 1:
        others = ", ".join(shown[unit] for unit in units if unit != main)
        factors = {unit: sizes[unit] / sizes[main] for unit in units}
        what = f"Read as numbers in {shown[main]}, converted from {others}"
        return {"": 1.0} | factors, (), [*said, what]
    if units[main] < NEARLY_ALL * sum(units.values()):
        return {"": 1.0}, tuple(shown[unit] for unit in units), said
    unit = "percent" if main in ("%", "percent", "pct") else shown[main]
    return {"": 1.0, main: 1.0}, (), [*said, f"Read as numbers in {unit}"]


def _money(matches: Sequence[re.Match]) -> tuple[set[str], list[str]]:
    """Return the currencies met, and remarks on them and on accounting signs."""
    money = {m["before"] for m in matches if m["before"]}
    money |= {m["after"] for m in matches if m["after"] and not _suffix(m)}
    said = ["Read as numbers, without the currency sign"] if money else []
    if len(money) > 1:
        said = [f"Amounts in {', '.join(sorted(money))} read as if in one currency"]
    if any(m["open"] or m["minus"] for m in matches):
        said.append("Read as negative numbers, such as (5) or 5-")
    return money, said


def _separators(
    cores: Sequence[str], decimal_comma: bool
) -> tuple[Mapping[str, bool], list[str]]:
    """Return what a single comma and a single point mean, and remarks."""
    met = {
        "comma groups": any(map(COMMA_GROUPS.fullmatch, cores)),
        "dot groups": any(map(DOT_GROUPS.fullmatch, cores)),
        "blank groups": any(map(BLANK_GROUPS.fullmatch, cores)),
    }
    commas = [c for c in cores if COMMA.fullmatch(c)]
    sure = [c for c in commas if not COMMA_MAYBE.fullmatch(c)]
    decimal = bool(sure) or met["dot groups"] or decimal_comma
    decimal = decimal and not (met["comma groups"] and not sure)
    dotted = [c for c in cores if "." in c and POINT.fullmatch(c)]
    maybe = bool(dotted) and all(map(DOT_MAYBE.fullmatch, dotted))
    thousand = maybe and (met["dot groups"] or decimal_comma)
    said = []
    if any(met.values()) or thousand or (commas and not decimal):
        said.append("Read as numbers, without thousands separators")
    last = [c for c in cores if (re.search(r",\d*$", c) and "." in c) or " ," in c]
    if decimal and (commas or last):
        said.append("Read as numbers with decimal commas")
    return {"decimal comma": decimal, "thousand point": thousand}, said


def _recipe(
    match: re.Match | None, rule: Mapping[str, bool], factors: Mapping[str, float]
) -> Recipe | None:
    """Return how texts of a shape are read, None where they are no numbers."""
    if match is None or _suffix(match) not in factors:
        return None
    core, drop = match["core"], ""
    if COMMA_GROUPS.fullmatch(core):
        drop = ","
    elif DOT_GROUPS.fullmatch(core):
        drop = "."
    elif BLANK_GROUPS.fullmatch(core):
        drop = " '"
    elif COMMA.fullmatch(core):
        drop = "" if rule["decimal comma"] else ","
    elif DOT_MAYBE.fullmatch(core) and rule["thousand point"]:
        drop = "."
    elif not POINT.fullmatch(core):
        return None
    negative = "-" in (match["sign"], match["inner"], match["minus"]) or match["open"]
    return Recipe(
        start=match.start("core"),
        end=match.end("power" if match["power"] else "core"),
        drop=drop,
        factor=factors[_suffix(match)] * (-1 if negative else 1),
    )


def _value(text: str, recipe: Recipe | None) -> float:
    """Return the number in a text, NaN where it is none."""
    if recipe is None:
        sign = ENDLESS.get(text.casefold())
        return float("nan") if sign is None else sign * float("inf")
    digits = text[recipe.start : recipe.end]
    for mark in recipe.drop:
        digits = digits.replace(mark, "")
    return float(digits.replace(",", ".")) * recipe.factor
