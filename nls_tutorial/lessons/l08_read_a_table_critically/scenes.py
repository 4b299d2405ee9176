"""Reading a table under the hand: whole images, batches in order, differences and their errors, one recipe again."""

import itertools
import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.records import (
    Axis,
    Band,
    Bars,
    Control,
    Handle,
    Line,
    Panel,
    Points,
    Readout,
    Rule,
    Scene,
    Shape,
    Text,
    Words,
    track,
)
from nls_tutorial.records.marks import Color, Marker
from nls_tutorial.tables import (
    counts_of,
    difference_error,
    scores_by_batches,
    share_range,
    standard_error,
    weighted_scores,
)

Pair = tuple[str, float, float]  # a name, the first share, the second
SPAN = "± 1.96 standard errors"
SCORES = ("accuracy", "precision", "recall", "F1")
SURE = 1.96  # standard errors on either side of a difference, for 95 %
SIZES = (100, 150, 224, 300, 500, 700, 1000, 2000, 3000, 5000, 10000, 20000, 50000, 100000)
BATCHES = (8, 16, 25, 32, 50, 64, 75, 100, 112, 128, 150, 200, 224)
CLASS_LOOKS: tuple[tuple[Color, Marker], ...] = (("blue", "circle"), ("orange", "triangle"), ("green", "square"))
COLUMNS = 28  # images in a row of the drawn loader


def whole_images(figures: Sequence[str], most: int = 857, *, drag: tuple[int, int] = (180, 270)) -> Scene:
    r"""The GRIM test: drag the number of images N until every printed accuracy is a whole number of them.

    `figures` are percentages as printed, each drawn once; where some have fewer decimals than others, a dropped zero is
    put back. Left, how many of them N images can have given, for every N
    up to `most`. Right, for each figure, how far the nearest whole number of right images lies from figure × N; the
    shaded strip is what rounding or cutting the printed figure allows. N may be dragged from `drag[0]` to `drag[1]`.
    First met in notebooks/08_read_a_table_critically. Source: Brown and Heathers 2017.
    """
    printed = _Printed(figures)
    sizes = np.arange(drag[0], drag[1] + 1)
    here = np.array([printed.explained(n) for n in sizes.tolist()])
    return Scene(
        "The number of images that explains every accuracy",
        "Left, the number of printed accuracies that each number of images can give. Right, the distance of each "
        "accuracy from a whole number of images, with the strip that rounding or cutting allows.",
        (_explained_panel(printed, most, sizes), _nearest_panel(printed, sizes)),
        (Control("samples", "images N", tuple(float(n) for n in sizes), start=len(sizes) // 5, digits=0),),
        (
            Readout(f"figures explained, of {len(printed.wanted)}", track(here, "samples"), digits=0),
            Readout("one image is worth", track(100 / sizes, "samples"), digits=2, unit=" points"),
        ),
    )


class _Printed:
    """Figures as printed, each once, in rising order, with as many decimals as the longest has."""

    def __init__(self, figures: Sequence[str]) -> None:
        self.wanted = sorted(set(figures), key=float)
        self.places = max(len(figure.partition(".")[2]) for figure in self.wanted)

    def possible(self, figure: str, samples: int) -> bool:
        """Whether so many images can have given the figure."""
        return bool(counts_of(figure, samples, decimals=self.places))

    def explained(self, samples: int) -> int:
        """How many of the figures so many images can have given."""
        return sum(self.possible(figure, samples) for figure in self.wanted)


def _explained_panel(printed: _Printed, most: int, sizes: npt.NDArray[np.int64]) -> Panel:
    count, every = len(printed.wanted), np.arange(1, most + 1)
    explained = np.array([printed.explained(n) for n in every.tolist()])
    here = track(explained[sizes - 1], "samples")
    return Panel(
        "Figures that N images can give",
        Axis("number of images N", 0, most + 3),
        Axis("figures explained", 0, count * 1.08),
        (
            Rule(track(count), "y", f"all {count}", "green", "dotted"),
            Line(track(every), track(explained), "", "muted", width=1.2),
            Handle(track(sizes, "samples"), here, ("samples",), "drag N", "blue"),
        ),
        aspect=0.8,
    )


def _nearest_panel(printed: _Printed, sizes: npt.NDArray[np.int64]) -> Panel:
    count = len(printed.wanted)
    rows = np.arange(count, 0, -1, dtype=np.float64)
    value = np.array([float(figure) / 100 for figure in printed.wanted])
    off = np.round(value * sizes[:, None]) - value * sizes[:, None]
    # the share lies in [v − below, v + above], so a whole number of images in N times that
    below, above = (float(end) - 0.5 for end in share_range("50", decimals=printed.places))
    corners = np.stack([below * sizes, above * sizes, above * sizes, below * sizes], axis=1)
    fits = np.array([[printed.possible(figure, n) for figure in printed.wanted] for n in sizes.tolist()])
    ticks = tuple((t / 4, f"{t / 4:g}".replace("-", "−")) for t in range(-2, 3))
    names = [
        Text(track(-0.83), track(row), f"{figure} %", "ink", "start")
        for row, figure in zip(rows, printed.wanted, strict=True)
    ]
    return Panel(
        "Figure × N, against the nearest whole image",
        Axis("whole images − figure × N", -0.85, 0.55, ticks),
        Axis("", 0.3, count + 0.7, visible=False),
        (
            Shape(track(corners, "samples"), track([0.3, 0.3, 20.0, 20.0]), "allowed by the last decimal", "green"),
            Rule(track(0.0), "x", "", "muted", "dotted", 1.2),
            *names,
            Points(track(np.where(fits, off, np.nan), "samples"), track(rows), "possible", "blue", size=8),
            Points(track(np.where(fits, np.nan, off), "samples"), track(rows), "impossible", "orange", "cross", 9),
        ),
        aspect=0.8,
    )


def scored_by_batches(
    labels: Tensor,
    predicted: Tensor,
    class_names: Sequence[str],
    *,
    batches: Sequence[int] = BATCHES,
    seed: int = 0,
) -> Scene:
    r"""The same predictions, scored on the whole set and as a mean over batches: drag the batch, change the order.

    `labels` and `predicted` int64 (N,), in the loader's order, at most three classes. Left, the images as the loader
    hands them over, row by row, with a bar between two batches; a cross marks a wrong prediction. Right, accuracy and
    weighted precision, recall and F1, once over all images and once averaged over the batches. The other order is a
    shuffle with `seed`; no prediction changes.
    First met in notebooks/08_read_a_table_critically.
    """
    if len(class_names) > len(CLASS_LOOKS):
        checks.refuse("class_names", f"must be at most {len(CLASS_LOOKS)}", len(class_names), "Draw fewer classes.")
    count = len(labels)
    shuffle = torch.randperm(count, generator=torch.Generator().manual_seed(seed))
    orders = (torch.arange(count), shuffle)
    right = predicted == labels
    accuracy = float(right.double().mean())
    averaged = [
        [scores_by_batches(labels[order], predicted[order], batch).mean(dim=0).tolist() for order in orders]
        for batch in batches
    ]
    batched = np.array([[[accuracy, *scores] for scores in row] for row in averaged])  # batch, order, score
    whole = np.array([accuracy, *weighted_scores(labels, predicted).tolist()])
    said = tuple(
        Readout(f"{name} over batches", track(batched[..., at], "batch", "order"), 1, percent=True)
        for at, name in enumerate(SCORES)
        if at
    )
    return Scene(
        "The same predictions, scored in batches",
        f"Left, {count} images in the loader's order, coloured by class, with wrong predictions crossed and batches "
        "separated. Right, accuracy, precision, recall and F1, over all images and as a mean over batches.",
        (_loader_panel(labels, right, orders, class_names, batches), _two_ways_panel(whole, batched)),
        (
            Control("batch", "images in a batch", tuple(map(float, batches)), len(batches) - 1, digits=0),
            Control("order", "order", ("sorted by class", "shuffled")),
        ),
        (Readout("accuracy", track(accuracy), 1, percent=True), *said),
    )


def _loader_panel(
    labels: Tensor, right: Tensor, orders: Sequence[Tensor], class_names: Sequence[str], batches: Sequence[int]
) -> Panel:
    place = torch.stack([torch.argsort(order) for order in orders]).numpy()  # where each image stands
    x, y = place % COLUMNS + 0.5, -(place // COLUMNS) - 0.5
    tall = math.ceil(len(labels) / COLUMNS)

    def dots(own: Tensor, name: str, color: Color, marker: Marker, size: float, opacity: float = 1.0) -> Points:
        at = own.numpy()
        return Points(track(x[:, at], "order"), track(y[:, at], "order"), name, color, marker, size, opacity)

    each = [dots(labels == k, name, *CLASS_LOOKS[k], 9, 0.75) for k, name in enumerate(class_names)]
    borders = _borders(len(labels), batches)
    return Panel(
        "The images, as the loader hands them over",
        Axis("", -0.3, COLUMNS + 0.3, visible=False),
        Axis("", -tall - 0.3, 0.3, visible=False),
        (
            *each,
            dots(~right, "predicted wrongly", "ink", "cross", 7),
            Line(track(borders[..., 0], "batch"), track(borders[..., 1], "batch"), "a batch ends", "purple", width=3.5),
        ),
        aspect=0.775,
        width=1.25,
    )


def _two_ways_panel(whole: npt.NDArray[np.float64], batched: npt.NDArray[np.float64]) -> Panel:
    places, over_batches = track(np.arange(4.0)), track(batched, "batch", "order")
    return Panel(
        "One set of predictions, two ways to score",
        Axis("", -0.5, 3.5, tuple((float(at), name) for at, name in enumerate(SCORES))),
        Axis("score (share)", 0.65, 1.02, tuple((t / 20, f"{t / 20:.2f}") for t in range(13, 21))),
        (
            Points(places, track(whole), "all images at once", "ink", "diamond", 10),
            Points(places, over_batches, "mean over batches", "purple", "circle", 12, 0.75),
        ),
        aspect=0.775,
    )


def differences_in_a_table(
    left: Mapping[str, Sequence[Pair]],
    right: Mapping[str, Sequence[Pair]],
    titles: tuple[str, str],
    reaches: tuple[tuple[float, float], tuple[float, float]],
    *,
    sizes: Sequence[int] = SIZES,
    start: int = 224,
) -> Scene:
    r"""Differences of two published tables, with what N test images would leave of them: drag N.

    `left` and `right` map each choice, the same for both, to rows (name, first share, second share); drawn is second −
    first, in points, with ± 1.96 unpaired standard errors, as if both networks of a row had been scored on their own N
    images. `reaches` are the ends of the two axes. A row is clear of zero when its interval does not hold 0.
    First met in notebooks/08_read_a_table_critically.
    """
    if list(left) != list(right):
        checks.refuse("right", f"must have the choices {list(left)}", list(right), "Name the same choices.")
    grid = [int(n) for n in sizes]
    sides = [_differences(table, grid) for table in (left, right)]
    panels = tuple(
        _difference_panel(title, table, side, reach)
        for title, table, side, reach in zip(titles, (left, right), sides, reaches, strict=True)
    )
    clear = tuple(
        Readout(f"{title}: clear of zero, of {side[0].shape[-1]}", track(side[2].sum(axis=-1), "samples", "choice"), 0)
        for title, side in zip(titles, sides, strict=True)
    )
    error = np.array([standard_error(0.8, n) for n in grid])
    return Scene(
        "Differences that stand clear of zero",
        "Two dot plots, a row for each network: the difference of two published accuracies, with an interval of 1.96 "
        "standard errors on either side; filled diamonds are clear of zero, triangles are not.",
        panels,
        (
            Control("samples", "test images N", tuple(float(n) for n in grid), grid.index(start), digits=0),
            Control("choice", "compared", tuple(left)),
        ),
        (Readout("standard error of one accuracy of 80 %", track(100 * error, "samples"), 2, " points"), *clear),
    )


def one_recipe_again(
    right: Tensor, published: float, *, sizes: Sequence[int] = (50, 100, 150, 224, 300, 450, 600)
) -> Scene:
    r"""Runs of one recipe that differ by their seed, scored on the first n test images: drag n.

    `right` bool (R, N), R ≥ 2 runs; `published` a difference of two accuracies, in points, for comparison. Left, each
    run's accuracy on the first n images, with the mean of the runs ± 1.96 standard errors. Right, how far two runs of
    the same recipe are apart, a share of all pairs in each unit of one point.
    First met in notebooks/08_read_a_table_critically.
    """
    if right.dtype != torch.bool or right.ndim != 2 or len(right) < 2:
        seen = f"{right.dtype} of shape {tuple(right.shape)}"
        checks.refuse("right", "must be bool of shape (R, N), R ≥ 2", seen, "Stack predicted == labels of the runs.")
    count = right.shape[1]
    fitting = [n for n in sizes if n <= count]
    so_far = (right.double().cumsum(dim=1) / torch.arange(1, count + 1)).numpy()
    at = so_far[:, np.array(fitting) - 1]  # runs × sizes
    gaps = np.array([[abs(one - other) for one, other in itertools.combinations(column, 2)] for column in 100 * at.T])
    spread, beyond = 100 * at.std(axis=0, ddof=1), (gaps >= published).mean(axis=1)
    return Scene(
        "One recipe, other seeds",
        "Left, the accuracy of each run on the first n test images, with the band that sampling alone would give. "
        "Right, a histogram of the differences between two runs.",
        (_runs_panel(so_far, fitting), _apart_panel(gaps, published)),
        (Control("samples", "test images n", tuple(float(n) for n in fitting), fitting.index(224), digits=0),),
        (
            Readout("spread of the runs (standard deviation)", track(spread, "samples"), 2, " points"),
            Readout(f"pairs at least {published:g} points apart", track(beyond, "samples"), 0, percent=True),
        ),
    )


def _runs_panel(so_far: npt.NDArray[np.float64], fitting: Sequence[int]) -> Panel:
    """Each run's accuracy on the first n images (runs, N)."""
    count = so_far.shape[1]
    first = np.arange(20, count + 1, 5)
    mean = so_far.mean(axis=0)
    error = np.array([standard_error(float(mean[n - 1]), int(n)) for n in first])
    low, high = mean[first - 1] - SURE * error, mean[first - 1] + SURE * error
    floor, top = math.floor(20 * low.min()) / 20, math.ceil(20 * high.max()) / 20
    runs = [
        Line(track(first), track(run[first - 1]), "one run" if place == 0 else "", "blue", width=1)
        for place, run in enumerate(so_far)
    ]
    return Panel(
        "Each run on its first n test images",
        Axis("test images n", 0, count),
        Axis("accuracy (share)", max(0.0, floor), min(1.0, top)),
        (
            Band(track(first), track(low), track(high), "mean ± 1.96 standard errors", "sky", 0.3),
            *runs,
            Rule(track(fitting, "samples"), "x", "n", "ink", "dotted", 2),
        ),
    )


def _apart_panel(gaps: npt.NDArray[np.float64], published: float) -> Panel:
    """The share of pairs in each unit of one point; `gaps` (sizes, pairs) in points."""
    units = np.stack([np.bincount(np.minimum(row.astype(np.int64), 9), minlength=10) / row.size for row in gaps])
    return Panel(
        "How far two runs of one recipe are apart",
        Axis("difference of two accuracies (points)", 0, 10, tuple((float(t), f"{t}") for t in range(0, 11, 2))),
        Axis("share of all pairs", 0, 0.7),
        (
            Bars(track(np.arange(10) + 0.5), track(units, "samples"), "pairs of runs", "blue", 0.9),
            Rule(track(published), "x", f"published difference, {published:g} points", "orange", width=2.5),
        ),
    )


def _borders(count: int, batches: Sequence[int]) -> npt.NDArray[np.float64]:
    """The bars between batches, (batches, points, 2), shorter ones filled up with NaN."""
    bars = [_bars_between(count, batch) for batch in batches]
    borders = np.full((len(batches), max(len(bar) for bar in bars), 2), np.nan)
    for row, bar in enumerate(bars):
        borders[row, : len(bar)] = bar
    return borders


def _bars_between(count: int, batch: int) -> npt.NDArray[np.float64]:
    """A short upright bar after the last image of each batch but the last, broken by NaN."""
    found: list[tuple[float, float]] = []
    for end in range(batch, count, batch):
        row, column = divmod(end - 1, COLUMNS)
        found += [(column + 1, -row - 0.02), (column + 1, -row - 0.98), (math.nan, math.nan)]
    return np.array(found).reshape(-1, 2)


Side = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.bool_]]


def _differences(table: Mapping[str, Sequence[Pair]], sizes: Sequence[int]) -> Side:
    """Differences (choices, rows) in points; 1.96 standard errors (sizes, choices, rows); which are clear of zero."""
    gap = np.array([[100 * (second - first) for _, first, second in rows] for rows in table.values()])
    error = np.array(
        [[[100 * difference_error(a, b, n) for _, a, b in rows] for rows in table.values()] for n in sizes]
    )
    return gap, SURE * error, np.abs(gap) > SURE * error


def _difference_panel(title: str, table: Mapping[str, Sequence[Pair]], side: Side, reach: tuple[float, float]) -> Panel:
    gap, half, clear = side
    count = gap.shape[-1]
    height = np.arange(count, 0, -1, dtype=np.float64)
    room = reach[1] - reach[0]
    start = reach[0] - 0.5 * room
    over = ("samples", "choice")
    shown = np.broadcast_to(gap, clear.shape)
    ends = np.stack([shown - half, shown + half], axis=-1).clip(*reach)  # what the axis holds of an interval
    names = [Words(tuple(rows[row][0] for rows in table.values()), "choice") for row in range(count)]
    texts = [
        Text(track(start + 0.01 * room), track(level), name, "ink", "start")
        for name, level in zip(names, height, strict=True)
    ]
    bars = [
        Line(track(ends[..., row, :], *over), track([level, level]), "" if row else SPAN, "muted", width=2)
        for row, level in enumerate(height)
    ]
    filled, hollow = track(np.where(clear, shown, np.nan), *over), track(np.where(clear, np.nan, shown), *over)
    return Panel(
        title,
        Axis("difference (points)", start, reach[1], _round_ticks(*reach)),
        Axis("", 0.3, count + 0.7, visible=False),
        (
            *texts,
            Rule(track(0.0), "x", "no difference", "muted", "dotted", 2),
            *bars,
            Points(filled, track(height), "clear of zero", "blue", "diamond", 10),
            Points(hollow, track(height), "not clear", "orange", "triangle", 10),
        ),
        aspect=0.75,
    )


def _round_ticks(low: float, high: float) -> tuple[tuple[float, str], ...]:
    step = next(s for s in (0.5, 1.0, 2.0, 5.0, 10.0, 20.0) if (high - low) / s <= 7)
    first = math.ceil(low / step)
    return tuple((step * t, f"{step * t:g}".replace("-", "−")) for t in range(first, math.floor(high / step) + 1))
