"""Foolbox, imported at its first use and without the warnings of what it imports."""

import warnings
from typing import Any


def __getattr__(name: str) -> Any:
    if name != "foolbox":
        raise AttributeError(name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import foolbox
    return foolbox
