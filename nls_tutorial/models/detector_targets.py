"""What a detector should say at each place, and how far off it is."""

import torch
from jaxtyping import Float, Int64
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial import checks

BACKGROUND = 0
SIDES = 4  # left, top, right, bottom


def place_targets(
    boxes: Tensor, labels: Tensor, grid: tuple[int, int], stride: int
) -> tuple[Int64[Tensor, "B h w"], Float[Tensor, "B 4 h w"]]:
    r"""What each place should say: its label, 0 … K, and the distances to its object's sides.

    A place belongs to an object if its middle lies in the inner half of the box (between the quarters of its width and
    of its height), or is the place nearest to the box's middle; of two objects the smaller one has it. All others are
    background. Boxes of no area, and those with label −1, are not there.

    Args:
        boxes: (B, n, 4) xyxy pixels, half-open, padded with boxes of no area.
        labels: (B, n) int64, the classes of the data, 0 … K − 1, −1 where there is none.
        grid: (h, w), the places down and across.
        stride: pixels from one place to the next.

    Returns:
        Labels (B, h, w), class k as k + 1, and distances (B, 4, h, w) in pixels, 0 at the background. Raises ValueError
        or TypeError for shapes and types that do not fit, and sizes that are no whole numbers from 1 on.

    >>> box, label = torch.tensor([[[2.0, 0, 10, 8]]]), torch.tensor([[6]])
    >>> labels, sides = place_targets(box, label, (2, 3), stride=4)  # middles at 2, 6 and 10
    >>> labels[0].tolist(), sides[0, :, 0, 1].tolist()
    ([[0, 7, 0], [0, 7, 0]], [4.0, 2.0, 4.0, 6.0])
    """
    checks.floating("boxes", boxes)
    checks.label_type("labels", labels)
    if boxes.ndim != 3 or boxes.shape[-1] != 4:
        checks.refuse("boxes", "must have shape (B, n, 4)", tuple(boxes.shape), "Pad with boxes of no area.")
    if labels.shape != boxes.shape[:2]:
        rule = f"must have the shape {tuple(boxes.shape[:2])} of the boxes"
        checks.refuse("labels", rule, tuple(labels.shape), "Give one a box, −1 where there is none.")
    places = checks.picture_size("grid", grid)
    checks.whole("stride", stride, 1, "Give the pixels between two places.", high=2**16)
    down, across = ((torch.arange(length, device=boxes.device) + 0.5) * stride for length in places)
    x, y = across[None, None, None, :], down[None, None, :, None]  # the middle of each place
    x1, y1, x2, y2 = (side[..., None, None] for side in boxes.unbind(-1))
    sides = torch.stack(torch.broadcast_tensors(x - x1, y - y1, x2 - x, y2 - y), dim=2)  # (B, n, 4, h, w)
    wide, high = x2 - x1, y2 - y1
    off_x, off_y = (x - (x1 + x2) / 2).abs(), (y - (y1 + y2) / 2).abs()
    # |x − c_x| ≤ w/4 and |y − c_y| ≤ h/4; or the nearest place, at most half a stride off
    own = (off_x <= (wide / 4).clamp(min=stride / 2)) & (off_y <= (high / 4).clamp(min=stride / 2))
    own &= (sides > 0).all(2) & (labels >= 0)[..., None, None]
    area = (wide * high).where(own, torch.inf)
    smallest = area.argmin(1, keepdim=True)
    found = own.gather(1, smallest).squeeze(1)
    label = (labels + 1)[..., None, None].expand_as(area).gather(1, smallest).squeeze(1)
    distances = sides.gather(1, smallest[:, :, None].expand(-1, 1, SIDES, -1, -1)).squeeze(1)
    return label.where(found, BACKGROUND), distances.where(found[:, None], 0.0)


def detection_loss(outputs: Tensor, targets: tuple[Tensor, Tensor], *, box_weight: float = 1.0) -> Float[Tensor, ""]:
    r"""$\frac1P \sum_{all} -\log p_{label} + \frac{w}{P} \sum_{objects} (1 - \mathrm{IoU})$, with P places on objects.

    `outputs` (B, K + 5, h, w) are a `Detector`'s, `targets` those of `place_targets`, `box_weight` is w. Both boxes
    hold the middle of their place, so they always overlap and the IoU has a gradient. A batch without objects has
    P = 1.

    Raises ValueError or TypeError for outputs and targets that do not fit each other, and a negative `box_weight`.
    Source: Yu et al. 2016 (UnitBox), arXiv 1608.01471, with 1 − IoU.

    >>> outputs = torch.zeros(1, 3 + 4, 1, 1)  # two classes and the background, all alike
    >>> outputs[0, 3:, 0, 0] = torch.tensor([2.0, 2, 2, 2])
    >>> targets = torch.tensor([[[1]]]), torch.tensor([2.0, 2, 2, 6]).reshape(1, 4, 1, 1)
    >>> round(float(detection_loss(outputs, targets)), 3)  # log 3, and 1 − 16/32
    1.599
    """
    checks.floating("outputs", outputs)
    if outputs.ndim != 4 or outputs.shape[1] < SIDES + 2:
        rule = "must have shape (B, K + 5, h, w), K ≥ 1"
        checks.refuse("outputs", rule, tuple(outputs.shape), "Give what a Detector says.")
    box_weight = checks.at_least("box_weight", box_weight, 0, "1 is usual.")
    labels, sides = _targets(targets, outputs)
    logits, said = outputs[:, :-SIDES], outputs[:, -SIDES:]
    objects = labels != BACKGROUND
    count = objects.sum().clamp(min=1)
    class_loss = F.cross_entropy(logits, labels, reduction="sum")
    said, true = said.movedim(1, -1)[objects], sides.movedim(1, -1)[objects]
    # both around one point: the shared box has the smaller distance on each side
    shared, own, other = (_area(part) for part in (torch.minimum(said, true), said, true))
    box_loss = (1 - shared / (own + other - shared)).sum()
    return (class_loss + box_weight * box_loss) / count


def _targets(targets: object, outputs: Tensor) -> tuple[Tensor, Tensor]:
    """Labels (B, h, w) and distances (B, 4, h, w), as `place_targets` gives them for these outputs."""
    pair = checks.several("targets", targets, "Give what place_targets gives.")
    (batch, _, *grid), step = outputs.shape, "Give what place_targets gives for this grid."
    if len(pair) != 2 or not all(isinstance(one, Tensor) for one in pair):
        checks.refuse("targets", "must be labels and distances", checks.brief(targets), step, error=TypeError)
    labels, sides = pair
    checks.class_labels("targets", labels, outputs.shape[1] - SIDES)
    checks.floating("targets", sides)
    if labels.shape != (batch, *grid) or sides.shape != (batch, SIDES, *grid):
        seen = f"{tuple(labels.shape)} and {tuple(sides.shape)}"
        checks.refuse("targets", f"must fit outputs of shape {tuple(outputs.shape)}", seen, step)
    return labels, sides


def _area(sides: Float[Tensor, "n 4"]) -> Float[Tensor, " n"]:
    return (sides[:, 0] + sides[:, 2]) * (sides[:, 1] + sides[:, 3])
