"""The best place of a feature: not on its template, but where the gap is right."""

import numpy as np
import numpy.typing as npt
import torch

from nls_tutorial.losses import label_smoothing_cross_entropy, optimal_gap
from nls_tutorial.plots import SERIES
from nls_tutorial.records import Axis, Control, Line, Panel, Points, Readout, Rule, Scene, grid, track

FAR, CLASSES = 6.0, 3  # how far up the feature goes; three templates, 120 degrees apart


def best_place() -> Scene:
    r"""Drag the templates' length $L$ and ε: the loss of a feature $x = t\,w_1/L$ that goes up towards its template.

    With three templates of length L, 120 degrees apart, $z_1 = tL$ and $z_2 = z_3 = -tL/2$: the gap is $\tfrac32 tL$.
    The smoothed loss is smallest where it is the optimal one, at
    $t = \log\left(1 + \frac{3(1-\varepsilon)}{\varepsilon}\right)/(\tfrac32 L)$, wherever the template's end lies.
    First met in notebooks/01_look_at_the_last_layer. Source: NLS eq. 2; WDLSH section 2.
    """
    length = Control("length", "length L of the templates", tuple(np.arange(0.5, 4.01, 0.25)), start=4)
    epsilon = Control("epsilon", "ε", (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5), start=3)
    heights = np.linspace(0, FAR, 121)
    best = grid(_best, length, epsilon)
    lowest = grid(lambda size, e: _loss(np.array([_best(size, e)]), size, e)[0], length, epsilon)
    (soft, disc), (hard, _) = SERIES[:2]
    panel = Panel(
        "The loss on the way up",
        Axis("t: how far up the feature is", 0, FAR),
        Axis("loss of class 1 in nats", 0, 2.5),
        (
            Line(track(heights), grid(lambda size: _loss(heights, size, 0.0), length), "hard label", hard, "dashed"),
            Line(track(heights), grid(lambda *at: _loss(heights, *at), length, epsilon), "smoothed label", soft),
            Rule(grid(lambda size: size, length), along="x", name="end of template 1"),
            Points(best, lowest, "smallest loss", soft, disc, 11),
        ),
    )
    return Scene(
        "The best place is a gap, not a template",
        "The loss of a hard and of a smoothed label for a feature that goes up along its template.",
        (panel,),
        (length, epsilon),
        (
            Readout("best t", best, digits=2),
            Readout("gap between the logits there", grid(lambda size, e: 1.5 * size * _best(size, e), length, epsilon)),
            Readout("smallest loss", lowest, digits=3, unit=" nats"),
        ),
    )


def _best(length: float, epsilon: float) -> float:
    # t = gap / (3/2·L)
    return optimal_gap(epsilon, CLASSES) / (1.5 * length)


def _loss(heights: npt.NDArray[np.float64], length: float, epsilon: float) -> npt.NDArray[np.float64]:
    up = torch.from_numpy(heights) * length
    # z_1 = t·L, z_2 = z_3 = −t·L/2
    logits = torch.stack([up, -up / 2, -up / 2], dim=1)
    first = torch.zeros(len(heights), dtype=torch.int64)
    return label_smoothing_cross_entropy(logits, first, epsilon=epsilon, reduction="none").numpy()
