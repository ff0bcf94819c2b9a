"""Awkward cells: numbers, dates and words in the spellings that people use."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from tests.awkward import (
    HEADER,
    Awkward,
    at,
    changed,
    clean_rows,
    column,
    numbers,
    text,
    words,
)

AMOUNTS = numbers(1_000, 90_000, "{:.2f}", seed=11)


def grouped(mark: str, point: str) -> list[str]:
    """Return amounts with a mark between thousands and a decimal point."""
    return [
        f"{float(amount):,.2f}".translate({44: mark, 46: point}) for amount in AMOUNTS
    ]


def quoted(cells: list[str]) -> list[str]:
    return [f'"{cell}"' for cell in cells]


def number(name: str, cells: list[str], *says: str, separator: str = ",") -> Awkward:
    """A column that is numbers once its spelling is understood, and says so."""
    cells = quoted(cells) if separator == "," else cells
    return Awkward(
        name=name,
        make=lambda: column("amount", cells, separator),
        outcome="warn",
        says=("amount", *says),
        kinds={"amount": "number"},
        expect={"rows": 160, "target": "plan"},
    )


def moments(form: str, seed: int = 2, days: int = 900) -> list[str]:
    """Return random times of three years in a spelling."""
    draw, start = Random(seed), datetime(2021, 1, 1)
    spelled = []
    for _ in range(160):
        moment = start + timedelta(
            days=draw.randrange(days), minutes=draw.randrange(1440)
        )
        spelled.append(moment.strftime(form))
    return spelled


def date(name: str, form: str, *says: str, days: int = 900) -> Awkward:
    cells = quoted(moments(form, days=days))
    return Awkward(
        name=name,
        make=lambda: column("joined", cells),
        outcome="warn",
        says=("joined", "date", *says),
        kinds={"joined": "date"},
        expect={"rows": 160, "target": "plan"},
    )


def early(form: str) -> list[str]:
    """Return dates with days of at most 12: day and month cannot be told apart."""
    draw = Random(4)
    return [
        datetime(2023, draw.randint(1, 12), draw.randint(1, 12)).strftime(form)
        for _ in range(160)
    ]


def gaps(name: str, word: str) -> Awkward:
    """Some heights are missing, and a word says so."""
    spelled = at(2, lambda i, cell: word if i % 11 == 3 else cell)
    return Awkward(
        name=name,
        make=lambda: changed(spelled),
        outcome="warn",
        says=("height",),
        kinds={"height": "number"},
        expect={"missing": {"height": 15}},
    )


def yes(name: str, options: list[str], outcome: str, *says: str) -> Awkward:
    cells = words(options)
    return Awkward(
        name=name,
        make=lambda: column("member", cells),
        outcome=outcome,
        says=says,
        kinds={"member": "yes/no"},
        expect={"target": "plan"},
    )


def cell(
    name: str, place: int, new: Callable[[int, str], str], *says: str, **more
) -> Awkward:
    return Awkward(
        name=name,
        make=lambda: changed(at(place, new)),
        outcome="warn",
        says=says,
        **more,
    )


def kept(name: str, cells: list[str], kind: str) -> Awkward:
    """A column that looks odd and is as it should be."""
    return Awkward(
        name=name,
        make=lambda: column("extra", cells),
        outcome="accept",
        kinds={"extra": kind},
        expect={"rows": 160, "target": "plan"},
    )


def decimal_commas(separator: str) -> bytes:
    rows = [[cell.replace(".", ",") for cell in row] for row in clean_rows()]
    return text(rows, separator=separator).encode()


def spoiled(i: int, plan: str) -> str:
    return (plan, plan.upper(), f" {plan} ", plan.title())[i % 4]


NUMBERS = [
    Awkward(
        name=f"decimal commas, {title}",
        make=lambda separator=separator: decimal_commas(separator),
        outcome="warn",
        says=("decimal comma",),
        kinds={"spent": "number", "height": "number"},
        expect={"rows": 160, "target": "plan"},
    )
    for title, separator in (("semicolons", ";"), ("tabs", "\t"), ("bars", "|"))
] + [
    number(
        "decimal commas in quotes",
        [a.replace(".", ",") for a in AMOUNTS],
        "decimal comma",
    ),
    number("thousands with commas", grouped(",", "."), "thousand"),
    number("thousands with points", grouped(".", ","), "thousand", separator=";"),
    number("thousands with blanks", grouped(" ", ","), "thousand", separator=";"),
    number("thousands with narrow blanks", grouped("\u202f", ","), "thousand"),
    number("thousands with fixed blanks", grouped("\xa0", "."), "thousand"),
    number("thousands as the Swiss write", grouped("'", "."), "thousand"),
    number(
        "thousands of whole numbers",
        [f"{int(float(a)):,}" for a in AMOUNTS],
        "thousand",
    ),
    number("dollars", [f"${float(a):,.2f}" for a in AMOUNTS], "currency"),
    number("euros in front", [f"€ {a}" for a in AMOUNTS], "currency"),
    number(
        "euros behind",
        [f"{a.replace('.', ',')} €" for a in AMOUNTS],
        "currency",
        separator=";",
    ),
    number("pounds", [f"£{a}" for a in AMOUNTS], "currency"),
    number("a currency by its code", [f"{a} CHF" for a in AMOUNTS], "currency"),
    number(
        "debts in brackets",
        [f"({a})" if i % 5 == 0 else a for i, a in enumerate(AMOUNTS)],
    ),
    number("percent", numbers(1, 60, "{:.1f}%"), "percent"),
    number("percent after a blank", numbers(1, 60, "{:.1f} %"), "percent"),
    number("kilograms", numbers(40, 110, "{:.1f} kg"), "kg"),
    number("kilograms without a blank", numbers(40, 110, "{:.1f}kg"), "kg"),
    number("degrees", numbers(-5, 35, "{:.1f} °C"), "°C"),
    number("kilometres an hour", numbers(20, 130, "{:.0f} km/h"), "km/h"),
    number(
        "mixed units",
        [
            f"{a} {'kg' if i % 2 else 'g'}"
            for i, a in enumerate(numbers(40, 110, "{:.1f}"))
        ],
        "kg",
    ),
    number(
        "infinities",
        [*numbers(0, 9, "{:.3f}", count=157), "inf", "-inf", "Infinity"],
        "infinite",
    ),
    number(
        "whole numbers beyond 2^63",
        [str(10**18 * n + 7 * n) for n in range(10, 170)],
        "2^63",
    ),
    number(
        "words among the numbers",
        [*numbers(0, 9, "{:.3f}", count=157), "broken", "see note", "broken"],
        "broken",
    ),
    number(
        "ill-formed numbers",
        [*numbers(0, 9, "{:.3f}", count=157), "1.2.3", "--4", "5e"],
        "1.2.3",
    ),
]
FINE = [
    kept("scientific numbers", numbers(1e-7, 1e-5, "{:.4e}"), "number"),
    kept("negative numbers", numbers(-90, 90, "{:.2f}"), "number"),
    kept("minus signs of typesetters", numbers(5, 90, "−{:.1f}"), "number"),
    kept("numbers with a plus", numbers(1, 90, "+{:.2f}"), "number"),
    kept(
        "codes with leading zeros",
        words(["01067", "02708", "04109", "09111"]),
        "category",
    ),
    kept("postcodes of two parts", words(["SW1A 1AA", "N1 9GU", "E2 8HD"]), "category"),
    kept("ranges of ages", words(["18-25", "26-40", "41-60"]), "category"),
    kept("grades", words(["A", "B+", "B", "C-"]), "category"),
    kept("words of one letter", words(list("MFX")), "category"),
    kept("ratings", words("12345"), "number"),
    kept("counts", words(map(str, range(12))), "number"),
    kept("a number of two values", words(["0", "1"]), "number"),
    kept(
        "gaps as empty cells",
        [cell if i % 9 else "" for i, cell in enumerate(numbers(0, 9, "{:.3f}"))],
        "number",
    ),
    kept(
        "a category with gaps",
        [
            cell if i % 9 else ""
            for i, cell in enumerate(words(["left", "right", "both"]))
        ],
        "category",
    ),
    kept(
        "formulas in names and cells",
        words(["=1+1", "+A2", "@sum(B2)", "-B3"]),
        "category",
    ),
    kept("emoji", words(["🙂", "👩‍🔬", "🇳🇴"]), "category"),
    kept("right to left", words(["كتاب", "ספר", "دفتر"]), "category"),
    kept("Chinese", words(["北京", "上海", "广州"]), "category"),
    kept(
        "markup in cells",
        words(["<b>one</b>", "<script>alert(1)</script>", "&amp;"]),
        "category",
    ),
    kept("small and capital words that differ", words(["mg", "kg", "g"]), "category"),
]
DATES = [
    date("ISO dates", "%Y-%m-%d"),
    date("dates with points", "%d.%m.%Y"),
    date("dates, day first", "%d/%m/%Y"),
    date("dates, month first", "%m/%d/%Y"),
    date("dates with short months", "%d %b %Y"),
    date("dates in full", "%B %d, %Y"),
    date("dates with dashes", "%d-%m-%Y"),
    date("dates with slashes, year first", "%Y/%m/%d"),
    date("ISO times", "%Y-%m-%dT%H:%M:%S"),
    date("ISO times of Greenwich", "%Y-%m-%dT%H:%M:%SZ"),
    date("times with a blank", "%Y-%m-%d %H:%M"),
    date("times, day first", "%d/%m/%Y %H:%M"),
    date("dates of two-digit years", "%d.%m.%y"),
    date("dates as eight digits", "%Y%m%d"),
    Awkward(
        name="dates that can be read in two ways",
        make=lambda: column("joined", early("%d/%m/%Y")),
        outcome="warn",
        says=("joined", "month"),
        kinds={"joined": "date"},
    ),
    Awkward(
        name="dates with a few odd ones",
        make=lambda: column(
            "joined", [*moments("%Y-%m-%d")[:157], "soon", "?", "31/31"]
        ),
        outcome="warn",
        says=("joined", "soon"),
        kinds={"joined": "date"},
    ),
]
WORDS = [
    *(
        gaps(f"missing as {word!r}", word)
        for word in (
            "NA",
            "N/A",
            "null",
            "None",
            "-",
            "?",
            ".",
            "NaN",
            "#N/A",
            "missing",
        )
    ),
    cell(
        "missing in several spellings",
        2,
        lambda i, cell: ("NA", "-", "null", "?")[i % 4] if i % 9 == 0 else cell,
        "height",
        kinds={"height": "number"},
    ),
    cell(
        "missing words in a category",
        3,
        lambda i, cell: "N/A" if i % 9 == 0 else cell,
        "city",
        kinds={"city": "category"},
    ),
    yes("yes and no", ["yes", "no"], "accept"),
    yes("true and false", ["true", "false"], "accept"),
    yes("y and n", ["y", "n"], "accept"),
    yes(
        "yes in several spellings",
        ["yes", "Yes", "Y", "no", "NO", "n"],
        "warn",
        "member",
    ),
    yes("yes and 1, no and 0", ["yes", "1", "no", "0"], "warn", "member"),
    yes(
        "true in several spellings",
        ["TRUE", "true", "T", "FALSE", "F"],
        "warn",
        "member",
    ),
    cell(
        "labels in several spellings",
        4,
        spoiled,
        "plan",
        expect={"target": "plan", "classes": ["basic", "plus"]},
    ),
    cell(
        "a category in several spellings",
        3,
        lambda i, cell: (cell, cell.upper(), cell.lower())[i % 3],
        "city",
        kinds={"city": "category"},
    ),
    cell(
        "targets that are missing",
        4,
        lambda i, cell: "" if i % 20 == 0 else cell,
        "plan",
        "8",
        expect={"rows": 152},
    ),
    cell(
        "a class of two rows",
        4,
        lambda i, cell: "gold" if i in (5, 90) else cell,
        "gold",
        expect={"classes": ["basic", "plus"], "rows": 158},
    ),
    Awkward(
        name="text of several sentences",
        make=lambda: column(
            "remark",
            [
                f'"Customer {i} called about order {i * 37 % 911} and was told to wait"'
                for i in range(160)
            ],
        ),
        outcome="warn",
        says=("remark",),
        kinds={"remark": "text"},
        expect={"target": "plan"},
    ),
    Awkward(
        name="names of people",
        make=lambda: column(
            "name", [f"{'ABCDEFGHIJ'[i % 10]}. Person{i}" for i in range(160)]
        ),
        outcome="warn",
        says=("name",),
        expect={"target": "plan"},
    ),
]

CASES = [*NUMBERS, *FINE, *DATES, *WORDS]
assert HEADER[2] == "height"
