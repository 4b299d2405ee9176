"""Texts and their tokens: what belongs together stays together, and what does not fit is refused."""

import pytest
import torch
from torch import tensor

from nls_tutorial.records import Documents, DocumentSplits, Samples, Tokens

NAMES = ("cat", "dog", "owl")
THREE = Documents(("h a", "h b", "h c"), ("a", "b", "c"), tensor([2, 0, 1]), NAMES, "train")
NUMBERS = Tokens(tensor([[4, 1, 2, 7], [3, 0, 0, 0], [5, 6, 0, 0]]), tensor([2, 0, 1]), NAMES, "test")


def test_selected_documents_keep_their_parts() -> None:
    two = THREE.select(tensor([2, 0]))
    assert (two.whole, two.stripped, two.labels.tolist(), two.split) == (("h c", "h a"), ("c", "a"), [1, 2], "train")
    assert len(two) == 2


def test_cards_say_how_much_there_is() -> None:
    assert "3, on average 1 words" in repr(THREE)
    assert "3 texts" in repr(DocumentSplits(THREE, THREE, THREE))
    assert DocumentSplits(THREE, THREE, THREE).classes == 3
    assert "3, up to 4 words" in repr(NUMBERS)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"stripped": ("a", "b")}, "stripped must hold 3 texts"),
        ({"labels": tensor([0, 1])}, "labels must have shape"),
        ({"labels": tensor([0, 1, 3])}, "labels must lie in 0 … 2"),
        ({"class_names": ("cat",)}, "class_names must name at least two classes"),
    ],
)
def test_documents_that_do_not_fit_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Documents(**{**vars(THREE), **change})


def test_tokens_are_samples() -> None:
    assert isinstance(NUMBERS, Samples)
    assert NUMBERS.lengths.tolist() == [4, 1, 2]
    assert NUMBERS.select(tensor([2])).tokens.tolist() == [[5, 6, 0, 0]]
    assert NUMBERS.to("cpu").labels.tolist() == [2, 0, 1]


@pytest.mark.parametrize(
    ("share", "expected"), [(0.02, [1, 1, 1]), (0.25, [1, 1, 1]), (0.5, [2, 1, 1]), (0.51, [3, 1, 2]), (1, [4, 1, 2])]
)
def test_the_first_words_are_rounded_up(share: float, expected: list[int]) -> None:
    part = NUMBERS.first(share)
    assert part.lengths.tolist() == expected
    for row, count in enumerate(expected):
        assert torch.equal(part.tokens[row, :count], NUMBERS.tokens[row, :count])


def test_a_third_of_three_hundred_words_is_a_hundred() -> None:
    long = Tokens(torch.full((1, 300), 2), tensor([0]), NAMES, "test")
    assert [int(long.first(share).lengths) for share in (0.01, 0.07, 1 / 3)] == [3, 21, 100]


@pytest.mark.parametrize("share", [0, -0.1, 1.01, float("nan")])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share must lie in"):
        NUMBERS.first(share)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"tokens": NUMBERS.tokens.int()}, TypeError, "tokens must be int64"),
        ({"tokens": NUMBERS.tokens[0]}, ValueError, "tokens must have shape"),
        ({"tokens": -NUMBERS.tokens}, ValueError, "tokens must be 0 or more"),
        ({"tokens": tensor([[1, 2], [0, 0], [3, 0]])}, ValueError, r"tokens\[1\] must hold at least one word"),
        ({"labels": tensor([0, 1])}, ValueError, "labels must have shape"),
        ({"labels": tensor([0, 1, 3])}, ValueError, "labels must lie in"),
    ],
)
def test_tokens_that_do_not_fit_are_refused(change: dict[str, object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        Tokens(**{**vars(NUMBERS), **change})
