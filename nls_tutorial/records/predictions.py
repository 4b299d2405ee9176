"""What a model said about one split."""

from dataclasses import dataclass

import torch
from torch import Tensor

from nls_tutorial.records.record import refuse
from nls_tutorial.records.rows import are_labels, can_be_read, has_shape, is_finite, is_floating, is_type
from nls_tutorial.records.summary import Summary


@dataclass(frozen=True, eq=False, repr=False)
class Predictions(Summary):
    """A model's decisions: logits (N, K) with the labels (N,), and on request its penultimate features (N, D).

    Where one sample takes many decisions (pixels, words, boxes), `group` (N,) int64 says which sample a row belongs to;
    without it, every row is a sample of its own.

    Raises TypeError for logits or features that are no floats and labels that are not int64; ValueError for lengths
    that do not fit, K < 2, labels that have no name, NaN or ∞ among the logits, and a row that is −∞ (which stands for
    a masked class) everywhere.
    First met in notebooks/01_look_at_the_last_layer.
    """

    logits: Tensor
    labels: Tensor
    class_names: tuple[str, ...]
    split: str
    seed: int
    features: Tensor | None = None
    group: Tensor | None = None

    def _rules(self) -> None:
        is_floating("logits", self.logits)
        has_shape("logits", self.logits, "N", "K", step="Put one row of K logits for each sample.")
        samples, classes = self.logits.shape
        if classes < 2:
            refuse("logits", "must hold at least two classes along dimension 1", (samples, classes), "Use K ≥ 2.")
        has_shape("labels", self.labels, samples)
        if len(self.class_names) != classes:
            refuse("class_names", f"must name the {classes} classes of the logits", len(self.class_names), "Name each.")
        are_labels("labels", self.labels, classes)
        if self.labels.device != self.logits.device:
            refuse("labels", f"must lie where logits do, on {self.logits.device}", self.labels.device, "Move them.")
        _some_class_is_left(self.logits)
        if self.features is not None:
            is_floating("features", self.features)
            has_shape("features", self.features, samples, "D")
            is_finite("features", self.features)
        if self.group is not None:
            has_shape("group", self.group, samples)
            is_type("group", self.group, torch.int64, "Number the samples from 0.")

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def probabilities(self) -> Tensor:
        """softmax(z), (N, K)."""
        return torch.softmax(self.logits, dim=1)

    @property
    def confidence(self) -> Tensor:
        """max_k p_k, (N,)."""
        return self.probabilities.amax(dim=1)

    @property
    def predicted(self) -> Tensor:
        """arg max_k z_k, (N,) int64."""
        return self.logits.argmax(dim=1)

    @property
    def accuracy(self) -> float:
        """Share of right predictions, in [0, 1]."""
        return float((self.predicted == self.labels).cpu().double().mean())

    def _summary(self) -> dict[str, object]:
        facts: dict[str, object] = {
            "split": self.split,
            "seed": self.seed,
            "samples": f"{len(self):,}"
            if self.group is None or self.group.is_meta
            else f"{len(self.group.unique()):,}",
            **({} if self.group is None else {"decisions": f"{len(self):,}"}),
            "classes": len(self.class_names),
        }
        if len(self) > 0 and can_be_read(self.logits):
            facts["accuracy"] = f"{self.accuracy:.1%}"
            facts["mean confidence"] = f"{float(self.confidence.mean()):.1%}"
        if self.features is not None:
            facts["features"] = f"{self.features.shape[1]} a {'sample' if self.group is None else 'decision'}"
        return facts


def _some_class_is_left(logits: Tensor) -> None:
    """Every row has a largest logit that is finite; −∞ beside it is a masked class."""
    if logits.numel() == 0 or not can_be_read(logits):
        return
    largest = logits.detach().amax(1)  # NaN where any entry is
    bad = int((~torch.isfinite(largest)).sum())
    if bad:
        step = "Find the step that made them; a learning rate that is too high is the usual cause."
        refuse("logits", "must be finite, or −∞ for some classes", f"{bad} of {len(logits)} rows that are not", step)
