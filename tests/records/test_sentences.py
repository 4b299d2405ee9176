"""Sentence pairs and their tokens: what belongs together stays together, and what does not fit is refused."""

import pytest
import torch
from torch import tensor

from nls_tutorial.records import PairSplits, Samples, SentencePairs, TokenPairs

THREE = SentencePairs(("a", "b c", "d"), ("A", "B", "C D"), "train")
TOKENS = TokenPairs(
    tensor([[4, 2, 0], [3, 5, 2], [6, 2, 0]]), tensor([[1, 7, 2, 0], [1, 2, 0, 0], [1, 8, 9, 2]]), "test"
)


def test_selected_pairs_keep_their_sides() -> None:
    two = THREE.select(tensor([2, 0]))
    assert (two.source, two.target, two.split, len(two)) == (("d", "a"), ("C D", "A"), "train", 2)
    rows = TOKENS.select(tensor([2, 0]))
    assert rows.source.tolist() == [[6, 2, 0], [4, 2, 0]]
    assert rows.target.tolist() == [[1, 8, 9, 2], [1, 7, 2, 0]]
    assert isinstance(TOKENS, Samples)
    assert rows.to("cpu").split == "test"


def test_cards_say_how_much_there_is() -> None:
    assert "3, on average 1 and 1 words" in repr(THREE)
    assert "a → A" in repr(THREE)
    assert "3 pairs" in repr(PairSplits(THREE, THREE, THREE))
    assert "3, up to 3 and 4 tokens" in repr(TOKENS)
    assert "6 next words" in repr(TOKENS)


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        (("a",), ("A", "B"), "target must hold 1 sentences, as source does, but got 2"),
        (("a", " "), ("A", "B"), r"source\[1\] must hold a word"),
        (("a", "b"), ("", "B"), r"target\[0\] must hold a word"),
    ],
)
def test_pairs_that_do_not_fit_are_refused(source: tuple[str, ...], target: tuple[str, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        SentencePairs(source, target, "train")


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        (tensor([[1]]), tensor([[1], [2]]), "target must have shape"),
        (tensor([1]), tensor([[1]]), "source must have shape"),
        (tensor([[-1]]), tensor([[1]]), "source must be 0 or more, but got -1"),
        (tensor([[1], [1]]), tensor([[1], [0]]), r"target\[1\] must hold at least one word"),
    ],
)
def test_tokens_that_do_not_fit_are_refused(source: torch.Tensor, target: torch.Tensor, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        TokenPairs(source, target, "train")
    with pytest.raises(TypeError, match="source must be int64"):
        TokenPairs(tensor([[1.0]]), tensor([[1]]), "train")
