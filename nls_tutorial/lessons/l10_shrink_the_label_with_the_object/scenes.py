"""The crop over the picture: how much of it the object fills, and the label that follows."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache

import numpy as np
import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.boxes import objectness
from nls_tutorial.records import (
    Axis,
    Bars,
    Control,
    Handle,
    Line,
    Panel,
    Picture,
    Points,
    Readout,
    Rule,
    Scene,
    Shape,
    Track,
    grid,
    track,
)
from nls_tutorial.targets import smooth_by_objectness

FEW = 6  # class names that fit under the bars
LEVEL = 1e-12  # labels nearer than that are level: β = 0.9 makes an empty crop's ten labels equal, but for rounding


def crop_over_picture(
    picture: Tensor,
    boxes: Tensor,
    label: int,
    classes: Sequence[str],
    *,
    title: str = "Drag the crop",
    positions: int = 33,
    sizes: int = 15,
    smallest: float = 0.16,
) -> Scene:
    r"""A picture with a crop to move and to resize; objectness, $\alpha = 1 - $ objectness and the label follow.

    `picture` (3, H, W) float in [0, 1]; `boxes` (n, 4) xyxy pixels, half-open, of the objects that the label names;
    `label` is its place in `classes`. The crop keeps the picture's proportions and lies inside it: `sizes` lengths of
    side from `smallest` to 1, as shares of the picture's, and `positions` places across and down. The label is
    `smooth_by_objectness` with β = 1. The last panel magnifies what the crop holds.

    Raises ValueError for a picture of another shape, a label that is not a place in `classes`, `smallest` outside
    (0, 1), and what `objectness` refuses. First met in notebooks/10_shrink_the_label_with_the_object.
    Source: ALS sec. 3 and figure 1.
    """
    if picture.ndim != 3 or len(picture) != 3:
        checks.refuse("picture", "must have shape (3, H, W)", tuple(picture.shape), "Give one picture, with color.")
    count = checks.class_count("classes", len(classes))
    if not 0 <= checks.whole("label", label, 0) < count:
        checks.refuse("label", f"must be a place in the {count} classes", label, "Count from 0.")
    if not 0 < smallest < 1:
        checks.refuse("smallest", "must lie between 0 and 1", smallest, "Give a share of the picture's side.")
    share = torch.linspace(0, 1, positions, dtype=torch.float64)
    side = torch.linspace(smallest, 1, sizes, dtype=torch.float64)
    crops = _Crops(picture, boxes, label, share, side)
    filled, targets = crops.labels(count)
    true, others = crops.moving(targets[:, label]), crops.moving(targets[:, (label + 1) % count])
    name = classes[label]
    percent, lengths = (tuple(100 * value for value in values.tolist()) for values in (share, side))
    return Scene(
        title,
        f"A picture with the box of {name} and a crop over it; the crop magnified; a bar for each class's label.",
        (_board(crops), _magnified(crops), _label_bars(classes, label, true, others)),
        (
            Control("across", "across", percent, positions // 2, digits=0, unit=" %", shown=False),
            Control("down", "down", percent, positions // 2, digits=0, unit=" %", shown=False),
            Control("side", "side of the crop", lengths, sizes // 2, digits=0, unit=" %", shown=False),
        ),
        (
            Readout("objectness", crops.moving(filled), digits=3),
            Readout("α", crops.moving(1 - filled), digits=3),
            Readout(f"label of {name}", true, digits=3),
            Readout("each other class", others, digits=3),
        ),
    )


class _Crops:
    """Every crop of one picture: where it lies, and the label that it gets."""

    def __init__(self, picture: Tensor, boxes: Tensor, label: int, share: Tensor, side: Tensor) -> None:
        self.pixels = (picture.clamp(0, 1) * 255).round().to(torch.uint8).permute(1, 2, 0).numpy()
        self.height, self.width = picture.shape[1:]
        self.boxes, self.label = boxes, label
        # the places of a crop share out the room that its size leaves
        self.ends_x = _ends(share, side, self.width)
        self.ends_y = _ends(share, side, self.height)
        self.grid = (len(share), len(share), len(side))

    @property
    def up(self) -> Tensor:
        """The ends in the panel's y, which grows upwards, while a picture's rows go downwards."""
        return self.height - self.ends_y

    def axes(self) -> tuple[Axis, Axis]:
        """The picture's own size, unseen."""
        return Axis("", 0, self.width, visible=False), Axis("", 0, self.height, visible=False)

    def labels(self, count: int) -> tuple[Tensor, Tensor]:
        """Objectness and label of every crop."""
        x1, x2 = (self.ends_x[:, None, :, end].expand(self.grid) for end in (0, 1))
        y1, y2 = (self.ends_y[None, :, :, end].expand(self.grid) for end in (0, 1))
        crops = torch.stack([x1, y1, x2, y2], dim=-1).reshape(-1, 4)
        filled = objectness(self.boxes[None].expand(len(crops), *self.boxes.shape), crops)
        wanted = torch.full((len(crops),), self.label)
        return filled, smooth_by_objectness(wanted, filled, count, dtype=torch.float64)

    def moving(self, values: Tensor) -> Track:
        """One number for each crop."""
        return track(values.reshape(self.grid), "across", "down", "side")


def _board(crops: _Crops) -> Panel:
    """The whole picture, its boxes, and the crop to drag."""
    up, told = crops.up, ["box" if len(crops.boxes) == 1 else "boxes", *[""] * len(crops.boxes)]
    left, right, top, bottom = crops.ends_x[..., 0], crops.ends_x[..., 1], up[..., 0], up[..., 1]
    corners_x = track(torch.stack([left, right, right, left, left], -1), "across", "side")
    corners_y = track(torch.stack([bottom, bottom, top, top, bottom], -1), "down", "side")
    middle_x, middle_y = track((left + right) / 2, "across", "side"), track((top + bottom) / 2, "down", "side")
    boxes = [
        line
        for word, box in zip(told, crops.boxes.tolist(), strict=False)
        for line in _box_lines(box, crops.height, word)
    ]
    return Panel(
        "The picture",
        *crops.axes(),
        (
            Picture(crops.pixels, 0, crops.width, 0, crops.height),
            _veil(crops.ends_x, up, crops.width, crops.height),
            *boxes,
            Line(corners_x, corners_y, "", "ground", width=6),
            Line(corners_x, corners_y, "", "blue", width=3),
            Handle(middle_x, middle_y, ("across", "down"), "move crop", "blue", corners_x, corners_y),
            Handle(track(right, "across", "side"), track(top, "down", "side"), ("side",), "resize crop", "blue"),
        ),
        equal=True,
    )


def _magnified(crops: _Crops) -> Panel:
    view = track(crops.ends_x, "across", "side"), track(crops.ends_y, "down", "side")
    pixels = Picture(crops.pixels, 0, crops.width, 0, crops.height, (), *view)
    return Panel("What is left", *crops.axes(), (pixels,), equal=True, width=0.5)


def _label_bars(classes: Sequence[str], label: int, true: Track, others: Track) -> Panel:
    count = len(classes)
    place = torch.arange(count, dtype=torch.float64)
    ticks = tuple((float(k), word) for k, word in enumerate(classes) if count <= FEW or k == label)
    return Panel(
        "The label",
        Axis("class", -0.6, count - 0.4, ticks),
        Axis("share of the label", 0, 1),
        (
            Bars(track([float(label)]), true, classes[label], "blue"),
            Bars(track(place[place != label]), others, "others", "orange"),
            Rule(track(1 / count), "y", f"1/{count}", "ink", "dotted", 2),
        ),
        aspect=0.96,
        width=0.75,
    )


def label_against_objectness(
    betas: int = 21, class_counts: tuple[int, ...] = (2, 3, 4, 5, 6, 8, 10, 20, 100, 1000), shown: int = 10
) -> Scene:
    r"""The adaptive label against objectness: drag β and the number of classes K, and watch where the true class loses.

    Left, the true class and each other class as objectness goes from 0 to 1; they cross where all classes are equal, at
    1/K each. Right, the label of a crop that holds nothing of the object, its first `shown` classes, beside the uniform
    label. `betas` grid positions in [0, 1].
    First met in notebooks/10_shrink_the_label_with_the_object. Source: ALS sec. 3.
    """
    beta = Control("beta", "β", tuple(torch.linspace(0, 1, betas, dtype=torch.float64).tolist()), betas - 1)
    start = len(class_counts) // 2 + 1
    classes = Control("classes", "classes K", tuple(map(float, class_counts)), start, digits=0)
    return Scene(
        "Where the true class falls below the others",
        "Left, the label of the true class and of each other class against objectness; "
        "right, the label at objectness 0.",
        (_growing_panel(beta, classes), _empty_panel(beta, classes, shown)),
        (beta, classes),
        (
            Readout(
                "true class at objectness 0", grid(lambda b, k: _label_at_ends(b, k)[0, 0], beta, classes), digits=3
            ),
            Readout("each other class there", grid(lambda b, k: _label_at_ends(b, k)[0, 1], beta, classes), digits=3),
            Readout("they cross at objectness", grid(_crossing, beta, classes), digits=3),
        ),
    )


@cache
def _label_at_ends(beta: float, classes: float) -> Tensor:
    """(objectness 0 and 1, true and other): between the two the label is a straight line in objectness."""
    wanted, filled = torch.zeros(2, dtype=torch.int64), torch.linspace(0, 1, 2, dtype=torch.float64)
    return smooth_by_objectness(wanted, filled, int(classes), beta, dtype=torch.float64)[:, :2]


def _crossing(beta: float, classes: float) -> float:
    """The objectness at which all classes are equal; NaN where the true class leads from the start."""
    ends = _label_at_ends(beta, classes)
    lead = (ends[:, 0] - ends[:, 1]).tolist()
    # lead(o) = lead(0) + (lead(1) − lead(0))·o = 0
    return lead[0] / (lead[0] - lead[1]) if lead[0] < -LEVEL else math.nan


def _growing_panel(beta: Control, classes: Control) -> Panel:
    def level(b: float, k: float) -> list[float]:
        return [math.nan if math.isnan(_crossing(b, k)) else 1 / k]

    ends = track([0.0, 1.0])
    true, other = (grid(lambda b, k, part=part: _label_at_ends(b, k)[:, part], beta, classes) for part in (0, 1))
    cross = grid(lambda b, k: [_crossing(b, k)], beta, classes)
    return Panel(
        "The label as the object grows",
        Axis("objectness of the crop", 0, 1),
        Axis("share of the label", 0, 1),
        (
            Line(ends, other, "others", "orange", "dashed"),
            Line(ends, true, "true class", "blue", width=3),
            Rule(grid(lambda k: 1 / k, classes), "y", "1/K", "ink", "dotted", 2),
            Points(cross, grid(level, beta, classes), "equal", "ink", size=12),
        ),
        aspect=0.8,
    )


def _empty_panel(beta: Control, classes: Control, shown: int) -> Panel:
    def there(k: float) -> list[float]:
        return [float(place) if place < k else math.nan for place in range(1, shown)]

    true, other = (grid(lambda b, k, part=part: _label_at_ends(b, k)[0, part], beta, classes) for part in (0, 1))
    return Panel(
        "The label of a crop without the object",
        Axis("class", -0.6, shown - 0.4, ((0.0, "true"), *((float(k), str(k + 1)) for k in range(1, shown)))),
        Axis("share of the label", 0, 1),
        (
            Bars(grid(there, classes), other, "others", "orange"),
            Bars(track([0.0]), true, "true class", "blue"),
            Rule(grid(lambda k: 1 / k, classes), "y", "1/K", "ink", "dotted", 2),
        ),
        aspect=0.8,
    )


def labels_of_random_crops(
    found: Mapping[float, Tensor], class_counts: tuple[int, ...] = (2, 3, 4, 5, 10, 100, 1000), *, units: int = 20
) -> Scene:
    r"""What random cropping hands to a network: a histogram of the true class's label; drag the smallest crop, and K.

    `found` maps the smallest area a crop may have, as a share of the picture's, to the objectness (N,) of N random
    crops. The label is `smooth_by_objectness` with β = 1; the true class is behind where another class has more.
    `units` bars.
    Raises ValueError for fewer than two keys and for what `smooth_by_objectness` refuses.
    First met in notebooks/10_shrink_the_label_with_the_object.
    """
    if len(found) < 2:
        checks.refuse("found", "must hold at least two smallest crops", len(found), "Add one: one cannot be dragged.")
    smallest = Control("smallest", "smallest crop", tuple(sorted(found)))
    start = len(class_counts) // 2 + 1
    classes = Control("classes", "classes K", tuple(map(float, class_counts)), start, digits=0)

    def labels(scale: float, count: float = 2) -> tuple[np.ndarray, np.ndarray]:
        filled = found[scale].double()
        wanted = torch.zeros(len(filled), dtype=torch.int64)
        targets = smooth_by_objectness(wanted, filled, int(count), dtype=torch.float64)
        return targets[:, 0].numpy(), targets[:, 1].numpy()

    def behind(scale: float, count: float) -> float:
        true, other = labels(scale, count)
        return float((true < other - LEVEL).mean())

    # with β = 1 the true class's label is the same for all K
    true = {scale: labels(scale, class_counts[-1])[0] for scale in sorted(found)}
    mean = grid(lambda scale: true[scale].mean(), smallest)
    return Scene(
        "What random cropping hands to a network",
        "Left, a histogram of the true class's label over random crops; right, the mean label and the share of crops "
        "whose true class is behind, against the smallest crop allowed.",
        (_heap_panel(true, smallest, classes, units), _paths_panel(true, behind, smallest, classes)),
        (smallest, classes),
        (
            Readout("mean objectness, which is the mean label", mean, digits=3),
            Readout("crops with the true class behind", grid(behind, smallest, classes), digits=1, percent=True),
        ),
    )


def _heap_panel(true: Mapping[float, np.ndarray], smallest: Control, classes: Control, units: int) -> Panel:
    edges = np.linspace(0, 1, units + 1)
    shares = grid(lambda scale: np.histogram(true[scale], edges)[0] / len(true[scale]), smallest)
    uniform = grid(lambda k: 1 / k, classes)
    return Panel(
        "Labels of random crops",
        Axis("label of the true class", 0, 1),
        Axis("share of the crops", 0, 0.4),
        (
            Bars(track((edges[:-1] + edges[1:]) / 2), shares, "", "blue", 0.9 / units),
            Rule(uniform, "x", "1/K: left of it the others are ahead", "orange", "dashed", 2.5),
            Rule(grid(lambda scale: true[scale].mean(), smallest), "x", "mean", "ink", "dotted", 2.5),
        ),
        aspect=0.8,
    )


def _paths_panel(
    true: Mapping[float, np.ndarray], behind: Callable[[float, float], float], smallest: Control, classes: Control
) -> Panel:
    where = track(list(true))
    here = grid(lambda scale: [scale], smallest)
    ahead = grid(lambda k: [behind(scale, k) for scale in true], classes)
    return Panel(
        "Against the smallest crop allowed",
        Axis("smallest crop, as a share of the picture", 0, 1),
        Axis("share", 0, 1),
        (
            Line(where, track([labels.mean() for labels in true.values()]), "mean label", "blue"),
            Line(where, ahead, "crops with the true class behind", "orange", "dashed"),
            Points(here, grid(lambda scale: [true[scale].mean()], smallest), "", "blue", size=11),
            Points(here, grid(lambda s, k: [behind(s, k)], smallest, classes), "", "orange", "triangle", 11),
        ),
        aspect=0.8,
    )


def _ends(share: Tensor, side: Tensor, length: int) -> Tensor:
    """Where a crop begins and ends along one side of the picture: (positions, sizes, 2) in pixels."""
    near = share[:, None] * (1 - side) * length
    return torch.stack([near, near + side * length], dim=-1)


def _veil(ends_x: Tensor, up: Tensor, width: int, height: int) -> Shape:
    """What lies outside the crop: the whole picture, with the crop as a hole, walked the other way round."""

    def rings(outer: Sequence[float], near: Tensor, far: Tensor, order: str) -> Tensor:
        ring = near.new_tensor([*outer, math.nan]).expand(*near.shape, -1)
        hole = torch.stack([near if end == "n" else far for end in order], dim=-1)
        return torch.cat([ring, hole], dim=-1)

    x = rings((0, width, width, 0, 0), ends_x[..., 0], ends_x[..., 1], "nnffn")
    y = rings((0, 0, height, height, 0), up[..., 1], up[..., 0], "nffnn")
    return Shape(track(x, "across", "side"), track(y, "down", "side"), "", "ground", 0.62)


def _box_lines(box: Sequence[float], height: int, name: str) -> tuple[Line, Line]:
    """A box's outline, dashed over a pale line, so that it shows on any picture."""
    x1, y1, x2, y2 = box
    x, y = track([x1, x2, x2, x1, x1]), track([height - at for at in (y2, y2, y1, y1, y2)])
    return Line(x, y, "", "ground", width=4.5), Line(x, y, name, "orange", "dashed", 2.5)
