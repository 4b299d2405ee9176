"""Losses that soften, normalize, focus, penalize or bound what a network says.

Each takes logits (B, K), or (B, K, H, W) for one decision a pixel, and gives the "mean" over samples (or pixels), the
"sum", or "none": one number each. Losses on labels leave out `ignore_index`; losses on soft targets leave out the rows
that the mask `ignore` names. Half-precision logits are widened to float32, and so is the result. Logarithms are
natural. While a graph is traced (torch.compile, export, torch.func and others) and
within `checks.off()` values are not checked.
"""

from nls_tutorial.losses.confidence_penalty import confidence_penalty_loss
from nls_tutorial.losses.consolidated import consolidated_loss
from nls_tutorial.losses.distillation import distillation_loss
from nls_tutorial.losses.focal import flsd_loss, focal_loss
from nls_tutorial.losses.margin import margin_loss
from nls_tutorial.losses.normalized import normalized_cross_entropy
from nls_tutorial.losses.normalized_focal import normalized_focal_loss
from nls_tutorial.losses.smoothing import label_smoothing_cross_entropy, optimal_gap
from nls_tutorial.losses.soft import soft_cross_entropy

__all__ = [
    "confidence_penalty_loss",
    "consolidated_loss",
    "distillation_loss",
    "flsd_loss",
    "focal_loss",
    "label_smoothing_cross_entropy",
    "margin_loss",
    "normalized_cross_entropy",
    "normalized_focal_loss",
    "optimal_gap",
    "soft_cross_entropy",
]
