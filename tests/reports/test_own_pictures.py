"""A folder is cut into parts that share no picture and no group, with every class in each; what is odd is told."""

import csv
import io
import shutil
from pathlib import Path

import pytest
import torch

from nls_tutorial.reports import own_pictures
from nls_tutorial.reports.own_pictures import of_groups


def test_parts_are_disjoint_and_alike(picture_folder: Path) -> None:
    own = own_pictures(picture_folder, size=8, seed=1)
    rows = torch.cat(list(own.rows.values()))
    assert rows.sort().values.tolist() == list(range(36))
    assert [len(cut) for cut in own.rows.values()] == [22, 7, 7]
    assert all(own.part(name).labels.bincount(minlength=3).min() >= 2 for name in own.rows)
    assert own.part("test").split == "test"
    told = list(csv.reader(io.StringIO(own.table())))
    assert told[0] == ["file", "part"]
    assert {tuple(line) for line in told[1:]} == {
        (own.folder.files[row], name) for name, cut in own.rows.items() for row in cut.tolist()
    }
    assert "With 7 test pictures, only large differences can be told from chance." in own.lines()


def test_groups_stay_whole(picture_folder: Path, tmp_path: Path) -> None:
    own = own_pictures(picture_folder, size=8, group_by=r"_(\d+)")
    groups = [set(of_groups(own, name).tolist()) for name in own.rows]
    assert sorted(group for part in groups for group in part) == list(range(12))
    assert "12 groups, each whole in one part" in own.lines()
    place = tmp_path / "groups.csv"
    place.write_text("".join(f"{file},{file[-6:-4]}\n" for file in own.folder.files), encoding="utf-8")
    assert own_pictures(picture_folder, size=8, groups=place).groups is not None
    with pytest.raises(ValueError, match="must give the test part two groups or more, but got one"):
        own_pictures(picture_folder, size=8, group_by=r"^(p\d)_")
    with pytest.raises(ValueError, match="--group-by must stand without --groups"):
        own_pictures(picture_folder, size=8, groups=place, group_by="(x)")
    with pytest.raises(ValueError, match=r"must give the .* part every class, but got none of"):
        own_pictures(picture_folder, size=8, group_by=r"^(\w+)/")


def test_a_class_with_one_picture(picture_folder: Path) -> None:
    (picture_folder / "rare").mkdir()
    shutil.copy(picture_folder / "dark" / "p0_0.png", picture_folder / "rare" / "a.png")
    (picture_folder / "dark" / "p0_0.png").unlink()
    with pytest.raises(ValueError, match="must hold at least 5 pictures of each class, but got 1 of rare"):
        own_pictures(picture_folder, size=8)


def test_skew_is_told_and_what_is_left_out(picture_folder: Path) -> None:
    for file in sorted((picture_folder / "dark").iterdir())[5:]:
        file.unlink()
    for number in range(20):
        picture = (picture_folder / "light" / f"p0_{number % 2}.png").read_bytes()
        (picture_folder / "light" / f"copy_{number}.png").write_bytes(picture)
    (picture_folder / "light" / "bad.png").write_bytes(b"no")
    own = own_pictures(picture_folder, size=8, on_bad="skip")
    lines = "\n".join(own.lines())
    assert "repeated in their class, left out: 20" in lines
    assert "bad.png must be a photograph that can be read" in lines
    assert [own.folder.images.labels.bincount().tolist()] == [[5, 12, 12]]
