"""Searches against lists and loops: greedy by hand, every sentence tried, a beam kept in a list."""

import itertools
import math

import pytest
import torch
from torch import Tensor, nn

from nls_tutorial.models import transformer
from nls_tutorial.predictions import beam_search, greedy_search
from nls_tutorial.predictions.search import BEGIN, END, PADDING

WORDS = 6  # padding, BEGIN, END and three words
SOURCE = torch.tensor([[3, 2, 0], [4, 5, 2], [5, 2, 0]])


class Chain(nn.Module):
    """The next word depends on the source's first word, the last word said and the place."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        draws = torch.Generator().manual_seed(seed)
        self.table = 2 * torch.randn(10, WORDS, 12, WORDS, generator=draws, dtype=torch.float64)
        self.head = nn.Identity()

    def encode(self, source: Tensor) -> Tensor:
        return source[:, :1]

    def decode(self, memory: Tensor, source: Tensor, target: Tensor) -> Tensor:
        assert torch.equal(memory[:, 0], source[:, 0])
        places = torch.arange(target.shape[1])
        return self.table[memory, target, places]

    def log_p(self, first: int, said: list[int], temperature: float) -> list[float]:
        """Of every next word; padding and BEGIN are never said."""
        logits = self.table[first, said[-1] if said else BEGIN, len(said)].clone()
        logits[[PADDING, BEGIN]] = -math.inf
        return torch.log_softmax(logits / temperature, 0).tolist()


def score(chain: Chain, first: int, sentence: tuple[int, ...], temperature: float, power: float) -> float:
    total = sum(chain.log_p(first, list(sentence[:n]), temperature)[word] for n, word in enumerate(sentence))
    return total / ((5 + len(sentence)) / 6) ** power


def stripped(row: Tensor) -> tuple[int, ...]:
    return tuple(word for word in row.tolist() if word != PADDING)


@pytest.mark.parametrize("seed", range(4))
def test_greedy_takes_the_likeliest_word_each_time(seed: int) -> None:
    chain = Chain(seed)
    found = greedy_search(chain, SOURCE, longest=6)
    for row, first in zip(found, SOURCE[:, 0].tolist(), strict=True):
        said: list[int] = []
        while len(said) < 6 and END not in said:
            p = chain.log_p(first, said, 1.0)
            said.append(p.index(max(p)))
        assert stripped(row) == tuple(said)


@pytest.mark.parametrize(
    ("seed", "temperature", "power"),
    [(0, 1.0, 0.6), (1, 2.0, 0.6), (2, 0.5, 0.0), (3, 1.0, 1.5), (4, 4.0, 3.0), (5, 4.0, 0.0), (6, 4.0, 4.0)],
)
def test_a_beam_that_keeps_all_finds_the_best_of_all_sentences(seed: int, temperature: float, power: float) -> None:
    chain, longest = Chain(seed), 4
    found = beam_search(chain, SOURCE, width=81, temperature=temperature, length_power=power, longest=longest)
    for row, first in zip(found, SOURCE[:, 0].tolist(), strict=True):
        every = [
            (*words, *end)
            for length in range(longest + 1)
            for words in itertools.product((3, 4, 5), repeat=length)
            for end in ((END,), ())
            if (length < longest) == bool(end)
        ]
        best = max(every, key=lambda sentence: score(chain, first, sentence, temperature, power))
        assert stripped(row) == best


@pytest.mark.parametrize(("seed", "width"), [(0, 1), (1, 2), (2, 3), (3, 4), (4, 2)])
def test_a_beam_is_a_list_that_is_kept_short(seed: int, width: int) -> None:
    chain, longest = Chain(seed), 7
    found = beam_search(chain, SOURCE, width=width, temperature=1.3, longest=longest)
    for row, first in zip(found, SOURCE[:, 0].tolist(), strict=True):
        beam: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
        ended: list[tuple[int, ...]] = []
        for length in range(1, longest + 1):
            grown = [
                (total + p, (*said, word))
                for total, said in beam
                for word, p in enumerate(chain.log_p(first, list(said), 1.3))
            ]
            grown = sorted(grown, reverse=True)[:width]
            ended += [said for _, said in grown if said[-1] == END or length == longest]
            beam = [(total, said) for total, said in grown if said[-1] != END and total > -math.inf]
        assert stripped(row) == max(ended, key=lambda said: score(chain, first, said, 1.3, 0.6))


def test_a_sentence_is_searched_alone_as_in_a_batch_and_the_mode_stays() -> None:
    network = transformer(8, 9, width=16, heads=2, seed=3, dropout=0.5)
    together = beam_search(network, SOURCE, width=3, longest=9)
    assert network.training
    for number in range(3):
        length = int((SOURCE[number] != 0).sum())
        alone = beam_search(network, SOURCE[number : number + 1, :length], width=3, longest=9)
        assert stripped(alone[0]) == stripped(together[number])


def test_temperature_changes_no_greedy_answer() -> None:
    chain = Chain(5)
    one, other = (beam_search(chain, SOURCE, width=1, temperature=t, longest=6) for t in (0.3, 3.0))
    assert torch.equal(one, other)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"width": 0}, "width must be at least 1"),
        ({"temperature": 0.0}, "temperature must be"),
        ({"length_power": -0.5}, "length_power must be"),
        ({"longest": 0}, "longest must be at least 1"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        beam_search(Chain(0), SOURCE, **change)
