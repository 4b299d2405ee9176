"""The same at the poster's size: a large network on a folder in the layout of PASCAL VOC."""

from typing import Any

import torch

from nls_tutorial.data import voc_segmentation
from nls_tutorial.lessons.l16_label_every_pixel.study.cell import compute_cell
from nls_tutorial.lessons.l16_label_every_pixel.study.columns import ABOUT, AXES, SCORES
from nls_tutorial.lessons.l16_label_every_pixel.study.folder import fingerprint_of
from nls_tutorial.models import deeplabv3, fcn
from nls_tutorial.records import LabelMaps
from nls_tutorial.studies import DataFolder, Study
from nls_tutorial.studies.study import Outcome


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
    return compute_cell(arm, parts, seed=seed, device=device, keep=False, network=model, **how)


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
    fingerprint=fingerprint_of,
)
