from dataclasses import FrozenInstanceError

import pytest

from nls_tutorial.exercises import Verdict
from nls_tutorial.exercises.verdict import not_answered, not_yet, right


def test_each_outcome_has_its_own_mark_and_words() -> None:
    assert repr(right()) == "✓ Right."
    assert repr(right("So it is.")) == "✓ Right. So it is."
    assert repr(not_yet("it gave 1.", "", "Why.")) == "✗ Not yet: it gave 1.\n  Why."
    assert repr(not_answered()) == "✎ Not answered yet: replace the ... and run the cell again."
    assert [right().passed, not_yet("x").passed, not_answered().passed] == [True, False, None]


@pytest.mark.parametrize("verdict", [right("r"), not_yet("n"), not_answered()])
def test_the_page_says_the_same_in_words_and_is_announced(verdict: Verdict) -> None:
    page = verdict._repr_html_()
    assert 'role="status"' in page
    assert repr(verdict)[0] in page
    assert verdict.message in page
    assert "color:inherit" in page
    assert "background" not in page


def test_the_page_escapes_what_a_student_wrote_and_marks_code() -> None:
    page = not_yet("in line 3 (`return a < b & <script>`).", "Why.")._repr_html_()
    assert "<code>return a &lt; b &amp; &lt;script&gt;</code>).<br>Why." in page
    assert "<script>" not in page


def test_a_verdict_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        not_yet("x").passed = True  # type: ignore[misc]
