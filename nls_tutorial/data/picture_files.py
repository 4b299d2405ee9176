"""One photograph from a file: its colours as they look, whatever way they are written; or a refusal."""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from nls_tutorial.data.bad_files import UnusableFileError
from nls_tutorial.data.xml_text import refuse_file
from nls_tutorial.extras import needs

PHOTOGRAPHS = (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp")
FORMATS = ("JPEG", "PNG", "WEBP", "BMP")  # Pillow's names: no other decoder is given a file
TIFF = (".tif", ".tiff")  # of folders of pictures by class
MOST_PIXELS = 2**26
ORIENTATION = 0x0112  # EXIF's tag: 1 is upright
COLOURS = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK")  # Pillow's modes of 8 bits or fewer
AGAIN = "Copy it again."


@dataclass(frozen=True)
class Photograph:
    """Pixels as they are stored, (3, H, W) from 0 to 255, and EXIF's number for how to turn them: 1 is upright.

    Bytes, or float32 where the file has 16 bits a pixel.
    """

    file: Path
    pixels: UInt8[Tensor, "3 H W"] | Float[Tensor, "3 H W"]
    orientation: int


def read_photograph(file: Path, *, formats: tuple[str, ...] = FORMATS, background: int | None = None) -> Photograph:
    """The photograph in `file`: JPEG, PNG, WebP or BMP (or of Pillow's `formats`), of any colour mode.

    Grey is three equal colours, 16 bits are scaled and not cut, CMYK is ink on white. Raises UnusableFileError, naming
    the file, for one that cannot be read, is of another format, has more than 2²⁶ pixels or several frames, or is
    transparent somewhere; with a `background` (255 is white) it is laid on that instead.
    """
    with needs("data"):
        from PIL import Image, UnidentifiedImageError
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures, and of odd EXIF data
            with Image.open(file, formats=formats) as opened:
                width, height = opened.size
                if width * height > MOST_PIXELS:
                    seen = f"{width:,}×{height:,}"
                    refuse_file(file, f"must have at most {MOST_PIXELS:,} pixels", seen, "Save it smaller.")
                frames = getattr(opened, "n_frames", 1)
                if opened.format in ("PNG", "WEBP", "TIFF") and frames > 1:  # a camera's second JPEG is no frame
                    refuse_file(file, "must be one picture", f"{frames} frames", "Save one of them.")
                turned = opened.getexif().get(ORIENTATION, 1)
                rows = _colours(file, opened, background)
    except UnusableFileError:
        raise
    except UnidentifiedImageError:
        refuse_file(file, "must be a photograph that can be read", f"no {', '.join(formats)}", AGAIN)
    except Exception as error:  # a decoder may raise anything over a damaged file
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        refuse_file(file, "must be a photograph that can be read", reason, AGAIN)
    orientation = turned if isinstance(turned, int) and 1 <= turned <= 8 else 1  # viewers ignore other numbers
    return Photograph(file, torch.from_numpy(rows).permute(2, 0, 1), orientation)


def as_bytes(pixels: Tensor) -> UInt8[Tensor, "3 H W"]:
    """Pixels from 0 to 255 as bytes; those of 16 bits are rounded."""
    return pixels if pixels.dtype == torch.uint8 else pixels.round().clamp(0, 255).to(torch.uint8)


def _colours(file: Path, opened: Any, background: int | None) -> np.ndarray:
    """Rows of red, green and blue."""
    mode = opened.mode
    if mode == "I" or mode.startswith("I;16"):
        return _deep_grey(file, opened, background)
    if mode not in COLOURS:
        refuse_file(file, f"must have a colour mode of {', '.join(COLOURS)}", mode, "Save it as RGB.")
    if opened.has_transparency_data:
        opened = opened.convert("RGBA")
        if background is not None:
            return _laid_on(opened, background)
        lowest = int(np.asarray(opened.getchannel("A")).min())
        if lowest < 255:
            _see_through(file, f"an opacity of {lowest} of 255 somewhere")
    return np.array(opened.convert("RGB"))


def _laid_on(opened: Any, background: int) -> np.ndarray:
    """An RGBA picture over an even ground."""
    rows = np.asarray(opened, dtype=np.float32)
    share = rows[..., 3:] / 255
    # what is seen: the colour where it is opaque, the ground where it is not
    return (share * rows[..., :3] + (1 - share) * background).round().astype(np.uint8)


def _deep_grey(file: Path, opened: Any, background: int | None) -> np.ndarray:
    """Grey of 16 bits, which Pillow's own conversion cuts at 255 instead of scaling."""
    grey = np.array(opened)
    if grey.min() < 0 or grey.max() > 65535:
        seen = f"{grey.min():,} … {grey.max():,}"
        refuse_file(file, "must have grey values of at most 16 bits", seen, "Scale it to 0 … 65,535.")
    clear = grey == opened.info["transparency"] if "transparency" in opened.info else np.zeros(grey.shape, bool)
    if background is not None:
        grey = np.where(clear, 257 * background, grey)
    elif clear.any():
        _see_through(file, f"a transparent grey, {opened.info['transparency']}")
    # 65535 is white, 255
    return np.repeat((grey.astype(np.float32) / 257)[..., None], 3, axis=2)


def _see_through(file: Path, seen: str) -> NoReturn:
    refuse_file(file, "must not be transparent: what colour lies below is not said", seen, "Save it on a background.")
