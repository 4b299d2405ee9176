"""Losses that soften, normalize, focus, penalize or bound what a network says.

Each takes logits (B, K), or (B, K, H, W) for one decision a pixel, and gives the "mean" over samples (or pixels), the
"sum", or "none": one number each. Losses on labels leave out `ignore_index`; losses on soft targets leave out the rows
that the mask `ignore` names. Half-precision logits are widened to float32, and so is the result. Logarithms are
natural. Under torch.compile values are not checked.
"""

from nls_tutorial.losses.smoothing import label_smoothing_cross_entropy, optimal_gap
from nls_tutorial.losses.soft import soft_cross_entropy

__all__ = ["label_smoothing_cross_entropy", "optimal_gap", "soft_cross_entropy"]
