"""Arrays out of a file that a stranger may have written: nothing is believed before it is counted."""

import io
import math
import zipfile
from collections.abc import Collection

import numpy as np
from numpy.lib import format as npy

LAST_LETTER = 0x10FFFF  # of Unicode
LONGEST_HEADER = 10_000  # characters, as numpy itself allows


def read_arrays(content: bytes, names: Collection[str]) -> dict[str, np.ndarray]:
    """The named arrays of the .npz file `content`; others in it are not looked at.

    An array is made only where the file holds, uncompressed, exactly the bytes that its header claims; so a file costs
    no more memory than it is long. Raises ValueError where it does not, for arrays of objects and for a name that is
    there twice, and whatever numpy and the reader of archives raise for a damaged file.

    >>> memory = io.BytesIO()
    >>> np.savez(memory, labels=np.array([0, 1]), more=np.zeros(3))
    >>> read_arrays(memory.getvalue(), ("labels", "logits"))
    {'labels': array([0, 1])}
    """
    found: dict[str, np.ndarray] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            name = entry.filename.removesuffix(".npy")
            if name not in names or name == entry.filename:
                continue
            if name in found:
                raise ValueError(f"{name} is there twice")
            if entry.compress_type != zipfile.ZIP_STORED or entry.file_size > len(content):
                raise ValueError(f"{name} is compressed, or longer than the file")
            found[name] = _array(name, archive.read(entry))
    return found


def _array(name: str, content: bytes) -> np.ndarray:
    """One array in numpy's own format, version 1 or 2."""
    stream = io.BytesIO(content)
    version = npy.read_magic(stream)
    if version not in ((1, 0), (2, 0), (3, 0)):
        raise ValueError(f"{name} has a header of version {version}")
    read_header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, fortran, dtype = read_header(stream, max_header_size=LONGEST_HEADER)
    if dtype.hasobject or dtype.subdtype is not None or dtype.names is not None:
        raise ValueError(f"{name} holds objects or fields (allow_pickle is off)")
    if any(isinstance(size, bool) or not 0 <= size < 2**63 for size in shape) or len(shape) > 8:
        raise ValueError(f"{name} claims the shape {shape}")
    claimed, there = math.prod(shape) * dtype.itemsize, len(content) - stream.tell()
    if claimed != there or max(shape, default=0) > len(content):
        raise ValueError(f"{name} claims {claimed:,} bytes of shape {shape}, and {there:,} are there")
    if dtype.kind == "U" and claimed and int(np.frombuffer(content, "<u4", -1, stream.tell()).max()) > LAST_LETTER:
        raise ValueError(f"{name} holds numbers that are no letters")
    flat = np.frombuffer(content, dtype, math.prod(shape), stream.tell()) if claimed else np.zeros(0, dtype)
    return flat.reshape(shape, order="F" if fortran else "C").copy()
