"""Patches of the two photographs that come with scikit-learn: which of them is a patch from?"""

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.data.scikit_files import scikit_file
from nls_tutorial.extras import needs
from nls_tutorial.records import Images, Splits

FILES = {"temple": "china.jpg", "flower": "flower.jpg"}
PARTS = ("train", "calibration", "test")


def photographs(*, train: int = 600, calibration: int = 300, test: int = 600, size: int = 16, seed: int = 0) -> Splits:
    r"""Square patches of two real photographs, a Chinese temple and a flower, 640×427 pixels each; K = 2.

    Each photograph is cut into vertical strips as wide as three patches, with a gap of a patch's width between two. The
    strips take turns: training, calibration, test. So no pixel of a test patch was seen in training. Patches overlap
    within a strip; they are drawn evenly, half of them from each photograph.

    Args:
        train, calibration, test: numbers of patches, each at least 2 (calibration may be 0).
        size: the patch's side in pixels, 8 to 32.
        seed: decides where patches lie.

    Returns:
        Three parts of images (N, 3, size, size) float32 in [0, 1]. Nothing is downloaded.

    Raises:
        ValueError or TypeError for numbers that are too small and sizes outside 8 … 32.

    Source: scikit-learn's sample images (both CC BY, credited in its documentation; data/photographs.md says more).
    First met in notebooks/20_attack_and_corrupt.
    """
    for name, count, low in (("train", train, 2), ("calibration", calibration, 0), ("test", test, 2)):
        checks.whole(name, count, low, "Half of the patches come from each photograph.")
    checks.whole("size", size, 8, "Smaller patches show only a colour.")
    if size > 32:
        checks.refuse("size", "must be at most 32", size, "Three strips of a photograph must have room.")
    checks.whole("seed", seed, 0, "Count seeds from 0.")
    pictures = [_photograph(name) for name in FILES.values()]
    draws = torch.Generator().manual_seed(seed % 2**32)
    counts = dict(zip(PARTS, (train, calibration, test), strict=True))
    parts = [_part(pictures, split, counts[split], size, draws) for split in PARTS]
    return Splits(*parts)


def _photograph(name: str) -> Float[Tensor, "3 H W"]:
    file = scikit_file(f"images/{name}")
    with needs("data"):
        from PIL import Image

    with Image.open(file) as picture:
        return torch.from_numpy(np.array(picture.convert("RGB"))).permute(2, 0, 1).float() / 255


def _part(pictures: list[Tensor], split: str, count: int, size: int, draws: torch.Generator) -> Images:
    with checks.own_defaults():
        return _cut(pictures, split, count, size, draws)


def _cut(pictures: list[Tensor], split: str, count: int, size: int, draws: torch.Generator) -> Images:
    """Patches, float32 and on the CPU."""
    labels = torch.arange(count) % len(pictures)
    patches = torch.empty(count, 3, size, size)
    for place, label in enumerate(labels.tolist()):
        picture = pictures[label]
        starts = _lefts(picture.shape[2], split, size)
        left = int(starts[torch.randint(len(starts), (), generator=draws)])
        top = int(torch.randint(picture.shape[1] - size + 1, (), generator=draws))
        patches[place] = picture[:, top : top + size, left : left + size]
    return Images(patches, labels, tuple(FILES), split)


def _lefts(width: int, split: str, size: int) -> list[int]:
    """Where a patch of a split may begin: its strips are every third one, three patches wide with a patch between."""
    own = PARTS.index(split)
    return [
        left
        for left in range(width - size + 1)
        if (left // (4 * size)) % 3 == own and left % (4 * size) + size <= 3 * size
    ]
