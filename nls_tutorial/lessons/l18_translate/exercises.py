"""Exercises of lesson 18, translate: what smoothing leaves the label, the mask, nested references, padding, BLEU.

Tokens are (B, S) or (B, T): B sentences, 0 where one has ended (padding), K words, padding among them.
"""

import math
from collections import Counter
from collections.abc import Callable

import torch
from torch import Tensor

from nls_tutorial.exercises.define import WrongAnswer, exercise

_ONE, _TWO, _THREE = 0.1 / 8, 0.1 / 7, 0.1 / 6


@exercise(
    "18.1",
    title="What is left for the label",
    stars=1,
    prompt=(
        "K = 8, ε = 0.1. Three definitions of smoothing spread ε over different words: all K; the K − 1 wrong ones; "
        "the wrong ones without padding, K − 2, as in a well-known annotated tutorial. Give the probability that each "
        "leaves for the true word, three numbers **in that order**. Padding is not the true word."
    ),
    hints=(
        "How much is taken from the label at first, and does it get anything back?",
        "Over all K, the label is one of those that share ε. In the other two it is not.",
        "1 − ε + ε/K once, 1 − ε twice.",
    ),
    wrong=[
        WrongAnswer([0.9, 0.9, 0.9], "Over all K the label gets its own share of ε back, too: ε/8 more."),
        WrongAnswer(
            [0.9 + _ONE, 0.9 + _TWO, 0.9 + _THREE],
            "Only over all K is the label among those that share. The other two give it nothing back.",
        ),
        WrongAnswer([_ONE, _TWO, _THREE], "These are the shares of the wrong words."),
        WrongAnswer([0.9 - _ONE, 0.9 - _TWO, 0.9 - _THREE], "The sum over all words would be below 1."),
    ],
    remark="With K = 37,000 the three differ by less than 0.00001. With ten classes, “ε = 0.1” means two things.",
)
def left_for_the_label() -> list[float]:
    """The probability of the true word, where ε is spread over K, over K − 1, over K − 2."""
    # over K: 1 − ε + ε/K; otherwise 1 − ε
    return [0.9 + 0.1 / 8, 0.9, 0.9]


_TARGETS = torch.tensor([[1, 5, 7, 2], [1, 4, 2, 0]])


def _seen(target: Tensor, *, diagonal: int = 0, padding: bool = True) -> Tensor:
    length = target.shape[1]
    causal = torch.ones(length, length, dtype=torch.bool).tril(diagonal).expand(len(target), -1, -1)
    return causal & (target != 0)[:, None, :] if padding else causal


@exercise(
    "18.2",
    title="The mask",
    stars=2,
    prompt=(
        "A decoder reads all places of a target at once, and must not peek. Write the mask (B, T, T), True where place "
        "t (the row) may see place s (the column): s ≤ t, and no padding. Its own place it may see: what is asked is "
        "the word behind it."
    ),
    hints=(
        "`torch.ones(T, T, dtype=torch.bool).tril()` is True on and below the diagonal.",
        "`(target != 0)[:, None, :]` says of each column whether it is a word.",
        "Put both together with `&`: (T, T) and (B, 1, T) make (B, T, T).",
    ),
    cases=[(_TARGETS,), (torch.tensor([[1, 2]]),), (torch.tensor([[1, 3, 0, 0, 0], [1, 6, 3, 2, 0]]),)],
    wrong=[
        WrongAnswer(lambda target: _seen(target, padding=False), "Padding is seen. Leave those columns out."),
        WrongAnswer(lambda target: _seen(target, diagonal=-1), "A place may see itself: it asks for the next word."),
        WrongAnswer(lambda target: _seen(target, diagonal=target.shape[1]), "A place sees the words to come."),
        WrongAnswer(lambda target: _seen(target).mT, "Rows are those who look, columns what they look at."),
        WrongAnswer(
            lambda target: ~_seen(target), "True means that it may be seen. (torch's own layers mean the opposite.)"
        ),
    ],
    remark="The library's decoder does without the second part: padding stands last, and no word looks forward. The "
    "encoder looks both ways, and there it is needed.",
)
def may_see(target: Tensor) -> Tensor:
    """The mask (B, T, T), bool, of target tokens (B, T)."""
    length = target.shape[1]
    return torch.ones(length, length, dtype=torch.bool).tril() & (target != 0)[:, None, :]


@exercise(
    "18.3",
    title="Too good, too bad",
    stars=2,
    prompt=(
        "1,000 translations `answers`, one reference each in the list `references`. Three people score them with "
        "sacrebleu and get 27.3, 100.0 and 0.0:\n\n"
        "| | call | BLEU |\n|:--|:--|--:|\n"
        "| A | `BLEU().corpus_score(answers, [references])` | 27.3 |\n"
        "| B | `BLEU().corpus_score(answers, [[one] for one in references])` | 100.0 |\n"
        "| C | `BLEU().corpus_score(answers, references)` | 0.0 |\n\n"
        "Nobody saw an error. What happened?\n\n"
        "a. B is right: each answer has its own list of references; A gives all references to every answer.\n\n"
        "b. A is right. B gave 1,000 sets of one reference, so that only the first sentence was scored, and that one "
        "was perfect; C's references were taken letter by letter.\n\n"
        "c. C is right: BLEU is 0 whenever one sentence shares no four words with its reference.\n\n"
        "d. All are right: B and C average over sentences, A over words."
    ),
    hints=(
        "Try it with two sentences: the lesson has a cell that can be changed.",
        "The outer list is over sets of references, the inner one over sentences.",
        "With [[one] for one in references] there are 1,000 sets, each of which has one sentence only.",
    ),
    options=("a", "b", "c", "d"),
    wrong=[
        WrongAnswer(
            "a", "The outer list is over sets of references: [references] is one set, with one for each answer."
        ),
        WrongAnswer("c", "Runs of four words are counted over all sentences together."),
        WrongAnswer("d", "All three make one score from counts. They count different things."),
    ],
    remark="Score two sentences by hand first, and give the signature with every BLEU.",
)
def nested_references() -> str:
    """The letter of what happened, "a" to "d"."""
    return "b"


def _padded(
    labels: Tensor, classes: int, epsilon: float, *, others: int, label: float, empty: bool, pad: float
) -> Tensor:
    targets = torch.full((len(labels), classes), epsilon / others, dtype=torch.float64)
    targets[:, 0] = pad
    targets[torch.arange(len(labels)), labels] = label
    if empty:
        targets[labels == 0] = 0
    return targets


@exercise(
    "18.4",
    title="Smooth with a padding class",
    stars=2,
    prompt=(
        "Token 0 is padding: no next word will ever be 0, so no probability should go there. Write the targets (N, K), "
        "float64: 1 − ε on the label, ε shared by the K − 2 other words, 0 on padding; a row whose label is padding is "
        "all zeros, so that it has no part in the loss. K is at least 3."
    ),
    hints=(
        "Fill everything with ε/(K − 2) first.",
        "Then column 0 becomes 0, and each row's label 1 − ε: `targets[torch.arange(len(labels)), labels]`.",
        "Last, the rows where `labels == 0` become 0.",
    ),
    cases=[
        (torch.tensor([3, 0, 1]), 5, 0.1),
        (torch.tensor([2, 2, 0, 0]), 4, 0.4),
        (torch.tensor([1]), 3, 0.2),
        (torch.tensor([0, 5]), 7, 0.0),
    ],
    wrong=[
        WrongAnswer(
            lambda labels, classes, epsilon: _padded(
                labels,
                classes,
                epsilon,
                others=classes,
                label=1 - epsilon + epsilon / classes,
                empty=True,
                pad=epsilon / classes,
            ),
            "That is smoothing over K: padding gets a share.",
        ),
        WrongAnswer(
            lambda labels, classes, epsilon: _padded(
                labels, classes, epsilon, others=classes - 1, label=1 - epsilon, empty=True, pad=0.0
            ),
            "The rows sum to less than 1. Without label and padding, K − 2 words share ε.",
        ),
        WrongAnswer(
            lambda labels, classes, epsilon: _padded(
                labels, classes, epsilon, others=classes - 2, label=1 - epsilon, empty=False, pad=0.0
            ),
            "A row whose label is padding must be all zeros.",
        ),
        WrongAnswer(
            lambda labels, classes, epsilon: _padded(
                labels, classes, epsilon, others=classes - 2, label=1 - epsilon, empty=True, pad=epsilon / (classes - 2)
            ),
            "Padding gets a share: the rows sum to more than 1.",
        ),
    ],
    remark="Begin tokens and unknown words are never next, either; hardly anybody takes them out.",
)
def smooth_without_padding(labels: Tensor, classes: int, epsilon: float) -> Tensor:
    """Targets (N, K), float64, of labels (N,)."""
    # 1 − ε on the label, ε/(K − 2) on the other words, 0 on padding
    targets = torch.full((len(labels), classes), epsilon / (classes - 2), dtype=torch.float64)
    targets[:, 0] = 0
    targets[torch.arange(len(labels)), labels] = 1 - epsilon
    targets[labels == 0] = 0
    return targets


def _runs(words: list[str], n: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))


def _bleu(
    answer: str,
    reference: str,
    *,
    clip: bool = True,
    brevity: Callable[[int, int], float] = lambda c, r: min(1.0, math.exp(1 - r / c)),
    mean: Callable[[list[float]], float] = lambda shares: math.prod(shares) ** 0.25,
) -> float:
    words, right = answer.split(), reference.split()
    shares = []
    for n in (1, 2, 3, 4):
        said, there = _runs(words, n), _runs(right, n)
        found = sum(min(count, there[run]) if clip else count * (run in there) for run, count in said.items())
        shares.append(found / sum(said.values()))
    return 100 * brevity(len(words), len(right)) * mean(shares)


@exercise(
    "18.5",
    title="BLEU by hand",
    stars=3,
    prompt=(
        "Write BLEU of one answer against one reference, in points: split both at spaces; p_n is the share of the "
        "answer's runs of n words, n = 1 … 4, that stand in the reference, each run counted at most as often as it "
        "stands there. BLEU is 100 · min(1, e^(1 − r/c)) · (p₁ p₂ p₃ p₄)^(1/4), for c words in the answer and r in the "
        "reference. If one p_n is 0, so is BLEU. All sentences here have four words or more."
    ),
    hints=(
        "`Counter(tuple(words[i:i + n]) for i in range(len(words) - n + 1))` counts the runs of n words.",
        "`(said & there).total()` adds up the smaller of both counts.",
        "min(1, math.exp(1 - r / c)) is 1 for answers that are long enough; then the fourth root of the product.",
    ),
    cases=[
        ("der Hund sieht heute den roten Ball", "der Hund sieht heute den roten Ball"),
        ("der Hund sieht heute den Ball", "der Hund sieht heute den roten Ball"),
        ("der Hund sieht den Ball", "ein Hund sucht den Ball"),
        ("das das das das das Kind sieht das Haus", "das Kind sieht das Haus das das"),
        ("er sagt dass der Hund den Ball sieht heute oft", "er sagt dass der Hund den Ball sieht"),
    ],
    wrong=[
        WrongAnswer(
            lambda answer, reference: _bleu(answer, reference, clip=False),
            "A run that stands once in the reference counts once, however often the answer says it.",
        ),
        WrongAnswer(
            lambda answer, reference: _bleu(answer, reference, brevity=lambda c, r: 1.0),
            "Short answers are too good: multiply by the penalty min(1, e^(1 − r/c)).",
        ),
        WrongAnswer(
            lambda answer, reference: _bleu(answer, reference, brevity=lambda c, r: math.exp(1 - r / c)),
            "Long answers get more than 100: the penalty is at most 1.",
        ),
        WrongAnswer(
            lambda answer, reference: _bleu(answer, reference, mean=lambda shares: sum(shares) / 4),
            "That is the mean of the four shares. BLEU takes the fourth root of their product.",
        ),
        WrongAnswer(lambda answer, reference: _bleu(answer, reference) / 100, "In points, please: from 0 to 100."),
    ],
    remark="sacrebleu gives the third pair 23.6 and not 0: where a p_n is 0 it puts something small in its place "
    "(“smooth:exp” in its signature). Over a whole test set no p_n is 0, and it does not matter.",
)
def bleu_by_hand(answer: str, reference: str) -> float:
    """BLEU of one answer, in points from 0 to 100."""
    words, right = answer.split(), reference.split()
    product = 1.0
    for n in (1, 2, 3, 4):
        said, there = (Counter(tuple(side[i : i + n]) for i in range(len(side) - n + 1)) for side in (words, right))
        # p_n = Σ min(said, there) / Σ said
        product *= (said & there).total() / said.total()
    return 100 * min(1.0, math.exp(1 - len(right) / len(words))) * product**0.25
