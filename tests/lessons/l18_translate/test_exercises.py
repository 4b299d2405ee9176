"""The answers of lesson 18 by hand, against the library and against sacrebleu."""

import pytest
import torch
from sacrebleu.metrics import BLEU

from nls_tutorial.lessons.l18_translate import exercises
from nls_tutorial.models import transformer
from nls_tutorial.targets import smooth_others, smooth_uniform


def test_what_is_left_is_the_librarys() -> None:
    left = exercises.left_for_the_label()
    label = torch.tensor([3])
    assert left[0] == pytest.approx(float(smooth_uniform(label, 8, 0.1)[0, 3]))
    assert left[1] == pytest.approx(float(smooth_others(label, 8, 0.1)[0, 3]))
    assert left[2] == pytest.approx(float(exercises.smooth_without_padding(label, 8, 0.1)[0, 3]))


def test_a_decoder_with_this_mask_says_the_same() -> None:
    network = transformer(9, 10, width=8, heads=2, seed=0).eval()
    target = torch.tensor([[1, 5, 7, 2], [1, 4, 2, 0]])
    mask = exercises.may_see(target)
    assert mask.shape == (2, 4, 4)
    assert mask[1].tolist() == [
        [True, False, False, False],
        [True, True, False, False],
        [True, True, True, False],
        [True, True, True, False],
    ]
    x = network.norms[1](torch.randn(2, 4, 8))
    causal = torch.ones(4, 4, dtype=torch.bool).tril().expand(2, -1, -1)
    look = network.decoder[0].own
    torch.testing.assert_close(look(x, x, mask)[target != 0], look(x, x, causal)[target != 0])


def test_targets_without_padding_sum_to_one_or_nothing() -> None:
    targets = exercises.smooth_without_padding(torch.tensor([4, 0, 1]), 6, 0.3)
    assert targets.sum(1).tolist() == pytest.approx([1, 0, 1])
    assert targets[:, 0].tolist() == [0, 0, 0]
    assert targets[0].tolist() == pytest.approx([0, 0.075, 0.075, 0.075, 0.7, 0.075])


def test_bleu_is_sacrebleus_where_nothing_is_smoothed() -> None:
    for answer, reference in exercises.bleu_by_hand.cases:
        theirs = BLEU(smooth_method="none").corpus_score([answer], [[reference]]).score
        assert exercises.bleu_by_hand(answer, reference) == pytest.approx(theirs)
    assert exercises.bleu_by_hand("der Hund sieht den Ball", "ein Hund sucht den Ball") == 0


def test_the_choice() -> None:
    assert exercises.nested_references() == "b"
    answers, references = ["a b c d e", "a b c x"], ["a b c d e", "a b c d"]
    score = BLEU().corpus_score
    assert score(answers, [[one] for one in references]).score == pytest.approx(100)
    assert score(answers, [references]).score < 99
    assert score(answers, references).score < 10
