"""Exercises of lesson 07, scale_the_temperature: temper, what stays, the slope, when a best T exists, and finding it.

K is the number of classes; all logarithms are natural.
"""

import torch
from torch import Tensor

from nls_tutorial.exercises.define import WrongAnswer, exercise

_TEMPERED = [
    (torch.tensor([[2.0, 0.0, -1.0]]), 2.0),
    (torch.tensor([[2.0, 0.0, -1.0]]), 1.0),
    (torch.tensor([[3.0, 1.0], [-4.0, 0.5], [0.0, 0.0]]), 0.5),
    (torch.tensor([[60.0, 0.0, 59.0, -3.0]]), 10.0),
]


@exercise(
    "07.1",
    title="Temper",
    stars=1,
    prompt="Write the tempered probabilities p = softmax(z/T) of a batch of logits z.",
    hints=(
        "T acts on the logits, before the softmax; the rows must still sum to 1.",
        "Divide first. The softmax then runs over the classes, dimension 1.",
        "`torch.softmax(…, dim=1)` of the logits divided by the temperature.",
    ),
    cases=_TEMPERED,
    wrong=[
        WrongAnswer(
            lambda logits, temperature: torch.softmax(logits * temperature, dim=1),
            "You multiplied by T. Divide: a T above 1 must bring the probabilities closer together.",
        ),
        WrongAnswer(
            lambda logits, temperature: torch.softmax(logits, dim=1) / temperature,
            "You divided the probabilities; then they sum to 1/T. Divide the logits.",
        ),
        WrongAnswer(
            lambda logits, temperature: torch.softmax(logits / temperature, dim=0),
            "Your softmax runs over the batch (dim 0); the classes are dimension 1.",
        ),
        WrongAnswer(
            lambda logits, temperature: torch.softmax(logits, dim=1) ** (1 / temperature),
            "That is the right shape, p to the power 1/T, but its rows no longer sum to 1.",
        ),
        WrongAnswer(
            lambda logits, temperature: torch.softmax(logits, dim=1),
            "You left T out.",
        ),
    ],
    remark="The same as p to the power 1/T, divided by its sum: so T works on probabilities, too.",
)
def tempered(logits: Tensor, temperature: float) -> Tensor:
    """softmax(z/T), shape (B, K), of logits z (B, K) and a temperature T > 0."""
    # p = softmax(z/T)
    return torch.softmax(logits / temperature, dim=1)


@exercise(
    "07.2",
    title="What stays",
    stars=1,
    prompt=(
        "A network is right on 437 of 600 test pictures, and its mean confidence is 90 per cent. You divide all logits "
        "by T = 2.5. On how many pictures is it right now?"
    ),
    hints=(
        "What decides whether a picture counts as right?",
        "Take one row of logits, such as 4, 1, 3, and divide it by 2.5. Which class is the largest before and after?",
        "Dividing by a positive number keeps the order of the logits of a picture, so the predicted class stays.",
    ),
    wrong=[
        WrongAnswer(437 / 2.5, "You divided the right answers by T. It is the logits that are divided."),
        WrongAnswer(540, "That is what its confidence claims: 90 per cent of 600."),
        WrongAnswer(600, "T makes it less sure; it does not make it right."),
        WrongAnswer(163, "Those are the wrong ones. T does not turn a network round; only a negative number could."),
    ],
    remark="Whatever T > 0 is. No temperature can mend an error in the order of the classes.",
)
def right_now() -> float:
    """How many of the 600 pictures are right after the division by T."""
    return 437


_GENERATOR = torch.Generator().manual_seed(7)
_MANY = 3 * torch.randn(12, 4, generator=_GENERATOR, dtype=torch.float64)
_ONE = torch.tensor([[2.0, 0.0]], dtype=torch.float64)
_THREE = torch.tensor([[1.0, 4.0, 0.0], [2.0, 2.0, -1.0]], dtype=torch.float64)
_MANY_LABELS = torch.tensor([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3])
_SLOPES = [
    (_ONE, torch.tensor([0]), 1.0),
    (_ONE, torch.tensor([1]), 4.0),
    (_THREE, torch.tensor([1, 2]), 0.5),
    (_MANY, _MANY_LABELS, 3.0),
]


def _mean_gap(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    """mean_i(Σ_k w_k z_k − z_y)."""
    return ((weights * logits).sum(1) - logits.gather(1, labels[:, None]).squeeze(1)).mean()


@exercise(
    "07.3",
    title="Which way downhill?",
    stars=2,
    prompt=(
        "With β = 1/T the negative log-likelihood is the mean over the batch of log Σₖ exp(β zₖ) − β z_y. Write its "
        "derivative by β at a given T: the logit that the tempered network expects, less the label's logit."
    ),
    hints=(
        "The derivative of log Σₖ exp(β zₖ) by β is a weighted mean of the logits. With which weights?",
        "The weights are p = softmax(β z). So one sample gives Σₖ pₖ zₖ − z_y; then take the mean over the batch.",
        "The label's logits are `logits.gather(1, labels[:, None]).squeeze(1)`; only p depends on T.",
    ),
    cases=_SLOPES,
    wrong=[
        WrongAnswer(
            lambda logits, labels, temperature: -_mean_gap(logits, labels, torch.softmax(logits / temperature, 1)),
            "The sign is the wrong way round: where the label's logit is larger than expected, a larger β helps, and "
            "the derivative is below 0.",
        ),
        WrongAnswer(
            lambda logits, labels, temperature: (
                len(logits) * _mean_gap(logits, labels, torch.softmax(logits / temperature, 1))
            ),
            "You took the sum over the batch; NLL is a mean.",
        ),
        WrongAnswer(
            lambda logits, labels, temperature: _mean_gap(logits, labels, torch.softmax(logits, 1)),
            "Your weights are those at T = 1. Use softmax(z/T).",
        ),
        WrongAnswer(
            lambda logits, labels, temperature: _mean_gap(logits, labels, torch.softmax(logits * temperature, 1)),
            "Your weights are softmax(z·T); β is 1/T.",
        ),
        WrongAnswer(
            lambda logits, labels, temperature: _mean_gap(logits, labels, torch.full_like(logits, 1 / logits.shape[1])),
            "You took the plain mean of the logits: that is the derivative at β = 0, where all classes are alike.",
        ),
        WrongAnswer(
            lambda logits, labels, temperature: (
                _mean_gap(logits, labels, torch.softmax(logits / temperature, 1)) / temperature
            ),
            "Your logits are divided by T, too. Only the weights depend on T: the derivative is by β, not by log β.",
        ),
        WrongAnswer(
            lambda logits, labels, temperature: (
                -_mean_gap(logits, labels, torch.softmax(logits / temperature, 1)) / temperature**2
            ),
            "That is the derivative by T. The one by β is asked for, which is simpler and never falls.",
        ),
        WrongAnswer(
            lambda logits, labels, temperature: (
                (torch.softmax(logits / temperature, 1) * logits).sum(1) - logits.amax(1)
            ).mean(),
            "You subtracted the winner's logit. It is the label's that counts, right or wrong.",
        ),
    ],
    remark="At the best T it is 0: the network expects just the logit that the labels have, on average.",
)
def slope(logits: Tensor, labels: Tensor, temperature: float) -> Tensor:
    """The derivative of NLL by β = 1/T, one number, for logits (B, K), labels (B,) and T > 0."""
    p = torch.softmax(logits / temperature, dim=1)
    # mean of E_p[z] − z_y
    return ((p * logits).sum(dim=1) - logits.gather(1, labels[:, None]).squeeze(1)).mean()


_ALL_RIGHT = torch.tensor([[3.0, 1.0, 0.0], [0.0, 2.0, -5.0]])
_TIED = torch.tensor([[1.0, 1.0, 0.0], [0.0, 0.0, 4.0]])
_OFTEN_WRONG = torch.tensor([[0.0, 0.1, 0.2, 0.3], [0.0, 0.1, 0.2, 0.3], [0.0, 0.1, 9.0, 0.3]])
_SURELY_WRONG = torch.tensor([[9.0, 0.0], [2.0, 0.0], [2.0, 0.0], [2.0, 0.0]])
_SITUATIONS = [
    (_ALL_RIGHT, torch.tensor([0, 1])),
    (_ALL_RIGHT, torch.tensor([1, 1])),
    (_ALL_RIGHT, torch.tensor([2, 2])),
    (_TIED, torch.tensor([1, 2])),
    (_OFTEN_WRONG, torch.tensor([0, 1, 2])),
    (_OFTEN_WRONG, torch.tensor([0, 1, 3])),
    (_SURELY_WRONG, torch.tensor([1, 0, 0, 0])),
]
_EXISTS, _ZERO, _INFINITE = "exists", "T → 0", "T → ∞"


def _by_accuracy(logits: Tensor, labels: Tensor) -> str:
    accuracy = float((logits.argmax(1) == labels).double().mean())
    return _ZERO if accuracy == 1 else _INFINITE if accuracy <= 1 / logits.shape[1] else _EXISTS


def _swapped_ends(logits: Tensor, labels: Tensor) -> str:
    said = _situation(logits, labels)
    return {_ZERO: _INFINITE, _INFINITE: _ZERO}.get(said, said)


def _strict(logits: Tensor, labels: Tensor) -> str:
    said = _situation(logits, labels)
    return _EXISTS if said == _ZERO and bool((logits.argmax(1) != labels).any()) else said


def _without_chance(logits: Tensor, labels: Tensor) -> str:
    said = _situation(logits, labels)
    return _EXISTS if said == _INFINITE else said


def _row_by_row(logits: Tensor, labels: Tensor) -> str:
    own = logits.gather(1, labels[:, None]).squeeze(1)
    if bool((own == logits.amax(1)).all()):
        return _ZERO
    return _INFINITE if bool((own <= logits.mean(1)).all()) else _EXISTS


def _situation(logits: Tensor, labels: Tensor) -> str:
    own = logits.gather(1, labels[:, None]).squeeze(1)
    if bool((own == logits.amax(1)).all()):
        return _ZERO
    return _INFINITE if float(own.mean()) <= float(logits.mean()) else _EXISTS


@exercise(
    "07.4",
    title="Is there a best T?",
    stars=2,
    prompt=(
        'Say of a batch whether a best temperature exists: return "exists", or "T → 0" where a smaller T is always '
        'better, or "T → ∞" where a larger one is.'
    ),
    hints=(
        "The derivative rises from β = 0 to β = ∞. Between lies a root if it is below 0 first and above 0 last.",
        "At β = ∞ all weight is on a row's largest logit: if that is always the label's, no root is left, T → 0.",
        "At β = 0 all weights are 1/K: if the labels' logits are on average no larger than all logits, T → ∞.",
    ),
    cases=_SITUATIONS,
    wrong=[
        WrongAnswer(
            _by_accuracy,
            "You judged by accuracy. What decides is not how many labels win, but how large their logits are: one "
            "that is mostly right, and very sure where it is wrong, can be no better than chance.",
        ),
        WrongAnswer(
            _swapped_ends, "The two ends are swapped: T → 0 makes a network sure, and that suits one that is right."
        ),
        WrongAnswer(
            _strict,
            "A label that shares the first place with another class has the largest logit, too: no finite T is best.",
        ),
        WrongAnswer(
            _row_by_row,
            "You asked for a low label logit in every row. The derivative is a mean over the batch: one row that is "
            "very sure and wrong can outweigh several that are right.",
        ),
        WrongAnswer(
            _without_chance,
            "You looked at one end only. Where the labels' logits are no larger than the others on average, T → ∞.",
        ),
    ],
    remark="A library that returns a number in the other two cases returns the place where it gave up.",
)
def optimum(logits: Tensor, labels: Tensor) -> str:
    """ "exists", "T → 0" or "T → ∞", for logits (B, K), not all equal, and labels (B,)."""
    own = logits.gather(1, labels[:, None]).squeeze(1)
    # the derivative by β at β = ∞ is the mean of max z − z_y
    if (own == logits.amax(dim=1)).all():
        return "T → 0"
    # and at β = 0 the mean of z̄ − z_y
    if own.mean() <= logits.mean():
        return "T → ∞"
    return "exists"


_FIT = [
    (torch.tensor([[5.0, 0.0]]).repeat(4, 1), torch.tensor([0, 0, 0, 1])),
    (torch.tensor([[0.5, 0.0, 0.0]]).repeat(5, 1), torch.tensor([0, 0, 0, 0, 2])),
    (
        torch.tensor([[8.0, 0.0, 2.0], [1.0, 5.0, -3.0], [0.0, 6.0, 2.0], [4.0, 0.0, 3.0], [9.0, 1.0, 0.0]]),
        torch.tensor([0, 1, 2, 0, 0]),
    ),
    (torch.tensor([[30.0, 0.0, -9.0, 4.0], [-7.0, 12.0, 3.0, 0.0], [2.0, 1.0, 0.0, 25.0]]), torch.tensor([0, 2, 3])),
]


def _bisected(logits: Tensor, labels: Tensor, weigh: str = "likelihood") -> float:
    own = logits.double().gather(1, labels[:, None]).squeeze(1)
    low, high = 0.0, 64.0
    for _ in range(200):
        beta = (low + high) / 2
        p = torch.softmax(beta * logits.double(), dim=1)
        if weigh == "likelihood":
            too_large = float(((p * logits).sum(1) - own).mean()) > 0
        else:
            too_large = float(p.amax(1).mean()) > float((logits.argmax(1) == labels).double().mean())
        low, high = (low, beta) if too_large else (beta, high)
    return 2 / (low + high)


def _six_digits(case: tuple, found: object, expected: float) -> str:
    """What is wrong with a T that does not agree in six digits."""
    reached = float(found)  # type: ignore[arg-type]
    if abs(reached - expected) <= 5e-6 * expected:
        return ""
    return f"it gave {reached:.7g}, but {expected:.7g} was expected."


@exercise(
    "07.5",
    title="Fit T",
    stars=3,
    prompt=(
        "Find the best T of a batch that has one, by bisection: keep a β too small and a β too large, look at the sign "
        "of the derivative (07.3) half-way between, and move one of the two there. Six digits of T are checked."
    ),
    hints=(
        "At β = 0 the derivative is below 0. Double a β, starting from 1, until it is above 0: now you have two ends.",
        "Where it is above 0 in the middle, the middle is too large, else too small. A hundred halvings are plenty.",
        "Work in float64, with p = softmax(β z) and the mean of Σₖ pₖ zₖ − z_y in every round; at the end T is 1/β.",
    ),
    cases=_FIT,
    check=_six_digits,
    wrong=[
        WrongAnswer(
            lambda logits, labels: 1 / _bisected(logits, labels),
            "You returned β. The temperature is 1/β.",
        ),
        WrongAnswer(
            lambda logits, labels: _bisected(logits, labels, "confidence"),
            "You made mean confidence equal to accuracy. That is a T worth knowing, but not that of the lowest NLL.",
        ),
        WrongAnswer(
            lambda logits, labels: round(_bisected(logits, labels), 1),
            "You stopped too early: one digit is right. Go on halving.",
        ),
        WrongAnswer(
            lambda logits, labels: round(_bisected(logits, labels), 4),
            "You stopped a little early, or worked in float32: the first digits are right, the sixth is not.",
        ),
    ],
    remark="The derivative never falls as β grows, so there is one root and bisection cannot miss it. The library does "
    "the same in log β, with Newton's steps where they are safe.",
)
def best_temperature(logits: Tensor, labels: Tensor) -> float:
    """The T > 0 with the lowest NLL, for logits (B, K) and labels (B,) for which one exists."""
    z = logits.double()
    own = z.gather(1, labels[:, None]).squeeze(1)

    def derivative(beta: float) -> float:
        p = torch.softmax(beta * z, dim=1)
        return float(((p * z).sum(dim=1) - own).mean())

    low, high = 0.0, 1.0
    while derivative(high) < 0:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if derivative(middle) < 0 else (low, middle)
    return 1 / high
