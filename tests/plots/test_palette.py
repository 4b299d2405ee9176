"""Every color stands out from its ground, and no two look alike to a color-blind reader."""

import itertools

import pytest
from spec.color_vision import APART, VISION, contrast, difference

from nls_tutorial.plots import PALETTE, SERIES

COLORS = ("blue", "orange", "green", "red", "purple", "sky")
WORDS = ("ink", "muted", *(color for color, _ in SERIES))  # what may be the color of a text


def test_the_measures_know_what_is_known() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the usual example of a grey just too pale
    assert difference("#000000", "#ffffff") == pytest.approx(1, abs=1e-3)
    red, green = "#ee3333", "#998800"
    assert difference(red, green) > 2 * difference(red, green, "deuteranopia"), "they come together"


@pytest.mark.parametrize("theme", PALETTE)
def test_contrast_with_the_ground(theme: str) -> None:
    colors = PALETTE[theme]
    for name, color in colors.items():
        if name not in ("ground", "grid"):
            assert contrast(color, colors["ground"]) >= (4.5 if name in WORDS else 3.0), name


@pytest.mark.parametrize("theme", PALETTE)
@pytest.mark.parametrize("vision", VISION)
def test_any_two_colors_can_be_told_apart(theme: str, vision: str) -> None:
    for one, other in itertools.combinations(COLORS, 2):
        assert difference(PALETTE[theme][one], PALETTE[theme][other], vision) > APART, (one, other)


def test_every_color_is_looked_at() -> None:
    assert all(set(colors) == {"ground", "ink", "muted", "grid", *COLORS} for colors in PALETTE.values())


def test_a_series_never_relies_on_color_alone() -> None:
    assert len({marker for _, marker in SERIES}) == len(SERIES)
    assert len({color for color, _ in SERIES}) == len(SERIES)
