"""How cost grows: measured sizes, the line through them, and where it would lead."""

from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.growing.growth import Climb, Reach, What

if TYPE_CHECKING:
    import pandas as pd

    from core.plotting.plot import Plot

COSTS: dict[What, str] = {"time": "CPU seconds", "memory": "MB at the peak"}
VAGUE = 20.0  # times the low end: an interval as wide as that says nothing
SPANS = ((120, 1, "s"), (7200, 60, "min"), (172_800, 3600, "h"), (6e7, 86_400, "days"))
ROUND = ((1_000_000_000, "billion"), (1_000_000, "million"))


def lasting(seconds: float) -> str:
    """Return a time in the unit in which people tell it."""
    for most, unit, name in SPANS:
        if seconds < most:
            return f"{theme.amount(seconds / unit)} {name}"
    return f"{theme.amount(seconds / 31_557_600)} years"


def mega(amount: float) -> str:
    """Return megabytes in the unit in which people tell them."""
    if amount < 1000:
        return f"{theme.amount(amount)} MB"
    unit = ("GB", 1e3) if amount < 1e6 else ("TB", 1e6)
    return f"{theme.amount(amount / unit[1])} {unit[0]}"


def told(amount: float, what: What) -> str:
    """Return a cost as people tell it."""
    return lasting(amount) if what == "time" else mega(amount)


def counted(size: int, unit: str) -> str:
    """Return how many there are of something: 10 million rows."""
    for step, name in ROUND:
        if size >= step:
            return f"{theme.amount(size / step)} {name} {unit}"
    return f"{size:,} {unit}"


def climbs(reach: Reach) -> list[tuple[str, palette.Look, Climb]]:
    """Return the ladders that have a rung, with what they are called and drawn like."""
    found = reach.growth.measured
    looks = palette.looks(tuple(climb.model for climb in found))
    return [(*look, climb) for look, climb in zip(looks, found, strict=True)]


def frame(reach: Reach, what: What) -> "pd.DataFrame":
    """Return one row a measured size and one for the size that nobody measured."""
    import pandas as pd

    rows = []
    for name, _, climb in climbs(reach):
        law = climb.law(what)
        for rung in climb.rungs:
            cost = climb.whole(rung.cpu_s) if what == "time" else rung.peak_mb
            line = climb.expected(rung.size, what) or (None, None, None)
            fitted = law is not None and law.first <= rung.size <= law.last
            row = (name, climb.unit, rung.size, cost, *line)
            rows.append((*row, len(rung.repeats), "yes" if fitted else "no"))
        far = climb.expected(reach.size, what)
        if far and climb.unit == reach.growth.along:
            rows.append((name, climb.unit, reach.size, None, *far, 0, "no"))
    names = ["model", "along", "size", COSTS[what], "on the line", "low", "high"]
    made = pd.DataFrame(rows, columns=[*names, "repeats", "in the line"])
    return made.astype(dict.fromkeys(names[3:], float))


def draw(reach: Reach, what: What) -> "Plot":
    """Draw dots for what was measured, lines through them, dashed where nobody was."""
    units = sorted({climb.unit for _, _, climb in climbs(reach)})
    figure = theme.figure(
        400,
        f"{' or '.join(units)} (log scale)",
        f"{COSTS[what]} (log scale)",
    )
    whole = frame(reach, what)
    for name, look, climb in climbs(reach):
        own = whole[whole["model"] == name]
        seen = own[own[COSTS[what]] > 0]
        fitted = (seen["in the line"] == "yes").tolist()
        law = climb.law(what)
        power = f", exponent {law.exponent:.2f}" if law else ""
        figure.add_scatter(
            x=seen["size"].to_numpy(float),
            y=theme.small(seen[COSTS[what]]),
            mode="markers",
            marker=theme.dot(look, 10)
            | {"opacity": [1.0 if each else 0.4 for each in fitted]},
            name=theme.label(f"{name}{power}", 44),
            hovertemplate="%{x:,}: %{y:.3g} " + COSTS[what] + "<extra></extra>",
        )
        line = own[own["on the line"].notna()]
        known = line[line["in the line"] == "yes"]
        _line(figure, look, known, dashed=False)
        beyond = line[line["size"] >= known["size"].max()]
        if len(beyond) > 1:
            _line(figure, look, beyond, dashed=True)
            _end(figure, look, beyond.iloc[-1:])
    figure.update_yaxes(type="log", dtick=1, exponentformat="power")
    return figure.update_xaxes(type="log", dtick=1, exponentformat="power")


def _line(
    figure: "Plot", look: palette.Look, own: "pd.DataFrame", *, dashed: bool
) -> None:
    figure.add_scatter(
        x=own["size"].to_numpy(float),
        y=theme.small(own["on the line"]),
        mode="lines",
        line={"color": look.colour, "width": 2, "dash": "dash" if dashed else "solid"},
        opacity=0.7,
        showlegend=False,
        hoverinfo="skip",
    )


def _end(figure: "Plot", look: palette.Look, own: "pd.DataFrame") -> None:
    """Draw what is expected at a size that nobody measured, with its interval."""
    value = own["on the line"]
    figure.add_scatter(
        x=own["size"].to_numpy(float),
        y=theme.small(value),
        mode="markers",
        marker=theme.dot(look, 11) | {"symbol": f"{look.symbol}-open"},
        error_y={
            "array": theme.small(own["high"] - value),
            "arrayminus": theme.small(value - own["low"]),
            "color": look.colour,
            "thickness": 2,
        },
        showlegend=False,
        hovertemplate="not measured: %{y:.3g}<extra></extra>",
    )


def sentence(reach: Reach, what: What) -> str:
    """Say what doubling the size does, and what to expect where nobody measured."""
    doubled, expected = [], []
    for name, _, climb in climbs(reach):
        law = climb.law(what)
        if law is None:
            continue
        doubled.append(
            f"{name} {theme.amount(2**law.exponent)} times (exponent "
            f"{law.exponent:.2f}, 95\u00a0% interval {law.low:.2f} to {law.high:.2f})"
        )
        if climb.unit == reach.growth.along:
            expected.append(f"{name} {expects(climb, reach.size, what)}")
    if not doubled:
        sizes = sum(len(climb.rungs) for _, _, climb in climbs(reach))
        return f"{sizes} sizes so far: too few, or too small a cost, for a line."
    along = {"size": "size"}.get(reach.growth.along, "number of " + reach.growth.along)
    cost = "CPU seconds" if what == "time" else "memory"
    said = f"Twice the {along} takes this many times the {cost}: "
    said += f"{'; '.join(doubled)}."
    if expected:
        size = counted(reach.size, reach.growth.along)
        said += f" At {size}, if it goes on like this: {'; '.join(expected)}."
    return said


def expects(climb: Climb, size: int, what: What) -> str:
    """Say what to expect at a size, with its interval; nothing where it is too wide."""
    found = climb.expected(size, what)
    if found is None or found[2] > VAGUE * max(found[1], 1e-12):
        return "too uncertain to say"
    value, low, high = (told(each, what) for each in found)
    return f"{value}, between {low} and {high}"


GROWTH_TIME = FigureSpec(
    key="growth_time",
    title="Training time against size",
    page="growth",
    order=10,
    draw=lambda reach: draw(reach, "time"),
    frame=lambda reach: frame(reach, "time"),
    sentence=lambda reach: sentence(reach, "time"),
    applies=lambda reach: bool(reach.growth.measured),
)
GROWTH_MEMORY = FigureSpec(
    key="growth_memory",
    title="Memory against size",
    page="growth",
    order=20,
    draw=lambda reach: draw(reach, "memory"),
    frame=lambda reach: frame(reach, "memory"),
    sentence=lambda reach: sentence(reach, "memory"),
    applies=lambda reach: any(climb.memory for climb in reach.growth.climbs),
    instead=lambda reach: (
        "None of these trainings needed enough memory to measure how "
        "it grows: give the ladder more seconds."
    ),
)
