"""What work costs in money, energy and CO2: plain arithmetic on CPU seconds.

Prices are examples with their date, to be edited. Energy is an estimate, CPU seconds
times watts: codecarbon is not used, because in a virtual machine it has no meter
either, guesses memory at twelve times the power of a busy core, takes 1.2 s to start
and asks the network. The grids' factors are published ones.
"""

from dataclasses import dataclass
from math import floor, inf, isfinite, log10

from core.errors import Refused

CURRENCIES = ("EUR", "USD")
WATTS = 5.0
WATTS_SOURCE = (
    "a busy thread of a server's processor takes 1.7 to 8.6 W at full load, 4.3 W in "
    "the middle (Cloud Carbon Footprint, from SPECpower, 2021); memory and cooling "
    "come on top"
)
GRID_SOURCE = "Ember by way of Our World in Data, whole life cycle, 2023"
LITTLE = 1e-4  # below, there are too many zeros to count
LEAST = 1e-15  # nothing is written as less
PARTS = ((1e-6, "millionths"), (1e-9, "billionths"), (1e-12, "trillionths"))
MOST_PRICE, MOST_CORES, MOST_NAME, MOST_DAILY = 10_000.0, 1_024, 60, 10**10


@dataclass(frozen=True, kw_only=True)
class Machine:
    """A machine that can be had by the hour; `price` is for all its cores together."""

    name: str
    cores: int
    price: float
    currency: str
    source: str = ""

    @property
    def core_hour(self) -> float:
        """Return the price of one core for one hour."""
        return self.price / self.cores


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Where the electricity is from; `grams` of CO2 equivalents a kilowatt-hour."""

    name: str
    grams: float


MACHINES = (
    Machine(
        name="Hetzner CX33",
        cores=4,
        price=0.0104,
        currency="EUR",
        source="Hetzner's price interface, Falkenstein, 27 May 2026, without VAT",
    ),
    Machine(
        name="AWS m7g.large",
        cores=2,
        price=0.0816,
        currency="USD",
        source="on demand, Linux, us-east-1, June 2026",
    ),
    Machine(
        name="Your own computer",
        cores=8,
        price=0.15,
        currency="EUR",
        source="1,200 EUR over 3 years, 8 hours on each of 1,000 days; no electricity",
    ),
)
GRIDS = (
    Grid(name="World", grams=481),
    Grid(name="Norway", grams=30),
    Grid(name="France", grams=56),
    Grid(name="Finland", grams=79),
    Grid(name="Brazil", grams=98),
    Grid(name="Canada", grams=170),
    Grid(name="Ireland", grams=291),
    Grid(name="Germany", grams=381),
    Grid(name="Australia", grams=549),
    Grid(name="China", grams=582),
    Grid(name="India", grams=713),
)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What money and energy are reckoned with.

    `daily` predictions, `trainings` a month, `watts` a busy core.
    """

    machine: Machine = MACHINES[0]
    daily: int = 10_000
    trainings: int = 1
    watts: float = WATTS
    grid: Grid = GRIDS[0]

    def money(self, cpu_s: float) -> float:
        """Return the price of CPU seconds in the machine's currency."""
        return cpu_s / 3600 * self.machine.core_hour

    def seconds(self, money: float) -> float:
        """Return how many CPU seconds an amount of money buys."""
        return money / self.machine.core_hour * 3600 if self.machine.price else inf

    def energy(self, cpu_s: float) -> float:
        """Return the watt-hours that CPU seconds take."""
        return cpu_s * self.watts / 3600

    def co2(self, cpu_s: float) -> float:
        """Return the grams of CO2 equivalents of CPU seconds."""
        return self.energy(cpu_s) / 1000 * self.grid.grams


def machine(
    name: object, cores: object, price: object, currency: object, source: object = ""
) -> Machine:
    """Return a machine as somebody wrote it down; raises Refused."""
    title = " ".join(str(name or "").replace("|", "/").split())  # addresses part by it
    if not title or len(title) > MOST_NAME:
        raise Refused(f"A machine needs a name of 1 to {MOST_NAME} characters.")
    count, money = _number(cores), _number(price)
    if not 1 <= count <= MOST_CORES or count != int(count):
        raise Refused(
            f"The cores of '{title}' must be a whole number from 1 to {MOST_CORES:,}."
        )
    if not 0 <= money <= MOST_PRICE:
        raise Refused(
            f"The price of '{title}' must be from 0 to {MOST_PRICE:,.0f} an hour."
        )
    if currency not in CURRENCIES:
        raise Refused(f"The currency of '{title}' must be {' or '.join(CURRENCIES)}.")
    told = " ".join(str(source or "").split())[:200]
    return Machine(
        name=title, cores=int(count), price=money, currency=str(currency), source=told
    )


def _number(value: object) -> float:
    """Return a number, or one that fits no range."""
    try:
        number = float(str(value))
    except ValueError:
        return -inf
    return number if isfinite(number) else -inf


def coins(value: float) -> str:
    """Write money: cents from 0.1 on, three digits below, and very little in words."""
    if value >= 0.1 or value <= 0:
        return f"{value:,.2f}"
    if value >= LITTLE:
        return f"{value:.{2 - floor(log10(value))}f}"
    value = max(float(f"{value:.3g}"), LEAST)
    size, name = next((part for part in PARTS if value >= part[0]), PARTS[-1])
    return f"{float(f'{value / size:.3g}'):g} {name}"


def counted(count: float) -> str:
    """Write a count in three digits, from a million on with a word."""
    for size, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if count >= size:
            return f"{float(f'{count / size:.3g}'):,g} {name}"
    return f"{float(f'{count:.3g}'):,.0f}"
