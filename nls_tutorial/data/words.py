"""Words of a text, and their numbers: a vocabulary made from the training texts, without a download."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from jaxtyping import Int64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.records import Documents, Tokens

PADDING, UNKNOWN, FIRST = 0, 1, 2  # tokens: a text has ended, a word that is not in the vocabulary, the first word
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")  # letters of any script, with an apostrophe inside


def split_words(text: str) -> list[str]:
    """The words of a text in lower case: runs of letters; numbers and signs are left out.

    First met in notebooks/17_classify_text.

    >>> split_words("Don't sell 3 mac_cards, Émile!")
    ["don't", 'sell', 'mac', 'cards', 'émile']
    """
    checks.text("text", text, "Give one text.")
    return WORD.findall(text.lower())


@dataclass(frozen=True)
class Vocabulary:
    """The words that have a number of their own: `words[i]` is token i + 2; 0 is the end of a text, 1 any other word.

    First met in notebooks/17_classify_text.

    >>> small = Vocabulary(("cat", "sat"))
    >>> small.encode(["The cat sat.", "Cat!"], longest=4).tolist(), len(small)
    ([[1, 2, 3, 0], [2, 0, 0, 0]], 4)
    """

    words: tuple[str, ...]
    numbers: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _several("words", self.words, "words", "Make one with vocabulary(texts).")
        object.__setattr__(self, "numbers", {word: place + FIRST for place, word in enumerate(self.words)})

    def __len__(self) -> int:
        return len(self.words) + FIRST

    def encode(self, texts: Sequence[str], *, longest: int) -> Int64[Tensor, "N L"]:
        """The tokens of each text, its first `longest` words. Raises ValueError for a text without a word, by its row.

        A text of unknown words alone is all 1: there is something, and the network knows nothing of it.
        """
        _several("texts", texts, "texts", "Give documents.stripped.")
        checks.whole("longest", longest, 1, "128 words tell most of what a post is about.", high=2**16)
        tokens = torch.full((len(texts), longest), PADDING, dtype=torch.int64)
        for row, text in enumerate(texts):
            found = [self.numbers.get(word, UNKNOWN) for word in split_words(text)[:longest]]
            if not found:
                step = "Leave that text out."
                checks.refuse(f"texts[{row}]", "must hold at least one word", checks.brief(text[:40]), step)
            tokens[row, : len(found)] = torch.tensor(found)
        return tokens

    def tokens(self, documents: Documents, *, longest: int, whole: bool = False) -> Tokens:
        """The stripped texts of `documents` as numbers, or the whole ones. First met in notebooks/17_classify_text."""
        texts = documents.whole if whole else documents.stripped
        return Tokens(self.encode(texts, longest=longest), documents.labels, documents.class_names, documents.split)

    def word(self, token: int) -> str:
        """The word that a token stands for; "?" for an unknown one."""
        return self.words[token - FIRST] if token >= FIRST else "?" if token == UNKNOWN else ""


def vocabulary(texts: Sequence[str], *, size: int = 4000) -> Vocabulary:
    """The `size` most frequent words of `texts`, counted once a text, ties by the alphabet.

    Make it from the training texts alone: a word that only the test has is unknown, as it will be to the network later.

    Args:
        texts: at least one.
        size: how many words get a number, from 1 on.

    Raises ValueError or TypeError for no texts, one text in place of several, and texts without any word.
    First met in notebooks/17_classify_text.

    >>> vocabulary(["a cat and a dog", "a dog"], size=2).words
    ('a', 'dog')
    """
    checks.whole("size", size, 1, "4000 is a good start.", high=2**22)
    _several("texts", texts, "texts", "Give documents.stripped.")
    if len(texts) == 0:
        checks.refuse("texts", "must hold at least one text", "none", "Give documents.stripped.")
    seen = Counter(word for text in texts for word in set(split_words(text)))
    if not seen:
        checks.refuse("texts", "must hold at least one word", f"none in {len(texts)} texts", "Look at the files.")
    ranked = sorted(seen, key=lambda word: (-seen[word], word))
    return Vocabulary(tuple(ranked[:size]))


def _several(argument: str, given: object, what: str, step: str) -> None:
    """A list or a tuple of texts."""
    if not isinstance(given, list | tuple):
        checks.refuse(argument, f"must be a list or a tuple of {what}", checks.brief(given), step, error=TypeError)
    for place, text in enumerate(given):
        checks.text(f"{argument}[{place}]", text, step)
