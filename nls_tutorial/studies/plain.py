"""What decides a cell's numbers, as plain values that can be written down, compared and digested."""

import functools
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any

import numpy as np

from nls_tutorial import checks


def plain(value: object, name: str = "settings") -> Any:
    """`value` in texts, numbers, truth values, None, lists and dicts, as JSON has them.

    A function of a module, and a `functools.partial` of one, become its full name and its arguments: what it is called
    and given decides what it does, as long as its code stays (a study's `version` says when that changes). Data classes
    become their fields; an object with a method `plain()` says itself.

    Raises TypeError for anything else: a lambda or a function written in a notebook has no name that says what it does.

    >>> from functools import partial
    >>> from nls_tutorial.losses import margin_loss
    >>> plain({"sizes": (3, 4), "loss": partial(margin_loss, margin=6.0)})["loss"]
    {'call': 'nls_tutorial.losses.margin.margin_loss', 'args': [], 'named': {'margin': 6.0}}
    """
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, np.generic):
        return plain(value.item(), name)
    if isinstance(value, int | float):
        return _number(value, name)
    if isinstance(value, Mapping):
        return {_key(key, name): plain(entry, f"{name}[{key!r}]") for key, entry in value.items()}
    if isinstance(value, list | tuple | range):
        return [plain(entry, name) for entry in value]
    if isinstance(value, functools.partial):
        inner = plain(value.func, name)
        return {**inner, "args": inner["args"] + plain(value.args, name), "named": plain(value.keywords, name)}
    if hasattr(value, "plain"):
        return plain(value.plain(), name)
    if is_dataclass(value) and not isinstance(value, type):
        entries = {field.name: plain(getattr(value, field.name), name) for field in fields(value)}
        return {"record": type(value).__qualname__, **entries}
    if callable(value):
        return {"call": _full_name(value, name), "args": [], "named": {}}
    step = "Use texts, numbers, lists, dicts, or functions of a module."
    checks.refuse(name, "must be plain", f"{value!r} ({type(value).__name__})", step, error=TypeError)


def canonical(value: object) -> str:
    """Plain values as one text, the same for equal values: sorted keys, no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(value: object) -> str:
    """The SHA-256 of plain values.

    >>> digest({"a": 1, "b": 2.0}) == digest({"b": 2.0, "a": 1})
    True
    """
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def _number(value: int | float, name: str) -> int | float:
    if not math.isfinite(value):
        checks.refuse(name, "must be finite", value, "Leave it out, or use None.")
    return value


def _key(key: object, name: str) -> str:
    if not isinstance(key, str):
        checks.refuse(name, "must have texts as keys", repr(key), f"Write {str(key)!r}.", error=TypeError)
    return key


def _full_name(value: Any, name: str) -> str:
    module, path = getattr(value, "__module__", None), getattr(value, "__qualname__", "")
    try:
        found: Any = import_module(module) if module and module != "__main__" else None
        for part in path.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError):
        found = None
    if found is not value:
        step = "Move it to the top of a module, or run the study without a store."
        checks.refuse(name, "must be a function of a module", repr(value), step, error=TypeError)
    return f"{module}.{path}"
