"""Arrays of an .npz file: what numpy wrote is read; what claims more than is there is refused at once."""

import io
import zipfile

import numpy as np
import pytest

from nls_tutorial.predictions.arrays import read_arrays


def packed(**arrays: np.ndarray) -> bytes:
    memory = io.BytesIO()
    np.savez(memory, **arrays)
    return memory.getvalue()


def with_entry(name: str, content: bytes, **how: int) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", **how) as archive:
        archive.writestr(name, content)
    return memory.getvalue()


def header_of(array: np.ndarray) -> bytes:
    memory = io.BytesIO()
    np.save(memory, array)
    return memory.getvalue()


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3),
        np.asfortranarray(np.arange(6).reshape(2, 3)),
        np.array(["cat", "é", ""]),
        np.array("one"),
        np.zeros((0, 3), np.float32),
        np.array([True, False]),
        np.array(7, dtype=">i4"),
    ],
    ids=str,
)
def test_what_numpy_wrote_is_read_as_numpy_reads_it(array: np.ndarray) -> None:
    found = read_arrays(packed(x=array), ("x",))["x"]
    assert (found.dtype, found.shape) == (array.dtype, array.shape)
    np.testing.assert_array_equal(found, array)
    assert found.flags.writeable


def test_only_what_is_named_is_looked_at() -> None:
    assert set(read_arrays(packed(x=np.zeros(1), y=np.array([None])), ("x", "z"))) == {"x"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (packed(x=np.array([None])), "holds objects"),
        (packed(x=np.zeros(2, dtype=[("a", "i4")])), "holds objects or fields"),
        (with_entry("x.npy", header_of(np.zeros(3))[:-8]), "claims 24 bytes .* and 16 are there"),
        (with_entry("x.npy", header_of(np.zeros(3)) + b"more"), "and 28 are there"),
        (with_entry("x.npy", header_of(np.zeros(3)), compression=zipfile.ZIP_DEFLATED), "is compressed"),
        (with_entry("x.npy", header_of(np.zeros(3)).replace(b"(3,)", b"(9,)")), "claims 72 bytes"),
    ],
)
def test_what_claims_other_than_is_there_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_arrays(content, ("x",))


def test_a_name_that_is_there_twice() -> None:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("x.npy", header_of(np.zeros(1)))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("x.npy", header_of(np.zeros(1)))
    with pytest.raises(ValueError, match="x is there twice"):
        read_arrays(memory.getvalue(), ("x",))


def test_letters_that_are_none() -> None:
    bad = np.array([0x110000], "<u4").view("<U1")
    with pytest.raises(ValueError, match="no letters"):
        read_arrays(packed(x=bad), ("x",))


def test_rows_of_nothing_are_refused() -> None:
    """A trillion rows without a column take no byte, and yet nobody can go through them."""
    with pytest.raises(ValueError, match="claims 0 bytes of shape"):
        read_arrays(packed(x=np.zeros((10**12, 0))), ("x",))
