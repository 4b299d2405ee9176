"""Exercises of lesson 15, teach_a_student: what is left to tell, whom to hire, a loss K times too small, information.

Logits are (B, K): B pictures, K classes; T is the temperature.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial.exercises.define import WrongAnswer, exercise

Loss = Callable[[Tensor, Tensor], Tensor]


@exercise(
    "15.1",
    title="How the wrong classes share the rest",
    stars=1,
    prompt=(
        "A teacher's logits of one picture, its class and T. Of the tempered probabilities, take away the true class "
        "and scale the others so that they sum to 1: p_k/(1 − p_y) for every k ≠ y, in the order of the classes."
    ),
    hints=(
        "First temper: softmax of the logits divided by T.",
        "What is left after p_y has gone sums to 1 − p_y. Divide by it.",
        "Or drop the logit of the true class and take the softmax of the rest: it is the same, and needs no division.",
    ),
    cases=[
        (torch.tensor([3.0, 1.0, 0.0, -1.0]), 0, 1.0),
        (torch.tensor([3.0, 1.0, 0.0, -1.0]), 0, 4.0),
        (torch.tensor([0.0, 5.0, 2.0]), 1, 2.0),
        (torch.tensor([0.0, 80.0, 2.0]), 1, 1.0),
    ],
    wrong=[
        WrongAnswer(
            lambda logits, label, temperature: _rest(F.softmax(logits / temperature, 0), label),
            "Your shares do not sum to 1: divide by 1 − p_y.",
        ),
        WrongAnswer(
            lambda logits, label, temperature: F.softmax(_rest(logits, label), 0),
            "You forgot T: the shares must flatten when it grows.",
        ),
        WrongAnswer(
            lambda logits, label, temperature: F.softmax(_rest(logits, label) * temperature, 0),
            "You multiplied by T. A higher temperature makes the logits smaller: divide.",
        ),
        WrongAnswer(
            lambda logits, label, temperature: F.softmax(logits / temperature, 0),
            "The true class is still among them.",
        ),
        WrongAnswer(
            lambda logits, label, temperature: (
                _rest(F.softmax(logits / temperature, 0), label) / (1 - F.softmax(logits / temperature, 0)[label])
            ),
            "Right until the teacher is very sure: then 1 − p_y rounds to 0, and you divide 0 by 0. Use the softmax of "
            "the other logits.",
        ),
    ],
    remark="A smoothed teacher is told to make all of these 1/(K − 1). That is what it unlearns.",
)
def rest_shares(logits: Tensor, label: int, temperature: float) -> Tensor:
    """p_k/(1 − p_y) of the classes k ≠ label, (K − 1,), from logits (K,) at a temperature."""
    others = torch.cat([logits[:label], logits[label + 1 :]])
    return F.softmax(others / temperature, dim=0)


def _rest(values: Tensor, label: int) -> Tensor:
    return torch.cat([values[:label], values[label + 1 :]])


@exercise(
    "15.2",
    title="Hire a teacher",
    stars=1,
    prompt=(
        "Two schools look for a teacher. In school W the pupils see digits of all ten kinds; in school L nobody will "
        "ever show them an 8, and they must name eights all the same. T = 4. Five seeds, in per cent:\n\n"
        "| teacher | its own accuracy | students in W, accuracy | students in L, eights named |\n"
        "|:--|--:|--:|--:|\n"
        "| ε = 0 | 96.9 | 93.8 | 26.6 |\n"
        "| ε = 0.1 | 98.5 | 95.6 | 0.0 |\n"
        "| ε = 0.4 | 98.6 | 95.6 | 0.0 |\n\n"
        "What do these numbers say?\n\n"
        "a. The more accurate teacher is the better one, in both schools.\n\n"
        "b. The smoothed teachers are better in W, the hard one is better in L.\n\n"
        "c. Smoothing harms teaching, in both schools.\n\n"
        "d. In W the teacher does not matter; in L the more accurate one is better."
    ),
    hints=(
        "Read one column at a time, from top to bottom.",
        "In W, is 93.8 more or less than 95.6? In L, is 26.6 more or less than 0?",
        "The two columns have opposite orders.",
    ),
    options=("a", "b", "c", "d"),
    wrong=[
        WrongAnswer("a", "In L the most accurate teacher passes on no eight at all."),
        WrongAnswer("c", "In W the students of smoothed teachers are two points ahead: not what the paper found."),
        WrongAnswer("d", "In W the students differ by two points; in L the order is the other way round."),
    ],
    remark="Which teacher is better depends on what only the teacher can tell. Where labels say it all, its doubts are "
    "noise; where they do not, they are everything.",
)
def schools() -> str:
    """The letter of what the numbers say, "a" to "d"."""
    return "b"


def _logits(batch: int, classes: int, seed: int) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    student, teacher = 2 * torch.randn(2, batch, classes, generator=generator)
    return student, teacher


def _tempered(logits: Tensor, temperature: float) -> Tensor:
    return F.log_softmax(logits / temperature, dim=1)


def mean_over_all(student: Tensor, teacher: Tensor) -> Tensor:
    """`KLDivLoss` as it comes: the mean over all B·K numbers, at T = 2."""
    # what reduction="mean" gives; PyTorch has announced that it will change
    return 4 * F.kl_div(_tempered(student, 2), _tempered(teacher, 2).exp(), reduction="none").mean()


def without_t_squared(student: Tensor, teacher: Tensor) -> Tensor:
    """The mean over the batch, at T = 2, but T² was forgotten."""
    return F.kl_div(_tempered(student, 2), _tempered(teacher, 2).exp(), reduction="batchmean")


def as_it_should_be(student: Tensor, teacher: Tensor) -> Tensor:
    """T²·KL, the mean over the batch, at T = 2."""
    return 4 * F.kl_div(_tempered(student, 2), _tempered(teacher, 2).exp(), reduction="batchmean")


def cross_entropy_with_the_teacher(student: Tensor, teacher: Tensor) -> Tensor:
    """T²·cross-entropy with the teacher at T = 2: another value, the same gradient."""
    return -4 * (_tempered(teacher, 2).exp() * _tempered(student, 2)).sum(1).mean()


@exercise(
    "15.3",
    title="K times too small",
    stars=2,
    prompt=(
        "Much distillation code calls `torch.nn.KLDivLoss()` as it comes, which takes the mean over all B·K numbers. "
        "Write the loss as it should be: T² · KL(p^t ‖ p^s) of the tempered probabilities, the mean over the "
        "*pictures*. Use `torch.nn.functional.kl_div`."
    ),
    hints=(
        "`kl_div(input, target)` wants the *logarithm* of the student's probabilities first, then the teacher's.",
        '`reduction` decides what the sum is divided by: "mean" divides by B·K, "batchmean" by B.',
        'T² · kl_div(log_softmax(student / T), softmax(teacher / T), reduction="batchmean").',
    ),
    cases=[(*_logits(3, 10, 0), 2.0), (*_logits(4, 5, 1), 1.0), (*_logits(1, 3, 2), 5.0)],
    wrong=[
        WrongAnswer(
            lambda student, teacher, temperature: (
                temperature**2
                * F.kl_div(
                    _tempered(student, temperature), _tempered(teacher, temperature).exp(), reduction="none"
                ).mean()
            ),
            'Your loss is K times too small: "mean" divides by the classes, too. Use "batchmean".',
        ),
        WrongAnswer(
            lambda student, teacher, temperature: (
                temperature**2
                * F.kl_div(_tempered(student, temperature), _tempered(teacher, temperature).exp(), reduction="sum")
            ),
            "You summed over the batch. Divide by the number of pictures.",
        ),
        WrongAnswer(
            lambda student, teacher, temperature: (
                temperature**2
                * F.kl_div(
                    _tempered(teacher, temperature), _tempered(student, temperature).exp(), reduction="batchmean"
                )
            ),
            "You asked how far the teacher is from the student. The student's logarithms come first.",
        ),
        WrongAnswer(
            lambda student, teacher, temperature: F.kl_div(
                _tempered(student, temperature), _tempered(teacher, temperature).exp(), reduction="batchmean"
            ),
            "T² is missing: the gradient would shrink as T grows.",
        ),
        WrongAnswer(
            lambda student, teacher, temperature: (
                temperature**2
                * F.kl_div(
                    _tempered(student, temperature).exp(), _tempered(teacher, temperature).exp(), reduction="batchmean"
                )
            ),
            "`kl_div` takes the logarithm of the first probabilities: give it log_softmax.",
        ),
        WrongAnswer(
            lambda student, teacher, temperature: (
                temperature**2
                * F.kl_div(F.log_softmax(student, 1), _tempered(teacher, temperature).exp(), reduction="batchmean")
            ),
            "Only the teacher is tempered. Divide the student's logits by T as well.",
        ),
        WrongAnswer(
            lambda student, teacher, temperature: (
                -(temperature**2)
                * (_tempered(teacher, temperature).exp() * _tempered(student, temperature)).sum(1).mean()
            ),
            "That is the cross-entropy with the teacher: the same gradient, larger by the teacher's entropy. Give KL.",
        ),
    ],
    remark="With K = 1000 the wrong loss teaches a thousand times more slowly, and nothing looks broken.",
)
def distillation(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    """T² · KL of tempered probabilities, the mean over the batch, of logits (B, K)."""
    log_p, p = F.log_softmax(student / temperature, dim=1), F.softmax(teacher / temperature, dim=1)
    return temperature**2 * F.kl_div(log_p, p, reduction="batchmean")


def _slope(loss: Loss, student: Tensor, teacher: Tensor) -> Tensor:
    student = student.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(loss(student, teacher), student)
    return slope


def _right_slope(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    change = _tempered(student, temperature).exp() - _tempered(teacher, temperature).exp()
    return temperature * change / len(student)


@exercise(
    "15.4",
    title="Find the factor by its gradient",
    stars=2,
    prompt=(
        "Somebody's loss may be too small by a factor, and its value will not tell: other losses have other values and "
        "the same gradient. The gradient of T²·KL, as a mean over B pictures, is T(p^s − p^t)/B with tempered "
        "probabilities. By how many times is the gradient of a given loss(student, teacher) shorter than that?"
    ),
    hints=(
        "Let autograd say what the gradient on the student's logits is, and compare lengths.",
        "`torch.autograd.grad(loss(student, teacher), student)` needs `student.requires_grad_()` on a copy.",
        "Right length over found length: `.norm()` of T(p^s − p^t)/B, divided by the `.norm()` of the found gradient.",
    ),
    cases=[
        (mean_over_all, *_logits(3, 10, 3), 2.0),
        (without_t_squared, *_logits(3, 4, 4), 2.0),
        (as_it_should_be, *_logits(5, 10, 5), 2.0),
        (cross_entropy_with_the_teacher, *_logits(2, 6, 6), 2.0),
    ],
    wrong=[
        WrongAnswer(
            lambda loss, student, teacher, temperature: float(
                _slope(loss, student, teacher).norm() / _right_slope(student, teacher, temperature).norm()
            ),
            "Upside down: a loss that is too small by 10 must give 10.",
        ),
        WrongAnswer(
            lambda loss, student, teacher, temperature: float(
                distillation(student, teacher, temperature) / loss(student, teacher)
            ),
            "You compared values. Cross-entropy with the teacher has another value and the right gradient.",
        ),
        WrongAnswer(
            lambda loss, student, teacher, temperature: float(
                len(student)
                * _right_slope(student, teacher, temperature).norm()
                / _slope(loss, student, teacher).norm()
            ),
            "Your gradient is that of a sum. Divide by the number of pictures.",
        ),
        WrongAnswer(
            lambda loss, student, teacher, temperature: float(
                _right_slope(student, teacher, temperature).norm() / temperature / _slope(loss, student, teacher).norm()
            ),
            "The gradient of T²·KL is T times the difference of the probabilities: one T of the two is left.",
        ),
    ],
    tolerance=1e-4,
    remark="K for the mean over all numbers, T² where it was forgotten, 1 for the two that are right.",
)
def times_too_small(
    loss: Callable[[Tensor, Tensor], Tensor], student: Tensor, teacher: Tensor, temperature: float
) -> float:
    """How many times the gradient of `loss` on the student's logits (B, K) is too short."""
    student = student.detach().clone().requires_grad_()
    (found,) = torch.autograd.grad(loss(student, teacher), student)
    p_student, p_teacher = F.softmax(student.detach() / temperature, dim=1), F.softmax(teacher / temperature, dim=1)
    right = temperature * (p_student - p_teacher) / len(student)
    return float(right.norm() / found.norm())


def _values(inputs: int, views: int, spread: float, seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    means = torch.randn(inputs, 1, generator=generator, dtype=torch.float64)
    return spread * means + torch.randn(inputs, views, generator=generator, dtype=torch.float64)


def _information(values: Tensor, sigma: Tensor, share: float) -> float:
    means = values.mean(1)
    every = -(values.unsqueeze(2) - means).square() / (2 * sigma.square())
    own = -(values - means.unsqueeze(1)).square() / (2 * sigma.square())
    return float((own - every.logsumexp(2) - math.log(share)).mean())


def _within(values: Tensor) -> Tensor:
    return (values - values.mean(1, keepdim=True)).square().mean().sqrt()


@exercise(
    "15.5",
    title="Information by hand",
    stars=3,
    prompt=(
        "N inputs, L noisy views of each, one number v for each view: values (N, L). Take every input as a Gaussian "
        "around its own mean μ_i with one common σ², the mean squared deviation of all values from their row's mean. "
        "Write the mean over all values of log N(v_il; μ_i, σ²) − log (1/N) Σ_j N(v_il; μ_j, σ²), in nats."
    ),
    hints=(
        "The factor before the exponential is the same for all Gaussians and cancels: only −(v − μ_j)²/2σ² matters.",
        "Make a tensor (N, L, N) of these exponents; `torch.logsumexp` over the last dimension is log Σ_j.",
        "own − (logsumexp − log N), and the mean of all; own is the exponent with the row's own mean.",
    ),
    cases=[(_values(4, 8, 3.0, 0),), (_values(2, 30, 10.0, 1),), (_values(5, 6, 0.3, 2),), (_values(3, 4, 1.0, 3),)],
    wrong=[
        WrongAnswer(
            lambda values: _information(values, values.std(correction=0), 1 / len(values)),
            "Your σ is that of all values. It must be the spread around each row's own mean.",
        ),
        WrongAnswer(
            lambda values: _information(values, _within(values), 1.0),
            "You summed over the inputs without 1/N: your number is log N too small.",
        ),
        WrongAnswer(
            lambda values: _information(values, _within(values), 1 / len(values)) / math.log(2),
            "That is in bits. Nats use the natural logarithm.",
        ),
        WrongAnswer(
            lambda values: _information(
                values,
                (values - values.mean(1, keepdim=True)).square().mean(1).sqrt()[:, None, None].mean(),
                1 / len(values),
            ),
            "You averaged standard deviations. Average the squares first, then take the root.",
        ),
        WrongAnswer(
            lambda values: _information(values, values.var(1).mean().sqrt(), 1 / len(values)),
            "You divided by L − 1. The mean squared deviation divides by L.",
        ),
    ],
    tolerance=1e-6,
    remark="It is 0 where a value tells nothing of its input, and log N where it gives it away.",
)
def information(values: Tensor) -> float:
    """The estimated mutual information of values (N, L) and their input, in nats."""
    means = values.mean(dim=1)
    variance = (values - means[:, None]).square().mean()
    every = -(values[:, :, None] - means).square() / (2 * variance)
    own = -(values - means[:, None]).square() / (2 * variance)
    return float((own - torch.logsumexp(every, dim=2) + math.log(len(values))).mean())
