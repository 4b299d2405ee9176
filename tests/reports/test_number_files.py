"""Numbers come out of files as they went in; what cannot be read says so, and no pickle is opened."""

import gzip
from pathlib import Path

import numpy as np
import pytest
import torch

from nls_tutorial.reports.number_files import read_numbers


def test_every_kind_of_file_gives_the_same_numbers(tmp_path: Path) -> None:
    table = np.array([[1.5, -2.0], [0.25, 1e-7], [3.0, 4.0]])
    np.save(tmp_path / "a.npy", table)
    np.savez(tmp_path / "b.npz", logits=table)
    np.savez_compressed(tmp_path / "c.npz", logits=table)
    torch.save(torch.from_numpy(table), tmp_path / "d.pt")
    (tmp_path / "e ä.csv").write_text("\n".join(",".join(map(repr, row)) for row in table.tolist()) + "\n")
    (tmp_path / "f.tsv").write_text("\ufeff" + "\n".join("\t".join(map(repr, row)) for row in table.tolist()))
    with gzip.open(tmp_path / "g.csv.gz", "wt") as file:
        file.write("\r\n".join(";".join(f"{x!r}".replace(".", ",") for x in row) for row in table.tolist()))
    (tmp_path / "h.txt").write_text("\n".join(" ".join(map(repr, row)) for row in table.tolist()))
    for file in sorted(tmp_path.iterdir()):
        (found,) = read_numbers(file).values()
        assert found.tolist() == table.tolist(), file.name


def test_names_and_a_data_frames_index(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(',cat,"dog, old"\n0,0.5,0.5\n1,0.25,0.75\n')
    found = read_numbers(tmp_path / "a.csv")
    assert found.names == ("cat", "dog, old")
    assert found[""].tolist() == [[0.5, 0.5], [0.25, 0.75]]


def test_a_pair_of_tensors_is_preds_and_target(tmp_path: Path) -> None:
    torch.save((torch.zeros(3, 2, dtype=torch.bfloat16), torch.tensor([0, 1, 1])), tmp_path / "a.pt")
    assert {name: array.shape for name, array in read_numbers(tmp_path / "a.pt").items()} == {
        "preds": (3, 2),
        "target": (3,),
    }


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"1,2\n3\n", "must have 2 columns in every line, but got 1 in line 2"),
        ("a.csv", b"1,2\n3,x\n", "must hold numbers, but got 'x' in line 2"),
        ("a.csv", b"", "an empty file"),
        ("a.csv", b"\xff\xfe\x00", "must be a text in UTF-8"),
        ("a.csv.gz", b"1,2\n", "must be a whole file of numbers"),
        ("a.npy", b"1,2\n", "must be a whole file of numbers, without pickle"),
        ("a.npz", b"PK\x03\x04", "must be a whole file of numbers, without pickle"),
        ("a.pt", b"no", "must be a whole file of numbers, without pickle"),
        ("a.xlsx", b"", "must end in .npy"),
    ],
)
def test_what_cannot_be_read(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match="but got") as caught:
        read_numbers(tmp_path / name)
    assert said in str(caught.value)


def test_a_pickle_is_not_opened(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="without pickle"):
        read_numbers(tmp_path / "a.npy")
    torch.save({"a": Path("x")}, tmp_path / "b.pt")
    with pytest.raises(ValueError, match="without pickle"):
        read_numbers(tmp_path / "b.pt")
    torch.save({"a": 3}, tmp_path / "c.pt")
    with pytest.raises(ValueError, match="must hold tensors, but got dict"):
        read_numbers(tmp_path / "c.pt")


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no such file"):
        read_numbers(tmp_path / "a.npy")
    (tmp_path / "b.npy").mkdir()
    with pytest.raises(FileNotFoundError, match="a folder"):
        read_numbers(tmp_path / "b.npy")
