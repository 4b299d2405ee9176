"""Losses side by side: trained alike on few and noisy digits, scored alike; and the poster's published table."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration import (
    expected_calibration_error,
    fit_temperature,
    negative_log_likelihood,
    reliability,
)
from nls_tutorial.data import digits
from nls_tutorial.geometry import logit_distances
from nls_tutorial.models import mlp
from nls_tutorial.predictions import collect
from nls_tutorial.records import Predictions, SideBySide, Splits, Table
from nls_tutorial.training import train

Loss = Callable[[Tensor, Tensor], Tensor]
Trained = tuple[Predictions, Predictions, Predictions]  # on the training, the calibration and the test part
TRAIN, NOISE, EPOCHS, RATE = 256, 0.25, 50, 0.01

# MbLS poster, its first results table: (ECE, AECE) in per cent. The source cuts the last two AECE of MbLS after one
# decimal.
POSTER_SETTINGS = ("Tiny-ImageNet R-50", "Tiny-ImageNet R-101", "CIFAR-10 R-50", "CIFAR-10 R-101")
POSTER: dict[str, tuple[tuple[str, str], ...]] = {
    "CE": (("3.73", "3.69"), ("4.97", "4.97"), ("5.85", "5.84"), ("5.74", "5.73")),
    "ECP": (("4.00", "3.92"), ("4.68", "4.66"), ("3.01", "2.99"), ("5.41", "5.40")),
    "LS": (("3.17", "3.16"), ("2.20", "2.21"), ("2.79", "3.85"), ("3.56", "4.68")),
    "FL": (("2.96", "3.12"), ("2.55", "2.44"), ("3.90", "3.86"), ("4.60", "4.58")),
    "FLSD": (("2.91", "2.95"), ("4.92", "4.91"), ("3.84", "3.60"), ("4.58", "4.57")),
    "MbLS m = 0": (("2.50", "2.58"), ("1.89", "1.95"), ("3.72", "4.29"), ("3.07", "3.97")),
    "MbLS": (("1.64", "1.73"), ("1.62", "1.63"), ("1.16", "3.1…"), ("1.38", "3.2…")),
}


def overfit_digits(seed: int = 0) -> Splits:
    """256 training digits, a quarter of them with a wrong label; 400 for calibration and 600 for test, all clean.

    Few and noisy, so that a network that learns them by heart becomes overconfident.
    First met in notebooks/05_keep_a_margin.
    """
    return digits(train=TRAIN, label_noise=NOISE, seed=seed)


def side_by_side(
    losses: Mapping[str, Loss],
    *,
    seeds: Sequence[int],
    epochs: int = EPOCHS,
    rates: Mapping[str, float] | None = None,
) -> SideBySide:
    r"""Train the same perceptron with each loss and each seed on `overfit_digits`, and score it on the test part.

    `losses` maps names to losses of (logits, labels); `seeds` decide the digits, the wrong labels, the first weights
    and the order, and are the same for all losses; Adam with learning rate 0.01, batches of 64, `epochs` epochs.
    `rates` gives a loss its own learning rate. ECE and AECE have 15 bins; the temperature is fitted on the calibration
    part. No number is stored: every call trains.

    Raises ValueError for no losses, no seeds, epochs < 1, and a rate for a loss that is not there.
    First met in notebooks/05_keep_a_margin. Source: the rows and columns of the MbLS poster's first table.
    """
    own = dict(rates or {})
    checks.whole("epochs", epochs, 1)
    for argument, given in (("losses", losses), ("seeds", seeds)):
        if len(given) == 0:
            checks.refuse(argument, "must hold at least one", "none", "Add one.")
    strangers = sorted(set(own) - set(losses))
    if strangers:
        checks.refuse("rates", f"must name losses of this study ({', '.join(losses)})", strangers, "Correct the name.")
    runs = {
        name: [train_on_overfit_digits(loss, seed, epochs=epochs, rate=own.get(name, RATE)) for seed in seeds]
        for name, loss in losses.items()
    }
    exceptions = "".join(f"; {name} {rate:g}" for name, rate in own.items())
    return score_side_by_side(
        runs,
        f"Trained here: {TRAIN} digits, {NOISE:.0%} wrong labels, a perceptron, {epochs} epochs of Adam (learning rate "
        f"{RATE:g}{exceptions}), scored on 600 clean test digits.",
    )


def train_on_overfit_digits(
    loss: Loss, seed: int, *, epochs: int = EPOCHS, rate: float = RATE, data_seed: int | None = None
) -> Trained:
    r"""One perceptron, trained with `loss` of (logits, labels) on `overfit_digits(seed)`: what it says about each part.

    Returns the predictions for the training, calibration and test part, in this order. `seed` decides the digits, the
    wrong labels, the first weights and the order; Adam with learning rate `rate`, batches of 64, `epochs` epochs. With
    `data_seed` that one decides the digits and the wrong labels, and `seed` only the rest.
    Raises ValueError for epochs < 1. First met in notebooks/07_scale_the_temperature.
    """
    splits = overfit_digits(seed if data_seed is None else data_seed)
    network = mlp(in_features=64, classes=10, seed=seed)
    adam = partial(torch.optim.Adam, lr=rate)
    train(network, splits.train, loss, epochs=epochs, optimizer=adam, seed=seed, device="cpu", progress=False)
    assert splits.calibration is not None
    learnt, held_out, test = (
        collect(network, part, seed=seed, device="cpu") for part in (splits.train, splits.calibration, splits.test)
    )
    return learnt, held_out, test


def score_side_by_side(runs: Mapping[str, Sequence[Trained]], made_by: str) -> SideBySide:
    r"""Scores of networks that are trained already: `runs[name]` holds training, calibration and test predictions.

    One triple for each seed, the same seeds in the same order for every name; `made_by` says in words how they were
    made. The temperature is fitted on the calibration predictions, all scores are of the test predictions.
    Raises ValueError where the seeds differ. First met in notebooks/07_scale_the_temperature.
    """
    seeds = {name: tuple(test.seed for _, _, test in row) for name, row in runs.items()}
    if len(set(seeds.values())) != 1:
        checks.refuse("runs", "must hold the same seeds for every name", seeds, "Train all of them alike.")
    scored = [[_scores(*trained) for trained in row] for row in runs.values()]
    before, after, temperature, fitted, distances, confidence = (
        np.array([[run[place] for run in row] for row in scored], dtype=np.float64) for place in range(6)
    )
    return SideBySide(
        tuple(runs),
        next(iter(seeds.values())),
        before,
        after,
        temperature,
        fitted,
        distances,
        confidence,
        made_by,
    )


Run = tuple[list[float], list[float], float, float, np.ndarray, np.ndarray]


def _scores(learnt: Predictions, held_out: Predictions, test: Predictions) -> Run:
    """Before, after, temperature, fitted, distances and confidence of one network."""
    fit = fit_temperature(held_out.logits, held_out.labels, split=held_out.split)
    return (
        four_scores(test),
        four_scores(fit.apply_to(test)) if fit.exists else [np.nan] * 4,
        np.nan if fit.temperature is None else fit.temperature,
        learnt.accuracy,
        logit_distances(test.logits).amax(dim=1).double().numpy(),
        test.confidence.double().numpy(),
    )


def four_scores(seen: Predictions) -> list[float]:
    """Accuracy, ECE and AECE (15 bins) as shares, and NLL in nats. First met in notebooks/05_keep_a_margin."""
    equal_width, equal_mass = (reliability(seen.probabilities, seen.labels, scheme=s) for s in ("width", "mass"))
    ece, aece = (float(expected_calibration_error(bins)) for bins in (equal_width, equal_mass))
    return [seen.accuracy, ece, aece, float(negative_log_likelihood(seen.logits, seen.labels))]


def beside_poster(study: SideBySide, *, against: str = "CE") -> Table:
    """The study's ECE and AECE beside the poster's, with a verdict a row: is ECE lower than that of `against`?

    Here a difference counts when every seed agrees on its sign, in the poster when all four settings do; "here 5/5"
    says that it is lower in five of five seeds. A loss that is not on the poster is said to be.

    Raises ValueError where `against` is not in the study.
    First met in notebooks/05_keep_a_margin. Source: MbLS poster, first results table (ECE / AECE in per cent).
    """
    if against not in study.names or against not in POSTER:
        checks.refuse("against", "must be a loss of the study and the poster", repr(against), "Use 'CE'.")
    rows = []
    for name in study.names:
        ece, aece = (100 * study.of(name, score).mean() for score in ("ECE", "AECE"))
        published = POSTER.get(name)
        told = [f"{own} / {adaptive}" for own, adaptive in published] if published else ["not there"] * 4
        rows.append((name, f"{ece:.1f} / {aece:.1f}", *told, verdict(study, name, against)))
    columns = ("loss", "here", *POSTER_SETTINGS, f"ECE lower than {against}'s?")
    return Table("ECE / AECE in per cent: here (digits), and as the poster has it", columns, tuple(rows))


def verdict(study: SideBySide, name: str, against: str = "CE") -> str:
    """One row's verdict in words: what the poster says about its ECE against that of `against`, and what shows here."""
    if name == against:
        return "the one to compare with"
    here = (study.of(name, "ECE") < study.of(against, "ECE")).sum()
    seeds = len(study.seeds)
    shown = {0: "higher", seeds: "lower"}.get(int(here), "unsettled")
    counted = f"here {here}/{seeds}"
    if name not in POSTER:
        return f"{shown} ({counted})"
    pairs = list(zip(POSTER[name], POSTER[against], strict=True))
    lower = sum(float(own) < float(other) for (own, _), (other, _) in pairs)
    counted = f"poster {lower}/{len(pairs)}, {counted}"
    said = {0: "higher", len(pairs): "lower"}.get(lower, "unsettled")
    if shown == "unsettled":
        return f"seeds disagree ({counted})"
    if said == "unsettled":
        return f"{shown}; the poster is divided ({counted})"
    return f"{'agrees' if said == shown else 'does not agree'}: {shown} ({counted})"
