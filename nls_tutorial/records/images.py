"""Labelled pictures of one split, with boxes and masks where there are any."""

from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor

from nls_tutorial.records.card import Card


@dataclass(frozen=True, eq=False, repr=False)
class Images(Card):
    r"""Pictures and their labels.

    Shapes: `images` (N, C, H, W) float32 in [0, 1]; `labels` (N,) int64; `boxes` (N, 4) xyxy pixels, half-open, or
    (N, n, 4) with the sample's own object first and boxes of no area where there are fewer than n; `masks` (N, H, W)
    bool, true on the object; `clean_labels` (N,) the labels before noise was added; `box_labels` (N, n) int64 the
    class of each box, −1 where it is missing; `extra` holds further per-sample tensors by name.
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
        """The samples that `indices` name (numbers, a bool mask or a slice), with all that belongs to them."""
        return self._each(lambda value: value[indices])

    def to(self, device: torch.device | str) -> "Images":
        """The same samples on `device`."""
        return self._each(lambda value: value.to(device))

    def _each(self, change: Any) -> "Images":
        held = {name: value for name, value in vars(self).items() if isinstance(value, Tensor)}
        extra = {name: change(value) for name, value in self.extra.items()}
        return replace(self, **{name: change(value) for name, value in held.items()}, extra=extra)

    def _facts(self) -> dict[str, object]:
        channels, height, width = self.images.shape[1:]
        names = [*self.class_names[:3], *(["…"] if self.classes > 3 else [])]
        facts: dict[str, object] = {
            "split": self.split,
            "pictures": f"{len(self):,} of {channels}×{height}×{width}",
            "classes": f"{self.classes} ({', '.join(names)})",
        }
        if self.boxes is not None:
            there = int((self.boxes[..., 2:] > self.boxes[..., :2]).all(-1).sum())
            facts["boxes"] = f"{there:,}, xyxy pixels"
        if self.clean_labels is not None:
            wrong = float((self.labels != self.clean_labels).float().mean())
            facts["wrong labels"] = f"{wrong:.1%}"
        return facts
