"""From the probabilities of each next word to a whole sentence: the likeliest each time, or a beam of beginnings."""

import math
from typing import Any

import torch
from jaxtyping import Int64
from torch import Tensor, nn

from nls_tutorial import checks

# Shapes: B sentences, S source tokens, W beginnings kept for each sentence, K words of the target vocabulary.
PADDING, BEGIN, END = 0, 1, 2


@torch.no_grad()
def greedy_search(model: nn.Module, source: Int64[Tensor, "B S"], *, longest: int = 32) -> Int64[Tensor, "B T"]:
    r"""Take the likeliest next word, $\arg\max_k p(k \mid \text{source}, y_1 \dots y_{t-1})$, until END.

    Args:
        model: a `models.Transformer`, or a module with `encode(source)`, `decode(memory, source, target)` and `head`.
        source: token numbers, 0 for padding.
        longest: the most tokens of an answer.

    Returns the answers without BEGIN, 0 behind END. Raises ValueError for sizes that do not fit.
    First met in notebooks/18_translate.

    >>> from nls_tutorial.models import transformer
    >>> greedy_search(transformer(6, 7), torch.tensor([[4, 5, 2]]), longest=3).shape[0]  # one answer, of chance
    1
    """
    return beam_search(model, source, width=1, longest=longest)


@torch.no_grad()
def beam_search(
    model: nn.Module,
    source: Int64[Tensor, "B S"],
    *,
    width: int = 4,
    temperature: float = 1.0,
    length_power: float = 0.6,
    longest: int = 32,
) -> Int64[Tensor, "B T"]:
    r"""Keep the `width` beginnings of largest score, grow each by one word, again and again; the best ended one wins.

    The score of a sentence of n words is $\sum_t \log p_T(y_t) \big/ \left(\frac{5+n}{6}\right)^{a}$, with
    $p_T = \mathrm{softmax}(z/T)$, T the temperature and a the `length_power`. Padding and BEGIN are never answered.
    Width 1 is greedy, and then T changes nothing.

    Args:
        model: a `models.Transformer`, or a module with `encode(source)`, `decode(memory, source, target)` and `head`.
        source: token numbers, 0 for padding.
        width: W, beginnings kept for each sentence.
        temperature: T > 0.
        length_power: a ≥ 0; 0 favours short sentences.
        longest: the most tokens of an answer.

    Returns the answers without BEGIN, 0 behind END; a sentence that never ends is cut. Raises ValueError or TypeError
    for sizes below 1, T ≤ 0 and a < 0.

    Source: Wu et al. 2016 (arXiv 1609.08144) eq. 14 for the lengths. First met in notebooks/18_translate.

    >>> from nls_tutorial.models import transformer
    >>> source, network = torch.tensor([[4, 5, 2]]), transformer(6, 7)
    >>> torch.equal(beam_search(network, source, width=1), greedy_search(network, source))
    True
    """
    if not (isinstance(model, nn.Module) and all(hasattr(model, part) for part in ("encode", "decode", "head"))):
        step = "Use models.transformer."
        checks.refuse("model", "must have encode, decode and head", type(model).__name__, step, error=TypeError)
    checks.tensor("source", source)
    checks.whole("width", width, 1, "4 is usual.")
    checks.whole("longest", longest, 1)
    checks.positive("temperature", temperature)
    checks.at_least("length_power", length_power, 0)
    training = model.training
    model.eval()
    try:
        return _Search(model, source, width, temperature, length_power, longest).run()
    finally:
        model.train(training)


class _Search:
    """The beams of B sentences; a sentence leaves when no beginning of it can win any more."""

    def __init__(self, model: Any, source: Tensor, width: int, temperature: float, power: float, longest: int) -> None:
        self.model, self.width, self.temperature, self.power, self.longest = model, width, temperature, power, longest
        count = len(source)
        self.open = torch.arange(count)  # the sentences that are still searched
        self.source = source.repeat_interleave(width, 0)  # (B·W, S)
        self.memory = model.encode(source).repeat_interleave(width, 0)
        self.begun = torch.full((count * width, 1), BEGIN)
        # all beginnings are alike at first: only one of them may grow
        self.sums = torch.full((count, width), -math.inf).index_fill_(1, torch.tensor([0]), 0.0)
        self.best = torch.full((count,), -math.inf)  # the score of the best sentence that has ended
        self.answers: list[list[int]] = [[] for _ in range(count)]

    def run(self) -> Tensor:
        """The answers, filled up with padding."""
        for length in range(1, self.longest + 1):
            self._grow()
            self._note(length)
            self._leave()
            if len(self.open) == 0:
                break
        wide = max(map(len, self.answers))
        return torch.tensor([answer + [PADDING] * (wide - len(answer)) for answer in self.answers])

    def _grow(self) -> None:
        """One word more: of all beginnings with all words the best W of each sentence stay."""
        inner = self.model.decode(self.memory, self.source, self.begun)[:, -1]
        logits = self.model.head(inner).index_fill(1, torch.tensor([PADDING, BEGIN]), -math.inf)  # (B·W, K)
        # log p_T, summed along each beginning
        log_p = torch.log_softmax(logits / self.temperature, 1)
        sums = (self.sums.flatten()[:, None] + log_p).view(len(self.open), -1)  # (B, W·K)
        self.sums, chosen = sums.topk(self.width, 1)
        first = torch.arange(len(self.open))[:, None] * self.width
        rows, words = (first + chosen // log_p.shape[1]).flatten(), (chosen % log_p.shape[1]).flatten()
        self.begun = torch.cat([self.begun[rows], words[:, None]], 1)

    def _note(self, length: int) -> None:
        """Put aside the beginnings that have ended, or, at the last word, all; the best of a sentence is its answer."""
        ended = (self.begun[:, -1] == END).view_as(self.sums) | (length == self.longest)
        # Σ log p / ((5 + n)/6)^a
        scores = torch.where(ended, self.sums / ((5 + length) / 6) ** self.power, -math.inf)
        score, slot = scores.max(1)
        for place in (score > self.best).nonzero().flatten().tolist():
            row = place * self.width + int(slot[place])
            self.answers[int(self.open[place])] = self.begun[row, 1:].tolist()
        self.best = torch.maximum(self.best, score)
        self.sums = self.sums.masked_fill(ended, -math.inf)

    def _leave(self) -> None:
        """Sentences of which no beginning is left, or none that could still win, are done."""
        # a sum only falls; what it could be worth at most it is worth at the greatest length
        bound = self.sums.amax(1) / ((5 + self.longest) / 6) ** self.power
        stay = bound > self.best
        if bool(stay.all()):
            return
        rows = stay.repeat_interleave(self.width)
        self.open, self.sums, self.best = self.open[stay], self.sums[stay], self.best[stay]
        self.source, self.memory, self.begun = self.source[rows], self.memory[rows], self.begun[rows]
