"""Losses compared on every pixel of crowded scenes, which are drawn."""

from functools import lru_cache
from typing import Any

from nls_tutorial.data import crowded_scene_splits
from nls_tutorial.lessons.l16_label_every_pixel.study.cell import Parts, compute_cell
from nls_tutorial.lessons.l16_label_every_pixel.study.columns import ABOUT, AXES, RECIPE, SCORES
from nls_tutorial.lessons.l16_label_every_pixel.study.losses import LOSSES
from nls_tutorial.studies import Study
from nls_tutorial.studies.study import Outcome


@lru_cache(maxsize=1)  # the arms of one seed look at the same pictures
def _drawn(train: int, calibration: int, test: int, size: int, seed: int) -> Parts:
    return crowded_scene_splits(train, calibration, test, size=size, seed=seed)


def _scenes(
    arm: str, *, seed: int, device: str, train: int, calibration: int, test: int, size: int, **how: Any
) -> Outcome:
    parts = _drawn(train, calibration, test, size, seed)
    return compute_cell(arm, parts, seed=seed, device=device, keep=True, **how)


LIVE = {  # what the lesson trains while one waits
    "train": 24,
    "calibration": 20,
    "test": 60,
    "size": 40,
    "epochs": 36,
    "width": 8,
    "depth": 2,
    "rate": 0.02,
    "batch_size": 4,
}
PIXELS = Study(
    "pixels",
    f"{ABOUT}; crowded scenes.",
    {name: name for name in LOSSES},
    _scenes,
    SCORES,
    {
        "train": 200,
        "calibration": 100,
        "test": 200,
        "size": 48,
        "epochs": 100,
        "width": 12,
        "depth": 3,
        "rate": 0.01,
        "batch_size": 8,
    },
    AXES,
    seeds=5,
    budgets={
        "quick": {**LIVE, "train": 12, "test": 20, "epochs": 8, "seeds": 2},
        "class": {**LIVE, "seeds": 5},
    },
    setup="{train} crowded scenes of {size}×{size} to learn from, {calibration} for calibration, {test} for the test; "
    + RECIPE,
)
