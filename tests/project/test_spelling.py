"""What people read is spelt as in the dictionary, or as in docs/words.txt."""

from pathlib import Path

import pytest
import spelling


@pytest.mark.slow
def test_nothing_is_misspelt() -> None:
    assert spelling.unknown() == [], "mend them, or add them to docs/words.txt"


def test_a_misspelt_word_is_found_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The calibrated network.\nIts calibrtion, and\nthe *enviroment* of it."
    monkeypatch.setattr(spelling, "texts", lambda: [(spelling.ROOT / "a.md", 7, text)])
    assert spelling.unknown() == [("a.md:8", "calibrtion"), ("a.md:9", "enviroment")]


def test_code_equations_and_addresses_are_left_out() -> None:
    text = "See `qzx` and $qzx_k$ at https://qzx.org/z, [here](qzx.md), a_qzx, qzx.py, qzx(1) ECE.\n```\nqzx\n```\nEnd."
    assert [word for _, word in spelling.words(text)] == ["See", "and", "here", "End"]
    example = "See:\n\n    >>> qzx\n    Traceback (qzx)\n\nAfter."
    assert [word for _, word in spelling.words(example)] == ["See", "After"]
    assert list(spelling.words("a\n$$\nqzx\n$$\nlast"))[-1] == (4, "last")


@pytest.mark.slow
def test_prose_of_lessons_and_texts_of_the_library_are_read() -> None:
    lesson = "# %%\nqzx = 1  # code\n\n# %% [markdown]\n# # Title\n#\n# Prose here.\n"
    assert list(spelling.of_lesson(lesson)) == [(5, "# Title\n\nProse here.\n")]
    module = '"""A docstring of some words."""\nkey = "short key"\nrefuse("x", f"must be one of {1}")\n'
    assert [text for _, text in spelling.of_library(module)] == ["A docstring of some words.", "must be one of "]
    read = {path.relative_to(spelling.ROOT).parts[0] for path, _, _ in spelling.texts()}
    assert {"README.md", "notebooks", "nls_tutorial", "docs"} <= read


def test_the_list_of_words_is_in_order_and_adds_to_the_dictionary() -> None:
    listed = spelling.listed()
    assert listed == sorted(set(listed), key=str.lower)
    assert isinstance(spelling.WORDS, Path)
    assert not spelling.SpellChecker(language="en").known(word.lower() for word in listed)
