"""What a softened label asks for: the two definitions, and the finite optimum."""

import math

import torch

from nls_tutorial.losses import optimal_gap, soft_cross_entropy
from nls_tutorial.records import Axis, Bars, Control, Line, Panel, Points, Readout, Rule, Scene, track
from nls_tutorial.targets import smooth_others, smooth_uniform

TRUE = torch.tensor([0])  # class 0 is the true one in every picture of this file


def two_definitions(
    epsilons: int = 51, class_counts: tuple[int, ...] = (2, 3, 4, 5, 6, 7, 8, 9, 10), shown: int = 10
) -> Scene:
    r"""The two definitions of label smoothing side by side: drag their share ε and the number of classes K.

    Over all K classes: $q = (1-\epsilon)\,\mathrm{onehot}(y) + \epsilon/K$. Over the other K − 1:
    $q_y = 1-\alpha$, $q_k = \alpha/(K-1)$, drawn here at α = ε. They agree at $\alpha = \epsilon (K-1)/K$.
    `epsilons` is the number of grid positions in [0, 1]; at most `shown` classes have a bar.
    First met in notebooks/02_soften_a_label.
    """
    grid = torch.linspace(0, 1, epsilons, dtype=torch.float64)
    over_all = torch.full((epsilons, len(class_counts), shown), math.nan, dtype=torch.float64)
    over_others = over_all.clone()
    for column, classes in enumerate(class_counts):
        for row, share in enumerate(grid.tolist()):
            over_all[row, column, :classes] = smooth_uniform(TRUE, classes, share)[0]
            over_others[row, column, :classes] = smooth_others(TRUE, classes, share)[0]
    counts = torch.tensor(class_counts, dtype=torch.float64)
    agree = grid[:, None] * (counts - 1) / counts
    place = torch.arange(shown) + 1.0
    follow = ("epsilon", "classes")
    numbers = tuple((float(k), "true" if k == 1 else str(k)) for k in range(1, shown + 1))
    label = Panel(
        "The label, class by class",
        Axis("class", 0.4, shown + 0.6, numbers),
        Axis("share of the label", 0, 1),
        (
            Bars(track(place - 0.2), track(over_all, *follow), "over all K", "blue", 0.36),
            Bars(track(place + 0.2), track(over_others, *follow), "over the other K − 1", "orange", 0.36),
        ),
    )
    true_all, true_others = over_all[..., 0], over_others[..., 0]
    true_class = Panel(
        "The true class's share",
        Axis("ε (or α)", 0, 1),
        Axis("share of the label", 0, 1),
        (
            Line(track(grid), track(true_all.T, "classes"), "over all K", "blue"),
            Line(track(grid), track(true_others.T, "classes"), "over the other K − 1", "orange", "dashed"),
            Rule(track(1 / counts, "classes"), "y", "uniform, 1/K", "muted", "dotted"),
            Points(track(grid[:, None], "epsilon"), track(true_all[..., None], *follow), "", "blue", size=11),
            Points(
                track(grid[:, None], "epsilon"), track(true_others[..., None], *follow), "", "orange", "triangle", 11
            ),
        ),
    )
    return Scene(
        "Two definitions of one name",
        "Bars for a label smoothed over all K classes and over the other K − 1, and the true class's share against ε.",
        (label, true_class),
        (
            Control("epsilon", "ε (and α)", tuple(grid.tolist()), start=epsilons // 5),
            Control("classes", "classes K", tuple(float(k) for k in class_counts), len(class_counts) // 3, digits=0),
        ),
        (
            Readout("true class, over all K", track(true_all, *follow), digits=3),
            Readout("true class, over the others", track(true_others, *follow), digits=3),
            Readout("the α that agrees with this ε", track(agree, *follow), digits=3),
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
    grid = torch.linspace(0, 0.5, epsilons, dtype=torch.float64)
    gaps = torch.linspace(-2, widest, 85, dtype=torch.float64)
    loss = torch.empty(epsilons, len(class_counts), len(gaps), dtype=torch.float64)
    slope, confidence, floor = loss.clone(), loss[..., 0].clone(), loss[..., 0].clone()
    best = torch.tensor([[optimal_gap(share, classes) for classes in class_counts] for share in grid.tolist()])
    for column, classes in enumerate(class_counts):
        logits = torch.zeros(len(gaps), classes, dtype=torch.float64)
        logits[:, 0] = gaps
        predicted = torch.softmax(logits, 1)[:, 0]
        for row, share in enumerate(grid.tolist()):
            targets = smooth_uniform(TRUE, classes, share).to(torch.float64)
            loss[row, column] = soft_cross_entropy(logits, targets.expand(len(gaps), -1), reduction="none")
            # ∂L/∂z_y = p_y − q_y
            slope[row, column] = predicted - targets[0, 0]
            confidence[row, column] = targets[0, 0]  # at the optimum p = q
            floor[row, column] = -torch.special.xlogy(targets, targets).sum()
    follow = ("epsilon", "classes")
    drawn = torch.where(best <= widest, best, math.nan)
    falls = Panel(
        "Loss",
        Axis("logit gap g: true logit minus the others", -2, widest),
        Axis("loss (nats)", 0, 6),
        (
            Line(track(gaps), track(loss[0], "classes"), "hard label", "orange", "dashed"),
            Line(track(gaps), track(loss, *follow), "smoothed label", "blue"),
            Rule(track(drawn, *follow), "x", "best gap", "muted"),
            Points(track(drawn[..., None], *follow), track(floor[..., None], *follow), "", "blue", size=11),
        ),
    )
    pulls = Panel(
        "Gradient on the true logit, p − q",
        Axis("logit gap g: true logit minus the others", -2, widest),
        Axis("p − q", -1, 0.6),
        (
            Rule(track(0.0), "y", "", "muted", "solid", 1.2),
            Line(track(gaps), track(slope[0], "classes"), "hard label", "orange", "dashed"),
            Line(track(gaps), track(slope, *follow), "smoothed label", "blue"),
            Rule(track(drawn, *follow), "x", "best gap", "muted"),
            Points(track(drawn[..., None], *follow), track(torch.zeros(1)), "", "blue", size=11),
        ),
    )
    return Scene(
        "Smoothing has a place to stop",
        "Loss and gradient against the logit gap for a hard and a smoothed label; a line marks the best gap.",
        (falls, pulls),
        (
            Control("epsilon", "ε", tuple(grid.tolist()), start=epsilons // 5),
            Control(
                "classes", "classes K", tuple(float(k) for k in class_counts), min(3, len(class_counts) - 1), digits=0
            ),
        ),
        (
            Readout("best gap", track(best, *follow)),
            Readout("true class's probability there", track(confidence, *follow), digits=3),
            Readout("smallest loss", track(floor, *follow), digits=3, unit=" nats"),
        ),
    )
