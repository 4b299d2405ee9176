"""A bar where somebody looks; not a character where nobody does."""

import sys
from types import SimpleNamespace

import pytest

from nls_tutorial.training.progress_bar import progress_bar


def test_silence_where_nobody_looks(capfd) -> None:
    assert list(progress_bar(2, 5, True)) == [2, 3, 4]
    assert list(progress_bar(2, 5, False)) == [2, 3, 4]
    assert capfd.readouterr() == ("", "")


def terminal(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """From now on stderr is a terminal; what it is told is in the list."""
    written: list[str] = []
    face = SimpleNamespace(isatty=lambda: True, write=written.append, flush=lambda: None, encoding="utf-8")
    monkeypatch.setattr(sys, "stderr", face)
    return written


def test_a_terminal_sees_a_bar_that_goes_away(monkeypatch) -> None:
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    written = terminal(monkeypatch)
    assert list(progress_bar(2, 5, True)) == [2, 3, 4]
    shown = "".join(written)
    assert "training:  40%" in shown
    assert "2/5" in shown
    assert shown.rsplit("\r", 1)[0].endswith(" ")  # wiped in the end


def test_a_terminal_sees_nothing_on_request(monkeypatch) -> None:
    written = terminal(monkeypatch)
    assert list(progress_bar(0, 3, False)) == [0, 1, 2]
    assert written == []


def test_a_notebook_is_one_who_looks(monkeypatch) -> None:
    shell = SimpleNamespace(config={"IPKernelApp": {}})
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert not isinstance(progress_bar(0, 3, True), range)
    shell.config.clear()  # IPython in a pipe, no notebook
    assert isinstance(progress_bar(0, 3, True), range)


def test_what_is_not_yes_or_no_is_refused() -> None:
    with pytest.raises(TypeError, match="progress"):
        progress_bar(0, 3, "no")
