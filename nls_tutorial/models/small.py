"""Networks that every notebook can train on one core: a perceptron, two convolutional and a small residual net."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.models.classifier import Classifier
from nls_tutorial.models.layout import stored_for_cpus


def mlp(in_features: int, classes: int, *, width: int = 256, features: int = 64, seed: int = 0) -> Classifier:
    """A perceptron: flatten, `width` hidden units, `features` penultimate units (both with ReLU), the last layer.

    `in_features` is C·H·W of the images (B, C, H, W); `classes` is K ≥ 2. The weights depend on `seed` alone, and
    torch's global random numbers are left as they were. On 8×8 digits: 33,738 weights.

    Raises ValueError for sizes below 1 or K < 2, TypeError for sizes that are not whole numbers.
    First met in notebooks/01_look_at_the_last_layer.
    """
    checks.whole("in_features", in_features, 1, "Give the number of pixels of one image, C·H·W.", high=2**20)
    _sizes(classes, width=width, features=features)
    with seeded(seed):
        body = nn.Sequential(
            nn.Flatten(), nn.Linear(in_features, width), nn.ReLU(), nn.Linear(width, features), nn.ReLU()
        )
        return Classifier(body, features, classes)


def cnn(channels: int, classes: int, *, width: int = 16, features: int = 64, seed: int = 0) -> Classifier:
    """Two 3×3 convolutions (`width`, then twice as many maps), each halved by max pooling, then `features` units.

    `channels` is C of the images (B, C, H, W), which may have any size from 4×4; `classes` is K ≥ 2. What is left
    after the pooling is averaged to 2×2. The weights depend on `seed` alone, and torch's global random numbers are
    left as they were. On grey images with ten classes: 13,706 weights.

    Raises ValueError for sizes below 1 or K < 2, TypeError for sizes that are not whole numbers.
    First met in notebooks/10_shrink_the_label_with_the_object.

    >>> import torch
    >>> network = cnn(1, classes=10)
    >>> sum(weights.numel() for weights in network.parameters())
    13706
    >>> network(torch.zeros(2, 1, 8, 8)).shape, network.features(torch.zeros(2, 1, 28, 28)).shape
    (torch.Size([2, 10]), torch.Size([2, 64]))
    """
    checks.whole("channels", channels, 1, "Give 1 for grey images and 3 for colour.", high=2**20)
    _sizes(classes, width=width, features=features)
    with seeded(seed):
        body = nn.Sequential(
            *(nn.Conv2d(channels, width, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.Conv2d(width, 2 * width, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(8 * width, features), nn.ReLU()),
        )
        return Classifier(body, features, classes)


def gap_cnn(channels: int, classes: int, *, width: int = 12, seed: int = 0) -> Classifier:
    """Four convolutions with batch norm and ReLU, two halvings, and the mean over all places.

    A 5×5 convolution with stride 2, a 3×3 one and max pooling, and two more 3×3 ones, with `width`, 2·`width`,
    4·`width` and 4·`width` maps. So the features are 4·`width` numbers (48 by default), and the last maps are a quarter
    as high and wide as the picture: where a logit came from can be drawn on it (`class_activation_maps`). `channels` is
    C of the images (B, C, H, W), from 4×4 pixels on; `classes` is K ≥ 2. The weights depend on `seed` alone, and
    torch's global random numbers are left as they were. On colour images with ten classes: 35,350 weights.

    Raises ValueError for sizes below 1 or K < 2, TypeError for sizes that are not whole numbers.
    First met in notebooks/11_take_the_object_away.
    """
    checks.whole("channels", channels, 1, "Give 1 for grey images and 3 for colour.", high=2**20)
    _sizes(classes, width=width)
    with seeded(seed):
        body = nn.Sequential(
            *_convolution(channels, width, 5, stride=2),
            *(*_convolution(width, 2 * width, 3), nn.MaxPool2d(2)),
            *_convolution(2 * width, 4 * width, 3),
            *_convolution(4 * width, 4 * width, 3),
            *(nn.AdaptiveAvgPool2d(1), nn.Flatten()),
        )
        model = Classifier(body, 4 * width, classes)
    return stored_for_cpus(model)


def _convolution(maps: int, out: int, side: int, *, stride: int = 1) -> tuple[nn.Module, ...]:
    """A convolution with batch norm and ReLU."""
    layer = nn.Conv2d(maps, out, side, stride=stride, padding=side // 2, bias=False)
    return layer, nn.BatchNorm2d(out), nn.ReLU()


def resnet_cifar(channels: int, classes: int, *, width: int = 16, blocks: int = 1, seed: int = 0) -> Classifier:
    """A residual network: a 3×3 convolution, three stages of `blocks` basic blocks, and the mean over all places.

    The stages have `width`, 2·`width` and 4·`width` maps and halve the picture between them, so the features are
    4·`width` numbers (64 by default). With 32×32 images and `blocks` = 1 this is ResNet-8, with 3 ResNet-20. Batch
    norm, no pretrained weights. `channels` is C of the images (B, C, H, W); `classes` is K ≥ 2. The weights depend on
    `seed` alone, and torch's global random numbers are left as they were. On colour images with ten classes: 78,042
    weights.

    Raises ValueError for sizes below 1 or K < 2, TypeError for sizes that are not whole numbers.

    Source: He et al. 2016, arXiv 1512.03385, sec. 4.2. First met in notebooks/01_look_at_the_last_layer.
    """
    checks.whole("channels", channels, 1, "Give 1 for grey images and 3 for colour.", high=2**20)
    _sizes(classes, width=width, blocks=blocks)
    with seeded(seed):
        layers: list[nn.Module] = [nn.Conv2d(channels, width, 3, padding=1, bias=False), nn.BatchNorm2d(width)]
        layers.append(nn.ReLU())
        maps = width
        for stage, out in enumerate((width, 2 * width, 4 * width)):
            for block in range(blocks):
                layers.append(BasicBlock(maps, out, stride=2 if stage > 0 and block == 0 else 1))
                maps = out
        model = Classifier(nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten()), maps, classes)
    return stored_for_cpus(model)


def plain_cnn(channels: int, classes: int, *, width: int = 8, seed: int = 0) -> Classifier:
    """Five 3×3 convolutions on top of each other, each padded by 1 and followed by batch norm and ReLU; then the mean.

    The maps are `width`, twice, twice, four and four times as many; the second and the fourth convolution halve the
    picture; the mean over all places gives 4·`width` features. No shortcuts and no pooling in between: what happens at
    the border is handed from layer to layer. `channels` is C of the images (B, C, H, W); `classes` is K ≥ 2. The
    weights depend on `seed` alone, and torch's global random numbers are left as they were. On colour images with four
    classes: 17,836 weights.

    Raises ValueError for sizes below 1 or K < 2, TypeError for sizes that are not whole numbers.
    First met in notebooks/09_pad_without_inventing.

    >>> sum(weights.numel() for weights in plain_cnn(3, classes=4).parameters())
    17836
    """
    checks.whole("channels", channels, 1, "Give 1 for grey images and 3 for colour.", high=2**20)
    _sizes(classes, width=width)
    with seeded(seed):
        layers: list[nn.Module] = []
        maps = channels
        for out, stride in ((width, 1), (2 * width, 2), (2 * width, 1), (4 * width, 2), (4 * width, 1)):
            layers += [nn.Conv2d(maps, out, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU()]
            maps = out
        return Classifier(nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten()), maps, classes)


class BasicBlock(nn.Module):
    r"""Two 3×3 convolutions and a shortcut: $\mathrm{relu}(F(x) + x)$; a 1×1 convolution where the shape changes.

    >>> import torch
    >>> BasicBlock(16, 32, stride=2)(torch.zeros(1, 16, 8, 8)).shape
    torch.Size([1, 32, 4, 4])
    """

    def __init__(self, maps: int, out: int, *, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(maps, out, 3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(out)
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or maps != out:
            self.shortcut = nn.Sequential(nn.Conv2d(maps, out, 1, stride=stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x: Tensor) -> Tensor:
        """relu(F(x) + x)."""
        inner = F.relu(self.norm1(self.conv1(x)))
        return F.relu(self.norm2(self.conv2(inner)) + self.shortcut(x))


def _sizes(classes: int, **sizes: int) -> None:
    checks.class_count("classes", classes)
    for name, value in sizes.items():
        checks.whole(name, value, 1, high=2**12)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """The CPU's global random numbers start at `seed` inside and go on outside as if nothing had happened."""
    checks.whole("seed", seed, 0, "Give a whole number from 0 on.")
    with torch.random.fork_rng(devices=[]):
        # not torch.manual_seed, which would reseed every GPU as well
        torch.default_generator.manual_seed(seed)
        yield
