from dataclasses import FrozenInstanceError

import pytest

from nls_tutorial.records import Claim

CLAIM = Claim("It is <better>.", "0.1 ± 0.2 & 0.3", "Not shown.")


def test_text_has_three_lines_that_line_up() -> None:
    assert repr(CLAIM).splitlines() == [
        "The paper  It is <better>.",
        "Here       0.1 ± 0.2 & 0.3",
        "Verdict    Not shown.",
    ]


def test_html_has_the_same_three_escaped_and_is_a_note() -> None:
    page = CLAIM._repr_html_()
    assert 'role="note"' in page
    assert page.count("<p ") == 3
    for text in ("The paper", "It is &lt;better&gt;.", "Here", "0.2 &amp; 0.3", "Verdict", "Not shown."):
        assert text in page
    assert "<better>" not in page


def test_a_claim_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        CLAIM.verdict = "Shown."  # type: ignore[misc]
