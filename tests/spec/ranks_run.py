"""The studies' command as torchrun starts it, with a small network in the place of a ResNet-50."""

import sys
from functools import partial

from nls_tutorial.lessons.l11_take_the_object_away.study.imagenet import NETWORKS
from nls_tutorial.models import resnet_cifar
from nls_tutorial.studies.__main__ import main


def small(classes: int, *, seed: int):
    """A ResNet-8 of width 4."""
    return partial(resnet_cifar, 3, width=4)(classes, seed=seed)


if __name__ == "__main__":
    NETWORKS["ResNet50"] = small
    sys.exit(main(sys.argv[1:]))
