"""Pictures that are decoded and cropped one by one, in worker processes, as they are needed."""

import hashlib
import logging
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.utils.data import Dataset

from nls_tutorial import checks
from nls_tutorial.boxes import objectness
from nls_tutorial.data import PictureList, box_pixels
from nls_tutorial.data.bad_files import UnusableFileError
from nls_tutorial.data.boxed_photographs import read_boxed
from nls_tutorial.data.folders import read_upright
from nls_tutorial.training.crops import random_crops

IMAGENET_MEAN = (0.485, 0.456, 0.406)  # of red, green and blue, in [0, 1]
Key = tuple[int, int]  # epoch, number of the picture; an epoch below 0 leaves nothing to chance
Sample = tuple[Tensor, int, float, bool]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class PictureStream(Dataset[Sample]):
    r"""Samples of a `PictureList`, each made when it is asked for: what `RandomCropWithTargets` makes of pictures in
    memory, for sets that do not fit into it.

    `stream[epoch, k]` decodes picture k, cuts a random window (`scale`, `ratio` as in `random_crops`), brings it to
    (height, width) `size`, mirrors it with probability `hflip_p`, and gives the picture (3, h, w) in bytes, its label,
    the objectness of the window (the share that boxes of the label's class fill; 1 without annotations), and whether
    its objects were removed. All chance comes from `seed`, the epoch and k: the same whatever the number of workers or
    processes. `stream[-1, k]` leaves nothing to chance: the whole picture, its shorter side brought to `resize`, and
    the middle (height, width) `size` of it.

    `context` is the share of training pictures whose objects are all filled with `fill`, `removed` says that all are;
    `own_object_only` fills the objects of other classes. `on_bad` "raise" refuses a file that cannot be used, "skip"
    takes the next one that can, and logs which.

    Raises ValueError for a `context`, `removed` or `own_object_only` without annotations, and sizes that do not fit.
    Source: ALS sec. 3 and appendix A.2.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from PIL import Image
    >>> from nls_tutorial.data import folder_list
    >>> with tempfile.TemporaryDirectory() as home:
    ...     for name in ("cat", "dog"):
    ...         (Path(home) / name).mkdir()
    ...         Image.new("RGB", (30, 20)).save(Path(home) / name / "one.png")
    ...     picture, label, share, removed = PictureStream(folder_list(home), (8, 8), resize=8)[0, 1]
    >>> picture.shape, label, share, removed
    (torch.Size([3, 8, 8]), 1, 1.0, False)
    """

    pictures: PictureList
    size: tuple[int, int] = (224, 224)
    resize: int = 256
    scale: tuple[float, float] = (0.08, 1.0)
    ratio: tuple[float, float] = (3 / 4, 4 / 3)
    hflip_p: float = 0.5
    context: float = 0.0
    removed: bool = False
    own_object_only: bool = False
    fill: tuple[float, float, float] = IMAGENET_MEAN
    seed: int = 0
    on_bad: str = "raise"

    def __post_init__(self) -> None:
        checks.instance("pictures", self.pictures, PictureList, "Make one with nls_tutorial.data.folder_list.")
        checks.picture_size("size", self.size)
        checks.whole("resize", self.resize, max(self.size), "The middle of the picture must have room in it.")
        checks.fraction("context", self.context, "Use 0.15, the paper's share of context-only samples, or 0.")
        checks.choice("on_bad", self.on_bad, ("raise", "skip"))
        checks.whole("seed", self.seed, 0)
        if self.pictures.annotations is None and (self.context or self.removed or self.own_object_only):
            step = "Make the list with nls_tutorial.data.imagenet_box_list."
            checks.refuse("pictures", "must have annotations where objects are filled", "none", step)

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, key: Key) -> Sample:
        epoch, index = key
        for step in range(len(self)):
            try:
                return self._sample(epoch, (index + step) % len(self))
            except UnusableFileError as error:
                if self.on_bad == "raise":
                    raise
                _log.warning("%s The next picture takes its place.", error)
        checks.refuse("pictures", "must hold a file that can be used", f"{len(self):,} that cannot", "Look at the log.")

    def _sample(self, epoch: int, index: int) -> Sample:
        pixels, label, boxes, classes = self._read(index)
        chance = torch.Generator().manual_seed(stream_seed(self.seed, epoch + 1, index))
        drawn = float(torch.rand(1, generator=chance))  # whatever `context` is, so that the windows stay the same
        removed = self.removed or (epoch >= 0 and drawn < self.context)
        if removed:
            pixels = self._filled(pixels, boxes)
        elif self.own_object_only:
            own = box_pixels(boxes[classes == label][None], pixels.shape[1:])[0]
            pixels = torch.where(own, pixels, self._filled(pixels, boxes[classes != label]))
        if epoch < 0:
            return self._middle(pixels, label, boxes[classes == label], removed)
        picture = (int(pixels.shape[1]), int(pixels.shape[2]))
        windows: dict[str, Any] = {"size": self.size, "scale": self.scale, "ratio": self.ratio, "hflip_p": self.hflip_p}
        crop = random_crops(1, picture, chance, **windows)
        share = self._share(boxes[classes == label], crop.windows)
        x1, y1, x2, y2 = (int(edge) for edge in crop.windows[0])
        seen = scaled_bytes(pixels[:, y1:y2, x1:x2], self.size)
        return (seen.flip(2) if bool(crop.mirrored[0]) else seen), label, share, removed

    def _read(self, index: int) -> tuple[Tensor, int, Tensor, Tensor]:
        """The upright picture in bytes (3, H, W), its label, its boxes (n, 4) in pixels, and their classes (n,)."""
        if self.pictures.annotations is None:
            assert self.pictures.labels is not None
            none = torch.zeros(0, 4), torch.zeros(0, dtype=torch.int64)
            return read_upright(self.pictures.files[index]), int(self.pictures.labels[index]), *none
        names = self.pictures.class_names
        pixels, boxes, classes = read_boxed(self.pictures.files[index], self.pictures.annotations[index], names)
        return pixels, int(classes[0]), boxes, classes

    def _filled(self, pixels: Tensor, boxes: Tensor) -> Tensor:
        fill = (255 * torch.tensor(self.fill)).round().to(torch.uint8)
        return torch.where(box_pixels(boxes[None], pixels.shape[1:])[0], fill[:, None, None], pixels)

    def _share(self, own: Tensor, windows: Tensor) -> float:
        return 1.0 if self.pictures.annotations is None else float(objectness(own[None], windows))

    def _middle(self, pixels: Tensor, label: int, own: Tensor, removed: bool) -> Sample:
        """The shorter side brought to `resize`, the middle cut out."""
        height, width = pixels.shape[1:]
        scale = self.resize / min(height, width)
        tall, wide = round(height * scale), round(width * scale)
        top, left = (tall - self.size[0]) // 2, (wide - self.size[1]) // 2
        seen = scaled_bytes(pixels, (tall, wide))[:, top : top + self.size[0], left : left + self.size[1]]
        to_new = own.new_tensor([wide / width, tall / height]).repeat(2)
        window = torch.tensor([[left, top, left + self.size[1], top + self.size[0]]], dtype=torch.float32)
        return seen.contiguous(), label, self._share(own * to_new, window), removed


def stream_seed(seed: int, epoch: int, index: int) -> int:
    """A number for a generator: another one for every seed, epoch and picture; below 2⁶³.

    >>> stream_seed(0, 0, 1) != stream_seed(0, 1, 0) != stream_seed(1, 0, 0)
    True
    """
    digest = hashlib.blake2b(f"{seed} {epoch} {index}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


def scaled_bytes(pixels: Tensor, size: tuple[int, int]) -> Tensor:
    """A picture (3, H, W) in bytes brought to (height, width) `size`: bilinear, antialiased, as `crop_images` does."""
    return F.interpolate(pixels[None], size, mode="bilinear", antialias=True, align_corners=False)[0]
