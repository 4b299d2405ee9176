"""Exercises of lesson 20, attack_and_corrupt: one step by hand, a ball, a masked gradient, a claim about robustness.

Pictures are (B, D) here, one row of D pixels each, in [0, 1]; r is the radius.
"""

import torch
from torch import Tensor

from nls_tutorial.exercises.define import WrongAnswer, exercise

_LINEAR = [
    (torch.tensor([0.5, 0.5, 0.5]), torch.tensor([[2.0, -1.0, 0.5], [0.0, 0.0, 0.0]]), 0, 0.1),
    (torch.tensor([0.95, 0.2, 0.02]), torch.tensor([[1.0, -3.0, 2.0], [-1.0, 1.0, 0.5]]), 1, 0.1),
    (torch.tensor([0.3, 0.6]), torch.tensor([[1.0, 0.0], [1.0, 2.0]]), 0, 0.25),
    (torch.tensor([0.0, 1.0, 0.4]), torch.tensor([[0.5, 0.5, -0.5], [-0.5, 0.5, 0.5]]), 1, 0.3),
]


def _step(image: Tensor, weight: Tensor, label: int) -> Tensor:
    """With two classes the loss grows with the other class's logit less the label's."""
    return weight[1 - label] - weight[label]


@exercise(
    "20.1",
    title="One step by hand",
    stars=1,
    prompt=(
        "A linear network with two classes, logits z = W x without bias. Cross-entropy grows with the other class's "
        "logit less the label's, so its gradient on the picture points along w_other − w_label. Write one FGSM step of "
        "radius r, clipped to [0, 1]."
    ),
    hints=(
        "Which way must each pixel go so that the other class gains on the label? Only the direction counts.",
        "`torch.sign` of w_other − w_label is −1, 0 or 1 in each pixel; a step moves r times that.",
        "With two classes the other one is `1 - label`; `.clamp(0, 1)` brings the pixels back into their range.",
    ),
    cases=_LINEAR,
    wrong=[
        WrongAnswer(
            lambda image, weight, label, radius: (image - radius * _step(image, weight, label).sign()).clamp(0, 1),
            "You walked downhill: that makes the network surer of the label.",
        ),
        WrongAnswer(
            lambda image, weight, label, radius: (image + radius * _step(image, weight, label)).clamp(0, 1),
            "You moved along the gradient itself. The fast gradient *sign* method moves every pixel by the same r.",
        ),
        WrongAnswer(
            lambda image, weight, label, radius: image + radius * _step(image, weight, label).sign(),
            "Some of your pixels left the range from 0 to 1: such a picture cannot be shown.",
        ),
        WrongAnswer(
            lambda image, weight, label, radius: (image - radius * weight[label].sign()).clamp(0, 1),
            "You looked at the label's weights only. What counts is the difference to the other class.",
        ),
        WrongAnswer(
            lambda image, weight, label, radius: (image + radius * weight[1 - label].sign()).clamp(0, 1),
            "You looked at the other class's weights only. What counts is the difference to the label's.",
        ),
    ],
    remark="For a linear network this one step is the worst that can be done within r of each pixel.",
)
def one_step(image: Tensor, weight: Tensor, label: int, radius: float) -> Tensor:
    """The attacked picture, (D,), of a picture (D,), weights (2, D), the label 0 or 1 and a radius."""
    # x' = clip(x + r·sign(w_other − w_label))
    return (image + radius * torch.sign(weight[1 - label] - weight[label])).clamp(0, 1)


def _balls() -> list[tuple[Tensor, Tensor, float]]:
    draws = torch.Generator().manual_seed(0)
    around = torch.rand(5, 4, generator=draws)
    return [
        (torch.tensor([[3.0, 4.0]]), torch.zeros(1, 2), 1.0),
        (torch.tensor([[0.3, 0.4]]), torch.zeros(1, 2), 1.0),
        (torch.tensor([[1.0, 1.0], [2.0, 1.0]]), torch.tensor([[1.0, 1.0], [1.0, 1.0]]), 0.5),
        (around + torch.randn(5, 4, generator=draws), around, 0.8),
    ]


def _all_alike(moved: Tensor, around: Tensor, radius: float) -> Tensor:
    change = moved - around
    return around + change * min(1.0, radius / max(float(change.norm()), 1e-12))


def _scaled(moved: Tensor, around: Tensor, radius: float, guard: float) -> Tensor:
    change = moved - around
    return around + change * radius / change.norm(dim=1, keepdim=True).clamp_min(guard)


def _not_a_number(moved: Tensor, around: Tensor, radius: float) -> Tensor:
    change = moved - around
    length = change.norm(dim=1, keepdim=True)
    return around + change / length * length.clamp(max=radius)


@exercise(
    "20.2",
    title="Back onto the ball",
    stars=2,
    prompt=(
        "After a step a picture may lie too far from where it began. Bring each picture of a batch back to the nearest "
        "one within an ℓ2 distance of r. A picture that is within r already must stay where it is; one that has not "
        "moved at all, too."
    ),
    hints=(
        "The nearest point of a ball lies on the straight line to its middle.",
        "The change x' − x has a length for each picture: `torch.linalg.vector_norm(change, dim=1, keepdim=True)`.",
        "Multiply the change by the smaller of 1 and r/length; where the length is 0, the division must not give nan.",
    ),
    cases=_balls(),
    wrong=[
        WrongAnswer(
            lambda moved, around, radius: around + (moved - around).clamp(-radius, radius),
            "You clamped each pixel: that is the ℓ∞ ball, a cube. The ℓ2 ball bounds the length of the whole change.",
        ),
        WrongAnswer(
            lambda moved, around, radius: _scaled(moved, around, radius, 1e-12),
            "You pushed pictures that lie inside out to the surface. They may stay where they are.",
        ),
        WrongAnswer(
            _not_a_number,
            "A picture that has not moved has a change of length 0, and 0/0 is nan. Keep the length above 0 in the "
            "division.",
        ),
        WrongAnswer(_all_alike, "You took one length for the whole batch. Each picture has a ball of its own."),
        WrongAnswer(
            lambda moved, around, radius: _scaled(moved, torch.zeros_like(around), radius, radius),
            "Your ball lies around 0. It must lie around the picture that was attacked.",
        ),
    ],
    remark="The same care is needed where a gradient is divided by its length: a guard that is too large turns a tiny "
    "gradient into no step, and the network looks robust.",
)
def onto_ball(moved: Tensor, around: Tensor, radius: float) -> Tensor:
    """The nearest pictures, (B, D), within an ℓ2 distance `radius` of `around` (B, D), for moved pictures (B, D)."""
    change = moved - around
    length = torch.linalg.vector_norm(change, dim=1, keepdim=True)
    # x + (x' − x)·min(1, r/‖x' − x‖)
    return around + change * (radius / length.clamp_min(1e-12)).clamp(max=1)


@exercise(
    "20.3",
    title="Find the masked gradient",
    stars=2,
    prompt=(
        "Four networks, and the share of digits (in per cent) that each still gets right under attacks of one radius:"
        "\n\n"
        "| network | clean | FGSM | PGD, 40 steps | PGD, 40 steps, on the logit margin | random noise |\n"
        "|:--|--:|--:|--:|--:|--:|\n"
        "| A | 97 | 55 | 31 | 32 | 96 |\n"
        "| B | 96 | 88 | 86 | 27 | 95 |\n"
        "| C | 95 | 78 | 66 | 65 | 94 |\n"
        "| D | 98 | 62 | 45 | 42 | 97 |\n\n"
        "One of them is not robust at all; its gradient has vanished, and two of the attacks ran blind. Which?"
    ),
    hints=(
        "An attack that finds nothing proves little. Is there one that finds much more in one network?",
        "PGD climbs a loss. If the loss is flat, it stays where it is; the logit margin is never flat.",
        "Compare the third and the fourth column, row by row: for three networks they nearly agree.",
    ),
    options=("A", "B", "C", "D"),
    wrong=[
        WrongAnswer("A", "A falls under every attack, and PGD finds as much as the margin: its gradient is honest."),
        WrongAnswer("C", "C keeps 65 per cent under both: it resists whichever way one looks."),
        WrongAnswer("D", "D's attacks agree to three points: nothing is hidden."),
    ],
    remark="B looks best by far under the usual two attacks, and is the worst under the third. Report the smallest "
    "number.",
)
def masked_network() -> str:
    """The network whose gradient has vanished, "A", "B", "C" or "D"."""
    return "B"


@exercise(
    "20.4",
    title="One step, many steps",
    stars=3,
    prompt=(
        "At r = 0.2 networks smoothed with ε = 0.3 keep 19.2 per cent of the digits under one step, hard labels 5.6. "
        "Under 20 steps it is 5.2 against 1.4, under 20 steps on the logit margin 4.0 against 2.2. Which explanation "
        "fits *all* of these numbers?\n\n"
        "a. Smoothing has moved the border between the classes beyond r for many more pictures.\n\n"
        "b. One step follows the slope at the picture itself; under smoothing that slope says less about what lies at "
        "r = 0.2. Many steps look again on their way.\n\n"
        "c. Smoothed networks are less accurate on clean pictures, so there is less to lose.\n\n"
        "d. FGSM leaves the range of the pictures, and smoothing forbids that."
    ),
    hints=(
        "What would (a) predict for many steps? What would (c) predict for r = 0?",
        "Drag the radius of the scene to 0: is the smoothed network behind on clean digits?",
        "Two of the four are against the numbers, one is against the definition of the attack.",
    ),
    options=("a", "b", "c", "d"),
    wrong=[
        WrongAnswer("a", "Then those pictures would be safe from every attack; nearly all of them fall to many steps."),
        WrongAnswer("c", "Look at r = 0: the smoothed networks are no less accurate there."),
        WrongAnswer(
            "d", "No attack of this lesson leaves the range: every step is clipped. The loss has no part in it."
        ),
    ],
    remark="At small radii part of the lead is real; at large ones it is a harder search. Only attacks that look "
    "again, and do not share the network's loss, tell how much.",
)
def explanation() -> str:
    """The letter of the explanation that fits, "a" to "d"."""
    return "b"
