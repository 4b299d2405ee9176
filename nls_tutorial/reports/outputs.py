"""What somebody's model said, and the labels: which array is which, and whether rows are logits or probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.records.summary import Summary
from nls_tutorial.reports.number_files import UNNAMED, Columns, read_numbers

LOGITS = ("logits", "logit")
PROBABILITIES = ("probabilities", "probs", "prob", "softmax", "y_prob")
OTHERS = ("preds", "outputs", "scores", "predictions")
LABELS = ("labels", "label", "targets", "target", "y_true", "y", "class")
FEWEST = 10  # rows
NO_CLASS = ("id", "index", "idx", "file", "filename", "path", "image", "pred", "prediction", "predicted", "y_pred")
OFF = 0.02  # a printed row of probabilities sums to 1 within this
ROUNDED = 0.2  # so far may rows that were rounded be off
KINDS = ("auto", "logits", "probabilities")


@dataclass(frozen=True, eq=False, repr=False)
class Outputs(Summary):
    """A model's rows, (N, K) float64, as logits and as probabilities; `kind` says which of the two were given."""

    name: str
    kind: str
    logits: Tensor
    probabilities: Tensor
    class_names: tuple[str, ...]

    def _summary(self) -> dict[str, object]:
        rows, classes = self.logits.shape
        return {"name": self.name, "given": self.kind, "rows": f"{rows:,}", "classes": classes}


def read_outputs(
    files: Sequence[str | Path], *, kind: str = "auto", labels_from: int = 0
) -> tuple[list[Outputs], Tensor]:
    r"""One model's outputs or two, and the labels of the same rows, from one to three files.

    `files`: a file with outputs, (N, K) logits or probabilities, perhaps a second, and one with the N labels; or files
    that hold both, as arrays such as `logits` and `labels`, or (torchmetrics' words) `preds` and `target`; in a table
    of text the labels may be a column so named, and the other columns' names are the classes. `kind` "auto" looks: rows
    in [0, 1] that sum to 1 (to 0.02, as they were printed) are probabilities. `labels_from` is the number of the first
    class.

    Returns the outputs and labels, (N,) int64 from 0. Raises ValueError, with the file, the rule, what was seen and
    what to do, for labels that are no whole numbers or no class, rows that do not fit, fewer than 10, NaN, and for
    rows that are not what their name or `kind` says. First met in notebooks/06_read_a_reliability_diagram.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = f"{folder}/said.npz"
    ...     np.savez(place, logits=4 * np.eye(3).repeat(4, axis=0), labels=np.arange(3).repeat(4))
    ...     (outputs,), labels = read_outputs([place])
    >>> isinstance(outputs, Outputs), outputs.kind, labels.tolist()
    (True, 'logits', [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
    """
    checks.choice("--kind", kind, KINDS)
    found: list[Outputs] = []
    labels: list[tuple[str, np.ndarray]] = []
    taken: list[str] = []
    for file in files:
        arrays = read_numbers(file)
        rows, own = _sorted_out(str(file), arrays)
        if rows is not None:
            found.append(_outputs(Path(file), *rows, kind))
            taken.append(f"{file} as outputs")
        if own is not None:
            labels.append((str(file), own))
            taken.append(f"{file} as labels")
    if not 1 <= len(found) <= 2 or not labels:
        step = (
            "Labels are (N,) and outputs (N, K): of one-hot labels give argmax(1), of two classes and one p stack "
            "1 − p and p. For example: report logits.npy labels.npy."
        )
        seen = ", ".join(taken) or "none"
        checks.refuse("files", "must hold the outputs of one model or two, and labels", seen, step)
    told = [_labels(name, given, found[0].logits.shape[1], labels_from) for name, given in labels]
    if any(not torch.equal(one, told[0]) for one in told):
        checks.refuse("labels", "must be the same in all files", "others", "Compare two models on the same rows.")
    for one in found:
        if one.logits.shape != (len(told[0]), found[0].logits.shape[1]):
            seen = f"{one.logits.shape[0]:,} rows of {one.logits.shape[1]} classes in {one.name}"
            rule = f"must have {len(told[0]):,} rows, one for each label, of {found[0].logits.shape[1]} classes"
            checks.refuse("outputs", rule, seen, "Take the outputs and labels of the same samples, in one order.")
        _only_classes(one, told[0])
    return found, told[0]


def _only_classes(one: Outputs, labels: Tensor) -> None:
    """Refuse a column that is no class: one named so, a number of the row, the labels themselves."""
    given, step = one.logits if one.kind == "logits" else one.probabilities, "Leave that column out of the file."
    rule, rows = "must have a column for each class and no other", torch.arange(len(labels), dtype=torch.float64)
    for place, name in enumerate(one.class_names):
        column = given[:, place]
        if name.lower() in NO_CLASS:
            checks.refuse(one.name, rule, f"a column named {name!r}", step)
        if torch.equal(column, rows) or torch.equal(column, rows + 1):
            checks.refuse(one.name, rule, f"the numbers of the rows in column {place + 1}", step)
        if torch.equal(column, labels.double()):
            checks.refuse(one.name, rule, f"the labels in column {place + 1}", f"{step} Or name it label.")


def _sorted_out(file: str, arrays: Columns) -> tuple[tuple[np.ndarray, str, tuple[str, ...]] | None, np.ndarray | None]:
    """The rows of outputs with their name and the classes' names, and the labels, of one file."""
    names = arrays.names
    if names and arrays[UNNAMED].ndim == 2:
        column = [place for place, name in enumerate(names) if name.lower() in LABELS]
        if len(column) == 1:
            others = [place for place in range(len(names)) if place != column[0]]
            table = arrays[UNNAMED]
            return (table[:, others], "", tuple(names[place] for place in others)), table[:, column[0]]
    outputs = {n: a for n, a in arrays.items() if n.lower() in (*LOGITS, *PROBABILITIES, *OTHERS)}
    labels = {n: a for n, a in arrays.items() if n.lower() in LABELS}
    if len(arrays) == 1:  # the shape says what it is
        ((name, array),) = arrays.items()
        flat = array.ndim == 1 or (array.ndim == 2 and array.shape[1] == 1)
        outputs, labels = ({}, {name: array.reshape(-1)}) if flat else ({name: array}, {})
    if len(outputs) > 1 or len(labels) > 1 or not (outputs or labels):
        step = "Name them logits (or probabilities) and labels."
        checks.refuse(file, "must hold one array of outputs, of labels, or of each", ", ".join(arrays), step)
    if not names and "class_names" in arrays:  # predictions.save writes them
        names = tuple(map(str, arrays["class_names"]))
    rows = next(((array, name, names) for name, array in outputs.items()), None)
    return rows, next(iter(labels.values()), None)


def _outputs(file: Path, array: np.ndarray, name: str, class_names: tuple[str, ...], kind: str) -> Outputs:
    where = str(file)
    if array.dtype.kind not in "fiu" or array.ndim != 2 or array.shape[1] < 2:
        step = "Give a column for each class; for two classes and one p, stack 1 − p and p."
        checks.refuse(where, "must hold numbers of shape (N, K), K ≥ 2", f"{array.dtype} {array.shape}", step)
    rows = torch.from_numpy(np.array(array, dtype=np.float64))
    if len(rows) < FEWEST:
        checks.refuse(where, f"must hold at least {FEWEST} rows", len(rows), "So few say nothing of calibration.")
    bad = ~(torch.isfinite(rows).any(1) & (rows < torch.inf).all(1))
    if bool(bad.any()):
        first, count = int(bad.nonzero()[0]), int(bad.sum())
        seen = f"{count:,} rows that are not, the first of them row {first} (counted from 0)"
        checks.refuse(where, "must hold finite numbers, no NaN", seen, "Find what made them.")
    kind = _kind(where, rows, (name or file.name.split(".")[0]).lower(), kind)
    if kind == "logits":
        logits, probabilities = rows, rows.softmax(1)
    else:
        probabilities = rows.clamp(0, 1)
        logits = probabilities.clamp(min=torch.finfo(torch.float64).tiny).log()  # z = log p: softmax(z) = p
    names = class_names if len(class_names) == rows.shape[1] else tuple(str(k) for k in range(rows.shape[1]))
    return Outputs(file.name, kind, logits, probabilities, names)


def _kind(where: str, rows: Tensor, name: str, kind: str) -> str:
    """Logits or probabilities, by what they are; what they were called must agree."""
    inside = bool(((rows > -1e-6) & (rows < 1 + 1e-6)).all())
    off = float((rows.sum(1) - 1).abs().max())
    are = inside and off <= OFF
    said = kind
    if kind == "auto":
        said = next(
            (k for k, words in (("logits", LOGITS), ("probabilities", PROBABILITIES)) for w in words if w in name), ""
        )
    if said == "logits" and are:
        step = "Say --kind probabilities, or give what comes before the softmax."
        checks.refuse(where, "must hold logits, as its name or --kind says", "rows in [0, 1] that sum to 1", step)
    if said == "probabilities" and not are:
        seen = f"rows that sum to 1 ± {off:.3g}" if inside else checks.span(float(rows.min()), float(rows.max()))
        step = "Say --kind logits if they come before the softmax; a row of sigmoids is neither."
        checks.refuse(where, "must hold probabilities: rows in [0, 1] that sum to 1", seen, step)
    if not said and inside and not are:
        step = "Say --kind logits if that is what they are; a row of sigmoids is neither."
        if off <= ROUNDED:
            step = "Rounded probabilities? Give more decimals, or divide each row by its sum. Or say --kind logits."
        checks.refuse(where, "must hold logits, or rows that sum to 1", f"rows in [0, 1], off by {off:.3g}", step)
    if not said and not are:
        _nearly_probabilities(where, rows)
    return "probabilities" if are else "logits"


def _nearly_probabilities(where: str, rows: Tensor) -> None:
    """Refuse per cent, and rows of which most are probabilities, unless --kind says that they are logits."""
    sums, positive, rule = rows.sum(1), (rows > -1e-6).all(1), "must hold logits, or rows that sum to 1"
    if bool(positive.all()) and float((sums - 100).abs().max()) <= 100 * OFF:
        checks.refuse(where, rule, "rows that sum to 100", "Divide by 100, or say --kind logits.")
    are = positive & ((sums - 1).abs() <= OFF)
    if float(are.double().mean()) > 0.5:
        first, count = int((~are).nonzero()[0]), int((~are).sum())
        seen = f"{count:,} of {len(rows):,} that do not, the first of them row {first} (counted from 0)"
        checks.refuse(where, rule, seen, "Correct them, or say --kind logits.")


def _labels(where: str, array: np.ndarray, classes: int, first: int) -> Tensor:
    step = "Give the number of its class for each row."
    if array.ndim != 1:
        checks.refuse(where, "must hold labels of shape (N,)", f"shape {array.shape}", step)
    if array.dtype.kind not in ("fiub" if classes == 2 else "fiu"):
        checks.refuse(where, "must hold whole numbers as labels", f"values of type {array.dtype}", step)
    whole = np.isfinite(array) & (array == np.floor(array))
    if not whole.all():
        row = int(np.argmin(whole))
        checks.refuse(where, "must hold whole numbers as labels", f"{array[row]} in row {row} (counted from 0)", step)
    labels = torch.from_numpy(array.astype(np.int64)) - first
    low, high = int(labels.min()), int(labels.max())
    if low < 0 or high >= classes:
        hint = step
        if first == 0 and (low, high) == (1, classes):
            hint = "They seem to count from 1: say --labels-from 1."
        elif first != 0 and low + first >= 0 and high + first < classes:
            hint = "They seem to count from 0: leave --labels-from out."
        rule = f"must hold labels from {first} to {first + classes - 1}, for {classes} classes"
        checks.refuse(where, rule, f"{low + first} … {high + first}", hint)
    return labels
