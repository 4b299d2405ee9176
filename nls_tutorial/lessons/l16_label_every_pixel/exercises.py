"""Exercises of lesson 16, label_every_pixel: a union, a mean over labelled pixels, intervals, two heaps, two tables.

Label maps are (H, W) or (B, H, W) int64, logits (B, K, H, W); 255 marks a pixel that nobody has labelled.
"""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from nls_tutorial.exercises.define import WrongAnswer, exercise

_TRUTH = torch.tensor([[0, 0, 0, 1], [0, 0, 1, 1], [0, 255, 255, 1]])
_ANSWER = torch.tensor([[0, 0, 1, 1], [0, 0, 0, 1], [0, 1, 1, 1]])


def _random_maps(seed: int) -> tuple[Tensor, Tensor, int]:
    draws = torch.Generator().manual_seed(seed)
    truth = torch.randint(0, 3, (6, 7), generator=draws)
    answer = torch.where(torch.rand(6, 7, generator=draws) < 0.7, truth, torch.randint(0, 3, (6, 7), generator=draws))
    truth[torch.rand(6, 7, generator=draws) < 0.2] = 255
    return answer, truth, 1 + seed % 2


def _iou(answer: Tensor, truth: Tensor, label: int, *, counted: Tensor | None = None) -> float:
    kept = truth != 255 if counted is None else counted
    said, there = (answer == label) & kept, (truth == label) & kept
    return float((said & there).sum() / (said | there).sum())


@exercise(
    "16.1",
    title="Intersection over union",
    stars=1,
    prompt=(
        "How well is one class found? Count the pixels that the network calls by this label *and* that have it, and "
        "divide by the pixels that are called so *or* have it. Pixels whose true label is 255 count nowhere."
    ),
    hints=(
        "Two masks: where the answer says the label, and where the truth does. What of the pixels with 255?",
        "`a & b` is the intersection of two masks, `a | b` their union; `.sum()` counts.",
        "Take `counted = truth != 255` into both masks before you count.",
    ),
    cases=[(_ANSWER, _TRUTH, 1), (_ANSWER, _TRUTH, 0), _random_maps(0), _random_maps(1)],
    wrong=[
        WrongAnswer(
            lambda answer, truth, label: _iou(answer, truth, label, counted=torch.ones_like(truth, dtype=torch.bool)),
            "You counted the pixels with 255: what is said there enlarges the union, and can never be right.",
        ),
        WrongAnswer(
            lambda answer, truth, label: float(((answer == truth) & (truth == label)).sum() / (truth == label).sum()),
            "That is the recall: of the pixels that have the label, how many were found. False alarms cost nothing.",
        ),
        WrongAnswer(
            lambda answer, truth, label: float((answer == truth)[truth != 255].double().mean()),
            "That is the pixel accuracy of all classes: the background would decide it.",
        ),
        WrongAnswer(
            lambda answer, truth, label: 2 * _iou(answer, truth, label) / (1 + _iou(answer, truth, label)),
            "That is the Dice score: twice the intersection over the sum of both. The union counts shared pixels once.",
        ),
    ],
    remark="The mean of it over the classes is mIoU. A class of few pixels weighs as much as the background.",
)
def overlap(answer: Tensor, truth: Tensor, label: int) -> float:
    """The intersection over union of the class `label`, of label maps (H, W)."""
    counted = truth != 255
    said, there = (answer == label) & counted, (truth == label) & counted
    # IoU = |said ∩ there| / |said ∪ there|
    return float((said & there).sum() / (said | there).sum())


def _logits(seed: int, ignored: float) -> tuple[Tensor, Tensor]:
    draws = torch.Generator().manual_seed(seed)
    labels = torch.randint(0, 3, (2, 4, 5), generator=draws)
    labels[0][torch.rand(4, 5, generator=draws) < ignored] = 255
    return 2 * torch.randn(2, 3, 4, 5, generator=draws), labels


def _each(logits: Tensor, labels: Tensor) -> Tensor:
    return cross_entropy(logits, labels, ignore_index=255, reduction="none")


@exercise(
    "16.2",
    title="A mean over pixels",
    stars=2,
    prompt=(
        "Write the cross-entropy of a batch of pictures: the mean over all *labelled* pixels of the batch, in nats. "
        "Logits are (B, K, H, W), label maps (B, H, W), and 255 means that nobody has labelled the pixel. Write it "
        "from `log_softmax`; the class dimension is the second."
    ),
    hints=(
        "`torch.log_softmax(logits, 1)` has K numbers for each pixel, along dimension 1. Which is the label's?",
        "`.gather(1, labels[:, None])` picks it, but 255 is no place in a row: put a 0 there first (`torch.where`).",
        "Multiply by the mask `labels != 255`, sum, and divide by how many pixels the mask holds.",
    ),
    cases=[_logits(0, 0.5), _logits(1, 0.0), _logits(2, 0.8)],
    wrong=[
        WrongAnswer(
            lambda logits, labels: _each(logits, labels).mean(),
            "You divided by all pixels. Pictures with a wide ignored border would then count less than others.",
        ),
        WrongAnswer(
            lambda logits, labels: torch.stack(
                [_each(logits, labels)[n].sum() / (labels[n] != 255).sum() for n in range(len(labels))]
            ).mean(),
            "You took a mean for each picture first. Asked is the mean over all labelled pixels of the batch.",
        ),
        WrongAnswer(
            lambda logits, labels: cross_entropy(logits, torch.where(labels == 255, 0, labels)),
            "You called the ignored pixels class 0, and learnt from it.",
        ),
        WrongAnswer(
            lambda logits, labels: _each(logits, labels).sum(),
            "That is the sum: the step would grow with the size of the pictures.",
        ),
    ],
    remark="`cross_entropy(logits, labels, ignore_index=255)` is the same, and so is every loss of this course with "
    "`ignore_index=255`.",
)
def pixel_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """The mean cross-entropy over labelled pixels, one number, of logits (B, K, H, W) and labels (B, H, W)."""
    counted = labels != 255
    classes = torch.where(counted, labels, 0)
    # −(1/n) Σ log p_y over the n labelled pixels
    own = torch.log_softmax(logits, dim=1).gather(1, classes[:, None])[:, 0]
    return -(own * counted).sum() / counted.sum()


def _shares(seed: int, pictures: int, pixels: int) -> tuple[Tensor]:
    draws = torch.Generator().manual_seed(seed)
    chance = 0.6 + 0.4 * torch.rand(pictures, 1, generator=draws)
    return ((torch.rand(pictures, pixels, generator=draws) < chance),)


def _over_pixels(right: Tensor) -> float:
    share = float(right.double().mean())
    return (share * (1 - share) / right.numel()) ** 0.5


def _over_pictures(right: Tensor) -> float:
    return float(right.double().mean(1).std() / len(right) ** 0.5)


@exercise(
    "16.3",
    title="How many times too narrow",
    stars=2,
    prompt=(
        "`right` (G, n) says for G pictures of n pixels each which pixels a network got right. A standard error that "
        "takes pixels for independent is √(a(1 − a)/(G·n)), with a the accuracy of all. An honest one takes the G "
        "accuracies of the pictures, and their standard deviation (with G − 1) over √G. Return the honest one divided "
        "by the other."
    ),
    hints=(
        "`right.double().mean(1)` are the pictures' accuracies.",
        "`.std()` divides by G − 1; divide it by the root of the number of pictures, `len(right)`.",
        "The other has `right.numel()` below the root. Return their ratio as a number.",
    ),
    cases=[_shares(0, 12, 200), _shares(1, 30, 50), _shares(2, 5, 1000)],
    wrong=[
        WrongAnswer(
            lambda right: _over_pixels(right) / _over_pictures(right),
            "You divided the other way round: the honest one goes on top.",
        ),
        WrongAnswer(
            lambda right: _over_pictures(right) * len(right) ** 0.5 / _over_pixels(right),
            "The standard deviation says how pictures differ; the error of their mean is smaller by √G.",
        ),
        WrongAnswer(
            lambda right: float(right.double().std() / len(right) ** 0.5) / _over_pixels(right),
            "You took the spread of single pixels. Take the mean of each picture first.",
        ),
        WrongAnswer(
            lambda right: (_over_pictures(right) / _over_pixels(right)) ** 2,
            "That is the ratio of the variances, the design effect of statisticians. Asked is that of the errors.",
        ),
    ],
    remark="Its square is the design effect: so many pixels of a picture are worth one.",
)
def too_narrow(right: Tensor) -> float:
    """How many times wider the honest standard error is, for right (G, n), bool."""
    share = right.double().mean()
    over_pixels = (share * (1 - share) / right.numel()).sqrt()
    over_pictures = right.double().mean(1).std() / len(right) ** 0.5
    return float(over_pictures / over_pixels)


def _heaps(seed: int, pictures: int) -> tuple[Tensor, Tensor]:
    draws = torch.Generator().manual_seed(seed)
    sure = 0.5 + 0.5 * torch.rand(pictures, 40, generator=draws)
    shift = torch.linspace(-0.3, 0.3, pictures)[:, None]
    return sure, torch.rand(pictures, 40, generator=draws) < sure + shift


def _ece(sure: Tensor, right: Tensor, *, signed: bool = False) -> Tensor:
    place = (sure * 10).ceil().long().clamp(1, 10) - 1
    gaps = torch.stack([(right.double() - sure.double())[place == b].sum() for b in range(10)]) / sure.numel()
    return gaps.sum().abs() if signed else gaps.abs().sum()


@exercise(
    "16.4",
    title="One heap or many",
    stars=3,
    prompt=(
        "`sure` and `right` (G, n) are the confidences and right answers of the n pixels of G pictures. Return two "
        "numbers as a tensor: the ECE of all pixels in one heap, and the mean of the pictures' own ECEs. Take 10 bins "
        "of equal width, (lo, hi]: bin b holds the confidences in (b/10, (b + 1)/10]."
    ),
    hints=(
        "ECE adds up, over the bins, |Σ (right − sure)| of the bin's pixels, divided by the number of all pixels.",
        "Write a function of two flat tensors; the bin of a confidence is `(10 * sure).ceil() - 1`.",
        "Call it once for everything flattened, and once for each row; the mean of the rows' is the second number.",
    ),
    cases=[_heaps(0, 4), _heaps(1, 9), _heaps(2, 2)],
    wrong=[
        WrongAnswer(
            lambda sure, right: torch.stack([_ece(sure, right)] * 2),
            "Your two numbers are the same heap. Give each picture bins of its own, then take the mean.",
        ),
        WrongAnswer(
            lambda sure, right: torch.stack(
                [torch.stack([_ece(s, r) for s, r in zip(sure, right, strict=True)]).mean(), _ece(sure, right)]
            ),
            "You have both, in the other order: the one heap comes first.",
        ),
        WrongAnswer(
            lambda sure, right: torch.stack(
                [
                    _ece(sure, right, signed=True),
                    torch.stack([_ece(s, r, signed=True) for s, r in zip(sure, right, strict=True)]).mean(),
                ]
            ),
            "You added the gaps up before you took away their signs: take |·| in each bin.",
        ),
    ],
    remark="The second is never smaller: in one heap a picture that is too sure can make up for one that is not sure "
    "enough. A driver meets one picture at a time.",
)
def two_heaps(sure: Tensor, right: Tensor) -> Tensor:
    """The pooled ECE and the mean of the pictures' own, (2,), of confidences and bool (G, n)."""

    def error(sure: Tensor, right: Tensor) -> Tensor:
        place = (10 * sure).ceil().long().clamp(1, 10) - 1
        gap = right.double() - sure.double()
        # ECE = (1/N) Σ_b |Σ_{i ∈ b} (right_i − sure_i)|
        return torch.stack([gap[place == b].sum().abs() for b in range(10)]).sum() / len(sure)

    each = torch.stack([error(*pair) for pair in zip(sure, right, strict=True)])
    return torch.stack([error(sure.flatten(), right.flatten()), each.mean()])


@exercise(
    "16.5",
    title="Two groups, one network",
    stars=3,
    prompt=(
        "Two groups download the same trained network and the same 200 street scenes. An outline five pixels wide is "
        "marked 255 in the label maps. They report, in per cent:\n\n"
        "| group | mIoU | ECE | 95 % interval of the ECE |\n"
        "|:--|--:|--:|:--|\n"
        "| A | 60.8 | 3.1 | 3.09 … 3.11 |\n"
        "| B | 56.2 | 4.4 | 3.2 … 5.9 |\n\n"
        "Which explanation fits all three columns?\n\n"
        "a. A left the outline out and drew pixels anew; B called the outline background and drew pictures anew.\n\n"
        "b. A trained its network longer.\n\n"
        "c. A called the outline background and drew pixels anew; B left it out and drew pictures anew.\n\n"
        "d. A took more bins, and so has a smaller ECE and a narrower interval."
    ),
    hints=(
        "Which pixels are hardest: those on an outline, or those inside?",
        "A pixel that is called background on an outline where nobody said what it is: is the network wrong there?",
        "An interval two hundredths of a point wide from 200 pictures: what was taken for independent?",
    ),
    options=("a", "b", "c", "d"),
    wrong=[
        WrongAnswer("b", "It is the same network."),
        WrongAnswer("c", "Then A would have the lower mIoU: the outline is where a network errs most."),
        WrongAnswer("d", "More bins never make ECE smaller where they split the old ones, and mIoU has no bins."),
    ],
    remark="Neither number is wrong. A table that does not say which pixels count, and what was drawn anew, is.",
)
def two_groups() -> str:
    """The letter of the explanation that fits, "a" to "d"."""
    return "a"
