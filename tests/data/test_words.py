"""Words and their numbers: by hand, and against scikit-learn's counting."""

import pytest
import torch
from spec.later import later

from nls_tutorial.data import Vocabulary, split_words, vocabulary
from nls_tutorial.records import Documents

text = later("sklearn.feature_extraction.text")

TEXTS = ["The cat sat on the mat.", "The dog, the DOG!", "on and on: cat"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("3.14 = _ 'quoted'", ["quoted"]),
        ("It's Émile’s naïve_idea, don't!", ["it's", "émile", "s", "naïve", "idea", "don't"]),
        ("日本 is far\n\taway", ["日本", "is", "far", "away"]),
    ],
)
def test_words_by_hand(text: str, expected: list[str]) -> None:
    assert split_words(text) == expected


def test_the_vocabulary_is_that_of_scikit_learn() -> None:
    theirs = text.CountVectorizer(binary=True, token_pattern=r"(?u)\b[a-z]+\b").fit(TEXTS)
    counts = dict(zip(theirs.get_feature_names_out(), theirs.transform(TEXTS).sum(0).tolist()[0], strict=True))
    ours = vocabulary(TEXTS)
    assert list(ours.words) == sorted(counts, key=lambda word: (-counts[word], word))
    assert vocabulary(TEXTS, size=3).words == ("cat", "on", "the")


def test_tokens_by_hand() -> None:
    known = Vocabulary(("cat", "on", "the"))
    assert known.encode(TEXTS, longest=4).tolist() == [[4, 2, 1, 3], [4, 1, 4, 1], [3, 1, 3, 2]]
    assert known.encode(["owl"], longest=2).tolist() == [[1, 0]], "a text of unknown words is still a text"
    assert [known.word(token) for token in (0, 1, 2, 4)] == ["", "?", "cat", "the"]
    assert len(known) == 5


def test_documents_are_read_stripped_or_whole() -> None:
    two = Documents(("Subject: cat", "Subject: dog"), ("cat", "dog"), torch.tensor([0, 1]), ("a", "b"), "test")
    known = Vocabulary(("cat", "subject"))
    stripped, whole = (known.tokens(two, longest=2, whole=how) for how in (False, True))
    assert stripped.tokens.tolist() == [[2, 0], [1, 0]]
    assert whole.tokens.tolist() == [[3, 2], [3, 1]]
    assert (whole.labels.tolist(), whole.class_names, whole.split) == ([0, 1], ("a", "b"), "test")


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match=r"texts\[1\] must hold at least one word"):
        Vocabulary(("cat",)).encode(["cat", "1, 2, 3"], longest=3)
    with pytest.raises(ValueError, match="texts must hold at least one text"):
        vocabulary([])
    with pytest.raises(TypeError, match="texts must be a list or a tuple of texts, but got 'one text'"):
        vocabulary("one text")
    with pytest.raises(TypeError, match="texts must be a list or a tuple of texts, but got 'one text'"):
        Vocabulary(("cat",)).encode("one text", longest=3)
    with pytest.raises(ValueError, match="texts must hold at least one word, but got none in 2 texts"):
        vocabulary(["1", "?"])
    with pytest.raises(ValueError, match="size must be"):
        vocabulary(TEXTS, size=0)
    with pytest.raises(ValueError, match="longest must be"):
        Vocabulary(("cat",)).encode(["cat"], longest=0)
