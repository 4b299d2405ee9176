"""The losses that lesson 16 compares, each over the pixels of a batch."""

from functools import partial
from typing import Any

from torch.nn.functional import cross_entropy

from nls_tutorial.losses import focal_loss, label_smoothing_cross_entropy, margin_loss

MARGINS = (0.0, 4.0, 6.0, 10.0)
LOSSES: dict[str, Any] = {
    "CE": cross_entropy,
    "LS": partial(label_smoothing_cross_entropy, epsilon=0.1),
    "FL": partial(focal_loss, gamma=3.0),
    **{f"MbLS m = {m:g}": partial(margin_loss, margin=m) for m in MARGINS},
}
