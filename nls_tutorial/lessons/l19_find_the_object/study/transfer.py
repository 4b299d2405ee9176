"""What a detector gains from a classifier's layers, and whether the classifier's labels matter: on scenes."""

from typing import Any

from nls_tutorial.data import object_scene_splits, scene_splits
from nls_tutorial.lessons.l19_find_the_object.study.evaluation import (
    AXES,
    NO_CLASSIFIER,
    SCORES,
    classifier_scores,
    detector_outcome,
)
from nls_tutorial.lessons.l19_find_the_object.study.recipes import ARMS, Arm, train_classifier, train_detector
from nls_tutorial.models import detect, gap_cnn
from nls_tutorial.studies import Study, cell_checkpoint
from nls_tutorial.studies.study import Outcome

SIDE, CLASSES = 32, 10  # of a classifier's picture; a detector's has twice the side, with objects of the same size


def _compute(
    arm: Arm, *, seed: int, device: str, pretrain: int, pretrain_epochs: int, train: int, epochs: int, test: int
) -> Outcome:
    classifier, before = gap_cnn(3, CLASSES, seed=seed), NO_CLASSIFIER
    how: dict[str, Any] = {"seed": seed, "device": device}
    if arm["labels"] != "none":
        single = scene_splits(pretrain, 0, test, size=SIDE, seed=seed)
        kept = cell_checkpoint("classifier")
        train_classifier(
            arm, single.train, classifier, size=(SIDE, SIDE), epochs=pretrain_epochs, checkpoint=kept, **how
        )
        before = classifier_scores(classifier, single.test, device)
    pictures = object_scene_splits(train, 0, test, size=2 * SIDE, seed=seed)
    longer = round(epochs * float(arm.get("longer", 1.0)))
    model = train_detector(classifier, pictures.train, epochs=longer, checkpoint=cell_checkpoint("detector"), **how)
    found = [one for part in pictures.test.images.split(100) for one in detect(model, part)]
    return detector_outcome(found, pictures.test, before, keep=seed == 0)


TRANSFER = Study(
    "transfer",
    "A detector from scratch, and from classifiers that were trained with five kinds of labels.",
    ARMS,
    _compute,
    SCORES,
    {"pretrain": 1000, "pretrain_epochs": 12, "train": 192, "epochs": 10, "test": 200},
    AXES,
    seeds=5,
    budgets={"quick": {"seeds": 1, "pretrain_epochs": 2, "epochs": 2}, "class": {"seeds": 5}},
    setup="classifiers: {pretrain} scenes of 32×32 with one object, {pretrain_epochs} epochs; "
    "detectors: {train} scenes of 64×64 with one to three objects, {epochs} epochs; {test} test pictures of each",
)
