"""Scenes without their object: labels compared, each network's confidences and activation maps kept."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch

from nls_tutorial import checks
from nls_tutorial.calibration import separation
from nls_tutorial.data import SHAPES, pixel_mean, scene_splits, two_objects
from nls_tutorial.geometry import share_inside
from nls_tutorial.models import Classifier, class_activation_maps, pooled_cnn
from nls_tutorial.records import Images, ObjectsAway, Splits, Table, WithoutObject, spread
from nls_tutorial.studies.adaptive import RECIPES, Recipe, adaptive, join_seeds, look, take_objects_away
from nls_tutorial.studies.kept import array, keep, kept
from nls_tutorial.studies.shipped import shipped
from nls_tutorial.tables import ALS_TABLE_1

FORMAT = "nls_tutorial without object 1"
FILES = {10: "without_object.json", 3: "without_object_3_classes.json"}
SIZE, SCALE = (32, 32), (0.25, 1.0)  # of a crop: height and width in pixels, share of the picture
TRAIN, TEST, EPOCHS, RATE = 2000, 1000, 24, 0.01
CROPS, GALLERY = 240, 8  # crops and test pictures of which all is kept

# in every training picture a second object; the last one has it masked
CROWDED = {"ALS, two objects": Recipe(adaptive), "ALS, mask": Recipe(adaptive, own_object_only=True)}

# ALS table 1, on ImageNet's validation pictures without their objects, by the names that its rows have here
_ROWS = {"hard": "hard label", "LS α = 0.1": "label smoothing", "CutMix": "CutMix", "ALS β = 1": "ALS"}
TABLE_1 = {here: ALS_TABLE_1[there] for here, there in _ROWS.items()}
_SCORES = tuple(f"{score} without object" for score in ("accuracy", "overconfidence", "underconfidence", "confidence"))


def without_object(
    recipes: Mapping[str, Recipe] = RECIPES,
    *,
    seeds: Sequence[int],
    epochs: int = EPOCHS,
    classes: Sequence[str] = SHAPES,
    crowded: bool = False,
) -> WithoutObject:
    r"""Train the same network with each recipe and each seed on scenes, and look at it with the object and without.

    2,000 training and 1,000 test pictures of 32×32, in which the background agrees with the class 80 % of the time;
    `pooled_cnn`, random crops of 25 to 100 % of the picture, Adam on one cycle of learning rates up to 0.01, batches of
    64, `epochs` epochs. `seeds` decide pictures, first weights, windows and order, and are the same for all recipes.
    With `crowded`, each training picture has a second object, of another class, behind its own (`data.two_objects`).

    Errors are those of `take_objects_away`. First met in notebooks/11_take_the_object_away.
    Source: ALS, tables 1 and 2.
    """
    networks: list[Classifier] = []  # seed by seed, recipe by recipe; trained in place

    def fresh(seed: int, count: int) -> Classifier:
        networks.append(pooled_cnn(3, count, seed=seed))
        return networks[-1]

    away = take_objects_away(
        recipes,
        partial(_splits, classes=tuple(classes), crowded=crowded),
        fresh,
        seeds=seeds,
        size=SIZE,
        epochs=epochs,
        scale=SCALE,
        optimizer=torch.optim.Adam,
        scheduler=partial(torch.optim.lr_scheduler.OneCycleLR, max_lr=RATE, total_steps=epochs),
        device="cpu",
        made_by=f"{TRAIN:,} training and {TEST:,} test scenes of 32×32, four convolutions and a mean over all places, "
        f"random crops of {SCALE[0]:.0%} to {SCALE[1]:.0%} of the picture, Adam on one cycle of learning rates up to "
        f"{RATE:g}, {epochs} epochs",
    )
    inside, apart = np.empty((2, len(seeds), len(recipes)))
    first: list[dict[str, np.ndarray]] = []
    for place, network in enumerate(networks):
        s, r = divmod(place, len(recipes))
        splits = _splits(seeds[s], tuple(classes), False)
        maps, shares = label_maps(network, splits.test)
        single = _looks(network, splits)
        inside[s, r] = np.nanmean(shares)
        apart[s, r] = separation(*(torch.as_tensor(single[name]) for name in ("confidence", "confidence_without")))
        if s == 0:
            first.append({**single, "maps": maps[:GALLERY], "map_inside": shares[:GALLERY]})
    shared = {name: first[0].pop(name) for name in ("objectness", "crop_objectness")}
    own = {name: np.stack([row[name] for row in first]) for name in first[0]}
    return WithoutObject(away, inside.T, apart.T, **shared, **own)


def _splits(seed: int, classes: tuple[str, ...], crowded: bool) -> Splits:
    splits = scene_splits(TRAIN, 0, TEST, seed=seed, classes=classes)
    if not crowded:
        return splits
    return replace(splits, train=two_objects(splits.train, torch.Generator().manual_seed(seed)))


def label_maps(network: Classifier, data: Images) -> tuple[np.ndarray, np.ndarray]:
    """The label's activation map of each picture (N, h, w), and the share of it inside the picture's box (N,).

    First met in notebooks/11_take_the_object_away.

    >>> from nls_tutorial.data import scenes
    >>> from nls_tutorial.models import pooled_cnn
    >>> maps, inside = label_maps(pooled_cnn(3, 10), scenes(4, seed=0))
    >>> maps.shape, inside.shape
    ((4, 8, 8), (4,))
    """
    if data.boxes is None or data.boxes.ndim != 2:
        seen = "none" if data.boxes is None else tuple(data.boxes.shape)
        checks.refuse("data.boxes", "must have shape (N, 4), one box a picture", seen, "Take scenes.")
    maps = class_activation_maps(network, data.images)[torch.arange(len(data)), data.labels]
    size = (int(data.images.shape[2]), int(data.images.shape[3]))
    return maps.double().numpy(), share_inside(maps, data.boxes, size).double().numpy()


def _looks(network: Classifier, splits: Splits) -> dict[str, np.ndarray]:
    seen = look(network, splits.test, pixel_mean(splits.train.images), size=SIZE, scale=SCALE, device="cpu")
    told = {
        "objectness": seen.whole_objectness,
        "confidence": seen.whole.confidence,
        "confidence_without": seen.away.confidence,
        "crop_objectness": seen.crop_objectness[:CROPS],
        "crop_confidence": seen.crops.confidence[:CROPS],
    }
    right = (seen.whole.predicted == seen.whole.labels).numpy()
    return {"right": right, **{name: value.double().numpy() for name, value in told.items()}}


def together(studies: Sequence[WithoutObject], *, by: str) -> WithoutObject:
    """Several studies as one: `by` "seeds", of the same recipes, or "recipes", of the same seeds.

    By seeds, what was said of single pictures is that of the first study. Errors: parts that do not fit.
    First met in notebooks/11_take_the_object_away.
    """
    checks.choice("by", by, ("seeds", "recipes"))
    every = [study.away for study in studies]
    axis = ("recipes", "seeds").index(by)
    scored = {
        name: np.concatenate([getattr(study, name) for study in studies], axis) for name in ("inside", "separation")
    }
    if by == "seeds":
        return replace(studies[0], away=join_seeds(every), **scored)
    seeds = [part.seeds for part in every]
    if any(given != seeds[0] for given in seeds):
        checks.refuse("studies", "must have the same seeds", seeds, "Put like with like.")
    names = tuple(name for part in every for name in part.names)
    away = replace(every[0], names=names, numbers=np.concatenate([part.numbers for part in every]))
    own = ("confidence", "right", "confidence_without", "crop_confidence", "maps", "map_inside")
    rows = {name: np.concatenate([getattr(study, name) for study in studies]) for name in own}
    return replace(studies[0], away=away, **scored, **rows)


def beside_table_1(study: WithoutObject) -> Table:
    """The study's four scores without the object, as shares, beside ALS table 1 where that has the recipe.

    First met in notebooks/11_take_the_object_away. Source: ALS table 1.
    """
    rows = []
    for name in study.names:
        here = [spread(study.of(name, score), 3) for score in _SCORES]
        paper = TABLE_1.get(name, ("",) * 4)
        rows.append((name, *(word for pair in zip(here, paper, strict=True) for word in pair)))
    heads = ("accuracy", "overconf.", "underconf.", "average conf.")
    columns = ("labels", *(word for head in heads for word in (head, "paper")))
    title = f"The object removed, as shares: here (K = {study.away.classes}), and in the paper's table 1 (K = 1000)"
    return Table(title, columns, tuple(rows))


def save_without_object(study: WithoutObject, path: str | Path) -> Path:
    """Write a study as JSON, four digits a number, and return the path.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     again = load_without_object(save_without_object(stored_without_object(), f"{folder}/kept.json"))
    >>> again.away.names == stored_without_object().away.names
    True
    """
    scores = dict(vars(study.away))
    return keep({**vars(study), "numbers": scores.pop("numbers"), "away": scores}, path, FORMAT)


def load_without_object(path: str | Path) -> WithoutObject:
    """Read what `save_without_object` wrote. Errors: no such file, or a file that holds something else.

    >>> from nls_tutorial.studies.shipped import shipped
    >>> load_without_object(shipped("without_object.json")).away.classes
    10
    """
    return kept(path, FORMAT, "a study without the object", "save_without_object", _study)


def _study(told: dict[str, Any]) -> WithoutObject:
    away = told.pop("away")
    lists: dict[str, Any] = {name: tuple(away.pop(name)) for name in ("names", "seeds", "objectness", "scores")}
    scores = ObjectsAway(**away, **lists, numbers=array(told, "numbers"))
    names = [name.removesuffix("_shape") for name in told if name.endswith("_shape")]
    arrays: dict[str, Any] = {name: array(told, name, np.bool_ if name == "right" else np.float64) for name in names}
    return WithoutObject(scores, **told, **arrays)


def stored_without_object(classes: int = 10) -> WithoutObject:
    """The shipped study (data/results/README.md says how it was made), of ten classes, or of three.

    Errors: another number of classes, or an installation that lacks the file.
    First met in notebooks/11_take_the_object_away.
    """
    checks.choice("classes", classes, FILES)
    return load_without_object(shipped(FILES[classes]))
