"""What partial convolution costs a ResNet-18, against zero padding and a plain implementation of NVIDIA's approach.

    python benchmarks/partial_conv.py            # prints the table and writes benchmarks/results/partial_conv.md

The network is torchvision's ResNet-18 with a CIFAR stem on 32×32 pictures, batch 64. Each measured step stands between
two steps of the same network with zero padding; its ratio is to their mean, and the table holds the median over the
rounds, with the quartiles. Time is processor time, which other work on the machine disturbs least; the process keeps
the memory it once had (see losses.py). Memory is the peak of what torch allocates in a step. `--compile` adds
torch.compile, which needs a C++ compiler and minutes.
"""

import argparse
import copy
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.profiler import ProfilerActivity, profile

from nls_tutorial.models import resnet18
from nls_tutorial.partial_conv import PartialConv2d, to_globally_rescaled, to_partial

RESULTS = Path(__file__).parent / "results" / "partial_conv.md"
KEEP_MEMORY = {"MALLOC_TRIM_THRESHOLD_": str(10**11), "MALLOC_MMAP_THRESHOLD_": str(10**11)}
BATCH = 64
Network = Callable[[Tensor], Tensor]


class PlainPartialConv2d(nn.Conv2d):
    """The approach of NVIDIA's code in a few lines: ratio and seen mask kept, both multiplied onto the whole output."""

    kept: tuple[Tensor, Tensor] | None = None
    size: tuple[int, ...] = ()

    def forward(self, x: Tensor) -> Tensor:
        if self.kept is None or self.size != x.shape[-2:]:
            with torch.no_grad():
                ones = x.new_ones(1, 1, *x.shape[-2:]), x.new_ones(1, 1, *self.kernel_size)
                count = F.conv2d(*ones, None, self.stride, self.padding, self.dilation)
                seen = count.clamp(0, 1)
                ratio = ones[1].numel() / (count + 1e-8) * seen
            self.kept, self.size = (ratio, seen), tuple(x.shape[-2:])
        ratio, seen = self.kept
        out = super().forward(x)
        if self.bias is not None:
            shift = self.bias.view(1, -1, 1, 1)
            return ((out - shift) * ratio + shift) * seen
        return out * ratio * seen


def plain(model: nn.Module) -> nn.Module:
    """A copy with the plain layers in the place of the partial ones."""
    model = to_partial(model)
    for parent in list(model.modules()):
        for name, child in parent.named_children():
            if type(child) is PartialConv2d:
                other = PlainPartialConv2d.__new__(PlainPartialConv2d)
                other.__dict__.update(child.__dict__)
                setattr(parent, name, other)
    return model


def networks(compiled: bool) -> dict[str, Network]:
    """Name → a network with the same weights; the first is what the others are set against."""
    zero = resnet18(10, stem="cifar")
    every = {
        "zero padding, `nn.Conv2d`": zero,
        "`to_partial`": to_partial(zero),
        "NVIDIA's approach, plain": plain(zero),
        "the NLS code's global rescale, `to_globally_rescaled`": to_globally_rescaled(zero),
        "zero padding again": copy.deepcopy(zero),
    }
    if compiled:
        every["zero padding, compiled"] = torch.compile(copy.deepcopy(zero))
        every["`to_partial`, compiled"] = torch.compile(to_partial(zero))
    return every


def step(network: Network, images: Tensor, labels: Tensor) -> tuple[float, float]:
    """Processor seconds forward, and forward and backward."""
    network.zero_grad(set_to_none=True)
    began = time.process_time()
    loss = F.cross_entropy(network(images), labels)
    middle = time.process_time()
    loss.backward()
    return middle - began, time.process_time() - began


def peak_bytes(network: Network, images: Tensor, labels: Tensor) -> int:
    network.zero_grad(set_to_none=True)
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as watched:
        F.cross_entropy(network(images), labels).backward()
    changes = [e for e in watched.profiler.kineto_results.events() if e.name() == "[memory]"]
    held = peak = 0
    for change in sorted(changes, key=lambda e: e.start_ns()):
        held += change.nbytes()
        peak = max(peak, held)
    return peak


def measure(rounds: int, compiled: bool) -> tuple[tuple[float, float], dict[str, list[str]]]:
    """Seconds of the network with zero padding, and for each name the cells of its row."""
    torch.manual_seed(0)
    images, labels = torch.rand(BATCH, 3, 32, 32), torch.randint(10, (BATCH,))
    images = images.contiguous(memory_format=torch.channels_last)
    every = networks(compiled)
    base, *others = every.values()
    names = list(every)[1:]
    for network in every.values():
        for _ in range(2):
            step(network, images, labels)  # the first calls pay for what later ones reuse
    ratios: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    bases = [step(base, images, labels)]
    for at in range(rounds):
        for name, network in list(zip(names, others, strict=True))[:: 1 if at % 2 else -1]:
            own = step(network, images, labels)
            bases.append(step(base, images, labels))
            ratios[name].append(tuple(2 * own[k] / (bases[-2][k] + bases[-1][k]) for k in range(2)))
        print(f"round {at + 1} of {rounds}", file=sys.stderr, flush=True)
    zero_peak = peak_bytes(base, images, labels)
    rows = {}
    for name, network in zip(names, others, strict=True):
        cells = []
        for k in range(2):
            low, middle, high = statistics.quantiles([ratio[k] for ratio in ratios[name]], n=4)
            cells.append(f"{middle:.3f} ({low:.3f} – {high:.3f})")
        rows[name] = [*cells, f"{peak_bytes(network, images, labels) / zero_peak:.3f}"]
    return tuple(statistics.median(pair[k] for pair in bases) for k in range(2)), rows


def processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return "processor of unknown name"


def report(rounds: int, threads: int, compiled: bool) -> str:
    (forward, both), rows = measure(rounds, compiled)
    lines = [
        "# Partial convolution in a ResNet-18: what the ratio costs",
        "",
        "Written by `benchmarks/partial_conv.py`: torchvision's ResNet-18 with a CIFAR stem, 32×32, batch 64, float32,",
        f"channels last. Ratios to the same network with zero padding, median of {rounds} interleaved rounds (quartiles),",
        f"processor time on {threads} thread(s), memory kept between steps; zero padding took {forward:.2f} s forward and",
        f"{both:.2f} s forward and backward. Memory: peak of what torch allocates in a step. The machine: two cores shared",
        f"with other work ({processor()}), no GPU, torch {torch.__version__}.",
        "",
        "| network | forward | forward + backward | memory |",
        "| --- | --- | --- | --- |",
        *(f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items()),
        "",
        "“zero padding again” is a second copy of the same network: how far from 1 it lies is the noise of the measurement.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--compile", action="store_true")
    if not KEEP_MEMORY.items() <= os.environ.items():  # the allocator reads them when the process starts
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **KEEP_MEMORY})
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    text = report(asked.rounds, asked.threads, asked.compile)
    print(text)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text, encoding="utf-8")
