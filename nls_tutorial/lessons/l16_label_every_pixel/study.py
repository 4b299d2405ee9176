"""Losses compared on every pixel: crowded scenes, membranes of cells, and a folder in the layout of PASCAL VOC."""

import hashlib
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from nls_tutorial import checks
from nls_tutorial.data import crowded_scene_splits, mask_folder, voc_segmentation
from nls_tutorial.lessons.l16_label_every_pixel.scores import NEAR, PLACES, WIDTHS, bins_of, score
from nls_tutorial.losses import focal_loss, label_smoothing_cross_entropy, margin_loss
from nls_tutorial.models import deeplabv3, fcn, unet
from nls_tutorial.predictions import collect
from nls_tutorial.records import LabelMaps, Predictions, Score
from nls_tutorial.studies import DataFolder, Study, cell_checkpoint
from nls_tutorial.studies.study import Outcome
from nls_tutorial.training import train

Parts = tuple[LabelMaps, LabelMaps, LabelMaps]
MARGINS = (0.0, 4.0, 6.0, 10.0)
KEPT = 3  # test pictures of the first seed whose maps are kept
LOSSES: dict[str, Any] = {
    "CE": cross_entropy,
    "LS": partial(label_smoothing_cross_entropy, epsilon=0.1),
    "FL": partial(focal_loss, gamma=3.0),
    **{f"MbLS m = {m:g}": partial(margin_loss, margin=m) for m in MARGINS},
}


def pixels_and_labels(batch: LabelMaps, generator: torch.Generator | None) -> tuple[Tensor, Tensor]:
    """Pictures (B, C, H, W) and label maps (B, H, W): what a segmenter is given.

    First met in notebooks/16_label_every_pixel.

    >>> two = LabelMaps(torch.zeros(2, 3, 1, 2), torch.tensor([[[0, 1]], [[1, 0]]]), ("road", "sky"), "train")
    >>> [tuple(part.shape) for part in pixels_and_labels(two, None)]
    [(2, 3, 1, 2), (2, 1, 2)]
    """
    return batch.images, batch.labels


def train_segmenter(
    data: LabelMaps,
    loss: Callable[..., Tensor],
    *,
    seed: int,
    epochs: int,
    width: int = 8,
    depth: int = 2,
    rate: float = 0.02,
    batch_size: int = 4,
    network: nn.Module | None = None,
    device: str = "cpu",
) -> nn.Module:
    """A segmenter trained on `loss(logits, label maps)`, the mean over the labelled pixels of a batch.

    Args:
        data: pictures with label maps.
        loss: takes logits (B, K, H, W) and labels (B, H, W); `ignore_index` is given where pixels are ignored.
        seed: decides the weights and the order.
        epochs: how often the pictures are seen, 3 or more; Adam's learning rate rises to `rate`, then falls to 0.
        width: maps of the U-Net at full size.
        depth: its halvings.
        rate: the highest learning rate.
        batch_size: pictures a step.
        network: another network to train instead.
        device: "cpu", "cuda", …

    Returns the network, in evaluation mode. Raises ValueError for fewer than three epochs, and what `train` raises.
    First met in notebooks/16_label_every_pixel.
    """
    checks.whole("epochs", epochs, 3, "The learning rate rises and falls: give it three epochs or more.")
    if bool((data.labels == data.ignore_index).any()):
        loss = partial(loss, ignore_index=data.ignore_index)
    model = (
        unet(data.images.shape[1], data.classes, width=width, depth=depth, seed=seed) if network is None else network
    )
    train(
        model,
        data,
        loss,
        epochs=epochs,
        batch_of=pixels_and_labels,
        batch_size=batch_size,
        optimizer=partial(torch.optim.Adam, lr=rate),
        scheduler=partial(torch.optim.lr_scheduler.OneCycleLR, max_lr=rate, total_steps=epochs),
        seed=seed,
        device=device,
        checkpoint=cell_checkpoint(),
        progress=False,
    )
    return model


def ask(network: nn.Module, data: LabelMaps, *, seed: int = 0, device: str = "cpu") -> Predictions:
    """What a segmenter says of every labelled pixel, by picture. First met in notebooks/16_label_every_pixel.

    >>> data = crowded_scene_splits(1, 1, 2, size=24)[2]
    >>> seen = ask(unet(3, 5, width=2, depth=1), data)
    >>> seen.logits.shape, seen.group.bincount().tolist()
    (torch.Size([1152, 5]), [576, 576])
    """
    return collect(network, data, ignore_index=data.ignore_index, seed=seed, batch_size=16, device=device)


def maps_of(seen: Predictions, data: LabelMaps) -> dict[str, np.ndarray]:
    """Confidence (in 255ths) and predicted class of the first pictures, and the bins of all: what scenes draw.

    The pictures of `data` must have a label in every pixel.
    """
    shape = (-1, *data.labels.shape[1:])
    confidence = (255 * seen.confidence).round().reshape(shape)
    bins = bins_of(seen)
    return {
        "confidence": confidence[:KEPT].to(torch.uint8).numpy(),
        "predicted": seen.predicted.reshape(shape)[:KEPT].to(torch.uint8).numpy(),
        "counts": bins.counts.numpy(),
        "correct": bins.correct.numpy(),
        "confidence_sums": bins.confidence_sums.numpy(),
    }


def _cell(loss: str, parts: Parts, *, seed: int, device: str, keep: bool, **how: Any) -> Outcome:
    learnt, held_out, test = parts
    model = train_segmenter(learnt, LOSSES[loss], seed=seed, device=device, **how)
    seen, fitted = (ask(model, part, seed=seed, device=device) for part in (test, held_out))
    return score(seen, test, fitted), maps_of(seen, test) if keep and seed == 0 else {}


@lru_cache(maxsize=1)  # the arms of one seed look at the same pictures
def _drawn(train: int, calibration: int, test: int, size: int, seed: int) -> Parts:
    return crowded_scene_splits(train, calibration, test, size=size, seed=seed)


def _scenes(
    arm: str, *, seed: int, device: str, train: int, calibration: int, test: int, size: int, **how: Any
) -> Outcome:
    parts = _drawn(train, calibration, test, size, seed)
    return _cell(arm, parts, seed=seed, device=device, keep=True, **how)


def membranes(folder: Path | str, *, size: int, seed: int, train: int, calibration: int) -> Parts:
    """Micrographs in `folder`/image and their label maps in `folder`/label, split by picture: three disjoint parts.

    0 is a membrane and 255 the inside of a cell, as in the ISBI challenge of 2012. `seed` decides which of the pictures
    are learnt from, which are for calibration, and which are left for the test.
    First met in notebooks/16_label_every_pixel.

    >>> membranes("no/such/folder", size=128, seed=0, train=10, calibration=5)
    Traceback (most recent call last):
        ...
    nls_tutorial.data.files.MissingFileError: images ... must be a folder, ...
    """
    root = Path(folder)
    names = ("membrane", "cell")
    every = mask_folder(root / "image", root / "label", class_names=names, size=(size, size), values={0: 0, 255: 1})
    order = torch.randperm(len(every), generator=torch.Generator().manual_seed(seed))
    ends = (0, train, train + calibration, len(every))
    taken = [every.select(order[ends[place] : ends[place + 1]]) for place in range(3)]
    learnt, held_out, test = (
        LabelMaps(part.images[:, :1], part.labels, names, split)
        for part, split in zip(taken, ("train", "calibration", "test"), strict=True)
    )
    return learnt, held_out, test


@lru_cache(maxsize=1)  # the arms of one seed look at the same pictures
def _read_membranes(folder: DataFolder, size: int, seed: int, train: int, calibration: int) -> Parts:
    return membranes(folder.path, size=size, seed=seed, train=train, calibration=calibration)


def _membranes(
    arm: str, *, seed: int, device: str, data: DataFolder, train: int, calibration: int, size: int, **how: Any
) -> Outcome:
    parts = _read_membranes(data, size, seed, train, calibration)
    return _cell(arm, parts, seed=seed, device=device, keep=False, **how)


def _voc(
    arm: str,
    *,
    seed: int,
    device: str,
    data: DataFolder,
    year: str,
    network: str,
    pretrained: bool,
    size: int,
    test: int,
    **how: Any,
) -> Outcome:
    learnt, val = (
        voc_segmentation(data.path, year=year, image_set=name, size=(size, size)) for name in ("train", "val")
    )
    last = torch.arange(len(learnt)) % 10 == 9  # one picture in ten is for the temperature
    held_out = LabelMaps(learnt.images[last], learnt.labels[last], learnt.class_names, "calibration")
    model = {"deeplabv3": deeplabv3, "fcn": fcn}[network](learnt.classes, seed=seed, pretrained_backbone=pretrained)
    parts = (learnt.select(~last), held_out, val.select(torch.arange(len(val))[:test]))
    return _cell(arm, parts, seed=seed, device=device, keep=False, network=model, **how)


def _files(folder: Path) -> str:
    """The pictures, label maps and lists in a folder, in the order of their names."""
    told = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() in (".png", ".jpg", ".txt"):
            told.update(str(file.relative_to(folder)).encode() + file.read_bytes())
    return told.hexdigest()


SCORES = {
    "mIoU": Score(axes=("ignored border",)),
    "accuracy": Score(axes=("ignored border",)),
    "ECE": Score(axes=("ignored border",)),
    "AECE": Score(),
    "NLL": Score("nats", digits=3),
    "confidence": Score(),
    "temperature": Score("", digits=2),
    "ECE cooled": Score(),
    "ECE of a picture": Score(),
    "over pictures": Score(),
    "over pixels": Score(),
    "place: accuracy": Score(axes=("place",)),
    "place: confidence": Score(axes=("place",)),
    "place: ECE": Score(axes=("place",)),
    "sure and wrong": Score(),
    "of these at a border": Score(),
    "pixels at a border": Score(),
}
AXES = {"ignored border": WIDTHS, "place": PLACES}
ABOUT = "Losses on every pixel: mIoU, ECE and AECE with and without the border, of each picture, at a border and inside"
RECIPE = (
    "a U-Net of width {width} and {depth} halvings, {epochs} epochs of Adam, batches of {batch_size}, the learning "
    f"rate up to {{rate}} and down to 0; a border pixel has another class at most {NEAR} pixels away."
)
LIVE = {  # what the lesson trains while one waits
    "train": 24,
    "calibration": 20,
    "test": 60,
    "size": 40,
    "epochs": 36,
    "width": 8,
    "depth": 2,
    "rate": 0.02,
    "batch_size": 4,
}
PIXELS = Study(
    "pixels",
    f"{ABOUT}; crowded scenes.",
    {name: name for name in LOSSES},
    _scenes,
    SCORES,
    {
        "train": 200,
        "calibration": 100,
        "test": 200,
        "size": 48,
        "epochs": 100,
        "width": 12,
        "depth": 3,
        "rate": 0.01,
        "batch_size": 8,
    },
    AXES,
    seeds=5,
    budgets={"quick": {**LIVE, "train": 12, "test": 20, "epochs": 8, "seeds": 2}, "class": {**LIVE, "seeds": 5}},
    setup="{train} crowded scenes of {size}×{size} to learn from, {calibration} for calibration, {test} for the test; "
    + RECIPE,
)
MEMBRANES = Study(
    "membranes",
    f"{ABOUT}; electron micrographs of cells and their membranes.",
    {name: name for name in ("CE", "LS", "MbLS m = 0", "MbLS m = 6")},
    _membranes,
    SCORES,
    {"train": 10, "calibration": 5, "size": 128, "epochs": 16, "width": 8, "depth": 2, "rate": 0.02, "batch_size": 2},
    AXES,
    seeds=5,
    budgets={"quick": {"size": 64, "epochs": 4, "seeds": 2}, "class": {"seeds": 5}},
    setup="30 micrographs scaled to {size}×{size}, {train} to learn from, {calibration} for calibration, the rest for "
    "the test, split anew by each seed; " + RECIPE,
    reads="a folder with the folders image and label of the ISBI 2012 membranes",
    fingerprint=_files,
)
VOC_PIXELS = Study(
    "voc_pixels",
    f"{ABOUT}; PASCAL VOC 2012, or a folder laid out like it.",
    {name: name for name in ("CE", "LS", "FL", "MbLS m = 0", "MbLS m = 10")},
    _voc,
    SCORES,
    {
        "year": "2012",
        "network": "deeplabv3",
        "pretrained": True,
        "size": 257,
        "test": 300,
        "epochs": 50,
        "rate": 1e-3,
        "batch_size": 8,
    },
    AXES,
    seeds=3,
    budgets={
        "quick": {"network": "fcn", "pretrained": False, "size": 65, "epochs": 3, "batch_size": 4, "seeds": 1},
        "class": {"network": "fcn", "pretrained": False, "size": 129, "epochs": 5, "seeds": 3},
    },
    setup="photographs and label maps of VOC {year} scaled to {size}×{size}, train to learn from, a tenth of it for "
    "calibration, the first {test} of val for the test; torchvision's {network} on a ResNet-50 (pretrained: "
    "{pretrained}), {epochs} epochs of Adam, batches of {batch_size}, the learning rate up to {rate} and down to 0.",
    reads="the folder that torchvision.datasets.VOCSegmentation filled, with VOCdevkit in it",
    fingerprint=_files,
)
