"""The paper's size: a Faster R-CNN of torchvision on the layers of a residual network, on a folder of the reader's."""

from functools import partial

import torch
from torch import Tensor, nn

from nls_tutorial.extras import needs
from nls_tutorial.lessons.l19_find_the_object.study.evaluation import AXES, NO_CLASSIFIER, SCORES, detector_outcome
from nls_tutorial.lessons.l19_find_the_object.study.folder import READS, boxed_splits, fingerprint_of
from nls_tutorial.lessons.l19_find_the_object.study.recipes import ARMS, Arm, train_classifier
from nls_tutorial.models import resnet18, resnet50
from nls_tutorial.models.large import TorchvisionClassifier
from nls_tutorial.predictions import collect, device_of, pick_device
from nls_tutorial.records import Images
from nls_tutorial.studies import DataFolder, Study, cell_checkpoint
from nls_tutorial.studies.study import Outcome
from nls_tutorial.training import objects_of, train

NETWORKS = {"resnet18": resnet18, "resnet50": resnet50}
NAMES = ("from scratch", "hard", "LS α = 0.1", "CutMix", "ALS β = 1", "ALS β = 0.5")
SIDE, MAPS = 320, 256  # pixels of a photograph; maps of the pyramid
SAME = ("model",)  # torchvision's modules hold what cannot be compared; the cell's digest says which network it is


class RegionDetector(nn.Module):
    r"""torchvision's Faster R-CNN with a feature pyramid on a classifier's layers, which it shares and trains.

    In training `model(images, boxes, labels)` gives its four losses (4,); `find(images)` gives what `models.detect`
    gives. Photographs stay in [0, 1], as the classifier saw them, and batch norm learns.

    Source: Ren et al. 2015, arXiv 1506.01497; Lin et al. 2017, arXiv 1612.03144. First met in
    notebooks/19_find_the_object.

    >>> model = RegionDetector(resnet18(3), side=64)
    >>> (found,) = model.find(torch.zeros(1, 3, 64, 64))
    >>> sorted(found)
    ['boxes', 'labels', 'scores']
    """

    def __init__(self, classifier: TorchvisionClassifier, *, side: int = SIDE) -> None:
        super().__init__()
        with needs("data"):
            from torchvision.models.detection import FasterRCNN
            from torchvision.models.detection.backbone_utils import BackboneWithFPN
        widest = classifier.head.in_features
        backbone = BackboneWithFPN(
            classifier.body,
            {f"layer{stage}": str(stage - 1) for stage in (1, 2, 3, 4)},
            [widest // 8, widest // 4, widest // 2, widest],
            MAPS,
        )
        sizes = {"min_size": side, "max_size": side, "image_mean": [0.0] * 3, "image_std": [1.0] * 3}
        self.net = FasterRCNN(backbone, num_classes=classifier.head.out_features + 1, **sizes)  # and the background

    def forward(self, images: Tensor, boxes: Tensor, labels: Tensor) -> Tensor:
        """The losses of a batch: boxes (B, n, 4) and labels (B, n), −1 where there is none, class k as k."""
        there = labels >= 0
        targets = [
            {"boxes": own[kept], "labels": kinds[kept] + 1}
            for own, kinds, kept in zip(boxes, labels, there, strict=True)
        ]
        return torch.stack(list(self.net(list(images), targets).values()))

    @torch.no_grad()
    def find(self, images: Tensor, batch: int = 8) -> list[dict[str, Tensor]]:
        """Boxes, scores and labels (1 … K) in each picture, on the CPU."""
        self.net.eval()
        device = device_of(self)
        found = [one for part in images.split(batch) for one in self.net(list(part.to(device)))]
        return [{name: value.cpu() for name, value in one.items()} for one in found]


def photographs_and_boxes(batch: Images, generator: torch.Generator | None) -> tuple[tuple[Tensor, ...], Tensor]:
    """A batch as `RegionDetector` takes it in training: `batch_of` for `train`.

    >>> from nls_tutorial.data import object_scenes
    >>> inputs, labels = photographs_and_boxes(object_scenes(2), None)
    >>> [tuple(part.shape) for part in inputs]
    [(2, 3, 64, 64), (2, 3, 4), (2, 3)]
    """
    boxes, labels = objects_of(batch)
    return (batch.images, boxes.float(), labels), labels


def _sum(losses: Tensor, labels: Tensor) -> Tensor:
    return losses.sum()


def _compute(
    arm: Arm,
    *,
    seed: int,
    device: str,
    data: DataFolder,
    network: str,
    side: int,
    pretrain_epochs: int,
    epochs: int,
    batch: int,
) -> Outcome:
    pictures = boxed_splits(data.path, side, several="largest")
    classifier, before = NETWORKS[network](pictures.train.classes, seed=seed), NO_CLASSIFIER
    if arm["labels"] != "none":
        single = boxed_splits(data.path, side, several="skip")
        kept = cell_checkpoint("classifier")
        train_classifier(
            arm,
            single.train,
            classifier,
            size=(side // 2, side // 2),
            epochs=pretrain_epochs,
            seed=seed,
            hflip_p=0.0,
            device=device,
            checkpoint=kept,
            assume_same=SAME,
        )
        before = {**NO_CLASSIFIER, "accuracy": collect(classifier, single.test, device=device).accuracy}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = RegionDetector(classifier, side=side)
    train(
        model,
        pictures.train,
        _sum,
        epochs=epochs,
        batch_size=batch,
        optimizer=partial(torch.optim.SGD, lr=0.01, momentum=0.9),
        scheduler=partial(torch.optim.lr_scheduler.StepLR, step_size=4, gamma=0.1),
        batch_of=photographs_and_boxes,
        seed=seed,
        device=device,
        checkpoint=cell_checkpoint("detector"),
        assume_same=SAME,
        progress=False,
    )
    found = model.to(pick_device(device)).find(pictures.test.images)
    return detector_outcome(found, pictures.test, before, keep=seed == 0)


TRANSFER_LARGE = Study(
    "transfer_large",
    "The paper's size: a Faster R-CNN on a residual network, after five kinds of labels, on your photographs.",
    {name: ARMS[name] for name in NAMES},
    _compute,
    SCORES,
    {"network": "resnet50", "side": SIDE, "pretrain_epochs": 90, "epochs": 10, "batch": 16},
    AXES,
    seeds=5,
    budgets={
        "quick": {"seeds": 1, "network": "resnet18", "side": 64, "pretrain_epochs": 1, "epochs": 1, "batch": 4},
        "class": {"seeds": 3, "network": "resnet18", "side": 128, "pretrain_epochs": 30},
    },
    setup="classifiers: {network} on photographs with one object, {pretrain_epochs} epochs; detectors: Faster R-CNN on "
    "all photographs, {side}×{side}, {epochs} epochs of SGD, batch {batch}, rate 0.01, a tenth after every 4 epochs",
    reads=READS,
    fingerprint=partial(fingerprint_of, side=SIDE),
)
