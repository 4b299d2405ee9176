"""The poster's sets of many classes, some of them alike: Tiny-ImageNet and CUB-200-2011, at full size."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from nls_tutorial.data import PictureList, cub200, tiny_imagenet
from nls_tutorial.data.files import Folder
from nls_tutorial.lessons.l14_train_on_cifar10.study.recipes import LARGE, LOSSES, Loss
from nls_tutorial.losses import margin_loss
from nls_tutorial.records import PublishedRows, PublishedTable, Score
from nls_tutorial.studies import DataFolder, Study, large_run
from nls_tutorial.studies.large_run import LargeRun
from nls_tutorial.studies.study import Outcome
from nls_tutorial.tables import MBLS_ACCURACY, MBLS_AECE, MBLS_CUB, MBLS_ECE

Lists = Callable[[Folder], tuple[PictureList, PictureList]]
MARGIN = 10.0  # of MbLS on sets of many classes
MANY: dict[str, Loss] = {**LOSSES, "MbLS": partial(margin_loss, margin=MARGIN)}
SCORES = ("accuracy", "ECE", "AECE", "MCE", "NLL", "confidence")
POSTER = {"ResNet50": "Tiny-ImageNet R-50", "ResNet101": "Tiny-ImageNet R-101"}


def _compute(
    arm: tuple[str, str], *, seed: int, device: str, data: DataFolder, lists: Lists, stem: str, **settings: Any
) -> Outcome:
    run = LargeRun(**settings, seed=seed, device=device)
    model, loss = arm
    train, test = lists(data.path)
    network = LARGE[model](train.classes, stem=stem, seed=seed)
    run.train(network, run.stream(train, run.pictures, scale=(0.25, 1.0)), MANY[loss])
    said = run.ask(network, test).scores()
    return {name: said[name] for name in SCORES}, {}


def tiny_digest(folder: Path) -> str:
    """What the lists of Tiny-ImageNet are: names, sizes, labels, classes."""
    return " ".join(part.digest() for part in tiny_imagenet(folder))


def cub_digest(folder: Path) -> str:
    """What the lists of CUB-200-2011 are."""
    return " ".join(part.digest() for part in cub200(folder))


def _tiny() -> PublishedTable:
    """The poster's two columns as rows, one an arm."""
    tables = {"accuracy": MBLS_ACCURACY, "ECE": MBLS_ECE, "AECE": MBLS_AECE}
    rows = {
        f"{model}, {loss}": {score: table.printed(loss, setting) for score, table in tables.items()}
        for model, setting in POSTER.items()
        for loss in MBLS_ECE
    }
    return PublishedTable(MBLS_ECE.paper, "first table, Tiny-ImageNet", "per cent", rows, note=MBLS_AECE.note)


def _study(name: str, about: str, arms: dict[str, tuple[str, str]], published: PublishedRows, **more: Any) -> Study:
    settings = {**large_run.SETTINGS, "epochs": 100, "batch": 128, **more.pop("settings")}
    return Study(
        name,
        about,
        arms,
        _compute,
        {score: Score("nats", digits=2) if score == "NLL" else Score() for score in SCORES},
        settings,
        seeds=3,
        budgets=large_run.BUDGETS,
        published=published,
        setup=large_run.SETUP,
        streams=True,
        **more,
    )


TINY_IMAGENET = _study(
    "tiny_imagenet",
    "The MbLS poster's Tiny-ImageNet columns with the papers' networks.",
    {f"{model}, {loss}": (model, loss) for model in POSTER for loss in MBLS_ECE},
    PublishedRows(_tiny(), {name: name for name in _tiny()}, {score: score for score in ("accuracy", "ECE", "AECE")}),
    settings={"size": 64, "lists": tiny_imagenet, "stem": "cifar"},
    reads="a folder with the official files of Tiny-ImageNet",
    fingerprint=tiny_digest,
)
CUB200 = _study(
    "cub200",
    "The MbLS poster's table of 200 kinds of birds (CUB-200-2011); its network began from weights that are not told.",
    {f"ResNet101, {loss}": ("ResNet101", loss) for loss in MBLS_CUB},
    PublishedRows(
        MBLS_CUB, {f"ResNet101, {loss}": loss for loss in MBLS_CUB}, {score: score for score in ("accuracy", "ECE")}
    ),
    settings={"size": 224, "lists": cub200, "stem": "imagenet"},
    reads="a folder with the official files of CUB-200-2011",
    fingerprint=cub_digest,
)
