"""The study of lesson 12: nine losses side by side, and the poster's table beside them."""

from functools import partial

import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.losses import (
    confidence_penalty_loss,
    flsd_loss,
    focal_loss,
    label_smoothing_cross_entropy,
    margin_loss,
    normalized_cross_entropy,
)
from nls_tutorial.records import Results, Table, Verdict, verdict
from nls_tutorial.studies import compare_losses
from nls_tutorial.tables import MBLS_AECE, MBLS_ECE, MBLS_SETTINGS
from nls_tutorial.targets import smooth_uniform


def normlsce(logits: Tensor, labels: Tensor) -> Tensor:
    """Normalized cross-entropy with ε = 0.1, the mean over a batch."""
    return normalized_cross_entropy(logits, smooth_uniform(labels, logits.shape[1], 0.1))


NINE_LOSSES = compare_losses(
    {
        "CE": torch.nn.functional.cross_entropy,
        "ECP": partial(confidence_penalty_loss, weight=0.1),
        "LS": partial(label_smoothing_cross_entropy, epsilon=0.1),
        "LS ε = 0.05": partial(label_smoothing_cross_entropy, epsilon=0.05),
        "FL": partial(focal_loss, gamma=3.0),
        "FLSD": flsd_loss,
        "MbLS m = 0": partial(margin_loss, margin=0.0),
        "MbLS": partial(margin_loss, margin=6.0),
        "normLSCE": normlsce,
    },
    epochs=500,
    rates={"normLSCE": 0.03},
    name="nine_losses",
    about="The losses of lessons 02 to 05 on few and noisy digits, before and after temperature.",
    seeds=10,
    budgets={"quick": {"epochs": 50}, "class": {"epochs": 150}},
)


def beside_poster(results: Results, *, against: str = "CE") -> Table:
    """ECE and AECE of the losses beside the poster's, with the verdict a row: is ECE lower than that of `against`?

    The verdict is that of `records.verdict`, paired by seed; "poster 4/4" says in how many of the poster's four
    settings it is lower. A loss that is not on the poster is said to be.

    Raises ValueError where `against` is not in the study.
    First met in notebooks/12_compare_the_losses. Source: MbLS poster, first table (ECE / AECE in per cent).
    """
    if against not in results.arms or against not in MBLS_ECE:
        checks.refuse("against", "must be a loss of the study and the poster", repr(against), "Use 'CE'.")
    rows = []
    for name in results.arms:
        ece, aece = (100 * results.mean_std(name, score).mean for score in ("ECE", "AECE"))
        there = name in MBLS_ECE
        printed = [f"{MBLS_ECE[name][s]} / {MBLS_AECE[name][s]}" if there else "not there" for s in MBLS_SETTINGS]
        rows.append((name, f"{ece:.1f} / {aece:.1f}", *printed, _told(results, name, against)))
    columns = ("loss", "here", *MBLS_SETTINGS, f"ECE lower than {against}'s?")
    return Table("ECE / AECE in per cent: here (digits), and as the poster has it", columns, tuple(rows))


def _told(results: Results, name: str, against: str) -> str:
    if name == against:
        return "the one to compare with"
    seen = verdict(results.scores(name, "ECE"), results.scores(against, "ECE"), claim="lower")
    told = f"{seen.word} (here {seen.agree}/{seen.seeds}"
    if name not in MBLS_ECE:
        return f"{told})"
    lower = sum(MBLS_ECE.figure(name, s) < MBLS_ECE.figure(against, s) for s in MBLS_SETTINGS)
    return f"{told}, poster {lower}/{len(MBLS_SETTINGS)})"


def against_floor(results: Results, arm: str) -> Verdict:
    """The verdict on "the ECE of `arm` is higher than chance gives a calibrated network which is as sure", by seed.

    Where it does not show, the loss cannot be told from a calibrated one with so many test pictures, and two such
    losses have no order. First met in notebooks/12_compare_the_losses.
    """
    pair = (results.scores(arm, score) for score in ("ECE", "ECE by chance"))
    return verdict(*pair, claim="higher", unit=" points", digits=1, scale=100)
