"""What a detector should say: the rule as a loop; the loss by hand and by torchvision's IoU."""

import pytest
import torch
from spec.loss_checks import as_shipped
from torch import tensor
from torchvision.ops import box_iou

from nls_tutorial.models import detection_loss, place_targets

STRIDE = 4


def by_loop(boxes: torch.Tensor, labels: torch.Tensor, grid: tuple[int, int]) -> tuple[torch.Tensor, torch.Tensor]:
    """The rule of `place_targets`, place by place, for one picture."""
    said, sides = torch.zeros(grid, dtype=torch.int64), torch.zeros(4, *grid)
    for row in range(grid[0]):
        for column in range(grid[1]):
            x, y = (column + 0.5) * STRIDE, (row + 0.5) * STRIDE
            best = float("inf")
            for (x1, y1, x2, y2), label in zip(boxes.tolist(), labels.tolist(), strict=True):
                reach_x, reach_y = max((x2 - x1) / 4, STRIDE / 2), max((y2 - y1) / 4, STRIDE / 2)
                near = abs(x - (x1 + x2) / 2) <= reach_x and abs(y - (y1 + y2) / 2) <= reach_y
                inside = x1 < x < x2 and y1 < y < y2
                if label >= 0 and near and inside and (x2 - x1) * (y2 - y1) < best:
                    best = (x2 - x1) * (y2 - y1)
                    said[row, column] = label + 1
                    sides[:, row, column] = tensor([x - x1, y - y1, x2 - x, y2 - y])
    return said, sides


def test_targets_are_the_rule_as_a_loop() -> None:
    draws = torch.Generator().manual_seed(0)
    corner = torch.randint(0, 20, (12, 3, 2), generator=draws).float()
    boxes = torch.cat([corner, corner + torch.randint(3, 13, (12, 3, 2), generator=draws)], dim=-1)
    labels = torch.randint(-1, 4, (12, 3), generator=draws)
    found, sides = place_targets(boxes, labels, (8, 9), STRIDE)
    assert 0.02 < float((found > 0).float().mean()) < 0.5
    for row in range(len(boxes)):
        expected, distances = by_loop(boxes[row], labels[row], (8, 9))
        assert torch.equal(found[row], expected)
        torch.testing.assert_close(sides[row], distances)


def test_a_picture_without_objects_is_background() -> None:
    labels, sides = place_targets(torch.zeros(2, 3, 4), torch.full((2, 3), -1), (4, 4), STRIDE)
    assert not labels.any()
    assert not sides.any()


def test_the_loss_by_hand() -> None:
    draws = torch.Generator().manual_seed(0)
    outputs = torch.rand(2, 3 + 4, 3, 3, generator=draws) * 8 + 0.5
    labels = torch.zeros(2, 3, 3, dtype=torch.int64)
    labels[0, 1, 2], labels[1, 0, 0], labels[1, 2, 1] = 2, 1, 2
    sides = (torch.rand(2, 4, 3, 3, generator=draws) * 9 + 0.5) * (labels > 0)[:, None]
    total = 0.0
    for b, i, j in ((b, i, j) for b in range(2) for i in range(3) for j in range(3)):
        label = int(labels[b, i, j])
        total -= float(torch.log_softmax(outputs[b, :3, i, j], 0)[label])
        if label:
            around = lambda four: tensor([[-four[0], -four[1], four[2], four[3]]])
            total += 1 - float(box_iou(around(outputs[b, 3:, i, j]), around(sides[b, :, i, j])))
    assert float(detection_loss(outputs, (labels, sides))) == pytest.approx(total / 3, rel=1e-5)
    empty = torch.zeros_like(labels), torch.zeros_like(sides)
    flat = torch.zeros_like(outputs).requires_grad_()
    alone = detection_loss(flat, empty)
    assert float(alone.detach()) == pytest.approx(18 * torch.log(tensor(3.0)).item(), rel=1e-5)
    alone.backward()
    assert torch.isfinite(flat.grad).all()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"boxes": torch.zeros(2, 4)}, r"boxes must have shape \(B, n, 4\), but got \(2, 4\)"),
        ({"boxes": torch.zeros(1, 2, 4).long()}, "boxes must hold floating-point numbers"),
        ({"labels": torch.zeros(1, 3).long()}, r"labels must have the shape \(1, 2\) of the boxes, but got \(1, 3\)"),
        ({"labels": torch.zeros(1, 2)}, "labels must be int64"),
        ({"grid": 5}, "grid must be"),
        ({"grid": (0, 3)}, "grid"),
        ({"stride": 0}, "stride must be at least 1, but got 0"),
    ],
)
def test_what_is_no_place_is_refused(given: dict[str, object], message: str) -> None:
    right = {"boxes": torch.zeros(1, 2, 4), "labels": torch.zeros(1, 2).long(), "grid": (2, 3), "stride": 4}
    with as_shipped(), pytest.raises((ValueError, TypeError), match=message):
        place_targets(**{**right, **given})


@pytest.mark.parametrize(
    ("outputs", "targets", "message"),
    [
        (torch.zeros(1, 7, 2), None, r"outputs must have shape \(B, K \+ 5, h, w\)"),
        (torch.zeros(1, 5, 2, 2), None, "outputs must have shape"),
        (torch.zeros(1, 7, 2, 2), 3, "targets must hold several values"),
        (torch.zeros(1, 7, 2, 2), (torch.zeros(1, 2, 2).long(),), "targets must be labels and distances"),
        (torch.zeros(1, 7, 2, 2), (torch.full((1, 2, 2), 3), torch.zeros(1, 4, 2, 2)), "targets must lie in 0 … 2"),
        (torch.zeros(1, 7, 2, 2), (torch.zeros(1, 2, 3).long(), torch.zeros(1, 4, 2, 2)), "targets must fit outputs"),
    ],
)
def test_what_no_detector_says_is_refused(outputs: torch.Tensor, targets: object, message: str) -> None:
    with as_shipped(), pytest.raises((ValueError, TypeError), match=message):
        detection_loss(outputs, targets)
