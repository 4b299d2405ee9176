"""What a value is made of, in lines that are equal for equal values in two processes, and differ where it differs."""

import enum
import functools
import hashlib
import logging
import re
import sys
import types
import weakref
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import PurePath
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

SIMPLE = (
    type(None),
    bool,
    int,
    float,
    complex,
    range,
    slice,
    re.Pattern,
    torch.dtype,
    torch.device,
    torch.Size,
    enum.Enum,
    PurePath,
)
LONG = 32  # a list of more entries, or a text of more than eight times as many letters, is told by its digest
INNER = frozenset(
    ("training", "_parameters", "_buffers", "_modules", "_non_persistent_buffers_set", "_is_full_backward_hook")
)
DUNDERS = frozenset(("__call__", "__init__", "__post_init__", "__getattr__", "__new__", "__torch_function__"))


class Unseen(Exception):
    """A value that cannot be looked into, with where it is and what it is."""


class Fingerprint:
    """Collects `lines`: the name of each part, and what it is. `known` are things that need no words of their own."""

    def __init__(self, known: Mapping[str, object] | None = None) -> None:
        self.lines: dict[str, str] = {}
        self.seen = {id(thing): name for name, thing in (known or {}).items()}
        self.alive: list[object] = list((known or {}).values())  # an id belongs to a thing as long as it lives

    def add(self, name: str, value: Any) -> None:
        """Describe `value` under `name`. Raises Unseen where something in it cannot be looked into."""
        if isinstance(value, SIMPLE):
            self.lines[name] = repr(value)
        elif isinstance(value, str | bytes):
            self.lines[name] = repr(value) if len(value) <= 8 * LONG else f"{len(value)} letters ({digest([value])})"
        elif isinstance(value, Tensor | np.ndarray | np.generic | torch.Generator):
            self.lines[name] = _numbers(name, value)
        elif id(value) in self.seen:
            self.lines[name] = f"as {self.seen[id(value)]}"
        else:
            self.seen[id(value)] = name
            self.alive.append(value)
            self._made_of(name, value)

    def _made_of(self, name: str, value: Any) -> None:
        if isinstance(value, type):
            self._class(name, value)
        elif isinstance(value, types.ModuleType):
            self.lines[name] = f"module {value.__name__} of {library(value.__name__)}"
        elif isinstance(value, functools.partial):
            self.lines[name] = "partial"
            self.add(f"{name}.function", value.func)
            self._each(name, {**{str(n): part for n, part in enumerate(value.args)}, **value.keywords})
            self._each(name, vars(value))
        elif isinstance(value, types.MethodType):
            self.lines[name] = "method"
            self.add(f"{name}.of", value.__self__)
            self.add(f"{name}.function", value.__func__)
        elif isinstance(value, types.FunctionType):
            self._function(name, value)
        elif isinstance(value, types.BuiltinFunctionType | types.MethodDescriptorType | types.WrapperDescriptorType):
            self.lines[name] = f"{value.__qualname__} of {library(str(value.__module__ or 'torch'))}"
            if not isinstance(getattr(value, "__self__", None), types.ModuleType | None):
                self.add(f"{name}.of", value.__self__)  # type: ignore[union-attr]
        elif isinstance(value, weakref.ref):
            self.add(name, value())
        elif isinstance(value, nn.Module):
            self._module(name, value)
        elif isinstance(value, Mapping):
            self.lines[name] = f"{type(value).__name__} of {len(value)}"
            self._each(name, {_key(key): part for key, part in value.items()})
            self._each(name, getattr(value, "__dict__", {}))
        elif isinstance(value, tuple | list | set | frozenset):
            self._several(name, value)
        else:
            self._object(name, value)

    def _each(self, name: str, parts: Mapping[str, Any]) -> None:
        for key, part in parts.items():
            self.add(f"{name}.{key}", part)

    def _several(self, name: str, values: Iterable[Any]) -> None:
        parts = list(values)
        self.lines[name] = f"{type(values).__name__} of {len(parts)}"
        if len(parts) <= LONG and not isinstance(values, set | frozenset):
            self._each(name, {str(number): part for number, part in enumerate(parts)})
            return
        told = []
        for part in parts:
            inner = Fingerprint()
            inner.seen, inner.alive = self.seen, self.alive
            inner.add("", part)
            told.append(digest(f"{key}={line}" for key, line in inner.lines.items()))
        ordered = sorted(told) if isinstance(values, set | frozenset) else told
        self.lines[name] += f" ({digest(ordered)})"

    def _function(self, name: str, function: types.FunctionType) -> None:
        """A library's by name and version; one's own by code, defaults, closure and the globals that it uses."""
        home = library(function.__module__)
        self.lines[name] = f"{function.__module__}.{function.__qualname__} of {home}" if home else function.__qualname__
        if home is not None and "<locals>" not in function.__qualname__:
            return
        if home is None:
            self.lines[name] += f" (code {code_digest(function.__code__)})"
        self._each(name, dict(enumerate_defaults(function)))
        for variable, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
            try:
                content = cell.cell_contents
            except ValueError:  # not filled yet
                continue
            self.add(f"{name}.{variable}", content)
        if home is None:
            for variable in sorted(names_in(function.__code__)):
                if variable in function.__globals__:
                    self._global(f"{name}.{variable}", function.__globals__[variable], function.__code__)

    def _global(self, name: str, value: Any, code: types.CodeType) -> None:
        self.add(name, value)
        if isinstance(value, types.ModuleType) and library(value.__name__) is None:
            used = {key: part for key in sorted(names_in(code)) if (part := vars(value).get(key)) is not None}
            self._each(name, used)

    def _class(self, name: str, kind: type) -> None:
        home = library(kind.__module__)
        self.lines[name] = f"{kind.__module__}.{kind.__qualname__} of {home}" if home else f"class {kind.__qualname__}"
        if home is not None:
            return
        for key, member in sorted(vars(kind).items()):
            plain = getattr(member, "__func__", None) or getattr(member, "fget", None) or member
            own = not key.startswith("__") or key in DUNDERS
            if own and isinstance(plain, (types.FunctionType, str, bytes, Tensor, tuple, list, dict, *SIMPLE)):
                self.add(f"{name}.{key}", plain)
        for base in kind.__bases__:
            self.add(f"{name}({base.__name__})", base)

    def _module(self, name: str, module: nn.Module) -> None:
        """Its kind and settings, then those of the modules in it; weights are told elsewhere."""
        self.add(f"{name}.class", type(module))
        held = vars(module)
        settings = {key: _hooks(key, part) for key, part in held.items() if key not in INNER}
        settings = {key: part for key, part in settings.items() if "hook" not in key or part}
        self.lines[name] = f"{type(module).__name__} with {len(settings)} settings"
        self._each(name, settings)
        for key, weight in module._parameters.items():
            frozen = "" if weight is None or weight.requires_grad else ", frozen"
            self.lines[f"{name}.{key}"] = "none" if weight is None else f"{tuple(weight.shape)}{frozen}"
        self._each(name, {key: part for key, part in module._modules.items() if part is not None})
        temporary = {key: module._buffers[key] for key in sorted(module._non_persistent_buffers_set)}
        self._each(name, {key: part for key, part in temporary.items() if part is not None})

    def _object(self, name: str, value: Any) -> None:
        """Anything else: its class and what it holds; what holds things out of sight cannot be compared."""
        self.add(f"{name}.class", type(value))
        self.lines[name] = type(value).__name__
        if isinstance(value, logging.Logger):
            return
        held = dict(getattr(value, "__dict__", {}))
        for kind in type(value).__mro__:
            slots = vars(kind).get("__slots__", ())
            for slot in (slots,) if isinstance(slots, str) else slots:
                if slot not in ("__dict__", "__weakref__") and hasattr(value, slot):
                    held[slot] = getattr(value, slot)
        if "__wrapped__" not in held and hasattr(type(value), "__wrapped__"):
            held["__wrapped__"] = value.__wrapped__
        if held or library(type(value).__module__) is None:
            self._each(name, held)
            return
        try:
            reduced = value.__reduce_ex__(2)
        except Exception as error:
            raise Unseen(name, type(value).__name__) from error
        self._each(
            name,
            {str(n): _listed(part) for n, part in enumerate(reduced)}
            if isinstance(reduced, tuple)
            else {"name": reduced},
        )


def enumerate_defaults(function: types.FunctionType) -> Iterable[tuple[str, Any]]:
    """The defaults of a function's arguments, and what was attached to the function itself."""
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    defaults = function.__defaults__ or ()
    yield from zip(names[len(names) - len(defaults) :], defaults, strict=True)
    yield from (function.__kwdefaults__ or {}).items()
    yield from vars(function).items()


def names_in(code: types.CodeType) -> set[str]:
    """Every global and attribute that a function's code names, in the functions inside it, too."""
    inner = [names_in(part) for part in code.co_consts if isinstance(part, types.CodeType)]
    return set(code.co_names).union(*inner)


def code_digest(code: types.CodeType) -> str:
    """What a function does, whatever its place in a file."""
    consts = [code_digest(part) if isinstance(part, types.CodeType) else _constant(part) for part in code.co_consts]
    parts = (code.co_names, code.co_varnames, code.co_freevars, code.co_argcount, code.co_kwonlyargcount, code.co_flags)
    return digest([code.co_code, repr(parts), *consts])


@functools.cache
def library(module: str | None) -> str | None:
    """The library a module belongs to, with its version; None for the reader's own code, which can be looked into."""
    top = (module or "builtins").partition(".")[0]
    if top in sys.stdlib_module_names and top != "__main__":
        return f"Python {sys.version_info.major}.{sys.version_info.minor}"
    version = getattr(sys.modules.get(top), "__version__", None)
    if version is None:
        try:
            version = metadata.version(top)
        except (metadata.PackageNotFoundError, ValueError):
            return None
    return f"{top} {version}"


def digest(parts: Iterable[bytes | str]) -> str:
    """Sixteen characters that change when a byte does."""
    whole = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else bytes(part)
        whole.update(len(content).to_bytes(8, "little") + content)
    return whole.hexdigest()[:16]


def _numbers(name: str, value: Any) -> str:
    if isinstance(value, torch.Generator):
        return f"generator ({digest([value.get_state().numpy().tobytes()])})"
    if isinstance(value, np.ndarray | np.generic):
        if value.dtype.hasobject:
            raise Unseen(name, "an array of objects")
        return f"{value.dtype} {value.shape} ({digest([np.ascontiguousarray(value).tobytes()])})"
    kind, shape = str(value.dtype).removeprefix("torch."), tuple(value.shape)
    if value.is_meta or value.is_quantized or value.layout != torch.strided:
        raise Unseen(name, f"a {kind} tensor that is not plain numbers in memory")
    plain = value.detach().cpu().resolve_conj().resolve_neg().contiguous().reshape(-1)
    return f"{kind} {shape} ({digest([plain.view(torch.uint8).numpy().tobytes()])})"


def _constant(value: object) -> str:
    return repr(sorted(map(repr, value))) if isinstance(value, frozenset) else repr(value)


def _key(key: object) -> str:
    return key if isinstance(key, str) else repr(key)


def _hooks(key: str, value: Any) -> Any:
    """Hooks without the running numbers under which torch keeps them."""
    return list(value.values()) if "hook" in key and isinstance(value, Mapping) else value


def _listed(part: Any) -> Any:
    """The iterators that `__reduce_ex__` gives, as lists."""
    return list(part) if hasattr(type(part), "__next__") else part
