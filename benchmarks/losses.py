"""Time and memory of each loss, forward and backward, as ratios to torch's cross-entropy in the same run.

    python benchmarks/losses.py            # prints the table and writes benchmarks/results/losses.md

Each measured step stands between two steps of torch.nn.functional.cross_entropy on the same logits; its ratio is to
their mean, and the table holds the median over the rounds. A small batch is repeated between two looks at the clock. Time is processor time on one thread, which other work on
the machine disturbs least; the process keeps the memory it once had, so that handing pages back and forth, which glibc
does at will for tensors of this size, is in no number. Memory is the peak of what torch allocates during a step, logits
and targets not counted.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import timm.loss
import torch
from torch import Tensor
from torch.nn import functional as F
from torch.profiler import ProfilerActivity, profile

from nls_tutorial import losses
from nls_tutorial.targets import smooth_uniform

SHAPES = {str(shape): shape for shape in ((64, 10), (512, 1000), (65536, 100), (4, 21, 256, 256))}
SHORTEST = 1_000_000  # logits that pass before the clock is read again: a small batch is repeated so often
RESULTS = Path(__file__).parent / "results" / "losses.md"
KEEP_MEMORY = {"MALLOC_TRIM_THRESHOLD_": str(10**11), "MALLOC_MMAP_THRESHOLD_": str(10**11)}
Step = Callable[[], Tensor]


def plain_focal_terms(logits: Tensor, gamma: float) -> tuple[Tensor, Tensor]:
    log_p = F.log_softmax(logits, 1)
    return (1 - log_p.exp()).clamp_min(1e-7).pow(gamma) * log_p, log_p


def plain_normalized_focal(logits: Tensor, labels: Tensor) -> Tensor:
    terms, _ = plain_focal_terms(logits, 0.5)
    return (terms.gather(1, labels.unsqueeze(1)).squeeze(1) / terms.sum(1)).mean()


def plain_consolidated(logits: Tensor, labels: Tensor, gamma: float) -> Tensor:
    terms, log_p = plain_focal_terms(logits, gamma)
    above = 0.9 * terms.gather(1, labels.unsqueeze(1)).squeeze(1) + 0.1 * terms.mean(1)
    return (above / log_p.sum(1)).mean()


def plain_penalty(logits: Tensor, labels: Tensor) -> Tensor:
    log_p = F.log_softmax(logits, 1)
    return F.nll_loss(log_p, labels) + 0.1 * (log_p.exp() * log_p).sum(1).mean()


def plain_margin(logits: Tensor, labels: Tensor) -> Tensor:
    distances = logits.max(1, keepdim=True).values - logits
    return F.cross_entropy(logits, labels) + 0.1 * F.relu(distances - 10).mean()


def plain_distillation(logits: Tensor, teacher: Tensor, labels: Tensor) -> Tensor:
    tempered, soft = F.log_softmax(logits / 2, 1), F.softmax(teacher / 2, 1)
    return -0.5 * 4 * (soft * tempered).sum(1).mean() + 0.5 * F.cross_entropy(logits, labels)


def steps(logits: Tensor, labels: Tensor) -> dict[str, tuple[str, Step]]:
    """Name → who, and what to measure. "here" is this package, "plain" the same formula left to autograd."""
    targets = smooth_uniform(labels, logits.shape[1], 0.1)
    teacher = logits.detach().roll(1, 0)
    every: dict[str, tuple[str, Step]] = {
        "soft_cross_entropy": ("here", lambda: losses.soft_cross_entropy(logits, targets)),
        "soft targets, torch": ("torch", lambda: F.cross_entropy(logits, targets)),
        "label_smoothing_cross_entropy": ("here", lambda: losses.label_smoothing_cross_entropy(logits, labels)),
        "label smoothing, torch": ("torch", lambda: F.cross_entropy(logits, labels, label_smoothing=0.1)),
        "normalized_cross_entropy": ("here", lambda: losses.normalized_cross_entropy(logits, targets)),
        "focal_loss": ("here", lambda: losses.focal_loss(logits, labels)),
        "flsd_loss": ("here", lambda: losses.flsd_loss(logits, labels)),
        "normalized_focal_loss": ("here", lambda: losses.normalized_focal_loss(logits, labels)),
        "normalized_focal_loss, γ = 1.7": (
            "here",
            lambda: losses.normalized_focal_loss(logits, labels, gamma=1.7),
        ),
        "normalized focal, plain": ("plain", lambda: plain_normalized_focal(logits, labels)),
        "confidence_penalty_loss": ("here", lambda: losses.confidence_penalty_loss(logits, labels)),
        "confidence penalty, plain": ("plain", lambda: plain_penalty(logits, labels)),
        "margin_loss": ("here", lambda: losses.margin_loss(logits, labels)),
        "margin, plain": ("plain", lambda: plain_margin(logits, labels)),
        "consolidated_loss": ("here", lambda: losses.consolidated_loss(logits, labels)),
        "consolidated_loss, γ = 2": ("here", lambda: losses.consolidated_loss(logits, labels, gamma=2)),
        "consolidated, γ = 2, plain": ("plain", lambda: plain_consolidated(logits, labels, 2)),
        "consolidated_loss, cosine": ("here", lambda: losses.consolidated_loss(logits, labels, cosine=True)),
        "distillation_loss, T = 2": ("here", lambda: losses.distillation_loss(logits, teacher, labels, temperature=2)),
        "distillation_loss, T = 2, w = 1/2": (
            "here",
            lambda: losses.distillation_loss(logits, teacher, labels, temperature=2, weight=0.5),
        ),
        "distillation, T = 2, w = 1/2, plain": ("plain", lambda: plain_distillation(logits, teacher, labels)),
    }
    if logits.ndim == 2:  # these take (B, K) only
        smoothing, soft = timm.loss.LabelSmoothingCrossEntropy(0.1), timm.loss.SoftTargetCrossEntropy()
        every["label smoothing, timm"] = ("timm", lambda: smoothing(logits, labels))
        every["soft targets, timm"] = ("timm", lambda: soft(logits, targets))
        if find_spec("torch_uncertainty"):
            from torch_uncertainty.losses import ConfidencePenaltyLoss, FocalLoss

            focal, penalty = FocalLoss(gamma=3), ConfidencePenaltyLoss(reg_weight=0.1)
            every["focal, torch-uncertainty"] = ("torch-uncertainty", lambda: focal(logits, labels))
            every["confidence penalty, torch-uncertainty"] = ("torch-uncertainty", lambda: penalty(logits, labels))
    return every


def seconds(step: Step, logits: Tensor) -> float:
    repeats = max(1, SHORTEST // logits.numel())
    began = time.process_time()
    for _ in range(repeats):
        logits.grad = None
        step().backward()
    return (time.process_time() - began) / repeats


def peak_bytes(step: Step, logits: Tensor) -> int:
    logits.grad = None
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as watched:
        step().backward()
    changes = [e for e in watched.profiler.kineto_results.events() if e.name() == "[memory]"]
    held = peak = 0
    for change in sorted(changes, key=lambda e: e.start_ns()):
        held += change.nbytes()
        peak = max(peak, held)
    return peak


def measure(shape: tuple[int, ...], rounds: int) -> tuple[float, dict[str, tuple[float, float]]]:
    """Seconds of torch's cross-entropy, and for each name the ratios of time and of peak memory to it."""
    torch.manual_seed(0)
    logits = (3 * torch.randn(shape)).requires_grad_()
    labels = torch.randint(shape[1], (shape[0], *shape[2:]))
    every = steps(logits, labels)

    def base() -> Tensor:
        return F.cross_entropy(logits, labels)

    times: dict[str, list[float]] = {name: [] for name in every}
    bases = []
    for step in (base, *(step for _, step in every.values())):
        seconds(step, logits)  # the first call pays for what later ones reuse
    for _ in range(rounds):
        for name, (_, step) in every.items():
            before, own, after = seconds(base, logits), seconds(step, logits), seconds(base, logits)
            times[name].append(2 * own / (before + after))
            bases.append(before)
    base_peak = peak_bytes(base, logits)
    peaks = {name: peak_bytes(step, logits) / base_peak for name, (_, step) in every.items()}
    return statistics.median(bases), {name: (statistics.median(times[name]), peaks[name]) for name in every}


def processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return "processor of unknown name"


def report(rounds: int) -> str:
    found = {name: measure(shape, rounds) for name, shape in SHAPES.items()}
    whose = {name: who for name, (who, _) in steps(torch.zeros(2, 2), torch.zeros(2, dtype=torch.int64)).items()}
    peers = f"timm {version('timm')}, torch-uncertainty " + (
        version("torch-uncertainty") if find_spec("torch_uncertainty") else "not installed"
    )
    base_times = ", ".join(f"{1e3 * base:.2g} ms on {name}" for name, (base, _) in found.items())
    head = " | ".join([*(f"time {name}" for name in found), *(f"memory {name}" for name in found)])
    lines = [
        "# Losses: forward and backward against torch's cross-entropy",
        "",
        "Written by `benchmarks/losses.py`: ratios to `torch.nn.functional.cross_entropy` on hard labels, measured in the",
        f"same run, float32. Time: median of {rounds} interleaved rounds, processor time on one thread, memory kept",
        f"between steps; cross-entropy itself took {base_times}.",
        f"Memory: peak of what torch allocates in a step. The machine: {os.cpu_count()} cores shared with other work (load",
        f"{os.getloadavg()[0]:.1f} at the end; {processor()}), torch {torch.__version__}, {peers}.",
        "",
        f"| loss | by | {head} |",
        "| --- " * (2 + 2 * len(found)) + "|",
    ]
    for name, who in whose.items():
        cells = [ratios.get(name) for _, ratios in found.values()]
        time_cells = [f"{cell[0]:.2f}" if cell else "–" for cell in cells]
        memory_cells = [f"{cell[1]:.2f}" if cell else "–" for cell in cells]
        lines.append(f"| {name} | {who} | {' | '.join(time_cells + memory_cells)} |")
    lines += [
        "",
        "“here” is this package, its checks included; “plain” is the same formula in a few lines of torch, left to",
        "autograd. Some losses do arithmetic that cross-entropy does not: the entropy an exponential (which torch fuses into",
        "the backward pass of cross-entropy), the focal factor of every class a power and a division more (a slow power where γ",
        "is not 0, 1/2, 1, 2 or 3), the margin a maximum and two comparisons; distillation is two softmaxes, or three with",
        "labels. timm and torch-uncertainty take (B, K) only.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=25)
    if not KEEP_MEMORY.items() <= os.environ.items():  # the allocator reads them when the process starts
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **KEEP_MEMORY})
    torch.set_num_threads(1)
    text = report(parser.parse_args().rounds)
    print(text)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text, encoding="utf-8")
