"""One look for each model family and each class, everywhere.

Every colour keeps a contrast of at least 3:1 on near-white and on deep ink, and
neighbours stay apart for colour-blind readers; shape and dash say the same again.
The blue-green and the vermilion are from Okabe and Ito's palette.
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Look:
    """How one thing is drawn: colour (#rrggbb), marker symbol and line dash."""

    colour: str
    symbol: str
    dash: str = "solid"


FAMILIES = {
    "forest": Look(colour="#009E73", symbol="circle", dash="solid"),
    "net": Look(colour="#D55E00", symbol="diamond", dash="solid"),
    "linear": Look(colour="#3B7DD8", symbol="square", dash="dash"),
    "baseline": Look(colour="#8A8F98", symbol="x", dash="dot"),
    "other": Look(colour="#A6733F", symbol="triangle-up", dash="dashdot"),
}

# Models that would share a family's look but stand beside it in a race.
MODELS = {
    "boosting": Look(colour="#A64DFF", symbol="star", dash="longdash"),
}

# Points of a class are never mistaken for a model: other hues, other shapes.
CLASSES = (
    Look(colour="#7A5BD0", symbol="circle"),
    Look(colour="#B8860B", symbol="triangle-up"),
    Look(colour="#1794A8", symbol="square"),
    Look(colour="#C2456E", symbol="diamond"),
    Look(colour="#6B8F23", symbol="cross"),
    Look(colour="#4A76B8", symbol="star"),
    Look(colour="#B0572B", symbol="triangle-down"),
    Look(colour="#7D7F8C", symbol="hexagon"),
    Look(colour="#A34FB0", symbol="x"),
    Look(colour="#2E8F62", symbol="pentagon"),
)

# Parts of a split stand in one picture with nothing else.
PARTS = {
    "train": Look(colour="#7C8696", symbol="square"),
    "validation": Look(colour="#1F86D9", symbol="circle"),
    "test": Look(colour="#C27A00", symbol="diamond"),
}

# A tile brings its own light ground, so its text is ink in both themes.
INK, TILE = "#12141C", "#E4E7EB"
ALERT = "#E0457B"
NEUTRAL = "#8A8F98"
DOWN, UP = "#3F7FE0", "#E0457B"
LOW_TO_HIGH = ((0.0, DOWN), (0.5, "#9470BE"), (1.0, UP))


def look(model: str) -> Look:
    """Return the look of a model by its key: its own, else that of its family."""
    return MODELS.get(model) or FAMILIES[_family(model)]


def looks(models: tuple[str, ...]) -> list[tuple[str, Look]]:
    """Return a name and a look for each; equal names and looks are told apart."""
    shown: list[tuple[str, Look]] = []
    for place, model in enumerate(models):
        own, times = look(model), models[:place].count(model)
        taken = sum(look(before) == own for before in models[:place])
        name = f"{title(model)} ({times + 1})" if times else title(model)
        shown.append((name, _varied(own, taken)))
    return shown


def colour(model: str) -> str:
    """Return a model's colour as #rrggbb."""
    return look(model).colour


def marker(model: str) -> str:
    """Return a model's marker symbol by its name in plotly."""
    return look(model).symbol


def dash(model: str) -> str:
    """Return a model's line dash by its name in plotly."""
    return look(model).dash


def title(model: str) -> str:
    """Return what a model is called on a page."""
    spec = _specs().get(model)
    return spec.title if spec else model.replace("_", " ").capitalize()


def class_look(code: int) -> Look:
    """Return the look of a class by its code; after ten classes the looks repeat."""
    return CLASSES[code % len(CLASSES)]


def faded(hexadecimal: str, alpha: float) -> str:
    """Return a colour (#rrggbb) with an opacity from 0 to 1."""
    red, green, blue = (int(hexadecimal[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


def between_classes() -> tuple[tuple[float, str], ...]:
    """Return the scale from class 0 over undecided (clear) to class 1, for surfaces."""
    first, second = CLASSES[0].colour, CLASSES[1].colour
    return (
        (0.0, faded(first, 0.75)),
        (0.499, faded(first, 0.06)),
        (0.501, faded(second, 0.06)),
        (1.0, faded(second, 0.75)),
    )


def _varied(own: Look, taken: int) -> Look:
    dashes = ("dash", "dot", "dashdot", "longdash")
    if not taken:
        return own
    dash = [d for d in dashes if d != own.dash][(taken - 1) % 3]
    return replace(own, symbol=f"{own.symbol}-open", dash=dash)


def _family(model: str) -> str:
    spec = _specs().get(model)
    return spec.family if spec else GUESSES.get(model, "other")


# Looks of the usual keys where no declaration is at hand, as in a stored run.
GUESSES = {
    "random_forest": "forest",
    "extra_trees": "forest",
    "mlp": "net",
    "logistic_regression": "linear",
    "dummy": "baseline",
}


def _specs() -> dict:
    from core.model import specs

    return specs()
