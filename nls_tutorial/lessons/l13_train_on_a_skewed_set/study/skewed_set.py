"""The studies of lesson 13: losses against skew with a small network, and the paper's networks by its protocol."""

from typing import Any

import numpy as np

from nls_tutorial.data import farm
from nls_tutorial.lessons.l13_train_on_a_skewed_set.study.recipes import LOSSES, Recipe, train_on_skewed
from nls_tutorial.lessons.l13_train_on_a_skewed_set.study.scores import columns, scores_of, validation_curves
from nls_tutorial.records import PublishedRows, PublishedTable, Results, Splits, Verdict, verdict
from nls_tutorial.studies import Study
from nls_tutorial.studies.study import Outcome
from nls_tutorial.tables import NLS_TABLE_1, NLS_TABLE_2, stubble_rows

SKEWS = (1.0, 2.0, 4.0, 8.0)
SKEW = 4.0  # of the arrays that are kept, of the live run and of the paper's networks
VALIDATION, TEST = 224, 1120  # the paper's number, and five times as many that nobody looked at
EPOCHS = 50  # the authors'

ARMS: dict[str, Recipe] = {
    **{loss: Recipe(loss) for loss in LOSSES},
    "normLSCE × 10": Recipe("normLSCE", rate=10),
    **{f"PC + {loss}": Recipe(loss, padding="partial") for loss in LOSSES},
    "CE, weights": Recipe(against="weights"),
    "CE, draws": Recipe(against="draws"),
}


def skewed_splits(skew: float, seed: int, *, size: int = 32) -> Splits:
    """634 training pictures, 224 to validate on as in the paper, and 1,120 to test.

    First met in notebooks/13_train_on_a_skewed_set.
    """
    return farm(calibration=VALIDATION, test=TEST, skew=skew, size=size, seed=seed)


def _small(arm: Recipe, *, seed: int, device: str, epochs: int, size: int) -> Outcome:
    found: dict[str, list[float]] = {name: [] for name in columns()}
    kept: dict[str, Any] = {}
    for skew in SKEWS:
        run = train_on_skewed(arm, skewed_splits(skew, seed, size=size), epochs=epochs, seed=seed, device=device)
        for name, number in scores_of(run).items():
            found[name].append(number)
        if skew == SKEW:
            kept = validation_curves(run)
            kept["labels"], kept["predicted"] = (
                row.numpy().astype(np.uint8) for row in (run.chosen.labels, run.chosen.predicted)
            )
    return found, kept


SKEWED_SET = Study(
    "skewed_set",
    "Three losses, partial convolution and two cures for skew, on a stand-in for the unpublished stubble set.",
    ARMS,
    _small,
    columns("skew"),
    {"epochs": EPOCHS, "size": 32},
    {"skew": SKEWS},
    seeds=10,
    budgets={"quick": {"epochs": 5, "seeds": 2}, "class": {"epochs": 16, "seeds": 5}},
    setup="A generated stand-in for the stubble set: 634 training pictures of {size}×{size}, 224 to choose the epoch "
    "on, 1,120 others to test; five convolutions; {epochs} epochs of SGD by the authors' protocol (learning rate 0.1, "
    "a tenth after 40 and 80 % of the epochs, momentum 0.9, batches of 32, mirrored pictures).",
)


def _paper_row(model: str, loss: str) -> Recipe:
    padding = "partial" if loss.startswith("PC") else "zero"
    return Recipe(loss.removeprefix("PC + "), padding, network=model)


def _networks(arm: Recipe, *, seed: int, device: str, epochs: int, size: int, skew: float) -> Outcome:
    run = train_on_skewed(arm, skewed_splits(skew, seed, size=size), epochs=epochs, seed=seed, device=device)
    return scores_of(run), validation_curves(run)


def _name(model: str, loss: str) -> str:
    return f"{model}, {loss}"


PRINTED = PublishedTable(
    NLS_TABLE_1.paper,
    f"{NLS_TABLE_1.number} and {NLS_TABLE_2.number}",
    NLS_TABLE_1.unit,
    {_name(*row): scores for row, scores in stubble_rows().items()},
    note=NLS_TABLE_1.note,
)
SKEWED_SET_NETWORKS = Study(
    "skewed_set_networks",
    "The five networks of NLS Tables 1 and 2 by the authors' protocol, on a stand-in for the unpublished stubble set.",
    {_name(*row): _paper_row(*row) for row in stubble_rows()},
    _networks,
    columns(),
    {"epochs": EPOCHS, "size": 224, "skew": SKEW},
    seeds=3,
    budgets={
        "quick": {"epochs": 1, "size": 32, "seeds": 1},
        "class": {"epochs": 16, "size": 64, "seeds": 3},
        "full": {"seeds": 3},
    },
    published=PublishedRows(
        PRINTED,
        {_name(*row): _name(*row) for row in stubble_rows()},
        {
            "validation accuracy": "accuracy",
            "precision by batches": "precision",
            "recall by batches": "recall",
            "F1 by batches": "f1",
        },
    ),
    setup="A generated stand-in for the stubble set (skew {skew:g}): 634 training pictures of {size}×{size}, 224 to "
    "choose the epoch on, 1,120 others to test; torchvision's networks without pretrained weights; {epochs} epochs of "
    "SGD by the authors' protocol.",
)


def compare_arms(results: Results, score: str, arm: str, other: str, claim: str, **at: Any) -> Verdict:
    """The verdict on "`arm` has a `claim` (higher or lower) `score` than `other`", in points, by seed.

    First met in notebooks/13_train_on_a_skewed_set.
    """
    pair = (results.scores(one, score, **at) for one in (arm, other))
    return verdict(*pair, claim=claim, scale=100, unit=" points", digits=1)
