"""Pieces of words: there and back again, the special tokens, and what is refused by its row."""

import pickle

import pytest
import torch

from nls_tutorial.data import Subwords, subwords, token_pairs
from nls_tutorial.data.subwords import BEGIN, END, PADDING, UNKNOWN
from nls_tutorial.records import SentencePairs

TEXTS = ["the cat sat", "the cats sat on the mat", "a dog sat", "the dogs barked at the cat"] * 3
KNOWN = subwords(TEXTS, size=60)


def test_there_and_back_again() -> None:
    tokens = KNOWN.encode(TEXTS[:4], longest=20, begin=True)
    assert KNOWN.decode(tokens) == TEXTS[:4]
    assert tokens[:, 0].tolist() == [BEGIN] * 4
    for row in tokens.tolist():
        end = row.index(END)
        assert set(row[end + 1 :]) <= {PADDING}
        assert PADDING not in row[:end]
    assert KNOWN.encode(["the cat"], longest=20)[0, -1] == END
    assert BEGIN not in KNOWN.encode(["the cat"], longest=20)
    assert int(tokens.max()) < len(KNOWN) <= 60


def test_a_frequent_word_is_one_piece_and_a_rare_one_several() -> None:
    assert KNOWN.pieces(KNOWN.encode(["the"], longest=9)[0].tolist()) == ["▁the", "</s>"]
    assert KNOWN.encode(["bread"], longest=20).shape[1] > 3


def test_the_same_texts_give_the_same_pieces_and_a_pickle_keeps_them() -> None:
    again = subwords(TEXTS, size=60)
    assert [again.pieces(range(len(again)))] == [KNOWN.pieces(range(len(KNOWN)))]
    copied: Subwords = pickle.loads(pickle.dumps(KNOWN))
    assert copied.decode(KNOWN.encode(TEXTS[:2], longest=20)) == TEXTS[:2]


def test_unknown_letters_are_unknown_and_behind_the_end_is_nothing() -> None:
    assert UNKNOWN in KNOWN.encode(["the 猫"], longest=9)
    row = KNOWN.encode(["the cat"], longest=9)[0].tolist()
    assert KNOWN.decode(torch.tensor([[*row, row[0]]])) == ["the cat"]


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["the", "  "], r"texts\[1\] must hold a word"),
        (["猫"], r"texts\[0\] must hold a letter that is known"),
        (["the cats sat on the mat"], r"texts\[0\] must have at most 4 tokens with its end"),
    ],
)
def test_sentences_that_do_not_fit_are_refused(texts: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        KNOWN.encode(texts, longest=4)


def test_vocabularies_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="size must be at least"):
        subwords(TEXTS, size=12)
    with pytest.raises(ValueError, match="texts must hold at least one word"):
        subwords(["", " "], size=20)
    with pytest.raises(TypeError, match="texts must be a list or a tuple of sentences"):
        subwords("one text", size=20)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="tokens must lie in 0"):
        KNOWN.decode(torch.tensor([[len(KNOWN)]]))


def test_pairs_become_tokens_and_long_ones_are_told_or_left_out() -> None:
    pairs = SentencePairs(("the cat", "the cats sat on the mat"), ("a dog", "a dog"), "train")
    tokens = token_pairs(pairs, KNOWN, KNOWN, longest=20)
    assert tokens.source.shape[0] == 2
    assert tokens.target[:, 0].tolist() == [BEGIN, BEGIN]
    assert KNOWN.decode(tokens.source) == list(pairs.source)
    with pytest.raises(ValueError, match=r"pairs\.source\[1\] must have at most 5 tokens"):
        token_pairs(pairs, KNOWN, KNOWN, longest=5)
    kept = token_pairs(pairs, KNOWN, KNOWN, longest=5, on_long="skip")
    assert KNOWN.decode(kept.source) == ["the cat"]
    with pytest.raises(ValueError, match="pairs must hold a pair of at most 2 tokens"):
        token_pairs(pairs, KNOWN, KNOWN, longest=2, on_long="skip")
    width = tokens.target[:1].ne(0).sum()
    just = SentencePairs(pairs.target[:1], pairs.target[:1], "train")  # BEGIN and END count
    assert len(token_pairs(just, KNOWN, KNOWN, longest=int(width), on_long="skip")) == 1
    with pytest.raises(ValueError, match="none"):
        token_pairs(just, KNOWN, KNOWN, longest=int(width) - 1, on_long="skip")
