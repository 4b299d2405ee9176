"""Labelled pictures of one split, with boxes and masks where there are any."""

from dataclasses import dataclass, field

from torch import Tensor

from nls_tutorial.records.card import Card


@dataclass(frozen=True, eq=False, repr=False)
class Images(Card):
    r"""Pictures and their labels.

    Shapes: `images` (N, C, H, W) float32 in [0, 1]; `labels` (N,) int64; `boxes` (N, 4) xyxy pixels, half-open;
    `masks` (N, H, W) bool, true on the object; `clean_labels` (N,) the labels before noise was added;
    `extra` holds further per-sample tensors by name.
    First met in notebooks/01_look_at_the_last_layer.
    """

    images: Tensor
    labels: Tensor
    class_names: tuple[str, ...]
    split: str
    boxes: Tensor | None = None
    masks: Tensor | None = None
    clean_labels: Tensor | None = None
    extra: dict[str, Tensor] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def classes(self) -> int:
        """K, the number of classes."""
        return len(self.class_names)

    def _facts(self) -> dict[str, object]:
        channels, height, width = self.images.shape[1:]
        names = [*self.class_names[:3], *(["…"] if self.classes > 3 else [])]
        facts: dict[str, object] = {
            "split": self.split,
            "pictures": f"{len(self):,} of {channels}×{height}×{width}",
            "classes": f"{self.classes} ({', '.join(names)})",
        }
        if self.boxes is not None:
            facts["boxes"] = f"{len(self.boxes):,}, xyxy pixels"
        if self.clean_labels is not None:
            wrong = float((self.labels != self.clean_labels).float().mean())
            facts["wrong labels"] = f"{wrong:.1%}"
        return facts
