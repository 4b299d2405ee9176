"""Every colour stands out from its ground, and no two look alike to a colour-blind reader."""

import itertools

import pytest
from spec.colour_vision import APART, VISION, contrast, difference

from nls_tutorial.plots import PALETTE, SERIES

COLOURS = ("blue", "orange", "green", "red", "purple", "sky")
WORDS = ("ink", "muted", *(colour for colour, _ in SERIES))  # what may be the colour of a text


def test_the_measures_know_what_is_known() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the usual example of a grey just too pale
    assert difference("#000000", "#ffffff") == pytest.approx(1, abs=1e-3)
    red, green = "#ee3333", "#998800"
    assert difference(red, green) > 2 * difference(red, green, "deuteranopia"), "they come together"


@pytest.mark.parametrize("theme", PALETTE)
def test_contrast_with_the_ground(theme: str) -> None:
    colours = PALETTE[theme]
    for name, colour in colours.items():
        if name not in ("ground", "grid"):
            assert contrast(colour, colours["ground"]) >= (4.5 if name in WORDS else 3.0), name


@pytest.mark.parametrize("theme", PALETTE)
@pytest.mark.parametrize("vision", VISION)
def test_any_two_colours_can_be_told_apart(theme: str, vision: str) -> None:
    for one, other in itertools.combinations(COLOURS, 2):
        assert difference(PALETTE[theme][one], PALETTE[theme][other], vision) > APART, (one, other)


def test_every_colour_is_looked_at() -> None:
    assert all(set(colours) == {"ground", "ink", "muted", "grid", *COLOURS} for colours in PALETTE.values())


def test_a_series_never_relies_on_colour_alone() -> None:
    assert len({marker for _, marker in SERIES}) == len(SERIES)
    assert len({colour for colour, _ in SERIES}) == len(SERIES)
