"""What a margin asks for: the poster's own figure, four losses as prices on a distance, and networks that obey."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial

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
    Track,
    grid,
    track,
)

Loss = Callable[[Tensor, Tensor], Tensor]
ZERO = Rule(track(0.0), "y", "", "muted", "solid", 1.2)
WIDEST = 15.0  # the largest distance drawn
BEYOND = 1e-6  # just past a margin
CROSS_ENTROPY: Loss = partial(label_smoothing_cross_entropy, epsilon=0.0, reduction="none")


def poster_figure(margins: int = 25, weights: int = 31) -> Scene:
    r"""The MbLS poster's figure: the linear penalty, the margin penalty, and their derivatives; drag m and λ.

    Linear: $\lambda d$, which is content at $d = 0$ only. Margin: $\lambda \max(0, d - m)$, content everywhere up to m.
    d is one logit's distance below the largest. `margins` grid positions of m in [0, 12], `weights` of λ in [0, 0.3].
    First met in notebooks/05_keep_a_margin. Source: MbLS eq. 2 to 4.
    """
    margin = Control("margin", "margin m", _from_0_to(12, margins), start=margins // 2, digits=1)
    weight = Control("weight", "price λ", _from_0_to(0.3, weights), start=weights // 3)
    ten = torch.tensor([10.0], dtype=torch.float64)
    at_ten = {m: _bent(m, ten)[0][0] for m in _numbers(margin)}
    return Scene(
        "The poster's figure: two penalties and their derivatives",
        "Left, the penalty on one logit distance, linear and with a margin; right, the derivatives. "
        "A shaded strip marks the distances that are free.",
        (_penalty_panel(margin, weight), _derivative_panel(margin, weight)),
        (margin, weight),
        (
            Readout("penalty at d = 10, linear", grid(lambda w: 10 * w, weight), unit=" nats"),
            Readout("with the margin", grid(lambda m, w: w * at_ten[m], margin, weight), unit=" nats"),
        ),
    )


def _bent(margin: float, distances: Tensor) -> tuple[Tensor, Tensor]:
    """The price of one class for λ = 1, and its slope: those of any λ are λ times these."""
    return _price(partial(_margin_sum, margin=margin), distances, 2)


def _kinks(margin: float) -> Tensor:
    return torch.tensor([0.0, margin, margin + BEYOND, WIDEST], dtype=torch.float64)


def _penalty_panel(margin: Control, weight: Control) -> Panel:
    knob = Handle(grid(lambda m: m, margin), grid(lambda m: 0.0, margin), ("margin",), "drag the margin", "blue")
    return _poster_panel("Penalty", Axis("penalty (nats)", 0, 3), 0, margin, weight, knob)


def _derivative_panel(margin: Control, weight: Control) -> Panel:
    y = Axis("derivative (nats per unit of d)", 0, 0.35, tuple((t / 10, f"{t / 10:g}") for t in range(4)))
    knob = Handle(grid(lambda w: 13.5, weight), grid(lambda w: w, weight), ("weight",), "drag λ", "orange")
    return _poster_panel("Its derivative: how hard it pulls", y, 1, margin, weight, knob)


def _poster_panel(title: str, y: Axis, part: int, margin: Control, weight: Control, knob: Handle) -> Panel:
    """One of the poster's two panels: `part` 0 is the penalty, 1 its derivative."""
    ends = torch.tensor([0.0, WIDEST], dtype=torch.float64)
    straight = _bent(0.0, ends + BEYOND)[part]
    bent = {m: _bent(m, _kinks(m))[part] for m in _numbers(margin)}
    linear, kinked = grid(lambda w: w * straight, weight), grid(lambda m, w: w * bent[m], margin, weight)
    free = grid(lambda m: [0.0, m, m, 0.0], margin)
    return Panel(
        title,
        Axis("logit distance d", 0, WIDEST),
        y,
        (
            Shape(free, track([y.low, y.low, y.high, y.high]), "free: within the margin", "green", 0.12),
            Line(grid(_kinks, margin), kinked, "margin, wants d ≤ m", "blue"),
            Line(track(ends), linear, "linear, wants d = 0", "orange", "dashed"),
            knob,
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
    margin = Control("margin", "margin m", _from_0_to(12, margins), start=margins * 2 // 3, digits=1)
    start = min(3, len(class_counts) - 1)
    classes = Control("classes", "classes K", tuple(map(float, class_counts)), start, digits=0)
    rest = partial(_rest, weight)
    surer = grid(lambda m, k: _sure(rest(m, k), k), margin, classes)
    return Scene(
        "Four prices on one distance",
        "Left, what label smoothing, focal loss, the confidence penalty and the margin add to cross-entropy, against "
        "the logit distance. Right, their slopes, and the push of cross-entropy; a mark shows where they are equal.",
        (_prices_panel(margin, classes, weight, gamma), _forces_panel(margin, classes, weight, gamma)),
        (margin, classes),
        (
            Readout("LS rests at distance", grid(lambda k: optimal_gap(weight, int(k)), classes)),
            Readout("LS confidence there", grid(lambda k: _sure(optimal_gap(weight, int(k)), k), classes), digits=4),
            Readout("MbLS rests at distance", grid(rest, margin, classes)),
            Readout("MbLS confidence there", surer, digits=4),
        ),
    )


def _rest(weight: float, margin: float, classes: float) -> float:
    """Where training with a margin rests: at smoothing's gap or at m, whichever is larger."""
    return max(margin, optimal_gap(weight, int(classes)))


def _sure(distance: float, classes: float) -> float:
    return float(1 / (1 + (classes - 1) * torch.exp(-torch.tensor(distance, dtype=torch.float64))))


def _distances() -> Tensor:
    return torch.linspace(0, WIDEST, 61, dtype=torch.float64)


def _around(margin: float) -> Tensor:
    """The distances drawn, and both sides of the kink."""
    return torch.cat([_distances(), torch.tensor([margin, margin + BEYOND])]).sort().values


@cache
def _margin_price(margin: float, classes: int, weight: float) -> tuple[Tensor, Tensor]:
    return _price(partial(margin_loss, margin=margin, weight=weight, reduction="none"), _around(margin), classes)


def _price_lines(part: int, margin: Control, classes: Control, weight: float, gamma: float) -> tuple[Line, ...]:
    """The price of each loss (`part` 0) or its slope (1)."""
    d = _distances()

    def fixed(loss: Loss) -> Track:
        return grid(lambda k: _price(loss, d, int(k))[part], classes)

    def bent(m: float, k: float) -> Tensor:
        return _margin_price(m, int(k), weight)[part]

    smoothing = fixed(partial(label_smoothing_cross_entropy, epsilon=weight, reduction="none"))
    entropy = fixed(partial(confidence_penalty_loss, weight=weight, reduction="none"))
    focal = fixed(partial(focal_loss, gamma=gamma, reduction="none"))
    return (
        Line(track(d), focal, f"focal, γ = {gamma:g}", "purple", "dotted"),
        Line(track(d), entropy, f"ECP, λ = {weight:g}", "green", "dotted"),
        Line(grid(_around, margin), grid(bent, margin, classes), f"MbLS, λ = {weight:g}", "blue"),
        Line(track(d), smoothing, f"LS, ε = {weight:g}", "orange", "dashed"),
    )


def _prices_panel(margin: Control, classes: Control, weight: float, gamma: float) -> Panel:
    return Panel(
        "The price, from its value at d = 0",
        Axis("logit distance d of all other classes", 0, WIDEST),
        Axis("price (nats)", -0.8, 1.6),
        (ZERO, *_price_lines(0, margin, classes, weight, gamma)),
        aspect=0.8,
    )


def _forces_panel(margin: Control, classes: Control, weight: float, gamma: float) -> Panel:
    d, rest = _distances(), partial(_rest, weight)
    push = grid(lambda k: 1 - _confidence(d, int(k)), classes)
    gap = grid(lambda k: [optimal_gap(weight, int(k))], classes)
    at_gap = grid(lambda k: [1 - _sure(optimal_gap(weight, int(k)), k)], classes)
    at_rest = grid(lambda m, k: [1 - _sure(rest(m, k), k)], margin, classes)
    return Panel(
        "Push and pull",
        Axis("logit distance d of all other classes", 0, WIDEST),
        Axis("force (nats per unit of d)", -0.1, 0.3),
        (
            ZERO,
            *_price_lines(1, margin, classes, weight, gamma),
            Line(track(d), push, "cross-entropy's push, 1 − p̂", "ink", width=1.8),
            Points(grid(lambda m, k: [rest(m, k)], margin, classes), at_rest, "", "blue", size=12),
            Points(gap, at_gap, "", "orange", "triangle", 8),
        ),
        aspect=0.8,
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
    chosen = list(rows.values())
    every = dict(zip(study.arms, study.arrays("distances"), strict=True))
    confidence = dict(zip(study.arms, study.arrays("confidence"), strict=True))
    over = ("choice", "margin")
    distances = np.array([[every[name].ravel() for name in row] for row in chosen])
    sure = np.array([[confidence[name].ravel().mean() for name in row] for row in chosen])
    ece = np.stack([[study.scores(name, "ECE") for name in row] for row in chosen])
    other = study.scores(reference, "ECE").mean()
    grid_of_m = np.array(margins, dtype=np.float64)
    reached = _reach_panel(distances, grid_of_m, reference, every[reference], reach)
    return Scene(
        "Trained networks against their margin",
        "Left, a histogram of the largest logit distances of test samples, with the margin; right, ECE against m.",
        (reached, _valley_panel(ece, grid_of_m, reference, float(other))),
        (
            Control("margin", "trained with m", tuple(grid_of_m.tolist()), start=len(margins) // 2, digits=0),
            Control("choice", "over the classes", tuple(rows)),
        ),
        (
            Readout("median largest distance", track(np.median(distances, axis=-1), *over), digits=1),
            Readout("mean confidence", track(sure, *over), digits=1, percent=True),
            Readout("ECE", track(ece.mean(axis=-1), *over), digits=1, percent=True),
            Readout(f"ECE of {reference}", track(other), digits=1, percent=True),
        ),
    )


def _reach_panel(
    distances: npt.NDArray[np.float64],
    margins: npt.NDArray[np.float64],
    reference: str,
    others: npt.NDArray[np.float64],
    reach: int,
) -> Panel:
    middles = track(np.arange(reach + 1) + 0.5)
    shares = np.array([[_shares(own, reach) for own in row] for row in distances])
    ticks = (*((float(t), str(t)) for t in range(0, reach, 5)), (reach + 0.5, f"{reach}+"))
    return Panel(
        "How far the farthest logit lies",
        Axis("largest logit distance of a test sample", 0, reach + 1, ticks),
        Axis("share of the test samples", 0, 1),
        (
            Bars(middles, track(shares, "choice", "margin"), "margin", "blue", 0.9),
            Line(middles, track(_shares(others, reach)), reference, "orange", "dashed"),
            Rule(track(margins, "margin"), "x", "m", "ink", "dotted", 2),
        ),
    )


def _valley_panel(
    ece: npt.NDArray[np.float64], margins: npt.NDArray[np.float64], reference: str, other: float
) -> Panel:
    """Mean and spread of ECE (choices, margins, seeds) against m."""
    mean = ece.mean(axis=-1)
    spread = ece.std(axis=-1, ddof=1) if ece.shape[-1] > 1 else np.zeros_like(mean)
    span = float(margins[-1] - margins[0])
    along = track(margins)
    return Panel(
        "The valley of ECE",
        Axis("margin m", float(margins[0]) - 0.03 * span, float(margins[-1]) + 0.03 * span),
        Axis("ECE (share)", 0, 0.5),
        (
            Band(along, track(mean - spread, "choice"), track(mean + spread, "choice"), "± spread", "blue"),
            Line(along, track(mean, "choice"), "margin", "blue"),
            Rule(track(other), "y", reference, "orange"),
            Points(track(margins[:, None], "margin"), track(mean[..., None], "choice", "margin"), "", "blue", size=11),
        ),
    )


def _numbers(control: Control) -> list[float]:
    return [float(value) for value in control.values]


def _from_0_to(high: float, steps: int) -> tuple[float, ...]:
    return tuple(torch.linspace(0, high, steps, dtype=torch.float64).tolist())


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
