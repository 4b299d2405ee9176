"""Focal loss and confidence penalty as bends of one gradient; the bound between them; two normalized focal losses."""

import math
from collections.abc import Callable
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
from nls_tutorial.records import Axis, Band, Control, Line, Panel, Points, Readout, Rule, Scene, grid, track

Loss = Callable[[Tensor, Tensor], Tensor]
ZERO = Rule(track(0.0), "y", "", "muted", "solid", 1.2)
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
    gamma = Control("gamma", "γ of focal", _from_0_to(5, gammas), start=round(0.6 * (gammas - 1)), digits=1)
    weight = Control("weight", "λ of the penalty", _from_0_to(1, weights), start=round(0.25 * (weights - 1)))
    content = grid(lambda w: _content(w, classes), weight)
    return Scene(
        "Bends of one gradient",
        "Gradient against the true class's probability, and its ratio to that of cross-entropy against the logit gap, "
        "for four losses. Diamond: focal loss pushes as hard as cross-entropy. Disc: the penalized loss is content.",
        (_gradient_panel(gamma, weight, classes, widest), _bend_panel(gamma, weight, classes, widest)),
        (gamma, weight),
        (
            Readout("focal pushes harder than CE below p =", grid(_where_focal_is_even, gamma), digits=3),
            Readout("best gap under the penalty", grid(lambda w: _gap_under_penalty(w, classes), weight)),
            Readout("confidence there", content, digits=2, percent=True),
        ),
    )


def _gradient_panel(gamma: Control, weight: Control, classes: int, widest: float) -> Panel:
    shares = _joined(torch.arange(0.005, 1, 0.01, dtype=torch.float64), _border())
    push = partial(_slope, logits=_above_equal_others(_gap(shares, classes), classes))
    even = (
        grid(lambda g: [_where_focal_is_even(g)], gamma),
        grid(lambda g: torch.tensor([_where_focal_is_even(g)]) - 1, gamma),
    )
    content = grid(lambda w: [_content(w, classes) + _hidden(w, classes, widest)], weight)
    return Panel(
        "Gradient on the true logit",
        Axis("probability of the true class, p", 0, 1),
        Axis("gradient ∂L/∂z", -1.4, 0.4),
        (
            ZERO,
            *_four_losses(shares, _border()[1], push, gamma, weight),
            Points(*even, "", "blue", "diamond", 11),
            Points(content, grid(lambda w: [_hidden(w, classes, widest)], weight), "", "green", size=11),
        ),
        aspect=0.8,
    )


def _bend_panel(gamma: Control, weight: Control, classes: int, widest: float) -> Panel:
    jump = _gap(_border(), classes)
    gaps = _joined(torch.linspace(-2, widest, 61, dtype=torch.float64), jump)
    logits = _above_equal_others(gaps, classes)
    cross_entropy = _slope(_focal(0.0), logits)
    even = grid(lambda g: _gap(torch.tensor([_where_focal_is_even(g)]), classes), gamma)
    best = grid(lambda w: [_gap_under_penalty(w, classes) + _hidden(w, classes, widest)], weight)
    return Panel(
        "The bend: what it multiplies",
        Axis("logit gap g: true logit minus the others", -2, widest),
        Axis("gradient ÷ cross-entropy's", -1, 1.6),
        (
            ZERO,
            *_four_losses(gaps, jump[1], lambda loss: _slope(loss, logits) / cross_entropy, gamma, weight),
            Points(even, grid(lambda g: [1.0], gamma), "", "blue", "diamond", 11),
            Points(best, grid(lambda w: [_hidden(w, classes, widest)], weight), "", "green", size=11),
        ),
        aspect=0.8,
    )


def _four_losses(
    x: Tensor, jump: Tensor, show: Callable[[Loss], Tensor], gamma: Control, weight: Control
) -> tuple[Line, ...]:
    flsd = torch.where(x == jump, math.nan, show(partial(flsd_loss, reduction="none")))  # two ends
    return (
        Line(track(x), track(show(_focal(0.0))), "cross-entropy", "orange", "dashed"),
        Line(track(x), grid(lambda g: show(_focal(g)), gamma), "focal", "blue"),
        Line(track(x), track(flsd), "FLSD", "purple", "dotted", 3.5),
        Line(track(x), grid(lambda w: show(_penalty(w)), weight), "penalty", "green"),
    )


def focal_bound(gammas: int = 26, classes: int = 10, predictions: int = 400) -> Scene:
    r"""Focal loss never falls below $\mathrm{CE} - \gamma H(p)$, and how far above it stays: drag γ.

    Left: the three curves along the logit gap, the other logits equal. Right: the slack
    $\mathrm{FL} - (\mathrm{CE} - \gamma H)$ of random predictions against $p_y$, between its largest value (the rest
    of the probability spread evenly) and its smallest (all the rest on one class). `gammas` grid positions in [0, 5];
    the other logits of the `predictions` are normal draws of spread 0.5 to 5, and $p_y$ is uniform; both are seeded.
    First met in notebooks/04_focus_and_penalize. Source: Mukhoti et al. 2020 sec. 4.
    """
    gamma = Control("gamma", "γ", _from_0_to(5, gammas), start=round(0.6 * (gammas - 1)), digits=1)
    logits = _random_logits(predictions, classes)
    return Scene(
        "A bound, not a likeness",
        f"Focal loss, its lower bound along the logit gap, and the distance between the two for {predictions} random "
        "predictions.",
        (_bound_panel(gamma, classes), _slack_panel(gamma, logits)),
        (gamma,),
        (
            Readout("smallest distance", grid(lambda g: _above_bound(logits, g).amin(), gamma), digits=4, unit=" nats"),
            Readout("mean distance", grid(lambda g: _above_bound(logits, g).mean(), gamma), unit=" nats"),
        ),
    )


def _random_logits(predictions: int, classes: int) -> Tensor:
    """Seeded: normal draws of spread 0.5 to 5 for the other classes, and a true class whose p_y is uniform."""
    generator = torch.Generator().manual_seed(0)
    spreads = torch.linspace(0.5, 5, predictions, dtype=torch.float64)[:, None]
    random = spreads * torch.randn(predictions, classes, generator=generator, dtype=torch.float64)
    drawn = torch.rand(predictions, generator=generator, dtype=torch.float64)
    # p_y = drawn where the true logit is that far above the log of all other weights
    random[:, 0] = random[:, 1:].logsumexp(1) + torch.logit(drawn)
    return random


def _bound(logits: Tensor, gamma: float) -> Tensor:
    # CE − γ·H(p) is what the confidence penalty with λ = γ charges
    return _loss(_penalty(gamma), logits)


def _above_bound(logits: Tensor, gamma: float) -> Tensor:
    return _loss(_focal(gamma), logits) - _bound(logits, gamma)


def _bound_panel(gamma: Control, classes: int) -> Panel:
    gaps = torch.linspace(-2, 8, 61, dtype=torch.float64)
    along = _above_equal_others(gaps, classes)
    above, below = grid(lambda g: _loss(_focal(g), along), gamma), grid(lambda g: _bound(along, g), gamma)
    return Panel(
        "Focal loss and its lower bound",
        Axis("logit gap g: true logit minus the others", -2, 8),
        Axis("loss (nats)", -12, 5),
        (
            Band(track(gaps), below, above, "", "sky", 0.18),
            Line(track(gaps), track(_loss(_focal(0.0), along)), "cross-entropy", "orange", "dashed"),
            Line(track(gaps), above, "focal", "blue"),
            Line(track(gaps), below, "bound: CE − γH", "green"),
        ),
        aspect=0.8,
    )


def _slack_panel(gamma: Control, random: Tensor) -> Panel:
    classes = random.shape[1]
    shares = torch.linspace(0.002, 0.998, 84, dtype=torch.float64)
    spread = _above_equal_others(_gap(shares, classes), classes)
    heaped = torch.full((len(shares), classes), -60.0, dtype=torch.float64)
    heaped[:, 0], heaped[:, 1] = shares.log(), torch.log1p(-shares)
    points, over_random = torch.softmax(random, 1)[:, 0], grid(lambda g: _above_bound(random, g), gamma)
    over_spread, over_heaped = (grid(lambda g, rest=rest: _above_bound(rest, g), gamma) for rest in (spread, heaped))
    return Panel(
        "How far above: random predictions",
        Axis("probability of the true class, p", 0, 1),
        Axis("focal minus bound (nats)", -0.5, 12),
        (
            ZERO,
            Points(track(points), over_random, "a random prediction", "blue", "circle", 5, 0.5),
            Line(track(shares), over_spread, "rest spread evenly", "green", "dashed", 2),
            Line(track(shares), over_heaped, "rest on one class", "red", "dotted", 2),
        ),
        aspect=0.8,
    )


def two_normalized_focals(gammas: int = 26, classes: int = 10, widest: float = 8.0) -> Scene:
    r"""The normalized focal loss of Ma et al. beside the consolidated loss of the NLS code: drag γ, choose the cosine.

    Along the logit gap, the other logits equal, no smoothing (ε = 0). Right: each loss summed over all K labels. Ma et
    al. give 1 for every prediction, which is what makes their loss robust; the NLS code's factor above the line only
    takes that away. `gammas` grid positions in [0, 5]; gaps in [−2, `widest`].
    First met in notebooks/04_focus_and_penalize. Source: Ma et al. 2020 sec. 3; the released code of NLS.
    """
    gamma = Control("gamma", "γ", _from_0_to(5, gammas), start=round(0.6 * (gammas - 1)), digits=1)
    variant = Control("variant", "NLS code on", ("logits", "cosine"))
    gaps = torch.linspace(-2, widest, 61, dtype=torch.float64)
    logits = _above_equal_others(gaps, classes)
    labels = torch.arange(classes).repeat_interleave(len(gaps))

    def all_labels(loss: Loss) -> Tensor:
        return loss(logits.repeat(classes, 1), labels).reshape(classes, -1).sum(0)

    most = torch.softmax(_above_equal_others(torch.tensor([math.sqrt(classes / (classes - 1))]), classes), 1)[0, 0]
    panel = partial(_normalized_panel, gaps=gaps, gamma=gamma, variant=variant)
    return Scene(
        "Two losses with nearly one name",
        "Two normalized focal losses against the logit gap, and each summed over all labels.",
        (
            panel("Loss", "loss (no unit)", 0.35, lambda loss: _loss(loss, logits)),
            panel("Summed over all labels", "sum of the losses of all labels", 1.2, all_labels),
        ),
        (gamma, variant),
        (
            Readout(
                "smallest sum over labels, NLS code",
                grid(lambda g, on: all_labels(_coded(g, on)).amin(), gamma, variant),
                digits=3,
            ),
            Readout("largest p that the loss can see", track([1.0, float(most)], "variant"), digits=1, percent=True),
        ),
    )


def _normalized_panel(
    title: str,
    height: str,
    top: float,
    show: Callable[[Loss], Tensor],
    *,
    gaps: Tensor,
    gamma: Control,
    variant: Control,
) -> Panel:
    coded = grid(lambda g, on: show(_coded(g, on)), gamma, variant)
    return Panel(
        title,
        Axis("logit gap g: true logit minus the others", -2, float(gaps[-1])),
        Axis(height, 0, top),
        (
            Line(track(gaps), track(show(_ma(0.0))), "γ = 0: NCE", "orange", "dashed"),
            Line(track(gaps), grid(lambda g: show(_ma(g)), gamma), "Ma et al.", "blue"),
            Line(track(gaps), coded, "as NLS coded it", "green", "dotted", 3.5),
        ),
        aspect=0.8,
    )


# ------------------------------------------------------------------------------------------------ parts


def _from_0_to(high: float, steps: int) -> tuple[float, ...]:
    return tuple(torch.linspace(0, high, steps, dtype=torch.float64).tolist())


def _focal(gamma: float) -> Loss:
    return partial(focal_loss, gamma=gamma, reduction="none")


def _penalty(weight: float) -> Loss:
    return partial(confidence_penalty_loss, weight=weight, reduction="none")


def _ma(gamma: float) -> Loss:
    return partial(normalized_focal_loss, gamma=gamma, reduction="none")


def _coded(gamma: float, on: str) -> Loss:
    return partial(consolidated_loss, epsilon=0.0, gamma=gamma, cosine=on == "cosine", reduction="none")


def _border() -> Tensor:
    """Where FLSD jumps, and just before and after."""
    return torch.tensor([BORDER - 1e-6, BORDER, BORDER + 1e-6], dtype=torch.float64)


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


def _content(weight: float, classes: int) -> float:
    """The probability at the best gap under the penalty."""
    best = torch.tensor([_gap_under_penalty(weight, classes)])
    # 800 stands for ∞: there p_y is 1 in float64
    return float(torch.softmax(_above_equal_others(best.clamp_max(800), classes), 1)[0, 0])


def _hidden(weight: float, classes: int, widest: float) -> float:
    """0, or NaN where the best gap lies off the axis."""
    return 0.0 if _gap_under_penalty(weight, classes) <= widest else math.nan


def _falls_to(zero: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that is positive at `low` and negative at `high` is 0, by halving."""
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if zero(middle) > 0 else (low, middle)
    return low
