"""Some losses, some seeds, one network each: trained one after the other, kept after every epoch."""

import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from nls_tutorial import checks, models
from nls_tutorial.losses import focal_loss, label_smoothing_cross_entropy, margin_loss
from nls_tutorial.predictions import collect, write_atomic
from nls_tutorial.records import Images
from nls_tutorial.reports.own_pictures import OwnPictures
from nls_tutorial.training import Augmented, flip_and_shift, images_and_labels, train

LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "CE": cross_entropy,
    "LS": partial(label_smoothing_cross_entropy, epsilon=0.1),
    "MbLS": partial(margin_loss, margin=6.0, weight=0.1),
    "FL": partial(focal_loss, gamma=3.0),
}
SMALL = ("gap_cnn", "cnn", "resnet_cifar")
LARGE = ("resnet18", "resnet34", "resnet50", "mobilenet_v2", "efficientnet_b0")
BUDGETS = {"quick": (400, 2), "class": (2_000, 3), "full": (10_000, 5)}  # steps of a network, and seeds
BATCH = 32
PLAN = "plan.json"


@dataclass(frozen=True)
class Plan:
    """What is trained: each of `losses` with each seed 0 … `seeds` − 1, for `epochs`."""

    losses: tuple[str, ...] = ("CE", "LS", "MbLS", "FL")
    seeds: int = 2
    epochs: int = 10
    network: str = "gap_cnn"
    flip: bool = False
    weights: str = ""  # the SHA-256 of the file that a network starts from

    def __post_init__(self) -> None:
        for loss in self.losses:
            checks.choice("--losses", loss, tuple(LOSSES))
        if self.losses[:1] != ("CE",) or len(set(self.losses)) < len(self.losses):
            checks.refuse("--losses", "must begin with CE, and name each once", self.losses, "CE is compared with.")
        checks.whole("--seeds", self.seeds, 1, "Use 2 or more: one says nothing of the spread.", high=1000)
        checks.whole("--epochs", self.epochs, 1, "Use 10.", high=100_000)
        checks.choice("--network", self.network, (*SMALL, *LARGE))


@dataclass(frozen=True, eq=False)
class Trained:
    """A network with its loss and seed, and its logits on the calibration and the test part."""

    loss: str
    seed: int
    network: nn.Module
    calibration: Tensor
    test: Tensor


def epochs_of(budget: str, pictures: int) -> int:
    """How often to go through so many training pictures; at least three times.

    First met in notebooks/06_read_a_reliability_diagram.

    >>> epochs_of("quick", 3200), epochs_of("quick", 100_000)
    (4, 3)
    """
    checks.choice("--budget", budget, tuple(BUDGETS))
    return max(3, math.ceil(BUDGETS[budget][0] * BATCH / pictures))


def build(network: str, channels: int, classes: int, size: int, seed: int) -> nn.Module:
    """A network by name; the large ones see three channels, and small pictures whole.

    First met in notebooks/06_read_a_reliability_diagram.

    >>> import torch
    >>> build("cnn", 1, 10, 28, seed=0)(torch.zeros(2, 1, 28, 28)).shape
    torch.Size([2, 10])
    """
    made: Callable[..., nn.Module] = getattr(models, network)
    if network in LARGE:
        return made(classes, stem="cifar" if size <= 64 else "imagenet", seed=seed)
    return made(channels, classes, seed=seed)


def train_all(
    own: OwnPictures,
    plan: Plan,
    work: Path,
    *,
    start: dict[str, Tensor] | None = None,
    device: str = "auto",
    after_epoch: Callable[[int], None] = lambda done: None,
) -> list[Trained]:
    """All networks of a plan. `work` keeps them after each epoch, and the same call goes on where a stopped one was.

    `start` are weights to begin with, but for a last layer of another size; `after_epoch` hears how many epochs of all
    are done. Raises ValueError where `work` holds another plan or other pictures.
    First met in notebooks/06_read_a_reliability_diagram.
    """
    _same_plan(own, plan, work)
    parts = {name: _fitting(own.part(name), plan.network) for name in own.rows}
    channels, size = parts["train"].images.shape[1:3]
    batch_of = Augmented(flip_and_shift) if plan.flip else images_and_labels
    found = []
    for place, (loss, seed) in enumerate((loss, seed) for seed in range(plan.seeds) for loss in plan.losses):
        network = build(plan.network, channels, parts["train"].classes, size, seed)
        if start:
            begin_with(network, start)
        train(
            network,
            parts["train"],
            LOSSES[loss],
            epochs=plan.epochs,
            batch_of=batch_of,
            batch_size=BATCH,
            seed=seed,
            device=device,
            checkpoint=work / f"{loss}-{seed}.checkpoint",
            after_epoch=lambda done, place=place: after_epoch(place * plan.epochs + done),  # type: ignore[misc]
            progress=False,
        )
        after_epoch((place + 1) * plan.epochs)
        said = {name: collect(network, parts[name], device=device).logits for name in ("calibration", "test")}
        found.append(Trained(loss, seed, network, said["calibration"], said["test"]))
    return found


def begin_with(network: nn.Module, start: dict[str, Tensor]) -> int:
    """Take the weights that fit by name and shape; at least half of the network's must, and so many are given back.

    First met in notebooks/06_read_a_reliability_diagram.

    >>> one, other = build("cnn", 1, 10, 28, seed=0), build("cnn", 1, 3, 28, seed=1)
    >>> begin_with(other, one.state_dict()), len(other.state_dict())  # not the last layer's two
    (6, 8)
    """
    own = network.state_dict()
    fitting = {name: start[name] for name in own if name in start and start[name].shape == own[name].shape}
    if 2 * len(fitting) < len(own):
        seen = f"{len(fitting)} of its {len(own)}"
        checks.refuse("--weights", "must hold the weights of this --network", seen, "Name the network they are of.")
    network.load_state_dict({**own, **fitting})
    return len(fitting)


def _fitting(images: Images, network: str) -> Images:
    """Three channels for the networks that need them."""
    if network not in LARGE or images.images.shape[1] == 3:
        return images
    return Images(images.images.expand(-1, 3, -1, -1), images.labels, images.class_names, images.split)


def _same_plan(own: OwnPictures, plan: Plan, work: Path) -> None:
    """`work` belongs to this plan and these pictures, or is new."""
    digest = hashlib.sha256(own.table().encode())
    digest.update(own.folder.images.images.contiguous().numpy().tobytes())
    told = json.dumps({**asdict(plan), "pictures": digest.hexdigest()}, indent=1, sort_keys=True)
    place = work / PLAN
    if not work.exists():
        write_atomic(place, told.encode())
    elif not place.is_file() or place.read_text(encoding="utf-8") != told:
        step = "Give the same settings to go on, another --out to begin anew, or take that folder away."
        seen = f"{str(work)!r}, which does not"
        checks.refuse("--out", "must have no work beside it, or that of this very run", seen, step)
