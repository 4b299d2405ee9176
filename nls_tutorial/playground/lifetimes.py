"""How long a playground of a notebook lives: until its cell runs again, the kernel is interrupted, or ends.

Jupyter's kernel ignores an interrupt while no cell runs; here the training ends on one, whether a cell runs or not.
"""

import atexit
import signal
import threading
from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Engine(Protocol):
    """What trains: it can be ended with a word to the page, and without one."""

    def interrupt(self) -> None: ...

    def stop(self) -> None: ...


Close = Callable[[], None]
_kept: dict[tuple[str, int], list[tuple[Engine, Close]]] = {}  # by the cell, and by which of its runs


def begin(engine: Engine, close: Close, shell: Any = None) -> None:
    """Ends what an earlier run of the same cell began, with `close`, and keeps this one.

    `shell` is IPython's; without one, in a script, all share one cell that runs once.
    """
    cell, run = _cell(shell), getattr(shell, "execution_count", 0)
    for key in [key for key in _kept if key[0] == cell and key[1] != run]:
        for _, close_old in _kept.pop(key):
            close_old()
    _kept.setdefault((cell, run), []).append((engine, close))
    if shell is not None:
        _hear_interrupts(shell)


def forget(engine: Engine) -> None:
    """This one has ended."""
    for key, kept in list(_kept.items()):
        _kept[key] = [one for one in kept if one[0] is not engine]
        if not _kept[key]:
            del _kept[key]


def interrupt_all() -> None:
    """Ends every training, with a word to its page."""
    for kept in list(_kept.values()):
        for engine, _ in kept:
            engine.interrupt()


@atexit.register
def stop_all() -> None:
    """Ends every training: no thread computes while Python goes."""
    for kept in list(_kept.values()):
        for engine, _ in kept:
            engine.stop()


def _cell(shell: Any) -> str:
    """The running cell: its id where the page tells one, else its text."""
    parent: dict[str, Any] = getattr(shell, "get_parent", dict)() or {}
    told = parent.get("metadata", {}).get("cellId") or parent.get("content", {}).get("code")
    return str(told or "")


def _hear_interrupts(shell: Any) -> None:
    """Has the shell and its kernel say when they are interrupted; asked twice, once."""
    events, kernel = getattr(shell, "events", None), getattr(shell, "kernel", None)
    if events is not None and _after_cell not in events.callbacks["post_run_cell"]:
        events.register("post_run_cell", _after_cell)
    # While a cell runs, the kernel has an interrupt raise KeyboardInterrupt; when the cell ends, it puts back the
    # handler that it keeps here.
    usual = getattr(kernel, "saved_sigint_handler", None)
    if kernel is None or usual is None or getattr(usual, "ends_playgrounds", False):
        return
    if threading.current_thread() is threading.main_thread():
        kernel.saved_sigint_handler = _with_interrupt(usual)


def _after_cell(result: Any) -> None:
    if isinstance(result.error_in_exec, KeyboardInterrupt):
        interrupt_all()


def _with_interrupt(usual: Any) -> Callable[[int, Any], None]:
    def handler(number: int, frame: Any) -> None:
        interrupt_all()
        if callable(usual) and usual is not signal.default_int_handler:
            usual(number, frame)

    handler.ends_playgrounds = True  # type: ignore[attr-defined]
    return handler
