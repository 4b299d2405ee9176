"""What a function returned, as text that carries numbers and names and nothing that could run.

`written` is called where students' code runs, `read` where their marks are made: a value that comes out is a number, a
text, a list, a tensor or an array of exactly these types, whatever class it had on the other side.
"""

import base64
import builtins
import math
import numbers
from typing import Any

import numpy as np
import torch
from torch import Tensor

DEEPEST, MOST, LONGEST = 8, 200_000, 10_000  # of lists in lists; of parts; of a text
TENSORS = {
    str(kind).removeprefix("torch."): kind
    for kind in (
        torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.bool, torch.uint8, torch.int8, torch.int16,
        torch.int32, torch.int64,
    )
}  # fmt: skip
ARRAYS = {"float64", "float32", "float16", "bool", "uint8", "int8", "int16", "int32", "int64"}

Written = list[Any]


# ------------------------------------------------------------------------------------------------ where it runs


def written(value: object, depth: int = 0) -> Written:
    """`value` in lists, texts and numbers that JSON knows."""
    if value is None or value is ...:
        return ["none"]
    if isinstance(value, bool | np.bool_):
        return ["bool", bool(value)]
    if isinstance(value, str):
        return ["text", str.__str__(value)[:LONGEST]]
    if isinstance(value, Tensor):
        return _tensor(value)
    if isinstance(value, np.ndarray):
        name = str(value.dtype)
        known = name in ARRAYS
        return ["array", name, list(value.shape), _text(np.ascontiguousarray(value).tobytes())] if known else ["array?"]
    if isinstance(value, list | tuple):
        if depth >= DEEPEST or len(value) > MOST:
            return ["other", "list"]
        return ["tuple" if isinstance(value, tuple) else "list", [written(part, depth + 1) for part in value]]
    if isinstance(value, int):
        return ["int", hex(int(value))] if int(value).bit_length() < 4096 else ["int", hex(1 << 4096)]
    if isinstance(value, numbers.Real):
        return ["float", float(value).hex()]
    if callable(value) and hasattr(value, "__code__"):
        return ["function", str(getattr(value, "__name__", "?"))[:100]]
    return ["other", type(value).__name__[:100]]


def _tensor(value: Tensor) -> Written:
    try:
        plain = value.detach().to("cpu").contiguous()
        name = str(plain.dtype).removeprefix("torch.")
        if name in TENSORS:
            return ["tensor", name, list(plain.shape), _text(plain.flatten().view(torch.uint8).numpy().tobytes())]
    except Exception:  # sparse, on no device, quantized ...: its shape is all that is told
        pass
    return ["tensor?", list(value.shape)]


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


# ------------------------------------------------------------------------------------------------ where it is judged


class GarbledError(Exception):
    """The text is nothing that `written` writes."""


def read(told: object) -> Any:
    """What `written` wrote. Raises GarbledError for anything else, and takes no more memory than the text itself."""
    try:
        return _read(told, 0)
    except GarbledError:
        raise
    except Exception as error:
        raise GarbledError(f"{type(error).__name__}: {error}"[:200]) from error


def _read(told: Any, depth: int) -> Any:
    if not isinstance(told, list) or not told or depth > DEEPEST:
        raise GarbledError("not a value")
    match told:
        case ["none"]:
            return None
        case ["bool", bool(value)]:
            return value
        case ["text", str(value)]:
            return value[:LONGEST]
        case ["int", str(value)]:
            return int(value, 16)
        case ["float", str(value)]:
            return float.fromhex(value)
        case ["list", list(parts)]:
            return [_read(part, depth + 1) for part in parts]
        case ["tuple", list(parts)]:
            return tuple(_read(part, depth + 1) for part in parts)
        case ["tensor", str(name), list(shape), str(text)]:
            content = _content(text, shape, TENSORS[name].itemsize)
            flat = torch.frombuffer(content, dtype=TENSORS[name]) if content else torch.empty(0, dtype=TENSORS[name])
            return flat.reshape(shape)
        case ["array", str(name), list(shape), str(text)] if name in ARRAYS:
            kind = np.dtype(name)
            return np.frombuffer(_content(text, shape, kind.itemsize), dtype=kind).reshape(shape)
        case ["array?"]:
            return np.array("?", dtype=object)
        case ["tensor?", list(shape)]:
            return torch.empty([_size(part) for part in shape], device="meta")
        case ["function", str(name)]:
            return _function(name)
        case ["other", str(name)]:
            return type(name[:100] or "?", (), {})()
    raise GarbledError("not a value")


def _content(text: str, shape: list[Any], size: int) -> bytearray:
    if len(shape) > 64:
        raise GarbledError("not a shape")
    content = bytearray(base64.b64decode(text, validate=True))
    if len(content) != size * math.prod(_size(part) for part in shape):
        raise GarbledError("a shape that its numbers do not fill")
    return content


def _size(part: Any) -> int:
    if type(part) is not int or not 0 <= part < 2**31:
        raise GarbledError("not a shape")
    return part


def _function(name: str) -> Any:
    def function() -> None:
        """Stands for one that cannot come along."""

    function.__name__ = name[:100]
    return function


def error_named(name: str) -> type[BaseException]:
    """The built-in error of that name; for any other a new one."""
    known = getattr(builtins, name, None)
    if isinstance(known, type) and issubclass(known, BaseException):
        return known
    return type(name[:100] or "Error", (Exception,), {})
