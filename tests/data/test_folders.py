"""A folder by class becomes pictures as they look; all that is odd is told, and nothing is guessed."""

import unicodedata
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageOps

from nls_tutorial.data import MissingFileError, image_folder
from nls_tutorial.data.bad_files import UnusableFileError
from nls_tutorial.data.folders import TURNS

RANDOM = np.random.default_rng(0)


def picture(height: int = 12, width: int = 16) -> Image.Image:
    return Image.fromarray(RANDOM.integers(0, 256, (height, width, 3), dtype=np.uint8))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    place = tmp_path / "meine Bilder ä"
    for name in ("cat", "dog"):
        (place / name).mkdir(parents=True)
        for number in range(2):
            picture().save(place / name / f"{number}.png")
    return place


@pytest.mark.parametrize("number", list(TURNS))
def test_upright_as_pillow_turns_it(number: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = number
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    seen = picture(9, 9 + number)
    seen.save(tmp_path / "a" / "one.png", exif=exif)
    picture().save(tmp_path / "b" / "one.png")
    turned = ImageOps.exif_transpose(Image.open(tmp_path / "a" / "one.png"))
    size = (turned.height, turned.width)
    found = image_folder(tmp_path, size=size)
    assert torch.equal(found.images.images[0], torch.from_numpy(np.array(turned)).permute(2, 0, 1) / 255)
    assert found.sizes[0].tolist() == list(size)


def test_modes_and_formats_look_alike(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    picture().save(tmp_path / "c" / "other.png")
    plain = Image.new("RGB", (16, 12), (200, 60, 60))
    plain.paste((40, 90, 180), (0, 0, 8, 12))
    plain.save(tmp_path / "a" / "plain.png")
    clear = plain.convert("RGBA")
    clear.paste((0, 0, 0, 0), (8, 0, 16, 12))
    white = plain.copy()
    white.paste((255, 255, 255), (8, 0, 16, 12))
    white.save(tmp_path / "b" / "white.png")
    clear.save(tmp_path / "b" / "clear.png")
    for place, form in enumerate(("webp", "bmp", "tiff")):
        how = {"lossless": True} if form == "webp" else {}
        (tmp_path / form).mkdir()
        edge = plain.copy()
        edge.putpixel((0, 0), (1, place, 3))
        edge.save(tmp_path / form / f"one.{form}", **how)
    plain.quantize(8).save(tmp_path / "a" / "palette.png")
    plain.convert("CMYK").save(tmp_path / "a" / "ink.tiff")
    found = image_folder(tmp_path, size=(6, 8), on_bad="skip")
    assert found.left_out == ()
    assert "b/white.png" in found.repeated, "what is transparent lies on white"
    assert {file.rpartition(".")[2] for file in found.files} >= {"webp", "bmp", "tiff", "png"}
    pictures = dict(zip(found.files, found.images.images, strict=True))
    for form in ("webp", "bmp", "tiff"):
        assert torch.allclose(pictures[f"{form}/one.{form}"][:, 3, 6], torch.tensor([200, 60, 60]) / 255, atol=0.01)
    assert torch.allclose(pictures["b/clear.png"][:, 3, 6], torch.ones(3))
    for name in found.files:
        if name.startswith("a/"):
            assert torch.allclose(pictures[name][:, 3, 1], torch.tensor([40, 90, 180]) / 255, atol=0.01), name


def test_sixteen_bits_are_scaled_and_grey_is_one_channel(tmp_path: Path) -> None:
    deep = np.linspace(0, 65535, 12 * 16).reshape(12, 16)
    for name, rows, mode in (
        ("a", deep.astype(np.uint16), "deep"),
        ("b", (deep / 257).round().astype(np.uint8), "flat"),
    ):
        (tmp_path / name).mkdir()
        Image.fromarray(rows).save(tmp_path / name / f"{mode}.png")
    found = image_folder(tmp_path, size=(6, 8))
    assert found.images.images.shape == (2, 1, 6, 8)
    assert torch.allclose(found.images.images[0], found.images.images[1], atol=1 / 255)


def test_hidden_and_system_files_are_no_data(home: Path) -> None:
    for name in (".git", "__MACOSX", "cat/.ipynb_checkpoints"):
        (home / name).mkdir()
        picture().save(home / name / "more.png")
    picture().save(home / "cat" / "._0.png", format="png")
    (home / "cat" / "Thumbs.db").write_bytes(b"x")
    (home / "notes.txt").write_text("x")
    found = image_folder(home)
    assert found.images.class_names == ("cat", "dog")
    assert found.files == ("cat/0.png", "cat/1.png", "dog/0.png", "dog/1.png")


def test_names_are_composed_and_files_may_lie_deeper(tmp_path: Path) -> None:
    for name in ("é", "z"):
        place = tmp_path / unicodedata.normalize("NFD", name) / "deeper"
        place.mkdir(parents=True)
        picture().save(place / "ü.png")
    found = image_folder(tmp_path)
    assert found.images.class_names == ("é", "z") or set(found.images.class_names) == {"é", "z"}
    assert set(found.files) == {"é/deeper/ü.png", "z/deeper/ü.png"}


def test_all_bad_files_are_told_at_once_or_left_out(home: Path) -> None:
    (home / "cat" / "broken.jpg").write_bytes(b"no picture")
    (home / "dog" / "empty.png").write_bytes(b"")
    picture(1, 5).save(home / "dog" / "thin.png")
    with pytest.raises(UnusableFileError, match="3 faults: these files cannot be used") as caught:
        image_folder(home)
    for name in ("broken.jpg", "empty.png", "thin.png"):
        assert name in str(caught.value)
    found = image_folder(home, on_bad="skip")
    assert len(found.files) == 4
    assert len(found.left_out) == 3


def test_a_picture_twice_in_its_class_and_in_two(home: Path) -> None:
    again = Image.open(home / "cat" / "0.png")
    again.save(home / "cat" / "copy.bmp")
    found = image_folder(home)
    assert found.repeated == ("cat/copy.bmp",)
    assert found.files == ("cat/0.png", "cat/1.png", "dog/0.png", "dog/1.png")
    again.save(home / "dog" / "copy.png")
    with pytest.raises(UnusableFileError, match=r"must stand in one class, but got the same .*copy\.png in dog"):
        image_folder(home)
    assert image_folder(home, on_bad="skip").files == ("cat/1.png", "dog/0.png", "dog/1.png")


def test_folders_that_hold_no_classes(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="must hold a folder for each of two classes or more, but got 0 folders"):
        image_folder(tmp_path)
    (tmp_path / "train").mkdir()
    with pytest.raises(MissingFileError, match="but got only 'train'"):
        image_folder(tmp_path)
    (tmp_path / "test").mkdir()
    with pytest.raises(MissingFileError, match="folders of splits: test, train"):
        image_folder(tmp_path)
    (tmp_path / "other").mkdir()
    picture().save(tmp_path / "other" / "a.png")
    with pytest.raises(MissingFileError, match="must hold a picture in every class, but got none in test, train"):
        image_folder(tmp_path)
    with pytest.raises(MissingFileError, match="no such folder"):
        image_folder(tmp_path / "none")


def test_a_folder_that_cannot_be_listed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(home))

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(MissingFileError, match="Permission denied at"):
        image_folder(home)


def test_its_summary(home: Path) -> None:
    told = repr(image_folder(home, size=(8, 8)))
    assert "4, as 3×8×8" in told
    assert "cat 2, dog 2" in told
    assert "16×12 to 16×12 pixels" in told
