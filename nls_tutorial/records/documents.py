"""Texts with their classes, each twice: whole, and without what gives its class away."""

from dataclasses import dataclass

import torch
from torch import Tensor

from nls_tutorial.records.record import refuse
from nls_tutorial.records.rows import are_labels, has_shape
from nls_tutorial.records.summary import Summary


@dataclass(frozen=True, eq=False, repr=False)
class Documents(Summary):
    r"""N texts of one split: as they came (`whole`), and without header, quotation, signature or code (`stripped`).

    `labels` (N,) int64 are classes, numbered as in `class_names`. Raises TypeError for other types than these,
    ValueError for lengths that do not fit, labels outside 0 … K − 1 and fewer than two classes.
    First met in notebooks/17_classify_text.

    >>> from torch import tensor
    >>> two = Documents(("Subject: dogs\nI bark.", "Subject: cats\nI purr."), ("I bark.", "I purr."), tensor([1, 0]),
    ...     ("cat", "dog"), "test")
    >>> two
    Documents
      split    test
      texts    2, on average 2 words (stripped)
      classes  2 (cat, dog)
    >>> two.select(tensor([1])).whole
    ('Subject: cats\nI purr.',)
    """

    whole: tuple[str, ...]
    stripped: tuple[str, ...]
    labels: Tensor
    class_names: tuple[str, ...]
    split: str

    def _rules(self) -> None:
        count = len(self.whole)
        if len(self.stripped) != count:
            step = "Give both for each document, in one order."
            refuse("stripped", f"must hold {count} texts, as whole does", len(self.stripped), step)
        has_shape("labels", self.labels, count)
        if len(self.class_names) < 2:
            refuse("class_names", "must name at least two classes", len(self.class_names), "Add texts of another kind.")
        are_labels("labels", self.labels, len(self.class_names))

    def __len__(self) -> int:
        return len(self.whole)

    def select(self, indices: Tensor) -> "Documents":
        """The documents that `indices` (int64) name, in their order."""
        rows = indices.tolist()
        whole, stripped = (tuple(texts[row] for row in rows) for texts in (self.whole, self.stripped))
        return Documents(whole, stripped, self.labels[indices], self.class_names, self.split)

    def _summary(self) -> dict[str, object]:
        names = [*self.class_names[:4], *(["…"] if len(self.class_names) > 4 else [])]
        words = sum(len(text.split()) for text in self.stripped) / max(len(self), 1)
        return {
            "split": self.split,
            "texts": f"{len(self):,}, on average {words:.0f} words (stripped)",
            "classes": f"{len(self.class_names)} ({', '.join(names)})",
        }


@dataclass(frozen=True, eq=False, repr=False)
class DocumentSplits(Summary):
    """Train on the first, fit the temperature on the second, report the third. First met in notebooks/17_classify_text.

    >>> from torch import tensor
    >>> one = Documents(("a", "b"), ("a", "b"), tensor([0, 1]), ("cat", "dog"), "train")
    >>> DocumentSplits(one, one, one).classes
    2
    """

    train: Documents
    calibration: Documents
    test: Documents

    @property
    def classes(self) -> int:
        """K, the number of classes."""
        return len(self.train.class_names)

    def _summary(self) -> dict[str, object]:
        parts = (self.train, self.calibration, self.test)
        return {**{part.split: f"{len(part):,} texts" for part in parts}, "classes": ", ".join(self.train.class_names)}


@dataclass(frozen=True, eq=False, repr=False)
class Tokens(Summary):
    """Texts as numbers: `tokens` (N, L) int64, 0 where a text has ended and 1 for a word that is not known; `labels`.

    Raises TypeError for other types, ValueError for lengths that do not fit, negative tokens, labels that are no class
    and a text without a word, told by its row. First met in notebooks/17_classify_text.

    >>> from torch import tensor
    >>> two = Tokens(tensor([[5, 1, 0], [3, 2, 4]]), tensor([0, 1]), ("cat", "dog"), "test")
    >>> len(two), two.lengths.tolist(), two.select(tensor([1])).tokens.tolist()
    (2, [2, 3], [[3, 2, 4]])
    """

    tokens: Tensor
    labels: Tensor
    class_names: tuple[str, ...]
    split: str

    def _rules(self) -> None:
        has_shape("tokens", self.tokens, "N", "L")
        if self.tokens.dtype != torch.int64:
            refuse("tokens", "must be int64", self.tokens.dtype, "Convert it with .long().", error=TypeError)
        has_shape("labels", self.labels, len(self.tokens))
        are_labels("labels", self.labels, len(self.class_names))
        if len(self.tokens) and int(self.tokens.amin()) < 0:
            refuse("tokens", "must be 0 or more", int(self.tokens.amin()), "Number the words from 2.")
        empty = (self.lengths == 0).nonzero().flatten().tolist()
        if empty:
            step = "Leave that text out, or look at how it was stripped."
            refuse(f"tokens[{empty[0]}]", "must hold at least one word", "none", step)

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def lengths(self) -> Tensor:
        """The number of words of each text, (N,)."""
        return (self.tokens != 0).sum(1)

    def select(self, indices: Tensor) -> "Tokens":
        """The texts that `indices` name, in their order."""
        return Tokens(self.tokens[indices], self.labels[indices], self.class_names, self.split)

    def to(self, device: torch.device | str) -> "Tokens":
        """The same texts on `device`."""
        return Tokens(self.tokens.to(device), self.labels.to(device), self.class_names, self.split)

    def first(self, share: float) -> "Tokens":
        """The beginning of each text: that share of its words, rounded up, so at least one. Raises ValueError.

        >>> from torch import tensor
        >>> Tokens(tensor([[5, 1, 4], [3, 0, 0]]), tensor([0, 1]), ("cat", "dog"), "test").first(0.5).tokens.tolist()
        [[5, 1, 0], [3, 0, 0]]
        """
        if not 0 < share <= 1:
            refuse("share", "must lie in (0, 1]", share, "Give 0.5 for the first half.")
        read = (self.lengths.double() * share - 1e-9).ceil().clamp_min(1)
        kept = torch.arange(self.tokens.shape[1], device=self.tokens.device) < read[:, None]
        return Tokens(self.tokens * kept, self.labels, self.class_names, self.split)

    def _summary(self) -> dict[str, object]:
        longest = int(self.lengths.amax()) if len(self) else 0
        return {
            "split": self.split,
            "texts": f"{len(self):,}, up to {longest} words",
            "classes": f"{len(self.class_names)} ({', '.join(self.class_names[:4])})",
        }
