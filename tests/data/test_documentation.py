"""Docstrings as texts: disjoint parts, no name of a library left, the same in every call."""

import re

import pytest
import torch

from nls_tutorial import data
from nls_tutorial.data import documentation as made  # the function; its module is looked at through it
from nls_tutorial.data.documentation import EACH, LEAST, LIBRARIES, NAMES, _docstrings, _texts, strip_documentation

pytestmark = pytest.mark.slow


def test_parts_are_disjoint_and_of_all_classes() -> None:
    splits = made(seed=1)
    parts = (splits.train, splits.calibration, splits.test)
    assert [len(part) for part in parts] == [640, 480, 800]
    texts = [text for part in parts for text in part.stripped]
    assert len(set(texts)) == len(texts) == EACH * len(LIBRARIES)
    for part in parts:
        counts = torch.bincount(part.labels, minlength=len(LIBRARIES))
        assert int(counts.max() - counts.min()) <= 1


def test_the_same_seed_gives_the_same_texts() -> None:
    first, again, other = (made(train=80, test=80, seed=seed) for seed in (2, 2, 3))
    assert first.train.whole == again.train.whole != other.train.whole


def test_a_text_is_stripped_of_what_gives_it_away() -> None:
    splits = made(seed=0)
    for whole, stripped, label in zip(
        splits.test.whole, splits.test.stripped, splits.test.labels.tolist(), strict=True
    ):
        assert whole.startswith(f"Module: {LIBRARIES[label]}")
        assert not NAMES.search(stripped)
        assert ">>>" not in stripped
        assert len(data.split_words(stripped)) >= LEAST


def test_stripped_by_hand() -> None:
    text = "Fit a curve.\n\nUses `SciPy` and np.\n\n.. note:: slow\n\n>>> fit()\n\nSee Also\n--------\nscipy.optimize"
    assert re.sub(r"\s+", " ", strip_documentation(text)) == "Fit a curve. Uses and ."


def test_docstrings_are_read_and_never_run(tmp_path) -> None:
    file = tmp_path / "a.py"
    file.write_text(
        'raise SystemExit\n\ndef f():\n    """Says."""\n\nclass _G:\n    """Hidden."""\n\n    def h(self): ...\n'
    )
    assert list(_docstrings(file)) == [("f", "Says.")]
    file.write_text("{{ a template }} is (")
    assert list(_docstrings(file)) == []


def test_what_does_not_fit_is_refused(monkeypatch) -> None:
    with pytest.raises(ValueError, match="must not ask for more than the 1,920 samples"):
        made(train=1600)
    with pytest.raises(ValueError, match="train must be"):
        made(train=0)
    with pytest.raises(data.MissingFileError, match="no_such_library must be installed"):
        _texts("no_such_library")
    with pytest.raises(data.MissingFileError, match="xdist must have 250 documented functions"):
        _texts("xdist")
