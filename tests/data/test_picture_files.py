"""Photographs in every colour mode: as they look, or refused."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from spec.voc_by_hand import pair, xml

from nls_tutorial.data import voc_folder
from nls_tutorial.data.picture_files import MOST_PIXELS, PHOTOGRAPHS, read_photograph

RAMP = np.arange(0, 256, 4, dtype=np.uint8).reshape(8, 8)
COLOURS = np.stack([RAMP, RAMP.T, RAMP[::-1]], axis=2)


def saved(folder: Path, picture: Image.Image, name: str = "a.png", **how) -> Path:
    picture.save(folder / name, **how)
    return folder / name


def grey_of(file: Path) -> np.ndarray:
    """The three colours are one grey: the values from 0 to 255."""
    pixels = read_photograph(file).pixels
    assert pixels.shape == (3, 8, 8)
    assert torch.equal(pixels[0], pixels[1])
    assert torch.equal(pixels[0], pixels[2])
    return pixels[0].numpy()


def test_grey_of_sixteen_bits_is_scaled_and_not_cut(tmp_path) -> None:
    deep = RAMP.astype(np.uint16) * 257 + 100
    file = saved(tmp_path, Image.fromarray(deep))
    assert grey_of(file) == pytest.approx(RAMP + 100 / 257, abs=1e-4)
    (tmp_path / "annotations").mkdir()
    pair(tmp_path, "b", [("king", (0, 0, 40, 20))])
    middle = Image.fromarray(np.full((20, 40), 36700, dtype=np.uint16))
    saved(tmp_path / "images", middle, "b.png")
    pair(tmp_path, "c", [("ace", (0, 0, 40, 20))])
    data = voc_folder(tmp_path / "images", tmp_path / "annotations", size=(10, 20))
    assert data.images[0].mean() == pytest.approx(36700 / 65535, abs=1e-6)


@pytest.mark.parametrize("bits", [1, 2, 4])
def test_grey_of_few_bits_and_black_and_white(tmp_path, bits) -> None:
    levels = 2**bits - 1
    values = (RAMP.astype(int) * levels) // 255
    rows = np.unpackbits(values.astype(np.uint8)[..., None], axis=2)[..., -bits:].reshape(8, -1)
    packed = b"".join(b"\0" + np.packbits(row).tobytes() for row in rows)
    file = tmp_path / "a.png"
    file.write_bytes(png((8, 8, bits, 0, 0, 0, 0), packed))
    assert grey_of(file) == pytest.approx(values * 255 / levels)


def png(header: tuple[int, ...], rows: bytes, extra: tuple[tuple[bytes, bytes], ...] = ()) -> bytes:
    """A PNG written by hand."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    parts = [chunk(b"IHDR", struct.pack(">IIBBBBB", *header)), *(chunk(*one) for one in extra)]
    return b"\x89PNG\r\n\x1a\n" + b"".join([*parts, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")])


@pytest.mark.parametrize("name", ["a.png", "a.bmp", "a.jpg", "a.webp"])
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK"])
def test_opaque_pictures_of_every_mode(tmp_path, mode, name) -> None:
    colours = Image.fromarray(COLOURS)
    picture = colours.convert(mode)
    try:
        file = saved(tmp_path, picture, name, **({"quality": 100} if name == "a.jpg" else {"lossless": True}))
    except (OSError, ValueError):
        pytest.skip(f"Pillow writes no {mode} into {name}")
    expected = np.asarray(picture.convert("RGB")).astype(int)
    rounding = 12 if name == "a.jpg" and mode not in ("L", "1") else 3
    pixels = read_photograph(file).pixels.permute(1, 2, 0).numpy().astype(int)
    assert np.abs(pixels - expected).mean() <= rounding


def test_deep_colours(tmp_path) -> None:
    deep = COLOURS.astype(">u2") * 257
    rows = b"".join(b"\0" + row.tobytes() for row in deep)
    file = tmp_path / "a.png"
    file.write_bytes(png((8, 8, 16, 2, 0, 0, 0), rows))
    assert np.array_equal(read_photograph(file).pixels.permute(1, 2, 0).numpy(), COLOURS)


def with_a_hole(mode: str) -> Image.Image:
    alpha = np.full((8, 8), 255, dtype=np.uint8)
    alpha[3, 4] = 254
    picture = Image.fromarray(np.dstack([COLOURS, alpha]))
    return picture if mode == "RGBA" else picture.convert(mode)


@pytest.mark.parametrize(("mode", "name"), [("RGBA", "a.png"), ("LA", "a.png"), ("RGBA", "a.webp")])
def test_pictures_that_are_transparent_somewhere_are_refused(tmp_path, mode, name) -> None:
    how = {"lossless": True} if name == "a.webp" else {}
    file = saved(tmp_path, with_a_hole(mode), name, **how)
    said = r"must not be transparent: .*, but got an opacity of 254 of 255 somewhere\. Save it on a background\."
    with pytest.raises(ValueError, match=said):
        read_photograph(file)


@pytest.mark.parametrize("transparency", [3, bytes([255] * 3 + [0])])
def test_palettes(tmp_path, transparency) -> None:
    picture = Image.fromarray(np.arange(64, dtype=np.uint8).reshape(8, 8) % 8, mode="L").convert("P")
    picture.putpalette(bytes(range(24)))
    expected = np.asarray(picture.convert("RGB"))
    file = saved(tmp_path, picture)
    assert np.array_equal(read_photograph(file).pixels.permute(1, 2, 0).numpy(), expected)
    saved(tmp_path, picture, transparency=transparency)
    with pytest.raises(ValueError, match=r"must not be transparent: .*, but got an opacity of 0 of 255 somewhere"):
        read_photograph(file)
    saved(tmp_path, picture, transparency=bytes([255] * 8))
    assert np.array_equal(read_photograph(file).pixels.permute(1, 2, 0).numpy(), expected)


def test_a_grey_that_stands_for_transparent(tmp_path) -> None:
    deep = RAMP.astype(">u2") * 257
    rows = b"".join(b"\0" + row.tobytes() for row in deep)
    file = tmp_path / "a.png"
    file.write_bytes(png((8, 8, 16, 0, 0, 0, 0), rows, ((b"tRNS", struct.pack(">H", 8 * 257)),)))
    with pytest.raises(ValueError, match=r"must not be transparent: .*, but got a transparent grey, 2056\."):
        read_photograph(file)
    file.write_bytes(png((8, 8, 16, 0, 0, 0, 0), rows, ((b"tRNS", struct.pack(">H", 7)),)))
    assert grey_of(file) == pytest.approx(RAMP)
    rows = b"".join(b"\0" + row.tobytes() for row in RAMP)
    for grey, opaque in ((8, False), (7, True)):
        file.write_bytes(png((8, 8, 8, 0, 0, 0, 0), rows, ((b"tRNS", struct.pack(">H", grey)),)))
        if opaque:
            assert grey_of(file) == pytest.approx(RAMP)
        else:
            with pytest.raises(ValueError, match=r"must not be transparent"):
                read_photograph(file)


@pytest.mark.parametrize("name", ["TIFF", "GIF", "PPM", "ICO"])
@pytest.mark.parametrize("mode", ["F", "I", "LAB", "RGB", "I;16"])
def test_other_formats_are_refused_whatever_they_are_called(tmp_path, mode, name) -> None:
    try:
        picture = Image.fromarray(RAMP).convert(mode) if mode != "LAB" else Image.new("LAB", (8, 8))
        file = saved(tmp_path, picture, "a.png", format=name)
    except (OSError, ValueError, KeyError):
        pytest.skip(f"Pillow writes no {mode} into {name}")
    with pytest.raises(
        ValueError, match=r"a\.png must be a photograph that can be read, but got no JPEG, PNG, WEBP, BMP\."
    ):
        read_photograph(file)


@pytest.mark.parametrize("name", ["a.png", "a.webp"])
def test_pictures_that_move_are_refused(tmp_path, name) -> None:
    frames = [Image.fromarray(COLOURS), Image.fromarray(255 - COLOURS)]
    file = saved(tmp_path, frames[0], name, save_all=True, append_images=frames[1:])
    with pytest.raises(ValueError, match=r"must be one picture, but got 2 frames\. Save one of them\."):
        read_photograph(file)


def test_a_camera_s_second_picture_is_left_alone(tmp_path) -> None:
    frames = [Image.fromarray(RAMP), Image.fromarray(255 - RAMP)]
    file = saved(tmp_path, frames[0], "a.jpg", format="MPO", save_all=True, append_images=frames[1:], quality=100)
    assert grey_of(file).astype(int) == pytest.approx(RAMP.astype(int), abs=4)


def test_large_pictures_are_refused_before_they_are_read(tmp_path, monkeypatch) -> None:
    side = int(MOST_PIXELS**0.5) + 1
    file = tmp_path / "a.png"
    file.write_bytes(png((side, side, 1, 0, 0, 0, 0), b""))
    with pytest.raises(ValueError, match=rf"a\.png must have at most 67,108,864 pixels, but got {side:,}×{side:,}\."):
        read_photograph(file)
    file.write_bytes(png((60000, 60000, 8, 2, 0, 0, 0), b""))
    with pytest.raises(ValueError, match=r"a\.png must be a photograph that can be read, but got .*exceeds limit"):
        read_photograph(file)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)
    with pytest.raises(ValueError, match=r"a\.png must have at most 67,108,864 pixels, but got 60,000×60,000\."):
        read_photograph(file)


def test_damaged_photographs_are_refused_and_nothing_else_happens(tmp_path) -> None:
    source = torch.Generator().manual_seed(0)
    for name in ("a.png", "a.jpg", "a.webp", "a.bmp"):
        file = saved(tmp_path, Image.fromarray(COLOURS), name)
        good = file.read_bytes()
        for _ in range(60):
            content = bytearray(good)
            for at in torch.randint(len(good), (4,), generator=source).tolist():
                content[at] = int(torch.randint(256, (), generator=source))
            cut = int(torch.randint(1, len(good) + 1, (), generator=source))
            file.write_bytes(bytes(content[:cut]))
            if said := complaint_over(file):
                assert said.startswith(f"{file} must ")


def complaint_over(file: Path) -> str:
    """What is said of a photograph; nothing where it can be read."""
    try:
        read_photograph(file)
    except ValueError as error:
        return str(error)
    return ""


def test_webp_bmp_and_other_endings_are_photographs(tmp_path) -> None:
    for number, ending in enumerate(PHOTOGRAPHS):
        (tmp_path / "annotations").mkdir(exist_ok=True)
        (tmp_path / "images").mkdir(exist_ok=True)
        kind = "JPEG" if ending[1] == "j" else ending[1:].upper()
        Image.new("RGB", (40, 20), (200, 0, 0)).save(tmp_path / "images" / f"{number}{ending}", format=kind)
        name = "ace" if number % 2 else "king"
        (tmp_path / "annotations" / f"{number}.xml").write_text(xml([(name, (0, 0, 40, 20))]))
    data = voc_folder(tmp_path / "images", tmp_path / "annotations", size=(4, 4))
    assert len(data) == len(PHOTOGRAPHS)
    assert data.images[:, 0].sub(200 / 255).abs().max() < 0.02
