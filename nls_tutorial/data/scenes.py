"""Generated pictures: one shape on a texture that, more often than not, belongs to the shape's class."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.data.backgrounds import TONES
from nls_tutorial.data.seeds import Stream, generator
from nls_tutorial.data.shapes import DISTANCES
from nls_tutorial.records import Images, Splits

SHAPES = tuple(DISTANCES)
BACKGROUNDS = tuple(TONES)  # BACKGROUNDS[k] belongs to SHAPES[k]
SIMILAR = ("square", "rectangle", "diamond")
DISSIMILAR = ("circle", "star", "crescent")

SMALLEST = 16  # pixels a side: below that a star is a blot
RADIUS = (0.22, 0.42)  # of a shape's circumscribed circle, as shares of the picture's side
CHUNK = 2**18  # pixels drawn at a time, few enough to stay in the processor's cache

# Pale grounds carry a deep object, dark grounds a bright one, so that the object always stands out.
_PALE = ("f6ead7 e9d3b0", "dcefe3 bfdfcd", "dcebf7 bcd7ee", "f9e0df f1c4c4", "e8e2f4 d2c7ea", "ececec d6d9dd",
         "fbf3cf f3e3a1", "fde5d2 f8cdb0")  # fmt: skip
_DARK = ("24304f 32426c", "1f4037 2d5a4c", "4a2545 623660", "2f343b 434a54", "4b3226 634637", "12414a 1d5a66")
_DEEP = "c8323f 1f5fa8 1e7f4f 6d3a9c d4620f 0f7f86 b0276f 3b3f98"
_BRIGHT = "ffd84a ff8a6b 6fe0e8 a9e05b ff9ecb fff3dc ffb13d 8fc0ff"


def _colours(words: str) -> Float[Tensor, "N 3"]:
    rows = [[int(word[i : i + 2], 16) / 255 for i in (0, 2, 4)] for word in words.split()]
    return torch.tensor(rows, dtype=torch.float32, device="cpu")


_GROUNDS = _colours(" ".join(_PALE + _DARK)).reshape(-1, 2, 3)
_OBJECTS = torch.stack([_colours(_DEEP), _colours(_BRIGHT)])


@dataclass(frozen=True, eq=False)
class Plan:
    """What was drawn at random for each picture: lengths in pixels, turns as shares of 2π, colours in [0, 1]."""

    shape: Int64[Tensor, "N"]
    background: Int64[Tensor, "N"]
    centre: Float[Tensor, "N 2"]
    radius: Float[Tensor, "N"]
    turn: Float[Tensor, "N"]
    aspect: Float[Tensor, "N"]
    colour: Float[Tensor, "N 3"]
    ground: Float[Tensor, "N 2 3"]
    period: Float[Tensor, "N"]
    slant: Float[Tensor, "N"]
    origin: Float[Tensor, "N 2"]

    def __len__(self) -> int:
        return len(self.shape)

    def __getitem__(self, rows: Tensor | slice) -> "Plan":
        return Plan(**{name: value[rows] for name, value in vars(self).items()})


def plan(
    count: int,
    size: int,
    agreement: float,
    shapes: Int64[Tensor, "K"],
    draws: torch.Generator,
    radii: tuple[float, float] = RADIUS,
) -> Plan:
    """Draws everything but the pixels. The first rows of a long plan are the shorter plan of the same generator."""
    classes = len(shapes)
    rounds = -(-count // classes)
    u = torch.rand(rounds * classes, 20, generator=draws)
    # each round of K pictures holds every class once, in random order
    shape = shapes[u[:, 0].reshape(rounds, classes).argsort(dim=1, stable=True).flatten()][:count]
    agrees, other, scale, turn, aspect, ground, colour, period, slant = u[:count, 1:10].unbind(1)
    place, origin, tint, shade = u[:count, 10:].split([2, 2, 3, 3], dim=1)

    # with probability `agreement` the class's own background, else one of the others, each as likely
    kinds = len(BACKGROUNDS)
    stranger = (shape + 1 + (other * (kinds - 1)).long()) % kinds
    background = torch.where(agrees < agreement, shape, stranger)

    radius = size * (radii[0] + (radii[1] - radii[0]) * scale)
    room = (radius + 1)[:, None]  # the outline's soft edge stays inside too
    pair = (ground * len(_GROUNDS)).long()
    dark = (pair >= len(_PALE)).long()
    paint = _OBJECTS[dark, (colour * _OBJECTS.shape[1]).long()]
    return Plan(
        shape=shape,
        background=background,
        centre=room + (size - 2 * room) * place,
        radius=radius,
        turn=turn,
        aspect=0.45 + 0.20 * aspect,
        colour=(paint + 0.10 * (tint - 0.5)).clamp(0, 1),
        ground=(_GROUNDS[pair] + 0.06 * (shade[:, None] - 0.5)).clamp(0, 1),
        period=size * (0.20 + 0.12 * period),
        slant=slant,
        origin=size * origin,
    )


def _turned(
    size: int, middle: Float[Tensor, "B 2"], turn: Float[Tensor, "B"], unit: Float[Tensor, "B"]
) -> tuple[Float[Tensor, "B H W"], Float[Tensor, "B H W"]]:
    """The pixel centres, seen from `middle`, turned, in units of `unit` pixels."""
    centres = torch.arange(size) + 0.5
    x = (centres - middle[:, :1])[:, None, :]
    y = (centres - middle[:, 1:])[:, :, None]
    angle = 2 * torch.pi * turn.double()
    cos, sin = ((part / unit).float()[:, None, None] for part in (angle.cos(), angle.sin()))
    return x * cos + y * sin, y * cos - x * sin


def _by_kind(kind: Int64[Tensor, "B"]) -> list[tuple[int, Tensor]]:
    return [(int(k), (kind == k).nonzero().flatten()) for k in kind.unique()]


def outline_distance(size: int, part: Plan) -> Float[Tensor, "B H W"]:
    """The signed distance to the outline in pixels."""
    x, y = _turned(size, part.centre, part.turn, part.radius)
    distance = torch.empty_like(x)
    for k, rows in _by_kind(part.shape):
        distance[rows] = DISTANCES[SHAPES[k]](x[rows], y[rows], part.aspect[rows, None, None])
    return distance * part.radius[:, None, None]


def background_tone(size: int, part: Plan) -> Float[Tensor, "B H W"]:
    """The background between its two colours."""
    x, y = _turned(size, part.origin, part.slant, part.period)
    tone = torch.empty_like(x)
    for k, rows in _by_kind(part.background):
        tone[rows] = TONES[BACKGROUNDS[k]](x[rows], y[rows], part.period[rows, None, None])
    return tone


def _mix(
    first: Float[Tensor, "B 3 #H #W"], second: Float[Tensor, "B 3 #H #W"], share: Float[Tensor, "B H W"]
) -> Float[Tensor, "B 3 H W"]:
    return first + share[:, None] * (second - first)


def paint(size: int, part: Plan) -> tuple[Float[Tensor, "B 3 S S"], Bool[Tensor, "B S S"]]:
    """The pictures of a plan and their masks."""
    distance = outline_distance(size, part)
    # the share of a pixel that a straight edge at this distance covers
    coverage = (0.5 - distance).clamp(0, 1)
    first, second = part.ground[:, :, :, None, None].unbind(1)
    ground = _mix(first, second, background_tone(size, part))
    return _mix(ground, part.colour[:, :, None, None], coverage), coverage >= 0.5


def beside_border(size: int, part: Plan, border: int) -> Plan:
    """The plan with each shape moved straight to the side it is nearest to, until its box stands `border` pixels off.

    All moves are whole pixels. Along the other axis a shape stays where it was, but for one that is nearer than
    `border` to a side there: it moves away to that distance. The textures do not move.
    """
    boxes = tight_boxes(outline_distance(size, part) <= 0)
    # left, top, right, bottom: how far the box is from each side
    off = torch.cat([boxes[:, :2], size - boxes[:, 2:]], dim=1)
    side = off.argmin(dim=1, keepdim=True)
    near, far = off[:, :2] - border, off[:, 2:] - border
    # a move of m > 0 is to the right or down: −near ≤ m ≤ far keeps both distances at `border` or more
    move = torch.minimum(torch.maximum(torch.zeros_like(near), -near), far)
    to_side = torch.cat([-near, far], dim=1).gather(1, side)
    move = move.scatter(1, side % 2, to_side)
    return replace(part, centre=part.centre + move)


def tight_boxes(masks: Bool[Tensor, "N H W"]) -> Float[Tensor, "N 4"]:
    """The smallest xyxy boxes, half-open, that hold every true pixel of masks that have one."""
    rows, columns = masks.any(2).byte(), masks.any(1).byte()
    height, width = masks.shape[1:]
    # argmax finds the first true; from the other end, the last
    left, top = columns.argmax(1), rows.argmax(1)
    right, bottom = width - columns.flip(1).argmax(1), height - rows.flip(1).argmax(1)
    return torch.stack([left, top, right, bottom], dim=1).float()


def _numbered(classes: Sequence[str]) -> Int64[Tensor, "K"]:
    """The shapes' numbers for the names in `classes`."""
    if not isinstance(classes, str):  # of which each letter is told to be no shape
        classes = tuple(checks.several("classes", classes, f"Pick from {SHAPES}."))
    for name in classes:
        checks.choice("classes", name, SHAPES)
    if len(classes) < 2 or len(set(classes)) < len(classes):
        checks.refuse("classes", "must name at least two different shapes", repr(classes), f"Pick from {SHAPES}.")
    return torch.tensor([SHAPES.index(name) for name in classes], device="cpu")


def _two(argument: str, value: object, step: str) -> tuple[object, object]:
    if not isinstance(value, tuple | list) or len(value) != 2:
        checks.refuse(argument, "must be (low, high)", checks.brief(value), step, error=TypeError)
    return value[0], value[1]


def _checked_place(size: int, radius: tuple[float, float], border: int | None) -> None:
    step = f"The usual range is {RADIUS}."
    low, high = (checks.fraction("radius", share, step) for share in _two("radius", radius, step))
    # twice the radius and a soft edge of a pixel on each side must fit
    most = 0.5 - 1 / size
    if not 0 < low <= high <= most:
        checks.refuse(
            "radius",
            f"must rise from above 0 to at most {most:.3g} at size {size}",
            radius,
            f"The usual range is {RADIUS}.",
        )
    if border is None:
        return
    checks.whole("border", border, 0, "Give the pixels between a shape's box and the side it stands at.")
    widest = math.ceil(2 * high * size - 1e-9)
    if widest + 2 * border > size:
        checks.refuse(
            "border",
            f"must leave room for shapes up to {widest} pixels wide in pictures of {size}: at most "
            f"{(size - widest) // 2}",
            border,
            "Lower it, or take a smaller radius.",
        )


def _scenes(
    count: int,
    size: int,
    agreement: float,
    seed: int,
    classes: Sequence[str],
    radius: tuple[float, float],
    border: int | None,
    stream: Stream,
    split: str,
) -> Images:
    checks.whole("size", size, SMALLEST, "Smaller pictures cannot show a shape.", high=2**12)
    checks.fraction("agreement", agreement, "Use 0.8 to let the background give the class away often.")
    checked_count(count, split, 2**34 // size**2)
    _checked_place(size, radius, border)
    shapes = _numbered(classes)

    with checks.own_defaults():
        return _drawn(count, size, agreement, shapes, generator(seed, stream), radius, border, tuple(classes), split)


def checked_count(count: int, split: str, most: int, *, least: int = 0) -> None:
    """How many pictures a part shall have: the argument is the part's name, or "count" for pictures of no part.

    >>> checked_count(3, "test", 2)
    Traceback (most recent call last):
        ...
    ValueError: test must be at most 2, but got 3. Give a smaller whole number.
    """
    checks.whole("count" if split == "scenes" else split, count, least, "Count the pictures.", high=most)


def _drawn(
    count: int,
    size: int,
    agreement: float,
    shapes: Tensor,
    draws: torch.Generator,
    radius: tuple[float, float],
    border: int | None,
    classes: tuple[str, ...],
    split: str,
) -> Images:
    """The pictures, float32 and on the CPU."""
    whole = plan(count, size, agreement, shapes, draws, radius)
    images = torch.empty(count, 3, size, size)
    masks = torch.empty(count, size, size, dtype=torch.bool)
    step = max(CHUNK // size**2, 1)
    for start in range(0, count, step):
        chunk = slice(start, start + step)
        part = whole[chunk] if border is None else beside_border(size, whole[chunk], border)
        images[chunk], masks[chunk] = paint(size, part)
    label = torch.full((len(SHAPES),), -1)
    label[shapes] = torch.arange(len(shapes))
    return Images(
        images,
        label[whole.shape],
        classes,
        split,
        boxes=tight_boxes(masks),
        masks=masks,
        extra={"background": whole.background},
    )


def scenes(
    count: int,
    *,
    size: int = 32,
    agreement: float = 0.8,
    seed: int = 0,
    classes: Sequence[str] = SHAPES,
    radius: tuple[float, float] = RADIUS,
    border: int | None = None,
) -> Images:
    r"""`count` generated RGB pictures (N, 3, size, size) of one shape each, with exact boxes and masks.

    `classes` names two or more of SHAPES; a label is the place of the shape's name in it. Of every K pictures in a
    row, each class has one. The shape's colour, place, size and turn are random, and it lies whole inside the picture.
    The background is one of ten textures, by number in `extra["background"]` (an index into BACKGROUNDS):
    BACKGROUNDS[k] belongs to SHAPES[k], and a picture shows the texture of its class with probability `agreement`,
    else one of the other nine, each as likely. So at 0.8 the context tells much of the class; at 0.1 it tells nothing.

    `radius` is the range of the shapes' circumscribed circles, as shares of the side. With `border` each shape moves
    to the side that it is nearest to, until its box stands that many pixels off, and no other side is nearer. Nothing
    else changes: calls that differ in `border` alone show the same shapes on the same textures, moved.

    Images are float32 in [0, 1], the outline smooth; a mask holds the pixels at least half covered by the shape
    (to first order), and a box (xyxy pixels, half-open) is the smallest around its mask. The same arguments give the
    same bits, and fewer pictures are the first of more. torch's global random state is neither read nor moved.

    Raises ValueError or TypeError for count < 1, size < 16, agreement outside [0, 1], a seed out of range, classes
    that are not at least two different names from SHAPES, and a radius or border that leaves a shape no room.

    First met in notebooks/01_look_at_the_last_layer.
    """
    checks.whole("count", count, 1, "Ask for at least one picture.")
    return _scenes(count, size, agreement, seed, classes, radius, border, "scenes", "scenes")


def scene_splits(
    train: int = 2000,
    calibration: int = 500,
    test: int = 1000,
    *,
    size: int = 32,
    agreement: float = 0.8,
    seed: int = 0,
    classes: Sequence[str] = SHAPES,
    radius: tuple[float, float] = RADIUS,
    border: int | None = None,
) -> Splits:
    r"""Three parts of `scenes`, each drawn from a random stream of its own, none of which `scenes` uses.

    `train`, `calibration` and `test` are numbers of pictures; none depends on another. The other arguments and the
    errors are those of `scenes`; calibration may be 0.

    First met in notebooks/01_look_at_the_last_layer.
    """
    checks.whole("train", train, 1, "Without a training part nothing can be learned.")
    checks.whole("calibration", calibration, 0, "Use 0 for no calibration part.")
    checks.whole("test", test, 1, "Without a test part nothing can be reported.")
    how = (size, agreement, seed, classes, radius, border)
    return Splits(
        _scenes(train, *how, "scenes: train", "train"),
        _scenes(calibration, *how, "scenes: calibration", "calibration"),
        _scenes(test, *how, "scenes: test", "test"),
    )
