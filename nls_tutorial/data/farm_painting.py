"""Fields, fires and burning fields, painted from random numbers: what `farm` shows.

Places run from (0, 0), the upper left corner, to (1, 1). Everything that chance decides of a picture is one row of
`DRAWS` numbers in [0, 1); a row and a class always give the same picture, larger or smaller.
"""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial.data.backgrounds import TONES

Plane = Float[Tensor, "B H W"]
Picture = Float[Tensor, "B 3 H W"]
Chance = Callable[[str], Float[Tensor, "B 1 1"]]

NAMES = (
    *("horizon", "sky", "evening", "vanish", "rows", "crop", "dry", "light", "tint", "shift", "turn"),
    *("patch", "patch_x", "patch_y", "patch_size", "patch_color", "haze", "haze_y", "other_ground", "ground"),
    *("fire_x", "fire_y", "fire_wide", "fire_high", "fire_bright", "second", "second_x", "smoke", "smoke_x", "burnt"),
)
DRAWS = len(NAMES)
GRAIN = 0.07  # standard deviation of a pixel's noise

NORMAL, STUBBLE, FIRE = range(3)  # the classes


def _color(words: str) -> Float[Tensor, "n 3 1 1"]:
    return torch.tensor([[int(word[at : at + 2], 16) / 255 for at in (0, 2, 4)] for word in words.split()])[
        ..., None, None
    ]


CROPS = _color("4f7a35 7d9a45 c9a95a b58a4a 8a5a3c d7be78")
SKIES = _color("6fa3d8 a9b7c4 8f9bb0 e7b27a")
OTHERS = _color("1d2a22 2b2622 4d5a36 6a5a4c")
PATCHES = _color("c43a10 e07a1e f0b040 a8481f")
FLAMES = _color("5a1408 c43a10 f58a1e ffe08a")
SMOKE, BURNT, DUST = (_color(word)[0] for word in ("8d8a88", "25201d", "cfc4b0"))


def paint(label: int, draws: Float[Tensor, "B D"], size: int, grain: Picture) -> Picture:
    """Pictures (B, 3, size, size) in [0, 1] of one class: NORMAL, STUBBLE or FIRE.

    `draws` are `DRAWS` numbers in [0, 1) for each, `grain` a normal number for each value of each pixel.
    """
    columns = dict(zip(NAMES, draws[:, :, None, None].unbind(1), strict=True))
    centres = (torch.arange(size, device="cpu") + 0.5) / size
    y, x = (plane.expand(len(draws), size, size) for plane in torch.meshgrid(centres, centres, indexing="ij"))
    picture = _field(columns.__getitem__, x, y)
    if label == FIRE:
        picture = _elsewhere(columns.__getitem__, x, y, picture)
    else:
        picture = _harmless(columns.__getitem__, x, y, picture)
    if label != NORMAL:
        picture = _fire(columns.__getitem__, x, y, picture, large=label == FIRE)
    light = 0.55 + 0.6 * columns["light"][:, None]
    warm = 0.18 * (columns["tint"][:, None] - 0.5) * torch.tensor([1.0, 0.0, -1.0])[:, None, None]
    return (picture * (light + warm) + GRAIN * grain).clamp(0, 1)


def _noise(x: Plane, y: Plane, shift: Tensor) -> Plane:
    """Soft irregular waves in [0, 1], of about one period a unit."""
    pixels = x.new_full((len(x), 1, 1), 64.0)
    first = TONES["clouds"](2.1 * x + 7 * shift, 2.1 * y + 5 * shift, pixels)
    return 0.6 * first + 0.4 * TONES["clouds"](4.7 * x - 3 * shift, 4.7 * y + 11 * shift, pixels)


def _over(below: Picture, color: Tensor, coverage: Plane) -> Picture:
    """`color` on what is below, where and as far as `coverage` in [0, 1] says."""
    return below + coverage[:, None] * (color - below)


def _chosen(colors: Tensor, chance: Tensor) -> Float[Tensor, "B 3 1 1"]:
    return colors[(chance.flatten() * len(colors)).long()]


def _mostly_low(chance: Tensor) -> Tensor:
    """x^1.5, by steps that every processor rounds alike."""
    return chance * chance.sqrt()


def _ground(chance: Chance, y: Plane) -> tuple[Plane, Plane]:
    """How near the ground is, 0 at the horizon and 1 at the lower edge; and where it is ground at all."""
    horizon = 0.12 + 0.33 * chance("horizon")
    near = ((y - horizon) / (1 - horizon)).clamp(min=0)
    return near, ((y - horizon) * 40 + 0.5).clamp(0, 1)


def _field(chance: Chance, x: Plane, y: Plane) -> Picture:
    """A field in rows that meet at the horizon, and the sky above it."""
    near, is_ground = _ground(chance, y)
    depth = 1 / (near + 0.16)
    across = (x - 0.2 - 0.6 * chance("vanish")) * depth + 1.2 * (chance("turn") - 0.5) * near
    rows = TONES["waves"](0.25 * near, (2.0 + 3.0 * chance("rows")) * across, x.new_full((len(x), 1, 1), 8.0))
    clods = _noise(9 * across, 5 * depth, chance("shift"))
    crop = _chosen(CROPS, chance("crop"))
    tone = 0.62 + 0.22 * rows + 0.35 * clods
    land = crop * tone[:, None]
    sky = _chosen(SKIES, chance("sky"))
    glow = (chance("evening") > 0.7) * (1 - (0.42 - y).clamp(min=0) / 0.42) * 0.75
    above = _over(sky * (0.8 + 0.35 * _noise(2 * x, 3 * y, chance("sky")))[:, None], SKIES[3], glow)
    return above + is_ground[:, None] * (land - above)


def _elsewhere(chance: Chance, x: Plane, y: Plane, field: Picture) -> Picture:
    """Trunks, walls or rough grass where no crop grows; four in ten keep the field's look."""
    other = _chosen(OTHERS, chance("ground"))
    trunks = TONES["stripes"]((3 + 4 * chance("rows")) * x + chance("shift"), y, x.new_full((len(x), 1, 1), 12.0))
    rough = _noise(6 * x, 6 * y, chance("shift"))
    wood = other * (0.6 + 0.5 * trunks * (y < 0.75) + 0.5 * rough)[:, None]
    return torch.where((chance("other_ground") > 0.4)[:, None], wood, field)


def _harmless(chance: Chance, x: Plane, y: Plane, picture: Picture) -> Picture:
    """What only looks like fire: poppies or a machine in six fields of ten, and dust or mist in half of them."""
    horizon = 0.12 + 0.33 * chance("horizon")
    wide = 0.04 + 0.16 * chance("patch_size")
    middle_y = horizon + (0.05 + 0.8 * chance("patch_y")) * (1 - horizon)
    off = ((x - chance("patch_x")) / wide) ** 2 + ((y - middle_y) / (0.4 * wide)) ** 2
    ragged = 1.3 - off + 2.4 * (_noise(9 * x, 9 * y, chance("patch_x")) - 0.5)
    there = chance("patch") < 0.6
    picture = _over(picture, _chosen(PATCHES, chance("patch_color")), 0.9 * there * (2.5 * ragged).clamp(0, 1))
    picture = _over(picture, FLAMES[3], 0.5 * there * (2 * ragged - 1.6).clamp(0, 1))
    level = horizon + 0.3 * (chance("haze_y") - 0.3)
    veil = 1 / (1 + ((y - level) / 0.14) ** 2) * _noise(2 * x, 3 * y, chance("haze"))
    return _over(
        picture,
        torch.where(chance("haze")[:, None] < 0.5, SMOKE, DUST),
        (chance("haze_y") < 0.5) * (1.2 * veil).clamp(0, 0.85),
    )


def _fire(chance: Chance, x: Plane, y: Plane, picture: Picture, *, large: bool) -> Picture:
    """Flames with their smoke: a low line of them along a field, or a tall heap."""
    horizon = 0.12 + 0.33 * chance("horizon")
    if large:
        base = 0.6 + 0.38 * chance("fire_y")
        high, wide = 0.12 + 0.5 * _mostly_low(chance("fire_high")), 0.08 + 0.4 * chance("fire_wide")
    else:
        base = horizon + (0.08 + 0.75 * chance("fire_y")) * (1 - horizon)
        high, wide = 0.04 + 0.2 * _mostly_low(chance("fire_high")), 0.06 + 0.4 * chance("fire_wide")
        black = (base + 0.02 - y).clamp(0, 0.15) / 0.15 * (y > horizon) * (chance("burnt") < 0.5)
        picture = _over(picture, BURNT, 0.7 * black * _noise(4 * x, 9 * y, chance("burnt")))
    middle = 0.1 + 0.8 * chance("fire_x")
    plume = middle + 0.5 * (chance("smoke_x") - 0.5) * (base - y).clamp(min=0)
    spread = wide * (0.5 + 1.2 * (base - y).clamp(min=0))
    puffs = _noise(3 * x, 3 * y, chance("smoke")) / (1 + ((x - plume) / spread) ** 2) ** 2
    picture = _over(picture, SMOKE, (y < base) * (1.5 * chance("smoke") * puffs).clamp(0, 0.85))
    heat = _flames(x, y, middle, base, wide, high, chance("fire_x"))
    second = _flames(x, y, chance("second_x"), base - 0.03, 0.5 * wide, 0.8 * high, chance("second_x"))
    heat = torch.maximum(heat, (chance("second") < 0.4) * second) * (0.25 + 0.75 * chance("fire_bright"))
    for place, color in enumerate(FLAMES):
        picture = _over(picture, color, (3.2 * (heat - 0.12 - 0.2 * place)).clamp(0, 1))
    return picture


def _flames(x: Plane, y: Plane, middle: Tensor, base: Tensor, wide: Tensor, high: Tensor, shift: Tensor) -> Plane:
    """How hot it is, 0 to 1: tongues that rise from a base line and end raggedly."""
    up = (base - y) / high
    along = ((x - middle) / wide).abs()
    tongue = _noise(5 * x + 0.3 * up, 0.7 * up, shift)
    top = (1.25 - along * along) * (0.35 + 1.1 * tongue)
    flicker = 0.75 + 0.5 * _noise(11 * x, 11 * y, shift)
    return ((top - up).clamp(0, 1) * flicker * (8 * (up + 0.15)).clamp(0, 1)).clamp(0, 1)
