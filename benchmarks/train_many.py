"""What it saves to train networks together: `train_many` against `train`, one network after the other, in one run.

   python benchmarks/train_many.py       # prints the table and writes benchmarks/results/train_many.md

Processor time on one thread, the median over the rounds; the same data, first weights and order for both.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import torch
from torch import nn

from nls_tutorial.losses import label_smoothing_cross_entropy, margin_loss
from nls_tutorial.models import cnn, mlp
from nls_tutorial.studies import overfit_digits
from nls_tutorial.training import train, train_many

RESULTS = Path(__file__).parent / "results" / "train_many.md"
EPOCHS = 4
HOW = {"epochs": EPOCHS, "optimizer": partial(torch.optim.Adam, lr=0.01), "device": "cpu", "progress": False}
NETWORKS: dict[str, Callable[[int], nn.Module]] = {
    "perceptron 64-256-64-10": lambda seed: mlp(64, 10, seed=seed),
    "perceptron 64-64-32-10": lambda seed: mlp(64, 10, width=64, features=32, seed=seed),
    "two convolutions": lambda seed: cnn(1, 10, seed=seed),
}


def losses(count: int, kinds: int) -> list[Callable[..., torch.Tensor]]:
    """`count` losses of `kinds` kinds."""
    made = [partial(label_smoothing_cross_entropy, epsilon=0.1), partial(margin_loss, margin=6.0)]
    made += [partial(label_smoothing_cross_entropy, epsilon=0.01 * k) for k in range(kinds)]
    return [made[k % kinds] for k in range(count)]


def alone(networks: Sequence[nn.Module], chosen: Sequence[Callable[..., torch.Tensor]]) -> None:
    for network, loss in zip(networks, chosen, strict=True):
        train(network, overfit_digits(0).train, loss, **HOW)


def together(networks: Sequence[nn.Module], chosen: Sequence[Callable[..., torch.Tensor]]) -> None:
    train_many(networks, overfit_digits(0).train, chosen, **HOW)


def seconds(run: Callable[..., None], make: Callable[[int], nn.Module], count: int, kinds: int) -> float:
    networks, chosen = [make(seed) for seed in range(count)], losses(count, kinds)
    began = time.process_time()
    run(networks, chosen)
    return time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    lines = ["| networks | how many | losses | one by one ÷ together |", "|:--|--:|--:|--:|"]
    for name, make in NETWORKS.items():
        for count, kinds in ((5, 1), (15, 1), (45, 1), (45, 9)):
            for run in (alone, together):
                seconds(run, make, 2, 1)  # the first call pays for what later ones reuse
            ratios = [
                seconds(alone, make, count, kinds) / seconds(together, make, count, kinds) for _ in range(asked.rounds)
            ]
            lines.append(f"| {name} | {count} | {kinds} | {statistics.median(ratios):.2g} |")
            print(lines[-1], flush=True)
    head = "# Networks trained together\n\n" + " ".join((__doc__ or "").split("\n\n")[-1].split()) + "\n\n"
    head += f"256 digits of 8×8 in batches of 64, {EPOCHS} epochs of Adam; {asked.rounds} rounds. Above 1, together is faster.\n\n"
    RESULTS.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
