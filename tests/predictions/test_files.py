"""What is saved is what is loaded, and a file that is not whole is refused in a sentence."""

import io
import pickle
import tracemalloc
import zipfile
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec.loss_checks import as_shipped

from nls_tutorial.predictions import load, save
from nls_tutorial.records import Predictions


def some(count: int = 5, classes: int = 3, *, width: int | None = 2, dtype: torch.dtype = torch.float32) -> Predictions:
    chance = torch.Generator().manual_seed(count)
    return Predictions(
        logits=(80 * torch.randn(count, classes, generator=chance)).to(dtype),
        labels=torch.arange(count) % classes,
        class_names=tuple(f"class {k} é" for k in range(classes)),
        split="test",
        seed=3,
        features=None if width is None else torch.randn(count, width, generator=chance).to(dtype),
    )


@given(
    st.integers(0, 6),
    st.integers(2, 5),
    st.sampled_from([None, 1, 3]),
    st.sampled_from([torch.float16, torch.float32, torch.float64]),
)
def test_what_is_saved_is_what_is_loaded(tmp_path_factory, count, classes, width, dtype) -> None:
    kept = some(count, classes, width=width, dtype=dtype)
    found = load(save(kept, tmp_path_factory.mktemp("kept") / "p.npz"))
    assert torch.equal(found.logits, kept.logits)
    assert found.logits.dtype == dtype
    assert torch.equal(found.labels, kept.labels)
    assert (found.class_names, found.split, found.seed) == (kept.class_names, kept.split, kept.seed)
    if width is None:
        assert found.features is None
    else:
        assert torch.equal(found.features, kept.features)


def test_numpy_reads_it_without_pickle(tmp_path) -> None:
    kept = some()
    with np.load(save(kept, str(tmp_path / "p.npz")), allow_pickle=False) as file:
        assert sorted(file.files) == ["class_names", "features", "format", "labels", "logits", "seed", "split"]
        np.testing.assert_array_equal(file["logits"], kept.logits.numpy())


def test_the_same_predictions_give_the_same_bytes(tmp_path) -> None:
    one, two = save(some(), tmp_path / "one.npz"), save(some(), tmp_path / "two.npz")
    assert one.read_bytes() == two.read_bytes()


def test_an_array_with_another_name(tmp_path) -> None:
    with open(tmp_path / "p.npz", "wb") as file:
        np.save(file, np.zeros((2, 3)))
    with pytest.raises(ValueError, match=r"must be a whole \.npz file"):
        load(tmp_path / "p.npz")


def test_a_missing_file(tmp_path) -> None:
    with pytest.raises(FileNotFoundError, match=r"path must be a file, but got .*p\.npz, which is not there\. Make it"):
        load(tmp_path / "p.npz")


@pytest.mark.parametrize("keep", [0, 1, 100, 0.5, 0.9, -1])
def test_a_file_that_is_cut_off(tmp_path, keep) -> None:
    place = save(some(), tmp_path / "p.npz")
    whole = place.read_bytes()
    place.write_bytes(whole[: int(keep * len(whole)) if isinstance(keep, float) else keep])
    with pytest.raises(ValueError, match=r"path must be a whole \.npz file, but got .*p\.npz \(.*\)\. Make it again"):
        load(place)


def test_a_flipped_byte_never_passes(tmp_path) -> None:
    kept = some(3, 2, width=None)
    place = save(kept, tmp_path / "p.npz")
    whole = place.read_bytes()
    for at in range(0, len(whole), 7):
        place.write_bytes(whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :])
        try:
            found = load(place)
        except ValueError:
            continue
        assert torch.equal(found.logits, kept.logits), at  # a byte that carries nothing, such as a date
        assert torch.equal(found.labels, kept.labels), at


def test_a_pickle_is_not_opened(tmp_path) -> None:
    place = tmp_path / "p.npz"
    place.write_bytes(pickle.dumps({"logits": [1]}))
    with pytest.raises(ValueError, match=r"must be a whole \.npz file"):
        load(place)
    np.savez(place, logits=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match=r"must be a whole \.npz file, but got .*allow_pickle"):
        load(place)


def arrays(**changed: np.ndarray | None) -> dict[str, np.ndarray]:
    right = {
        "format": np.array("nls_tutorial predictions 1"),
        "logits": np.zeros((2, 3), np.float32),
        "labels": np.array([0, 2]),
        "class_names": np.array(["a", "b", "c"]),
        "split": np.array("test"),
        "seed": np.array(0),
    }
    return {name: value for name, value in {**right, **changed}.items() if value is not None}


def test_the_arrays_of_these_tests_are_right(tmp_path) -> None:
    np.savez(tmp_path / "p.npz", **arrays(features=np.zeros((2, 4))))
    assert load(tmp_path / "p.npz").features.shape == (2, 4)


@pytest.mark.parametrize(
    ("changed", "seen"),
    [
        ({"format": None}, "a file that holds logits, labels"),
        ({"logits": None}, "a file that holds format, labels"),
        ({"format": np.array("something else")}, "a file that holds"),
        ({"logits": np.zeros(2, np.float32)}, r"logits float32 \(2,\)"),
        ({"logits": np.zeros((2, 3), np.int64)}, r"logits int64 \(2, 3\)"),
        ({"labels": np.array([0, 1, 2])}, r"labels int64 \(3,\)"),
        ({"labels": np.array([0.0, 1.0])}, r"labels float64 \(2,\)"),
        ({"class_names": np.array(["a", "b"])}, r"class_names <U1 \(2,\)"),
        ({"class_names": np.array([1, 2, 3])}, r"class_names int64 \(3,\)"),
        ({"split": np.array(["test"])}, r"split <U4 \(1,\)"),
        ({"split": np.array(1)}, r"split int64 \(\)"),
        ({"seed": np.array([1])}, r"seed int64 \(1,\)"),
        ({"seed": np.array("one")}, r"seed <U3 \(\)"),
        ({"features": np.zeros((3, 4))}, r"features float64 \(3, 4\) beside 2 labels"),
        ({"features": np.zeros(2)}, r"features float64 \(2,\) beside 2 labels"),
        ({"features": np.zeros((2, 4), int)}, r"features int64 \(2, 4\) beside 2 labels"),
    ],
)
def test_a_file_of_another_kind(tmp_path, changed, seen) -> None:
    np.savez(tmp_path / "p.npz", **arrays(**changed))
    with pytest.raises(ValueError, match=rf"p\.npz must hold 'nls_tutorial predictions 1': .* but got .*{seen}"):
        load(tmp_path / "p.npz")


def test_labels_outside_the_classes(tmp_path) -> None:
    np.savez(tmp_path / "p.npz", **arrays(labels=np.array([0, 3])))
    with pytest.raises(ValueError, match=r"labels in p\.npz must lie in 0 … 2, but got 3"):
        load(tmp_path / "p.npz")


def test_an_archive_without_arrays(tmp_path) -> None:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("logits", "hello")
        archive.writestr("format", "nls_tutorial predictions 1")
    (tmp_path / "p.npz").write_bytes(memory.getvalue())
    with pytest.raises(ValueError, match=r"must hold 'nls_tutorial predictions 1'"):
        load(tmp_path / "p.npz")


def test_another_suffix(tmp_path) -> None:
    for use in (load, lambda path: save(some(), path)):
        with pytest.raises(ValueError, match=r'path must end in \.npz, but got \'.*p\.pt\'\. For example "p\.npz"'):
            use(tmp_path / "p.pt")


def test_what_could_not_be_loaded_is_not_saved(tmp_path) -> None:
    place = tmp_path / "p.npz"
    whole = some()
    with pytest.raises(ValueError, match=r"logits must be float16, float32 or float64, but got torch\.bfloat16"):
        save(some(dtype=torch.bfloat16), place)
    for name in ("test\0", "\0"):
        with pytest.raises(ValueError, match="split must not end in NUL characters"):
            save(replace(whole, split=name), place)
    with pytest.raises(ValueError, match="class_names must not end in NUL characters"):
        save(replace(whole, class_names=("a", "b\0", "c")), place)
    with pytest.raises(ValueError, match=f"seed must fit in 64 bits, but got {2**63}. Use a smaller"):
        save(replace(whole, seed=2**63), place)
    with as_shipped(), pytest.raises(TypeError, match="predictions must be Predictions, but got dict"):
        save({}, place)
    assert not place.exists()


def test_groups_are_kept_and_must_fit(tmp_path) -> None:
    kept = Predictions(**{**vars(some()), "group": torch.tensor([0, 0, 1, 1, 7])})
    place = save(kept, tmp_path / "p.npz")
    assert torch.equal(load(place).group, kept.group)
    assert load(save(some(), tmp_path / "plain.npz")).group is None
    for wrong in (torch.tensor([0, 0, 1]), torch.zeros(5), torch.zeros(5, 1).long()):
        with pytest.raises((ValueError, TypeError), match=r"^group must"):
            Predictions(**{**vars(some()), "group": wrong})
        np.savez(tmp_path / "wrong.npz", **arrays(labels=np.arange(2), group=wrong.numpy()))
        with pytest.raises(ValueError, match=r"must hold .*, but got group .* beside 2 labels\. Make it again"):
            load(tmp_path / "wrong.npz")


def test_names_of_all_kinds_come_back(tmp_path) -> None:
    kept = replace(some(), class_names=("", "a\0b", "\ud800 $x_{1$"), split=" test \n", seed=-(2**63))
    found = load(save(kept, tmp_path / "p.npz"))
    assert (found.class_names, found.split, found.seed) == (kept.class_names, kept.split, kept.seed)


GOOD = b"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"


def written(place, header: bytes, body: bytes = bytes(24), version: bytes = b"\x01\x00"):
    """A file whose `logits` have this header; the other arrays are as they should be."""
    length = len(header).to_bytes(2 if version[0] == 1 else 4, "little")
    np.savez(place, **arrays(logits=None))
    with zipfile.ZipFile(place, "a") as archive:
        archive.writestr("logits.npy", b"\x93NUMPY" + version + length + header + body)
    return place


def test_these_headers_are_right_but_for_their_claims(tmp_path) -> None:
    for version in (b"\x01\x00", b"\x02\x00", b"\x03\x00"):
        assert load(written(tmp_path / "p.npz", GOOD, version=version)).logits.shape == (2, 3)
    turned = GOOD.replace(b"False", b"True")
    body = np.arange(6, dtype="<f4").tobytes()
    assert load(written(tmp_path / "p.npz", turned, body)).logits.tolist() == [[0, 2, 4], [1, 3, 5]]


@pytest.mark.parametrize(
    "shape",
    ["1000000000000, 3", "1000000000000, 0", f"{2**62}, {2**62}", f"{10**30}, 3", "-2, -3", "2, 3, 4", "True, 6"],
)
def test_a_header_that_claims_too_much_costs_nothing(tmp_path, shape: str) -> None:
    place = written(tmp_path / "p.npz", GOOD.replace(b"2, 3", shape.encode()))
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=r"path must be a whole \.npz file, but got .*Make it again"):
            load(place)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"(" * 3000,
        b"[" * 100_000,
        b"{'descr': '<f4'",
        b"'" * 3,
        b"{'descr': '|O', 'fortran_order': False, 'shape': (2, 3), }",
        b"{'descr': '|V0', 'fortran_order': False, 'shape': (2, 3), }",
        b"{'descr': '<U1000000000', 'fortran_order': False, 'shape': (), }",
        b"{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 3), }",
        b"{'descr': ('<f4', (2,)), 'fortran_order': False, 'shape': (3,), }",
        b"{'descr': 3, 'fortran_order': False, 'shape': (2, 3), }",
        b"{'descr': '<f4', 'fortran_order': 3, 'shape': (2, 3), }",
        b"{'descr': '<f4', 'fortran_order': False, 'shape': ('a', 3), }",
        GOOD.replace(b"(2, 3)", b"(2L, 3L, 3L)"),
        GOOD.replace(b"(2, 3)", b"(" + b"0" * 20_000 + b", 3)"),
    ],
)
def test_a_header_that_is_none(tmp_path, header: bytes) -> None:
    place = written(tmp_path / "p.npz", header, version=b"\x02\x00")
    with pytest.raises(ValueError, match=r"path must be a whole \.npz file, but got (.|\n)*Make it again"):
        load(place)


def test_arrays_that_torch_does_not_take(tmp_path) -> None:
    for odd in (np.zeros((2, 3), ">f4"), np.zeros((2, 3), np.longdouble), np.zeros((2, 3), complex)):
        np.savez(tmp_path / "p.npz", **arrays(logits=odd))
        with pytest.raises(ValueError, match=r"p\.npz must hold .* but got format"):
            load(tmp_path / "p.npz")
    no_letters = np.array([2**31 - 1] * 3, "<u4").view("<U1")
    np.savez(tmp_path / "p.npz", **arrays(class_names=no_letters))
    with pytest.raises(ValueError, match="class_names holds numbers that are no letters"):
        load(tmp_path / "p.npz")
    np.savez(tmp_path / "p.npz", **arrays(logits=np.full((2, 3), np.nan, np.float32)))
    with pytest.raises(ValueError, match="logits must be finite"):
        load(tmp_path / "p.npz")


def test_what_is_compressed_or_there_twice_is_refused(tmp_path) -> None:
    np.savez_compressed(tmp_path / "p.npz", **arrays())
    with pytest.raises(ValueError, match=r"format is compressed, or longer than the file"):
        load(tmp_path / "p.npz")
    with (
        zipfile.ZipFile(written(tmp_path / "q.npz", GOOD), "a") as archive,
        pytest.warns(UserWarning, match="Duplicate"),
    ):
        archive.writestr("logits.npy", b"")
    with pytest.raises(ValueError, match="is there twice"):
        load(tmp_path / "q.npz")


def test_a_path_that_is_none() -> None:
    for path, error in ((3, TypeError), (None, TypeError), ("a\0.npz", ValueError)):
        with as_shipped(), pytest.raises(error, match=r"^path must"):
            load(path)
