"""Adaptive labels on real photographs with real boxes: `python -m nls_tutorial.studies.cards FOLDER`.

FOLDER holds train/images, train/annotations, test/images and test/annotations in the layout of PASCAL VOC; the shipped
result used the playing cards that data/results/README.md names. Only photographs with one object are taken. Trains a
small residual network with each recipe for labels and each seed, and keeps the scores in data/results.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn

from nls_tutorial.data import voc_folder
from nls_tutorial.models import residual
from nls_tutorial.records import Images, ObjectsAway, Splits
from nls_tutorial.studies.adaptive import (
    ON_PHOTOGRAPHS,
    RECIPES,
    join_seeds,
    load_objects_away,
    save_objects_away,
    take_objects_away,
)
from nls_tutorial.studies.shipped import RESULTS

NAMES = ("hard", "LS α = 0.1", "ALS β = 1", "ALS β = 0.75", "ALS β = 0.5", "ALS β = 1, context")
SIDE, WIDTH, SCALE, COLOURS, BATCH, EPOCHS = 48, 12, (0.08, 1.0), 0.3, 32, 60


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


def small_network(seed: int, classes: int) -> nn.Module:
    """A ResNet-8 of 12, 24 and 48 maps, from random weights."""
    return residual(3, classes, width=WIDTH, seed=seed)


def study_cards(
    folder: str | Path,
    *,
    seeds: Sequence[int],
    epochs: int = EPOCHS,
    names: Sequence[str] = NAMES,
    device: str = "auto",
) -> ObjectsAway:
    """Train and score all recipes on the photographs in `folder`; a line is printed after each run."""
    splits = card_splits(folder)
    return take_objects_away(
        {name: RECIPES[name] for name in names},
        lambda seed: splits,
        small_network,
        seeds=seeds,
        size=(SIDE, SIDE),
        epochs=epochs,
        scale=SCALE,
        hflip_p=0.0,
        color_jitter=COLOURS,
        batch_size=BATCH,
        device=device,
        tell=lambda line: print(line, flush=True),  # noqa: T201
        made_by=f"ResNet-8 (width {WIDTH}), {len(splits.train)} training and {len(splits.test)} test photographs with "
        f"one object each, {splits.train.classes} classes; random crops of {SCALE[0]:.0%} to {SCALE[1]:.0%}, to "
        f"{SIDE}×{SIDE}, colours changed by up to {COLOURS:.0%}, no mirror; Adam 0.003 on a cosine, batch {BATCH}, "
        f"{epochs} epochs; scored on whole photographs, four random crops of each, and without the objects",
    )


def main() -> None:
    """Train, score, keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="train and test, each with images and annotations")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--result", type=Path, default=RESULTS / ON_PHOTOGRAPHS, help="the file to write")
    parser.add_argument("--parts", type=Path, help="a folder for each seed's part, to go on after a stop")
    asked = parser.parse_args()
    torch.set_num_threads(1)  # for networks this small, more threads wait for each other
    parts = []
    for seed in range(asked.seeds):
        kept = asked.parts and asked.parts / f"seed_{seed}_of_{asked.epochs}_epochs.json"
        if not (kept and kept.is_file()):
            parts.append(study_cards(asked.folder, seeds=[seed], epochs=asked.epochs))
            if kept:
                save_objects_away(parts[-1], kept)
        else:
            parts.append(load_objects_away(kept))
    study = join_seeds(parts)
    print(study)  # noqa: T201
    print(save_objects_away(study, asked.result))  # noqa: T201


if __name__ == "__main__":
    main()
