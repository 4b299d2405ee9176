"""Labelled pictures in three disjoint parts: real digits, generated scenes, CIFAR-10 from nls_tutorial.data.digits import digits
from nls_tutorial.data.noise import noisy_labels
from nls_tutorial.data.scenes import BACKGROUNDS, DISSIMILAR, SHAPES, SIMILAR, scene_splits, scenes
from nls_tutorial.data.splits import disjoint_indices

__all__ = [
    "BACKGROUNDS",
    "DISSIMILAR",
    "SHAPES",
    "SIMILAR",
    "digits",
    "disjoint_indices",
    "noisy_labels",
    "scene_splits",
    "scenes",
]
