from dataclasses import FrozenInstanceError

import pytest

from nls_tutorial.records import Claim, fact, verdict

CLAIM = Claim("It is <better>.", "0.1 ± 0.2 & 0.3", fact(False, "1 < 2"))


def test_text_has_three_lines_that_line_up() -> None:
    assert repr(CLAIM).splitlines() == [
        "The paper  It is <better>.",
        "Here       0.1 ± 0.2 & 0.3",
        "Verdict    Does not show: 1 < 2.",
    ]


def test_several_verdicts_have_a_line_each() -> None:
    claim = Claim("p", "h", {"lower": fact(True, "a"), "alike": fact(False, "b")})
    assert repr(claim).splitlines()[2:] == ["Verdict    lower: shows: a.", "           alike: does not show: b."]
    assert claim._repr_html_().count("<p ") == 4


def test_html_has_the_same_escaped_and_is_a_note_that_explains_its_words() -> None:
    page = CLAIM._repr_html_()
    assert 'role="note"' in page
    assert page.count("<p ") == 3
    for text in ("The paper", "It is &lt;better&gt;.", "Here", "0.2 &amp; 0.3", "Does not show: 1 &lt; 2."):
        assert text in page
    assert "<better>" not in page
    assert 'title="mean and standard deviation over the seeds' in page
    assert "95 % interval of the mean difference" in page


def test_a_claim_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        CLAIM.verdict = fact(True, "now")  # type: ignore[misc]


def test_a_typed_verdict_is_refused() -> None:
    for typed in ("Shows.", {"a": "Shows."}, {}):
        with pytest.raises(Exception, match=r"verdict|Verdict"):
            Claim("p", "h", typed)  # type: ignore[arg-type]


def test_a_verdict_stands_in_its_own_words() -> None:
    seen = verdict([1.0, 2.0, 3.0, 2.0], claim="higher")
    assert str(seen) in repr(Claim("p", "h", seen))
