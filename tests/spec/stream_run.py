"""One run over a stream as a program: alone, or as one of the processes that torchrun starts; it writes its numbers."""

import json
import os
import sys
from functools import partial
from pathlib import Path

import torch
from torch import distributed

from nls_tutorial.data import imagenet_box_list
from nls_tutorial.losses import soft_cross_entropy
from nls_tutorial.models import resnet_cifar
from nls_tutorial.targets import smooth_by_objectness
from nls_tutorial.training import PictureStream, ask_stream, train_stream


def adaptive(labels: torch.Tensor, share: torch.Tensor) -> torch.Tensor:
    return smooth_by_objectness(labels, share, 3)


def boxed_stream(home: Path, **more) -> PictureStream:
    return PictureStream(imagenet_box_list(home / "images", home / "boxes"), (12, 12), resize=16, **more)


def asked(home: Path) -> list:
    """What each process is told by `ask_stream`."""
    said = ask_stream(resnet_cifar(3, 3, width=4), boxed_stream(home), device="cpu", workers=0)
    own = {"confidence": said.confidence.tolist(), "right": said.right.tolist()}
    told: list = [None] * distributed.get_world_size()
    distributed.all_gather_object(told, own)
    return told


def run(home: Path, epochs: int = 2, checkpoint: Path | None = None, **more) -> tuple[list, dict]:
    """The losses and accuracies of each epoch, and the network's weights and buffers."""
    model = resnet_cifar(3, 3, width=4)
    history = train_stream(
        model,
        boxed_stream(home),
        soft_cross_entropy,
        epochs=epochs,
        rule=adaptive,
        **{
            "batch_size": 7,
            "optimizer": partial(torch.optim.SGD, lr=0.05, momentum=0.9),
            "device": "cpu",
            "workers": 0,
            "checkpoint": checkpoint,
            **more,
        },
    )
    return [history.train_loss, history.train_accuracy], model.state_dict()


if __name__ == "__main__":
    home, written = Path(sys.argv[1]), Path(sys.argv[2])
    distributed.init_process_group("gloo")
    if "ask" in sys.argv[3:]:
        told = asked(home)
    else:
        rows, state = run(home, checkpoint=written.with_suffix(".pt"))
        told = [rows, {name: value.double().flatten().tolist() for name, value in state.items()}]
    if os.environ["RANK"] == "0":
        written.write_text(json.dumps(told))
    distributed.destroy_process_group()
