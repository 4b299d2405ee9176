"""A stand-in for the unpublished stubble set: generated pictures of fields, burning fields and other fires, skewed."""

import math

import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.data.farm_painting import DRAWS, FIRE, NORMAL, STUBBLE, paint
from nls_tutorial.data.seeds import SEEDS, Stream, generator
from nls_tutorial.records import Images, Splits

CLASS_NAMES = ("normal farm", "burning stubble", "fire")
ALL, TEST = 858, 224  # pictures of the paper's set, and of its validation part
SKEW = 4.0
SMALLEST = 16  # pixels a side
CHUNK = 2**18  # pixels painted at a time


def farm(
    *,
    train: int = ALL - TEST,
    calibration: int = 0,
    test: int = TEST,
    skew: float = SKEW,
    size: int = 32,
    seed: int = 0,
) -> Splits:
    r"""Generated pictures of three classes, few of one: a stand-in for the stubble set, which was never published.

    For r = `skew`, the classes normal farm, fire and burning stubble stand r : √r : 1, in each part: the class
    that one looks for is the rarest. How skewed the paper's set is it does not say.

    Args:
        train: pictures to learn from, from 3 on; 634 and a test part of 224 make the paper's 858.
        calibration: pictures to choose an epoch or fit a temperature on, from 0 on.
        test: pictures to report, from 3 on.
        skew: r, from 1 (all alike) to 1,000.
        size: pixels a side, 16 to 1,024; the paper's were 224.
        seed: a whole number from 0 on.

    Returns three disjoint parts: images (N, 3, size, size) float32 in [0, 1] in random order, labels int64. With one
    seed the j-th picture of a class in a part is the same for every skew and number, and at every size but for its
    grain. Every part holds each class, so a rare class has at least one picture. Raises ValueError or TypeError for
    what lies outside these ranges.

    Source: the classes and the 858 pictures of Uppal and Giddwani 2020 (NLS), Figure 1; no picture is theirs.
    First met in notebooks/13_train_on_a_skewed_set.

    >>> splits = farm(train=30, test=12, size=16)
    >>> splits.train.images.shape, splits.train.labels.bincount().tolist()
    (torch.Size([30, 3, 16, 16]), [17, 4, 9])
    """
    checks.whole("train", train, len(CLASS_NAMES), "Each class needs a picture.", high=2**24)
    checks.whole("calibration", calibration, 0, "Use 0 for no calibration part.", high=2**24)
    checks.whole("test", test, len(CLASS_NAMES), "Each class needs a picture.", high=2**24)
    checks.whole("size", size, SMALLEST, "Smaller pictures cannot show a flame.", high=2**10)
    checks.whole("seed", seed, 0, "Count seeds from 0.", high=SEEDS // len(CLASS_NAMES) - 1)
    skew = checks.at_least("skew", skew, 1, "Use 1 for classes of one size.", high=1000)
    with checks.own_defaults():
        return Splits(
            _part("train", train, skew, size, seed, "scenes: train"),
            _part("calibration", calibration, skew, size, seed, "scenes: calibration"),
            _part("test", test, skew, size, seed, "scenes: test"),
        )


def class_counts(count: int, skew: float) -> list[int]:
    r"""How many of `count` pictures each class has: r : 1 : √r, rounded so that they sum up; none is left out.

    >>> class_counts(634, 8.0), class_counts(634, 1.0), class_counts(3, 1000.0)
    ([429, 53, 152], [212, 211, 211], [1, 1, 1])
    """
    if count == 0:
        return [0] * len(CLASS_NAMES)
    weights = [0.0] * len(CLASS_NAMES)
    weights[NORMAL], weights[STUBBLE], weights[FIRE] = skew, 1.0, math.sqrt(skew)
    spare = count - len(weights)  # one for each class, the rest by largest remainder
    exact = [max(count * weight / sum(weights) - 1, 0.0) for weight in weights]
    exact = [spare * part / max(sum(exact), 1e-12) for part in exact]
    found = [math.floor(part) for part in exact]
    for place in sorted(range(len(exact)), key=lambda k: found[k] - exact[k])[: spare - sum(found)]:
        found[place] += 1
    return [1 + part for part in found]


def _part(split: str, count: int, skew: float, size: int, seed: int, stream: Stream) -> Images:
    parts, labels = [], []
    for label, own in enumerate(class_counts(count, skew)):
        draws = generator(len(CLASS_NAMES) * seed + label, stream)
        parts.append(_pictures(label, own, size, draws))
        labels.append(torch.full((own,), label, dtype=torch.int64))
    order = torch.randperm(count, generator=generator(seed, "split"))
    return Images(torch.cat(parts)[order], torch.cat(labels)[order], CLASS_NAMES, split)


def _pictures(label: int, count: int, size: int, draws: torch.Generator) -> Tensor:
    """The first `count` pictures of one class: each has random numbers of its own, however many there are."""
    chance, grain = torch.empty(count, DRAWS), torch.empty(count, 3, size, size)
    for place in range(count):
        chance[place] = torch.rand(DRAWS, generator=draws)
        own = torch.Generator().manual_seed(int(torch.randint(2**31, (), generator=draws)))
        grain[place] = torch.randn(3, size, size, generator=own)
    step = max(CHUNK // size**2, 1)
    chunks = [slice(start, start + step) for start in range(0, count, step)]
    painted = [paint(label, chance[rows], size, grain[rows]) for rows in chunks]
    return torch.cat(painted) if painted else grain
