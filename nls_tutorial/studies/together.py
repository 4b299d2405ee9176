"""Cells whose training several processes share, as torchrun starts them: all compute, the first alone keeps."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import torch
from torch import distributed

from nls_tutorial import checks
from nls_tutorial.records import Cell
from nls_tutorial.studies.runner import Finished, Job
from nls_tutorial.training.ranks import from_first, rank

STARTED = ("RANK", "WORLD_SIZE", "LOCAL_RANK")  # what torchrun tells each process


def started_together() -> bool:
    """Whether torchrun, or what does its work, started this process as one of several.

    >>> started_together()
    False
    """
    return all(os.environ.get(name, "").isdecimal() for name in STARTED) and int(os.environ["WORLD_SIZE"]) > 1


@contextmanager
def joined(device: str) -> Iterator[str]:
    """The device of this process, while it is joined with the others: its own GPU, or the CPU.

    "auto" is a GPU each where there is one. Raises ValueError for a device that is not alike in all processes.
    """
    on_gpu = torch.cuda.is_available() if device == "auto" else device == "cuda"
    if not on_gpu and device not in ("auto", "cpu"):
        checks.refuse(
            "device", "must be auto, cpu or cuda under torchrun", repr(device), "Each process has its own GPU."
        )
    own = f"cuda:{os.environ['LOCAL_RANK']}" if on_gpu else "cpu"
    if on_gpu:
        torch.cuda.set_device(own)
    distributed.init_process_group("nccl" if on_gpu else "gloo")
    try:
        yield own
    finally:
        distributed.destroy_process_group()


def in_ranks(job: Job) -> Iterator[Finished]:
    """The cells that the first process misses, one after the other, computed by all; what one raises ends all.

    A study that does not train on a stream would be computed by each process alone, and is refused.
    """
    if not job.study.streams:
        step = "Start it without torchrun, with --where processes:N."
        checks.refuse("study", "must train on a stream to be shared by torchrun", repr(job.study.name), step)
    own = job if rank() == 0 else replace(job, store=None)
    for key in from_first(list(job.cells)):
        cell: Cell = own.make(key)
        yield key, cell
