"""NLS Figure 4: the penultimate layer drawn by t-SNE for three losses, and neighbors counted in layer and picture."""

from typing import Any

import numpy as np
import torch

from nls_tutorial.data import cifar10
from nls_tutorial.data.cifar10 import READS
from nls_tutorial.geometry import same_class_neighbors, tsne
from nls_tutorial.lessons.l14_train_on_cifar10.study.networks import MixedPrecision, files_digest
from nls_tutorial.lessons.l14_train_on_cifar10.study.recipes import LARGER, Recipe
from nls_tutorial.lessons.l14_train_on_cifar10.study.small import (
    columns,
    compare,
    drawn_from,
    halved,
    scores_of,
    train_once,
)
from nls_tutorial.predictions import collect, pick_device
from nls_tutorial.records import Results, Score, Verdict
from nls_tutorial.studies import DataFolder, Study, cell_checkpoint
from nls_tutorial.studies.study import Outcome

LAYER, PICTURE = "same-class neighbors", "same-class neighbors, t-SNE"
ARMS = {loss: Recipe(loss) for loss in ("CE", "LS", "normLS")} | {f"normLS × {LARGER:g}": Recipe("normLS", rate=LARGER)}


def _layer(
    arm: Recipe,
    *,
    seed: int,
    device: str,
    data: DataFolder,
    network: str,
    epochs: int,
    pictures: int,
    drawn: int,
    size: int,
    width: int,
    batch: int,
    augment: bool,
    perplexity: float,
) -> Outcome:
    on = pick_device(device)
    splits = cifar10(data.path, calibration=0)
    chosen = (drawn_from(splits.train, pictures, seed), splits.test, drawn_from(splits.test, drawn, 0, setting="drawn"))
    some, test, shown = (halved(part, size).to(on) for part in chosen)
    model = Recipe(arm.loss, arm.padding, arm.rate, network).build(some.classes, seed=seed, width=width)
    own: dict[str, Any] = {"epochs": epochs, "seed": seed, "device": str(on), "augment": augment, "batch": batch}
    train_once(MixedPrecision(model), some, arm, checkpoint=cell_checkpoint(), **own)
    seen, learnt = (collect(model, part, device=on) for part in (test, some))
    layer = collect(model, shown, features=True, device=on)
    assert layer.features is not None
    places = tsne(layer.features, perplexity=perplexity)
    near, drawn_near = (
        float(same_class_neighbors(points, layer.labels).mean())
        for points in (layer.features, torch.from_numpy(places))
    )
    scores = {**scores_of(seen, learnt), LAYER: near, PICTURE: drawn_near}
    return scores, {"places": places.astype(np.float16), "labels": layer.labels.numpy().astype(np.uint8)}


CIFAR10_LAYER = Study(
    "cifar10_layer",
    "NLS Figure 4: the penultimate layer by t-SNE for CE, LS and normLS, and the share of same-class neighbors.",
    ARMS,
    _layer,
    {**columns(), LAYER: Score(), PICTURE: Score()},
    {
        "network": "ResNet18",
        "epochs": 30,
        "pictures": 50000,
        "drawn": 1000,
        "size": 32,
        "width": 64,
        "batch": 128,
        "augment": True,
        "perplexity": 30.0,
    },
    seeds=5,
    budgets={
        "quick": {
            "network": "ResNet-8",
            "epochs": 1,
            "pictures": 200,
            "drawn": 100,
            "size": 12,
            "width": 8,
            "batch": 64,
            "augment": False,
            "seeds": 1,
        },
        "class": {
            "network": "ResNet-8",
            "epochs": 10,
            "pictures": 2500,
            "size": 12,
            "width": 8,
            "batch": 64,
            "augment": False,
            "seeds": 5,
        },
        "full": {"seeds": 3},
    },
    setup="{network} on {pictures:,} photographs of CIFAR-10 ({size}×{size} pixels; mirrored and shifted: {augment}), "
    "{epochs} epochs of SGD (learning rate 0.1, cosine schedule, Nesterov momentum 0.9, weight decay 5e-4, batches of "
    "{batch}), bfloat16 on a GPU; t-SNE of {drawn:,} test pictures, each class as often, perplexity {perplexity:g}, "
    "from the principal components; ten neighbors each.",
    reads=READS,
    fingerprint=files_digest,
)


def clearer_than_ce(results: Results) -> dict[str, Verdict]:
    """Verdicts on "more same-class neighbors than with CE", for LS and normLS, in the layer and in its picture.

    First met in notebooks/14_train_on_cifar10.

    >>> from nls_tutorial.studies import bundled
    >>> list(clearer_than_ce(bundled("cifar10_layer")))[0]
    'LS, in the layer'
    """
    return {
        f"{arm}, {where}": compare(results, score, arm, "CE", "higher")
        for arm in ("LS", "normLS")
        for where, score in (("in the layer", LAYER), ("in the picture", PICTURE))
    }
