"""Pictures with a label for every pixel."""

from dataclasses import dataclass

import torch
from torch import Tensor

from nls_tutorial.records.record import refuse
from nls_tutorial.records.rows import can_be_read, has_shape, is_finite, is_floating, is_type
from nls_tutorial.records.summary import Summary

IGNORED = 255  # as in PASCAL VOC


@dataclass(frozen=True, eq=False, repr=False)
class LabelMaps(Summary):
    r"""N pictures of one split with their label maps: the class of every pixel, or `ignore_index` where it is unknown.

    Shapes: `images` (N, C, H, W) floats; `labels` (N, H, W) int64 in 0 … K − 1 or `ignore_index`, which lies outside
    the classes. Raises TypeError for other types than these; ValueError for shapes that do not fit, fewer than two
    classes, a label that is no class, and a picture without a labelled pixel, told by its row.

    >>> from torch import tensor
    >>> two = LabelMaps(torch.zeros(2, 3, 1, 2), tensor([[[0, 1]], [[1, 255]]]), ("road", "sky"), "test")
    >>> two
    LabelMaps
      split     test
      pictures  2 of 3×1×2
      classes   2 (road, sky)
      ignored   25.0% of the pixels
    >>> two.select(tensor([1])).labels.tolist()
    [[[1, 255]]]
    """

    images: Tensor
    labels: Tensor
    class_names: tuple[str, ...]
    split: str
    ignore_index: int = IGNORED

    def _rules(self) -> None:
        is_floating("images", self.images)
        has_shape("images", self.images, "N", "C", "H", "W", step="Stack pictures of one size, channels first.")
        is_finite("images", self.images)
        count, _, height, width = self.images.shape
        step = "Give a label map as high and wide as its picture."
        has_shape("labels", self.labels, count, height, width, step=step)
        is_type("labels", self.labels, torch.int64, "Convert it with .long().")
        if self.classes < 2:
            refuse("class_names", "must name at least two classes", self.classes, "Name what else a pixel can be.")
        if 0 <= self.ignore_index < self.classes:
            step = "Give 255, or −100."
            refuse("ignore_index", f"must lie outside 0 … {self.classes - 1}", self.ignore_index, step)
        if count and can_be_read(self.labels):
            self._values()

    def _values(self) -> None:
        counted = self.labels != self.ignore_index
        empty = (~counted.flatten(1).any(1)).nonzero().flatten().tolist()
        if empty:
            step = "Leave that picture out."
            refuse(f"labels[{empty[0]}]", "must hold at least one labelled pixel", f"only {self.ignore_index}", step)
        least, most = torch.stack(torch.aminmax(self.labels[counted])).tolist()
        if least < 0 or most >= self.classes:
            rule = f"must lie in 0 … {self.classes - 1}, or be {self.ignore_index}"
            step = "Number the classes from 0, and name each."
            refuse("labels", rule, least if least < 0 else most, step)

    def __len__(self) -> int:
        return len(self.images)

    @property
    def classes(self) -> int:
        """K, the number of classes."""
        return len(self.class_names)

    def select(self, indices: Tensor) -> "LabelMaps":
        """The pictures that `indices` name (int64, a bool mask or a slice), with their label maps."""
        return self._with(self.images[indices], self.labels[indices])

    def to(self, device: torch.device | str) -> "LabelMaps":
        """The same pictures on `device`."""
        return self._with(self.images.to(device), self.labels.to(device))

    def _with(self, images: Tensor, labels: Tensor) -> "LabelMaps":
        changed = object.__new__(LabelMaps)  # not made anew: what was looked at once is not read again for every batch
        vars(changed).update({**vars(self), "images": images, "labels": labels})
        return changed

    def _summary(self) -> dict[str, object]:
        channels, height, width = self.images.shape[1:]
        names = [*self.class_names[:4], *(["…"] if self.classes > 4 else [])]
        facts: dict[str, object] = {
            "split": self.split,
            "pictures": f"{len(self):,} of {channels}×{height}×{width}",
            "classes": f"{self.classes} ({', '.join(names)})",
        }
        if len(self) and can_be_read(self.labels):
            facts["ignored"] = f"{float((self.labels == self.ignore_index).double().mean()):.1%} of the pixels"
        return facts
