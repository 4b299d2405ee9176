"""Generated pictures with several things in each, and the class of every pixel: for segmentation."""

from dataclasses import replace

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.data.scenes import SHAPES, Plan, background_tone, checked_count, outline_distance, plan
from nls_tutorial.data.seeds import Stream, generator
from nls_tutorial.records import LabelMaps

PIXEL_CLASSES = ("background", "disc", "square", "star", "wire")
SMALLEST = 24  # pixels a side
MOST = 4  # things in a picture, at least 2
WIRE = 0.16  # its short side over its long one
RADII, LONG = (0.15, 0.28), (0.34, 0.46)  # of things, and of wires, as shares of the side
SOFT = (0.5, 3.0)  # pixels over which an edge goes from one colour to the other
SEEN = (0.6, 1.0)  # of a thing's own colour; the rest is the ground's
NOISE = 0.05
TINTS = ((0.85, 0.25, 0.25), (0.20, 0.35, 0.85), (0.90, 0.75, 0.15), (0.15, 0.65, 0.30))  # of the classes from 1 on
ODD = 0.15  # of the things have any class's tint
SHADE = 0.1  # standard deviation of a thing's color around its tint


def crowded_scenes(count: int, *, size: int = 48, seed: int = 0) -> LabelMaps:
    r"""`count` generated RGB pictures (N, 3, size, size) of two to four things each, with the class of every pixel.

    Things are discs, squares, stars and wires, turned at random and mostly in the tint of their class, the later ones
    in front of the earlier; what is none of them is background, one of ten textures. To make it hard, a thing may pale
    toward the ground's color (down to 60 per cent of its own are left), one in nine has another class's tint, an edge
    may be soft (half a pixel to three pixels wide), a wire is five to seven pixels thin, and every pixel has noise of
    standard deviation 0.05.

    The label maps are exact: a pixel belongs to the front-most thing that covers its centre. No pixel is ignored.
    Images are float32, mostly in [0, 1]. The same arguments give the same pictures; torch's global random state is
    neither read nor moved. Raises ValueError or TypeError for count < 1, size < 24, and a seed out of range.

    >>> found = crowded_scenes(2, seed=0)
    >>> found.images.shape, found.labels.shape, found.class_names
    (torch.Size([2, 3, 48, 48]), torch.Size([2, 48, 48]), ('background', 'disc', 'square', 'star', 'wire'))

    """
    return _crowded(count, size, seed, "scenes", "scenes")


def crowded_scene_splits(
    train: int = 60, calibration: int = 40, test: int = 100, *, size: int = 48, seed: int = 0
) -> tuple[LabelMaps, LabelMaps, LabelMaps]:
    r"""Three parts of such pictures, each from a random stream of its own: training, calibration, test.

    The other arguments and errors are those of `crowded_scenes`.

    >>> [(part.split, len(part)) for part in crowded_scene_splits(3, 1, 2)]
    [('train', 3), ('calibration', 1), ('test', 2)]
    """
    return (
        _crowded(train, size, seed, "scenes: train", "train"),
        _crowded(calibration, size, seed, "scenes: calibration", "calibration"),
        _crowded(test, size, seed, "scenes: test", "test"),
    )


def _crowded(count: int, size: int, seed: int, stream: Stream, split: str) -> LabelMaps:
    checks.whole("size", size, SMALLEST, "Smaller pictures cannot show several things.", high=2**12)
    checked_count(count, split, 2**32 // size**2, least=1)
    draws = generator(seed, stream)
    with checks.own_defaults():
        number = torch.randint(2, MOST + 1, (count,), generator=draws)
        kind = torch.randint(1, len(PIXEL_CLASSES), (count, MOST), generator=draws)
        soft, seen = torch.rand(2, count, MOST, generator=draws)
        layers = [_things(count, size, kind[:, place], draws) for place in range(MOST)]
        images, labels = _painted(size, layers, kind, number, soft, seen)
        images += NOISE * torch.randn(images.shape, generator=draws)
    return LabelMaps(images, labels, PIXEL_CLASSES, split)


def _things(count: int, size: int, kind: Int64[Tensor, " N"], draws: torch.Generator) -> Plan:
    """One thing for each picture: where it lies, its shape and its colour; and a background."""
    shapes = torch.tensor([SHAPES.index(name) for name in ("circle", "square", "star", "rectangle")])
    drawn = plan(count, size, 0.1, shapes, draws, RADII)
    wire = kind == len(PIXEL_CLASSES) - 1
    share = (drawn.radius / size - RADII[0]) / (RADII[1] - RADII[0])
    longer = size * (LONG[0] + (LONG[1] - LONG[0]) * share)
    middle = size / 2 + (drawn.centre - size / 2) * 0.4  # a wire lies nearer the middle, so that it fits
    odd = torch.rand(count, generator=draws) < ODD
    tint = torch.where(odd, torch.randint(len(TINTS), (count,), generator=draws), kind - 1)
    color = torch.tensor(TINTS)[tint] + SHADE * torch.randn(count, 3, generator=draws)
    return replace(
        drawn,
        shape=shapes[kind - 1],
        colour=color.clamp(0, 1),
        radius=torch.where(wire, longer, drawn.radius),
        centre=torch.where(wire[:, None], middle, drawn.centre),
        aspect=torch.where(wire, WIRE, drawn.aspect),
    )


def _painted(
    size: int,
    layers: list[Plan],
    kind: Int64[Tensor, "N n"],
    number: Int64[Tensor, " N"],
    soft: Float[Tensor, "N n"],
    seen: Float[Tensor, "N n"],
) -> tuple[Float[Tensor, "N 3 S S"], Int64[Tensor, "N S S"]]:
    """The pictures and their label maps, the layers one over the other."""
    first, second = layers[0].ground[:, :, :, None, None].unbind(1)
    ground = first + background_tone(size, layers[0])[:, None] * (second - first)
    images, labels = ground.clone(), torch.zeros(len(kind), size, size, dtype=torch.int64)
    for place, part in enumerate(layers):
        there = (place < number)[:, None, None]
        distance = outline_distance(size, part)
        width = (SOFT[0] + (SOFT[1] - SOFT[0]) * soft[:, place])[:, None, None]
        # from 1 inside to 0 outside over `width` pixels, a half on the outline
        coverage = (0.5 - distance / width).clamp(0, 1) * there
        own = (SEEN[0] + (SEEN[1] - SEEN[0]) * seen[:, place])[:, None, None, None]
        color = ground + own * (part.colour[:, :, None, None] - ground)
        images += coverage[:, None] * (color - images)
        labels = torch.where((distance <= 0) & there, kind[:, place, None, None], labels)
    return images, labels
