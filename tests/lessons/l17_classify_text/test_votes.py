"""A reader without a network: shares by hand, and texts of which no word is known."""

import pytest
import torch

from nls_tutorial.lessons.l17_classify_text import votes_of_words
from nls_tutorial.records import Documents

TEXTS = ("an array of numbers", "an array of nodes", "a graph of nodes")
TRAIN = Documents(TEXTS, TEXTS, torch.tensor([0, 0, 1]), ("numpy", "networkx"), "train")


def test_the_shares_are_those_by_hand() -> None:
    votes = votes_of_words(TRAIN, ["array array of unheard", "graph nodes"])
    # "array" stands in two texts of numpy, "of" in two and one; "graph" in one of networkx, "nodes" in one of each
    expected = torch.tensor([[(1 + 2 / 3) / 2, (0 + 1 / 3) / 2], [(0 + 1 / 2) / 2, (1 + 1 / 2) / 2]]).double()
    torch.testing.assert_close(votes, expected)


def test_what_no_text_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="beginnings must have a word that a training text holds, but got 'unheard'"):
        votes_of_words(TRAIN, ["graph", "unheard"])
    with pytest.raises(ValueError, match="beginnings must hold at least one text"):
        votes_of_words(TRAIN, [])
