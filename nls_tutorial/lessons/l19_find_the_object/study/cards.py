"""The same question on real photographs with real boxes.

Made for the playing cards that data/boxes.md names. Classifiers see the training photographs with one object, detectors
all of them.
"""

from functools import partial
from typing import Any

from nls_tutorial.lessons.l19_find_the_object.study.evaluation import (
    AXES,
    NO_CLASSIFIER,
    SCORES,
    classifier_scores,
    detector_outcome,
)
from nls_tutorial.lessons.l19_find_the_object.study.folder import READS, boxed_splits, fingerprint_of
from nls_tutorial.lessons.l19_find_the_object.study.recipes import ARMS, Arm, train_classifier, train_detector
from nls_tutorial.models import detect, gap_cnn
from nls_tutorial.studies import DataFolder, Study, cell_checkpoint
from nls_tutorial.studies.study import Outcome

SIDE, COLORS = 64, 0.3
NAMES = ("from scratch", "hard", "ALS β = 1")


def _compute(
    arm: Arm, *, seed: int, device: str, data: DataFolder, pretrain_epochs: int, epochs: int, width: int
) -> Outcome:
    pictures = boxed_splits(data.path, SIDE, several="largest")
    classifier, before = gap_cnn(3, pictures.train.classes, width=width, seed=seed), NO_CLASSIFIER
    how: dict[str, Any] = {"seed": seed, "device": device, "hflip_p": 0.0, "color_jitter": COLORS}
    if arm["labels"] != "none":
        single = boxed_splits(data.path, SIDE, several="skip")
        kept = cell_checkpoint("classifier")
        train_classifier(
            arm, single.train, classifier, size=(SIDE // 2, SIDE // 2), epochs=pretrain_epochs, checkpoint=kept, **how
        )
        small = boxed_splits(data.path, SIDE // 2, several="skip").test  # as large as the crops
        before = classifier_scores(classifier, small, device)
    longer = round(epochs * float(arm.get("longer", 1.0)))
    model = train_detector(classifier, pictures.train, epochs=longer, checkpoint=cell_checkpoint("detector"), **how)
    return detector_outcome(detect(model, pictures.test.images), pictures.test, before, keep=seed == 0)


TRANSFER_CARDS = Study(
    "transfer_cards",
    "The same on photographs of playing cards: from scratch, from hard and from adaptive labels.",
    {name: ARMS[name] for name in NAMES},
    _compute,
    SCORES,
    {"pretrain_epochs": 40, "epochs": 12, "width": 12},
    AXES,
    seeds=5,
    budgets={"quick": {"seeds": 1, "pretrain_epochs": 1, "epochs": 1, "width": 4}, "class": {"seeds": 5}},
    setup=f"classifiers: photographs with one object, crops to {SIDE // 2}×{SIDE // 2}, {{pretrain_epochs}} epochs; "
    f"detectors: all photographs, {SIDE}×{SIDE}, {{epochs}} epochs; no mirror, colours changed by up to {COLORS:.0%}",
    reads=READS,
    fingerprint=partial(fingerprint_of, side=SIDE),
)
