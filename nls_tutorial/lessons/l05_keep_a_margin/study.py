"""The study of lesson 05: a grid of margins."""

from functools import partial

import torch

from nls_tutorial.losses import margin_loss
from nls_tutorial.studies import compare_losses

MARGINS = compare_losses(
    {
        "CE": torch.nn.functional.cross_entropy,
        **{
            f"m = {m}, {way}": partial(margin_loss, margin=m, weight=0.1, over_classes=way)
            for way in ("sum", "mean")
            for m in (0, 2, 4, 6, 8, 12)
        },
    },
    epochs=500,
    name="margins",
    about="Six margins, summed or averaged over the classes, on few and noisy digits.",
    seeds=10,
    budgets={"quick": {"epochs": 50}, "class": {"epochs": 150}},
)
