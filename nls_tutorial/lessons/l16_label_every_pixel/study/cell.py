"""One cell of the studies of lesson 16: a network trained on one loss, its scores, and the maps that scenes draw."""

from typing import Any

import numpy as np
import torch

from nls_tutorial.lessons.l16_label_every_pixel.scores import bins_of, score
from nls_tutorial.lessons.l16_label_every_pixel.study.losses import LOSSES
from nls_tutorial.lessons.l16_label_every_pixel.study.segmenter import ask, train_segmenter
from nls_tutorial.records import LabelMaps, Predictions
from nls_tutorial.studies.study import Outcome

Parts = tuple[LabelMaps, LabelMaps, LabelMaps]  # to learn from, for calibration, for the test
KEPT = 3  # test pictures of the first seed whose maps are kept


def maps_of(seen: Predictions, data: LabelMaps) -> dict[str, np.ndarray]:
    """Confidence (in 255ths) and predicted class of the first pictures, and the bins of all: what scenes draw.

    The pictures of `data` must have a label in every pixel.
    """
    shape = (-1, *data.labels.shape[1:])
    confidence = (255 * seen.confidence).round().reshape(shape)
    bins = bins_of(seen)
    return {
        "confidence": confidence[:KEPT].to(torch.uint8).numpy(),
        "predicted": seen.predicted.reshape(shape)[:KEPT].to(torch.uint8).numpy(),
        "counts": bins.counts.numpy(),
        "correct": bins.correct.numpy(),
        "confidence_sums": bins.confidence_sums.numpy(),
    }


def compute_cell(loss: str, parts: Parts, *, seed: int, device: str, keep: bool, **how: Any) -> Outcome:
    """Train on the first of `parts` with the loss of that name and score on the last; `how` goes to `train_segmenter`.

    With `keep` the first seed's maps come too.
    """
    learnt, held_out, test = parts
    model = train_segmenter(learnt, LOSSES[loss], seed=seed, device=device, **how)
    seen, fitted = (ask(model, part, seed=seed, device=device) for part in (test, held_out))
    return score(seen, test, fitted), maps_of(seen, test) if keep and seed == 0 else {}
