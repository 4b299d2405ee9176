"""BLEU from counts by hand, its interval, and references that are nested wrongly."""

import math

import pytest

from nls_tutorial.lessons import l18_translate as lesson

ANSWERS = ["der Hund sieht heute den roten Ball", "ein Kind mag das Haus", "die Katze sucht einen Zug"]
REFERENCES = ["der Hund sieht den roten Ball heute", "ein Kind liebt das alte Haus", "die Katze sucht einen Zug"]


def test_the_score_is_that_of_the_counts() -> None:
    told = lesson.bleu(ANSWERS, REFERENCES, resamples=0)
    # runs of 1 to 4 words that are in the reference, of all in the answers
    shares = [16 / 17, 9 / 14, 5 / 11, 2 / 8]
    assert [one / 100 for one in told.precisions] == pytest.approx(shares)
    assert told.brevity == pytest.approx(math.exp(1 - 18 / 17))
    assert told.bleu == pytest.approx(100 * math.exp(1 - 18 / 17) * math.prod(shares) ** 0.25)
    assert math.isnan(told.low)
    assert "tok:13a" in told.signature


def test_the_interval_draws_sentences() -> None:
    told = lesson.bleu(ANSWERS * 10, REFERENCES * 10, resamples=200, seed=1)
    assert told.low < told.bleu < told.high
    assert told.bleu == pytest.approx(lesson.bleu(ANSWERS, REFERENCES, resamples=0).bleu)
    perfect = lesson.bleu(REFERENCES, REFERENCES, resamples=50)
    assert (perfect.low, perfect.bleu, perfect.high) == pytest.approx((100, 100, 100))
    assert "BLEU             100.0 (100.0 to 100.0)" in repr(perfect)


@pytest.mark.parametrize(
    ("answers", "references", "error", "message"),
    [
        (["a", "b"], ["a"], ValueError, "answers must be two or more, as many as references, but got 2 and 1"),
        (["a"], ["a"], ValueError, "answers must be two or more"),
        (["a", "b"], [["a", "b"]], TypeError, "references"),
        ("ab", ["a", "b"], TypeError, "answers must be a list of sentences"),
    ],
)
def test_what_does_not_fit_is_refused(answers: object, references: object, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        lesson.bleu(answers, references)  # type: ignore[arg-type]
