"""Captions from a folder in the official layout, packed or not; files that do not fit together are named."""

import gzip
from pathlib import Path

import pytest

from nls_tutorial.data import MissingFileError, multi30k
from nls_tutorial.data.bad_files import UnusableFileError

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "multi30k-en-de"
SIZES = {"train": 12, "val": 3, "test_2016_flickr": 4}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, size in SIZES.items():
        for language in ("en", "de"):
            text = "".join(f"{name} {language} {n} \n" for n in range(size))
            if language == "en":
                (tmp_path / f"{name}.en.gz").write_bytes(gzip.compress(text.encode()))
            else:
                (tmp_path / f"{name}.de").write_text(text, encoding="utf-8")
    return tmp_path


def test_lines_translate_each_other(folder: Path) -> None:
    splits = multi30k(folder, train=5, seed=1)
    assert [len(part) for part in (splits.train, splits.calibration, splits.test)] == [5, 3, 4]
    for part in (splits.train, splits.calibration, splits.test):
        for english, german in zip(part.source, part.target, strict=True):
            assert english.replace(" en ", " de ") == german
    assert splits.test.source[1] == "test_2016_flickr en 1"
    assert splits.train.source == multi30k(folder, train=5, seed=1).train.source
    assert splits.train.source != multi30k(folder, train=5, seed=2).train.source
    assert set(multi30k(folder).train.source) == {f"train en {n}" for n in range(12)}
    assert multi30k(folder, source="de", target="en").test.source[0] == "test_2016_flickr de 0"


def test_what_does_not_fit_is_refused(folder: Path) -> None:
    with pytest.raises(MissingFileError, match=r"must hold train\.fr\.gz"):
        multi30k(folder, target="fr")
    with pytest.raises(ValueError, match="target must not be source"):
        multi30k(folder, target="en")
    with pytest.raises(ValueError, match="train must be"):
        multi30k(folder, train=13)
    (folder / "val.de").write_text("one\ntwo\n", encoding="utf-8")
    with pytest.raises(UnusableFileError, match=r"val\.de must have 3 lines, as val\.en has, but got 2"):
        multi30k(folder)
    (folder / "val.de").write_text("one\n\nthree\n", encoding="utf-8")
    with pytest.raises(UnusableFileError, match=r"val\.de, line 2 must hold a sentence"):
        multi30k(folder)
    (folder / "val.de").write_bytes(b"one\ntwo\nthr\xe9\n")
    with pytest.raises(UnusableFileError, match="other bytes in line 3"):
        multi30k(folder)
    (folder / "train.en.gz").write_bytes(b"no archive")
    with pytest.raises(UnusableFileError, match="must be gzipped text"):
        multi30k(folder)


@pytest.mark.slow
@pytest.mark.skipif(not REAL.is_dir(), reason="no real captions beside the checkout")
def test_the_real_captions() -> None:
    splits = multi30k(REAL, train=10)
    assert [len(part) for part in (splits.train, splits.calibration, splits.test)] == [10, 1014, 1000]
    assert splits.test.source[0] == "A man in an orange hat starring at something."
