"""What a model said about one split."""

from dataclasses import dataclass

import torch
from torch import Tensor

from nls_tutorial.records.card import Card


@dataclass(frozen=True, eq=False, repr=False)
class Predictions(Card):
    """A model's decisions: logits (N, K) with the labels (N,), and on request its penultimate features (N, D).

    Where one sample takes many decisions (pixels, words, boxes), `group` (N,) int64 says which sample a row belongs to;
    without it, every row is a sample of its own.
    First met in notebooks/01_look_at_the_last_layer.
    """

    logits: Tensor
    labels: Tensor
    class_names: tuple[str, ...]
    split: str
    seed: int
    features: Tensor | None = None
    group: Tensor | None = None

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
        return float((self.predicted == self.labels).double().mean())

    def _facts(self) -> dict[str, object]:
        facts: dict[str, object] = {
            "split": self.split,
            "seed": self.seed,
            "samples": f"{len(self):,}" if self.group is None else f"{len(self.group.unique()):,}",
            **({} if self.group is None else {"decisions": f"{len(self):,}"}),
            "classes": len(self.class_names),
            "accuracy": f"{self.accuracy:.1%}",
            "mean confidence": f"{float(self.confidence.mean()):.1%}",
        }
        if self.features is not None:
            facts["features"] = f"{self.features.shape[1]} a {'sample' if self.group is None else 'decision'}"
        return facts
