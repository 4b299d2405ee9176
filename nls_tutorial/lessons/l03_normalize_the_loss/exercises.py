"""Exercises of lesson 03, normalize_the_loss: the constant, the proof by autograd, the learning rate, the bounds.

K is the number of classes; NCE is normLSCE with ε = 0; all logarithms are natural.
"""

import math

import torch
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial.exercises.define import WrongAnswer, exercise


@exercise(
    "03.1",
    title="Two logs, one network",
    stars=1,
    prompt=(
        "Your training log shows the normLSCE of a network, 0.061 with ε = 0.5 and K = 10. A friend's log shows NCE. "
        "Turn a normLSCE into the NCE of the same network, so that the two can be compared."
    ),
    hints=(
        "Which two things does ε do to NCE? Undo them, the last one first.",
        "normLSCE = (1 − ε)·NCE + ε/K. Solve for NCE.",
        "Take ε/K away from the loss; what is left is (1 − ε) times what you look for.",
    ),
    cases=[(0.061, 0.5, 10), (0.1, 0.0, 10), (0.1, 0.9, 10), (0.3, 0.2, 4), (0.02, 0.1, 5)],
    wrong=[
        WrongAnswer(
            lambda loss, epsilon, classes: (1 - epsilon) * loss + epsilon / classes,
            "That is the way from NCE to normLSCE; here you walk it backwards.",
        ),
        WrongAnswer(
            lambda loss, epsilon, classes: loss - epsilon / classes,
            "The constant is gone, the factor is not: what is left is still (1 − ε) times NCE.",
        ),
        WrongAnswer(
            lambda loss, epsilon, classes: loss / (1 - epsilon),
            "The factor is gone, the constant is not: take ε/K away before you divide.",
        ),
        WrongAnswer(
            lambda loss, epsilon, classes: loss / (1 - epsilon) - epsilon / classes,
            "Order: ε/K was added last, so it goes first. Subtract, then divide.",
        ),
        WrongAnswer(
            lambda loss, epsilon, classes: (loss - epsilon) / (1 - epsilon),
            "The constant is a K-th of ε, not ε.",
        ),
    ],
    remark="0.061 is an NCE of 0.022. The constant is printed in every log and is in no step.",
)
def nce_from_norm_lsce(loss: float, epsilon: float, classes: int) -> float:
    """The NCE of the network whose normLSCE is loss."""
    # normLSCE = (1 − ε)·NCE + ε/K
    return (loss - epsilon / classes) / (1 - epsilon)


def _proof_cases() -> list[tuple[Tensor, Tensor, float]]:
    generator = torch.Generator().manual_seed(3)
    return [
        (torch.randn(4, 5, generator=generator), torch.tensor([0, 4, 2, 2]), 0.1),
        (torch.randn(3, 10, generator=generator), torch.tensor([9, 0, 5]), 0.5),
        (torch.tensor([[2.0, -1.0], [0.0, 0.0]]), torch.tensor([0, 1]), 0.9),
        (torch.randn(2, 3, generator=generator), torch.tensor([1, 0]), 0.0),
        (torch.tensor([[60.0, 0.0, -60.0]]), torch.tensor([2]), 0.3),
    ]


def _sides(logits: Tensor, labels: Tensor, epsilon: float, kind: str = "") -> Tensor:
    """Both gradients, right or with a known slip."""
    rows = []
    for share in (epsilon, 0.0):
        z = logits.clone().requires_grad_()
        log_p = F.log_softmax(z, dim=0 if kind == "dim" else 1)
        soft = (1 - share) * F.one_hot(labels, z.shape[1]) + share / z.shape[1]
        below = log_p.detach() if kind == "detached" else log_p
        above = (soft * log_p).sum(1)
        loss = -above if kind == "not divided" else above / below.sum(1)
        total = loss.mean() if kind == "mean" else loss.sum()
        if kind == "batch":
            total = above.sum() / below.sum()
        rows.append(torch.autograd.grad(total, z)[0])
    factor = 1.0 if kind == "no factor" else 1 - epsilon
    return torch.stack([rows[0], factor * rows[1]])


@exercise(
    "03.2",
    title="The proof, by autograd",
    stars=2,
    prompt=(
        "Prove that ε only scales the step. Return two gradients on the logits, stacked into one tensor of "
        "shape (2, B, K): first that of the sum of the samples' normLSCE, then (1 − ε) times that of the sum of their "
        "NCE. Write both losses out and let autograd do the rest. If the two halves agree, that is your proof."
    ),
    hints=(
        "Both are one loss with two soft labels: ε as given, and ε = 0. Write the loss once, use it twice.",
        (
            "log_p = log_softmax(z, dim=1). The loss of each sample is (q · log_p).sum(1) / log_p.sum(1), where "
            "q = (1 − ε)·onehot + ε/K. The two minus signs cancel."
        ),
        (
            "`z = logits.clone().requires_grad_()`, then `torch.autograd.grad(loss.sum(), z)[0]`. Do it for both "
            "labels, multiply the second by 1 − ε, and `torch.stack` the two."
        ),
    ),
    cases=_proof_cases(),
    wrong=[
        WrongAnswer(
            lambda logits, labels, epsilon: _sides(logits, labels, epsilon, "no factor"),
            "The second half is the gradient of NCE itself; the claim is about (1 − ε) times it.",
        ),
        WrongAnswer(
            lambda logits, labels, epsilon: _sides(logits, labels, epsilon, "not divided"),
            "You did not divide: these are the gradients of LSCE and CE. For those ε is more than a factor, "
            "which is why the two halves differ.",
        ),
        WrongAnswer(
            lambda logits, labels, epsilon: _sides(logits, labels, epsilon, "detached"),
            "The denominator also depends on the logits: do not detach it, and do not compute it under no_grad.",
        ),
        WrongAnswer(
            lambda logits, labels, epsilon: _sides(logits, labels, epsilon, "batch"),
            "You divided the batch's sum by the batch's sum. The ratio is taken for each sample, then they are added.",
        ),
        WrongAnswer(
            lambda logits, labels, epsilon: _sides(logits, labels, epsilon, "mean"),
            "That is the gradient of the mean over the batch; here the sum is asked for.",
        ),
        WrongAnswer(
            lambda logits, labels, epsilon: _sides(logits, labels, epsilon, "dim"),
            "Your softmax runs over the batch (dim 0): each sample's K probabilities must sum to 1, so use dim=1.",
        ),
        WrongAnswer(
            lambda logits, labels, epsilon: -_sides(logits, labels, epsilon),
            "The sign is the wrong way round: a minus above and a minus below the line cancel.",
        ),
    ],
    remark="The two halves agree in every entry, at every ε: normLSCE is NCE with a smaller step.",
)
def both_sides(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    """Shape (2, B, K): the gradient of the summed normLSCE, and (1 − ε) times that of the summed NCE."""

    def gradient(share: float) -> Tensor:
        z = logits.clone().requires_grad_()
        log_p = torch.log_softmax(z, dim=1)
        # q = (1 − ε)·onehot + ε/K
        soft = (1 - share) * torch.nn.functional.one_hot(labels, z.shape[1]) + share / z.shape[1]
        # L = (−Σ_k q_k log p_k) / (−Σ_k log p_k)
        loss = (soft * log_p).sum(1) / log_p.sum(1)
        return torch.autograd.grad(loss.sum(), z)[0]

    return torch.stack([gradient(epsilon), (1 - epsilon) * gradient(0.0)])


@exercise(
    "03.3",
    title="The learning rate that it needs",
    stars=2,
    prompt=(
        "Plain gradient descent trains a network well with cross-entropy at a learning rate `rate`. You change to "
        "normLSCE. Which learning rate gives the same **first** step, while the network still finds all K classes "
        "equally probable?"
    ),
    hints=(
        "A step is the learning rate times the gradient. What must the rate grow by when the gradient shrinks by c?",
        "At equal logits NCE's gradient is CE's divided by the denominator, −Σ log p. What is that when p = 1/K?",
        "The denominator is K·log K. And ε takes another factor, 1 − ε, off the gradient.",
    ),
    cases=[(0.1, 0.0, 10), (0.1, 0.1, 10), (0.05, 0.9, 10), (0.1, 0.1, 2), (0.01, 0.1, 1000)],
    wrong=[
        WrongAnswer(
            lambda rate, epsilon, classes: rate * classes * math.log(classes),
            "You divided out the denominator, K log K, and forgot that ε also shrinks the gradient, by 1 − ε.",
        ),
        WrongAnswer(
            lambda rate, epsilon, classes: rate * classes * math.log(classes) * (1 - epsilon),
            "A smaller gradient needs a larger rate: divide by 1 − ε.",
        ),
        WrongAnswer(
            lambda rate, epsilon, classes: rate / (1 - epsilon),
            "That makes up for ε, not for the division by what all labels cost.",
        ),
        WrongAnswer(
            lambda rate, epsilon, classes: rate * classes / (1 - epsilon),
            "The denominator adds K terms, and each of them is −log(1/K) = log K, not 1.",
        ),
        WrongAnswer(
            lambda rate, epsilon, classes: rate * math.log(classes) / (1 - epsilon),
            "That is one label's cost; the denominator adds those of all K labels.",
        ),
        WrongAnswer(
            lambda rate, epsilon, classes: rate * (1 - epsilon) / (classes * math.log(classes)),
            "The other way round: normLSCE's gradient is the smaller one, so its rate must be the larger one.",
        ),
        WrongAnswer(
            lambda rate, epsilon, classes: rate * classes * math.log2(classes) / (1 - epsilon),
            "Use the natural logarithm, not the one to base 2.",
        ),
    ],
    remark="For a thousand classes and ε = 0.1 it is 7,675 times the rate. Who does not know this finds normLSCE a bad "
    "loss.",
)
def matching_rate(rate: float, epsilon: float, classes: int) -> float:
    """The learning rate of normLSCE whose first step is that of cross-entropy at rate."""
    # at p = 1/K: ∂NCE/∂z = (∂CE/∂z) / (K log K)
    return rate * classes * math.log(classes) / (1 - epsilon)


@exercise(
    "03.4",
    title="Four places on a bounded scale",
    stars=3,
    prompt=(
        "Let logits run off to infinity and see where NCE goes. Return a list of four numbers for K classes: "
        "(1) the true class's logit goes to +∞; (2) all logits are equal; (3) the logit of **one wrong** class goes to "
        "+∞; (4) the true class's logit goes to −∞. In each case the other logits stay at 0."
    ),
    hints=(
        "NCE is a share: what the true label costs, divided by what all K labels cost. Who pays in each case?",
        (
            "When one class takes all the probability, its own label costs nothing, and each of the others costs the "
            "same, however large. When only the true class is ruled out, its label costs all there is."
        ),
        (
            "(1) and (4) are the two ends of the scale. In (2) K labels share the cost evenly. In (3) only the winner "
            "pays nothing, so the others share it."
        ),
    ),
    cases=[(2,), (3,), (10,), (1000,)],
    wrong=[
        WrongAnswer(
            lambda classes: [0.0, 1 / classes, 1.0, 1.0],
            "Case (3): the true label becomes very dear, but so do the labels of the other losers, and they share.",
        ),
        WrongAnswer(
            lambda classes: [0.0, 1 / classes, 1 / classes, 1.0],
            "Case (3): the winner's label costs nothing, so it does not share. How many labels are left?",
        ),
        WrongAnswer(
            lambda classes: [0.0, math.log(classes), math.inf, math.inf],
            "That is cross-entropy, in nats. NCE divides it by what all labels cost, and so stays within [0, 1].",
        ),
        WrongAnswer(
            lambda classes: [0.0, 1 / classes, 1 / (classes - 1), 1 / (classes - 1)],
            "Case (4): the other K − 1 labels cost log(K − 1) each, which does not grow. The true label's cost does.",
        ),
        WrongAnswer(
            lambda classes: [0.0, 1 / classes, 1.0, 1 / (classes - 1)],
            "Cases (3) and (4) are exchanged. In (3) all labels but the winner's become equally dear, so the true one "
            "pays a (K − 1)-th; in (4) only the true label does, so it pays everything.",
        ),
        WrongAnswer(
            lambda classes: [1.0, 1 / classes, 1 / (classes - 1), 0.0],
            "You turned the scale round: a network that is sure and right has the smallest loss.",
        ),
    ],
    remark=(
        "Look at (2) and (3) for K = 10: knowing nothing costs 0.100, being utterly sure and wrong costs 0.111. "
        "A bounded loss forgives a wrong label, and it forgives a wrong network just as well."
    ),
)
def four_places(classes: int) -> list[float]:
    """NCE in the four cases, each a number in [0, 1]."""
    # the share of −log p_y in −Σ_k log p_k
    return [0.0, 1 / classes, 1 / (classes - 1), 1.0]
