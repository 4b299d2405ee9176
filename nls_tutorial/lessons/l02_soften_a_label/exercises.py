"""Exercises of lesson 02, soften_a_label: the two definitions, the finite optimum, the gradient, the loss that is left,
and the ε that asks for what is deserved.

K is the number of classes; all logarithms are natural.
"""

import math

import torch
from torch import Tensor

from nls_tutorial.exercises.define import WrongAnswer, exercise

_SETTINGS = [(0.1, 10), (0.2, 4), (0.5, 2), (1.0, 5), (0.05, 1000)]


@exercise(
    "02.1",
    title="What the true class keeps",
    stars=1,
    prompt=(
        "Smooth a hard label with ε **uniformly over all K classes** (NLS, equation 2). "
        "What share does the true class have afterwards?"
    ),
    hints=(
        "The true class gives up ε. Does it get anything back?",
        "Write q = (1 − ε)·onehot + ε/K, and read off the entry where the one-hot label is 1.",
        "Two parts: `1 - epsilon` stays, and `epsilon / classes` comes back.",
    ),
    cases=[*_SETTINGS, (0.0, 3)],
    wrong=[
        WrongAnswer(
            lambda epsilon, classes: 1 - epsilon,
            "You spread ε over the other K − 1 classes; the uniform definition spreads it over all K, "
            "so a K-th of ε comes back to the true class.",
        ),
        WrongAnswer(
            lambda epsilon, classes: epsilon / classes,
            "That is the share of each other class.",
        ),
        WrongAnswer(
            lambda epsilon, classes: 1 - epsilon / classes,
            "You took away only ε/K. All of ε is taken away first, and ε/K comes back.",
        ),
        WrongAnswer(
            lambda epsilon, classes: 1 - epsilon + epsilon / (classes - 1),
            "The share that comes back is a K-th of ε, not a (K − 1)-th: the true class is one of the K.",
        ),
        WrongAnswer(
            lambda epsilon, classes: 1 - epsilon - epsilon / classes,
            "The last term has the wrong sign: ε/K comes back to the true class.",
        ),
    ],
    remark="It is also the confidence of a network that has reached the smallest loss, where p = q.",
)
def true_class_share(epsilon: float, classes: int) -> float:
    """The share of the true class, in [0, 1], after smoothing with epsilon over all classes."""
    # q_y = (1 − ε)·1 + ε/K
    return 1 - epsilon + epsilon / classes


def _inverse(epsilon: float, classes: int) -> float:
    return epsilon * classes / (classes - 1)


@exercise(
    "02.2",
    title="Two definitions, one label",
    stars=2,
    prompt=(
        "The other definition takes α from the true class and spreads it over the other K − 1 classes only. "
        "Somebody smoothed uniformly with ε. Which α gives exactly the same label?"
    ),
    hints=(
        "Two labels are the same when their true classes have the same share; the rest is then spread evenly by both.",
        "Set 1 − α equal to the share that you found in 02.1, and solve for α.",
        "1 − α = 1 − ε + ε/K, so α is ε minus a K-th of ε. Check that K = 2 gives half of ε.",
    ),
    cases=[*_SETTINGS, (0.0, 3)],
    wrong=[
        WrongAnswer(
            lambda epsilon, classes: epsilon,
            "With α = ε the true class keeps 1 − ε; under the uniform definition it keeps ε/K more.",
        ),
        WrongAnswer(
            _inverse, "You solved the other way round: that is the ε that fits a given α. Here ε is given, α is asked."
        ),
        WrongAnswer(
            lambda epsilon, classes: 1 - epsilon + epsilon / classes,
            "That is the share that the true class keeps; α is what it gives away.",
        ),
        WrongAnswer(
            lambda epsilon, classes: epsilon / classes,
            "That is what one other class gets; α is what all K − 1 of them get together.",
        ),
        WrongAnswer(
            lambda epsilon, classes: epsilon - epsilon / (classes - 1),
            "Check what comes back to the true class: a K-th of ε, not a (K − 1)-th.",
        ),
    ],
    remark="With a thousand classes the two definitions hardly differ; with two, α is half of ε.",
)
def matching_alpha(epsilon: float, classes: int) -> float:
    """The alpha (over the other K − 1 classes) whose label equals that of epsilon (over all K)."""
    # 1 − α = 1 − ε + ε/K
    return epsilon * (classes - 1) / classes


def _raises_at_zero(epsilon: float, classes: int) -> float:
    return math.log(1 + classes * (1 - epsilon) / epsilon)


def _without_one(epsilon: float, classes: int) -> float:
    if epsilon == 0:
        return math.inf
    return math.log(classes * (1 - epsilon) / epsilon) if epsilon < 1 else -math.inf


def _over_others(epsilon: float, classes: int) -> float:
    if epsilon == 0:
        return math.inf
    return math.log((1 - epsilon) * (classes - 1) / epsilon) if epsilon < 1 else -math.inf


def _against_all_others(epsilon: float, classes: int) -> float:
    if epsilon == 0:
        return math.inf
    share = 1 - epsilon + epsilon / classes
    return math.log(share / (1 - share))


@exercise(
    "02.3",
    title="The gap that a soft label asks for",
    stars=2,
    prompt=(
        "The loss is smallest where p = q. Let the logits of all other classes be equal. How far must the true class's "
        "logit stand above them, for a label smoothed uniformly with ε? Say also what a hard label asks (ε = 0)."
    ),
    hints=(
        "Softmax turns differences of logits into ratios of probabilities: z_y − z_k = log(p_y / p_k).",
        "Put q for p: the true class has 1 − ε + ε/K, each other class ε/K. Take the logarithm of their ratio.",
        "The ratio is 1 + K(1 − ε)/ε. For ε = 0 it has no end: return `math.inf` before you divide.",
    ),
    cases=[*_SETTINGS, (0.0, 10)],
    wrong=[
        WrongAnswer(
            _raises_at_zero,
            "The formula is right where ε > 0. At ε = 0 you divide by zero: a hard label asks for an endless gap, "
            "so return math.inf there.",
        ),
        WrongAnswer(
            _without_one,
            "The 1 + inside the logarithm is missing: the true class also has its own ε/K. "
            "See ε = 1, where all classes are equal and the gap must be 0.",
        ),
        WrongAnswer(
            _over_others,
            "That is the gap for smoothing over the other K − 1 classes; here ε is spread over all K.",
        ),
        WrongAnswer(
            _against_all_others,
            "You set the true class against all the others together, q_y/(1 − q_y). The gap is to one other class, "
            "which has ε/K.",
        ),
        WrongAnswer(
            lambda epsilon, classes: 1 + classes * (1 - epsilon) / epsilon if epsilon > 0 else math.inf,
            "That is the ratio of the probabilities; the gap between the logits is its logarithm.",
        ),
        WrongAnswer(
            lambda epsilon, classes: 1 - epsilon,
            "That is the gap between the two probabilities; the gap between logits is the logarithm of their ratio.",
        ),
    ],
    remark="A finite goal: once it is reached, the label has nothing more to ask. A hard label never stops asking.",
)
def optimal_gap(epsilon: float, classes: int) -> float:
    """The logit of the true class minus the logit of any other class where the loss is smallest; infinite at 0."""
    if epsilon == 0:
        return math.inf
    # log(q_y / q_k) = log((1 − ε + ε/K) / (ε/K))
    return math.log(1 + classes * (1 - epsilon) / epsilon)


def _gradient_cases() -> list[tuple[Tensor, Tensor]]:
    soft = torch.tensor([[0.9, 0.05, 0.05], [0.05, 0.05, 0.9]])
    return [
        (torch.tensor([[2.0, 0.0, -1.0], [0.5, 0.5, 0.5]]), soft),
        (torch.tensor([[3.0, -3.0]]), torch.tensor([[1.0, 0.0]])),
        (torch.tensor([[0.0, 1.0, 2.0, 3.0]]), torch.full((1, 4), 0.25)),
        (torch.log(soft), soft),
        (torch.tensor([[100.0, 0.0], [0.0, 100.0], [1.0, 1.0]]), torch.tensor([[0.95, 0.05]]).repeat(3, 1)),
    ]


def _overflows(logits: Tensor, targets: Tensor) -> Tensor:
    return logits.exp() / logits.exp().sum(dim=1, keepdim=True) - targets


@exercise(
    "02.4",
    title="The gradient in one line",
    stars=2,
    prompt=(
        "Write the gradient of each sample's cross-entropy −Σ q_k log p_k with respect to its logits, "
        "for any soft label q. No loop and no autograd is needed (but autograd is a good way to check it)."
    ),
    hints=(
        "Where the loss is smallest, p = q. So the gradient is zero there.",
        "It is a difference of two things of shape (B, K). One of them is the softmax of the logits.",
        "`torch.softmax(logits, dim=1)` is p. A logit that is too high should get a positive gradient: p comes first.",
    ),
    cases=_gradient_cases(),
    wrong=[
        WrongAnswer(
            lambda logits, targets: targets - torch.softmax(logits, dim=1),
            "The sign is the wrong way round: this is the step that gradient descent takes, minus the gradient. "
            "Where p is above q, the loss grows with the logit.",
        ),
        WrongAnswer(
            lambda logits, targets: torch.softmax(logits, dim=0) - targets,
            "Your softmax runs over the batch (dim 0): each sample's K probabilities must sum to 1, so use dim=1.",
        ),
        WrongAnswer(
            lambda logits, targets: (torch.softmax(logits, dim=1) - targets) / len(logits),
            "You divided by the number of samples: that is the gradient of the batch's mean, here each sample's is "
            "asked for.",
        ),
        WrongAnswer(
            lambda logits, targets: torch.log_softmax(logits, dim=1) - targets,
            "You subtracted q from log p; it is p itself that is compared with q.",
        ),
        WrongAnswer(
            lambda logits, targets: -targets / torch.softmax(logits, dim=1),
            "That is the gradient with respect to the probabilities, −q/p; go one step further, through the softmax.",
        ),
        WrongAnswer(
            lambda logits, targets: -(targets * torch.log_softmax(logits, dim=1)).sum(dim=1),
            "That is the loss itself; its gradient has one number for each logit.",
        ),
        WrongAnswer(
            lambda logits, targets: torch.softmax(logits, dim=1) - (targets == targets.amax(1, keepdim=True)).float(),
            "You subtracted a hard label: take the shares of q as they are.",
        ),
        WrongAnswer(
            _overflows,
            "exp(100) is too large for a float32: inf/inf gives nan. torch.softmax subtracts the largest logit first.",
        ),
    ],
    remark="With a hard label p − q is zero only at infinite logits: the gradient never lets go.",
)
def logit_gradient(logits: Tensor, targets: Tensor) -> Tensor:
    """The gradient of each sample's loss, shape (B, K), for logits (B, K) and targets (B, K)."""
    # ∂L/∂z = p − q
    return torch.softmax(logits, dim=1) - targets


def _domain_error(epsilon: float, classes: int) -> float:
    true, other = 1 - epsilon + epsilon / classes, epsilon / classes
    return -true * math.log(true) - (classes - 1) * other * math.log(other)


def _nan_at_zero(epsilon: float, classes: int) -> Tensor:
    shares = torch.full((classes,), epsilon / classes)
    shares[0] += 1 - epsilon
    return -(shares * shares.log()).sum()


def _one_other(epsilon: float, classes: int) -> float:
    true, other = 1 - epsilon + epsilon / classes, epsilon / classes
    return -true * math.log(true) - (other * math.log(other) if other > 0 else 0.0)


def _entropy_over_others(epsilon: float, classes: int) -> float:
    shares = [1 - epsilon] + [epsilon / (classes - 1)] * (classes - 1)
    return sum(-share * math.log(share) for share in shares if share > 0)


@exercise(
    "02.5",
    title="The loss that is left",
    stars=3,
    prompt=(
        "With a hard label a perfect network can bring the loss to 0. With a soft label it cannot. "
        "How small can the loss become, in nats, when the label is smoothed uniformly with ε over K classes? "
        "Your function should work for ε = 0, too."
    ),
    hints=(
        "At which p is the loss smallest? You used it in 02.3.",
        "Put p = q into −Σ q_k log p_k. You get the entropy of q. One class has one share, K − 1 have the other.",
        (
            "−q_y log q_y − (K − 1)·(ε/K)·log(ε/K), with q_y from 02.1. At ε = 0 the second part counts as 0: "
            "skip shares that are 0."
        ),
    ),
    cases=[*_SETTINGS, (0.0, 10)],
    wrong=[
        WrongAnswer(
            lambda epsilon, classes: 0.0,
            "A soft label cannot be matched for nothing: even at p = q the loss is −Σ q_k log q_k, above 0.",
        ),
        WrongAnswer(
            _domain_error,
            "At ε = 0 you take the logarithm of 0. A share of 0 adds nothing (0·log 0 counts as 0): skip it.",
        ),
        WrongAnswer(
            _nan_at_zero,
            "At ε = 0 you multiply 0 by log 0, which is nan. A share of 0 adds nothing to the sum: skip it, "
            "or use torch.special.entr.",
        ),
        WrongAnswer(
            _one_other,
            "You counted one other class; there are K − 1 of them, each with ε/K.",
        ),
        WrongAnswer(
            lambda epsilon, classes: -math.log(1 - epsilon + epsilon / classes),
            "That is −log q_y, the loss against a hard label. The soft label also pays for the other K − 1 classes.",
        ),
        WrongAnswer(
            _entropy_over_others,
            "Your label is smoothed over the other K − 1 classes; here ε is spread over all K.",
        ),
    ],
    remark="So two losses with different ε cannot be compared: part of each is only the entropy of its own label.",
)
def smallest_loss(epsilon: float, classes: int) -> float:
    """The smallest cross-entropy that any logits reach, in nats, against the label smoothed over all classes."""
    shares = [1 - epsilon + epsilon / classes] + [epsilon / classes] * (classes - 1)
    # L(p = q) = −Σ_k q_k log q_k, where 0·log 0 counts as 0
    return sum(-share * math.log(share) for share in shares if share > 0)


@exercise(
    "02.6",
    title="Set ε to what is deserved",
    stars=3,
    prompt=(
        "A network with ten classes is right in 90 of 100 new pictures, and no training will make it better. Set "
        "K = 10 in the scene *Smoothing has a place to stop*, and move ε until the true class's probability at the "
        "best gap is what this network deserves to say. Give that ε, to two decimals; compute it if the slider has "
        "no such place."
    ),
    hints=(
        "At the best gap p = q. So what does the label of the true class have to be?",
        "It must be 0.90. What does a label smoothed over all ten classes keep for the true one?",
        "Solve 1 − ε + ε/10 = 0.90.",
    ),
    tolerance=0.005,
    wrong=[
        WrongAnswer(
            0.1,
            "That keeps 0.91: smoothing over all K gives ε/K back to the true class. Over the other K − 1 it would be "
            "right.",
        ),
        WrongAnswer(0.9, "That is the share that should be kept. ε is what is taken away, before ε/K comes back."),
        WrongAnswer(0.01, "You gave ε/K, the share of one other class."),
    ],
    remark=(
        "So the right ε depends on the accuracy: for a network that is right in 99 of 100 it would be 0.01, and 0.1 "
        "makes it too timid. Smoothing is medicine for overconfidence, not food."
    ),
)
def deserved_epsilon() -> float:
    """The ε whose best gap has a true class's probability of 0.90, for K = 10, to two decimals."""
    # 1 − ε + ε/K = 0.90
    return round((1 - 0.90) * 10 / (10 - 1), 2)
