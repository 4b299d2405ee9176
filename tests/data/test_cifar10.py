"""CIFAR-10's binary files: what is read, and what is refused."""

from hashlib import sha256
from pathlib import Path

import pytest
import torch
from spec import cifar10_spec as spec

from nls_tutorial.data import MissingFileError, cifar10

REAL = Path(__file__).parents[2] / ".." / "shared" / "data" / "cifar10-exact-6000"
REAL_COUNTS = [  # of each class in the first 1,000 records of the five training batches
    [102, 112, 99, 92, 99, 85, 107, 102, 99, 103],
    [102, 99, 79, 98, 110, 94, 97, 118, 114, 89],
    [102, 106, 92, 119, 101, 89, 106, 92, 103, 90],
    [98, 104, 114, 87, 110, 105, 87, 97, 98, 100],
    [104, 94, 94, 88, 107, 96, 100, 103, 104, 110],
]


@pytest.fixture
def folder(tmp_path) -> Path:
    spec.write(tmp_path, 20)
    return tmp_path


def digest(image: torch.Tensor) -> str:
    """Short, so that pytest can show where two lists part without comparing 12 kB of bytes a picture."""
    return sha256(image.numpy().tobytes()).hexdigest()[:16]


def as_pairs(part) -> list[tuple[int, str]]:
    return [(int(label), digest(image)) for label, image in zip(part.labels, part.images, strict=True)]


def by_the_spec(folder: Path, names: list[str], first: int) -> list[tuple[int, str]]:
    pairs = []
    for name in names:
        labels, pictures = spec.read(folder / name, first)
        pairs += zip(labels, (digest(torch.tensor(picture)) for picture in pictures), strict=True)
    return pairs


def test_every_record_is_read_once(folder) -> None:
    splits = cifar10(folder)
    assert [len(part) for part in (splits.train, splits.calibration, splits.test)] == [90, 10, 20]
    assert as_pairs(splits.test) == by_the_spec(folder, [spec.TEST], 20)
    known = by_the_spec(folder, spec.TRAIN, 20)
    assert len(set(known)) == 100
    train, held_out = as_pairs(splits.train), as_pairs(splits.calibration)
    assert sorted(train + held_out) == sorted(known)
    assert train == [pair for pair in known if pair not in set(held_out)]  # in the files' order


def test_types_and_names(folder) -> None:
    splits = cifar10(str(folder))
    for part, name in ((splits.train, "train"), (splits.calibration, "calibration"), (splits.test, "test")):
        assert part.split == name
        assert part.images.dtype == torch.float32
        assert part.images.shape == (len(part), 3, 32, 32)
        assert part.labels.dtype == torch.int64
        assert part.class_names == tuple(spec.NAMES)
        assert float(part.images.min()) >= 0
        assert float(part.images.max()) <= 1


def test_the_first_records_of_each_batch(folder) -> None:
    splits = cifar10(folder, per_batch=4, calibration=0)
    assert as_pairs(splits.train) == by_the_spec(folder, spec.TRAIN, 4)
    assert as_pairs(splits.test) == by_the_spec(folder, [spec.TEST], 4)
    assert len(splits.calibration) == 0


def test_seeded_and_stratified(folder) -> None:
    first, again, other = (cifar10(folder, calibration=30, seed=seed) for seed in (1, 1, 2))
    assert as_pairs(first.calibration) == as_pairs(again.calibration)
    assert set(as_pairs(first.calibration)) != set(as_pairs(other.calibration))
    assert as_pairs(first.test) == as_pairs(other.test)
    assert first.calibration.labels.bincount().tolist() == [3] * 10


def test_a_folder_that_is_not_there(tmp_path) -> None:
    with pytest.raises(MissingFileError, match=r"folder '.*nowhere' must be a folder, but got no such folder\. Unpack"):
        cifar10(tmp_path / "nowhere")


def test_a_file_in_place_of_the_folder(folder) -> None:
    with pytest.raises(ValueError, match=r"folder '.*test_batch\.bin' must be a folder, but got a file\. Unpack"):
        cifar10(folder / spec.TEST)


@pytest.mark.parametrize("name", [*spec.TRAIN, spec.TEST, "batches.meta.txt"])
def test_a_file_that_is_not_there(folder, name) -> None:
    (folder / name).unlink()
    with pytest.raises(
        FileNotFoundError, match=rf"folder must hold {name}, but got '.*' without it\. .*binary version"
    ):
        cifar10(folder)


@pytest.mark.parametrize(
    ("length", "seen"),
    [
        (3073 * 20 - 1, r"61,459 bytes \(19 records and 3,072 bytes\)"),
        (3072, r"3,072 bytes \(0 records and 3,072 bytes\)"),
        (0, r"0 bytes \(0 records and 0 bytes\)"),
    ],
)
def test_a_file_that_is_cut(folder, length, seen) -> None:
    file = folder / "data_batch_3.bin"
    file.write_bytes(file.read_bytes()[:length])
    rule = r"data_batch_3\.bin must be records of 3,073 bytes, at least one and all whole"
    with pytest.raises(ValueError, match=rf"{rule}, but got {seen}\. Copy or unpack the file again\."):
        cifar10(folder)


def test_a_label_above_nine(folder) -> None:
    file = folder / spec.TEST
    content = bytearray(file.read_bytes())
    content[7 * 3073] = 10
    file.write_bytes(content)
    rule = r"the label byte of every record of .*test_batch\.bin must lie in 0 … 9"
    with pytest.raises(ValueError, match=rf"{rule}, but got 10 in record 7, counted from 0\. Copy or unpack"):
        cifar10(folder)
    assert len(cifar10(folder, per_batch=7).test) == 7  # what is not read is not judged


def test_names_that_are_not_ten(folder) -> None:
    (folder / "batches.meta.txt").write_text("cat\ndog\n")
    with pytest.raises(ValueError, match=r"meta\.txt must name ten classes, one a line, but got 2 names\. Copy or"):
        cifar10(folder)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"per_batch": 0}, r"per_batch must be at least 1, but got 0\. Leave it out to read whole files\."),
        (
            {"per_batch": 21},
            r"per_batch must not be above the 20 records of .*data_batch_1\.bin, but got 21\. Lower it\.",
        ),
        ({"calibration": -1}, r"calibration must be at least 0, but got -1\. Use 0 for none\."),
        ({"calibration": 100}, r"calibration must leave some of the 100 training records to learn from, but got 100\."),
        ({"seed": -1}, r"seed must be at least 0, but got -1\."),
    ],
)
def test_refusals(folder, arguments, message) -> None:
    with pytest.raises(ValueError, match=message):
        cifar10(folder, **arguments)


@pytest.mark.slow
@pytest.mark.skipif(not REAL.is_dir(), reason="the real pictures (../shared/data/cifar10-exact-6000) are not here")
def test_the_real_files() -> None:
    splits = cifar10(REAL, per_batch=1000)
    assert [len(part) for part in (splits.train, splits.calibration, splits.test)] == [4500, 500, 1000]
    assert splits.test.labels.bincount().tolist() == [103, 89, 100, 103, 90, 86, 112, 102, 106, 109]
    both = torch.cat([splits.train.labels, splits.calibration.labels])
    assert both.bincount().tolist() == [sum(of_class) for of_class in zip(*REAL_COUNTS, strict=True)]
    assert splits.train.class_names == tuple(spec.NAMES)
    assert as_pairs(splits.test)[:5] == by_the_spec(REAL, [spec.TEST], 5)
    assert len(set(as_pairs(splits.train)) & set(as_pairs(splits.test))) == 0
    # the channel means that are usually quoted for the 50,000 training pictures: 0.4914, 0.4822, 0.4465
    assert splits.train.images.mean((0, 2, 3)).tolist() == pytest.approx([0.4914, 0.4822, 0.4465], abs=0.01)
