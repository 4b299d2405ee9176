"""How time and memory grow: each figure is a ratio within one run, against a peer or the plain formula.

    python benchmarks/growth.py       # prints the table and writes benchmarks/results/growth.md

Time is processor time on one thread, the median over the rounds; memory is the peak of what torch allocates, its
arguments not counted.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import torch
from calibration import miscalibrated, peak_bytes, processor

from nls_tutorial import calibration, checks
from nls_tutorial.boxes.objectness import _swept
from nls_tutorial.boxes.union import union_by_tree
from nls_tutorial.lessons.l02_soften_a_label import finite_optimum
from nls_tutorial.scenes import show
from nls_tutorial.tables import consistent_sample_sizes, counts_of, stubble_rows

RESULTS = Path(__file__).parent / "results" / "growth.md"
Step = Callable[[], object]


def seconds(step: Step, rounds: int) -> float:
    step()  # the first call pays for what later ones reuse
    times = []
    for _ in range(rounds):
        began = time.process_time()
        step()
        times.append(time.process_time() - began)
    return statistics.median(times)


def ratio(step: Step, base: Step, rounds: int) -> str:
    return f"{seconds(step, rounds) / seconds(base, rounds):.2g}"


def of_a_network(rounds: int) -> list[tuple[str, str, str]]:
    probabilities, labels = miscalibrated(50_000, 1000)
    logits = probabilities.log()
    most = peak_bytes(lambda: calibration.negative_log_likelihood(logits, labels))
    turned = logits.T

    def plainly() -> torch.Tensor:
        """Every class as a question of its own."""
        bins = [
            calibration.reliability_of(probabilities[:, k].contiguous(), labels == k)
            for k in range(probabilities.shape[1])
        ]
        return torch.stack([calibration.expected_calibration_error(one) for one in bins]).mean()

    def ours() -> torch.Tensor:
        return calibration.classwise_calibration_error(probabilities, labels)

    assert abs(float(plainly()) - float(ours())) < 1e-12
    return [
        ("memory of negative_log_likelihood, 5·10⁴ × 1000", "the logits", f"{most / logits.nbytes:.2g}"),
        ("memory of checks.finite on a transposed tensor", "the tensor", f"{_finite(turned):.2g}"),
        ("classwise ECE, 5·10⁴ × 1000", "probabilities.max(1)", ratio(ours, lambda: probabilities.max(1), rounds)),
        ("classwise ECE, 5·10⁴ × 1000", "one class after the other", ratio(ours, plainly, 1)),
    ]


def _finite(tensor: torch.Tensor) -> float:
    return peak_bytes(lambda: checks.finite("logits", tensor)) / tensor.nbytes


def of_resamples(rounds: int) -> list[tuple[str, str, str]]:
    samples, resamples = 10_000, 1000
    source = torch.Generator().manual_seed(0)
    confidences = torch.rand(samples, generator=source)
    right = torch.rand(samples, generator=source) < confidences

    def ece(sure: torch.Tensor, correct: torch.Tensor) -> torch.Tensor:
        return calibration.expected_calibration_error(calibration.reliability_of(sure, correct))

    def draws() -> None:
        for _ in range(10):
            torch.randint(samples, (resamples // 10, samples), generator=source)

    def ours() -> object:
        return calibration.ece_interval(confidences, right, resamples=resamples)

    def loop() -> object:
        return calibration.bootstrap_interval(ece, confidences, right, resamples=resamples)

    return [
        ("ece_interval, 10⁴ samples, 1000 resamples", "drawing the indices", ratio(ours, draws, rounds)),
        ("ece_interval, 10⁴ samples, 1000 resamples", "bootstrap_interval of ECE", ratio(ours, loop, 1)),
    ]


def of_boxes(rounds: int) -> list[tuple[str, str, str]]:
    source = torch.Generator().manual_seed(0)

    def boxes(n: int) -> torch.Tensor:
        corner, sides = torch.rand(2, n, 2, generator=source, dtype=torch.float64)
        return torch.cat([corner, corner + sides], dim=1)

    some, many = boxes(500), boxes(2000)
    grown = ratio(lambda: union_by_tree(many), lambda: union_by_tree(some), rounds)
    plainly = ratio(lambda: union_by_tree(many), lambda: _swept(many[None]), rounds)
    return [
        ("the union of 2000 boxes", "500 boxes", grown),
        ("the union of 2000 boxes", "each against each other", plainly),
    ]


def of_tables_and_scenes(rounds: int) -> list[tuple[str, str, str]]:
    figures = [scores.accuracy for scores in stubble_rows().values()]

    def sizes(most: int) -> list[int]:
        return consistent_sample_sizes(figures, most)

    def plainly(most: int) -> list[int]:
        return [n for n in range(1, most + 1) if all(counts_of(figure, n) for figure in figures)]

    assert sizes(3000) == plainly(3000)
    scene = finite_optimum()
    widget = show(scene)

    def anew() -> object:
        widget._drawn = (None, [], b"")
        return widget._repr_mimebundle_()

    return [
        ("GRIM for 40,000 sizes", "10,000 sizes", ratio(lambda: sizes(40_000), lambda: sizes(10_000), rounds)),
        ("GRIM for 3000 sizes", "size by size", ratio(lambda: sizes(3000), lambda: plainly(3000), 1)),
        ("a scene's still picture, drawn", "making the widget", ratio(anew, lambda: show(scene), rounds)),
        (
            "a scene shown again in its place",
            "making the widget",
            ratio(widget._repr_mimebundle_, lambda: show(scene), rounds),
        ),
    ]


def report(rounds: int) -> str:
    rows = [row for part in (of_a_network, of_resamples, of_boxes, of_tables_and_scenes) for row in part(rounds)]
    lines = [
        "# How time and memory grow",
        "",
        "Written by `benchmarks/growth.py`: each figure is a ratio within one run, time as processor time on one thread",
        f"(median of {rounds} rounds; of one round against the plain formula), memory as the peak of what torch allocates.",
        f"Cores shared with other work ({processor()}). torch {torch.__version__}.",
        "",
        "| what | as a share of | ratio |",
        "| --- | --- | --- |",
        *(f"| {what} | {base} | {share} |" for what, base, share in rows),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    torch.set_num_threads(1)
    text = report(parser.parse_args().rounds)
    print(text)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text, encoding="utf-8")
