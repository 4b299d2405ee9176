"""Many kinds and kinds that look alike: the sets, and what five losses make of them."""

import numpy as np
import torch

from nls_tutorial.data import birds
from nls_tutorial.lessons.l14_train_on_cifar10.scenes.rows import rows_of_shares
from nls_tutorial.lessons.l14_train_on_cifar10.study.fine_grained import SETS
from nls_tutorial.records import Axis, Control, Panel, Picture, Readout, Results, Scene, track

ROWS, COLUMNS = 4, 6


def losses_on_birds(results: Results, *, seed: int = 0) -> Scene:
    """Choose the set: some of its birds, and accuracy and ECE, a row for each loss.

    `results` are those of the study `fine_grained`. First met in notebooks/14_train_on_cifar10.
    """
    names = tuple(SETS)
    frames = np.stack([_montage(*SETS[name], seed) for name in names])
    shown = Panel(
        "Some of the birds",
        Axis("", 0, COLUMNS, visible=False),
        Axis("", 0, ROWS, visible=False),
        (Picture(frames, 0, COLUMNS, 0, ROWS, ("set",)),),
        equal=True,
    )
    ece, accuracy, chance = (
        np.array([[results.scores(arm, score, set=name) for arm in results.arms] for name in names])
        for score in ("ECE", "accuracy", "ECE by chance")
    )
    means = 100 * ece.mean(-1)
    lead = means[:, results.arms.index("CE")] - means[:, results.arms.index("MbLS")]
    return Scene(
        "Kinds and likeness",
        "Left, birds of the set; then a row for each loss, a dot for each seed; triangles are what chance alone gives.",
        (
            shown,
            rows_of_shares("ECE", results.arms, ece, ("set",), floors=chance.mean(-1)),
            rows_of_shares("Accuracy", results.arms, accuracy, ("set",)),
        ),
        (Control("set", "set", names),),
        (Readout("ECE of CE less that of MbLS", track(lead, "set"), 1, " points"),),
    )


def _montage(classes: int, likeness: float, seed: int) -> np.ndarray:
    """Birds side by side, uint8, (height, width, 3)."""
    images = birds(classes=classes, likeness=likeness, train=400, test=classes, size=32, seed=seed).train.images
    rows = [torch.cat(list(images[COLUMNS * row : COLUMNS * (row + 1)]), dim=2) for row in range(ROWS)]
    return np.ascontiguousarray((255 * torch.cat(rows, dim=1)).round().byte().permute(1, 2, 0).numpy())
