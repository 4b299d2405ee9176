"""A checkpoint on the disk: a header, the SHA-256 of the rest, and the rest as torch.save writes it."""

import hashlib
import io
import math
import re
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

FORMAT = 2
HEADER = f"nls_tutorial checkpoint {FORMAT}\n".encode()


class Unreadable(Exception):
    """A checkpoint cannot be used, with the reason."""


def packed(state: dict[str, Any]) -> bytes:
    """The file's bytes."""
    memory = io.BytesIO()
    torch.save(state, memory)
    content = memory.getvalue()
    return HEADER + hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def read(path: Path) -> dict[str, Any]:
    """The state that `packed` was given. With `weights_only=True`: a file from a stranger cannot run code.

    Raises Unreadable where the file is missing, damaged, of another format, or holds something else.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable("not there") from None
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror or error}") from error
    if not content.startswith(HEADER):
        raise Unreadable(_foreign(content))
    digest, _, packed_state = content[len(HEADER) :].partition(b"\n")
    if hashlib.sha256(packed_state).hexdigest().encode() != digest:
        raise Unreadable("cut off or damaged: its bytes do not fit its checksum")
    try:
        state = torch.load(io.BytesIO(packed_state), map_location="cpu", weights_only=True)
    except Exception as error:
        raise Unreadable(f"PyTorch cannot read it: {type(error).__name__}") from error
    missing = _wrong(state)
    if missing:
        raise Unreadable(f"its content is not a run's: {missing}")
    return state


def _foreign(content: bytes) -> str:
    if not content:
        return "empty"
    found = re.match(rb"nls_tutorial checkpoint ([0-9]{1,9})\n", content)
    if found is None:
        return "not a checkpoint of nls_tutorial"
    age = "a newer" if int(found[1]) > FORMAT else "an older"
    return f"format {int(found[1])}, of {age} nls_tutorial"


def _wrong(state: Any) -> str:
    """What is not there or of another kind; empty where all is well."""
    if not isinstance(state, dict):
        return "no parts"
    kinds = {"identity": dict, "rows": list, "order": Tensor, "random": dict, "model": dict, "optimizer": dict}
    for name, kind in kinds.items():
        if not isinstance(state.get(name), kind):
            return f"no {name}"
    if not all(isinstance(part, str) for pair in state["identity"].items() for part in pair):
        return "an identity that is not text"
    if not isinstance(state["random"].get("cpu"), Tensor):
        return "no random numbers"
    for row in state["rows"]:
        if not isinstance(row, list) or len(row) not in (2, 4) or not all(isinstance(part, float) for part in row):
            return "rows that are not two or four numbers"
        if not all(math.isfinite(loss) for loss in row[::2]):
            return "losses that are not finite"
    return ""
