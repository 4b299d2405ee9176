"""Exercises of lesson 17, classify_text: words as numbers, a mean without padding, a leak, the word that tells.

Tokens are (B, L): B texts, up to L words, 0 where a text has ended, 1 for a word that is not known; K classes.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from nls_tutorial.exercises.define import WrongAnswer, exercise

_NUMBERS = {"the": 2, "cat": 3, "sat": 4}


def _tokens(words: list[str], numbers: dict[str, int], longest: int, *, unknown: int = 1, keep: bool = True) -> Tensor:
    found = [numbers.get(word, unknown) for word in words if keep or word in numbers][:longest]
    return torch.tensor(found + [0] * (longest - len(found)))


@exercise(
    "17.1",
    title="Words as numbers",
    stars=1,
    prompt=(
        "A network reads numbers. Turn the words of one text, in lower case, into `longest` tokens: the number that "
        "`numbers` has for a word, 1 for a word that is not there, 0 where the text has ended. Of a longer text take "
        "the beginning."
    ),
    hints=(
        "`numbers.get(word, 1)` is the number of a word, or 1.",
        "Cut the list at `longest`: a slice does nothing to a shorter one.",
        "Append so many zeros: `[0] * (longest - len(found))`; then torch.tensor.",
    ),
    cases=[
        (["the", "cat", "sat"], _NUMBERS, 5),
        (["the", "dog", "sat", "the"], _NUMBERS, 6),
        (["sat", "cat", "the", "the", "cat"], _NUMBERS, 3),
        (["dog"], _NUMBERS, 2),
    ],
    wrong=[
        WrongAnswer(
            lambda words, numbers, longest: _tokens(words, numbers, longest, keep=False),
            "You left unknown words out. They are a place that was read: give them 1.",
        ),
        WrongAnswer(
            lambda words, numbers, longest: _tokens(words, numbers, longest, unknown=0),
            "0 says that the text has ended. A word that is not known is 1.",
        ),
        WrongAnswer(
            lambda words, numbers, longest: _tokens(words[-longest:], numbers, longest),
            "You took the end of the text. Take its beginning.",
        ),
        WrongAnswer(
            lambda words, numbers, longest: _tokens(words, numbers, longest).flip(0),
            "The zeros belong behind the words, and the words in their order.",
        ),
        WrongAnswer(
            lambda words, numbers, longest: torch.tensor([numbers.get(word, 1) for word in words[:longest]]),
            "Every text needs the same number of tokens: fill up with zeros.",
        ),
    ],
    remark="Texts of unknown words alone are rows of ones: the network has to answer all the same.",
)
def as_numbers(words: list[str], numbers: dict[str, int], longest: int) -> Tensor:
    """The tokens (longest,) of one text."""
    found = [numbers.get(word, 1) for word in words[:longest]]
    return torch.tensor(found + [0] * (longest - len(found)))


def _bag(seed: int, vectors: int = 6) -> tuple[Tensor, Tensor]:
    draws = torch.Generator().manual_seed(seed)
    tokens = torch.randint(1, vectors, (3, 5), generator=draws)
    tokens[0, 2:], tokens[1, 4:] = 0, 0
    return tokens, torch.randn(vectors, 4, generator=draws)


@exercise(
    "17.2",
    title="A mean without padding",
    stars=2,
    prompt=(
        "Texts of different lengths stand in one tensor, so the shorter ones end in zeros. Write the mean of the word "
        "vectors of each text: padding must neither add its vector nor count as a word."
    ),
    hints=(
        "`vectors[tokens]` has shape (B, L, D): a vector for each place, also where the text has ended.",
        "`(tokens != 0)` is 1 at a word and 0 at padding; give it a last dimension: `[..., None]`.",
        "Multiply, sum over dimension 1, and divide by the number of words of each text.",
    ),
    cases=[_bag(0), _bag(1), (torch.tensor([[3, 3, 1, 0]]), torch.eye(4)), _bag(2)],
    wrong=[
        WrongAnswer(
            lambda tokens, vectors: vectors[tokens].mean(1),
            "The vector of token 0 is in your mean. Padding is no word.",
        ),
        WrongAnswer(
            lambda tokens, vectors: (vectors[tokens] * (tokens != 0)[..., None]).mean(1),
            "You divided by L. A text of two words has a mean over two words, however long its neighbours are.",
        ),
        WrongAnswer(
            lambda tokens, vectors: (vectors[tokens] * (tokens != 0)[..., None]).sum(1),
            "That is the sum: long texts would shout. Divide by the number of words.",
        ),
        WrongAnswer(
            lambda tokens, vectors: (
                (vectors[tokens] * (tokens > 1)[..., None]).sum(1) / (tokens > 1).sum(1, keepdim=True).clamp_min(1)
            ),
            "You left out token 1. An unknown word is a word.",
        ),
        WrongAnswer(
            lambda tokens, vectors: torch.stack([vectors[row[row != 0].unique()].mean(0) for row in tokens]),
            "You counted each word once. A word that comes twice weighs twice.",
        ),
    ],
    remark="With the first wrong answer the network learns how long a text is, which may well give its class away.",
)
def mean_vectors(tokens: Tensor, vectors: Tensor) -> Tensor:
    """The mean vectors (B, D) of texts: tokens (B, L) int64, vectors (V, D)."""
    there = (tokens != 0)[..., None]
    # (1/n) Σ_i e_{w_i} over the n words that are there
    return (vectors[tokens] * there).sum(1) / there.sum(1)


@exercise(
    "17.3",
    title="Too good",
    stars=2,
    prompt=(
        "A team sorts letters to a town hall into eight offices. Accuracy and ECE in per cent:\n\n"
        "| network | trained on | last year's letters, set aside | after T | letters typed anew, without letterhead |\n"
        "|:--|:--|--:|--:|--:|\n"
        "| A | letters as scanned | 99.8, ECE 0.2 | 99.8, ECE 0.2 | 41.0, ECE 14.1 |\n"
        "| B | letters typed anew | 63.5, ECE 4.4 | 63.5, ECE 4.3 | 63.5, ECE 4.4 |\n\n"
        "From January on, letters come by a web form. What do you say?\n\n"
        "a. Take A: it is better on letters that it has not seen, and calibrated.\n\n"
        "b. Take A, and fit its temperature once more on last year's letters.\n\n"
        "c. Take B: A has learnt the letterhead, and no score on scanned letters can show that.\n\n"
        "d. Take neither: B is wrong more than one time in three, so nothing can be learnt from such letters."
    ),
    hints=(
        "Which column is most like January?",
        "Both test columns of A hold letters that it has not seen. What do only the first ones have?",
        "T changes no answer, and it was fitted on scanned letters.",
    ),
    options=("a", "b", "c", "d"),
    wrong=[
        WrongAnswer("a", "Set aside, yes, but from the same scanner: the letterhead is in both halves."),
        WrongAnswer("b", "On last year's letters T is right already. The trouble lies in the letters, not in T."),
        WrongAnswer("d", "63.5 per cent of eight offices is five times chance, and B knows how often it is wrong."),
    ],
    remark="Accuracy and calibration are promises about texts like those of the test. Ask what will be gone tomorrow.",
)
def town_hall() -> str:
    """The letter of what you say, "a" to "d"."""
    return "c"


def sure_of_word_3(tokens: Tensor) -> Tensor:
    """Logits (B, 2): each 3 speaks for class 0, each 4 for class 1, a 5 for class 1 a little."""
    return torch.stack([(tokens == 3).sum(1) * 2.0, (tokens == 4).sum(1) * 1.5 + (tokens == 5).sum(1) * 0.5], 1)


def reads_pairs(tokens: Tensor) -> Tensor:
    """Logits (B, 2): 3 and 6 speak for class 0; a 7 right before an 8 speaks for class 1, a 9 against it."""
    pairs = ((tokens[:, :-1] == 7) & (tokens[:, 1:] == 8)).sum(1)
    first = (tokens == 3).sum(1) * 2.0 + (tokens == 6).sum(1) * 3.0
    return torch.stack([first, 0.5 + 4.0 * pairs - 3.0 * (tokens == 9).sum(1)], 1)


def reads_a_mean(tokens: Tensor) -> Tensor:
    """Logits (B, 3), three times the share of the words 2, 3 and 4 in each text."""
    words = (tokens != 0).sum(1, keepdim=True)
    return 3 * torch.stack([(tokens == word).sum(1) for word in (2, 3, 4)], 1) / words


def _without(tokens: Tensor, word: int) -> Tensor:
    kept = tokens[(tokens != word) & (tokens != 0)]
    return torch.cat([kept, torch.zeros(len(tokens) - len(kept), dtype=torch.int64)])


def _without_first(tokens: Tensor, word: int) -> Tensor:
    place = int((tokens == word).nonzero()[0])
    return torch.cat([tokens[:place], tokens[place + 1 :], tokens.new_zeros(1)])


def _by_fall_of_lead(says: Callable[[Tensor], Tensor], tokens: Tensor, shorter: Callable[[int], Tensor]) -> int:
    top = int(says(tokens[None])[0].argmax())
    words = tokens[tokens != 0].unique().tolist()
    return int(min(words, key=lambda word: _lead(says(shorter(word)[None])[0], top)))


def _by_fall(says: Callable[[Tensor], Tensor], tokens: Tensor, fall: Callable[[Tensor, Tensor], float]) -> int:
    before = says(tokens[None])[0]
    words = tokens[tokens != 0].unique().tolist()
    return int(max(words, key=lambda word: fall(before, says(_without(tokens, word)[None])[0])))


def _lead(logits: Tensor, top: int) -> float:
    return float(logits[top] - torch.cat([logits[:top], logits[top + 1 :]]).max())


@exercise(
    "17.4",
    title="The word that made it sure",
    stars=2,
    prompt=(
        "Which word of a text does a network's answer hang on? Take a word out wherever it stands (what comes behind "
        "moves up, zeros fill the end) and see by how much the *lead* of the class that was predicted for the whole "
        "text falls: its logit less the largest other logit. Return the token whose removal makes it fall most. No "
        "text here is made of one word alone."
    ),
    hints=(
        "The class is chosen once, for the whole text: `says(tokens[None])[0].argmax()`.",
        "`tokens[(tokens != word) & (tokens != 0)]` are the other words; fill up with zeros to the old length.",
        "The lead of class k: `z[k] - torch.cat([z[:k], z[k + 1:]]).max()`. Take the word with the smallest lead left.",
    ),
    cases=[
        (sure_of_word_3, torch.tensor([3, 4, 5, 3, 0])),
        (sure_of_word_3, torch.tensor([4, 4, 5, 3, 0])),
        (reads_a_mean, torch.tensor([5, 3, 2, 4, 2, 0, 0])),
        (reads_a_mean, torch.tensor([4, 4, 3, 9, 9, 9])),
        (reads_pairs, torch.tensor([3, 6, 3, 5, 0])),
        (reads_pairs, torch.tensor([7, 5, 8, 6, 0])),
        (reads_pairs, torch.tensor([6, 9, 9, 4])),
    ],
    wrong=[
        WrongAnswer(
            lambda says, tokens: _by_fall(
                says, tokens, lambda z, y: -(_lead(z, int(z.argmax())) - _lead(y, int(z.argmax())))
            ),
            "You took the word whose removal makes the network surer.",
        ),
        WrongAnswer(
            lambda says, tokens: int(tokens[tokens != 0].mode().values),
            "You took the word that comes most often. Ask the network.",
        ),
        WrongAnswer(
            lambda says, tokens: int(tokens[0]),
            "You took the first word. Ask the network about each.",
        ),
        WrongAnswer(
            lambda says, tokens: _by_fall(says, tokens, lambda z, y: -_lead(y, int(y.argmax()))),
            "You asked after each removal which class is predicted now. Keep the class of the whole text.",
        ),
        WrongAnswer(
            lambda says, tokens: _by_fall(says, tokens, lambda z, y: float(z[z.argmax()] - y[z.argmax()])),
            "That is the fall of the logit. The largest other logit may rise, too: take the lead.",
        ),
        WrongAnswer(
            lambda says, tokens: _by_fall_of_lead(says, tokens, lambda word: tokens.masked_fill(tokens == word, 0)),
            "You left a hole where the word stood. Close it: what comes behind moves up.",
        ),
        WrongAnswer(
            lambda says, tokens: _by_fall_of_lead(says, tokens, lambda word: _without_first(tokens, word)),
            "You took the word out once. Take it out wherever it stands.",
        ),
    ],
    remark="If the word is the sender's address, the network has not read the letter.",
)
def telling_word(says: Callable[[Tensor], Tensor], tokens: Tensor) -> int:
    """The token on which the answer hangs, for says(tokens (B, L)) -> logits (B, K) and one text (L,)."""
    top = int(says(tokens[None])[0].argmax())
    leads = {}
    for word in tokens[tokens != 0].unique().tolist():
        kept = tokens[(tokens != word) & (tokens != 0)]
        shorter = torch.cat([kept, torch.zeros(len(tokens) - len(kept), dtype=torch.int64)])
        z = says(shorter[None])[0]
        leads[word] = float(z[top] - torch.cat([z[:top], z[top + 1 :]]).max())
    return int(min(leads, key=lambda word: leads[word]))


def _posts() -> list[tuple[list[list[str]], list[int], int]]:
    heads = [["subject", "bike", "re"], ["subject", "car", "car"], ["subject", "bike"], ["subject", "car", "re"]]
    return [
        (heads, [0, 1, 0, 1], 2),
        ([*heads, ["bike", "car", "engine"], ["engine", "engine"]], [0, 1, 0, 1, 1, 1], 2),
        ([["dod", "dod"], ["team", "bat"], ["team"]], [0, 1, 1], 2),
        ([["dod", "dod", "dod"], ["team"], ["team"], ["dod", "team"]], [0, 1, 1, 0], 1),
        ([["a"], ["b", "a"], ["b"], ["c"], ["c"], ["c", "b"]], [0, 0, 1, 2, 2, 2], 2),
    ]


def _found(
    texts: list[list[str]],
    labels: list[int],
    least: int,
    *,
    once: bool = True,
    share: float = 1.0,
    strict: bool = False,
) -> str:
    classes: dict[str, list[int]] = {}
    for words, label in zip(texts, labels, strict=True):
        for word in set(words) if once else words:
            classes.setdefault(word, []).append(label)
    kept = [
        word
        for word, seen in classes.items()
        if (len(seen) > least if strict else len(seen) >= least)
        and max(seen.count(label) for label in set(seen)) >= share * len(seen)
    ]
    return " ".join(sorted(kept))


@exercise(
    "17.5",
    title="Find the leak before you train",
    stars=3,
    prompt=(
        "A leak is often a word that stands in many texts, all of one class: a club's name in a signature, a mailing "
        "list in a header. Given the words of each training text and its label, return the words that stand in at "
        "least `least` texts, all of one class, in the order of the alphabet, as one text with a space between. "
        "Count texts, not how often a word comes in one."
    ),
    hints=(
        "For each word collect the labels of the texts in which it stands; a dictionary of lists will do.",
        "`set(words)` has each word of a text once.",
        "Keep a word where `len(seen) >= least` and `len(set(seen)) == 1`; `.join(sorted(found))` makes one text.",
    ),
    cases=_posts(),
    wrong=[
        WrongAnswer(
            lambda texts, labels, least: _found(texts, labels, least, once=False),
            "A word that comes three times in one text stands in one text.",
        ),
        WrongAnswer(
            lambda texts, labels, least: _found(texts, labels, least, share=0.6),
            "Mostly of one class is not all of one class.",
        ),
        WrongAnswer(
            lambda texts, labels, least: _found(texts, labels, least, share=0.0),
            "You have the frequent words. Which of them stand in texts of one class only?",
        ),
        WrongAnswer(
            lambda texts, labels, least: _found(texts, labels, least, strict=True),
            "At least `least`: a word in exactly so many texts counts.",
        ),
        WrongAnswer(
            lambda texts, labels, least: " ".join(_found(texts, labels, least).split()[::-1]),
            "In the order of the alphabet, please.",
        ),
    ],
    remark="Not each of these words is a leak: “motorcycle” is what the text is about. The list is short enough to "
    "read, and reading it costs less than a network that learnt the letterhead.",
)
def giveaways(texts: list[list[str]], labels: list[int], least: int) -> str:
    """Words that stand in `least` or more texts, all of one class, sorted, with a space between."""
    classes: dict[str, list[int]] = {}
    for words, label in zip(texts, labels, strict=True):
        for word in set(words):
            classes.setdefault(word, []).append(label)
    found = [word for word, seen in classes.items() if len(seen) >= least and len(set(seen)) == 1]
    return " ".join(sorted(found))
