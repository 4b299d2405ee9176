"""Posts in the official layout: earlier ones to learn from, later ones to test; and by a loader that may refuse."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from nls_tutorial import data
from nls_tutorial.data.newsgroups import HALVES

GROUPS = ("rec.autos", "rec.motorcycles", "sci.space")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for half in HALVES:
        for group in GROUPS:
            (tmp_path / half / group).mkdir(parents=True)
            for number in range(6):
                text = f"Subject: {group}\n\n{half} on {group} caf\xe9 {'abcdef'[number]}\n--\n{group} club"
                (tmp_path / half / group / str(number)).write_bytes(text.encode("latin-1"))
    return tmp_path


def test_later_posts_are_the_test(folder: Path) -> None:
    splits = data.newsgroups(folder, calibration=6)
    assert [len(part) for part in (splits.train, splits.calibration, splits.test)] == [12, 6, 18]
    assert splits.test.class_names == GROUPS
    assert all(text.startswith(HALVES[1]) and "café" in text for text in splits.test.stripped)
    assert all(text.startswith(HALVES[0]) for text in splits.train.stripped + splits.calibration.stripped)
    assert not set(splits.train.stripped) & set(splits.calibration.stripped)
    assert not any("club" in text for text in splits.test.stripped)
    for text, label in zip(splits.train.stripped, splits.train.labels.tolist(), strict=True):
        assert GROUPS[label] in text


def test_some_groups_and_few_posts(folder: Path) -> None:
    splits = data.newsgroups(folder, groups=("sci.space", "rec.autos"), train=4, calibration=2, seed=1)
    assert [len(part) for part in (splits.train, splits.calibration, splits.test)] == [4, 2, 12]
    assert splits.test.class_names == ("sci.space", "rec.autos")
    assert all("motorcycles" not in text for text in splits.test.whole)


def test_a_post_in_which_nothing_is_left_is_left_out(folder: Path) -> None:
    (folder / HALVES[1] / "rec.autos" / "0").write_text("Subject: me too\n\n> all of it\n")
    assert len(data.newsgroups(folder, calibration=6).test) == 17


def test_the_loaders_posts_are_the_same(folder: Path, monkeypatch) -> None:
    def loaded(*, subset: str, shuffle: bool) -> SimpleNamespace:
        half, posts = HALVES[subset == "test"], []
        for label, group in enumerate(GROUPS):
            posts += [
                (label, file.read_bytes().decode("latin-1")) for file in sorted((folder / half / group).iterdir())
            ]
        return SimpleNamespace(
            target_names=GROUPS, target=[label for label, _ in posts], data=[one for _, one in posts]
        )

    monkeypatch.setattr("sklearn.datasets.fetch_20newsgroups", loaded)
    ours, theirs = data.newsgroups(folder, calibration=6), data.newsgroups(calibration=6)
    for part, other in zip(vars(ours).values(), vars(theirs).values(), strict=True):
        assert part.whole == other.whole
        assert part.labels.tolist() == other.labels.tolist()


def test_a_host_that_refuses_is_told(monkeypatch) -> None:
    def refuses(**how: object) -> None:
        raise OSError("403 Forbidden")

    monkeypatch.setattr("sklearn.datasets.fetch_20newsgroups", refuses)
    with pytest.raises(data.MissingFileError, match=r"folder must be named.*403 Forbidden.*20news-bydate\.tar\.gz"):
        data.newsgroups()


def test_what_does_not_fit_is_refused(folder: Path) -> None:
    with pytest.raises(data.MissingFileError, match="must hold 20news-bydate-train"):
        data.newsgroups(folder / HALVES[0])
    with pytest.raises(ValueError, match=r"groups must be among .*, but got rec\.sports"):
        data.newsgroups(folder, groups=("rec.autos", "rec.sports"))
    for groups in (("rec.autos",), ("rec.autos", "rec.autos"), "rec.autos"):
        with pytest.raises(ValueError, match="groups must name two or more groups"):
            data.newsgroups(folder, groups=groups)
    with pytest.raises(ValueError, match="must not ask for more than the 18 samples"):
        data.newsgroups(folder, train=18, calibration=6)
