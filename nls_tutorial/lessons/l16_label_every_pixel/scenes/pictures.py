"""From pictures, label maps and confidences to pixels on the screen."""

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from nls_tutorial.records import LabelMaps, Picture

Pixels = npt.NDArray[np.uint8]
# background, disc, square, star, wire: the tints that most things of a class have, told apart in grey as well
COLORS = ((32, 36, 44), (214, 66, 66), (60, 100, 230), (244, 206, 70), (48, 164, 92))
IGNORED = (255, 255, 255)
UNSURE, SURE = (255, 250, 232), (66, 10, 84)  # the ends of the confidence maps: deeper is surer
LOWEST = 0.4  # the confidence that is drawn lightest


def shown(images: Tensor) -> Pixels:
    """RGB pictures (…, 3, H, W) in [0, 1], rounded: (…, H, W, 3)."""
    return (255 * images.clamp(0, 1)).round().to(torch.uint8).movedim(-3, -1).contiguous().numpy()


def colored(labels: npt.ArrayLike) -> Pixels:
    """Class numbers (…, H, W) in the classes' colors, what is no class in white: (…, H, W, 3)."""
    table = np.full((256, 3), IGNORED, dtype=np.uint8)
    table[: len(COLORS)] = COLORS
    return table[np.asarray(labels)]


def deepened(confidence: npt.ArrayLike) -> Pixels:
    """Confidences (…, H, W) in [0, 1] as colors, the deeper the surer; all below `LOWEST` are lightest."""
    share = np.clip((np.asarray(confidence, dtype=np.float64) - LOWEST) / (1 - LOWEST), 0, 1)[..., None]
    return np.asarray(np.round((1 - share) * np.array(UNSURE) + share * np.array(SURE)), dtype=np.uint8)


def legend(left: float, right: float, bottom: float, top: float) -> Picture:
    """The colors of the confidence maps from `LOWEST` to 1, in a strip."""
    return Picture(deepened(np.linspace(LOWEST, 1, 64)[None]), left, right, bottom, top)


def first_pictures(data: LabelMaps, count: int) -> tuple[Pixels, Pixels]:
    """The first pictures and their label maps in colors."""
    return shown(data.images[:count]), colored(data.labels[:count].numpy())
