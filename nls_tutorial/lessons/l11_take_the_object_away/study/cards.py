"""Adaptive labels on real photographs with real boxes.

The folder holds train/images, train/annotations, test/images and test/annotations in the layout of PASCAL VOC; the
shipped result used the playing cards that data/results/README.md names. Only photographs with one object are taken.
"""

from pathlib import Path

from nls_tutorial.data import pixel_mean, voc_folder
from nls_tutorial.lessons.l11_take_the_object_away.study.evaluation import SCORES, evaluate
from nls_tutorial.lessons.l11_take_the_object_away.study.recipes import RECIPES, Recipe, train_recipe
from nls_tutorial.models import resnet_cifar
from nls_tutorial.records import Images, Splits
from nls_tutorial.studies import DataFolder, Study, cell_checkpoint, images_digest
from nls_tutorial.studies.study import Outcome

NAMES = ("hard", "LS α = 0.1", "ALS β = 1", "ALS β = 0.75", "ALS β = 0.5", "ALS β = 1, context")
SIDE, WIDTH, SCALE, COLORS, BATCH, EPOCHS = 48, 12, (0.08, 1.0), 0.3, 32, 60


def card_splits(folder: str | Path) -> Splits:
    """The photographs with one object: the folder's training part, an empty calibration part, its test part.

    They are stretched to twice the side that the network sees, so that a crop has something to show. The classes are
    those of the training part. Errors are those of `data.voc_folder`.
    """
    home = Path(folder)

    def part(split: str, class_names: tuple[str, ...] | None) -> Images:
        folders = home / split / "images", home / split / "annotations"
        return voc_folder(*folders, class_names=class_names, size=(2 * SIDE, 2 * SIDE), split=split)

    train = part("train", None)
    test = part("test", train.class_names)
    return Splits(train, test.select(slice(0, 0)), test)


def _compute(arm: Recipe, *, seed: int, device: str, data: DataFolder, epochs: int, width: int, batch: int) -> Outcome:
    splits = card_splits(data.path)
    network = resnet_cifar(3, splits.train.classes, width=width, seed=seed)
    train_recipe(
        arm,
        splits.train,
        network,
        size=(SIDE, SIDE),
        epochs=epochs,
        seed=seed,
        scale=SCALE,
        hflip_p=0.0,
        color_jitter=COLORS,
        batch_size=batch,
        device=device,
        checkpoint=cell_checkpoint(),
    )
    fill = pixel_mean(splits.train.images)
    seen = evaluate(network, splits.test, fill, size=(SIDE, SIDE), scale=SCALE, seed=seed, device=device)
    return seen.scores(), {}


def _fingerprint(folder: Path) -> str:
    splits = card_splits(folder)
    return images_digest(splits.train, splits.test)


ADAPTIVE_CARDS = Study(
    "adaptive_cards",
    "Labels hard, smoothed and adaptive on photographs of playing cards with real boxes.",
    {name: RECIPES[name] for name in NAMES},
    _compute,
    SCORES,
    {"epochs": EPOCHS, "width": WIDTH, "batch": BATCH},
    seeds=3,
    budgets={"quick": {"epochs": 6}, "class": {"epochs": 20}},
    setup=f"ResNet-8 (width {{width}}), photographs with one object each; random crops of {SCALE[0]:.0%} to "
    f"{SCALE[1]:.0%}, to {SIDE}×{SIDE}, colours changed by up to {COLORS:.0%}, no mirror; Adam 0.003 on a cosine, "
    "batch {batch}, {epochs} epochs; scored on whole photographs, four random crops of each, and without the objects",
    reads="a folder with train/images, train/annotations, test/images, test/annotations",
    fingerprint=_fingerprint,
)
