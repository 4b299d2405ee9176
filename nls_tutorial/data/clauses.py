"""Sentences that a small grammar makes, with German translations: what is settled is known, and what is open."""

from collections.abc import Sequence
from typing import Any

import torch

from nls_tutorial import checks
from nls_tutorial.data.seeds import generator
from nls_tutorial.records import PairSplits, SentencePairs

Noun = tuple[str, str]  # gender, noun
# English noun → its German nouns with their gender; of two the first is written in two of three sentences
NOUNS: dict[str, tuple[Noun, ...]] = {
    "man": (("m", "Mann"),),
    "woman": (("f", "Frau"),),
    "child": (("n", "Kind"),),
    "dog": (("m", "Hund"),),
    "cat": (("f", "Katze"),),
    "horse": (("n", "Pferd"), ("m", "Gaul")),
    "car": (("n", "Auto"), ("m", "Wagen")),
    "train": (("m", "Zug"), ("f", "Bahn")),
    "ball": (("m", "Ball"),),
    "street": (("f", "Straße"),),
    "house": (("n", "Haus"),),
    "picture": (("n", "Bild"), ("n", "Gemälde")),
}
VERBS: dict[str, tuple[str, ...]] = {
    "sees": ("sieht",),
    "looks for": ("sucht",),
    "finds": ("findet",),
    "likes": ("mag", "liebt"),
    "draws": ("zeichnet", "malt"),
    "shows": ("zeigt",),
}
ADJECTIVES: dict[str, tuple[str, ...]] = {
    "small": ("klein",),
    "big": ("groß",),
    "old": ("alt",),
    "new": ("neu",),
    "red": ("rot",),
    "beautiful": ("schön", "hübsch"),
}
ADVERBS: dict[str, tuple[str, ...]] = {
    "today": ("heute",),
    "often": ("oft", "häufig"),
    "here": ("hier",),
    "now": ("jetzt", "nun"),
}
FRAMES = {"": "", "she knows that": "sie weiß, dass", "he says that": "er sagt, dass"}
ARTICLES = {  # definite and indefinite, nominative and accusative
    ("the", "m"): ("der", "den"),
    ("the", "f"): ("die", "die"),
    ("the", "n"): ("das", "das"),
    ("a", "m"): ("ein", "einen"),
    ("a", "f"): ("eine", "eine"),
    ("a", "n"): ("ein", "ein"),
}
ENDINGS = {  # of the adjective, nominative and accusative
    ("the", "m"): ("e", "en"),
    ("the", "f"): ("e", "e"),
    ("the", "n"): ("e", "e"),
    ("a", "m"): ("er", "en"),
    ("a", "f"): ("e", "e"),
    ("a", "n"): ("es", "es"),
}
MOST = 20_000  # sentences at once
FIRST = 2 / 3  # how often the first of two possibilities is taken


def clauses(*, train: int = 400, calibration: int = 200, test: int = 300, seed: int = 0) -> PairSplits:
    r"""English sentences made by a small grammar, with German translations: real words, real endings, no real text.

    The verb goes to the end behind "dass", articles and adjectives follow the noun's gender and case. Some things are
    open, as in every translation: of two German words for one English one ("car": Auto, Wagen) the first stands in two
    of three sentences, and an adverb stands before the object in two of three. No English sentence comes twice.

    Args:
        train, calibration, test: sizes of the three disjoint parts, up to 20,000 in all.
        seed: decides all sentences; the same on every machine.

    Returns the three parts. Raises ValueError or TypeError for sizes that are not whole, below 1 or too large.
    First met in notebooks/18_translate.

    >>> pair = clauses(train=1, calibration=1, test=1, seed=0).train
    >>> pair.source[0], pair.target[0]
    ('a horse likes a small ball today', 'ein Pferd mag heute einen kleinen Ball')
    """
    sizes = {"train": train, "calibration": calibration, "test": test}
    for name, size in sizes.items():
        checks.whole(name, size, 1, "Take some.")
    if sum(sizes.values()) > MOST:
        checks.refuse("train + calibration + test", f"must be at most {MOST:,}", sum(sizes.values()), "Lower one.")
    draws, pairs = generator(seed, "scenes"), dict[str, str]()
    while len(pairs) < sum(sizes.values()):
        pairs.setdefault(*_sentence(draws))
    rows, parts = list(pairs.items()), []
    for name, size in sizes.items():
        parts.append(SentencePairs(tuple(one for one, _ in rows[:size]), tuple(two for _, two in rows[:size]), name))
        rows = rows[size:]
    return PairSplits(*parts)


def _sentence(draws: torch.Generator) -> tuple[str, str]:
    """One sentence and its translation."""
    frame = _one_of(list(FRAMES), draws)
    subject, der_subject = _noun_phrase(0, draws)
    verb, adverb = _one_of(list(VERBS), draws), _one_of([*ADVERBS, "", ""], draws)
    objekt, den_objekt = _noun_phrase(1, draws)
    verb_there = _first_or_other(VERBS[verb], draws)
    adverb_there = _first_or_other(ADVERBS[adverb], draws) if adverb else ""
    middle = [adverb_there, den_objekt] if _chance(FIRST, draws) else [den_objekt, adverb_there]
    # the verb stands second, and last behind "dass"
    order = [FRAMES[frame], der_subject, *middle, verb_there] if frame else [der_subject, verb_there, *middle]
    return _joined([frame, subject, verb, objekt, adverb]), _joined(order)


def _noun_phrase(case: int, draws: torch.Generator) -> tuple[str, str]:
    """ "the red car" and "der rote Wagen" (case 0) or "den roten Wagen" (1)."""
    article, noun = _one_of(["the", "a"], draws), _one_of(list(NOUNS), draws)
    gender, noun_there = _first_or_other(NOUNS[noun], draws)
    english, german = [article], [ARTICLES[article, gender][case]]
    if _chance(0.5, draws):
        adjective = _one_of(list(ADJECTIVES), draws)
        english.append(adjective)
        german.append(_first_or_other(ADJECTIVES[adjective], draws) + ENDINGS[article, gender][case])
    if article == "a" and english[-1] == "old":
        english[0] = "an"
    return _joined([*english, noun]), _joined([*german, noun_there])


def _one_of(things: Sequence[Any], draws: torch.Generator) -> Any:
    return things[int(torch.randint(len(things), (), generator=draws))]


def _chance(share: float, draws: torch.Generator) -> bool:
    return float(torch.rand((), generator=draws)) < share


def _first_or_other(things: Sequence[Any], draws: torch.Generator) -> Any:
    """The first of one or two things, or in one of three cases the other."""
    return things[0] if len(things) == 1 or _chance(FIRST, draws) else things[1]


def _joined(words: Sequence[str]) -> str:
    return " ".join(word for word in words if word)
