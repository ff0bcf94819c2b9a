"""Tables with one trap each."""

from random import Random

from tests.awkward import Awkward
from tests.awkward_tables import (
    PRICE,
    case,
    columns,
    csv,
    day,
    grouped_visits,
    house_prices,
    ordered,
    plus,
    repeated,
    visits,
)


def steady_visits() -> bytes:
    """The age and the height of a patient do not change, the plan does."""
    known = columns()
    for name in ("age", "height"):
        known[name] = [known[name][i // 4 * 4] for i in range(160)]
    target = known.pop("plan")
    return csv(known | visits(known, Random(1)) | {"plan": target})


def rare(count: int, few: int, total: int = 2000) -> bytes:
    known = columns(total)
    places = set(Random(count).sample(range(total), few))
    known["plan"] = ["fraud" if i in places else "fine" for i in range(total)]
    return csv(known)


def trap(name: str, kind: str, *says: str, make, **more) -> Awkward:
    """A table with one trap, which must be found under this name."""
    return case(name, "warn", *says, make=make, traps=(kind,), **more)


TRAPS = [
    trap(
        "a copy of the target",
        "leak",
        "copy",
        make=lambda: plus(lambda t, d: {"copy": t["plan"]}),
    ),
    trap(
        "a renamed target",
        "leak",
        "signed",
        make=lambda: plus(
            lambda t, d: {"signed": [str(int(p == "plus")) for p in t["plan"]]}
        ),
    ),
    trap(
        "an amount in another currency",
        "leak",
        "euros",
        options=PRICE,
        make=lambda: csv(
            {"euros": [f"{0.9 * float(p):.2f}" for p in house_prices()["price"]]}
            | house_prices()
        ),
    ),
    trap(
        "numbered rows",
        "named",
        "id",
        make=lambda: plus(lambda t, d: {"id": [str(1000 + i) for i in range(160)]}),
    ),
    trap(
        "codes of customers",
        "named",
        "customer",
        make=lambda: plus(
            lambda t, d: {"customer": [f"K-{d.randrange(10**7):07d}" for _ in t["age"]]}
        ),
    ),
    trap("rows twice", "copies", "40", make=lambda: repeated(40)),
    trap(
        "one value only",
        "constant",
        "country",
        make=lambda: plus(lambda t, d: {"country": ["NO"] * 160}),
    ),
    trap(
        "one value nearly always",
        "constant",
        "country",
        make=lambda: plus(
            lambda t, d: {"country": ["NO" if i != 9 else "SE" for i in range(600)]},
            600,
        ),
    ),
    trap(
        "half of a column missing",
        "missing",
        "bonus",
        make=lambda: plus(
            lambda t, d: {
                "bonus": [
                    f"{d.gauss(0, 1):.3f}" if i % 5 < 2 else "" for i in range(160)
                ]
            }
        ),
    ),
    trap(
        "an empty column",
        "constant",
        "bonus",
        make=lambda: plus(lambda t, d: {"bonus": [""] * 160}),
    ),
    trap(
        "999 for missing",
        "sentinel",
        "999",
        "weight",
        make=lambda: plus(
            lambda t, d: {
                "weight": [
                    f"{d.gauss(70, 9):.1f}" if i % 8 else "999" for i in range(160)
                ]
            }
        ),
    ),
    trap(
        "-1 for missing",
        "sentinel",
        "-1",
        "visits",
        make=lambda: plus(
            lambda t, d: {
                "visits": [
                    f"{d.uniform(20, 90):.1f}" if i % 8 else "-1" for i in range(160)
                ]
            }
        ),
    ),
    trap(
        "0 for missing",
        "sentinel",
        "0",
        "pressure",
        make=lambda: plus(
            lambda t, d: {
                "pressure": [
                    f"{d.gauss(120, 12):.0f}" if i % 8 else "0" for i in range(160)
                ]
            }
        ),
    ),
    trap("one in a hundred", "imbalance", "fraud", make=lambda: rare(1, 20)),
    trap(
        "a class of four rows",
        "small",
        "gold",
        make=lambda: csv(
            columns()
            | {
                "plan": [
                    "gold" if i in (3, 60, 99, 140) else p
                    for i, p in enumerate(columns()["plan"])
                ]
            }
        ),
    ),
    trap(
        "hundreds of categories",
        "levels",
        "street",
        make=lambda: plus(
            lambda t, d: {"street": [f"street {d.randrange(170)}" for _ in t["age"]]},
            800,
        ),
    ),
    trap("rows in the order of time", "time", "day", make=lambda: plus(ordered)),
    trap("patients who come four times", "groups", "patient", make=grouped_visits),
    trap("patients with steady facts", "groups", "patient", make=steady_visits),
    trap(
        "recorded after the target",
        "leak",
        "cancelled_on",
        make=lambda: plus(
            lambda t, d: {
                "cancelled_on": [
                    day(d.randrange(700)) if p == "plus" else "" for p in t["plan"]
                ]
            }
        ),
    ),
]


CASES = TRAPS
