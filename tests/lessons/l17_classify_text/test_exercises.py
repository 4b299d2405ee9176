"""The answers of lesson 17 by hand and against the library."""

import torch

from nls_tutorial import data
from nls_tutorial.lessons import l17_classify_text as lesson
from nls_tutorial.lessons.l17_classify_text import exercises
from nls_tutorial.models import word_bag


def test_numbers_are_the_librarys() -> None:
    known = data.vocabulary(["the cat sat", "the cat", "the"])
    for text in ("the dog sat on the cat", "owl", "cat"):
        for longest in (1, 3, 8):
            words = data.split_words(text)
            assert torch.equal(
                exercises.as_numbers(words, known.numbers, longest), known.encode([text], longest=longest)[0]
            )


def test_the_mean_is_what_the_bag_reads() -> None:
    network = word_bag(9, 3, width=4, seed=0)
    tokens = torch.tensor([[3, 1, 3, 0], [8, 0, 0, 0]])
    mean = exercises.mean_vectors(tokens, network.embedding)
    torch.testing.assert_close(network.features(tokens), torch.relu(network.hidden(mean)))


def test_the_telling_word_is_the_first_of_the_scene() -> None:
    network = word_bag(9, 3, seed=2).eval()
    draws = torch.Generator().manual_seed(0)
    for _ in range(20):
        tokens = torch.cat([torch.randint(1, 9, (6,), generator=draws), torch.zeros(2, dtype=torch.int64)])
        tokens[1] = tokens[0] % 8 + 1  # two words at least
        with torch.no_grad():
            assert exercises.telling_word(network, tokens) == lesson.leads_lost(network, tokens)[0][0]


def test_giveaways_of_whole_texts_are_headers() -> None:
    posts = [("Subject: cars\n\nSell mine.", 0), ("Subject: bikes\n\nSell mine.", 1)] * 3
    words = [data.split_words(text) for text, _ in posts]
    assert exercises.giveaways(words, [label for _, label in posts], 3) == "bikes cars"
    assert exercises.giveaways(words, [0] * 6, 6) == "mine sell subject"


def test_the_choice() -> None:
    assert exercises.town_hall() == "c"
