"""Focal loss and confidence penalty as bends of one gradient; the bound between them; two normalized focal losses."""

import math
from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import Tensor

from nls_tutorial.losses import (
    confidence_penalty_loss,
    consolidated_loss,
    flsd_loss,
    focal_loss,
    normalized_focal_loss,
)
from nls_tutorial.records import Axis, Band, Control, Line, Panel, Points, Readout, Rule, Scene, Track, track

Loss = Callable[[Tensor, Tensor], Tensor]
BORDER = 0.2  # where FLSD changes its γ, see `flsd_loss`


def bent_gradients(gammas: int = 26, weights: int = 21, classes: int = 10, widest: float = 8.0) -> Scene:
    r"""Gradient of cross-entropy, focal loss, FLSD and confidence penalty: drag γ and λ.

    The true logit lies a gap $g$ above the others, which are equal, so $p_y = 1/(1+(K-1)e^{-g})$. Cross-entropy's
    gradient on the true logit is the straight line $p_y - 1$; the bend is what another loss multiplies it by. Focal
    loss: $(1-p_y)^\gamma - \gamma p_y (1-p_y)^{\gamma-1} \log p_y$, above 1 for small $p_y$ and never below 0.
    Confidence penalty: $1 - \lambda p_y g$, which is 0 at the best gap, $g\,p_y = 1/\lambda$. `gammas` grid positions
    of γ in [0, 5] and `weights` of λ in [0, 1]; gaps in [−2, `widest`].
    First met in notebooks/04_focus_and_penalize. Source: Mukhoti et al. 2020, Pereyra et al. 2017.
    """
    gamma_grid = torch.linspace(0, 5, gammas, dtype=torch.float64)
    weight_grid = torch.linspace(0, 1, weights, dtype=torch.float64)
    border = torch.tensor([BORDER - 1e-6, BORDER, BORDER + 1e-6], dtype=torch.float64)  # FLSD jumps there
    shares = _joined(torch.arange(0.005, 1, 0.01, dtype=torch.float64), border)
    gaps = _joined(torch.linspace(-2, widest, 61, dtype=torch.float64), _gap(border, classes))
    by_share, by_gap = _above_equal_others(_gap(shares, classes), classes), _above_equal_others(gaps, classes)
    focal = [partial(focal_loss, gamma=gamma, reduction="none") for gamma in gamma_grid.tolist()]
    penalty = [partial(confidence_penalty_loss, weight=weight, reduction="none") for weight in weight_grid.tolist()]
    flsd = partial(flsd_loss, reduction="none")

    def drawn(x: Tensor, jump: Tensor, show: Callable[[Loss], Tensor]) -> tuple[Line, ...]:
        def follow(family: Sequence[Loss], name: str) -> Track:
            return track(torch.stack([show(loss) for loss in family]), name)

        two_ends = torch.where(x == jump, math.nan, show(flsd))
        return (
            Line(track(x), track(show(focal[0])), "cross-entropy", "orange", "dashed"),
            Line(track(x), follow(focal, "gamma"), "focal", "blue"),
            Line(track(x), track(two_ends), "FLSD", "purple", "dotted", 3.5),
            Line(track(x), follow(penalty, "weight"), "penalty", "green"),
        )

    even = torch.tensor([_where_focal_is_even(gamma) for gamma in gamma_grid.tolist()])
    best = torch.tensor([_gap_under_penalty(weight, classes) for weight in weight_grid.tolist()])
    # 800 stands for ∞: there p_y is 1 in float64
    content = torch.softmax(_above_equal_others(best.clamp_max(800), classes), 1)[:, 0]
    hidden = torch.where(best <= widest, 0.0, math.nan)
    even_gap = _gap(even, classes)
    push, bend = partial(_slope, logits=by_share), _slope(focal[0], by_gap)

    def marks(focal_xy: tuple[Tensor, Tensor], penalty_xy: tuple[Tensor, Tensor]) -> tuple[Points, Points]:
        x, y = (track(values[:, None], "gamma") for values in focal_xy)
        u, v = (track((values + hidden)[:, None], "weight") for values in penalty_xy)
        return Points(x, y, "", "blue", "diamond", 11), Points(u, v, "", "green", size=11)

    zero, one, level = torch.zeros(weights), torch.ones(gammas), Rule(track(0.0), "y", "", "muted", "solid", 1.2)
    gradient = Panel(
        "Gradient on the true logit",
        Axis("probability of the true class, p", 0, 1),
        Axis("gradient ∂L/∂z", -1.4, 0.4),
        (level, *drawn(shares, border[1], push), *marks((even, even - one), (content, zero))),
        aspect=0.8,
    )
    bends = Panel(
        "The bend: what it multiplies",
        Axis("logit gap g: true logit minus the others", -2, widest),
        Axis("gradient ÷ cross-entropy's", -1, 1.6),
        (
            level,
            *drawn(gaps, _gap(border, classes)[1], lambda loss: _slope(loss, by_gap) / bend),
            *marks((even_gap, one), (best, zero)),
        ),
        aspect=0.8,
    )
    return Scene(
        "Bends of one gradient",
        "Gradient against the true class's probability, and its ratio to that of cross-entropy against the logit gap, "
        "for four losses. Diamond: focal loss pushes as hard as cross-entropy. Disc: the penalized loss is content.",
        (gradient, bends),
        (
            Control("gamma", "γ of focal", tuple(gamma_grid.tolist()), start=round(0.6 * (gammas - 1)), digits=1),
            Control("weight", "λ of the penalty", tuple(weight_grid.tolist()), start=round(0.25 * (weights - 1))),
        ),
        (
            Readout("focal pushes harder than CE below p =", track(even, "gamma"), digits=3),
            Readout("best gap under the penalty", track(best, "weight")),
            Readout("confidence there", track(content, "weight"), digits=2, percent=True),
        ),
    )


def focal_bound(gammas: int = 26, classes: int = 10, predictions: int = 400) -> Scene:
    r"""Focal loss never falls below $\mathrm{CE} - \gamma H(p)$, and how far above it stays: drag γ.

    Left: the three curves along the logit gap, the other logits equal. Right: the slack
    $\mathrm{FL} - (\mathrm{CE} - \gamma H)$ of random predictions against $p_y$, between its largest value (the rest
    of the probability spread evenly) and its smallest (all the rest on one class). `gammas` grid positions in [0, 5];
    the other logits of the `predictions` are normal draws of spread 0.5 to 5, and $p_y$ is uniform; both are seeded.
    First met in notebooks/04_focus_and_penalize. Source: Mukhoti et al. 2020 sec. 4.
    """
    grid = torch.linspace(0, 5, gammas, dtype=torch.float64).tolist()
    gaps = torch.linspace(-2, 8, 61, dtype=torch.float64)
    along = _above_equal_others(gaps, classes)
    shares = torch.linspace(0.002, 0.998, 84, dtype=torch.float64)
    spread = _above_equal_others(_gap(shares, classes), classes)
    heaped = torch.full((len(shares), classes), -60.0, dtype=torch.float64)
    heaped[:, 0], heaped[:, 1] = shares.log(), torch.log1p(-shares)
    generator = torch.Generator().manual_seed(0)
    spreads = torch.linspace(0.5, 5, predictions, dtype=torch.float64)[:, None]
    random = spreads * torch.randn(predictions, classes, generator=generator, dtype=torch.float64)
    drawn = torch.rand(predictions, generator=generator, dtype=torch.float64)
    # p_y = drawn where the true logit is that far above the log of all other weights
    random[:, 0] = random[:, 1:].logsumexp(1) + torch.logit(drawn)

    def focal(logits: Tensor) -> Tensor:
        return torch.stack([_loss(partial(focal_loss, gamma=gamma, reduction="none"), logits) for gamma in grid])

    def bound(logits: Tensor) -> Tensor:
        # CE − γ·H(p) is what the confidence penalty with λ = γ charges
        return torch.stack(
            [_loss(partial(confidence_penalty_loss, weight=gamma, reduction="none"), logits) for gamma in grid]
        )

    def slack(logits: Tensor) -> Track:
        return track(focal(logits) - bound(logits), "gamma")

    above, below = focal(along), bound(along)
    curves = Panel(
        "Focal loss and its lower bound",
        Axis("logit gap g: true logit minus the others", -2, 8),
        Axis("loss (nats)", -12, 5),
        (
            Band(track(gaps), track(below, "gamma"), track(above, "gamma"), "", "sky", 0.18),
            Line(track(gaps), track(above[0]), "cross-entropy", "orange", "dashed"),
            Line(track(gaps), track(above, "gamma"), "focal", "blue"),
            Line(track(gaps), track(below, "gamma"), "bound: CE − γH", "green"),
        ),
        aspect=0.8,
    )
    points = torch.softmax(random, 1)[:, 0]
    cloud = Panel(
        "How far above: random predictions",
        Axis("probability of the true class, p", 0, 1),
        Axis("focal minus bound (nats)", -0.5, 12),
        (
            Rule(track(0.0), "y", "", "muted", "solid", 1.2),
            Points(track(points), slack(random), "a random prediction", "blue", "circle", 5, 0.5),
            Line(track(shares), slack(spread), "rest spread evenly", "green", "dashed", 2),
            Line(track(shares), slack(heaped), "rest on one class", "red", "dotted", 2),
        ),
        aspect=0.8,
    )
    found = focal(random) - bound(random)
    return Scene(
        "A bound, not a likeness",
        f"Focal loss, its lower bound along the logit gap, and the distance between the two for {predictions} random "
        "predictions.",
        (curves, cloud),
        (Control("gamma", "γ", tuple(grid), start=round(0.6 * (gammas - 1)), digits=1),),
        (
            Readout("smallest distance", track(found.amin(1), "gamma"), digits=4, unit=" nats"),
            Readout("mean distance", track(found.mean(1), "gamma"), unit=" nats"),
        ),
    )


def two_normalized_focals(gammas: int = 26, classes: int = 10, widest: float = 8.0) -> Scene:
    r"""The normalized focal loss of Ma et al. beside the consolidated loss of the NLS code: drag γ, choose the cosine.

    Along the logit gap, the other logits equal, no smoothing (ε = 0). Right: each loss summed over all K labels. Ma et
    al. give 1 for every prediction, which is what makes their loss robust; the NLS code's factor above the line only
    takes that away. `gammas` grid positions in [0, 5]; gaps in [−2, `widest`].
    First met in notebooks/04_focus_and_penalize. Source: Ma et al. 2020 sec. 3; the released code of NLS.
    """
    grid = torch.linspace(0, 5, gammas, dtype=torch.float64).tolist()
    gaps = torch.linspace(-2, widest, 61, dtype=torch.float64)
    logits = _above_equal_others(gaps, classes)

    ma = [partial(normalized_focal_loss, gamma=gamma, reduction="none") for gamma in grid]
    coded = partial(consolidated_loss, epsilon=0.0, reduction="none")
    nls = [[partial(coded, gamma=gamma, cosine=cosine) for cosine in (False, True)] for gamma in grid]
    over = ("gamma", "variant")

    def panel(title: str, height: str, top: float, show: Callable[[Loss], Tensor]) -> Panel:
        theirs = torch.stack([torch.stack([show(loss) for loss in pair]) for pair in nls])
        return Panel(
            title,
            Axis("logit gap g: true logit minus the others", -2, widest),
            Axis(height, 0, top),
            (
                Line(track(gaps), track(show(ma[0])), "γ = 0: NCE", "orange", "dashed"),
                Line(track(gaps), track(torch.stack([show(loss) for loss in ma]), "gamma"), "Ma et al.", "blue"),
                Line(track(gaps), track(theirs, *over), "as NLS coded it", "green", "dotted", 3.5),
            ),
            aspect=0.8,
        )

    every_label = torch.arange(classes).repeat_interleave(len(gaps))

    def all_labels(loss: Loss) -> Tensor:
        return loss(logits.repeat(classes, 1), every_label).reshape(classes, -1).sum(0)

    sums = torch.stack([torch.stack([all_labels(loss).amin() for loss in pair]) for pair in nls])
    most = torch.softmax(_above_equal_others(torch.tensor([math.sqrt(classes / (classes - 1))]), classes), 1)[0, 0]
    return Scene(
        "Two losses with nearly one name",
        "Two normalized focal losses against the logit gap, and each summed over all labels.",
        (
            panel("Loss", "loss (no unit)", 0.35, lambda loss: _loss(loss, logits)),
            panel("Summed over all labels", "sum of the losses of all labels", 1.2, all_labels),
        ),
        (
            Control("gamma", "γ", tuple(grid), start=round(0.6 * (gammas - 1)), digits=1),
            Control("variant", "NLS code on", ("logits", "cosine")),
        ),
        (
            Readout("smallest sum over labels, NLS code", track(sums, *over), digits=3),
            Readout("largest p that the loss can see", track([1.0, float(most)], "variant"), digits=1, percent=True),
        ),
    )


# ------------------------------------------------------------------------------------------------ parts


def _above_equal_others(gaps: Tensor, classes: int) -> Tensor:
    """Logits (n, K): the true class, class 0, a gap above the others, which are 0."""
    logits = torch.zeros(len(gaps), classes, dtype=torch.float64)
    logits[:, 0] = gaps
    return logits


def _gap(share: Tensor, classes: int) -> Tensor:
    # p_y = 1/(1 + (K − 1)·e^{−g}), solved for g
    return torch.log(share * (classes - 1) / (1 - share))


def _loss(loss: Loss, logits: Tensor) -> Tensor:
    """The loss of each row, whose true class is class 0."""
    return loss(logits, torch.zeros(len(logits), dtype=torch.int64))


def _slope(loss: Loss, logits: Tensor) -> Tensor:
    """∂L/∂z_y of each row, by autograd through the library's loss."""
    free = logits.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(_loss(loss, free).sum(), free)
    return gradient[:, 0]


def _joined(grid: Tensor, more: Tensor) -> Tensor:
    return torch.cat([grid, more]).sort().values


def _where_focal_is_even(gamma: float) -> float:
    """The probability below which focal loss pushes harder than cross-entropy; NaN at γ = 0, where it never does."""
    if gamma == 0:
        return math.nan

    def bend(p: float) -> float:
        # (1 − p)^γ − γ·p·(1 − p)^{γ−1}·log p
        return (1 - p) ** gamma - gamma * p * (1 - p) ** (gamma - 1) * math.log(p)

    return _falls_to(lambda p: bend(p) - 1, 0.1, 0.999)  # above 1 at p = 0.1 for every γ ≤ 5


def _gap_under_penalty(weight: float, classes: int) -> float:
    """The gap where cross-entropy less λ·H(p) is smallest: g·p_y = 1/λ; infinite at λ = 0."""
    if weight == 0:
        return math.inf
    return _falls_to(lambda gap: 1 / weight - gap / (1 + (classes - 1) * math.exp(-gap)), 0.0, classes / weight)


def _falls_to(zero: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that is positive at `low` and negative at `high` is 0, by halving."""
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if zero(middle) > 0 else (low, middle)
    return low
