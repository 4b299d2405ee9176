"""Draw a record: the only room that knows matplotlib. Compute first, then draw, never both in one function.

matplotlib is imported when the first picture is drawn, so a kernel that only shows widgets does not wait for it.
"""

from importlib import import_module
from typing import Any

from nls_tutorial.plots.palette import PALETTE, SERIES
from nls_tutorial.plots.ticks import axis_ticks

_LAZY = {"draw": "draw", "png": "draw", "still": "draw"}

__all__ = ["PALETTE", "SERIES", "axis_ticks", "draw", "png", "still"]


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        module = import_module(f"{__name__}.{_LAZY[name]}")
        # the import has put the module `draw` in the place of the function `draw`
        globals().update({public: getattr(module, public) for public in _LAZY})
        return globals()[name]
    raise AttributeError(f"nls_tutorial.plots has no {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
