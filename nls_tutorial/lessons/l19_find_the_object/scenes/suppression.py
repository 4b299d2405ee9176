"""Non-maximum suppression, a box at a time."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.boxes import iou, suppress
from nls_tutorial.lessons.l19_find_the_object.scenes.outlines import outlined, picture_panel, pixels
from nls_tutorial.records import Axis, Bars, Control, Panel, Picture, Readout, Rule, Scene, track

OVERLAPS = (0.1, 0.3, 0.5, 0.7, 0.9)
MOST = 10  # boxes that a hand can walk through


def suppress_by_hand(
    image: Tensor, found: Mapping[str, Tensor], *, most: int = MOST, overlaps: Sequence[float] = OVERLAPS
) -> Scene:
    r"""Walk down the boxes of one picture by falling score: a box that overlaps one that stays is gone.

    Args:
        image: (3, H, W) in [0, 1].
        found: what `models.detect` gives with `overlap=1`, so that nothing is suppressed yet; boxes of one class
            suppress each other.
        most: so many of the surest boxes are shown, 2 to 20.
        overlaps: rising IoUs in [0, 1], from which a box is gone.

    Returns:
        The scene, with a control for the step and one for the IoU. Raises ValueError for fewer than two boxes.
        First met in notebooks/19_find_the_object.
    """
    checks.whole("most", most, 2, f"Use {MOST}.", high=20)
    order = found["scores"].argsort(descending=True, stable=True)[:most]
    boxes, scores, labels = (found[name][order] for name in ("boxes", "scores", "labels"))
    if len(boxes) < 2:
        checks.refuse("found", "must hold at least two boxes", len(boxes), "Detect with a lower threshold.")
    states = torch.stack([walk(boxes, scores, labels, overlap)[1:] for overlap in overlaps])  # (overlaps, steps, n)
    fit = iou(boxes.double(), boxes.double()).where(labels[:, None] == labels, 0.0)
    steps = torch.arange(1, len(boxes) + 1)
    looked_at = steps[:, None] - 1 == torch.arange(len(boxes))
    height, width = image.shape[-2:]
    over = ("overlap", "step")
    many = boxes.expand(*states.shape, 4)
    drawn = (
        outlined(many, over, "waits", "sky", "dotted", 1.5, there=states == WAITING),
        outlined(many, over, "stays", "blue", "solid", 3.0, there=states == KEPT),
        outlined(many, over, "gone", "orange", "dashed", 2.0, there=states == GONE),
        outlined(many[0], ("step",), "looked at", "ink", "solid", 1.2, there=looked_at),
    )
    stays = (states == KEPT).sum(-1)
    return Scene(
        "Non-maximum suppression by hand",
        "Left, a picture with the surest boxes; right, how much each overlaps the box that is looked at.",
        (
            picture_panel("Boxes", height, width, (Picture(pixels(image), 0, width, -height, 0), *drawn)),
            _overlap_panel(fit, overlaps, steps),
        ),
        (
            Control("step", "boxes looked at", tuple(map(float, steps.tolist())), digits=0),
            Control("overlap", "gone above an IoU of", tuple(map(float, overlaps)), start=len(overlaps) // 2, digits=1),
        ),
        (
            Readout("its score", track(scores.double(), "step"), 2),
            Readout("boxes that stay so far", track(stays, *over), 0),
            Readout("gone so far", track((states == GONE).sum(-1), *over), 0),
        ),
    )


WAITING, KEPT, GONE = 0, 1, 2


def walk(boxes: Tensor, scores: Tensor, labels: Tensor, overlap: float) -> Tensor:
    """What has become of each of n boxes, in falling order of score, after 0 … n steps: (n + 1, n) of the three states.

    A step looks at the next box: if it is not gone it stays, and those behind it that overlap it are gone.

    >>> two = torch.tensor([[0.0, 0, 4, 4], [0.0, 0, 4, 3]])
    >>> walk(two, torch.tensor([0.9, 0.8]), torch.tensor([1, 1]), 0.5).tolist()
    [[0, 0], [1, 2], [1, 2]]
    """
    stays = torch.zeros(len(boxes), dtype=torch.bool)
    stays[suppress(boxes, scores, labels, overlap=overlap)] = True
    near = (iou(boxes, boxes) > overlap) & (labels[:, None] == labels)
    rows = []
    for step in range(len(boxes) + 1):
        seen = torch.arange(len(boxes)) < step
        kept = stays & seen
        gone = near[kept].any(0) & ~stays
        rows.append(torch.where(kept, KEPT, torch.where(gone, GONE, WAITING)))
    return torch.stack(rows)


def _overlap_panel(fit: Tensor, overlaps: Sequence[float], steps: Tensor) -> Panel:
    """The IoU of each box behind with the one that is looked at, and the one from which a box is gone."""
    count = len(fit)
    behind = torch.arange(count)[:, None] < torch.arange(count)
    heights = torch.where(behind, fit, torch.nan)
    return Panel(
        "Overlap with the box looked at",
        Axis("box, by falling score", 0.3, count + 0.7, tuple((float(k), str(k)) for k in steps.tolist())),
        Axis("IoU, 0 for another class", 0, 1),
        (
            Bars(track(steps), track(heights, "step"), "boxes behind it", "sky"),
            Rule(track(list(map(float, overlaps)), "overlap"), "y", "gone above", "orange", "dashed", 2),
            Rule(track(steps, "step"), "x", "looked at", "ink", "solid", 1.2),
        ),
        aspect=0.85,
    )
