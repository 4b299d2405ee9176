"""What a softened label asks for: the two definitions, and the finite optimum."""

import math
from collections.abc import Callable
from functools import cache

import numpy as np
import torch
from torch import Tensor

from nls_tutorial.losses import optimal_gap, soft_cross_entropy
from nls_tutorial.records import Axis, Bars, Control, Line, Panel, Points, Readout, Rule, Scene, grid, track
from nls_tutorial.targets import smooth_others, smooth_uniform

TRUE = torch.tensor([0])  # class 0 is the true one in every picture of this file
GAP = "logit gap g: true logit minus the others"
LOWEST = -2  # gap
Definition = Callable[[float, float], Tensor]  # (ε, K) → the label (K,)


def two_definitions(
    epsilons: int = 51, class_counts: tuple[int, ...] = (2, 3, 4, 5, 6, 7, 8, 9, 10), shown: int = 10
) -> Scene:
    r"""The two definitions of label smoothing side by side: drag their share ε and the number of classes K.

    Over all K classes: $q = (1-\epsilon)\,\mathrm{onehot}(y) + \epsilon/K$. Over the other K − 1:
    $q_y = 1-\alpha$, $q_k = \alpha/(K-1)$, drawn here at α = ε. They agree at $\alpha = \epsilon (K-1)/K$.
    `epsilons` is the number of grid positions in [0, 1]; at most `shown` classes have a bar.
    First met in notebooks/02_soften_a_label.
    """
    epsilon = Control("epsilon", "ε (and α)", _from_0_to(1, epsilons), start=epsilons // 5)
    classes = Control("classes", "classes K", tuple(map(float, class_counts)), len(class_counts) // 3, digits=0)
    return Scene(
        "Two definitions of one name",
        "Bars for a label smoothed over all K classes and over the other K − 1, and the true class's share against ε.",
        (_class_by_class(epsilon, classes, shown), _true_class(epsilon, classes)),
        (epsilon, classes),
        (
            Readout("true class, over all K", grid(lambda e, k: _over_all(e, k)[0], epsilon, classes), digits=3),
            Readout(
                "true class, over the others", grid(lambda e, k: _over_others(e, k)[0], epsilon, classes), digits=3
            ),
            Readout("the α that agrees with this ε", grid(lambda e, k: e * (k - 1) / k, epsilon, classes), digits=3),
        ),
    )


def finite_optimum(
    epsilons: int = 51, class_counts: tuple[int, ...] = (2, 3, 5, 10, 20, 50, 100, 1000), widest: float = 12.0
) -> Scene:
    r"""Loss and gradient along the logit gap, with the gap where smoothing is content.

    The true logit lies $g$ above the others, which are equal. Hard labels: the loss falls forever. Smoothed over all
    K classes: it is smallest at $g^* = \log(1 + K(1-\epsilon)/\epsilon)$, where the gradient $p_y - q_y$ is zero
    and the loss is the label's entropy. `epsilons` grid positions in [0, 0.5]; gaps in [−2, `widest`].
    First met in notebooks/02_soften_a_label. Source: NLS eq. 1 and 2.
    """
    epsilon = Control("epsilon", "ε", _from_0_to(0.5, epsilons), start=epsilons // 5)
    start = min(3, len(class_counts) - 1)
    classes = Control("classes", "classes K", tuple(map(float, class_counts)), start, digits=0)
    return Scene(
        "Smoothing has a place to stop",
        "Loss and gradient against the logit gap for a hard and a smoothed label; a line marks the best gap.",
        (_loss_panel(epsilon, classes, widest), _pull_panel(epsilon, classes, widest)),
        (epsilon, classes),
        (
            Readout("best gap", grid(_best_gap, epsilon, classes)),
            # at the optimum p = q
            Readout(
                "true class's probability there", grid(lambda e, k: _over_all(e, k)[0], epsilon, classes), digits=3
            ),
            Readout("smallest loss", grid(_entropy, epsilon, classes), digits=3, unit=" nats"),
        ),
    )


# ------------------------------------------------------------------------------------------------ panels


def _class_by_class(epsilon: Control, classes: Control, shown: int) -> Panel:
    def bars(define: Definition, shift: float, name: str, color: str) -> Bars:
        def heights(share: float, count: float) -> Tensor:
            found = torch.full((shown,), math.nan, dtype=torch.float64)  # a class that does not exist has no bar
            found[: int(count)] = define(share, count)
            return found

        return Bars(track(place + shift), grid(heights, epsilon, classes), name, color, 0.36)  # type: ignore[arg-type]

    place = torch.arange(shown) + 1.0
    return Panel(
        "The label, class by class",
        Axis("class", 0.4, shown + 0.6, tuple((float(k), "true" if k == 1 else str(k)) for k in range(1, shown + 1))),
        Axis("share of the label", 0, 1),
        (bars(_over_all, -0.2, "over all K", "blue"), bars(_over_others, 0.2, "over the other K − 1", "orange")),
    )


def _true_class(epsilon: Control, classes: Control) -> Panel:
    along = track(np.asarray(epsilon.values))
    curves = [
        grid(lambda k, define=define: [float(define(e, k)[0]) for e in epsilon.values], classes)
        for define in (_over_all, _over_others)
    ]
    here = grid(lambda e: [e], epsilon)
    dots = [
        grid(lambda e, k, define=define: [float(define(e, k)[0])], epsilon, classes)
        for define in (_over_all, _over_others)
    ]
    return Panel(
        "The true class's share",
        Axis("ε (or α)", 0, 1),
        Axis("share of the label", 0, 1),
        (
            Line(along, curves[0], "over all K", "blue"),
            Line(along, curves[1], "over the other K − 1", "orange", "dashed"),
            Rule(grid(lambda k: 1 / k, classes), "y", "uniform, 1/K", "muted", "dotted"),
            Points(here, dots[0], "", "blue", size=11),
            Points(here, dots[1], "", "orange", "triangle", 11),
        ),
    )


def _loss_panel(epsilon: Control, classes: Control, widest: float) -> Panel:
    gaps = _gaps(widest)
    best = grid(lambda e, k: _drawn_gap(e, k, widest), epsilon, classes)
    dot = grid(lambda e, k: [_drawn_gap(e, k, widest)], epsilon, classes)
    return Panel(
        "Loss",
        Axis(GAP, LOWEST, widest),
        Axis("loss (nats)", 0, 6),
        (
            Line(track(gaps), grid(lambda k: _losses(0.0, k, gaps), classes), "hard label", "orange", "dashed"),
            Line(track(gaps), grid(lambda e, k: _losses(e, k, gaps), epsilon, classes), "smoothed label", "blue"),
            Rule(best, "x", "best gap", "muted"),
            Points(dot, grid(lambda e, k: [_entropy(e, k)], epsilon, classes), "", "blue", size=11),
        ),
    )


def _pull_panel(epsilon: Control, classes: Control, widest: float) -> Panel:
    gaps = _gaps(widest)
    best = grid(lambda e, k: _drawn_gap(e, k, widest), epsilon, classes)
    dot = grid(lambda e, k: [_drawn_gap(e, k, widest)], epsilon, classes)
    return Panel(
        "Gradient on the true logit, p − q",
        Axis(GAP, LOWEST, widest),
        Axis("p − q", -1, 0.6),
        (
            Rule(track(0.0), "y", "", "muted", "solid", 1.2),
            Line(track(gaps), grid(lambda k: _slopes(0.0, k, gaps), classes), "hard label", "orange", "dashed"),
            Line(track(gaps), grid(lambda e, k: _slopes(e, k, gaps), epsilon, classes), "smoothed label", "blue"),
            Rule(best, "x", "best gap", "muted"),
            Points(dot, track(torch.zeros(1)), "", "blue", size=11),
        ),
    )


# ------------------------------------------------------------------------------------------------ numbers


def _from_0_to(high: float, steps: int) -> tuple[float, ...]:
    return tuple(torch.linspace(0, high, steps, dtype=torch.float64).tolist())


@cache
def _over_all(epsilon: float, classes: float) -> Tensor:
    return smooth_uniform(TRUE, int(classes), epsilon)[0].double()


@cache
def _over_others(epsilon: float, classes: float) -> Tensor:
    return smooth_others(TRUE, int(classes), epsilon)[0].double()


def _gaps(widest: float) -> Tensor:
    return torch.linspace(LOWEST, widest, 85, dtype=torch.float64)


def _logits(gaps: Tensor, classes: float) -> Tensor:
    """The true logit a gap above the others, which are 0."""
    logits = torch.zeros(len(gaps), int(classes), dtype=torch.float64)
    logits[:, 0] = gaps
    return logits


def _losses(epsilon: float, classes: float, gaps: Tensor) -> Tensor:
    label = _over_all(epsilon, classes)
    return soft_cross_entropy(_logits(gaps, classes), label.expand(len(gaps), -1), reduction="none")


def _slopes(epsilon: float, classes: float, gaps: Tensor) -> Tensor:
    predicted = torch.softmax(_logits(gaps, classes), 1)[:, 0]
    # ∂L/∂z_y = p_y − q_y
    return predicted - _over_all(epsilon, classes)[0]


def _best_gap(epsilon: float, classes: float) -> float:
    return optimal_gap(epsilon, int(classes))


def _drawn_gap(epsilon: float, classes: float, widest: float) -> float:
    best = _best_gap(epsilon, classes)
    return best if best <= widest else math.nan


def _entropy(epsilon: float, classes: float) -> float:
    label = _over_all(epsilon, classes)
    return float(-torch.special.xlogy(label, label).sum())
