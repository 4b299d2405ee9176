"""A playground ends when its cell runs again, and on an interrupt; another cell's goes on."""

import signal
from types import SimpleNamespace
from typing import Any

import pytest

from nls_tutorial.playground import lifetimes


class Trains:
    def __init__(self) -> None:
        self.ends: list[str] = []

    def interrupt(self) -> None:
        self.ends.append("interrupt")

    def stop(self) -> None:
        self.ends.append("stop")

    def close(self) -> None:
        self.ends.append("close")


def shell(cell: str, run: int, *, told: bool = True) -> Any:
    told_id = {"cellId": cell} if told else {}
    events = SimpleNamespace(callbacks={"post_run_cell": []})
    events.register = lambda name, function: events.callbacks[name].append(function)
    kernel = SimpleNamespace(saved_sigint_handler=signal.SIG_IGN)
    parent = {"metadata": told_id, "content": {"code": f"# {cell}"}}
    return SimpleNamespace(execution_count=run, get_parent=lambda: parent, events=events, kernel=kernel)


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifetimes, "_kept", {})


@pytest.mark.parametrize("told", [True, False], ids=["by its id", "by its text"])
def test_a_cell_that_runs_again_ends_what_it_began(told: bool) -> None:
    first, second, other, again = (Trains() for _ in range(4))
    for one, cell, run in ((first, "a", 1), (second, "a", 1), (other, "b", 2), (again, "a", 3)):
        lifetimes.begin(one, one.close, shell(cell, run, told=told))
    assert [one.ends for one in (first, second, other, again)] == [["close"], ["close"], [], []]
    lifetimes.forget(other)
    lifetimes.stop_all()
    assert [other.ends, again.ends] == [[], ["stop"]]


def test_an_interrupt_ends_all_whether_a_cell_runs_or_not() -> None:
    one, page = Trains(), shell("a", 1)
    lifetimes.begin(one, one.close, page)
    lifetimes.begin(one, one.close, page)
    page.kernel.saved_sigint_handler(signal.SIGINT, None)
    assert one.ends == ["interrupt"] * 2, "once for each that was begun: the handler is there once"
    (after,) = page.events.callbacks["post_run_cell"]
    after(SimpleNamespace(error_in_exec=ValueError()))
    assert len(one.ends) == 2
    after(SimpleNamespace(error_in_exec=KeyboardInterrupt()))
    assert len(one.ends) == 4


def test_the_handler_that_was_there_is_called_too() -> None:
    heard: list[int] = []
    page = shell("a", 1)
    page.kernel.saved_sigint_handler = lambda number, frame: heard.append(number)
    one = Trains()
    lifetimes.begin(one, one.close, page)
    page.kernel.saved_sigint_handler(signal.SIGINT, None)
    assert (heard, one.ends) == ([signal.SIGINT], ["interrupt"])


def test_without_a_shell_nothing_is_ended() -> None:
    first, second = Trains(), Trains()
    lifetimes.begin(first, first.close)
    lifetimes.begin(second, second.close)
    assert first.ends == second.ends == []
