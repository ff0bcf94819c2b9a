"""Shapes in two dimensions: small enough to see what a model has learned.

Where a point lies and how far noise moves it are drawn from two generators, so that
the noise dial moves the same points instead of drawing new ones.
"""

from functools import partial
from typing import TYPE_CHECKING, Any

from core.dataset import Dataset, DatasetSpec
from core.params import Float, Int
from core.seeds import derive

if TYPE_CHECKING:
    import numpy as np

GROUP = "Shapes in two dimensions"
BLOB_CENTRES = ((-1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (1.0, -1.0))

N = Int(
    name="n",
    label="Rows",
    default=1000,
    low=100,
    high=20_000,
    help="How many points are drawn.",
    step=100,
    log=True,
)
SHARE = Float(
    name="share",
    label="Share of the positive class",
    default=0.5,
    low=0.05,
    high=0.95,
    help="How many of the rows belong to the second class.",
    step=0.05,
)
DRAW = Int(
    name="draw",
    label="Which sample is drawn",
    default=0,
    low=0,
    high=9999,
    help="Another number draws other points from the same shape.",
    advanced=True,
)


def _noise(default: float, high: float = 1.0) -> Float:
    return Float(
        name="noise",
        label="Noise",
        default=default,
        low=0.0,
        high=high,
        help="How far points stray from the shape, as a standard deviation.",
        step=0.05,
    )


def _classes(default: int, high: int) -> Int:
    return Int(
        name="classes",
        label="Classes",
        default=default,
        low=2,
        high=high,
        help="How many kinds of points there are.",
    )


def _generators(
    values: dict[str, Any], key: str
) -> "tuple[np.random.Generator, np.random.Generator]":
    """Return the generator of places and that of noise."""
    import numpy as np

    place, noise = (derive(values["draw"], key, use) for use in ("place", "noise"))
    return np.random.default_rng(place), np.random.default_rng(noise)


def _two_codes(values: dict[str, Any], rng: "np.random.Generator") -> "np.ndarray":
    """Return shuffled codes 0 and 1 with exactly the asked share of ones."""
    n = values["n"]
    return (rng.permutation(n) < round(n * values["share"])).astype("int64")


def _even_codes(values: dict[str, Any], rng: "np.random.Generator") -> "np.ndarray":
    """Return shuffled codes with equally many rows a class."""
    return (rng.permutation(values["n"]) % values["classes"]).astype("int64")


def _table(
    points: "np.ndarray", codes: "np.ndarray", classes: tuple[str, ...], title: str
) -> Dataset:
    import pandas as pd

    return Dataset(
        title=title,
        X=pd.DataFrame(points, columns=["x", "y"]),
        y=codes,
        target="class",
        classes=classes,
        kinds=("number", "number"),
        source="Generated here from the numbers chosen.",
        licence="None needed.",
    )


def _moons(values: dict[str, Any]) -> Dataset:
    """Draw two half circles that reach into each other."""
    import numpy as np

    place, noise = _generators(values, "moons")
    codes = _two_codes(values, place)
    angle = np.pi * place.random(len(codes))
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = np.column_stack([1 - np.cos(angle), 0.5 - np.sin(angle)])
    points = np.where(codes[:, None] == 1, lower, upper)
    points = points + values["noise"] * noise.standard_normal(points.shape)
    return _table(points, codes, ("upper moon", "lower moon"), "Moons")


def _circles(values: dict[str, Any]) -> Dataset:
    """Draw a ring of radius 1 around a ring of radius 0.5."""
    import numpy as np

    place, noise = _generators(values, "circles")
    codes = _two_codes(values, place)
    angle = 2 * np.pi * place.random(len(codes))
    radius = np.where(codes == 1, 0.5, 1.0)
    points = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    points = points + values["noise"] * noise.standard_normal(points.shape)
    return _table(points, codes, ("outer ring", "inner ring"), "Circles")


def _spirals(values: dict[str, Any]) -> Dataset:
    """Draw arms that wind one and a half times around the centre."""
    import numpy as np

    place, noise = _generators(values, "spirals")
    codes = _even_codes(values, place)
    # The root spreads the points evenly along an arm, whose outer turns are longer.
    along = np.sqrt(place.uniform(0.02, 1.0, len(codes)))
    angle = 3 * np.pi * along + 2 * np.pi * codes / values["classes"]
    points = np.column_stack([along * np.cos(angle), along * np.sin(angle)])
    points = points + values["noise"] * noise.standard_normal(points.shape)
    names = tuple(f"arm {arm + 1}" for arm in range(values["classes"]))
    return _table(points, codes, names, "Spirals")


def _blobs(values: dict[str, Any]) -> Dataset:
    """Draw round clouds around the corners of a square."""
    import numpy as np

    place, noise = _generators(values, "blobs")
    codes = _even_codes(values, place)
    centres = np.array(BLOB_CENTRES)[codes]
    points = centres + values["noise"] * noise.standard_normal(centres.shape)
    names = tuple(f"cloud {cloud + 1}" for cloud in range(values["classes"]))
    return _table(points, codes, names, "Blobs")


def _xor(values: dict[str, Any]) -> Dataset:
    """Draw four squares, where the class depends on both coordinates together."""
    import numpy as np

    place, noise = _generators(values, "xor")
    codes = _two_codes(values, place)
    points = place.uniform(0.05, 1.0, (len(codes), 2))
    left = place.random(len(codes)) < 0.5
    points[left] *= -1
    # Mirroring one coordinate moves a point to a square of the other class.
    points[:, 1] *= np.where(codes == 1, -1, 1)
    points = points + values["noise"] * noise.standard_normal(points.shape)
    return _table(points, codes, ("same sign", "opposite signs"), "Exclusive or")


shape = partial(DatasetSpec, group=GROUP)

MOONS = shape(
    key="moons",
    title="Moons",
    summary="Two half moons that reach into each other: no straight line parts them.",
    make=_moons,
    params=(N, _noise(0.25), SHARE, DRAW),
)
CIRCLES = shape(
    key="circles",
    title="Circles",
    summary="A ring inside a ring: the distance from the centre decides.",
    make=_circles,
    params=(N, _noise(0.15), SHARE, DRAW),
)
SPIRALS = shape(
    key="spirals",
    title="Spirals",
    summary="Arms wound around each other: a long boundary that has to be learned.",
    make=_spirals,
    params=(N, _noise(0.05, high=0.5), _classes(2, high=3), DRAW),
)
BLOBS = shape(
    key="blobs",
    title="Blobs",
    summary="Round clouds, each around its own centre: straight lines are enough.",
    make=_blobs,
    params=(N, _noise(0.6, high=2.0), _classes(3, high=4), DRAW),
)
XOR = shape(
    key="xor",
    title="Exclusive or",
    summary="Four squares like a chessboard: neither column says anything alone.",
    make=_xor,
    params=(N, _noise(0.1), SHARE, DRAW),
)
