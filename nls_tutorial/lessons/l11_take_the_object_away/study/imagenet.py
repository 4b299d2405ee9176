"""ALS at the paper's size: ImageNet's pictures with boxes, with and without their objects."""

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from nls_tutorial import checks, models
from nls_tutorial.data import PictureList, folder_list, imagenet_box_list
from nls_tutorial.lessons.l11_take_the_object_away.study.recipes import RECIPES, Recipe
from nls_tutorial.losses import soft_cross_entropy
from nls_tutorial.records import PublishedRows, Score
from nls_tutorial.studies import DataFolder, Study, large_run
from nls_tutorial.studies.large_run import LargeRun
from nls_tutorial.studies.study import Outcome
from nls_tutorial.tables import ALS_TABLE_1

NETWORKS = {"ResNet50": models.resnet50, "ResNet101": models.resnet101}
LABELS = ("hard", "LS α = 0.1", "CutMix", "ALS β = 1", "ALS β = 0.75", "ALS β = 1, context", "ALS β = 0.75, context",
          "ALS, mask")  # fmt: skip
AWAY = ("accuracy", "overconfidence", "underconfidence", "confidence")
V2 = ("accuracy", "confidence", "overconfidence", "underconfidence", "ECE", "ECE, 100 bins", "MCE", "NLL")
WHOLE = (*V2, "deviation")


@dataclass(frozen=True)
class LargeRecipe:
    """A way to make labels, and the network that learns them: a name of NETWORKS.

    Raises ValueError for another name. First met in notebooks/11_take_the_object_away.

    >>> LargeRecipe(RECIPES["hard"], "ResNet50").network
    'ResNet50'
    """

    recipe: Recipe
    network: str

    def __post_init__(self) -> None:
        checks.choice("network", self.network, NETWORKS)


def box_lists(folder: Path) -> tuple[PictureList, PictureList, PictureList | None]:
    """The training pictures with boxes, the validation pictures with boxes, and V2's, where there are any.

    `folder` holds train/images/n01440764/… with train/annotations/n01440764/…xml, test/images with test/annotations
    (ImageNet's validation set, in one folder or in one a class), and v2/n01440764/… if wanted, whose pictures need no
    boxes. The classes are the folders of train/images. Errors are those of `data.imagenet_box_list`.
    """

    def boxed(part: str, names: tuple[str, ...] | None) -> PictureList:
        home = folder / part
        return imagenet_box_list(home / "images", home / "annotations", class_names=names, split=part)

    train = boxed("train", None)
    newer = folder / "v2"
    return (
        train,
        boxed("test", train.class_names),
        (folder_list(newer, class_names=train.class_names, split="v2") if newer.is_dir() else None),
    )


def _compute(arm: LargeRecipe, *, seed: int, device: str, data: DataFolder, **settings: Any) -> Outcome:
    run, recipe = LargeRun(**settings, seed=seed, device=device), arm.recipe
    train, whole, newer = box_lists(data.path)
    network = NETWORKS[arm.network](train.classes, seed=seed)
    stream = run.stream(train, run.pictures, context=recipe.context, own_object_only=recipe.own_object_only)

    def rule(labels: Tensor, share: Tensor) -> Tensor:
        return recipe.rule(labels, share, train.classes)

    run.train(network, stream, soft_cross_entropy, rule=rule, mix=recipe.cutmix)
    there, away = run.ask(network, whole).scores(), run.ask(network, whole, removed=True).scores()
    later = {} if newer is None else run.ask(network, newer).scores()
    found = {name: there[name] for name in WHOLE} | {f"{name} without object": away[name] for name in AWAY}
    return found | {f"{name} on V2": later.get(name, math.nan) for name in V2}, {}


def _fingerprint(folder: Path) -> str:
    """What the lists are: names, sizes, labels, classes."""
    parts = ("none" if part is None else part.digest() for part in box_lists(folder))
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


SCORES = {
    name: Score("nats", digits=2) if name.startswith("NLL") else Score()
    for name in (*WHOLE, *(f"{name} without object" for name in AWAY), *(f"{name} on V2" for name in V2))
}
PRINTED = {"hard": "hard label", "LS α = 0.1": "label smoothing", "CutMix": "CutMix", "ALS β = 1": "ALS"}
IMAGENET_BOXES = Study(
    "imagenet_boxes",
    "ALS tables 1 to 3 at the paper's size: ImageNet's pictures with boxes, with and without their objects.",
    {f"{network}, {name}": LargeRecipe(RECIPES[name], network) for network in NETWORKS for name in LABELS},
    _compute,
    SCORES,
    large_run.SETTINGS,
    seeds=1,
    budgets=large_run.BUDGETS,
    published=PublishedRows(
        ALS_TABLE_1,
        {f"ResNet50, {ours}": theirs for ours, theirs in PRINTED.items()},
        {f"{name} without object": "average_confidence" if name == "confidence" else name for name in AWAY},
    ),
    setup=large_run.SETUP,
    reads="a folder with train/images, train/annotations, test/images, test/annotations and, if wanted, v2",
    fingerprint=_fingerprint,
    streams=True,
)
