"""Soft labels and calibrated networks: the library behind the course.

The rooms, from the ground up (a room imports only from the floors below it):

    7  lessons
    6  reports | playground
    5  studies | scenes | exercises
    4  training | plots | attacks
    3  predictions | models | data
    2  boxes | targets | losses | partial_conv | geometry | calibration | tables
    1  records | checks

Each room is imported when it is first named, so `import nls_tutorial` costs nothing.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

__all__ = [
    "attacks",
    "boxes",
    "calibration",
    "checks",
    "data",
    "exercises",
    "geometry",
    "lessons",
    "losses",
    "models",
    "partial_conv",
    "playground",
    "plots",
    "predictions",
    "records",
    "reports",
    "scenes",
    "studies",
    "tables",
    "targets",
    "training",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"nls_tutorial has no room {name!r}; its rooms are {', '.join(__all__)}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
