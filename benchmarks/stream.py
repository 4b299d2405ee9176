"""Pictures from the disk: as many a second as torchvision's ImageFolder gives, and in how much memory.

    python benchmarks/stream.py            # prints the table and writes benchmarks/results/stream.md

A folder of JPEGs with XML boxes is made (500×375 pixels, a smooth ground with noise, as photographs are). Then take
turns, with the same number of worker processes and batches of 64: `training.PictureStream`, which decodes, cuts, and
reads the boxes for the label; and torchvision's ImageFolder with RandomResizedCrop, RandomHorizontalFlip, ToTensor and
Normalize, which knows no boxes. Both hand normalized float batches over. Memory is that of this process and its
workers (the proportional set size), looked at all along a folder of many small pictures.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from losses import processor
from PIL import Image
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

from nls_tutorial.data import imagenet_box_list
from nls_tutorial.training import PictureStream
from nls_tutorial.training.picture_stream import IMAGENET_MEAN
from nls_tutorial.training.stream_batches import EpochBatches, stream_loader
from nls_tutorial.training.stream_step import IMAGENET_SPREAD, prepared

RESULTS = Path(__file__).parent / "results" / "stream.md"
BATCH, CLASSES = 64, 10
CPU = torch.device("cpu")


def write(home: Path, count: int, width: int, height: int) -> None:
    """`count` JPEGs with a box each, in ten folders."""
    chance = np.random.default_rng(0)
    for k in range(CLASSES):
        for part in ("images", "boxes"):
            (home / part / f"n{k:08d}").mkdir(parents=True, exist_ok=True)
    corners = f"<xmin>{width // 4}</xmin><ymin>{height // 4}</ymin><xmax>{width // 2}</xmax><ymax>{height // 2}</ymax>"
    for number in range(count):
        name = f"n{number % CLASSES:08d}"
        coarse = Image.fromarray(chance.integers(0, 256, (12, 16, 3), dtype=np.uint8)).resize((width, height), 3)
        noise = chance.integers(-12, 13, (height, width, 1))
        rows = (np.asarray(coarse).astype(np.int16) + noise).clip(0, 255).astype(np.uint8)
        Image.fromarray(rows).save(home / "images" / name / f"{number}.JPEG", quality=90)
        told = f"<annotation><object><name>{name}</name><bndbox>{corners}</bndbox></object></annotation>"
        (home / "boxes" / name / f"{number}.xml").write_text(told)


def ours(home: Path, workers: int, side: int) -> Iterator[int]:
    """The batches of one epoch, each handed over as floats."""
    stream = PictureStream(imagenet_box_list(home / "images", home / "boxes"), (side, side), resize=side)
    batches = EpochBatches(len(stream), BATCH, 0)
    for pictures, *_ in stream_loader(stream, batches, workers=workers, device=CPU):
        yield len(prepared(pictures, CPU))


def theirs(home: Path, workers: int, side: int) -> Iterator[int]:
    """The same of torchvision, without boxes."""
    change = transforms.Compose(
        [
            transforms.RandomResizedCrop(side),
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
            transforms.Normalize(IMAGENET_MEAN, IMAGENET_SPREAD),
        ]
    )
    loader = DataLoader(
        datasets.ImageFolder(home / "images", change), BATCH, shuffle=True, num_workers=workers, persistent_workers=True
    )
    for pictures, _ in loader:
        yield len(pictures)


def speed(batches: Callable[[], Iterator[int]]) -> float:
    """Pictures a second, from the first batch on: starting the workers is not counted."""
    going = batches()
    next(going)
    began = time.perf_counter()
    return sum(going) / (time.perf_counter() - began)


def memory() -> float:
    """Megabytes of this process and those that it started: what they share counts once."""
    children = [str(os.getpid())]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = (process / "stat").read_text().rsplit(")", 1)[1].split()[1]
        except (OSError, IndexError):
            continue
        if parent == str(os.getpid()):
            children.append(process.name)
    total = 0
    for number in children:
        try:
            lines = Path("/proc", number, "smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def memory_along(home: Path, workers: int, looks: int) -> tuple[int, list[tuple[int, float]]]:
    """How many pictures there are, and (pictures seen, megabytes) along one epoch."""
    count = sum(1 for _ in (home / "images").rglob("*.JPEG"))
    seen, found = 0, []
    for number in ours(home, workers, 32):
        seen += number
        if seen >= (len(found) + 1) * count / (looks + 1):
            found.append((seen, memory()))
    return count, found


def report(pictures: int, many: int, rounds: int, workers: int) -> str:
    """The table."""
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder, "large"), Path(folder, "small")
        write(large, pictures, 500, 375)
        speeds: dict[str, list[float]] = {"ours": [], "theirs": []}
        for _ in range(rounds):
            speeds["ours"].append(speed(lambda: ours(large, workers, 224)))
            speeds["theirs"].append(speed(lambda: theirs(large, workers, 224)))
        write(small, many, 64, 48)
        count, looks = memory_along(small, workers, 8)
    ratios = [one / other for one, other in zip(speeds["ours"], speeds["theirs"], strict=True)]
    lines = [
        "# Pictures from the disk: how many a second, and in how much memory?",
        "",
        f"Written by `benchmarks/stream.py`: {pictures:,} JPEGs of 500×375 with XML boxes, random crops to 224×224,",
        f"batches of {BATCH}, {workers} workers, median of {rounds} rounds in turn. {processor()}, shared with other work,",
        f"torch {torch.__version__}.",
        "",
        "| what | pictures a second |",
        "| --- | --- |",
        f"| `PictureStream`, with boxes and objectness | {statistics.median(speeds['ours']):,.0f} |",
        f"| torchvision's ImageFolder, without boxes | {statistics.median(speeds['theirs']):,.0f} |",
        "",
        f"Ratio, round by round: {', '.join(f'{ratio:.2f}' for ratio in ratios)}; median {statistics.median(ratios):.2f}.",
        "",
        f"Memory of the process and its workers along one epoch of {count:,} pictures (64×48), what they share counted",
        "once:",
        "",
        f"| pictures seen | {' | '.join(f'{seen:,}' for seen, _ in looks)} |",
        "| --- |" + " --- |" * len(looks),
        f"| MB | {' | '.join(f'{size:,.0f}' for _, size in looks)} |",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pictures", type=int, default=1500)
    parser.add_argument("--many", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workers", type=int, default=2)
    torch.set_num_threads(1)
    asked = parser.parse_args()
    text = report(asked.pictures, asked.many, asked.rounds, asked.workers)
    print(text)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text, encoding="utf-8")
