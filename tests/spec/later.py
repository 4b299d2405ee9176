"""A library that only bears witness is imported when it is asked, not when tests are collected: that saves seconds."""

from importlib import import_module
from typing import Any


class Later:
    """A module by name; the first attribute that is asked for imports it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)


def later(name: str) -> Any:
    """The module `name`, imported at its first use."""
    return Later(name)
