from itertools import combinations

import numpy as np
import pytest

from core import model, palette

NEAR_WHITE, DEEP_INK = "#FAFAF7", "#12141C"

# Machado, Oliveira and Fernandes 2009, severity 1, on linear light.
SEEN = {
    "everybody": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
FAMILIES = [look.colour for look in palette.FAMILIES.values()]
CLASSES = [look.colour for look in palette.CLASSES]
MODELS = [look.colour for look in palette.MODELS.values()]
PARTS = [look.colour for look in palette.PARTS.values()]


def linear(colour: str) -> np.ndarray:
    srgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    light = sorted(float(XYZ[1] @ linear(colour)) + 0.05 for colour in (one, other))
    return light[1] / light[0]


def lab(colour: str, matrix: np.ndarray) -> np.ndarray:
    xyz = XYZ @ np.clip(matrix @ linear(colour), 0, 1) / (XYZ @ np.ones(3))
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("ground", [NEAR_WHITE, DEEP_INK])
@pytest.mark.parametrize(
    "colour",
    [*FAMILIES, *MODELS, *CLASSES, *PARTS, palette.ALERT, palette.UP, palette.DOWN],
)
def test_every_colour_stands_out_on_both_grounds(colour, ground) -> None:
    assert contrast(colour, ground) >= 3


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize(
    "group",
    [
        [*FAMILIES, *MODELS],
        CLASSES[:4],
        PARTS,
        [palette.UP, palette.DOWN, palette.NEUTRAL],
    ],
)
def test_colours_stay_apart_for_colour_blind_readers(seen, group) -> None:
    for one, other in combinations(group, 2):
        assert np.linalg.norm(lab(one, SEEN[seen]) - lab(other, SEEN[seen])) >= 11


@pytest.mark.parametrize("seen", SEEN)
def test_forest_and_net_are_far_apart(seen) -> None:
    forest, net = (palette.FAMILIES[name].colour for name in ("forest", "net"))
    assert np.linalg.norm(lab(forest, SEEN[seen]) - lab(net, SEEN[seen])) >= 30


def test_shapes_and_dashes_say_it_again() -> None:
    families = list(palette.FAMILIES.values())
    assert len({look.symbol for look in families}) == len(families)
    assert len({look.symbol for look in palette.CLASSES}) == len(palette.CLASSES)
    shown = [palette.FAMILIES[name].dash for name in ("net", "linear", "baseline")]
    assert len(set(shown)) == 3


def test_ink_can_be_read_on_every_tile() -> None:
    for colour in (*FAMILIES, palette.TILE):
        assert contrast(palette.INK, colour) >= 4.4


def test_every_declared_model_has_the_look_of_its_family() -> None:
    for key, spec in model.specs().items():
        expected = palette.MODELS.get(key, palette.FAMILIES[spec.family])
        assert palette.look(key) == expected
        assert palette.title(key) == spec.title
        assert palette.colour(key) == expected.colour
        assert palette.marker(key) == expected.symbol
        assert palette.dash(key) == expected.dash


def test_a_model_that_is_gone_still_has_a_look() -> None:
    assert palette.title("old_net") == "Old net"
    assert palette.look("old_net") == palette.FAMILIES["other"]


def test_a_model_that_comes_again_is_told_apart() -> None:
    (first, look), (second, again) = palette.looks(("mlp", "mlp"))
    assert first != second
    assert look.colour == again.colour
    assert look.symbol != again.symbol


def test_two_models_of_a_family_are_told_apart() -> None:
    (_, look), (_, other) = palette.looks(("random_forest", "extra_trees"))
    assert look.colour == other.colour
    assert (look.symbol, look.dash) != (other.symbol, other.dash)


def test_the_scale_between_classes_is_clear_in_the_middle() -> None:
    places = [place for place, _ in palette.between_classes()]
    assert places == sorted(places)
    assert palette.faded("#FF8000", 0.5) == "rgba(255,128,0,0.5)"


def test_class_looks_repeat_after_the_last() -> None:
    assert palette.class_look(0) == palette.class_look(len(palette.CLASSES))
