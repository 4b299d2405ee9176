"""Labelled pictures of one split, with boxes and masks where there are any."""

from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from nls_tutorial.records.record import brief, refuse
from nls_tutorial.records.rows import are_labels, can_be_read, has_shape, is_finite, is_floating, is_real, is_type
from nls_tutorial.records.summary import Summary


@dataclass(frozen=True, eq=False, repr=False)
class Images(Summary):
    r"""Pictures and their labels.

    Shapes: `images` (N, C, H, W) float32 in [0, 1]; `labels` (N,) int64; `boxes` (N, 4) xyxy pixels, half-open, or
    (N, n, 4) with the sample's own object first and boxes of no area where there are fewer than n; `masks` (N, H, W)
    bool, true on the object; `clean_labels` (N,) the labels before noise was added; `box_labels` (N, n) int64 the
    class of each box, −1 where it is missing; `extra` holds further per-sample tensors by name.
    Raises TypeError for other types than these, ValueError for lengths that do not fit. A
    label that is no class, such as −1, marks a sample that is not to be looked at.
    First met in notebooks/01_look_at_the_last_layer.

    >>> import torch
    >>> from torch import tensor
    >>> two = Images(torch.zeros(2, 1, 8, 8), tensor([0, 1]), ("cat", "dog"), "test")
    >>> two
    Images
      split     test
      pictures  2 of 1×8×8
      classes   2 (cat, dog)
    >>> two.select(two.labels == 1).labels.tolist()
    [1]
    """

    images: Tensor
    labels: Tensor
    class_names: tuple[str, ...]
    split: str
    boxes: Tensor | None = None
    masks: Tensor | None = None
    clean_labels: Tensor | None = None
    extra: dict[str, Tensor] = field(default_factory=dict)
    box_labels: Tensor | None = None

    def _rules(self) -> None:
        is_floating("images", self.images)
        has_shape("images", self.images, "N", "C", "H", "W", step="Stack pictures of one size, channels first.")
        count, _, height, width = self.images.shape
        has_shape("labels", self.labels, count)
        is_type("labels", self.labels, torch.int64, "Convert it with .long().")
        is_finite("images", self.images)
        if self.masks is not None:
            has_shape("masks", self.masks, count, height, width)
            is_type("masks", self.masks, torch.bool, "Convert it with .bool().")
        if self.clean_labels is not None:
            has_shape("clean_labels", self.clean_labels, count)
            is_type("clean_labels", self.clean_labels, torch.int64, "Convert it with .long().")
        self._box_rules(count)
        for name, value in self.extra.items():
            if value.ndim == 0 or len(value) != count:
                step = "Give one row for each picture."
                refuse(f"extra[{name!r}]", f"must have {count} rows", tuple(value.shape), step)

    def _box_rules(self, count: int) -> None:
        if self.boxes is not None:
            between = (count, 4) if self.boxes.ndim == 2 else (count, "n", 4)
            has_shape("boxes", self.boxes, *between)
            is_real("boxes", self.boxes)
            is_finite("boxes", self.boxes)
        if self.box_labels is not None:
            each: int | str = "n" if self.boxes is None else 1 if self.boxes.ndim == 2 else self.boxes.shape[1]
            has_shape("box_labels", self.box_labels, count, each)
            are_labels("box_labels", self.box_labels, self.classes, low=-1)

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def classes(self) -> int:
        """K, the number of classes."""
        return len(self.class_names)

    @property
    def own_boxes(self) -> Tensor | None:
        """The boxes (N, n, 4) of the label's class, of no area where a box is of another class; None without boxes."""
        if self.boxes is None:
            return None
        boxes = self.boxes.unsqueeze(1) if self.boxes.ndim == 2 else self.boxes
        if self.box_labels is None:
            return boxes
        return torch.where((self.box_labels == self.labels[:, None])[..., None], boxes, 0.0)

    def select(self, indices: Tensor | slice) -> "Images":
        """The samples that `indices` name (numbers, a bool mask or a slice), with all that belongs to them.

        Raises TypeError for anything else, such as one number; ValueError for numbers that are no sample's.
        """
        if not isinstance(indices, slice):
            _row_numbers(indices, len(self))
        return self._each(lambda value: value[indices])

    def to(self, device: torch.device | str) -> "Images":
        """The same samples on `device`."""
        return self._each(lambda value: value.to(device))

    def _each(self, change: Any) -> "Images":
        held = {name: value for name, value in vars(self).items() if isinstance(value, Tensor)}
        extra = {name: change(value) for name, value in self.extra.items()}
        changed = object.__new__(Images)  # not made anew: what was looked at once is not read again for every batch
        vars(changed).update({**vars(self), **{name: change(value) for name, value in held.items()}, "extra": extra})
        return changed

    def _summary(self) -> dict[str, object]:
        channels, height, width = self.images.shape[1:]
        names = [*self.class_names[:3], *(["…"] if self.classes > 3 else [])]
        facts: dict[str, object] = {
            "split": self.split,
            "pictures": f"{len(self):,} of {channels}×{height}×{width}",
            "classes": f"{self.classes} ({', '.join(names)})",
        }
        if self.boxes is not None and can_be_read(self.boxes):
            there = int((self.boxes[..., 2:] > self.boxes[..., :2]).all(-1).sum())
            facts["boxes"] = f"{there:,}, xyxy pixels"
        if self.clean_labels is not None and len(self) > 0 and can_be_read(self.labels):
            wrong = float((self.labels != self.clean_labels).float().mean())
            facts["wrong labels"] = f"{wrong:.1%}"
        return facts


def _row_numbers(indices: object, count: int) -> None:
    """`indices` are whole numbers, or a mask, along one dimension."""
    kinds = (torch.bool, torch.int64, torch.int32)
    if not isinstance(indices, Tensor) or indices.dtype not in kinds:
        step = "Give a tensor of row numbers, a bool mask or a slice; torch.tensor([i]) for one sample."
        refuse(
            "indices",
            "must be a tensor of whole numbers, a bool tensor or a slice",
            brief(indices),
            step,
            error=TypeError,
        )
    if indices.ndim != 1 or (indices.dtype == torch.bool and len(indices) != count):
        has_shape("indices", indices, count if indices.dtype == torch.bool else "n", step="Give one dimension.")
    if indices.dtype != torch.bool and indices.is_cpu and indices.numel() > 0:
        low, high = torch.stack(torch.aminmax(indices)).tolist()
        if low < -count or high >= count:
            refuse("indices", f"must lie in 0 … {count - 1}", low if low < -count else high, "Count samples from 0.")
