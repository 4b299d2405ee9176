"""Train with random crops and labels that know what is left of the object; score with the object and without it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from nls_tutorial import checks
from nls_tutorial.boxes import objectness
from nls_tutorial.calibration import (
    average_confidence,
    expected_calibration_error,
    mean_objectness_deviation,
    overconfidence,
    reliability,
    underconfidence,
)
from nls_tutorial.data import keep_own_object, pixel_mean, remove_objects
from nls_tutorial.losses import soft_cross_entropy
from nls_tutorial.predictions import collect, write_atomic
from nls_tutorial.records import AWAY_SCORES, Images, ObjectsAway, Predictions, Splits
from nls_tutorial.studies.shipped import shipped
from nls_tutorial.targets import one_hot, smooth_by_objectness, smooth_others
from nls_tutorial.training import RandomCropWithTargets, crop_images, random_crops, train, whole_pictures

Optimizers = Callable[[Any], torch.optim.Optimizer]
Schedulers = Callable[[torch.optim.Optimizer], torch.optim.lr_scheduler.LRScheduler]
ADAM = partial(torch.optim.Adam, lr=3e-3)
LOOKS = 4  # random crops of each test picture
FORMAT = "nls_tutorial objects away 1"
ON_PHOTOGRAPHS = "adaptive_cards.json"


@dataclass(frozen=True)
class Recipe:
    """How labels are made: `rule(labels, objectness, classes)` gives targets (B, K), the rest as in
    `training.RandomCropWithTargets`.

    `context` is the share of context-only samples, `cutmix` is CutMix, `own_object_only` the "mask" variant: each
    training picture keeps its own object only. First met in notebooks/11_take_the_object_away.

    >>> from nls_tutorial.studies import RECIPES
    >>> [name for name, recipe in RECIPES.items() if isinstance(recipe, Recipe) and recipe.context]
    ['ALS β = 1, context', 'ALS β = 0.75, context']
    """

    rule: Callable[[Tensor, Tensor, int], Tensor]
    context: float = 0.0
    cutmix: bool = False
    own_object_only: bool = False


def hard(labels: Tensor, share: Tensor, classes: int) -> Tensor:
    """All on the label, whatever is left of the object."""
    return one_hot(labels, classes, dtype=share.dtype)


def smooth(labels: Tensor, share: Tensor, classes: int, *, alpha: float = 0.1) -> Tensor:
    """Label smoothing over the other classes, alike for all crops."""
    return smooth_others(labels, classes, alpha, dtype=share.dtype)


def adaptive(labels: Tensor, share: Tensor, classes: int, *, beta: float = 1.0) -> Tensor:
    """Adaptive smoothing: α = 1 − objectness, mixed with the hard label by β."""
    return smooth_by_objectness(labels, share, classes, beta, dtype=share.dtype)


RECIPES: dict[str, Recipe] = {
    "hard": Recipe(hard),
    "LS α = 0.1": Recipe(smooth),
    "CutMix": Recipe(hard, cutmix=True),
    "ALS β = 1": Recipe(adaptive),
    "ALS β = 0.75": Recipe(partial(adaptive, beta=0.75)),
    "ALS β = 0.5": Recipe(partial(adaptive, beta=0.5)),
    "ALS β = 1, context": Recipe(adaptive, context=0.15),
    "ALS β = 0.75, context": Recipe(partial(adaptive, beta=0.75), context=0.15),
}


def train_recipe(
    recipe: Recipe,
    data: Images,
    network: nn.Module,
    *,
    size: tuple[int, int],
    epochs: int,
    seed: int = 0,
    scale: tuple[float, float] = (0.08, 1.0),
    hflip_p: float = 0.5,
    color_jitter: float = 0.0,
    batch_size: int = 64,
    optimizer: Optimizers = ADAM,
    scheduler: Schedulers | None = None,
    device: str = "auto",
) -> nn.Module:
    """Train `network` in place on random crops of `data`, brought to `size`, with the recipe's labels; returns it.

    Adam with learning rate 0.003 on a cosine over the epochs, unless `optimizer` and `scheduler` are given; the loss is
    soft cross-entropy.
    Context-only samples and other objects are filled with the pixel mean of `data`. Errors are those of
    `training.train` and `training.RandomCropWithTargets`. First met in notebooks/11_take_the_object_away.

    >>> from nls_tutorial.data import scenes
    >>> from nls_tutorial.models import pooled_cnn
    >>> recipe, pictures = RECIPES["ALS β = 1"], scenes(64, seed=0)
    >>> network = train_recipe(recipe, pictures, pooled_cnn(3, 10), size=(32, 32), epochs=1, device="cpu")
    >>> looks = look(network, pictures, pictures.images.mean((0, 2, 3)), size=(32, 32))
    >>> isinstance(looks, Looks), len(looks.crops), looks.crop_objectness.shape
    (True, 256, torch.Size([256]))
    """
    fill = pixel_mean(data.images)
    if recipe.own_object_only:
        data = keep_own_object(data, fill)
    batch_of = RandomCropWithTargets(
        lambda labels, share: recipe.rule(labels, share, data.classes),
        size,
        scale=scale,
        hflip_p=hflip_p,
        context=recipe.context,
        fill=fill if recipe.context > 0 else None,
        color_jitter=color_jitter,
        cutmix=recipe.cutmix,
    )
    train(
        network,
        data,
        soft_cross_entropy,
        epochs=epochs,
        batch_size=batch_size,
        optimizer=optimizer,
        scheduler=scheduler or partial(torch.optim.lr_scheduler.CosineAnnealingLR, T_max=epochs),
        batch_of=batch_of,
        seed=seed,
        device=device,
        progress=False,
    )
    return network


@dataclass(frozen=True, eq=False)
class Looks:
    """One network's `Predictions` of whole test pictures, of random crops and of pictures without the object, with the
    objectness of the first two. First met in notebooks/11_take_the_object_away."""

    whole: Predictions
    whole_objectness: Tensor
    crops: Predictions
    crop_objectness: Tensor
    away: Predictions

    def scores(self) -> dict[str, float]:
        """The scores of `records.ObjectsAway`, by name."""
        whole, crops, away = (seen.probabilities.double() for seen in (self.whole, self.crops, self.away))
        labels = self.away.labels
        found: tuple[float | Tensor, ...] = (
            self.whole.accuracy,
            average_confidence(whole),
            expected_calibration_error(reliability(whole, self.whole.labels)),
            mean_objectness_deviation(whole, self.whole_objectness),
            self.crops.accuracy,
            mean_objectness_deviation(crops, self.crop_objectness),
            self.away.accuracy,
            overconfidence(away, labels),
            underconfidence(away, labels),
            average_confidence(away),
        )
        return {name: float(number) for name, number in zip(AWAY_SCORES, found, strict=True)}


def look(
    network: nn.Module,
    test: Images,
    fill: Tensor,
    *,
    size: tuple[int, int],
    scale: tuple[float, float] = (0.08, 1.0),
    seed: int = 0,
    device: str = "auto",
) -> Looks:
    """What `network` says of `test`: whole pictures brought to `size`, four random crops of each, and the whole
    pictures with every object filled by the colour `fill` (give the training pictures' mean).

    The crops come from a generator of their own, the same for every network and `seed`; `seed` is only noted down.
    Errors: pictures without boxes. First met in notebooks/11_take_the_object_away.
    """
    own = test.own_boxes
    if own is None:
        checks.refuse("test", "must have boxes", "pictures without", "Take scenes, or photographs with boxes.")
    picture = (int(test.images.shape[2]), int(test.images.shape[3]))
    all_of_it = whole_pictures(len(test), picture, size=size)
    every = test.select(torch.arange(len(test)).repeat(LOOKS))
    crops = random_crops(len(every), picture, torch.Generator().manual_seed(0), size=size, scale=scale, hflip_p=0.0)

    def said(images: Tensor, labels: Tensor, split: str) -> Predictions:
        seen = Images(images, labels, test.class_names, split)
        return collect(network, seen, seed=seed, device=device)

    removed = remove_objects(test, fill).images
    return Looks(
        said(crop_images(test.images, all_of_it), test.labels, test.split),
        objectness(own, all_of_it.windows),
        said(crop_images(every.images, crops), every.labels, f"crops of {test.split}"),
        objectness(own.repeat(LOOKS, 1, 1), crops.windows),
        said(crop_images(removed, all_of_it), test.labels, f"{test.split} without objects"),
    )


def take_objects_away(
    recipes: Mapping[str, Recipe],
    splits: Callable[[int], Splits],
    network: Callable[[int, int], nn.Module],
    *,
    seeds: Sequence[int],
    size: tuple[int, int],
    epochs: int,
    made_by: str,
    scale: tuple[float, float] = (0.08, 1.0),
    tell: Callable[[str], None] | None = None,
    **training: Any,
) -> ObjectsAway:
    r"""Train a network with each recipe and each seed, and score it on test pictures with the object and without it.

    `splits(seed)` gives the data, `network(seed, classes)` the untrained network; with one seed all recipes get the
    same data, first weights, order and windows. `training` goes on to `train_recipe` (hflip_p, color_jitter,
    batch_size, optimizer, scheduler, device); `tell` is given a line after each run. No number is stored: every call
    trains.

    Raises ValueError for no recipes and no seeds. First met in notebooks/11_take_the_object_away.

    >>> from nls_tutorial.data import scene_splits
    >>> from nls_tutorial.models import pooled_cnn
    >>> splits = lambda seed: scene_splits(64, 0, 32, seed=seed)
    >>> network = lambda seed, classes: pooled_cnn(3, classes, seed=seed)
    >>> asked = {"seeds": (0,), "size": (32, 32), "epochs": 1, "made_by": "one epoch, to show the call"}
    >>> take_objects_away({"hard": RECIPES["hard"]}, splits, network, **asked).numbers.shape  # recipes, seeds, scores
    (1, 1, 10)
    """
    for argument, given in (("recipes", recipes), ("seeds", seeds)):
        if len(given) == 0:
            checks.refuse(argument, "must hold at least one", "none", "Add one.")
    numbers = np.full((len(recipes), len(seeds), len(AWAY_SCORES)), np.nan)
    shares, classes = [], 0
    device = training.get("device", "auto")
    for s, seed in enumerate(seeds):
        data = splits(seed)
        classes, fill = data.train.classes, pixel_mean(data.train.images)
        for m, (name, recipe) in enumerate(recipes.items()):
            fresh = network(seed, classes)
            learnt = train_recipe(
                recipe, data.train, fresh, size=size, epochs=epochs, seed=seed, scale=scale, **training
            )
            seen = look(learnt, data.test, fill, size=size, scale=scale, seed=seed, device=device)
            scores = seen.scores()
            numbers[m, s] = list(scores.values())
            if m == 0:
                shares.append((float(seen.whole_objectness.mean()), float(seen.crop_objectness.mean())))
            if tell is not None:
                tell(f"seed {seed}, {name}: " + ", ".join(f"{key} {value:.3f}" for key, value in scores.items()))
    whole, crops = np.mean(shares, axis=0).tolist()
    return ObjectsAway(tuple(recipes), tuple(seeds), numbers, classes, (whole, crops), made_by)


def join_seeds(parts: Sequence[ObjectsAway]) -> ObjectsAway:
    """Studies of the same recipes and data, with seeds of their own each, as one.

    Raises ValueError for none, for parts that differ in more than seeds and numbers, and for a seed in two parts.
    First met in notebooks/11_take_the_object_away.

    >>> from dataclasses import replace
    >>> first = objects_away_on_photographs()
    >>> second = replace(first, seeds=tuple(seed + 100 for seed in first.seeds))
    >>> len(join_seeds([first, second]).seeds) == 2 * len(first.seeds)
    True
    >>> join_seeds([first, first])
    Traceback (most recent call last):
        ...
    ValueError: parts must have seeds of their own, but got (0, 1, 2, 0, 1, 2). Leave out what is there twice.
    """
    if len(parts) == 0:
        checks.refuse("parts", "must hold at least one", "none", "Add one.")
    alike = {(part.names, part.classes, part.made_by, part.scores) for part in parts}
    if len(alike) > 1:
        checks.refuse("parts", "must differ in their seeds only", f"{len(alike)} kinds", "Join what was made alike.")
    seeds = tuple(seed for part in parts for seed in part.seeds)
    if len(set(seeds)) < len(seeds):
        checks.refuse("parts", "must have seeds of their own", seeds, "Leave out what is there twice.")
    numbers = np.concatenate([part.numbers for part in parts], axis=1)
    weights = [len(part.seeds) for part in parts]
    whole, crops = np.average([part.objectness for part in parts], axis=0, weights=weights).tolist()
    return replace(parts[0], seeds=seeds, numbers=numbers, objectness=(whole, crops))


def save_objects_away(study: ObjectsAway, path: str | Path) -> Path:
    """Write a study as JSON, four digits a number, and return the path.

    >>> import tempfile
    >>> study = objects_away_on_photographs()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     again = load_objects_away(save_objects_away(study, f"{folder}/kept.json"))
    >>> again.names == study.names
    True
    """
    rounded = [None if np.isnan(number) else float(f"{number:.4g}") for number in study.numbers.ravel().tolist()]
    told = {"format": FORMAT, **vars(study), "numbers": rounded}
    told["objectness"] = [float(f"{share:.4g}") for share in study.objectness]
    target = Path(path)
    write_atomic(target, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())
    return target


def load_objects_away(path: str | Path) -> ObjectsAway:
    """Read what `save_objects_away` wrote. Errors: no such file, or a file that holds something else.

    >>> from nls_tutorial.studies.shipped import shipped
    >>> load_objects_away(shipped("adaptive_cards.json")).classes
    6
    """
    target = Path(path)
    if not target.is_file():
        seen, step = f"{target}, which is not there", "Make it with save_objects_away."
        checks.refuse("path", "must be a file", seen, step, error=FileNotFoundError)
    try:
        told = json.loads(target.read_text(encoding="utf-8"))
        if told.pop("format") != FORMAT:
            raise ValueError(f"its format is not {FORMAT!r}")
        lists = {name: tuple(told.pop(name)) for name in ("names", "seeds", "scores", "objectness")}
        shape = tuple(len(lists[name]) for name in ("names", "seeds", "scores"))
        numbers = np.array(told.pop("numbers"), dtype=np.float64).reshape(shape)
        return ObjectsAway(**told, **lists, numbers=numbers)  # type: ignore[arg-type]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        checks.refuse("path", "must hold a study of objects taken away", f"{target} ({error})", "Make it again.")


def objects_away_on_photographs() -> ObjectsAway:
    """The shipped study of playing-card photographs (data/results/README.md says how it was made).

    Errors: an installation that lacks the file. First met in notebooks/11_take_the_object_away.
    """
    return load_objects_away(shipped(ON_PHOTOGRAPHS))
