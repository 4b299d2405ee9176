"""ECE of a hundred million pixels, part by part: memory and time against one pass over what fits.

    python benchmarks/pixels.py             # 10⁸ pixels; prints the table and writes benchmarks/results/pixels.md
    python benchmarks/pixels.py --pixels 1000000 --no-write

Time is processor time on one thread; memory is the peak of what torch allocates, the part itself not counted.
"""

import argparse
import time
from pathlib import Path

import torch
from calibration import peak_bytes

from nls_tutorial import calibration
from nls_tutorial.records import Bins

RESULTS = Path(__file__).parent / "results" / "pixels.md"
CLASSES, PART = 5, 1_000_000


def drawn(pixels: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    draws = torch.Generator().manual_seed(seed)
    logits = 3 * torch.randn(pixels, CLASSES, generator=draws)
    labels = (logits + 2 * torch.randn(pixels, CLASSES, generator=draws)).argmax(1)
    return torch.softmax(logits, 1), labels


def streamed(parts: int, size: int) -> tuple[Bins, float, int]:
    """The bins of all parts, the seconds of sorting them in, and the most bytes that a part took."""
    total: Bins | int = 0
    seconds, most = 0.0, 0
    for seed in range(parts):
        probabilities, labels = drawn(size, seed)
        if seed < 2:
            most = max(most, peak_bytes(lambda p=probabilities, y=labels: calibration.reliability(p, y)))
        began = time.process_time()
        total = total + calibration.reliability(probabilities, labels)
        seconds += time.process_time() - began
    assert isinstance(total, Bins)
    return total, seconds, most


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pixels", type=int, default=100_000_000)
    parser.add_argument("--no-write", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    size = min(PART, arguments.pixels // 10)
    few, few_seconds, few_most = streamed(10, size)
    together = [torch.cat(both) for both in zip(*(drawn(size, seed) for seed in range(10)), strict=True)]
    one_pass = calibration.reliability(*together)
    assert torch.equal(few.counts, one_pass.counts)
    assert torch.equal(few.correct, one_pass.correct)
    whole, seconds, most = streamed(arguments.pixels // size, size)
    told = (
        f"| {few.total:,} | {float(calibration.expected_calibration_error(few)):.4f} | 1 | {few_most / 2**20:.0f} MiB |",
        f"| {whole.total:,} | {float(calibration.expected_calibration_error(whole)):.4f} "
        f"| {seconds / few_seconds:.2g} | {most / 2**20:.0f} MiB |",
    )
    table = "\n".join(
        (
            f"{CLASSES} classes, parts of {size:,} pixels; the first ten parts give the counts of one pass exactly.",
            "",
            "| pixels | ECE | time, against the first row | memory beside a part |",
            "| --: | --: | --: | --: |",
            *told,
            "",
        )
    )
    print(table)
    if not arguments.no_write:
        RESULTS.write_text(f"# ECE of a stream\n\n{table}", encoding="utf-8")


if __name__ == "__main__":
    main()
