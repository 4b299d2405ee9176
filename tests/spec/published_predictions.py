"""Predictions that others published, where their folder stands beside the repository, and a table of their scores."""

import csv
import io
from pathlib import Path

import numpy as np
import torch

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT.parent / "shared" / "data" / "cifar-predictions"
HUMAN = ROOT.parent / "shared" / "data" / "cifar10h" / "cifar10h-probs.npy"
TABLE = ROOT / "data" / "results" / "published_predictions.csv"
CROSSVAL = "peterson2019/crossval10"


def csv_rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def networks():
    """(set, network) of all published predictions, in a fixed order."""
    found = [("kueppers2020", f.stem) for f in FOLDER.glob("kueppers2020/*.npz")]
    found += [("kumar2019", f.stem) for f in FOLDER.glob("kumar2019/*.npz")]
    found += [("widmann2019", f.name.removesuffix(".csv.gz")) for f in FOLDER.glob("widmann2019/*.csv.gz")]
    found += [
        ("peterson2019", f.name.removesuffix("_test_logits.npy")) for f in FOLDER.glob("peterson2019/*_logits.npy")
    ]
    found += [(CROSSVAL, f.stem) for f in FOLDER.glob(f"{CROSSVAL}/*__*.npy")]
    return sorted(found)


def cifar10_labels():
    return torch.from_numpy(np.load(FOLDER / "peterson2019" / "test_labels.npy").astype(np.int64))


def logits(group, network):
    """Float64 logits (10000, K), or None where only probabilities were published."""
    if not group.startswith("peterson2019"):
        return None
    name = f"{network}.npy" if group == CROSSVAL else f"{network}_test_logits.npy"
    return torch.from_numpy(np.load(FOLDER / group / name)).double()


def predictions(group, network):
    """Float64 probabilities (10000, K) and labels (10000,)."""
    if group.startswith("peterson2019"):
        return logits(group, network).softmax(1), cifar10_labels()
    if group == "widmann2019":
        probabilities = np.loadtxt(FOLDER / group / f"{network}.csv.gz", delimiter=",")
        labels = np.loadtxt(FOLDER / group / "labels.csv", dtype=np.int64) - 1  # counted from 1 there
        return torch.from_numpy(probabilities), torch.from_numpy(labels)
    with np.load(FOLDER / group / f"{network}.npz") as file:
        return torch.from_numpy(file["probabilities"]).double(), torch.from_numpy(file["labels"].astype(np.int64))


def row(group, network):
    """One row of the table: scores on all 10,000 images; T fitted on the first half and scored on the second."""
    from nls_tutorial import calibration as c

    probabilities, labels = predictions(group, network)
    bins = c.reliability(probabilities, labels)
    scores = {
        "accuracy": int(bins.correct.sum()) / bins.total,
        "mean_confidence": c.average_confidence(probabilities),
        "overconfidence": c.overconfidence(probabilities, labels),
        "underconfidence": c.underconfidence(probabilities, labels),
        "nll": -probabilities.gather(1, labels.unsqueeze(1)).log().mean(),
        "brier": c.brier_score(probabilities, labels),
        "ece15": c.expected_calibration_error(bins),
        "ece100": c.expected_calibration_error(c.reliability(probabilities, labels, bins=100)),
        "aece15": c.expected_calibration_error(c.reliability(probabilities, labels, scheme="mass")),
        "mce15": c.maximum_calibration_error(bins),
        "classwise_ece15": c.classwise_calibration_error(probabilities, labels),
        "simplex_ece10": c.simplex_calibration_error(probabilities, labels) if probabilities.shape[1] == 10 else None,
    }
    z = logits(group, network)
    if z is not None:
        first, second = slice(None, 5000), slice(5000, None)
        fit = c.fit_temperature(z[first], labels[first], split="first half")
        cooled = fit.apply(z[second])
        scores |= {
            "temperature": fit.temperature,
            "nll_half": c.negative_log_likelihood(z[second], labels[second]),
            "nll_half_tempered": c.negative_log_likelihood(cooled, labels[second]),
            "ece15_half": c.expected_calibration_error(c.reliability(probabilities[second], labels[second])),
            "ece15_half_tempered": c.expected_calibration_error(c.reliability(cooled.softmax(1), labels[second])),
        }
    names = {"set": group, "network": network, "classes": probabilities.shape[1], "samples": len(labels)}
    return names | {name: "" if value is None else f"{float(value):.8f}" for name, value in scores.items()}


def text():
    """The whole table as CSV."""
    rows = [row(*found) for found in networks()]
    columns = max((list(one) for one in rows), key=len)
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
