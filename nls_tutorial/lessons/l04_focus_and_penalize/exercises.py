"""Exercises of lesson 04, focus_and_penalize: tell the gradients apart, the bend, FLSD at once, the bound, the penalty.

p are probabilities, p_y that of the true class, K the number of classes; all logarithms are natural.
"""

import math

import torch
from torch import Tensor

from nls_tutorial.exercises.define import WrongAnswer, exercise

PROBABILITIES = (0.1, 0.19, 0.21, 0.5, 0.9, 0.99)
PENALTY = 0.25


def _bend(p: float, gamma: float) -> float:
    return (1 - p) ** gamma - gamma * p * (1 - p) ** (gamma - 1) * math.log(p)


def gradients(p: float) -> dict[str, float]:
    """The gradient on the true logit for each column of the table: K = 10, the other nine classes equal."""
    push, gap = p - 1, math.log(9 * p / (1 - p))
    bends = {
        "A": _bend(p, 5 if p < 0.2 else 3),
        "B": 1.0,
        "C": 1 - PENALTY * p * gap,
        "D": _bend(p, 3),
    }
    return {name: push * bend for name, bend in bends.items()}


def _table() -> str:
    rows = [
        f"| {p:.2f} | " + " | ".join(f"{value:+.3f}".replace("-", "−") for value in gradients(p).values()) + " |"
        for p in PROBABILITIES
    ]
    return "\n".join(["| p | A | B | C | D |", "|--:|--:|--:|--:|--:|", *rows])


@exercise(
    "04.1",
    title="Which is which?",
    stars=1,
    prompt=(
        "Four losses, their gradients on the true logit at six probabilities p of the true class (ten classes, the "
        "others equal). They are cross-entropy, focal (γ = 3), FLSD, and a confidence penalty (λ = 0.25). Write their "
        "four letters **in that order**.\n\n" + _table()
    ),
    hints=(
        "One of them is a straight line in p. One of them changes its sign.",
        "Cross-entropy is p − 1. Only the penalty ever pulls back. Two are left, and they agree for most p.",
        "The two that are left differ only below 0.2. The one that jumps between 0.19 and 0.21 is FLSD.",
    ),
    wrong=[
        WrongAnswer(
            "BADC",
            "Two letters are exchanged: focal loss has no jump. Compare A and D between 0.19 and 0.21.",
        ),
        WrongAnswer(
            "CDAB",
            "Cross-entropy and the penalty are exchanged: cross-entropy's gradient is p − 1, negative everywhere.",
        ),
        WrongAnswer(
            "BCAD",
            "Focal loss never pulls back: its gradient fades to 0 from below. A positive entry can only be the "
            "penalty's.",
        ),
        WrongAnswer(
            "DBAC",
            "Cross-entropy and focal loss are exchanged: p − 1 is −0.9 at p = 0.1. Focal loss pushes harder there.",
        ),
        WrongAnswer(
            "CABD",
            "Read it the other way round: the first letter is the column of cross-entropy, the second of focal loss.",
        ),
    ],
    remark="Straight; bent and fading; the same with a jump; bent through zero.",
)
def answer_04_1() -> str:
    """Four letters: the columns of cross-entropy, focal loss, FLSD, confidence penalty, in that order."""
    return "BDAC"


_PROBABILITY = torch.tensor([0.001, 0.05, 0.2, 0.25, 0.5, 0.8, 0.99])


@exercise(
    "04.2",
    title="The bend",
    stars=2,
    prompt=(
        "Focal loss multiplies cross-entropy's gradient on the logits by one number, which depends on p_y alone. "
        "Write it, for a tensor of probabilities."
    ),
    hints=(
        "Call u = log p_y. Cross-entropy is −u, focal loss −(1 − p)^γ·u. The number is the ratio of their slopes in u.",
        "The product rule gives two terms. dp/du = p, so the slope of (1 − p)^γ in u is −γ·p·(1 − p)^(γ − 1).",
        "One term is (1 − p)^γ. The other is γ·p·(1 − p)^(γ − 1) times −log p, and it is positive.",
    ),
    cases=[(_PROBABILITY, 3.0), (_PROBABILITY, 5.0), (_PROBABILITY, 1.0), (_PROBABILITY, 0.5), (_PROBABILITY, 0.0)],
    wrong=[
        WrongAnswer(
            lambda probability, gamma: (1 - probability) ** gamma,
            "That is what focal loss multiplies the loss by. The factor itself has a slope, too: use the product rule.",
        ),
        WrongAnswer(
            lambda probability, gamma: (
                (1 - probability) ** gamma + gamma * probability * (1 - probability) ** (gamma - 1) * probability.log()
            ),
            "The second term has the wrong sign. log p is negative, and the term must come out positive: more "
            "confidence lowers the factor, too, so the push is stronger.",
        ),
        WrongAnswer(
            lambda probability, gamma: (
                (1 - probability) ** gamma - gamma * (1 - probability) ** (gamma - 1) * probability.log()
            ),
            "A factor p is missing in the second term: the slope of p in the true logit is p(1 − p), not 1 − p.",
        ),
        WrongAnswer(
            lambda probability, gamma: (
                (1 - probability) ** gamma - gamma * probability * (1 - probability) ** gamma * probability.log()
            ),
            "In the second term the power is γ − 1: the slope of (1 − p)^γ lowers the power by one.",
        ),
        WrongAnswer(
            lambda probability, gamma: (
                (1 - probability) ** gamma - gamma * probability * (1 - probability) ** (gamma - 1) * probability.log2()
            ),
            "Use the natural logarithm, not the one to base 2.",
        ),
        WrongAnswer(
            lambda probability, gamma: (
                (probability - 1)
                * (
                    (1 - probability) ** gamma
                    - gamma * probability * (1 - probability) ** (gamma - 1) * probability.log()
                )
            ),
            "That is the gradient on the true logit. Leave out cross-entropy's share of it, p − 1.",
        ),
    ],
    remark="Above 1 for improbable labels, below 1 for probable ones, and never negative: focal loss never pulls back.",
)
def focal_bend(probability: Tensor, gamma: float) -> Tensor:
    """Focal loss's gradient divided by cross-entropy's, for probabilities (N,) of the true class in (0, 1)."""
    # (1 − p)^γ − γ·p·(1 − p)^{γ−1}·log p
    shrink = (1 - probability) ** gamma
    return shrink - gamma * probability * (1 - probability) ** (gamma - 1) * probability.log()


def _flsd_cases() -> list[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(4)
    many = 2 * torch.randn(20_000, 10, generator=generator)
    return [
        (torch.tensor([[2.0, 0.0, -1.0], [0.0, 1.0, 0.0], [0.0, 3.0, 0.0]]), torch.tensor([0, 0, 0])),
        (torch.tensor([[1.0, 0.0, 0.0, 0.0]]), torch.tensor([0])),
        (torch.tensor([[0.0, 4.0], [60.0, 0.0]]), torch.tensor([0, 1])),
        (torch.tensor([[0.0, 200.0, 1.0]]), torch.tensor([0])),
        (many, torch.randint(10, (20_000,), generator=generator)),
    ]


def _focal(logits: Tensor, labels: Tensor, gamma: float | Tensor) -> Tensor:
    loss = torch.nn.functional.cross_entropy(logits, labels, reduction="none")
    return (1 - torch.exp(-loss)) ** gamma * loss


def _true_probability(logits: Tensor, labels: Tensor) -> Tensor:
    return torch.softmax(logits, dim=1).gather(1, labels[:, None]).squeeze(1)


def _by_confidence(logits: Tensor, labels: Tensor) -> Tensor:
    return _focal(logits, labels, torch.where(torch.softmax(logits, dim=1).amax(dim=1) < 0.2, 5.0, 3.0))


def _log_of_softmax(logits: Tensor, labels: Tensor) -> Tensor:
    probability = _true_probability(logits, labels)
    return -((1 - probability) ** torch.where(probability < 0.2, 5.0, 3.0)) * probability.log()


def _by_batch(logits: Tensor, labels: Tensor) -> Tensor:
    return _focal(logits, labels, 5.0 if _true_probability(logits, labels).mean() < 0.2 else 3.0)


@exercise(
    "04.3",
    title="FLSD at once",
    stars=2,
    prompt=(
        "Write FLSD for a whole batch: focal loss with γ = 5 where p_y < 0.2 and γ = 3 elsewhere, one loss a sample. "
        "The last input has 20,000 samples: a Python loop over them would take its time."
    ),
    hints=(
        "Every sample has its own γ. A tensor of γ can be a power, entry by entry.",
        '`torch.nn.functional.cross_entropy(logits, labels, reduction="none")` is −log p_y. What is p_y, then?',
        "`torch.where(condition, 5.0, 3.0)` chooses γ for each sample; p_y is exp of minus the cross-entropy.",
    ),
    cases=_flsd_cases(),
    wrong=[
        WrongAnswer(
            lambda logits, labels: _focal(logits, labels, 3.0),
            "You used γ = 3 for every sample: that is plain focal loss.",
        ),
        WrongAnswer(
            lambda logits, labels: _focal(
                logits, labels, torch.where(_true_probability(logits, labels) < 0.2, 3.0, 5.0)
            ),
            "The two γ are exchanged: improbable labels get the larger one.",
        ),
        WrongAnswer(
            _by_confidence,
            "You chose γ by the largest probability. It is the true class's probability that counts, right or wrong.",
        ),
        WrongAnswer(
            _log_of_softmax,
            "A probability below 1e-45 rounds to 0, and its logarithm to −∞: take log p from `log_softmax`, or the "
            "loss from `cross_entropy`.",
        ),
        WrongAnswer(_by_batch, "You chose one γ for the whole batch. Each sample has its own."),
        WrongAnswer(
            lambda logits, labels: _focal(
                logits, labels, torch.where(_true_probability(logits, labels) < 0.5, 5.0, 3.0)
            ),
            "Your border is at 0.5. The first range ends at 0.2; in FLSD-53 the other two ranges share γ = 3.",
        ),
        WrongAnswer(
            lambda logits, labels: _focal(
                logits, labels, torch.where(_true_probability(logits, labels) < 0.2, 5.0, 3.0)
            ).mean(),
            "You took the mean: one loss for each sample is asked for.",
        ),
    ],
    tolerance=1e-5,
    remark="The released code loops over the samples, so it takes far longer and says the same.",
)
def flsd(logits: Tensor, labels: Tensor) -> Tensor:
    """The loss of each sample, shape (B,), for logits (B, K) and labels (B,)."""
    cross_entropy = torch.nn.functional.cross_entropy(logits, labels, reduction="none")
    probability = torch.exp(-cross_entropy)
    gamma = torch.where(probability < 0.2, 5.0, 3.0)
    # (1 − p_y)^γ · (−log p_y)
    return (1 - probability) ** gamma * cross_entropy


def _bound_cases() -> list[tuple[Tensor, Tensor, float]]:
    generator = torch.Generator().manual_seed(5)
    few, labels = 2 * torch.randn(4, 3, generator=generator), torch.tensor([0, 1, 2, 0])
    many = 3 * torch.randn(50, 10, generator=generator)
    return [(few, labels, 1.0), (few, labels, 3.0), (many, torch.arange(50) % 10, 5.0)]


def _parts(logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    log_probabilities = torch.log_softmax(logits, dim=1)
    entropy = -(log_probabilities.exp() * log_probabilities).sum(dim=1)
    cross_entropy = torch.nn.functional.cross_entropy(logits, labels, reduction="none")
    return cross_entropy, torch.exp(-cross_entropy), entropy


def _wrong_entropy(logits: Tensor, labels: Tensor, gamma: float) -> Tensor:
    cross_entropy, p, entropy = _parts(logits, labels)
    return (1 - p) ** gamma * cross_entropy - cross_entropy - gamma * entropy


def _one_term(logits: Tensor, labels: Tensor, gamma: float) -> Tensor:
    cross_entropy, p, _ = _parts(logits, labels)
    return (1 - p) ** gamma * cross_entropy - cross_entropy + gamma * p * cross_entropy


def _mean_entropy(logits: Tensor, labels: Tensor, gamma: float) -> Tensor:
    cross_entropy, p, entropy = _parts(logits, labels)
    return (1 - p) ** gamma * cross_entropy - cross_entropy + gamma * entropy / logits.shape[1]


def _without_gamma(logits: Tensor, labels: Tensor, gamma: float) -> Tensor:
    cross_entropy, p, entropy = _parts(logits, labels)
    return (1 - p) ** gamma * cross_entropy - cross_entropy + entropy


def _no_cross_entropy(logits: Tensor, labels: Tensor, gamma: float) -> Tensor:
    cross_entropy, p, entropy = _parts(logits, labels)
    return (1 - p) ** gamma * cross_entropy + gamma * entropy


@exercise(
    "04.4",
    title="Check the bound",
    stars=2,
    prompt=(
        "Focal loss is never below CE − γ·H(p), where H is the entropy of the whole prediction. Compute how far above "
        "it each prediction is. Then try to find one that breaks the bound."
    ),
    hints=(
        "Three numbers for each prediction: focal loss, cross-entropy, entropy.",
        "The distance is FL − (CE − γ·H). Mind what the minus before the bracket does to γ·H.",
        "H is −Σ p_k log p_k over all classes: multiply `softmax` by `log_softmax`, sum over dim 1, change the sign.",
    ),
    cases=_bound_cases(),
    wrong=[
        WrongAnswer(
            _wrong_entropy,
            "The entropy has the wrong sign: FL − (CE − γ·H) is FL − CE + γ·H.",
        ),
        WrongAnswer(
            _one_term,
            "Your entropy has only the true class's term, −p log p. That is a step of the proof, and a tighter bound; "
            "H sums over all classes.",
        ),
        WrongAnswer(_mean_entropy, "You averaged the entropy over the classes: it is a sum."),
        WrongAnswer(_without_gamma, "You left out γ before the entropy."),
        WrongAnswer(_no_cross_entropy, "You compared with −γ·H. The bound is CE − γ·H."),
    ],
    tolerance=1e-5,
    remark="It is never negative. It is often large, too: a bound is not a likeness.",
)
def distance_to_bound(logits: Tensor, labels: Tensor, gamma: float) -> Tensor:
    """FL − (CE − γ·H) of each prediction, shape (B,), for logits (B, K) and labels (B,)."""
    log_probabilities = torch.log_softmax(logits, dim=1)
    probabilities = log_probabilities.exp()
    entropy = -(probabilities * log_probabilities).sum(dim=1)
    cross_entropy = torch.nn.functional.cross_entropy(logits, labels, reduction="none")
    focal = (1 - torch.exp(-cross_entropy)) ** gamma * cross_entropy
    # FL − (CE − γ·H)
    return focal - (cross_entropy - gamma * entropy)


def _penalty_cases() -> list[tuple[Tensor, Tensor, float]]:
    logits, labels = torch.tensor([[2.0, 0.0, -1.0], [0.5, 0.5, 0.5]]), torch.tensor([0, 2])
    return [
        (logits, labels, 0.1),
        (logits, labels, 1.0),
        (logits, labels, 0.0),
        (torch.tensor([[4.0, 0.0, 0.0, 0.0], [0.0, 9.0, 1.0, -3.0]]), torch.tensor([0, 3]), 0.5),
        (torch.tensor([[200.0, 0.0, 1.0]]), torch.tensor([1]), 0.25),
    ]


def _one_hot(logits: Tensor, labels: Tensor) -> Tensor:
    return torch.nn.functional.one_hot(labels, logits.shape[1]).to(logits.dtype)


def _entropy_of(probabilities: Tensor) -> Tensor:
    return torch.special.entr(probabilities).sum(dim=1, keepdim=True)


def _wrong_sign(logits: Tensor, labels: Tensor, weight: float) -> Tensor:
    p, log_p = torch.softmax(logits, dim=1), torch.log_softmax(logits, dim=1)
    return p - _one_hot(logits, labels) - weight * p * (log_p + _entropy_of(p))


def _without_entropy(logits: Tensor, labels: Tensor, weight: float) -> Tensor:
    p, log_p = torch.softmax(logits, dim=1), torch.log_softmax(logits, dim=1)
    return p - _one_hot(logits, labels) + weight * p * log_p


def _on_probabilities(logits: Tensor, labels: Tensor, weight: float) -> Tensor:
    p, log_p = torch.softmax(logits, dim=1), torch.log_softmax(logits, dim=1)
    return p - _one_hot(logits, labels) + weight * (log_p + 1)


def _nan(logits: Tensor, labels: Tensor, weight: float) -> Tensor:
    p = torch.softmax(logits, dim=1)
    entropy = -(p * p.log()).sum(dim=1, keepdim=True)
    return p - _one_hot(logits, labels) + weight * p * (p.log() + entropy)


def _averaged(logits: Tensor, labels: Tensor, weight: float) -> Tensor:
    p, log_p = torch.softmax(logits, dim=1), torch.log_softmax(logits, dim=1)
    return (p - _one_hot(logits, labels) + weight * p * (log_p + _entropy_of(p))) / len(logits)


@exercise(
    "04.5",
    title="The gradient of the penalty",
    stars=3,
    prompt=(
        "Write the gradient of CE − λ·H(p) with respect to the logits, for every class, as a formula. "
        "(Autograd is a good way to check it.)"
    ),
    hints=(
        "Cross-entropy's part is p minus the one-hot label. What does the entropy add?",
        "∂H/∂p_k = −(log p_k + 1), and ∂p_k/∂z_j = p_k(1[j = k] − p_j). Sum over k, and the 1 cancels.",
        "∂H/∂z_j = −p_j·(log p_j + H). It enters the loss with −λ. Take log p from `log_softmax`.",
    ),
    cases=_penalty_cases(),
    wrong=[
        WrongAnswer(
            _wrong_sign,
            "The penalty's part has the wrong sign: yours rewards confidence. The entropy is subtracted from the loss, "
            "and its own gradient is negative.",
        ),
        WrongAnswer(
            _without_entropy,
            "H is missing in the bracket: through the softmax, ∂H/∂z_j = −p_j·(log p_j + H).",
        ),
        WrongAnswer(
            _on_probabilities,
            "That is the entropy's gradient with respect to the probabilities. Go one step further, through the "
            "softmax.",
        ),
        WrongAnswer(
            _nan,
            "A probability that rounds to 0 has the logarithm −∞, and 0·∞ is nan. `torch.log_softmax` keeps it finite.",
        ),
        WrongAnswer(
            _averaged,
            "You divided by the number of samples: each sample's own gradient is asked for.",
        ),
        WrongAnswer(
            lambda logits, labels, weight: torch.softmax(logits, dim=1) - _one_hot(logits, labels),
            "That is cross-entropy's gradient. The penalty's part is missing.",
        ),
    ],
    remark="Set it to 0, the other logits equal: the best gap satisfies g·p_y = 1/λ.",
)
def penalty_gradient(logits: Tensor, labels: Tensor, weight: float) -> Tensor:
    """The gradient of each sample's loss, shape (B, K), for logits (B, K), labels (B,) and λ = weight."""
    log_probabilities = torch.log_softmax(logits, dim=1)
    probabilities = log_probabilities.exp()
    entropy = -(probabilities * log_probabilities).sum(dim=1, keepdim=True)
    hard = torch.nn.functional.one_hot(labels, logits.shape[1])
    # p − onehot + λ·p·(log p + H)
    return probabilities - hard + weight * probabilities * (log_probabilities + entropy)
