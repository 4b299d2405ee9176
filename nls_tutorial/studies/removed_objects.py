"""Objects removed: `python -m nls_tutorial.studies.removed_objects` trains all recipes and keeps them in data/results.

With `--classes 3`, a few recipes on three classes: what adaptive smoothing costs where K is small.
"""

import argparse
from pathlib import Path

import torch

from nls_tutorial.data import DISSIMILAR, SHAPES
from nls_tutorial.records import WithoutObject
from nls_tutorial.studies.adaptive import RECIPES
from nls_tutorial.studies.shipped import RESULTS
from nls_tutorial.studies.without_object import (
    CROWDED,
    EPOCHS,
    FILES,
    load_without_object,
    save_without_object,
    together,
    without_object,
)

CHOSEN = ("hard", "LS α = 0.1", "CutMix", "ALS β = 1", "ALS β = 0.75", "ALS β = 0.5", "ALS β = 1, context")
FEW = ("hard", "ALS β = 1", "ALS β = 0.5")


def trained(seed: int, epochs: int, classes: int) -> WithoutObject:
    """All recipes with one seed; with ten classes, those with two objects in a picture too."""
    few = {name: RECIPES[name] for name in (CHOSEN if classes == len(SHAPES) else FEW)}
    study = without_object(few, seeds=[seed], epochs=epochs, classes=SHAPES if classes == len(SHAPES) else DISSIMILAR)
    if classes < len(SHAPES):
        return study
    crowded = without_object(CROWDED, seeds=[seed], epochs=epochs, crowded=True)
    return together([study, crowded], by="recipes")


def main() -> None:
    """Train, score, keep; each seed's part as soon as it is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--classes", type=int, default=10, choices=sorted(FILES))
    parser.add_argument("--parts", type=Path, help="a folder for each seed's part, to go on after a stop")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    parts = []
    for seed in range(asked.seeds):
        file = asked.parts and asked.parts / f"{asked.classes}_classes_seed_{seed}.json"
        if file and file.is_file():
            parts.append(load_without_object(file))
            continue
        parts.append(trained(seed, asked.epochs, asked.classes))
        print(parts[-1], flush=True)  # noqa: T201
        if file:
            save_without_object(parts[-1], file)
    print(save_without_object(together(parts, by="seeds"), RESULTS / FILES[asked.classes]))  # noqa: T201


if __name__ == "__main__":
    main()
