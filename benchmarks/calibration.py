"""Time, memory and exactness of the expected calibration error, against the arg max alone and against peers.

    python benchmarks/calibration.py       # prints the tables and writes benchmarks/results/calibration.md

Each measured step stands between two calls of `probabilities.max(1)` on the same float32 probabilities; its ratio is to
their mean, and the table holds the median over the rounds. Time is processor time on one thread, which other work on
the machine disturbs least. Memory is the peak of what torch allocates during a step, its arguments not counted.
"""

import argparse
import math
import statistics
import time
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.profiler import ProfilerActivity, profile
from torchmetrics.functional.classification import multiclass_calibration_error

from nls_tutorial import calibration

SHAPES = {"10⁶ × 10": (1_000_000, 10), "5·10⁴ × 1000": (50_000, 1000)}
RESULTS = Path(__file__).parent / "results" / "calibration.md"
PEERS = ("torchmetrics", "torch-uncertainty", "netcal")
OURS, TORCHMETRICS = "ECE", "ECE, torchmetrics"
Step = Callable[[], object]


def miscalibrated(rows: int, classes: int) -> tuple[Tensor, Tensor]:
    """Probabilities and labels of a network that is too sure where it is sure, and too little where it is not."""
    source = torch.Generator().manual_seed(0)
    logits = 3 * torch.randn(rows, classes, generator=source)
    labels = torch.multinomial((5 * (logits / 4).tanh()).softmax(1), 1, generator=source).squeeze(1)
    return logits.softmax(1), labels


def steps(probabilities: Tensor, labels: Tensor) -> dict[str, tuple[str, Step]]:
    """Name → who, and what to measure; each from probabilities and labels to one number, with 15 bins."""
    classes = probabilities.shape[1]

    def ours(**scheme: str) -> Tensor:
        return calibration.expected_calibration_error(calibration.reliability(probabilities, labels, **scheme))

    def streamed() -> Tensor:
        parts = zip(probabilities.split(256), labels.split(256), strict=True)
        return calibration.expected_calibration_error(sum(calibration.reliability(p, y) for p, y in parts))

    def theirs() -> Tensor:
        return multiclass_calibration_error(probabilities, labels, classes, n_bins=15)

    every: dict[str, tuple[str, Step]] = {
        OURS: ("here", ours),
        "ECE, in batches of 256": ("here", streamed),
        "adaptive ECE": ("here", lambda: ours(scheme="mass")),
        TORCHMETRICS: ("torchmetrics", theirs),
    }
    if find_spec("torch_uncertainty"):
        from torch_uncertainty.metrics import AdaptiveCalibrationError, CalibrationError

        settings = {"task": "multiclass", "num_bins": 15, "num_classes": classes}
        every["ECE, torch-uncertainty"] = (
            "torch-uncertainty",
            lambda: CalibrationError(**settings)(probabilities, labels),
        )
        every["adaptive ECE, torch-uncertainty"] = (
            "torch-uncertainty",
            lambda: AdaptiveCalibrationError(**settings)(probabilities, labels),
        )
    if find_spec("netcal"):
        from netcal.metrics import ECE

        every["ECE, netcal"] = ("netcal", lambda: ECE(15).measure(probabilities.numpy(), labels.numpy()))
    return every


def seconds(step: Step) -> float:
    began = time.process_time()
    step()
    return time.process_time() - began


def peak_bytes(step: Step) -> int:
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as watched:
        step()
    changes = [e for e in watched.profiler.kineto_results.events() if e.name() == "[memory]"]
    held = peak = 0
    for change in sorted(changes, key=lambda e: e.start_ns()):
        held += change.nbytes()
        peak = max(peak, held)
    return peak


def measure(shape: tuple[int, int], rounds: int) -> tuple[float, dict[str, tuple[float, int, float]], float]:
    """Seconds of the arg max; for each name its ratio to that, its peak memory and its answer; torchmetrics' to ours."""
    probabilities, labels = miscalibrated(*shape)
    every = steps(probabilities, labels)

    def base() -> object:
        return probabilities.max(1)

    answers = {
        name: float(step()) for name, (_, step) in every.items()
    }  # the first call pays for what later ones reuse
    times: dict[str, list[float]] = {name: [] for name in every}
    bases, against = [], []
    for _ in range(rounds):
        own: dict[str, float] = {}
        for name, (_, step) in every.items():
            before, own[name], after = seconds(base), seconds(step), seconds(base)
            times[name].append(2 * own[name] / (before + after))
            bases.append(before)
        against.append(own[TORCHMETRICS] / own[OURS])
    found = {
        name: (statistics.median(times[name]), peak_bytes(step), answers[name]) for name, (_, step) in every.items()
    }
    return statistics.median(bases), found, statistics.median(against)


def ten_million() -> list[str]:
    """Calibrated by construction: what a float32 sum makes of 10⁷ confidences."""
    rows = 10_000_000
    source = torch.Generator().manual_seed(0)
    confidence = 0.5 + 0.5 * torch.rand(rows, generator=source)
    wrong = (torch.rand(rows, generator=source) >= confidence).long()
    probabilities = torch.stack([confidence, 1 - confidence], dim=1)
    parts = zip(probabilities.split(100_000), wrong.split(100_000), strict=True)
    ours = float(calibration.expected_calibration_error(sum(calibration.reliability(p, y) for p, y in parts)))
    sums = (confidence.double() - (wrong == 0).double()).numpy()
    edges = np.linspace(0, 1, 16)
    exact = np.abs(np.histogram(confidence.double().numpy(), edges, weights=sums)[0]).sum() / rows
    theirs = [
        float(multiclass_calibration_error(p, wrong, 2, n_bins=15)) for p in (probabilities, probabilities.double())
    ]
    return [
        "10⁷ confidences of a calibrated network (two classes), 15 bins:",
        "",
        "| how | ECE |",
        "| --- | --- |",
        f"| here, float32 probabilities in 100 batches | {ours:.8f} |",
        f"| numpy's histogram, float64 | {exact:.8f} |",
        f"| torchmetrics, float32 probabilities | {theirs[0]:.8f} |",
        f"| torchmetrics, float64 probabilities (it sums in float32 all the same) | {theirs[1]:.8f} |",
    ]


def processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return "processor of unknown name"


def report(rounds: int) -> str:
    found = {name: measure(shape, rounds) for name, shape in SHAPES.items()}
    whose = {name: who for name, (who, _) in steps(*miscalibrated(20, 2)).items()}
    peers = ", ".join(
        f"{name} {version(name) if find_spec(name.replace('-', '_')) else 'not installed'}" for name in PEERS
    )
    lines = [
        "# Calibration error: against the arg max alone, and against peers",
        "",
        "Written by `benchmarks/calibration.py`: ECE with 15 bins from float32 probabilities and labels, checks included.",
        "Time: ratio to `probabilities.max(1)` in the same run, median of",
        f"{rounds} interleaved rounds, processor time on one thread; the arg max itself took",
        " and ".join(f"{1e3 * base:.0f} ms on {name}" for name, (base, _, _) in found.items()) + ".",
        "Memory: peak of what torch allocates in a step, in MB (numpy's memory is not seen).",
        f"Cores shared with other work ({processor()}): times scatter by some tens of per cent from run to run.",
        f"torch {torch.__version__}, {peers}.",
        "",
        f"| score | by | {' | '.join(f'time {name}' for name in SHAPES)} | {' | '.join(f'MB {name}' for name in SHAPES)} |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, who in whose.items():
        cells = [found[shape][1][name] for shape in SHAPES]
        times = [f"{ratio:.2f}" for ratio, _, _ in cells]
        memory = [f"{peak / 1e6:.1f}" for _, peak, _ in cells]
        lines.append(f"| {name} | {who} | {' | '.join(times + memory)} |")
    lines += [
        "",
        "torchmetrics takes "
        + " and ".join(f"{ratio:.1f} times as long as ours on {name}" for name, (_, _, ratio) in found.items())
        + " (median of the ratios, round by round).",
        "",
        "The answers on these data:",
        "",
        f"| score | by | {' | '.join(SHAPES)} |",
        "| --- | --- | --- | --- |",
    ]
    for name, who in whose.items():
        answers = [found[shape][1][name][2] for shape in SHAPES]
        lines.append(f"| {name} | {who} | {' | '.join('–' if math.isnan(a) else f'{a:.8f}' for a in answers)} |")
    return "\n".join([*lines, "", *ten_million()]) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    torch.set_num_threads(1)
    text = report(parser.parse_args().rounds)
    print(text)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text, encoding="utf-8")
