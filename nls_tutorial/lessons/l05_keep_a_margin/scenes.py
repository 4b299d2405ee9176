"""What a margin asks for: the poster's own figure, four losses as prices on a distance, and networks that obey."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.losses import (
    confidence_penalty_loss,
    focal_loss,
    label_smoothing_cross_entropy,
    margin_loss,
    optimal_gap,
)
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
    Results,
    Rule,
    Scene,
    Shape,
    track,
)

Loss = Callable[[Tensor, Tensor], Tensor]
WIDEST = 15.0  # the largest distance drawn
BEYOND = 1e-6  # just past a margin
CROSS_ENTROPY: Loss = partial(label_smoothing_cross_entropy, epsilon=0.0, reduction="none")


def poster_figure(margins: int = 25, weights: int = 31) -> Scene:
    r"""The MbLS poster's figure: the linear penalty, the margin penalty, and their derivatives; drag m and λ.

    Linear: $\lambda d$, which is content at $d = 0$ only. Margin: $\lambda \max(0, d - m)$, content everywhere up to m.
    d is one logit's distance below the largest. `margins` grid positions of m in [0, 12], `weights` of λ in [0, 0.3].
    First met in notebooks/05_keep_a_margin. Source: MbLS eq. 2 to 4.
    """
    margin_grid = torch.linspace(0, 12, margins, dtype=torch.float64)
    weight_grid = torch.linspace(0, 0.3, weights, dtype=torch.float64)
    corners = [torch.tensor([0.0, m, m + BEYOND, WIDEST], dtype=torch.float64) for m in margin_grid.tolist()]
    distances = torch.stack(corners)
    both = [_price(partial(_margin_sum, margin=m), d, 2) for m, d in zip(margin_grid.tolist(), corners, strict=True)]
    ends = torch.tensor([0.0, WIDEST], dtype=torch.float64)
    linear = _price(partial(_margin_sum, margin=0.0), ends + BEYOND, 2)
    # the price of one class, and its slope, are λ times those of λ = 1
    bent, straight = (
        (torch.stack([pair[part] for pair in both])[:, None] * weight_grid[:, None] for part in (0, 1)),
        tuple(part * weight_grid[:, None] for part in linear),
    )
    penalty, slope = bent
    follow = ("margin", "weight")
    x = track(distances, "margin")
    free = track(torch.stack([distances[:, 0], distances[:, 1], distances[:, 1], distances[:, 0]], 1), "margin")
    zero, knob = torch.zeros(margins), torch.full((weights,), 13.5)

    def panel(title: str, y: Axis, level: Tensor, kinked: Tensor, handle: Handle) -> Panel:
        box = track([y.low, y.low, y.high, y.high])
        return Panel(
            title,
            Axis("logit distance d", 0, WIDEST),
            y,
            (
                Shape(free, box, "free: within the margin", "green", 0.12),
                Line(x, track(kinked, *follow), "margin, wants d ≤ m", "blue"),
                Line(track(ends), track(level, "weight"), "linear, wants d = 0", "orange", "dashed"),
                handle,
            ),
        )

    at_ten = torch.tensor([10.0], dtype=torch.float64)
    bent_at_ten = (
        torch.stack([_price(partial(_margin_sum, margin=m), at_ten, 2)[0] for m in margin_grid.tolist()]) * weight_grid
    )
    return Scene(
        "The poster's figure: two penalties and their derivatives",
        "Left, the penalty on one logit distance, linear and with a margin; right, the derivatives. "
        "A shaded strip marks the distances that are free.",
        (
            panel(
                "Penalty",
                Axis("penalty (nats)", 0, 3),
                straight[0],
                penalty,
                Handle(track(margin_grid, "margin"), track(zero, "margin"), ("margin",), "drag the margin", "blue"),
            ),
            panel(
                "Its derivative: how hard it pulls",
                Axis("derivative (nats per unit of d)", 0, 0.35, tuple((t / 10, f"{t / 10:g}") for t in range(4))),
                straight[1],
                slope,
                Handle(track(knob, "weight"), track(weight_grid, "weight"), ("weight",), "drag λ", "orange"),
            ),
        ),
        (
            Control("margin", "margin m", tuple(margin_grid.tolist()), start=margins // 2, digits=1),
            Control("weight", "price λ", tuple(weight_grid.tolist()), start=weights // 3),
        ),
        (
            Readout("penalty at d = 10, linear", track(10 * weight_grid, "weight"), unit=" nats"),
            Readout("with the margin", track(bent_at_ten, *follow), unit=" nats"),
        ),
    )


def four_prices(
    margins: int = 25,
    class_counts: tuple[int, ...] = (2, 3, 5, 10, 20, 50, 100, 200),
    weight: float = 0.1,
    gamma: float = 3.0,
) -> Scene:
    r"""LS, focal, ECP and MbLS as prices on the same logit distance d: drag the margin and the number of classes.

    The true logit is the largest and all others lie d below it. The price of a loss is loss − cross-entropy, drawn as
    a difference from its value at d = 0; its slope pulls towards d = 0, while cross-entropy pushes outwards with
    $1 - \hat p$. Where the two are equal, training rests: label smoothing at $\log(1 + K(1-\epsilon)/\epsilon)$, the
    margin at that gap or at m, whichever is larger. `weight` is ε = λ for smoothing, penalty and margin (mean over
    classes), so smoothing is the margin with m = 0; `gamma` is focal loss's γ. `margins` grid positions in [0, 12].
    First met in notebooks/05_keep_a_margin. Source: MbLS eq. 1 to 4.
    """
    margin_grid = torch.linspace(0, 12, margins, dtype=torch.float64)
    d = torch.linspace(0, WIDEST, 61, dtype=torch.float64)
    smoothing = partial(label_smoothing_cross_entropy, epsilon=weight, reduction="none")
    entropy = partial(confidence_penalty_loss, weight=weight, reduction="none")
    focal = partial(focal_loss, gamma=gamma, reduction="none")
    fixed = {
        loss: [torch.stack(parts) for parts in zip(*(_price(loss, d, k) for k in class_counts), strict=True)]
        for loss in (smoothing, entropy, focal)
    }
    kinks = torch.stack([torch.cat([d, torch.tensor([m, m + BEYOND])]).sort().values for m in margin_grid.tolist()])
    bent = torch.empty(2, margins, len(class_counts), kinks.shape[1], dtype=torch.float64)
    for row, m in enumerate(margin_grid.tolist()):
        loss = partial(margin_loss, margin=m, weight=weight, reduction="none")
        for column, classes in enumerate(class_counts):
            bent[0, row, column], bent[1, row, column] = _price(loss, kinks[row], classes)
    push = 1 - torch.stack([_confidence(d, classes) for classes in class_counts])
    gap = torch.tensor([optimal_gap(weight, classes) for classes in class_counts], dtype=torch.float64)
    rest = torch.maximum(margin_grid[:, None], gap)
    counts = torch.tensor(class_counts, dtype=torch.float64)
    sure, surer = (1 / (1 + (counts - 1) * torch.exp(-place)) for place in (gap, rest))
    follow = ("margin", "classes")

    def lines(part: int) -> tuple[Line, ...]:
        return (
            Line(track(d), track(fixed[focal][part], "classes"), f"focal, γ = {gamma:g}", "purple", "dotted"),
            Line(track(d), track(fixed[entropy][part], "classes"), f"ECP, λ = {weight:g}", "green", "dotted"),
            Line(track(kinks, "margin"), track(bent[part], *follow), f"MbLS, λ = {weight:g}", "blue"),
            Line(track(d), track(fixed[smoothing][part], "classes"), f"LS, ε = {weight:g}", "orange", "dashed"),
        )

    level = Rule(track(0.0), "y", "", "muted", "solid", 1.2)
    prices = Panel(
        "The price, from its value at d = 0",
        Axis("logit distance d of all other classes", 0, WIDEST),
        Axis("price (nats)", -0.8, 1.6),
        (level, *lines(0)),
        aspect=0.8,
    )
    forces = Panel(
        "Push and pull",
        Axis("logit distance d of all other classes", 0, WIDEST),
        Axis("force (nats per unit of d)", -0.1, 0.3),
        (
            level,
            *lines(1),
            Line(track(d), track(push, "classes"), "cross-entropy's push, 1 − p̂", "ink", width=1.8),
            Points(track(rest[..., None], *follow), track(1 - surer[..., None], *follow), "", "blue", size=12),
            Points(track(gap[:, None], "classes"), track(1 - sure[:, None], "classes"), "", "orange", "triangle", 8),
        ),
        aspect=0.8,
    )
    return Scene(
        "Four prices on one distance",
        "Left, what label smoothing, focal loss, the confidence penalty and the margin add to cross-entropy, against "
        "the logit distance. Right, their slopes, and the push of cross-entropy; a mark shows where they are equal.",
        (prices, forces),
        (
            Control("margin", "margin m", tuple(margin_grid.tolist()), start=margins * 2 // 3, digits=1),
            Control(
                "classes", "classes K", tuple(float(k) for k in class_counts), min(3, len(class_counts) - 1), digits=0
            ),
        ),
        (
            Readout("LS rests at distance", track(gap, "classes")),
            Readout("LS confidence there", track(sure, "classes"), digits=4),
            Readout("MbLS rests at distance", track(rest, *follow)),
            Readout("MbLS confidence there", track(surer, *follow), digits=4),
        ),
    )


def distances_against_margin(
    study: Results,
    margins: Sequence[float],
    rows: Mapping[str, Sequence[str]],
    *,
    reference: str = "CE",
    reach: int = 40,
) -> Scene:
    r"""Networks trained with a grid of margins: how far their largest logit distances reach, and the valley of ECE.

    `rows` maps each choice (such as "sum" and "mean") to the study's names in the order of `margins`. Left, the share
    of test samples, all seeds together, in each unit of $\max_k d_k$; what lies beyond `reach` is counted in the last
    bar. Right, ECE against m, mean and spread over the seeds. `reference` is drawn for comparison.
    Raises ValueError for rows that do not fit the margins. First met in notebooks/05_keep_a_margin.
    """
    for choice, names in rows.items():
        if len(names) != len(margins):
            checks.refuse(
                "rows", f"must name {len(margins)} losses, one a margin", f"{len(names)} for {choice}", "Name them all."
            )
    distances, confidence = study.arrays("distances"), study.arrays("confidence")
    place = {name: at for at, name in enumerate(study.arms)}
    grid = torch.tensor(list(margins), dtype=torch.float64)
    picked = np.array([[place[name] for name in names] for names in rows.values()])
    shares = np.array([[_shares(distances[at], reach) for at in row] for row in picked])
    ece = np.stack([[study.scores(study.arms[at], "ECE") for at in row] for row in picked])
    mean = ece.mean(axis=-1)
    spread = ece.std(axis=-1, ddof=1) if ece.shape[-1] > 1 else np.zeros_like(mean)
    median = np.median(distances[picked].reshape(*picked.shape, -1), axis=-1)
    sure = confidence[picked].reshape(*picked.shape, -1).mean(axis=-1)
    other = study.scores(reference, "ECE").mean()
    middles = np.arange(reach + 1) + 0.5
    follow = ("choice", "margin")
    ticks = (*((float(t), str(t)) for t in range(0, reach, 5)), (reach + 0.5, f"{reach}+"))
    reached = Panel(
        "How far the farthest logit lies",
        Axis("largest logit distance of a test sample", 0, reach + 1, ticks),
        Axis("share of the test samples", 0, 1),
        (
            Bars(track(middles), track(shares, *follow), "margin", "blue", 0.9),
            Line(track(middles), track(_shares(distances[place[reference]], reach)), reference, "orange", "dashed"),
            Rule(track(grid, "margin"), "x", "m", "ink", "dotted", 2),
        ),
    )
    span = float(grid[-1] - grid[0])
    valley = Panel(
        "The valley of ECE",
        Axis("margin m", float(grid[0]) - 0.03 * span, float(grid[-1]) + 0.03 * span),
        Axis("ECE (share)", 0, 0.5),
        (
            Band(track(grid), track(mean - spread, "choice"), track(mean + spread, "choice"), "± spread", "blue"),
            Line(track(grid), track(mean, "choice"), "margin", "blue"),
            Rule(track(other), "y", reference, "orange"),
            Points(track(grid[:, None], "margin"), track(mean[..., None], *follow), "", "blue", size=11),
        ),
    )
    return Scene(
        "Trained networks against their margin",
        "Left, a histogram of the largest logit distances of test samples, with the margin; right, ECE against m.",
        (reached, valley),
        (
            Control("margin", "trained with m", tuple(grid.tolist()), start=len(margins) // 2, digits=0),
            Control("choice", "over the classes", tuple(rows)),
        ),
        (
            Readout("median largest distance", track(median, *follow), digits=1),
            Readout("mean confidence", track(sure, *follow), digits=1, percent=True),
            Readout("ECE", track(mean, *follow), digits=1, percent=True),
            Readout(f"ECE of {reference}", track(other), digits=1, percent=True),
        ),
    )


_margin_sum: Callable[..., Tensor] = partial(margin_loss, weight=1.0, over_classes="sum", reduction="none")


def _below(distances: Tensor, classes: int) -> Tensor:
    """Logits (N, K): the true class 0 is the largest, all others lie a distance below."""
    logits = -distances[:, None].repeat(1, classes)
    logits[:, 0] = 0
    return logits


def _price(loss: Loss, distances: Tensor, classes: int) -> tuple[Tensor, Tensor]:
    """What `loss` adds to cross-entropy at each distance (from its value at 0), and its slope by the distance."""
    d = torch.cat([distances.new_zeros(1), distances]).requires_grad_()
    labels = torch.zeros(len(d), dtype=torch.int64)
    logits = _below(d, classes)
    added = loss(logits, labels) - CROSS_ENTROPY(logits, labels)
    (slope,) = torch.autograd.grad(added.sum(), d)
    price = added.detach()
    return price[1:] - price[0], slope[1:]


def _confidence(distances: Tensor, classes: int) -> Tensor:
    return torch.softmax(_below(distances, classes), dim=1)[:, 0]


def _shares(distances: npt.NDArray[np.float64], reach: int) -> npt.NDArray[np.float64]:
    """The share of samples in each unit [b, b + 1), b = 0 … reach; the last one holds all that lies beyond, too."""
    units = np.minimum(np.floor(distances).astype(np.int64).ravel(), reach)
    return np.bincount(units, minlength=reach + 1) / units.size
