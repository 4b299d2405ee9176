"""Sentences with their translations, as text and as numbers."""

from dataclasses import dataclass

import torch
from torch import Tensor

from nls_tutorial.records.record import refuse
from nls_tutorial.records.rows import has_shape
from nls_tutorial.records.summary import Summary


@dataclass(frozen=True, eq=False, repr=False)
class SentencePairs(Summary):
    """N sentences of one split, `source`, with their translations, `target`. First met in notebooks/18_translate.

    Raises ValueError for lengths that do not fit and a sentence that is empty, told by its row.

    >>> two = SentencePairs(("a cat", "a dog"), ("eine Katze", "ein Hund"), "test")
    >>> two
    SentencePairs
      split      test
      pairs      2, on average 2 and 2 words
      the first  a cat → eine Katze
    >>> two.select(torch.tensor([1])).target
    ('ein Hund',)
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    split: str

    def _rules(self) -> None:
        if len(self.target) != len(self.source):
            step = "Give one translation for each sentence, in one order."
            refuse("target", f"must hold {len(self.source)} sentences, as source does", len(self.target), step)
        for name, side in (("source", self.source), ("target", self.target)):
            empty = [row for row, sentence in enumerate(side) if not sentence.strip()]
            if empty:
                refuse(f"{name}[{empty[0]}]", "must hold a word", repr(side[empty[0]]), "Leave that pair out.")

    def __len__(self) -> int:
        return len(self.source)

    def select(self, indices: Tensor) -> "SentencePairs":
        """The pairs that `indices` (int64) name, in their order."""
        rows = indices.tolist()
        source, target = (tuple(side[row] for row in rows) for side in (self.source, self.target))
        return SentencePairs(source, target, self.split)

    def _summary(self) -> dict[str, object]:
        words = [sum(len(one.split()) for one in side) / max(len(self), 1) for side in (self.source, self.target)]
        first = {"the first": f"{self.source[0]} → {self.target[0]}"} if len(self) else {}
        return {
            "split": self.split,
            "pairs": f"{len(self):,}, on average {words[0]:.0f} and {words[1]:.0f} words",
            **first,
        }


@dataclass(frozen=True, eq=False, repr=False)
class PairSplits(Summary):
    """Train on the first, fit the temperature on the second, report the third. First met in notebooks/18_translate.

    >>> one = SentencePairs(("a cat",), ("eine Katze",), "train")
    >>> PairSplits(one, one, one).train.source
    ('a cat',)
    """

    train: SentencePairs
    calibration: SentencePairs
    test: SentencePairs

    def _summary(self) -> dict[str, object]:
        parts = (self.train, self.calibration, self.test)
        return {
            **{part.split: f"{len(part):,} pairs" for part in parts},
            "the first": f"{self.train.source[0]} → {self.train.target[0]}",
        }


@dataclass(frozen=True, eq=False, repr=False)
class TokenPairs(Summary):
    """Sentence pairs as numbers: `source` (N, S) and `target` (N, T) int64, 0 where a sentence has ended (padding).

    Raises TypeError for other types, ValueError for shapes that do not fit, negative tokens and an empty sentence, told
    by its row. First met in notebooks/18_translate.

    >>> from torch import tensor
    >>> two = TokenPairs(tensor([[5, 2, 0], [4, 6, 2]]), tensor([[1, 7, 2, 0], [1, 8, 9, 2]]), "test")
    >>> len(two), two.select(tensor([0])).source.tolist()
    (2, [[5, 2, 0]])
    """

    source: Tensor
    target: Tensor
    split: str

    def _rules(self) -> None:
        has_shape("source", self.source, "N", "S")
        has_shape("target", self.target, len(self.source), "T")
        for name, tokens in (("source", self.source), ("target", self.target)):
            if tokens.dtype != torch.int64:
                refuse(name, "must be int64", tokens.dtype, "Convert it with .long().", error=TypeError)
            if tokens.numel() and int(tokens.amin()) < 0:
                refuse(name, "must be 0 or more", int(tokens.amin()), "Number the words from 1; 0 is padding.")
            empty = (tokens != 0).sum(1).eq(0).nonzero().flatten().tolist()
            if empty:
                refuse(f"{name}[{empty[0]}]", "must hold at least one word", "none", "Leave that pair out.")

    def __len__(self) -> int:
        return len(self.source)

    def select(self, indices: Tensor) -> "TokenPairs":
        """The pairs that `indices` name, in their order."""
        return TokenPairs(self.source[indices], self.target[indices], self.split)

    def to(self, device: torch.device | str) -> "TokenPairs":
        """The same pairs on `device`."""
        return TokenPairs(self.source.to(device), self.target.to(device), self.split)

    def _summary(self) -> dict[str, object]:
        longest = [int((side != 0).sum(1).amax()) if len(self) else 0 for side in (self.source, self.target)]
        words = int((self.target[:, 1:] != 0).sum())
        return {
            "split": self.split,
            "pairs": f"{len(self):,}, up to {longest[0]} and {longest[1]} tokens",
            "decisions": f"{words:,} next words",
        }
