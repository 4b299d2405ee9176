"""Every example in a docstring gives what it says."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import nls_tutorial

MODULES = sorted(found.name for found in pkgutil.walk_packages(nls_tutorial.__path__, "nls_tutorial."))


@pytest.mark.parametrize("name", ["nls_tutorial", *MODULES])
def test_the_examples_hold(name: str) -> None:
    failures, _ = doctest.testmod(import_module(name), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert failures == 0, "see the captured output"
