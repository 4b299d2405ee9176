"""Words lose what no screen shows, and nothing else."""

import pytest

from nls_tutorial.records.text import readable


@pytest.mark.parametrize("text", ["ε · “quoted”, 5 $ < 6", "two\nlines\tand a tab", "😀", ""])
def test_what_can_be_shown_stays(text: str) -> None:
    assert readable(text) == text


@pytest.mark.parametrize("unseen", ["\x00", "\x1b", "\x7f", "\x9f", "\ud800", "\uffff"])
def test_what_cannot_be_shown_or_stored_is_replaced(unseen: str) -> None:
    told = readable(f"a{unseen}b")
    assert told == "a\N{REPLACEMENT CHARACTER}b"
    told.encode()
