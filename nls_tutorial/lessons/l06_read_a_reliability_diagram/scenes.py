"""One network, many ECEs: the number of bins, edges moved by hand, chance, and networks to compare."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration import (
    chance_calibration_errors,
    expected_calibration_error,
    negative_log_likelihood,
    overconfidence,
    reliability,
    reliability_of,
    underconfidence,
)
from nls_tutorial.records import (
    Axis,
    Band,
    Bins,
    Control,
    Handle,
    Line,
    Panel,
    Points,
    Predictions,
    Readout,
    Rule,
    Scene,
    Track,
    track,
)
from nls_tutorial.scenes.reliability_diagram import say_miscalibration
from nls_tutorial.scenes.reliability_panel import SQUARE, reliability_panels, reliability_readouts

NUMBERS = (1, 2, 3, 5, 8, 10, 12, 15, 20, 30, 50, 100)
SIZES = (50, 100, 200, 500, 1000, 2000, 5000, 10000)
SCHEMES = {"equal width": "width", "equal mass": "mass"}


def number_of_bins(confidences: Tensor, right: Tensor, numbers: Sequence[int] = NUMBERS) -> Scene:
    r"""The same predictions in more and more bins, of equal width or equal mass: the diagram, and ECE against M.

    `confidences` (N,) in [0, 1] and `right` (N,) bool stand still; the hand moves only the edges. The level line is
    $|\mathrm{acc} - \mathrm{mean\ confidence}|$, which is ECE with one bin, and the least that any bins can give.
    First met in notebooks/06_read_a_reliability_diagram.
    """
    stack = [
        [reliability_of(confidences, right, bins=m, scheme=scheme) for scheme in SCHEMES.values()] for m in numbers
    ]
    over = ("bins", "scheme")
    ece = np.array([[float(expected_calibration_error(bins)) for bins in row] for row in stack])
    place = np.log10(np.array(numbers, dtype=np.float64))
    diagram, _ = reliability_panels(stack, over)
    ticks = tuple((float(np.log10(m)), str(m)) for m in (1, 2, 5, 10, 15, 30, 50, 100) if m in numbers)
    curve = Panel(
        "ECE of the same predictions",
        Axis("number of bins M", float(place[0]) - 0.06, float(place[-1]) + 0.06, ticks),
        Axis("ECE (share)", 0, 1.1 * float(ece.max())),
        (
            Rule(track(ece.min()), "y", "|accuracy − mean confidence|", "muted"),
            Line(track(place), track(ece[:, 0]), "equal width", "blue"),
            Line(track(place), track(ece[:, 1]), "equal mass", "green", "dotted"),
            Points(track(place[:, None], "bins"), track(ece[..., None], *over), "", "ink", size=12),
        ),
        aspect=SQUARE,
    )
    return Scene(
        "One network, many ECEs",
        f"Left, the reliability diagram of {confidences.numel():,} predictions; right, their ECE against the number of "
        "bins.",
        (diagram, curve),
        (
            Control("bins", "bins M", tuple(float(m) for m in numbers), _start(numbers, 15), digits=0),
            Control("scheme", "bins of", tuple(SCHEMES)),
        ),
        reliability_readouts(stack, over),
    )


def edges_by_hand(confidences: Tensor, right: Tensor, places: int = 21) -> Scene:
    r"""Three bins whose two inner edges the hand drags; beside the diagram ECE as an area.

    `confidences` (N,) and `right` (N,) bool stand still. Second panel: all samples in a row, the least sure first,
    each bin as wide as its share of them; the area between its mean confidence and its accuracy is what it adds to ECE,
    and the whole shaded area is ECE. `places` grid positions for each edge, between 0.2 and 0.98.
    First met in notebooks/06_read_a_reliability_diagram.
    """
    grid = torch.linspace(0.2, 0.98, places, dtype=torch.float64)
    over = ("first", "second")
    stack = [
        [reliability_of(confidences, right, edges=[0.0, *sorted((a, b)), 1.0]) for b in grid.tolist()]
        for a in grid.tolist()
    ]
    diagram, _ = reliability_panels(stack, over)
    marks = (
        *diagram.marks,
        *_samples(confidences, right),
        *(Rule(track(grid, name), "x", "", "ink", "dotted") for name in over),
        *(
            Handle(track(grid, name), track(torch.full((places,), level), name), (name,), f"{name} edge")
            for name, level in zip(over, (0.08, 0.16), strict=True)
        ),
    )
    values = tuple(grid.tolist())
    return Scene(
        "Edges by hand",
        f"Left, the reliability diagram of {confidences.numel():,} predictions in three bins, whose two inner edges "
        "can be dragged; right, the same bins as wide as their share of the samples: the shaded area is ECE.",
        (Panel(diagram.title, diagram.x, diagram.y, marks, aspect=SQUARE), _area(stack, over)),
        (
            Control("first", "first edge", values, places // 3),
            Control("second", "second edge", values, places - 4),
        ),
        reliability_readouts(stack, over),
    )


def ece_by_chance(
    confidences: Tensor,
    sizes: Sequence[int] = SIZES,
    numbers: Sequence[int] = (5, 15, 30, 100),
    *,
    draws: int = 60,
    seed: int = 0,
) -> Scene:
    r"""Perfectly calibrated networks, and the ECE that they get: drag the number of samples and of bins.

    N confidences are drawn from `confidences`, and each sample is right with just that probability. Left, the diagram
    of one such network; right, the mean of ECE over `draws` of them, and the middle 95 %, against N.
    First met in notebooks/06_read_a_reliability_diagram.
    """
    generator = torch.Generator().manual_seed(seed)
    over = ("samples", "bins")
    stack, found = [], []
    for size in sizes:
        sure = confidences[torch.randint(confidences.numel(), (size,), generator=generator)]
        right = torch.rand(size, generator=generator, dtype=torch.float64) < sure
        stack.append([reliability_of(sure, right, bins=m) for m in numbers])
        found.append([chance_calibration_errors(sure, bins=m, draws=draws, seed=seed).numpy() for m in numbers])
    errors = np.array(found)
    mean = errors.mean(axis=-1)
    low, high = np.quantile(errors, [0.025, 0.975], axis=-1)
    place = np.log10(np.array(sizes, dtype=np.float64))
    diagram, _ = reliability_panels(stack, over, title="One calibrated network")
    ticks = tuple((float(np.log10(size)), f"{size:,}") for size in sizes if str(size)[0] == "1")
    curve = Panel(
        "ECE of calibrated networks",
        Axis("samples N", float(place[0]) - 0.05, float(place[-1]) + 0.15, ticks),
        Axis("ECE (share)", 0, 1.05 * float(high.max())),
        (
            Band(track(place), track(low.T, "bins"), track(high.T, "bins"), "middle 95 %", "blue"),
            Line(track(place), track(mean.T, "bins"), "mean", "blue"),
            Points(track(place[:, None], "samples"), track(mean[..., None], *over), "", "ink", size=12),
        ),
        aspect=SQUARE,
    )
    return Scene(
        "The ECE of perfect calibration",
        "Left, the reliability diagram of a network that is calibrated by construction; right, the mean ECE of "
        f"{draws} such networks and the middle 95 %, against the number of samples.",
        (diagram, curve),
        (
            Control("samples", "samples N", tuple(float(n) for n in sizes), _start(sizes, 500), digits=0),
            Control("bins", "bins M", tuple(float(m) for m in numbers), _start(numbers, 15), digits=0),
        ),
        (
            reliability_readouts(stack, over)[0],
            Readout("mean ECE by chance", track(mean, *over), 1, percent=True),
            Readout("95 % lie below", track(np.quantile(errors, 0.95, axis=-1), *over), 1, percent=True),
        ),
    )


def networks_to_compare(networks: Mapping[str, Predictions], bins: int = 15) -> Scene:
    r"""Reliability diagrams of several networks, one at a time, with what ECE does not say: accuracy, NLL, and how sure
    each is where it is wrong and where it is right.

    Raises ValueError for fewer than two networks. First met in notebooks/06_read_a_reliability_diagram.
    """
    if len(networks) < 2:
        checks.refuse("networks", "must hold at least two to choose from", len(networks), "Add one.")
    stack = [reliability(seen.probabilities, seen.labels, bins=bins) for seen in networks.values()]
    over = ("network",)
    ece, _, accuracy, sure = reliability_readouts(stack, over)
    scores = {
        "overconfidence": [overconfidence(seen.probabilities, seen.labels) for seen in networks.values()],
        "underconfidence": [underconfidence(seen.probabilities, seen.labels) for seen in networks.values()],
    }
    losses = [negative_log_likelihood(seen.logits, seen.labels) for seen in networks.values()]
    words = "; ".join(f"{name}: {say_miscalibration(own)}" for name, own in zip(networks, stack, strict=True))
    return Scene(
        "Networks to compare",
        f"Left, a reliability diagram in {bins} bins, right, where the samples are. {words}.",
        reliability_panels(stack, over),
        (Control("network", "network", tuple(networks)),),
        (
            accuracy,
            sure,
            ece,
            *(Readout(name, track(torch.stack(own), *over), 1, percent=True) for name, own in scores.items()),
            Readout("NLL", track(torch.stack(losses), *over), unit=" nats"),
        ),
    )


def _start(numbers: Sequence[int], wanted: int) -> int:
    """The place of the number nearest to the wanted one."""
    return int(np.abs(np.array(numbers) - wanted).argmin())


def _samples(confidences: Tensor, right: Tensor) -> tuple[Points, Points]:
    """Every prediction as a small mark: right ones along the top, wrong ones along the bottom."""
    top, bottom = (torch.full((int(mask.sum()),), level) for mask, level in ((right, 0.98), (~right, 0.02)))
    return (
        Points(track(confidences[right]), track(top), "right", "green", "circle", 4, 0.35),
        Points(track(confidences[~right]), track(bottom), "wrong", "red", "cross", 5, 0.5),
    )


def _area(stack: Sequence[Sequence[Bins]], over: tuple[str, str]) -> Panel:
    """Bins as wide as their share of the samples; between mean confidence and accuracy lies what each adds to ECE."""

    def steps(values: Tensor) -> np.ndarray:
        return np.repeat(values.nan_to_num(0.0).numpy(), 2)

    def over_grid(numbers: list[np.ndarray]) -> Track:
        return track(np.array(numbers).reshape(len(stack), len(stack[0]), -1), *over)

    records = [bins for row in stack for bins in row]
    ends = [torch.cat([torch.zeros(1), bins.counts.cumsum(0) / bins.total]).double().numpy() for bins in records]
    along = over_grid([np.stack([end[:-1], end[1:]], axis=1).ravel() for end in ends])
    sure, hit = [steps(bins.confidence) for bins in records], [steps(bins.accuracy) for bins in records]
    least = [np.minimum(*pair) for pair in zip(sure, hit, strict=True)]
    most = [np.maximum(*pair) for pair in zip(sure, hit, strict=True)]
    return Panel(
        "ECE as an area",
        Axis("samples, the least sure first (share)", 0, 1),
        Axis("confidence, accuracy", 0, 1),
        (
            Band(along, over_grid(hit), over_grid(most), "overconfident", "orange", 0.5),
            Band(along, over_grid(least), over_grid(hit), "underconfident", "purple", 0.3),
            Line(along, over_grid(sure), "mean confidence", "ink", "dashed", 1.8),
            Line(along, over_grid(hit), "accuracy", "blue", width=1.8),
        ),
        aspect=SQUARE,
    )
