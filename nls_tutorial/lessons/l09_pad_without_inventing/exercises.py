"""Exercises of lesson 09, pad_without_inventing: the corner, the reach, two convolutions, what to leave, a hole.

A picture is (C, H, W) or (B, C, H, W); a kernel is square and has an odd number k of pixels a side.
"""

import torch
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial.data import scenes
from nls_tutorial.exercises.define import WrongAnswer, exercise


@exercise(
    "09.1",
    title="The corner of a wide kernel",
    stars=1,
    prompt=(
        "A 3×3 kernel with padding 1 has the ratio 9/4 in the corner. Predict the ratio in the corner for a **7×7** "
        "kernel with padding 3, on a large picture."
    ),
    hints=(
        "The middle of the kernel stands on the corner pixel. How many of its rows lie inside the picture?",
        "Of 7 rows, 3 lie outside. The same holds for the columns.",
        "The window has 49 elements, and 4 · 4 of them lie inside.",
    ),
    wrong=[
        WrongAnswer(2.25, "That is the 3×3 kernel's ratio, 9/4. A wider kernel loses more than that in a corner."),
        WrongAnswer(1.75, "That is 7/4, the ratio in the middle of one side. In a corner two sides are cut."),
        WrongAnswer(16 / 49, "That is the share that is seen. The ratio is the whole over the part that is seen."),
        WrongAnswer(49 / 9, "You left 3 rows and 3 columns inside. The middle row stands on the picture, too: 4, 4."),
        WrongAnswer(49 / 33, "You took the holes for the part that is seen: 49 − 16 = 33 are holes, 16 are seen."),
        WrongAnswer(3.06, "The count is right, the figure is rounded. Write the fraction, 49 / 16."),
        WrongAnswer(3.063, "Rounded to three decimals. Write the fraction, 49 / 16."),
        WrongAnswer(4.0, "That is what the corner tends to for very wide kernels: a quarter is seen. Count for k = 7."),
    ],
    remark="The wider the kernel, the nearer to 4: a corner window sees a little more than a quarter of itself.",
)
def corner_ratio() -> float:
    """The ratio r in the corner: the window's elements over those inside the picture."""
    # r = ‖1_{k×k}‖ / ‖1_p ∩ window‖
    return 7 * 7 / (4 * 4)


_DEPTHS = [(1, 3), (4, 3), (1, 7), (3, 5), (6, 1), (10, 3)]


@exercise(
    "09.2",
    title="How far in is the border felt?",
    stars=1,
    prompt=(
        "A stack of equal k×k convolutions, stride 1, each padded by (k − 1)/2. In the output, how many pixels from "
        "the edge inwards can depend on what was padded? Look at the widget with the uneven kernel and count."
    ),
    hints=(
        "One 3×3 layer: only the outermost pixel has a window that reaches over the border.",
        "The second layer's windows see pixels that the first layer had already spoiled.",
        "Each layer carries it (k − 1)/2 pixels further.",
    ),
    cases=_DEPTHS,
    wrong=[
        WrongAnswer(
            lambda layers, kernel: layers * kernel,
            "You moved on by the kernel's whole width; only its half reaches over the border: (k − 1)/2.",
        ),
        WrongAnswer(
            lambda layers, kernel: layers * (kernel - 1),
            "That counts both sides of the kernel; from one edge inwards it is half of that.",
        ),
        WrongAnswer(lambda layers, kernel: (kernel - 1) // 2, "That is one layer. Each further layer carries it on."),
        WrongAnswer(
            lambda layers, kernel: (layers - 1) * (kernel - 1) // 2, "One layer too few: the first one is padded, too."
        ),
        WrongAnswer(
            lambda layers, kernel: layers * (kernel - 1) // 2 + 1,
            "One too many. See a 1×1 kernel: it needs no padding and feels no border.",
        ),
    ],
    remark="With strides the steps get longer: after two halvings a layer carries it four picture pixels further.",
)
def reach(layers: int, kernel: int) -> int:
    """How many pixels from the edge inwards can feel the border, for odd `kernel`."""
    # (k − 1)/2 a layer
    return layers * (kernel - 1) // 2


def _batch(seed: int, channels: int, side: int, outputs: int, kernel: int) -> tuple[Tensor, Tensor, Tensor]:
    draws = torch.Generator().manual_seed(seed)
    return (
        torch.rand(2, channels, side, side + 1, generator=draws),
        torch.randn(outputs, channels, kernel, kernel, generator=draws),
        torch.randn(outputs, generator=draws),
    )


_LAYERS = [
    (torch.ones(1, 1, 4, 4), torch.full((1, 1, 3, 3), 1 / 9), torch.zeros(1)),
    _batch(0, 1, 4, 1, 3),
    _batch(1, 3, 5, 2, 3),
    _batch(2, 2, 6, 3, 5),
    _batch(3, 2, 3, 2, 1),
]


def _scaled(images: Tensor, weight: Tensor, bias: Tensor, ones: Tensor, inside: Tensor, full: float) -> Tensor:
    padding = weight.shape[-1] // 2
    return (
        F.conv2d(images, weight, padding=padding) * (full / F.conv2d(ones, inside, padding=padding))
        + bias[:, None, None]
    )


def _bias_scaled(images: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    padding = weight.shape[-1] // 2
    window = torch.ones(1, 1, *weight.shape[-2:])
    seen = F.conv2d(torch.ones(1, 1, *images.shape[-2:]), window, padding=padding)
    return F.conv2d(images, weight, bias, padding=padding) * (window.sum() / seen)


def _upside_down(images: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    padding = weight.shape[-1] // 2
    window = torch.ones(1, 1, *weight.shape[-2:])
    seen = F.conv2d(torch.ones(1, 1, *images.shape[-2:]), window, padding=padding)
    return F.conv2d(images, weight, padding=padding) * (seen / window.sum()) + bias[:, None, None]


def _zero_padding(images: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return F.conv2d(images, weight, bias, padding=weight.shape[-1] // 2)


def _one_scalar(images: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    height, width = images.shape[-2:]
    padding = weight.shape[-1] // 2
    scale = (height + 2 * padding) * (width + 2 * padding) / (height * width)
    return F.conv2d(images * scale, weight, bias, padding=padding)


def _by_weights(images: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    ones = torch.ones(1, *images.shape[1:])
    return _scaled(images, weight, bias, ones, weight, 1.0) * weight.sum((1, 2, 3))[:, None, None]


def _all_channels(images: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    window = torch.ones(1, *weight.shape[1:])
    return _scaled(images, weight, bias, torch.ones(1, *images.shape[1:]), window, weight.shape[-1] ** 2)


def _no_bias(images: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    window = torch.ones(1, 1, *weight.shape[-2:])
    return _scaled(images, weight, 0 * bias, torch.ones(1, 1, *images.shape[-2:]), window, window.numel())


@exercise(
    "09.3",
    title="The ratio with two convolutions",
    stars=2,
    prompt=(
        "Write partial convolution with two calls of `torch.nn.functional.conv2d`: one of the pictures, one of a "
        "picture of ones with a kernel of ones, which counts what each window sees. Stride 1, padding (k − 1)/2. "
        "The bias is not scaled."
    ),
    hints=(
        "What does a convolution with weights 1 of a picture of ones, padded with zeros, give in the corner?",
        "r = k²/count. Convolve the pictures without the bias, multiply by r, then add the bias.",
        "`F.conv2d(torch.ones(1, 1, H, W), torch.ones(1, 1, k, k), padding=k // 2)` is the count.",
    ),
    cases=_LAYERS,
    tolerance=1e-4,
    wrong=[
        WrongAnswer(
            _bias_scaled, "You scaled the bias, too. It does not come from the window: add it after the ratio."
        ),
        WrongAnswer(_upside_down, "The ratio is upside down: fewer pixels seen must give a larger factor."),
        WrongAnswer(_zero_padding, "That is the ordinary convolution; the ratio is missing."),
        WrongAnswer(
            _one_scalar,
            "You scaled all windows alike. That is what the released code of the NLS paper does; "
            "each window has a ratio of its own.",
        ),
        WrongAnswer(
            _by_weights,
            "You counted with the weights. Count with ones: the ratio asks how much is seen, not how much it weighs.",
        ),
        WrongAnswer(_all_channels, "You counted the elements of all channels, but divided k² of one channel by them."),
        WrongAnswer(_no_bias, "The bias is missing."),
    ],
    remark="Two convolutions are twice the work; a layer can count once and remember, since the count hangs on the "
    "shape alone.",
)
def partial_by_two(images: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """conv(x)·r + b for images (B, C, H, W), weight (O, C, k, k) with odd k, bias (O,), padded by (k − 1)/2."""
    k = weight.shape[-1]
    seen = F.conv2d(torch.ones(1, 1, *images.shape[-2:]), torch.ones(1, 1, k, k), padding=k // 2)
    # out = conv(x_p)·r + b
    return F.conv2d(images, weight, padding=k // 2) * (k * k / seen) + bias[:, None, None]


_CONVOLUTIONS = [
    ("Conv2d", 3, "1", "zeros"),
    ("Conv2d", 1, "0", "zeros"),
    ("Conv2d", 3, "0", "zeros"),
    ("Conv2d", 3, "1", "reflect"),
    ("Conv2d", 3, "same", "zeros"),
    ("Conv2d", 1, "same", "zeros"),
    ("Conv2d", 3, "valid", "zeros"),
    ("ConvTranspose2d", 3, "1", "zeros"),
    ("Conv2d", 7, "3", "zeros"),
    ("Conv2d", 5, "2", "replicate"),
    ("Conv1d", 3, "1", "zeros"),
    ("Conv2d", 1, "1", "zeros"),
]


@exercise(
    "09.4",
    title="Leave it alone",
    stars=2,
    prompt=(
        "A converter walks through a network and meets many layers. Say which it must leave alone, because no window "
        "of theirs holds a hole, or because they are no 2-D convolutions at all. You get the layer's class name, its "
        'kernel k×k, its padding as a text ("0", "1", …, "same" or "valid") and its padding mode.'
    ),
    hints=(
        "Three questions: is it a Conv2d, does it pad at all, and with what?",
        'Modes other than "zeros" pad with pixels of the picture: nothing is a hole. "valid" is no padding.',
        'With a 1×1 kernel, "same" needs no padding either; but an explicit padding of "1" does pad.',
    ),
    cases=_CONVOLUTIONS,
    wrong=[
        WrongAnswer(
            lambda kind, kernel, padding, mode: (
                kind == "Conv2d"
                and padding not in ("0", "valid")
                and mode == "zeros"
                and not (padding == "same" and kernel == 1)
            ),
            "It is the wrong way round: True for the layers to leave alone.",
        ),
        WrongAnswer(
            lambda kind, kernel, padding, mode: (
                kind != "Conv2d" or padding in ("0", "valid") or (padding == "same" and kernel == 1)
            ),
            "You convert layers that pad with the picture's own pixels (reflect, replicate). Those hold no hole.",
        ),
        WrongAnswer(
            lambda kind, kernel, padding, mode: kind != "Conv2d" or padding in ("0", "valid") or mode != "zeros",
            'A 1×1 kernel with "same" padding adds nothing around the picture: leave it.',
        ),
        WrongAnswer(
            lambda kind, kernel, padding, mode: (
                kind != "Conv2d" or padding in ("0", "valid", "same") or mode != "zeros"
            ),
            'You leave every "same" layer; with a 3×3 kernel "same" pads by 1.',
        ),
        WrongAnswer(
            lambda kind, kernel, padding, mode: (
                padding in ("0", "valid") or mode != "zeros" or (padding == "same" and kernel == 1)
            ),
            "You convert layers that are no Conv2d. In a transposed convolution `padding` even means something else: "
            "how much is cut off.",
        ),
        WrongAnswer(
            lambda kind, kernel, padding, mode: (
                kind != "Conv2d" or kernel == 1 or padding in ("0", "valid") or mode != "zeros"
            ),
            "You leave every 1×1 kernel. That is right as long as it is not padded; with padding 1 its outermost "
            "windows see nothing at all.",
        ),
        WrongAnswer(
            lambda kind, kernel, padding, mode: kernel == 1,
            "The kernel's size alone does not tell: ask whether it pads, and with what.",
        ),
    ],
    remark="The library's `survey` asks the same questions of a real model, and tells why it leaves a layer.",
)
def leave_alone(kind: str, kernel: int, padding: str, mode: str) -> bool:
    """True for a layer that a converter to partial convolution must leave as it is."""
    if kind != "Conv2d" or mode != "zeros":
        return True
    # no padding, no holes
    return padding in ("0", "valid") or (padding == "same" and kernel == 1)


def _damaged(seed: int, size: int = 16) -> tuple[Tensor, Tensor]:
    image = scenes(1, size=size, seed=seed).images[0]
    known = torch.rand(size, size, generator=torch.Generator().manual_seed(seed)) > 0.3
    known[5:10, 6:12] = False
    return image * known, known


_HOLES = [
    (
        torch.tensor([[[0.2, 0.4, 0.6], [0.2, 0.0, 0.6], [0.2, 0.4, 0.6]]]),
        torch.tensor([[True] * 3, [True, False, True], [True] * 3]),
    ),
    (torch.full((1, 5, 5), 0.5) * torch.eye(5), torch.eye(5, dtype=torch.bool)),
    (torch.tensor([[[0.0, 0.0, 0.0, 0.0, 1.0]]]), torch.tensor([[False, False, False, False, True]])),
    _damaged(1),
    _damaged(2),
    (torch.rand(3, 4, 4, generator=torch.Generator().manual_seed(0)), torch.ones(4, 4, dtype=torch.bool)),
]


def _sums(image: Tensor, known: Tensor) -> tuple[Tensor, Tensor]:
    ones = torch.ones(1, 1, 3, 3)
    # channels as a batch of grey pictures
    return F.conv2d((image * known)[:, None], ones, padding=1)[:, 0], F.conv2d(
        known[None, None].float(), ones, padding=1
    )[0, 0]


def _filled(image: Tensor, known: Tensor, *, keep: bool = True, nine: bool = False, rounds: int = 10**3) -> Tensor:
    while rounds and not bool(known.all()):
        total, seen = _sums(image, known)
        mean = total / (9.0 if nine else seen.clamp(min=1))
        image = torch.where(known, image, mean) if keep else mean
        known, rounds = (seen > 0) | known, rounds - 1
    return image


def _within_a_round(image: Tensor, known: Tensor) -> Tensor:
    image, known = image.clone(), known.clone()
    height, width = known.shape
    while not bool(known.all()):
        for row in range(height):
            for column in range(width):
                rows, columns = slice(max(row - 1, 0), row + 2), slice(max(column - 1, 0), column + 2)
                if not known[row, column] and known[rows, columns].any():
                    image[:, row, column] = image[:, rows, columns][:, known[rows, columns]].mean(1)
                    known[row, column] = True
    return image


@exercise(
    "09.5",
    title="A hole in the picture",
    stars=3,
    prompt=(
        "Fill the holes of a picture by partial convolution with a 3×3 average. In each round an unknown pixel whose "
        "window sees at least one known pixel becomes the mean of the known pixels in it, and is known from the next "
        "round on. Known pixels stay as they are. Go on until nothing is unknown (at least one pixel is known)."
    ),
    hints=(
        "A round needs two sums over each window: of the known pixels' values, and of how many they are.",
        "`torch.where(known, image, total / seen)` keeps what is known. A window with seen = 0 waits for a later one.",
        (
            "Inside `while not known.all():` compute total and seen with kernels of ones (channels as a batch: "
            "`image[:, None]`), fill, then set known = seen > 0."
        ),
    ),
    cases=_HOLES,
    tolerance=1e-4,
    wrong=[
        WrongAnswer(
            lambda image, known: _filled(image, known, rounds=1),
            "You stopped after one round; a wide hole needs several.",
        ),
        WrongAnswer(
            lambda image, known: _filled(image, known, nine=True),
            "You divided by 9. That takes holes for black; divide by how many pixels are known.",
        ),
        WrongAnswer(
            lambda image, known: _filled(image, known, keep=False),
            "You averaged the known pixels, too: they must stay as they are.",
        ),
        WrongAnswer(
            _within_a_round,
            "You read pixels that were filled in the same round, so the result depends on the order. Read from the "
            "last round's picture, and write into a copy.",
        ),
        WrongAnswer(lambda image, known: image, "The picture came back as it was, holes and all."),
        WrongAnswer(
            lambda image, known: torch.where(known, image, image[:, known].mean(1)[:, None, None]),
            "You filled with one colour, the mean of all known pixels. Use each pixel's own neighbours.",
        ),
    ],
    remark="The updated mask is the heart of Liu et al.'s inpainting network: there the kernels are learnt, the "
    "counting is the same.",
)
def fill_holes(image: Tensor, known: Tensor) -> Tensor:
    """The picture (C, H, W) with its holes filled, round by round; `known` (H, W) is True where a pixel is known."""
    ones, result = torch.ones(1, 1, 3, 3), image
    while not known.all():
        total = F.conv2d((result * known)[:, None], ones, padding=1)[:, 0]
        seen = F.conv2d(known[None, None].float(), ones, padding=1)[0, 0]
        # the mean of what is known: conv(x·m)·(9/seen) with weights 1/9
        result = torch.where(known, result, total / seen.clamp(min=1))
        known = seen > 0
    return result
