"""The studies of lesson 14."""

from nls_tutorial.lessons.l14_train_on_cifar10.study.depth import CIFAR10_DEPTH
from nls_tutorial.lessons.l14_train_on_cifar10.study.fine_grained import FINE_GRAINED
from nls_tutorial.lessons.l14_train_on_cifar10.study.layer import CIFAR10_LAYER
from nls_tutorial.lessons.l14_train_on_cifar10.study.look_alike import CUB200, TINY_IMAGENET
from nls_tutorial.lessons.l14_train_on_cifar10.study.networks import CIFAR10_NETWORKS, CIFAR10_NETWORKS_FAST
from nls_tutorial.lessons.l14_train_on_cifar10.study.small import CIFAR10_FEWER, CIFAR10_SMALL

__all__ = [
    "CIFAR10_DEPTH",
    "CIFAR10_FEWER",
    "CIFAR10_LAYER",
    "CIFAR10_NETWORKS",
    "CIFAR10_NETWORKS_FAST",
    "CIFAR10_SMALL",
    "CUB200",
    "FINE_GRAINED",
    "TINY_IMAGENET",
]
