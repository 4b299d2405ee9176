"""Are random crops with adaptive labels the bottleneck? Pictures a second, against a training step and torchvision.

    python benchmarks/augment.py           # prints the table and writes benchmarks/results/augment.md

A batch is prepared by `training.RandomCropWithTargets` (crop, mirror, colours, objectness, targets), by
torchvision's v2 transforms on its tensor wrappers (the same steps, one picture after the other with its box), and is learned by a
ResNet-8 (forward, backward, Adam). All three take turns; the table holds medians over the rounds, of processor time
where the work is done on the CPU, on one thread. On a GPU (`--device cuda`) it is wall time up to a synchronize.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import torch
from losses import processor
from torchvision import tv_tensors
from torchvision.transforms import v2

from nls_tutorial.boxes import objectness
from nls_tutorial.data import scenes
from nls_tutorial.losses import soft_cross_entropy
from nls_tutorial.models import resnet_cifar
from nls_tutorial.records import Images
from nls_tutorial.targets import smooth_by_objectness
from nls_tutorial.training import RandomCropWithTargets, crop_images, cutmix, random_crops

RESULTS = Path(__file__).parent / "results" / "augment.md"
CASES = {"32×32 to 32×32": (32, 32), "96×96 to 48×48": (96, 48), "192×192 to 96×96": (192, 96)}
BATCH = 64


def rule(labels: torch.Tensor, share: torch.Tensor) -> torch.Tensor:
    return smooth_by_objectness(labels, share, 10)


def one_by_one(data: Images, side: int) -> tuple[torch.Tensor, torch.Tensor]:
    """The same steps with torchvision, picture by picture."""
    change = v2.Compose(
        [
            v2.RandomResizedCrop((side, side), antialias=True),
            v2.RandomHorizontalFlip(),
            v2.ClampBoundingBoxes(),
            v2.ColorJitter(0.4, 0.4, 0.4),
        ]
    )
    canvas = tuple(data.images.shape[2:])
    pictures, boxes = [], []
    for image, box in zip(data.images, data.boxes, strict=True):
        wrapped = tv_tensors.BoundingBoxes(box[None], format="XYXY", canvas_size=canvas)
        picture, moved = change(tv_tensors.Image(image), wrapped)
        pictures.append(picture.as_subclass(torch.Tensor))
        boxes.append(moved.as_subclass(torch.Tensor)[0])
    frame = torch.tensor([[0.0, 0.0, side, side]]).expand(len(boxes), 4)
    return torch.stack(pictures), rule(data.labels, objectness(torch.stack(boxes), frame))


def measured(device: str, rounds: int) -> dict[str, dict[str, float]]:
    """Case → what → milliseconds for a batch of 64."""
    found: dict[str, dict[str, float]] = {}
    place = torch.device(device)

    def seconds(step: Callable[[], object]) -> float:
        if place.type == "cuda":
            torch.cuda.synchronize()
            began = time.perf_counter()
            step()
            torch.cuda.synchronize()
            return time.perf_counter() - began
        began = time.process_time()
        step()
        return time.process_time() - began

    for case, (old, side) in CASES.items():
        drawn = scenes(BATCH, size=old)
        data = drawn.to(place)
        chance = torch.Generator().manual_seed(0)
        prepare = RandomCropWithTargets(rule, (side, side), color_jitter=0.4)
        crop = random_crops(BATCH, (old, old), chance, size=(side, side))
        images, targets = prepare(data, chance)
        network = resnet_cifar(3, 10).to(place)
        steps = torch.optim.Adam(network.parameters())

        def learn(network=network, images=images, targets=targets, steps=steps) -> None:
            loss = soft_cross_entropy(network(images), targets)
            steps.zero_grad()
            loss.backward()
            steps.step()

        parts: dict[str, Callable[[], object]] = {
            "RandomCropWithTargets, whole": lambda d=data, p=prepare, c=chance: p(d, c),
            "– draw the windows": lambda o=old, s=side, c=chance: random_crops(BATCH, (o, o), c, size=(s, s)),
            "– cut and resize": lambda d=data, k=crop: crop_images(d.images, k),
            "– objectness": lambda d=data, k=crop: objectness(d.boxes, k.windows.to(d.boxes.device)),
            "CutMix, on top": lambda i=images, t=targets, c=chance: cutmix(i, t, c),
            "torchvision v2, one by one": lambda d=drawn, s=side: one_by_one(d, s),
            "training step, ResNet-8": learn,
        }
        times: dict[str, list[float]] = {name: [] for name in parts}
        for turn in range(rounds + 1):
            for name, step in parts.items():
                took = seconds(step)
                if turn:  # the first call pays for what later ones reuse
                    times[name].append(took)
        found[case] = {name: 1e3 * statistics.median(took) for name, took in times.items()}
    return found


def report(device: str, rounds: int) -> str:
    found = measured(device, rounds)
    whose = torch.cuda.get_device_name() if device == "cuda" else f"{processor()}, one thread, shared with other work"
    lines = [
        "# Random crops with adaptive labels: are they the bottleneck?",
        "",
        f"Written by `benchmarks/augment.py`: pictures a second in batches of {BATCH}, median of {rounds} rounds in turn, and in",
        "brackets the share of a training step that it takes. The step is forward, backward and Adam of a ResNet-8",
        f"(78,042 weights), a small network; larger ones make the share smaller. {whose}, torch {torch.__version__}.",
        "",
        f"| what | {' | '.join(CASES)} |",
        "| --- |" + " --- |" * len(CASES),
    ]
    for name in next(iter(found.values())):
        cells = []
        for case in found.values():
            took, step = case[name], case["training step, ResNet-8"]
            cells.append(f"{1e3 * BATCH / took:,.0f} ({took / step:.1%})")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    quicker = ", ".join(
        f"{case['torchvision v2, one by one'] / case['RandomCropWithTargets, whole']:.1f}" for case in found.values()
    )
    lines += [
        "",
        f"Against torchvision's transforms, one picture after the other on the CPU: {quicker} times as many pictures.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    torch.set_num_threads(1)
    asked = parser.parse_args()
    text = report(asked.device, asked.rounds)
    print(text)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text, encoding="utf-8")
