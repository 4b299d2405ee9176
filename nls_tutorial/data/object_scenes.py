"""Generated pictures to find objects in: none, one or several shapes on a texture, with exact boxes."""

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.data.scenes import (
    CHUNK,
    SHAPES,
    SMALLEST,
    Plan,
    _checked_place,
    _mix,
    _numbered,
    background_tone,
    checked_count,
    outline_distance,
    plan,
    tight_boxes,
)
from nls_tutorial.data.seeds import SEEDS, Stream, generator
from nls_tutorial.records import Images, Splits

RADIUS = (0.12, 0.21)  # of a shape's circumscribed circle, as shares of the picture's side
TRIES = 24  # places drawn for each object, of which the first that is free is taken
APART = 0.9  # of the sum of two radii: how near two middles may come
MOST = 8  # objects of a picture


def object_scenes(
    count: int,
    *,
    objects: tuple[int, int] = (1, 3),
    size: int = 64,
    agreement: float = 0.8,
    seed: int = 0,
    classes: Sequence[str] = SHAPES,
    radius: tuple[float, float] = RADIUS,
) -> Images:
    r"""`count` generated RGB pictures (N, 3, size, size) of several shapes, with the exact box of each.

    The shapes, colours and textures are those of `scenes`; at the usual size a shape is as large as in a scene of 32.
    The texture belongs to the class of the first shape with probability `agreement`. Shapes lie whole inside the
    picture and hardly overlap: the middles of two stand at least 0.9 of the sum of their radii apart; where one does
    overlap, it hides a corner of an earlier one, and that one's box stays whole.

    Args:
        count: N ≥ 1.
        objects: (fewest, most) shapes of a picture, each number as likely; 0 ≤ fewest ≤ most ≤ 8. A shape that finds no
            free place in 24 tries is left out.
        size: pixels a side, from 16 on.
        agreement: in [0, 1].
        seed: decides everything; torch's global random state is neither read nor moved.
        classes: two or more names of SHAPES.
        radius: of the circumscribed circles, as shares of the side.

    Returns:
        Images with `boxes` (N, most, 4) xyxy pixels, half-open, those that are not there of no area, `box_labels`
        (N, most), −1 where there is none, and as label that of the first shape, or −1 in a picture without.
        Raises ValueError or TypeError for arguments outside their ranges.

    >>> two = object_scenes(2, objects=(0, 2), seed=1)
    >>> two.images.shape, two.boxes.shape
    (torch.Size([2, 3, 64, 64]), torch.Size([2, 2, 4]))
    """
    checks.whole("count", count, 1, "Ask for at least one picture.")
    return _object_scenes(count, objects, size, agreement, seed, classes, radius, "scenes", "scenes")


def object_scene_splits(
    train: int = 300,
    calibration: int = 0,
    test: int = 500,
    *,
    objects: tuple[int, int] = (1, 3),
    size: int = 64,
    agreement: float = 0.8,
    seed: int = 0,
    classes: Sequence[str] = SHAPES,
    radius: tuple[float, float] = RADIUS,
) -> Splits:
    r"""Three parts of `object_scenes`, each drawn from a random stream of its own.

    `train`, `calibration` and `test` are numbers of pictures; none depends on another. The other arguments and the
    errors are those of `object_scenes`; calibration may be 0.

    >>> splits = object_scene_splits(2, 0, 3)
    >>> len(splits.train), len(splits.test), splits.train.boxes.shape
    (2, 3, torch.Size([2, 3, 4]))
    """
    checks.whole("train", train, 1, "Without a training part nothing can be learned.")
    checks.whole("calibration", calibration, 0, "Use 0 for no calibration part.")
    checks.whole("test", test, 1, "Without a test part nothing can be reported.")
    how = (objects, size, agreement, seed, classes, radius)
    return Splits(
        _object_scenes(train, *how, "scenes: train", "train"),
        _object_scenes(calibration, *how, "scenes: calibration", "calibration"),
        _object_scenes(test, *how, "scenes: test", "test"),
    )


def _object_scenes(
    count: int,
    objects: tuple[int, int],
    size: int,
    agreement: float,
    seed: int,
    classes: Sequence[str],
    radius: tuple[float, float],
    stream: Stream,
    split: str,
) -> Images:
    fewest, most = _how_many(objects)
    checks.whole("size", size, SMALLEST, "Smaller pictures cannot show a shape.", high=2**12)
    checked_count(count, split, 2**34 // size**2)
    checks.fraction("agreement", agreement, "Use 0.8 to let the background give the class away often.")
    _checked_place(size, radius, None)
    shapes = _numbered(classes)
    checks.whole("seed", seed, 0, "Count seeds from 0.", high=SEEDS // 2)
    with checks.own_defaults():
        # counted from the far end, where no `scenes` of the same seed draws
        draws = generator(SEEDS - 1 - seed, stream)
        return _drawn(count, fewest, most, size, agreement, shapes, radius, draws, tuple(classes), split)


def _how_many(objects: object) -> tuple[int, int]:
    step = "Use (1, 3), or (0, 3) for pictures without objects among them."
    if not isinstance(objects, tuple | list) or len(objects) != 2:
        checks.refuse("objects", "must be (fewest, most)", checks.brief(objects), step, error=TypeError)
    fewest, most = (checks.whole("objects", number, low, step, high=MOST) for low, number in enumerate(objects))
    if fewest > most:
        checks.refuse("objects", "must not fall", (fewest, most), step)
    return fewest, most


def _drawn(
    count: int,
    fewest: int,
    most: int,
    size: int,
    agreement: float,
    shapes: Tensor,
    radius: tuple[float, float],
    draws: torch.Generator,
    classes: tuple[str, ...],
    split: str,
) -> Images:
    """The pictures, float32 and on the CPU."""
    plans = [plan(count, size, agreement, shapes, draws, radius) for _ in range(most)]
    wanted = torch.randint(fewest, most + 1, (count,), generator=draws)
    there, centres = _placed(plans, wanted, size, torch.rand(count, most, TRIES, 2, generator=draws))
    images = torch.empty(count, 3, size, size)
    boxes = torch.zeros(count, most, 4)
    step = max(CHUNK // size**2, 1)
    for start in range(0, count, step):
        rows = slice(start, start + step)
        first = plans[0][rows]
        ground, other = first.ground[:, :, :, None, None].unbind(1)
        picture = _mix(ground, other, background_tone(size, first))
        for number, whole in enumerate(plans):
            part = replace(whole[rows], centre=centres[rows, number])
            picture, boxes[rows, number] = _painted(picture, part, there[rows, number], first)
        images[rows] = picture
    label = torch.full((len(SHAPES),), -1)
    label[shapes] = torch.arange(len(shapes))
    labels = torch.stack([label[whole.shape] for whole in plans], dim=1).where(there, torch.tensor(-1))
    return Images(images, labels[:, 0].clone(), classes, split, boxes=boxes, box_labels=labels)


def _placed(plans: list[Plan], wanted: Tensor, size: int, places: Tensor) -> tuple[Tensor, Tensor]:
    """Which objects are there (N, most), and their middles (N, most, 2) in pixels."""
    radii = torch.stack([whole.radius for whole in plans], dim=1)
    room = (radii + 1)[..., None, None]
    middles = room + (size - 2 * room) * places
    there = torch.zeros(radii.shape, dtype=torch.bool)
    centres = torch.zeros(*radii.shape, 2)
    for number in range(radii.shape[1]):
        apart = (middles[:, number, :, None] - centres[:, None, :number]).norm(dim=-1)
        enough = APART * (radii[:, number, None, None] + radii[:, None, :number])
        free = ((apart >= enough) | ~there[:, None, :number]).all(2)
        first = free.to(torch.uint8).argmax(1)
        centres[:, number] = middles[torch.arange(len(radii)), number, first]
        there[:, number] = free.any(1) & (wanted > number)
    return there, centres


def _painted(picture: Tensor, part: Plan, there: Tensor, first: Plan) -> tuple[Tensor, Tensor]:
    """The pictures with one more object where it is there, in a colour that stands out, and its boxes."""
    distance = outline_distance(picture.shape[-1], part)
    coverage = (0.5 - distance).clamp(0, 1) * there[:, None, None]
    # pale grounds carry deep colours and dark ones bright colours: where this object's own ground is of the other kind,
    # it takes the opposite colour
    pale, own = (plan.ground.mean((1, 2)) > 0.5 for plan in (first, part))
    color = torch.where((pale == own)[:, None], part.colour, 1 - part.colour)
    boxes = tight_boxes(coverage >= 0.5) * there[:, None]
    return _mix(picture, color[:, :, None, None], coverage), boxes
