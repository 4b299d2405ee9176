import pytest
from spec.hostile_words import HOSTILE

from nls_tutorial.records.text import readable


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_readable_words_can_be_written(words: str) -> None:
    seen = readable(words)
    seen.encode("utf-8")
    assert len(seen) == len(words)
    assert "\0" not in seen
    assert readable(seen) == seen


def test_what_can_be_read_stays() -> None:
    for words in ("costs $5 and $6", "line\nline", "שלום 一二三 \U0001f600 ∞", ""):
        assert readable(words) == words
