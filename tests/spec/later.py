"""A library that only bears witness is imported when it is asked, not when tests are collected: that saves seconds."""

from importlib import import_module
from typing import Any


class Later:
    """A module by name; the first public attribute that is asked for imports it.

    pytest asks everything in a test file for `_mock_name` and `__wrapped__` as it collects: that imports nothing.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("_"):
            raise AttributeError(attribute)
        return getattr(import_module(self._name), attribute)


def later(name: str) -> Any:
    """The module `name`, imported at its first use."""
    return Later(name)
