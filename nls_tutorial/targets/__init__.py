"""Soft targets: what a label asks of a network, written as one probability for each class.

Every function gives rows that are not negative and sum to 1, shaped (B, K) for labels (B,) and (B, K, H, W) for
labels (B, H, W), on the labels' device. Two definitions share the name "label smoothing"; here each has its own name:
`smooth_uniform` spreads ε over all K classes, `smooth_others` spreads α over the other K − 1. They agree where
α = ε(K − 1)/K. This room knows nothing of boxes or losses: the share of the crop that an object fills comes in as
a number. Under torch.compile values are not checked.
"""

from nls_tutorial.targets.hard import one_hot
from nls_tutorial.targets.mixed import mix_targets, uniform_where
from nls_tutorial.targets.objectness import smooth_by_objectness
from nls_tutorial.targets.others import smooth_others
from nls_tutorial.targets.uniform import smooth_uniform, uniform

__all__ = [
    "mix_targets",
    "one_hot",
    "smooth_by_objectness",
    "smooth_others",
    "smooth_uniform",
    "uniform",
    "uniform_where",
]
