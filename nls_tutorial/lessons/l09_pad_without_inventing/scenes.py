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
from nls_tutorial.records.marks import Color, Dash, Marker

Convolve = Callable[[Tensor, Tensor], Tensor]
STYLE: tuple[tuple[Color, Dash, Marker], ...] = (
    ("orange", "dashed", "square"),
    ("blue", "solid", "circle"),
    ("green", "dotted", "triangle"),
)
NOWHERE = float("nan")
PARTIAL = "partial convolution"


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
    seen = _Window(size, kernel)
    over = ("row", "column")
    positions = tuple(float(step) for step in range(size))
    return Scene(
        "A kernel over the border",
        "Left, a small grey picture with hatched padding around it and the window; in the middle, the window close up, "
        "a cross on each hole; right, the averaging kernel's response with zero padding and with partial convolution.",
        (_picture_panel(seen), _close_up_panel(seen), _responses_panel(seen)),
        (
            Control("row", "row", positions, start=0, digits=0),
            Control("column", "column", positions, start=size // 2, digits=0),
        ),
        (
            Readout(f"pixels seen, of {kernel**2}", track(seen.count, *over), digits=0),
            Readout("ratio r", track(seen.ratio, *over), digits=3),
            Readout("response, zero padding", track(seen.zero, *over), digits=3),
            Readout("response, partial", track(seen.own, *over), digits=3),
        ),
    )


class _Window:
    """A small picture, an averaging window at each of its pixels, and which of the window's cells are holes."""

    def __init__(self, size: int, kernel: int) -> None:
        self.size, self.kernel, self.reach = size, kernel, kernel // 2
        self.steps = torch.arange(size, dtype=torch.float64)
        waves = torch.cos(self.steps[:, None] * 0.9) * torch.cos(self.steps * 0.7 + 0.5)
        self.image = 0.62 + 0.2 * waves + 0.018 * self.steps
        weight = torch.full((1, 1, kernel, kernel), 1 / kernel**2, dtype=torch.float64)
        self.zero = F.conv2d(self.image[None, None], weight, padding=self.reach)[0, 0]
        self.own = partial_conv2d(self.image[None, None], weight, padding=self.reach)[0, 0]
        self.ratio = window_ratio(self.image.shape, kernel, padding=self.reach, dtype=torch.float64)
        self.count = window_count(self.image.shape, kernel, padding=self.reach)
        # where each cell of each window lies: (row, column, row in the window, column in the window)
        self.offsets = torch.arange(kernel) - self.reach
        shape = (size, size, kernel, kernel)
        self.rows = (self.steps[:, None, None, None] + self.offsets[:, None]).expand(shape)
        self.columns = (self.steps[:, None, None] + self.offsets).expand(shape)
        self.hole = (self.rows < 0) | (self.rows >= size) | (self.columns < 0) | (self.columns >= size)

    def at_holes(self, places: Tensor) -> Track:
        """`places` (…, k, k) of the cells that are holes, NaN for the others, one row for each window."""
        shape = (self.size, self.size, self.kernel**2)
        return track(torch.where(self.hole, places, NOWHERE).reshape(shape), "row", "column")

    def ring(self) -> list[tuple[float, float]]:
        """The cells that padding adds, as (x, y)."""
        around = range(-self.reach, self.size + self.reach)
        cells = [(row, column) for row in around for column in around]
        out = [(r, c) for r, c in cells if not (0 <= r < self.size and 0 <= c < self.size)]
        return [(float(column), float(self.size - 1 - row)) for row, column in out]


def _picture_panel(seen: _Window) -> Panel:
    size, steps, over = seen.size, seen.steps, ("row", "column")
    half, low, high = seen.kernel / 2, -seen.reach - 0.6, size + seen.reach - 0.4
    frame_x = steps[:, None] + torch.tensor([-half, half, half, -half, -half])
    frame_y = size - 1 - steps[:, None] + torch.tensor([-half, -half, half, half, -half])
    crosses = seen.at_holes(seen.columns), seen.at_holes(size - 1 - seen.rows)
    middle_x = track(steps.expand(size, size), *over)
    middle_y = track((size - 1 - steps)[:, None].expand(size, size), *over)
    return Panel(
        "The picture and its padding",
        Axis("", low, high, visible=False),
        Axis("", low, high, visible=False),
        (
            Picture(_grey(seen.image), -0.5, size - 0.5, -0.5, size - 0.5),
            Line(*_hatching(seen.ring()), "padding: a hole", "muted", width=1.2),
            Line(track(frame_x, "column"), track(frame_y, "row"), "window", "blue", width=3),
            Points(*crosses, "hole in the window", "orange", "cross", 11),
            Handle(middle_x, middle_y, over, "drag the kernel", "blue"),
        ),
        equal=True,
    )


def _close_up_panel(seen: _Window) -> Panel:
    """What the window sees, and hatching where it sees nothing."""
    kernel, half, over = seen.kernel, seen.kernel / 2, ("row", "column")
    patches = F.pad(seen.image, (seen.reach,) * 4, value=1.0).unfold(0, kernel, 1).unfold(1, kernel, 1)
    x, y = seen.offsets.double().expand(kernel, kernel), -seen.offsets.double()[:, None].expand(kernel, kernel)
    # the strokes of every hole in a window, one after the other
    strokes = [
        torch.where(seen.hole[..., None], place[..., None] + stroke, NOWHERE).reshape(seen.size, seen.size, -1)
        for place, stroke in zip((x, y), _stroke(), strict=True)
    ]
    square = track([-half, half, half, -half, -half]), track([-half, -half, half, half, -half])
    edge = half + 0.1
    return Panel(
        "The window, close up",
        Axis("", -edge, edge, visible=False),
        Axis("", -edge, edge, visible=False),
        (
            Picture(_grey(patches), -half, half, -half, half, over),
            Line(track(strokes[0], *over), track(strokes[1], *over), "", "muted", width=1.6),
            Points(seen.at_holes(x), seen.at_holes(y), "hole", "orange", "cross", 14),
            Line(*square, "", "blue"),
        ),
        equal=True,
        width=0.75,
    )


def _responses_panel(seen: _Window) -> Panel:
    over = ("row", "column")
    return Panel(
        "The response: mean brightness",
        Axis("", -0.6, 1.6, ((0.0, "zero padding"), (1.0, "partial"))),
        Axis("response (0 black, 1 white)", 0, 1),
        (
            Bars(track([0.0]), track(seen.zero[..., None], *over), "", "orange", 0.6),
            Bars(track([1.0]), track(seen.own[..., None], *over), "", "blue", 0.6),
            Rule(track(seen.zero * seen.ratio, *over), "y", "mean of what the window sees", "ink", "dotted"),
        ),
        aspect=0.9,
        width=0.95,
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
    constant = torch.ones(1, 1, size, size, dtype=torch.float64)
    maps = torch.stack(
        [
            torch.stack([_through(constant, weight, convolve, layers) for convolve in PADDINGS.values()])
            for weight in _three_kernels(seed)
        ]
    )  # kernel, padding, layer, row, column
    middle = maps[..., size // 2, size // 2][..., None, None]
    felt = (maps - middle).abs().flatten(-2).gt(1e-9).double().mean(-1)
    shade = (0.5 + 0.5 * (maps - middle)).clamp(0, 1)
    over = ("kernel", "depth")
    zero, partly = (_map_panel(name, shade[:, place]) for place, name in enumerate(("zero padding", PARTIAL)))
    return Scene(
        "A constant picture, seen through layers",
        "Two maps, the response to a constant picture with zero padding and with partial convolution, mid grey where "
        "it equals the response in the middle; and the response along the middle row for three paddings.",
        (zero, partly, _profile_panel(maps[..., size // 2, :])),
        (
            Control("kernel", "kernel", ("average", "uneven", "edge")),
            Control("depth", "layers", tuple(float(n + 1) for n in range(layers)), start=0, digits=0),
        ),
        (
            Readout("pixels that feel the border, zero", track(felt[:, 0], *over), digits=0, percent=True),
            Readout("partial", track(felt[:, 1], *over), digits=0, percent=True),
            Readout("replicate", track(felt[:, 2], *over), digits=0, percent=True),
        ),
    )


def _map_panel(name: str, shade: Tensor) -> Panel:
    size = shade.shape[-1]
    edge = Axis("", 0, size, visible=False)
    pixels = Picture(_grey(shade), 0, size, 0, size, ("kernel", "depth"))
    return Panel(name, edge, edge, (pixels,), equal=True, width=0.72)


def _profile_panel(profile: Tensor) -> Panel:
    """The middle row of each map: (kernel, padding, layer, column)."""
    places = torch.arange(profile.shape[-1], dtype=torch.float64)
    lines = [
        # where two curves lie on each other, the dotted one stays in sight on the wide one
        Line(track(places), track(profile[:, at], "kernel", "depth"), name, color, dash, 5 if dash == "solid" else 2.5)
        for at, (name, (color, dash, _)) in enumerate(zip(PADDINGS, STYLE, strict=True))
    ]
    return Panel(
        "Along the middle row",
        Axis("pixel", 0, len(places) - 1),
        Axis("response", -1, 2),
        tuple(lines),
        aspect=0.72,
        width=1.25,
    )


def hole_that_fills(image: Tensor, known: Tensor, rounds: int = 6) -> Scene:
    r"""A picture with holes, averaged again and again: black holes spread, true holes fill.

    `image` (3, H, W) in [0, 1], `known` (H, W) bool, false in a hole. Each round takes the 3×3 average at the unknown
    pixels only: an ordinary convolution that takes holes for black, or `partial_conv2d` with the mask, which passes on
    the updated mask. A cross marks a pixel still unknown.
    Raises ValueError for a mask that does not fit. First met in notebooks/09_pad_without_inventing.
    Source: Liu et al. 2018, arXiv 1804.07723, eq. 1 and 2.
    """
    _, height, width = image.shape
    if known.shape != (height, width) or known.dtype != torch.bool:
        checks.refuse("known", f"must be bool of shape {(height, width)}", tuple(known.shape), "Compare with a number.")
    pixels, holes = _filled(image, known, rounds)
    error = (pixels - image).abs().mean(2)[..., ~known].mean(-1)
    y, x = (grid.double() + 0.5 for grid in torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij"))
    at_x, at_y = (torch.where(holes, place, NOWHERE)[:, ~known] for place in (x, height - y))
    crosses = Points(track(at_x, "round"), track(at_y, "round"), "", "orange", "cross", 7)
    return Scene(
        "A hole in the picture",
        "Three pictures: the whole one, the damaged one averaged with its holes taken for black, and with its holes "
        "left out of every window.",
        (
            _frame_panel("as it was", _color(image), over=()),
            _frame_panel("holes taken for black", _color(pixels[:, 0])),
            _frame_panel("holes left out (partial)", _color(pixels[:, 1]), crosses),
        ),
        (Control("round", "rounds", tuple(float(n) for n in range(rounds + 1)), start=0, digits=0),),
        (
            Readout("still unknown", track(holes.double().mean((1, 2)), "round"), digits=1, percent=True),
            Readout("mean error in the holes, black", track(error[:, 0], "round"), digits=3),
            Readout("partial", track(error[:, 1], "round"), digits=3),
        ),
    )


def _filled(image: Tensor, known: Tensor, rounds: int) -> tuple[Tensor, Tensor]:
    """The pictures after each round (round, way, channel, row, column), and what is still unknown (round, row, column).

    The ways are: holes taken for black, and holes left out.
    """
    channels = len(image)
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
    return torch.stack([torch.cat(pair) for pair in frames]), torch.stack(unknown)


def _frame_panel(name: str, frame: npt.NDArray[np.uint8], *marks: Points, over: tuple[str, ...] = ("round",)) -> Panel:
    height, width = frame.shape[-3:-1]
    edge_x, edge_y = Axis("", 0, width, visible=False), Axis("", 0, height, visible=False)
    return Panel(name, edge_x, edge_y, (Picture(frame, 0, width, 0, height, over), *marks), equal=True, width=0.8)


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
    return Scene(
        "Where the errors live",
        "Left, four objects at the chosen distance from the border; in the middle, accuracy against that distance, a "
        "line for each padding; right, the training loss over the epochs.",
        (_objects_panel(pictures), _distance_panel(study, distances), _training_panel(study)),
        (
            Control("distance", "distance", tuple(distances.tolist()), start=0, digits=0, unit=" px"),
            Control("shown", "shown", shown),
        ),
        tuple(readout for name in study.arms for readout in _accuracy_readouts(study, name, base)),
    )


def _with_mean(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The mean over the seeds, then each seed."""
    return np.stack([values.mean(0), *values])


def _band_and_line(
    x: npt.NDArray[np.float64], values: npt.NDArray[np.float64], name: str, color: Color, dash: Dash
) -> tuple[Band, Line]:
    """Mean ± standard deviation over the seeds, or one seed's own run."""
    rows = _with_mean(values)
    spread = values.std(0, ddof=1) if len(values) > 1 else np.zeros_like(x)
    wide = np.stack([spread, *np.zeros_like(values)])
    band = Band(track(x), track(rows - wide, "shown"), track(rows + wide, "shown"), "", color, 0.14)
    return band, Line(track(x), track(rows, "shown"), name, color, dash)


def _accuracy_readouts(study: Results, name: str, base: str) -> list[Readout]:
    accuracy, over = study.scores(name, "accuracy"), ("distance", "shown")
    found = [Readout(name, track(_with_mean(accuracy).T, *over), digits=1, percent=True)]
    if name != base:
        lead = _with_mean(accuracy - study.scores(base, "accuracy"))
        found.append(Readout(f"{name} − {base}", track(100 * lead.T, *over), digits=1, unit=" points"))
    return found


def _objects_panel(pictures: Tensor) -> Panel:
    frames, side = _color(pictures), 1.08
    corners = [(side * (n % 2), side * (n // 2)) for n in range(4)]
    examples = tuple(Picture(frames[:, n], x, x + 1, y, y + 1, ("distance",)) for n, (x, y) in enumerate(corners))
    square = Axis("", -0.02, side + 1.02, visible=False)
    return Panel("The same objects", square, square, examples, equal=True, width=0.72)


def _distance_panel(study: Results, distances: npt.NDArray[np.float64]) -> Panel:
    marks: list[Band | Line | Points] = []
    here = track(distances[:, None], "distance")
    for name, (color, dash, marker) in zip(study.arms, STYLE, strict=False):
        accuracy = study.scores(name, "accuracy")
        dot = track(_with_mean(accuracy).T[..., None], "distance", "shown")
        marks += [*_band_and_line(distances, accuracy, name, color, dash), Points(here, dot, "", color, marker, 10)]
    ticks = tuple((float(d), f"{d:g}") for d in distances)
    room = 0.06 * (distances.max() - distances.min())
    return Panel(
        "Accuracy by distance",
        Axis("pixels between object and border", distances.min() - room, distances.max() + room, ticks),
        Axis("accuracy (share)", 0.25, 1.0),
        tuple(marks),
        aspect=0.8,
    )


def _training_panel(study: Results) -> Panel:
    epochs = np.arange(1, len(study.axes["epoch"]) + 1, dtype=np.float64)
    top = float(np.ceil(4 * max(study.scores(name, "loss").max() for name in study.arms)) / 4)
    marks = [
        mark
        for name, (color, dash, _) in zip(study.arms, STYLE, strict=False)
        for mark in _band_and_line(epochs, study.scores(name, "loss"), name, color, dash)
    ]
    return Panel(
        "Training loss",
        Axis("epoch", 1, float(epochs[-1]) if len(epochs) > 1 else 2.0),
        Axis("cross-entropy (nats)", 0, top),
        tuple(marks),
        aspect=0.8,
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
