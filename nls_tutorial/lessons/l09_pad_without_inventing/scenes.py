"""What padding does: the kernel over the border, a constant picture through layers, a hole that fills, and its cost."""

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.partial_conv import partial_conv2d, window_count, window_ratio
from nls_tutorial.records import (
    Axis,
    Band,
    Bars,
    Control,
    Handle,
    Line,
    Panel,
    Picture,
    Points,
    Readout,
    Results,
    Rule,
    Scene,
    Track,
    track,
)
from nls_tutorial.records.scene import Color, Dash, Marker

Convolve = Callable[[Tensor, Tensor], Tensor]
STYLE: tuple[tuple[Color, Dash, Marker], ...] = (
    ("orange", "dashed", "square"),
    ("blue", "solid", "circle"),
    ("green", "dotted", "triangle"),
)
NOWHERE = float("nan")


def kernel_over_border(size: int = 8, kernel: int = 3) -> Scene:
    r"""Drag a `kernel`×`kernel` averaging window over a small picture: its holes, the ratio, both responses.

    Around the picture stand the rings that padding adds; a cross marks each hole in the window. Every weight is
    $1/k^2$, so the response is the mean brightness of what the window sees, if nothing is invented.
    Raises ValueError for a kernel that is even or wider than the picture.
    First met in notebooks/09_pad_without_inventing. Source: Liu et al. 2018, arXiv 1811.11718, sec. 3.
    """
    checks.whole("size", size, 3)
    if checks.whole("kernel", kernel, 1) % 2 == 0 or kernel > size:
        checks.refuse("kernel", f"must be odd and at most {size}", kernel, "Take 3 or 5.")
    reach = kernel // 2
    steps = torch.arange(size, dtype=torch.float64)
    image = 0.62 + 0.2 * torch.cos(steps[:, None] * 0.9) * torch.cos(steps * 0.7 + 0.5) + 0.018 * steps
    weight = torch.full((1, 1, kernel, kernel), 1 / kernel**2, dtype=torch.float64)
    zero = F.conv2d(image[None, None], weight, padding=reach)[0, 0]
    own = partial_conv2d(image[None, None], weight, padding=reach)[0, 0]
    ratio = window_ratio(image.shape, kernel, padding=reach, dtype=torch.float64)
    seen = window_count(image.shape, kernel, padding=reach)
    follow = ("row", "column")

    ring = [
        (row, column)
        for row in range(-reach, size + reach)
        for column in range(-reach, size + reach)
        if not (0 <= row < size and 0 <= column < size)
    ]
    hatch_x, hatch_y = _hatching([(float(column), float(size - 1 - row)) for row, column in ring])
    offsets = torch.arange(kernel) - reach
    rows = (steps[:, None, None, None] + offsets[:, None]).expand(size, size, kernel, kernel)
    columns = (steps[:, None, None] + offsets).expand(size, size, kernel, kernel)
    hole = (rows < 0) | (rows >= size) | (columns < 0) | (columns >= size)
    nothing = torch.full_like(rows, NOWHERE)
    flat = (size, size, kernel**2)
    crosses_x = torch.where(hole, columns, nothing).reshape(flat)
    crosses_y = torch.where(hole, size - 1 - rows, nothing).reshape(flat)
    half = kernel / 2
    frame_x = steps[:, None] + torch.tensor([-half, half, half, -half, -half])
    frame_y = size - 1 - steps[:, None] + torch.tensor([-half, -half, half, half, -half])
    low, high = -reach - 0.6, size + reach - 0.4
    grid = Panel(
        "The picture and its padding",
        Axis("", low, high, visible=False),
        Axis("", low, high, visible=False),
        (
            Picture(_grey(image), -0.5, size - 0.5, -0.5, size - 0.5),
            Line(hatch_x, hatch_y, "padding: a hole", "muted", width=1.2),
            Line(track(frame_x, "column"), track(frame_y, "row"), "window", "blue", width=3),
            Points(track(crosses_x, *follow), track(crosses_y, *follow), "hole in the window", "orange", "cross", 11),
            Handle(
                track(steps.expand(size, size), *follow),
                track((size - 1 - steps)[:, None].expand(size, size), *follow),
                follow,
                "drag the kernel",
                "blue",
            ),
        ),
        equal=True,
    )

    # the window close up: what it sees, and hatching where it sees nothing
    padded = F.pad(image, (reach,) * 4, value=1.0)
    patches = padded.unfold(0, kernel, 1).unfold(1, kernel, 1)
    local_x, local_y = offsets.double().expand(kernel, kernel), -offsets.double()[:, None].expand(kernel, kernel)
    strokes = [
        tuple(
            torch.where(hole[r, c].reshape(-1, 1), torch.stack(part).reshape(-1, 1) + place, NOWHERE).flatten()
            for part, place in zip((list(local_x.flatten()), list(local_y.flatten())), _stroke(), strict=True)
        )
        for r in range(size)
        for c in range(size)
    ]
    stroke_x, stroke_y = (torch.stack([pair[axis] for pair in strokes]).reshape(size, size, -1) for axis in (0, 1))
    local = torch.where(hole, 0.0, NOWHERE)
    edge = half + 0.1
    close_up = Panel(
        "The window, close up",
        Axis("", -edge, edge, visible=False),
        Axis("", -edge, edge, visible=False),
        (
            Picture(_grey(patches), -half, half, -half, half, follow),
            Line(track(stroke_x, *follow), track(stroke_y, *follow), "", "muted", width=1.6),
            Points(
                track((local + local_x).reshape(flat), *follow),
                track((local + local_y).reshape(flat), *follow),
                "hole",
                "orange",
                "cross",
                14,
            ),
            Line(track([-half, half, half, -half, -half]), track([-half, -half, half, half, -half]), "", "blue"),
        ),
        equal=True,
        width=0.75,
    )
    responses = Panel(
        "The response: mean brightness",
        Axis("", -0.6, 1.6, ((0.0, "zero padding"), (1.0, "partial"))),
        Axis("response (0 black, 1 white)", 0, 1),
        (
            Bars(track([0.0]), track(zero[..., None], *follow), "", "orange", 0.6),
            Bars(track([1.0]), track(own[..., None], *follow), "", "blue", 0.6),
            Rule(track(zero * ratio, *follow), "y", "mean of what the window sees", "ink", "dotted"),
        ),
        aspect=0.9,
        width=0.95,
    )
    positions = tuple(float(step) for step in range(size))
    return Scene(
        "A kernel over the border",
        "Left, a small grey picture with hatched padding around it and the window; in the middle, the window close up, "
        "a cross on each hole; right, the averaging kernel's response with zero padding and with partial convolution.",
        (grid, close_up, responses),
        (
            Control("row", "row", positions, start=0, digits=0),
            Control("column", "column", positions, start=size // 2, digits=0),
        ),
        (
            Readout(f"pixels seen, of {kernel**2}", track(seen, *follow), digits=0),
            Readout("ratio r", track(ratio, *follow), digits=3),
            Readout("response, zero padding", track(zero, *follow), digits=3),
            Readout("response, partial", track(own, *follow), digits=3),
        ),
    )


def constant_picture(layers: int = 6, size: int = 19, seed: int = 0) -> Scene:
    r"""A constant picture through 1 … `layers` equal convolutions: choose the kernel and the depth.

    Three 3×3 kernels: an average (weights 1/9), an uneven one (random weights that sum to one, from `seed`), and an
    edge detector (weights that sum to zero). The maps show the response with zero padding and with partial convolution,
    mid grey where it is what the middle of the picture gives; the curves are the middle row, with replicated border
    pixels as a third way. Where the border is felt, the network is told where it is.
    First met in notebooks/09_pad_without_inventing. Source: Liu et al. 2018, arXiv 1811.11718; Islam et al. 2020,
    arXiv 2001.08248.
    """
    names = ("average", "uneven", "edge")
    kernels = _three_kernels(seed)
    constant = torch.ones(1, 1, size, size, dtype=torch.float64)
    maps = torch.stack(
        [
            torch.stack([_through(constant, weight, convolve, layers) for convolve in PADDINGS.values()])
            for weight in kernels
        ]
    )  # kernel, padding, layer, row, column
    middle = maps[..., size // 2, size // 2][..., None, None]
    shade = (0.5 + 0.5 * (maps - middle)).clamp(0, 1)
    felt = (maps - middle).abs().flatten(-2).gt(1e-9).double().mean(-1)
    profile = maps[..., size // 2, :]
    follow = ("kernel", "depth")
    places = torch.arange(size, dtype=torch.float64)

    def picture(place: int, name: str) -> Panel:
        pixels = _grey(shade[:, place])
        edge = Axis("", 0, size, visible=False)
        return Panel(name, edge, edge, (Picture(pixels, 0, size, 0, size, follow),), equal=True, width=0.72)

    curves = Panel(
        "Along the middle row",
        Axis("pixel", 0, size - 1),
        Axis("response", -1, 2),
        tuple(
            # where two curves lie on each other, the dotted one stays in sight on the wide one
            Line(track(places), track(profile[:, place], *follow), name, color, dash, 5 if dash == "solid" else 2.5)
            for place, (name, (color, dash, _)) in enumerate(zip(PADDINGS, STYLE, strict=True))
        ),
        aspect=0.72,
        width=1.25,
    )
    return Scene(
        "A constant picture, seen through layers",
        "Two maps, the response to a constant picture with zero padding and with partial convolution, mid grey where "
        "it equals the response in the middle; and the response along the middle row for three paddings.",
        (picture(0, "zero padding"), picture(1, "partial convolution"), curves),
        (
            Control("kernel", "kernel", names),
            Control("depth", "layers", tuple(float(n + 1) for n in range(layers)), start=0, digits=0),
        ),
        (
            Readout("pixels that feel the border, zero", track(felt[:, 0], *follow), digits=0, percent=True),
            Readout("partial", track(felt[:, 1], *follow), digits=0, percent=True),
            Readout("replicate", track(felt[:, 2], *follow), digits=0, percent=True),
        ),
    )


def hole_that_fills(image: Tensor, known: Tensor, rounds: int = 6) -> Scene:
    r"""A picture with holes, averaged again and again: black holes spread, true holes fill.

    `image` (3, H, W) in [0, 1], `known` (H, W) bool, false in a hole. Each round takes the 3×3 average at the unknown
    pixels only: an ordinary convolution that takes holes for black, or `partial_conv2d` with the mask, which passes on
    the updated mask. A cross marks a pixel still unknown.
    Raises ValueError for a mask that does not fit. First met in notebooks/09_pad_without_inventing.
    Source: Liu et al. 2018, arXiv 1804.07723, eq. 1 and 2.
    """
    channels, height, width = image.shape
    if known.shape != (height, width) or known.dtype != torch.bool:
        checks.refuse("known", f"must be bool of shape {(height, width)}", tuple(known.shape), "Compare with a number.")
    weight = torch.full((channels, 1, 3, 3), 1 / 9, dtype=torch.float64)
    plain = filled = (image.double() * known)[None]
    mask = known[None, None]
    frames, unknown = [[plain, filled]], [~known]
    for _ in range(rounds):
        plain = torch.where(known, plain, F.conv2d(plain, weight, padding=1, groups=channels))
        averaged, seen = partial_conv2d(filled, weight, padding=1, groups=channels, mask=mask, return_mask=True)
        filled, mask = torch.where(mask, filled, averaged), mask | seen
        frames.append([plain, filled])
        unknown.append(~mask[0, 0])
    pixels = torch.stack([torch.cat(pair) for pair in frames])  # round, way, channel, row, column
    error = (pixels - image).abs().mean(2)[..., ~known].mean(-1)
    holes = torch.stack(unknown)
    y, x = (grid.double() + 0.5 for grid in torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij"))
    at_x, at_y = (torch.where(holes, place, NOWHERE)[:, ~known] for place in (x, height - y))
    edge_x, edge_y = Axis("", 0, width, visible=False), Axis("", 0, height, visible=False)

    def panel(name: str, frame: npt.NDArray[np.uint8], *marks: Points, over: tuple[str, ...] = ("round",)) -> Panel:
        return Panel(name, edge_x, edge_y, (Picture(frame, 0, width, 0, height, over), *marks), equal=True, width=0.8)

    crosses = Points(track(at_x, "round"), track(at_y, "round"), "", "orange", "cross", 7)
    share = holes.double().mean((1, 2))
    return Scene(
        "A hole in the picture",
        "Three pictures: the whole one, the damaged one averaged with its holes taken for black, and with its holes "
        "left out of every window.",
        (
            panel("as it was", _color(image), over=()),
            panel("holes taken for black", _color(pixels[:, 0])),
            panel("holes left out (partial)", _color(pixels[:, 1]), crosses),
        ),
        (Control("round", "rounds", tuple(float(n) for n in range(rounds + 1)), start=0, digits=0),),
        (
            Readout("still unknown", track(share, "round"), digits=1, percent=True),
            Readout("mean error in the holes, black", track(error[:, 0], "round"), digits=3),
            Readout("partial", track(error[:, 1], "round"), digits=3),
        ),
    )


def accuracy_near_border(study: Results, pictures: Tensor, *, reference: str | None = None) -> Scene:
    r"""Move the objects away from the border: the pictures, the accuracy with each padding, the loss over the epochs.

    `pictures` (D, 4, 3, H, W) in [0, 1] are four examples at each of the study's distances. Bands are the mean ±
    standard deviation over the seeds; choose a seed to see its own run. The readouts are accuracies and, for paddings
    other than `reference` (the first unless given), the difference from it, seed by seed: mean over the seeds.
    Raises ValueError for pictures that do not fit. First met in notebooks/09_pad_without_inventing.
    """
    distances = np.array(study.axes["distance"], dtype=np.float64)
    if pictures.ndim != 5 or pictures.shape[:3] != (len(distances), 4, 3):
        checks.refuse(
            "pictures",
            f"must have shape ({len(distances)}, 4, 3, H, W), four for each distance",
            tuple(pictures.shape),
            "Stack the same four objects at every distance.",
        )
    base = study.arms[0] if reference is None else reference
    shown = ("mean of the seeds", *(f"seed {seed}" for seed in study.seeds))
    epochs = np.arange(1, len(study.axes["epoch"]) + 1, dtype=np.float64)
    frames = _color(pictures)
    side = 1.08
    examples = tuple(
        Picture(frames[:, n], side * (n % 2), side * (n % 2) + 1, side * (n // 2), side * (n // 2) + 1, ("distance",))
        for n in range(4)
    )
    square = Axis("", -0.02, side + 1.02, visible=False)
    score_marks: list[Band | Line | Points] = []
    loss_marks: list[Band | Line] = []
    readouts = []
    for name, (color, dash, marker) in zip(study.arms, STYLE, strict=False):
        accuracy, loss = study.scores(name, "accuracy"), study.scores(name, "loss")
        right, wrong = (np.stack([part.mean(0), *part]) for part in (accuracy, loss))
        for marks, x, rows, values in ((score_marks, distances, right, accuracy), (loss_marks, epochs, wrong, loss)):
            spread = values.std(0, ddof=1) if len(values) > 1 else np.zeros_like(x)
            wide = np.stack([spread, *np.zeros_like(values)])
            marks.append(Band(track(x), track(rows - wide, "shown"), track(rows + wide, "shown"), "", color, 0.14))
            marks.append(Line(track(x), track(rows, "shown"), name, color, dash))
        score_marks.append(
            Points(
                track(distances[:, None], "distance"),
                track(right.T[..., None], "distance", "shown"),
                "",
                color,
                marker,
                10,
            )
        )
        readouts.append(Readout(name, track(right.T, "distance", "shown"), digits=1, percent=True))
        if name != base:
            lead = accuracy - study.scores(base, "accuracy")
            both = np.stack([lead.mean(0), *lead])
            readouts.append(
                Readout(f"{name} − {base}", track(100 * both.T, "distance", "shown"), digits=1, unit=" points")
            )
    top = float(np.ceil(4 * max(study.scores(name, "loss").max() for name in study.arms)) / 4)
    ticks = tuple((float(d), f"{d:g}") for d in distances)
    room = 0.06 * (distances.max() - distances.min())
    return Scene(
        "Where the errors live",
        "Left, four objects at the chosen distance from the border; in the middle, accuracy against that distance, a "
        "line for each padding; right, the training loss over the epochs.",
        (
            Panel("The same objects", square, square, examples, equal=True, width=0.72),
            Panel(
                "Accuracy by distance",
                Axis("pixels between object and border", distances.min() - room, distances.max() + room, ticks),
                Axis("accuracy (share)", 0.25, 1.0),
                tuple(score_marks),
                aspect=0.8,
            ),
            Panel(
                "Training loss",
                Axis("epoch", 1, float(epochs[-1]) if len(epochs) > 1 else 2.0),
                Axis("cross-entropy (nats)", 0, top),
                tuple(loss_marks),
                aspect=0.8,
            ),
        ),
        (
            Control("distance", "distance", tuple(distances.tolist()), start=0, digits=0, unit=" px"),
            Control("shown", "shown", shown),
        ),
        tuple(readouts),
    )


def _zero(x: Tensor, weight: Tensor) -> Tensor:
    return F.conv2d(x, weight, padding=1)


def _replicate(x: Tensor, weight: Tensor) -> Tensor:
    return F.conv2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), weight)


PADDINGS: dict[str, Convolve] = {"zero": _zero, "partial": partial(partial_conv2d, padding=1), "replicate": _replicate}


def _three_kernels(seed: int) -> Tensor:
    """(3, 1, 1, 3, 3): an average, uneven weights that sum to one, and an edge detector whose weights sum to zero."""
    average = torch.full((3, 3), 1 / 9, dtype=torch.float64)
    noise = torch.randn(3, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    uneven = average + 0.08 * (noise - noise.mean())
    edge = torch.tensor([[-1.0, 0.0, 1.0]] * 3, dtype=torch.float64) / 6
    return torch.stack([average, uneven, edge])[:, None, None]


def _through(x: Tensor, weight: Tensor, convolve: Convolve, layers: int) -> Tensor:
    """The responses (layers, H, W) after one layer, two, …"""
    seen = []
    for _ in range(layers):
        x = convolve(x, weight)
        seen.append(x[0, 0])
    return torch.stack(seen)


def _stroke() -> tuple[Tensor, Tensor]:
    """Two slanted strokes in a cell around the origin, with gaps after each."""
    x = torch.tensor([-0.4, 0.0, NOWHERE, 0.0, 0.4, NOWHERE], dtype=torch.float64)
    y = torch.tensor([0.0, 0.4, NOWHERE, -0.4, 0.0, NOWHERE], dtype=torch.float64)
    return x, y


def _hatching(cells: list[tuple[float, float]]) -> tuple[Track, Track]:
    """The strokes of many cells as one line with gaps."""
    places = torch.tensor(cells, dtype=torch.float64).reshape(-1, 2)
    x, y = _stroke()
    return track((places[:, :1] + x).flatten()), track((places[:, 1:] + y).flatten())


def _grey(values: Tensor) -> npt.NDArray[np.uint8]:
    """Brightness (…, H, W) in [0, 1] as grey pixels (…, H, W, 3)."""
    pixels = (values.clamp(0, 1) * 255).round().to(torch.uint8)
    return pixels.unsqueeze(-1).expand(*pixels.shape, 3).numpy().copy()


def _color(images: Tensor) -> npt.NDArray[np.uint8]:
    """Pictures (…, 3, H, W) in [0, 1] as pixels (…, H, W, 3)."""
    return (images.clamp(0, 1) * 255).round().to(torch.uint8).movedim(-3, -1).numpy().copy()
