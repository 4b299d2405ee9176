"""Scenes without their object: labels compared, confidences and activation maps of the first seed kept."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import torch

from nls_tutorial import checks
from nls_tutorial.calibration import auroc
from nls_tutorial.data import DISSIMILAR, SHAPES, cover_beside, pixel_mean, scene_splits, two_objects
from nls_tutorial.geometry import energy_in_box
from nls_tutorial.lessons.l11_take_the_object_away.study.evaluation import BESIDE_TABLE_1, SCORES, Evaluation, evaluate
from nls_tutorial.lessons.l11_take_the_object_away.study.recipes import RECIPES, Recipe, train_recipe
from nls_tutorial.models import Classifier, class_activation_maps, gap_cnn
from nls_tutorial.predictions import collect
from nls_tutorial.records import Images, Predictions, Score
from nls_tutorial.studies import Study, cell_checkpoint
from nls_tutorial.studies.study import Outcome

SIZE, SCALE = (32, 32), (0.25, 1.0)  # of a crop: height and width in pixels, share of the picture
TRAIN, TEST, EPOCHS, LONGER, RATE = 2000, 1000, 24, 72, 0.01
BESIDE = {f"{name}, box beside": Score() for name in ("accuracy", "confidence", "AUROC")}
SHOWN, GALLERY = 240, 8  # crops and test pictures of which all is kept
NINE = ("hard", "LS α = 0.1", "CutMix", "ALS β = 1", "ALS β = 0.75", "ALS β = 0.5", "ALS β = 1, context",
        "ALS, two objects", "ALS, mask")  # fmt: skip
THREE = ("hard", "ALS β = 1", "ALS β = 0.5")
FOUR = ("hard", "ALS β = 1", "ALS β = 1, context", "ALS, mask")
SETUP = (
    f"{TRAIN:,} training and {TEST:,} test scenes of 32×32, four convolutions and a mean over all places, random crops "
    f"of {SCALE[0]:.0%} to {SCALE[1]:.0%} of the picture, Adam on one cycle of learning rates up to {RATE:g}, "
    "{epochs} epochs"
)


def compare_recipes(
    names: Sequence[str],
    *,
    epochs: int = EPOCHS,
    classes: Sequence[str] = SHAPES,
    control: bool = False,
    name: str = "recipes",
    **more: Any,
) -> Study:
    r"""A study that trains the same network with each of `names` in `RECIPES` on scenes, and evaluates it.

    2,000 training and 1,000 test pictures of 32×32, in which the background agrees with the class 80 % of the time;
    `gap_cnn`, random crops of 25 to 100 % of the picture, Adam on one cycle of learning rates up to 0.01, batches of
    64, `epochs` epochs. A seed decides pictures, first weights, windows and order. Scores are those of `evaluate`, the
    mean share of the label's activation map inside the box ("map inside"), and how often a test picture gets more
    confidence than one without its object ("AUROC"). With `control` the same colour fills a box beside the object, too
    ("accuracy, box beside", "confidence, box beside"; "AUROC, box beside": how often a test picture gets more
    confidence than one with such a box). The first seed keeps arrays for the scenes.

    Raises ValueError for a recipe that is not there. First met in notebooks/11_take_the_object_away.
    Source: ALS, tables 1 and 2.

    >>> compare_recipes(["hard", "CutMix"], epochs=1).cells(seeds=[0])
    [('hard', 0), ('CutMix', 0)]
    """
    for recipe in names:
        checks.choice("names", recipe, RECIPES)
    return Study(
        name,
        more.pop("about", "Labels compared on scenes, with their object and without."),
        {recipe: RECIPES[recipe] for recipe in names},
        _compute,
        {**SCORES, "map inside": Score(), "AUROC": Score(), **(BESIDE if control else {})},
        {"epochs": epochs, "classes": list(classes), **({"control": True} if control else {})},
        setup=SETUP,
        published=BESIDE_TABLE_1,
        **more,
    )


def _compute(
    arm: Recipe, *, seed: int, device: str, epochs: int, classes: Sequence[str], control: bool = False
) -> Outcome:
    splits = scene_splits(TRAIN, 0, TEST, seed=seed, classes=tuple(classes))
    learnt = splits.train
    if arm.two_objects:
        learnt = two_objects(learnt, torch.Generator().manual_seed(seed))
    network = gap_cnn(3, len(classes), seed=seed)
    train_recipe(
        arm,
        learnt,
        network,
        size=SIZE,
        epochs=epochs,
        seed=seed,
        scale=SCALE,
        optimizer=torch.optim.Adam,
        scheduler=partial(torch.optim.lr_scheduler.OneCycleLR, max_lr=RATE, total_steps=epochs),
        device=device,
        checkpoint=cell_checkpoint(),
    )
    # the scores take the mean colour of what was trained on, the single pictures that of the plain scenes
    scores = evaluate(
        network, splits.test, pixel_mean(learnt.images), size=SIZE, scale=SCALE, seed=seed, device=device
    ).scores()
    seen = evaluate(network, splits.test, pixel_mean(splits.train.images), size=SIZE, scale=SCALE, device=device)
    maps, shares = label_maps(network, splits.test)
    kept: dict[str, np.ndarray] = {}
    scores |= {"map inside": float(np.nanmean(shares)), "AUROC": _apart(seen.whole, seen.away)}
    if control:
        beside = collect(network, cover_beside(splits.test, pixel_mean(splits.train.images)), seed=seed, device=device)
        told = beside.accuracy, float(beside.confidence.double().mean()), _apart(seen.whole, beside)
        scores |= dict(zip(BESIDE, told, strict=True))
        kept["confidence_beside"] = beside.confidence.double().numpy()
    if seed > 0:
        return scores, {}
    return scores, {**_single(seen), **kept, "maps": maps[:GALLERY], "map_inside": shares[:GALLERY]}


def _apart(some: Predictions, others: Predictions) -> float:
    """How often one of `some` gets more confidence than one of `others`."""
    return float(auroc(some.confidence.double(), others.confidence.double()))


def _single(seen: Evaluation) -> Mapping[str, np.ndarray]:
    """What was said of single pictures, for the scenes."""
    told = {
        "objectness": seen.whole_objectness,
        "confidence": seen.whole.confidence,
        "confidence_without": seen.away.confidence,
        "crop_objectness": seen.crop_objectness[:SHOWN],
        "crop_confidence": seen.crops.confidence[:SHOWN],
    }
    right = (seen.whole.predicted == seen.whole.labels).numpy()
    return {"right": right, **{name: value.double().numpy() for name, value in told.items()}}


def label_maps(network: Classifier, data: Images) -> tuple[np.ndarray, np.ndarray]:
    """The label's activation map of each picture (N, h, w), and the share of it inside the picture's box (N,).

    First met in notebooks/11_take_the_object_away.

    >>> from nls_tutorial.data import scenes
    >>> from nls_tutorial.models import gap_cnn
    >>> maps, inside = label_maps(gap_cnn(3, 10), scenes(4, seed=0))
    >>> maps.shape, inside.shape
    ((4, 8, 8), (4,))
    """
    if data.boxes is None or data.boxes.ndim != 2:
        seen = "none" if data.boxes is None else tuple(data.boxes.shape)
        checks.refuse("data.boxes", "must have shape (N, 4), one box a picture", seen, "Take scenes.")
    maps = class_activation_maps(network, data.images)[torch.arange(len(data)), data.labels]
    size = (int(data.images.shape[2]), int(data.images.shape[3]))
    return maps.double().numpy(), energy_in_box(maps, data.boxes, size).double().numpy()


BUDGETS = {"quick": {"epochs": 4}, "class": {"epochs": 12}}
WITHOUT_OBJECT = compare_recipes(
    NINE,
    name="without_object",
    about="Nine kinds of labels on generated scenes, each network scored with the object and without it.",
    seeds=5,
    budgets=BUDGETS,
)
WITHOUT_OBJECT_LONGER = compare_recipes(
    FOUR,
    epochs=LONGER,
    control=True,
    name="without_object_longer",
    about="Four kinds of labels, trained three times as long, with a grey box on the object and beside it.",
    seeds=5,
    budgets=BUDGETS,
)
WITHOUT_OBJECT_3_CLASSES = compare_recipes(
    THREE,
    classes=DISSIMILAR,
    name="without_object_3_classes",
    about="Three kinds of labels where K is small: what adaptive smoothing costs with three classes.",
    seeds=3,
    budgets=BUDGETS,
)
