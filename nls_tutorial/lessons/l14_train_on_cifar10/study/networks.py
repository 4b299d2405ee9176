"""The studies at the papers' size: NLS Table 3 and the CIFAR-10 columns of the MbLS poster, by two recipes."""

import hashlib
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from nls_tutorial.data import cifar10
from nls_tutorial.data.cifar10 import NAMES_FILE, READS, TEST_FILE, TRAIN_FILES, present
from nls_tutorial.lessons.l14_train_on_cifar10.study.recipes import LOSSES, Recipe
from nls_tutorial.lessons.l14_train_on_cifar10.study.small import columns, drawn_from, halved, scores_of
from nls_tutorial.predictions import collect, pick_device
from nls_tutorial.records import PublishedRows, PublishedTable
from nls_tutorial.studies import DataFolder, Study, cell_checkpoint
from nls_tutorial.studies.study import Outcome
from nls_tutorial.tables import MBLS_ACCURACY, MBLS_AECE, MBLS_ECE, NLS_TABLE_3
from nls_tutorial.training import Augmented, flip_and_shift, train

POSTER = {"ResNet50": "CIFAR-10 R-50", "ResNet101": "CIFAR-10 R-101"}
WARM_UP = 0.2  # of the fast recipe's steps: the learning rate rises, then falls to nothing


class MixedPrecision(nn.Module):
    r"""A network in bfloat16 where the machine is a GPU, with its logits in float32 again; elsewhere as it is.

    First met in notebooks/14_train_on_cifar10.

    >>> from nls_tutorial.models import resnet_cifar
    >>> network = resnet_cifar(3, 10, width=8)
    >>> torch.equal(MixedPrecision(network).eval()(torch.ones(2, 3, 8, 8)), network.eval()(torch.ones(2, 3, 8, 8)))
    True
    """

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: Tensor) -> Tensor:
        """Logits (B, K) in float32."""
        with torch.autocast("cuda", dtype=torch.bfloat16, enabled=images.is_cuda):
            # channels last for a GPU's tensor cores; on a CPU the weights' own layout decides
            stored = images.contiguous(memory_format=torch.channels_last) if images.is_cuda else images
            logits: Tensor = self.network(stored)
        return logits.float()


def schedule(optimizer: torch.optim.Optimizer, *, epochs: int, fast: bool) -> torch.optim.lr_scheduler.LRScheduler:
    """Cosine from the full learning rate; the fast recipe rises first, over a fifth of the epochs, and falls straight.

    First met in notebooks/14_train_on_cifar10.

    >>> sgd = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    >>> rates = schedule(sgd, epochs=10, fast=True)
    >>> [round(rates.lr_lambdas[0](epoch), 2) for epoch in (0, 1, 2, 9)]
    [0.33, 0.67, 1.0, 0.12]
    """
    if not fast:
        return torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
    top = WARM_UP * epochs

    def share(epoch: int) -> float:
        return min((epoch + 1) / (top + 1), (epochs - epoch) / max(epochs - top, 1))

    return torch.optim.lr_scheduler.LambdaLR(optimizer, share)


def _networks(
    arm: Recipe,
    *,
    seed: int,
    device: str,
    data: DataFolder,
    epochs: int,
    batch: int,
    rate: float,
    fast: bool,
    pictures: int,
    test: int,
    size: int,
    compiled: bool,
) -> Outcome:
    on = pick_device(device)
    splits = cifar10(data.path, calibration=0)
    some, tested = (
        halved(drawn_from(part, count, 0, setting=setting), size).to(on)
        for part, count, setting in ((splits.train, pictures, "pictures"), (splits.test, test, "test"))
    )
    network = MixedPrecision(arm.build(some.classes, seed=seed))
    if compiled and on.type == "cuda":
        network.network.compile()  # worth its minute where training takes many
    train(
        network,
        some,
        LOSSES[arm.loss],
        epochs=epochs,
        batch_of=Augmented(flip_and_shift),
        batch_size=batch,
        optimizer=partial(torch.optim.SGD, lr=arm.rate * rate, momentum=0.9, weight_decay=5e-4, nesterov=True),
        scheduler=partial(schedule, epochs=epochs, fast=fast),
        seed=seed,
        device=on,
        checkpoint=cell_checkpoint(),
        assume_same=("model",) if compiled else (),  # the digest of the cell says which it is
        progress=False,
    )
    seen, learnt = (
        collect(network, part, device=on) for part in (tested, some.select(torch.arange(min(len(some), 10**4))))
    )
    return scores_of(seen, learnt), {"logits": seen.logits.cpu().half().numpy()}


def files_digest(folder: Path) -> str:
    """The SHA-256 of the seven official files of CIFAR-10.

    Raises MissingFileError, which says how to get them, for one that is not there.
    First met in notebooks/14_train_on_cifar10.

    >>> files_digest(Path("nowhere"))
    Traceback (most recent call last):
        ...
    nls_tutorial.data.files.MissingFileError: folder must hold data_batch_1.bin, but got 'nowhere' without it. ...
    """
    whole = hashlib.sha256()
    for name in (*TRAIN_FILES, TEST_FILE, NAMES_FILE):
        file = present(folder / name)
        whole.update(f"{name} {True}".encode())
        with file.open("rb") as opened:
            whole.update(hashlib.file_digest(opened, "sha256").digest())
    return whole.hexdigest()


def _arms() -> dict[str, Recipe]:
    found = {}
    for model, losses in NLS_TABLE_3.items():
        for loss in losses:
            padding = "partial" if loss.endswith("PC") else "zero"
            found[f"{model}, {loss}"] = Recipe(loss.removesuffix(" + PC"), padding, network=model)
    for model in POSTER:
        found |= {f"{model}, {loss}": Recipe(loss, network=model) for loss in MBLS_ECE}
    return found


def _printed() -> dict[str, dict[str, str]]:
    """What the two papers print of each arm: accuracy of the one or else of the other, ECE and AECE."""
    found: dict[str, dict[str, str]] = {name: {"accuracy": "", "ECE": "", "AECE": ""} for name in _arms()}
    for model, setting in POSTER.items():
        for loss in MBLS_ECE:
            told = (table.printed(loss, setting) for table in (MBLS_ACCURACY, MBLS_ECE, MBLS_AECE))
            found[f"{model}, {loss}"] |= dict(zip(("accuracy", "ECE", "AECE"), told, strict=True))
    for model, row in NLS_TABLE_3.items():
        for loss, accuracy in row.items():
            other = found[f"{model}, {loss}"]["accuracy"]
            found[f"{model}, {loss}"]["accuracy"] = f"{accuracy} / {other}" if other else accuracy
    return found


ARMS = _arms()
PRINTED = PublishedTable(
    f"{NLS_TABLE_3.paper} and {MBLS_ECE.paper}",
    f"{NLS_TABLE_3.number} and first table",
    "per cent",
    _printed(),
    note="two accuracies: that of NLS, then that of the poster",
)
SCORES = ("accuracy", "ECE", "AECE")
QUICK = {"epochs": 1, "batch": 32, "pictures": 200, "test": 200, "size": 16, "seeds": 1}
CLASS = {"epochs": 2, "pictures": 5000, "test": 1000, "seeds": 1}
SETUP = (
    "{pictures} pictures of CIFAR-10 ({size}×{size} pixels in [0, 1], mirrored and shifted by up to 4 pixels) and "
    "{test} to test, torchvision's networks with a 3×3 stem and no first pooling, {epochs} epochs of SGD with Nesterov "
    "momentum 0.9, weight decay 5e-4, learning rate {rate:g}, batches of {batch}, bfloat16 on a GPU; labels as the "
    "loss has them, one look at each test picture; {how}."
)


def _study(name: str, about: str, how: str, **settings: Any) -> Study:
    return Study(
        name,
        about,
        ARMS,
        _networks,
        columns(),
        {"pictures": 50000, "test": 10000, "size": 32, "compiled": True, **settings},
        seeds=5,
        budgets={"quick": QUICK, "class": CLASS, "full": {"seeds": 3}},
        published=PublishedRows(PRINTED, {name: name for name in ARMS}, {score: score for score in SCORES}),
        setup=SETUP.replace("{how}", how),
        reads=READS,
        fingerprint=files_digest,
        version=2,  # the pictures come in the order in which they are drawn
    )


CIFAR10_NETWORKS = _study(
    "cifar10_networks",
    "NLS Table 3 and the MbLS poster's CIFAR-10 columns with the papers' networks, 30 epochs.",
    "the learning rate falls as a cosine",
    epochs=30,
    batch=128,
    rate=0.1,
    fast=False,
)
CIFAR10_NETWORKS_FAST = _study(
    "cifar10_networks_fast",
    "The same by a fast recipe: ten epochs, large batches, a learning rate that rises and falls.",
    "the learning rate rises over a fifth of the epochs and falls straight to nothing",
    epochs=10,
    batch=512,
    rate=0.4,
    fast=True,
)
