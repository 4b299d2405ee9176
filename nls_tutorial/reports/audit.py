"""The tests of lesson 08 on a published table: each verdict in words, each with the arithmetic behind it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import torch

from nls_tutorial import checks
from nls_tutorial.calibration import chance_calibration_errors
from nls_tutorial.reports.published_file import PublishedRow
from nls_tutorial.tables import counts_of, share_range, standard_error

SHARP = 10_000  # samples from which a figure of two decimals fits any count
WIDE = 1.96  # standard errors, for 95 %
KINDS = ("accuracy", "recall", "F1 and the mean", "difference", "ECE")


@dataclass(frozen=True)
class Finding:
    """What one test says of a row: "fits", "impossible", "within chance", "more than chance", "best" or "unknown"."""

    row: str
    test: str
    word: str
    told: str

    def __str__(self) -> str:
        return f"{self.row}: {self.test}: {self.word}. {self.told}"


def audit_table(
    rows: Sequence[PublishedRow], *, samples: int | None = None, bins: int = 15, reading: str = "either", seed: int = 0
) -> list[Finding]:
    r"""What the figures of a table allow, row by row.

    `rows` as `read_published` gives them; `samples` N is used where a row tells none; `bins` of the ECE; `reading` says
    how figures were cut, as for `tables.share_range`. The tests: GRIM (is an accuracy the share of a whole number k of
    N?), F1 ≤ (P + R)/2 (true of each class, and of any mean over classes with the same weights), the standard error
    of each accuracy, the difference of each row from the best one (unpaired, so larger than on the same images), and
    the ECE that a calibrated network with this accuracy gets by chance: of equal confidences, and of ones that are
    spread evenly from 2a − 1 (at least 0) to 1.

    Without N, only what needs none is tested. Raises ValueError for N < 1.
    First met in notebooks/08_read_a_table_critically.

    >>> rows = [PublishedRow("odd", {"accuracy": "80.35", "precision": "80.0", "recall": "80.0", "F1": "81.0"}, 100)]
    >>> [finding.word for finding in audit_table(rows)]
    ['impossible', 'impossible', 'best']
    >>> isinstance(audit_table(rows)[0], Finding)
    True
    """
    checks.choice("reading", reading, ("rounded", "cut", "either"))
    if samples is not None:
        samples = checks.whole("--samples", samples, 1, "Give the number of test samples.", high=10**9)
    sized = [PublishedRow(row.name, row.figures, row.samples or samples) for row in rows]
    found: list[Finding] = []
    for row in sized:
        found += _grim(row, reading) + _harmonic(row, reading)
    found += _differences(sized)
    for row in sized:
        found += _calibration(row, bins, seed)
    return found


def _grim(row: PublishedRow, reading: str) -> list[Finding]:
    if "accuracy" not in row.figures:
        return []
    figure, n = row.figures["accuracy"], row.samples
    if n is None:
        return [Finding(row.name, "GRIM", "unknown", "The number of test samples is not told: give it with --samples.")]
    counts = counts_of(figure, n, reading=reading)
    if not counts:
        below, above = math.floor(float(figure) / 100 * n), math.ceil(float(figure) / 100 * n)
        near = " and ".join(f"{k:,} of {n:,} is {100 * k / n:.4f} %" for k in sorted({below, above}))
        told = f"No whole number of {n:,} samples prints as {figure} %: {near}."
        return [Finding(row.name, "GRIM", "impossible", told)]
    told = f"{figure} % is {counts[0]:,} of {n:,}." if len(counts) == 1 else f"{figure} % fits {len(counts)} counts."
    if n >= SHARP:
        told += " With so many samples the test says little."
    return [Finding(row.name, "GRIM", "fits", told)]


def _harmonic(row: PublishedRow, reading: str) -> list[Finding]:
    if not {"precision", "recall", "F1"} <= set(row.figures):
        return []
    p, r, f1 = (share_range(row.figures[kind], reading=reading) for kind in ("precision", "recall", "F1"))
    most = (p[1] + r[1]) / 2
    p_told, r_told, f_told = (row.figures[kind] for kind in ("precision", "recall", "F1"))
    mean = (Fraction(p_told) + Fraction(r_told)) / 2
    told = f"F1 {f_told}, and the mean of P {p_told} and R {r_told} is {float(mean):.4g}"
    if f1[0] > most:
        least = 2 * float(f1[0]) * 100 - float(r[1]) * 100
        told += f"; with this R and F1, P would be {least:.2f} or more"
        return [Finding(row.name, "F1 ≤ (P + R)/2", "impossible", f"{told}.")]
    return [Finding(row.name, "F1 ≤ (P + R)/2", "fits", f"{told}.")]


def _differences(rows: Sequence[PublishedRow]) -> list[Finding]:
    """The standard error of every accuracy, and how far each row lies below the best one."""
    told = [(row, float(row.figures["accuracy"]) / 100) for row in rows if "accuracy" in row.figures]
    if not told:
        return []
    best, top = max(told, key=lambda pair: pair[1])
    return [_difference(row, share, best, top) for row, share in told]


def _difference(row: PublishedRow, share: float, best: PublishedRow, top: float) -> Finding:
    if row.samples is None or best.samples is None:
        return Finding(row.name, "standard error", "unknown", "It needs the number of test samples.")
    error = 100 * standard_error(share, row.samples)
    told = f"{100 * share:.4g} % ± {WIDE * error:.2f} (95 %, of the choice of {row.samples:,} samples)."
    if row is best:
        return Finding(row.name, "standard error", "best", told)
    gap = 100 * (top - share)
    limit = WIDE * math.hypot(error, 100 * standard_error(top, best.samples))
    word = "more than chance" if gap > limit else "within chance"
    told += f" {gap:.2f} points below {best.name}, where test samples alone give up to {limit:.2f} (unpaired)."
    return Finding(row.name, "standard error", word, told)


def _calibration(row: PublishedRow, bins: int, seed: int) -> list[Finding]:
    found = []
    for kind in ("ECE", "AECE"):
        if kind not in row.figures:
            continue
        if row.samples is None or "accuracy" not in row.figures:
            told = "The floor needs the accuracy and the number of test samples."
            found.append(Finding(row.name, f"{kind} by chance", "unknown", told))
            continue
        share = float(row.figures["accuracy"]) / 100
        least, spread = _floors(share, min(row.samples, 100_000), bins, "width" if kind == "ECE" else "mass", seed)
        shrink = math.sqrt(min(row.samples, 100_000) / row.samples)
        least, spread = 100 * least * shrink, 100 * spread * shrink
        value = float(row.figures[kind])
        word = "within chance" if value <= spread else "more than chance"
        told = f"{kind} {row.figures[kind]} %; a calibrated network of this accuracy gets about {least:.2f} (all "
        told += f"equally sure) to {spread:.2f} (confidences spread out) from {row.samples:,} samples and {bins} bins."
        found.append(Finding(row.name, f"{kind} by chance", word, told))
    return found


def _floors(share: float, n: int, bins: int, scheme: str, seed: int) -> tuple[float, float]:
    """Mean ECE by chance of equal confidences, and of ones spread evenly with this mean."""
    equal = torch.full((n,), share, dtype=torch.float64)
    half = min(share, 1 - share)
    even = torch.linspace(share - half, share + half, n, dtype=torch.float64).clamp(0, 1)
    one, other = (
        float(chance_calibration_errors(sure, bins=bins, scheme=scheme, draws=50, seed=seed).mean())
        for sure in (equal, even)
    )
    return min(one, other), max(one, other)
