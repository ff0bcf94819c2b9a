"""Whole tables: clean ones that deserve no word, targets, and decisions by hand."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from tests.awkward import HEADER, Awkward, clean_rows, text, words

Columns = dict[str, list[str]]


def csv(columns: Columns) -> bytes:
    rows = [list(row) for row in zip(*columns.values(), strict=True)]
    return text(rows, list(columns)).encode()


def columns(count: int = 160, seed: int = 1) -> Columns:
    """Return the clean table by columns."""
    cells = zip(*clean_rows(count, seed), strict=True)
    return {name: list(c) for name, c in zip(HEADER, cells, strict=True)}


def plus(make: Callable[[Columns, Random], Columns], count: int = 160) -> bytes:
    """Return the clean table with further columns in front of the target."""
    known = columns(count)
    target = known.pop("plan")
    return csv(known | make(known | {"plan": target}, Random(7)) | {"plan": target})


def house_prices(count: int = 200, known: str = "price") -> Columns:
    """Return a table to predict an amount from."""
    draw = Random(21)
    size = [draw.uniform(30, 200) for _ in range(count)]
    rooms = [max(1, round(s / 28 + draw.gauss(0, 0.7))) for s in size]
    part = words(["north", "south", "old town"], count=count)
    price = [
        1800 * s + 9000 * r + 30_000 * (p == "old town") + draw.gauss(0, 40_000)
        for s, r, p in zip(size, rooms, part, strict=True)
    ]
    return {
        "size": [f"{s:.1f}" for s in size],
        "rooms": [str(r) for r in rooms],
        "part": part,
        known: [f"{p:.2f}" for p in price],
    }


def wide(names: int, count: int = 120) -> Columns:
    """Return many columns of measurements and a target that a few of them hint at."""
    draw = Random(4)
    made = {
        f"m{i}": [f"{draw.gauss(0, 1):.4f}" for _ in range(count)] for i in range(names)
    }
    hint = [float(a) + draw.gauss(0, 1) > 0 for a in made["m0"]]
    return made | {"sort": [("one", "two")[h] for h in hint]}


def two_classes_of_numbers() -> Columns:
    known = columns()
    target = known.pop("plan")
    return known | {"target": ["1" if word == "plus" else "0" for word in target]}


def blobs(sorts: int, count: int = 180) -> Columns:
    """Return all-distinct decimals around a few centres that overlap."""
    draw = Random(12)
    sort = [draw.randrange(sorts) for _ in range(count)]
    return {
        "length": [f"{s + draw.gauss(0, 0.8):.5f}" for s in sort],
        "width": [f"{draw.gauss(5, 1) - s:.5f}" for s in sort],
        "mass": [f"{draw.lognormvariate(2, 0.3):.5f}" for _ in sort],
        "species": [("alba", "nigra", "rubra", "flava")[s] for s in sort],
    }


def repeated(copies: int) -> bytes:
    rows = clean_rows()
    return text(rows + rows[:copies]).encode()


def day(i: int, start: datetime = datetime(2022, 1, 3)) -> str:
    return f"{start + timedelta(days=i):%Y-%m-%d}"


def ordered(known: Columns, draw: Random) -> Columns:
    """Rows in the order of time: a random split would look into the future."""
    return {"day": [day(i) for i in range(len(known["age"]))]}


def visits(known: Columns, draw: Random) -> Columns:
    """Forty patients of whom each comes four times."""
    return {"patient": [f"p{i // 4:03d}" for i in range(len(known["age"]))]}


def grouped_visits() -> bytes:
    """Rows of one patient are alike: their age and their plan do not change."""
    known = columns()
    for name in ("age", "city", "plan"):
        known[name] = [known[name][i // 4 * 4] for i in range(160)]
    target = known.pop("plan")
    return csv(known | visits(known, Random(1)) | {"plan": target})


def case(name: str, outcome, *says: str, make, **more) -> Awkward:
    return Awkward(name=name, make=make, outcome=outcome, says=says, **more)


def clean(name: str, make: Callable[[], Columns], task: str, **more) -> Awkward:
    return case(name, "accept", make=lambda: csv(make()), expect={"task": task}, **more)


PRICE = ("--target", "price")


CLEAN = [
    clean("decimals that are all distinct", lambda: blobs(2), "binary"),
    clean("three classes", lambda: blobs(3), "multiclass"),
    clean("four classes", lambda: blobs(4), "multiclass"),
    clean(
        "a numeric target of two values",
        two_classes_of_numbers,
        "binary",
        options=("--target", "target"),
    ),
    clean("an amount to predict", house_prices, "regression", options=PRICE),
    clean(
        "an amount to predict, unasked",
        lambda: house_prices(known="target"),
        "regression",
    ),
    clean("many columns", lambda: wide(60), "binary"),
    clean("twenty-one rows", lambda: blobs(2, 40), "binary"),
    clean("a large table", lambda: columns(3000), "binary"),
    clean(
        "ratings to predict as amounts",
        lambda: house_prices() | {"stars": words("12345", count=200)},
        "regression",
        options=("--target", "stars", "--task", "regression"),
    ),
    clean(
        "ratings to predict as classes",
        lambda: house_prices() | {"stars": words("123", 6, 200)},
        "multiclass",
        options=("--target", "stars", "--task", "classification"),
    ),
    clean(
        "a target in front",
        lambda: dict(reversed(columns().items())),
        "binary",
        options=("--target", "plan"),
    ),
]


TARGETS = [
    case(
        "a target of free text",
        "reject",
        "remark",
        make=lambda: plus(
            lambda t, d: {
                "remark": [
                    f"Call {i} was long and it went {d.choice('abc')}"
                    for i in range(160)
                ]
            }
        ),
        options=("--target", "remark"),
    ),
    case(
        "a target that names rows",
        "reject",
        "customer",
        make=lambda: plus(
            lambda t, d: {"customer": [f"K-{d.randrange(10**7):07d}" for _ in t["age"]]}
        ),
        options=("--target", "customer"),
    ),
    case(
        "a target that is not there",
        "reject",
        "price",
        "age",
        make=lambda: csv(columns()),
        options=PRICE,
    ),
    case(
        "a target of one value",
        "reject",
        "country",
        make=lambda: plus(lambda t, d: {"country": ["NO"] * 160}),
        options=("--target", "country"),
    ),
    case(
        "a target of gaps",
        "reject",
        "bonus",
        make=lambda: plus(lambda t, d: {"bonus": [""] * 160}),
        options=("--target", "bonus"),
    ),
    case(
        "a target of 300 words",
        "reject",
        "street",
        make=lambda: plus(
            lambda t, d: {"street": [f"street {i % 300}" for i in range(900)]}, 900
        ),
        options=("--target", "street"),
    ),
    case(
        "words as an amount",
        "reject",
        "city",
        make=lambda: csv(columns()),
        options=("--target", "city", "--task", "regression"),
    ),
    case(
        "amounts as classes",
        "reject",
        "spent",
        make=lambda: csv(columns()),
        options=("--target", "spent", "--task", "classification"),
    ),
    case(
        "a target and nothing else",
        "reject",
        make=lambda: csv(
            {
                "name": [f"Person {i}" for i in range(60)],
                "plan": words(["a", "b"], count=60),
            }
        ),
        options=("--target", "plan"),
    ),
    case(
        "an amount with currency",
        "warn",
        "currency",
        "price",
        options=PRICE,
        make=lambda: csv(
            house_prices() | {"price": [f"${p}" for p in house_prices()["price"]]}
        ),
        expect={"task": "regression"},
    ),
    case(
        "amounts that are missing",
        "warn",
        "price",
        options=PRICE,
        make=lambda: csv(
            house_prices()
            | {
                "price": [
                    p if i % 10 else "" for i, p in enumerate(house_prices()["price"])
                ]
            }
        ),
        expect={"task": "regression", "rows": 180},
    ),
]


CHOSEN = [
    case(
        "a column left out by hand",
        "accept",
        make=lambda: plus(lambda t, d: {"copy": t["plan"]}),
        options=("--drop", "copy"),
    ),
    case(
        "a kind corrected by hand",
        "accept",
        make=lambda: plus(lambda t, d: {"stars": words("12345")}),
        options=("--kinds", "stars:category"),
        kinds={"stars": "category"},
    ),
    case(
        "a value that means missing",
        "accept",
        make=lambda: plus(
            lambda t, d: {
                "weight": [
                    f"{d.gauss(70, 9):.1f}" if i % 8 else "999" for i in range(160)
                ]
            }
        ),
        options=("--missing", "weight:999"),
        expect={"missing": {"weight": 20}},
    ),
    case(
        "copies left out by hand",
        "accept",
        make=lambda: repeated(40),
        options=("--drop-copies",),
        expect={"rows": 160},
    ),
    case(
        "a split by time",
        "warn",
        make=lambda: plus(ordered),
        options=("--split", "time", "--by", "day"),
        expect={"protocol": "time", "traps": []},
    ),
    case(
        "a split by group",
        "accept",
        make=grouped_visits,
        options=("--split", "group", "--by", "patient"),
        expect={"protocol": "group", "traps": []},
    ),
    case(
        "a column to leave out that is not there",
        "reject",
        "copy",
        make=lambda: csv(columns()),
        options=("--drop", "copy"),
    ),
    case(
        "a kind that is none",
        "reject",
        "colour",
        make=lambda: csv(columns()),
        options=("--kinds", "age:colour"),
    ),
    case(
        "a split by a column that is not there",
        "reject",
        "day",
        make=lambda: csv(columns()),
        options=("--split", "time", "--by", "day"),
    ),
]


CASES = [*CLEAN, *TARGETS, *CHOSEN]
