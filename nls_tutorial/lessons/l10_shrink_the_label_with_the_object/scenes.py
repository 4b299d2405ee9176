"""The crop over the picture: how much of it the object fills, and the label that follows."""

import math
from collections.abc import Mapping, Sequence

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
    height, width = picture.shape[1:]
    share = torch.linspace(0, 1, positions, dtype=torch.float64)
    side = torch.linspace(smallest, 1, sizes, dtype=torch.float64)
    # the places of a crop share out the room that its size leaves
    ends_x = _ends(share, side, width)
    ends_y = _ends(share, side, height)
    x1, x2 = (ends_x[:, None, :, end].expand(positions, positions, sizes) for end in (0, 1))
    y1, y2 = (ends_y[None, :, :, end].expand(positions, positions, sizes) for end in (0, 1))
    crops = torch.stack([x1, y1, x2, y2], dim=-1).reshape(-1, 4)
    filled = objectness(boxes[None].expand(len(crops), *boxes.shape), crops)
    wanted = torch.full((len(crops),), label)
    targets = smooth_by_objectness(wanted, filled, count, dtype=torch.float64)
    other = (label + 1) % count

    def moving(values: Tensor) -> Track:
        return track(values.reshape(positions, positions, sizes), "across", "down", "side")

    up = height - ends_y  # the panel's y grows upwards, a picture's rows downwards
    left, right, top, bottom = ends_x[..., 0], ends_x[..., 1], up[..., 0], up[..., 1]
    corners_x = track(torch.stack([left, right, right, left, left], -1), "across", "side")
    corners_y = track(torch.stack([bottom, bottom, top, top, bottom], -1), "down", "side")
    middle_x, middle_y = track((left + right) / 2, "across", "side"), track((top + bottom) / 2, "down", "side")
    pixels = (picture.clamp(0, 1) * 255).round().to(torch.uint8).permute(1, 2, 0).numpy()
    whole_x, whole_y = Axis("", 0, width, visible=False), Axis("", 0, height, visible=False)
    name = classes[label]
    told = ["box" if len(boxes) == 1 else "boxes", *[""] * len(boxes)]
    handles = (
        Handle(middle_x, middle_y, ("across", "down"), "move crop", "blue", corners_x, corners_y),
        Handle(track(right, "across", "side"), track(top, "down", "side"), ("side",), "resize crop", "blue"),
    )
    board = Panel(
        "The picture",
        whole_x,
        whole_y,
        (
            Picture(pixels, 0, width, 0, height),
            _veil(ends_x, up, width, height),
            *(line for word, box in zip(told, boxes.tolist(), strict=False) for line in _box_lines(box, height, word)),
            Line(corners_x, corners_y, "", "ground", width=6),
            Line(corners_x, corners_y, "", "blue", width=3),
            *handles,
        ),
        equal=True,
    )
    seen = Panel(
        "What is left",
        whole_x,
        whole_y,
        (Picture(pixels, 0, width, 0, height, (), track(ends_x, "across", "side"), track(ends_y, "down", "side")),),
        equal=True,
        width=0.5,
    )
    place = torch.arange(count, dtype=torch.float64)
    ticks = tuple((float(k), word) for k, word in enumerate(classes) if count <= FEW or k == label)
    true, others = moving(targets[:, label]), moving(targets[:, other])
    bars = Panel(
        "The label",
        Axis("class", -0.6, count - 0.4, ticks),
        Axis("share of the label", 0, 1),
        (
            Bars(track([float(label)]), true, name, "blue"),
            Bars(track(place[place != label]), others, "others", "orange"),
            Rule(track(1 / count), "y", f"1/{count}", "ink", "dotted", 2),
        ),
        aspect=0.96,
        width=0.75,
    )
    percent = tuple(100 * value for value in share.tolist())
    return Scene(
        title,
        f"A picture with the box of {name} and a crop over it; the crop magnified; a bar for each class's label.",
        (board, seen, bars),
        (
            Control("across", "across", percent, positions // 2, digits=0, unit=" %", shown=False),
            Control("down", "down", percent, positions // 2, digits=0, unit=" %", shown=False),
            Control(
                "side",
                "side of the crop",
                tuple(100 * value for value in side.tolist()),
                sizes // 2,
                digits=0,
                unit=" %",
                shown=False,
            ),
        ),
        (
            Readout("objectness", moving(filled), digits=3),
            Readout("α", moving(1 - filled), digits=3),
            Readout(f"label of {name}", true, digits=3),
            Readout("each other class", others, digits=3),
        ),
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
    grid = torch.linspace(0, 1, betas, dtype=torch.float64)
    filled = torch.linspace(0, 1, 2, dtype=torch.float64)  # the label is a straight line in objectness
    wanted = torch.zeros(2, dtype=torch.int64)
    ends = torch.stack(
        [
            torch.stack(
                [smooth_by_objectness(wanted, filled, k, beta, dtype=torch.float64)[:, :2] for k in class_counts]
            )
            for beta in grid.tolist()
        ]
    )  # (β, K, objectness 0 and 1, true and other)
    true, other = ends.unbind(-1)
    lead = true - other
    # lead(o) = lead(0) + (lead(1) − lead(0))·o = 0
    cross = torch.where(lead[..., 0] < -LEVEL, lead[..., 0] / (lead[..., 0] - lead[..., 1]), math.nan)
    counts = torch.tensor(class_counts, dtype=torch.float64)
    uniform = 1 / counts
    place = torch.arange(shown, dtype=torch.float64)
    there = torch.where(place[1:] < counts[:, None], place[1:], math.nan)
    level = torch.where(cross.isnan(), math.nan, uniform.expand_as(cross))
    follow = ("beta", "classes")
    lines = Panel(
        "The label as the object grows",
        Axis("objectness of the crop", 0, 1),
        Axis("share of the label", 0, 1),
        (
            Line(track(filled), track(other, *follow), "others", "orange", "dashed"),
            Line(track(filled), track(true, *follow), "true class", "blue", width=3),
            Rule(track(uniform, "classes"), "y", "1/K", "ink", "dotted", 2),
            Points(track(cross[..., None], *follow), track(level[..., None], *follow), "equal", "ink", size=12),
        ),
        aspect=0.8,
    )
    empty = Panel(
        "The label of a crop without the object",
        Axis("class", -0.6, shown - 0.4, ((0.0, "true"), *((float(k), str(k + 1)) for k in range(1, shown)))),
        Axis("share of the label", 0, 1),
        (
            Bars(track(there, "classes"), track(other[..., 0], *follow), "others", "orange"),
            Bars(track([0.0]), track(true[..., 0], *follow), "true class", "blue"),
            Rule(track(uniform, "classes"), "y", "1/K", "ink", "dotted", 2),
        ),
        aspect=0.8,
    )
    return Scene(
        "Where the true class falls below the others",
        "Left, the label of the true class and of each other class against objectness; "
        "right, the label at objectness 0.",
        (lines, empty),
        (
            Control("beta", "β", tuple(grid.tolist()), betas - 1),
            Control("classes", "classes K", tuple(map(float, class_counts)), len(class_counts) // 2 + 1, digits=0),
        ),
        (
            Readout("true class at objectness 0", track(true[..., 0], *follow), digits=3),
            Readout("each other class there", track(other[..., 0], *follow), digits=3),
            Readout("they cross at objectness", track(cross, *follow), digits=3),
        ),
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
    scales = tuple(sorted(found))
    edges = np.linspace(0, 1, units + 1)
    shares = np.empty((len(scales), units))
    behind = np.empty((len(scales), len(class_counts)))
    mean = np.empty(len(scales))
    for row, scale in enumerate(scales):
        filled = found[scale].double()
        wanted = torch.zeros(len(filled), dtype=torch.int64)
        for column, classes in enumerate(class_counts):
            targets = smooth_by_objectness(wanted, filled, classes, dtype=torch.float64)
            true, other = targets[:, 0].numpy(), targets[:, 1].numpy()
            behind[row, column] = (true < other - LEVEL).mean()
        shares[row] = np.histogram(true, edges)[0] / len(
            true
        )  # with β = 1 the true class's label is the same for all K
        mean[row] = true.mean()
    uniform = 1 / np.array(class_counts, dtype=np.float64)
    follow = ("smallest", "classes")
    heap = Panel(
        "Labels of random crops",
        Axis("label of the true class", 0, 1),
        Axis("share of the crops", 0, 0.4),
        (
            Bars(track((edges[:-1] + edges[1:]) / 2), track(shares, "smallest"), "", "blue", 0.9 / units),
            Rule(track(uniform, "classes"), "x", "1/K: left of it the others are ahead", "orange", "dashed", 2.5),
            Rule(track(mean, "smallest"), "x", "mean", "ink", "dotted", 2.5),
        ),
        aspect=0.8,
    )
    where = np.array(scales)
    paths = Panel(
        "Against the smallest crop allowed",
        Axis("smallest crop, as a share of the picture", 0, 1),
        Axis("share", 0, 1),
        (
            Line(track(where), track(mean), "mean label", "blue"),
            Line(track(where), track(behind.T, "classes"), "crops with the true class behind", "orange", "dashed"),
            Points(track(where[:, None], "smallest"), track(mean[:, None], "smallest"), "", "blue", size=11),
            Points(track(where[:, None], "smallest"), track(behind[..., None], *follow), "", "orange", "triangle", 11),
        ),
        aspect=0.8,
    )
    return Scene(
        "What random cropping hands to a network",
        "Left, a histogram of the true class's label over random crops; right, the mean label and the share of crops "
        "whose true class is behind, against the smallest crop allowed.",
        (heap, paths),
        (
            Control("smallest", "smallest crop", scales),
            Control("classes", "classes K", tuple(map(float, class_counts)), len(class_counts) // 2 + 1, digits=0),
        ),
        (
            Readout("mean objectness, which is the mean label", track(mean, "smallest"), digits=3),
            Readout("crops with the true class behind", track(behind, *follow), digits=1, percent=True),
        ),
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
