"""Pictures and what a detector should say of them: one more door through which data come into `train`."""

from dataclasses import dataclass

import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.models import place_targets
from nls_tutorial.records import Images
from nls_tutorial.training.color_jitter import jitter_colors


@dataclass(frozen=True)
class PlacesAndBoxes:
    r"""`batch_of` for a detector: pictures (B, C, H, W), and labels and distances of every place (`place_targets`).

    Every object of a picture counts, whatever the picture's label; a picture without any is all background.

    Args:
        stride: the detector's.
        hflip_p: the probability that a picture is mirrored, its boxes with it; 0 for classes that a mirror changes.
        color_jitter: changes brightness, contrast and saturation by up to so much.

    Raises ValueError for data without boxes or without their classes, boxes outside their picture, and H or W that is
    no multiple of the stride.

    >>> from nls_tutorial.data import object_scenes
    >>> images, (labels, distances) = PlacesAndBoxes(stride=4)(object_scenes(2), None)
    >>> images.shape, labels.shape, distances.shape
    (torch.Size([2, 3, 64, 64]), torch.Size([2, 16, 16]), torch.Size([2, 4, 16, 16]))
    """

    stride: int
    hflip_p: float = 0.5
    color_jitter: float = 0.0

    def __post_init__(self) -> None:
        checks.whole("stride", self.stride, 1, "Give the detector's, model.stride.")
        checks.fraction("hflip_p", self.hflip_p, "Use 0.5, or 0 for classes that a mirror changes.")
        checks.fraction("color_jitter", self.color_jitter, "Use 0.3, or 0 for none.")

    def __call__(self, batch: Images, generator: torch.Generator | None) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """Pictures and targets of one batch; without a generator nothing is changed."""
        images, boxes, labels = batch.images, *objects_of(batch)
        height, width = images.shape[2:]
        if height % self.stride or width % self.stride:
            rule = f"must be of sizes that the stride, {self.stride}, divides"
            checks.refuse("data", rule, f"pictures of {height}×{width}", "Read them with another size.")
        if generator is not None:
            mirrored = torch.rand(len(batch), generator=generator, dtype=torch.float32, device="cpu") < self.hflip_p
            images, boxes = _mirrored(images, boxes, mirrored.to(images.device))
            if self.color_jitter > 0:
                amounts = dict.fromkeys(("brightness", "contrast", "saturation"), self.color_jitter)
                images = jitter_colors(images, generator, **amounts)
        return images, place_targets(boxes, labels, (height // self.stride, width // self.stride), self.stride)


def objects_of(data: Images) -> tuple[Tensor, Tensor]:
    """The boxes (N, n, 4) and labels (N, n) of all objects, looked at; −1 where a picture has fewer.

    Raises ValueError for data without boxes or classes of boxes, an object of no width or height, and a box outside
    its picture.

    >>> from nls_tutorial.data import object_scenes
    >>> boxes, labels = objects_of(object_scenes(2))
    >>> boxes.shape, labels.shape
    (torch.Size([2, 3, 4]), torch.Size([2, 3]))
    """
    checks.instance("data", data, Images, "Take data.object_scenes, or photographs with boxes.")
    if data.boxes is None or data.box_labels is None:
        seen = "pictures without boxes" if data.boxes is None else "boxes without classes"
        checks.refuse("data", "must have boxes and box_labels", seen, "Take data.object_scenes or data.voc_folder.")
    boxes = data.boxes.unsqueeze(1) if data.boxes.ndim == 2 else data.boxes
    there = data.box_labels >= 0
    height, width = data.images.shape[2:]
    x1, y1, x2, y2 = boxes.unbind(-1)
    flat = there & ((x2 <= x1) | (y2 <= y1))
    slack = checks.pixel_rounding(max(height, width))
    beyond = there & ((x1 < -slack) | (y1 < -slack) | (x2 > width + slack) | (y2 > height + slack))
    for wrong, rule in ((flat, "of an object must have a width and a height"), (beyond, "must lie in their picture")):
        if bool(wrong.any()):
            row, place = wrong.nonzero()[0].tolist()
            seen = f"({', '.join(f'{number:g}' for number in boxes[row, place].tolist())}) in picture {row}"
            checks.refuse("data.boxes", rule, seen, "Correct it, or set its label to −1.")
    return boxes, data.box_labels


def _mirrored(images: Tensor, boxes: Tensor, mirrored: Tensor) -> tuple[Tensor, Tensor]:
    """Left and right exchanged where `mirrored` (B,) says so: x becomes W − x, and x1 changes place with x2."""
    width = images.shape[3]
    x1, y1, x2, y2 = boxes.unbind(-1)
    flipped = torch.stack([width - x2, y1, width - x1, y2], dim=-1)
    rows = mirrored[:, None, None]
    return torch.where(rows[..., None], images.flip(3), images), torch.where(rows, flipped, boxes)
