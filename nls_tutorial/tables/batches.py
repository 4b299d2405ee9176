"""Precision, recall and F1 of a whole set, and as averages over batches, which are other numbers."""

from fractions import Fraction
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.extras import needs
from nls_tutorial.tables.printed import range_of, whole_counts


def weighted_scores(labels: Tensor, predicted: Tensor) -> Float[Tensor, "3"]:
    r"""Weighted precision, recall and F1: each class's score, weighted by its share of the labels.

    With TP, FP, FN of class k: $P_k = TP/(TP+FP)$, $R_k = TP/(TP+FN)$, $F_k = 2 P_k R_k/(P_k + R_k)$, 0 where
    undefined; then $\sum_k \frac{n_k}{N} P_k$, and so on. The weighted recall is the accuracy.

    `labels` and `predicted` int64 (B,), B ≥ 1. Returns three float64 numbers in [0, 1].

    Raises TypeError for other types, ValueError for other shapes and no samples.

    Source: scikit-learn, `precision_recall_fscore_support(average="weighted")`.
    First met in notebooks/08_read_a_table_critically.
    """
    with needs("data"):  # takes seconds to import, so only where it is needed
        from sklearn.metrics import precision_recall_fscore_support

    _pair(labels, predicted)
    *scores, _ = precision_recall_fscore_support(labels.cpu(), predicted.cpu(), average="weighted", zero_division=0)
    return torch.tensor(scores, dtype=torch.float64)


def macro_scores(labels: Tensor, predicted: Tensor, classes: int) -> Float[Tensor, "3"]:
    r"""Macro precision, recall and F1: each class's score, every class counting alike, $\frac1K\sum_k P_k$ and so on.

    $P_k, R_k, F_k$ are those of `weighted_scores`, 0 where undefined; a class that no sample has counts, with zeros.
    `labels` and `predicted` int64 (B,), B ≥ 1, in 0 … K − 1; `classes` is K ≥ 2. Returns three float64 numbers in
    [0, 1].

    Raises TypeError for other types, ValueError for other shapes, K < 2, no samples and what is no class.

    Source: scikit-learn, `precision_recall_fscore_support(average="macro")`.
    First met in notebooks/13_train_on_a_skewed_set.

    >>> from torch import tensor
    >>> macro_scores(tensor([0, 0, 0, 1]), tensor([0, 0, 0, 0]), 2).tolist()  # the rare class is never named
    [0.375, 0.5, 0.42857142857142855]
    """
    with needs("data"):  # takes seconds to import, so only where it is needed
        from sklearn.metrics import precision_recall_fscore_support

    _pair(labels, predicted)
    checks.class_count("classes", classes)
    checks.class_labels("labels", labels, classes)
    checks.class_labels("predicted", predicted, classes)
    *scores, _ = precision_recall_fscore_support(
        labels.cpu(), predicted.cpu(), labels=range(classes), average="macro", zero_division=0
    )
    return torch.tensor(scores, dtype=torch.float64)


def scores_by_batches(labels: Tensor, predicted: Tensor, batch: int) -> Float[Tensor, "n 3"]:
    r"""`weighted_scores` of each batch, in the order given: what a loop over a loader sees.

    `batch` ≥ 1 samples each, the last one perhaps smaller: $n = \lceil B / \mathrm{batch} \rceil$ rows. Their mean over
    the rows is what many evaluation loops print. It depends on the order and on the size of the batches, and counts the
    last batch as much as a full one.

    Raises ValueError for batch < 1, and what `weighted_scores` raises.

    Source: the released evaluation code of NLS, batches of 100. First met in notebooks/08_read_a_table_critically.
    """
    _pair(labels, predicted)
    batch = checks.whole("batch", batch, 1)
    parts = zip(labels.split(batch), predicted.split(batch), strict=True)
    return torch.stack([weighted_scores(*part) for part in parts])


def last_batch_counts(accuracy: str, recall: str, samples: int, batch: int, *, reading: str = "either") -> list[int]:
    r"""The numbers c of right answers in the last batch that explain a printed accuracy and recall at once.

    Suppose `accuracy` is the share k/N of all right answers, and `recall` the plain mean of the recalls of ⌈N/b⌉
    batches. Weighted recall is accuracy, in each batch too, so with q full batches and a last one of r samples

    $$\mathrm{recall} = \frac{1}{q + 1}\left(\frac{k - c}{b} + \frac{c}{r}\right), \qquad 0 \le c \le r,$$

    whatever the order and the classes. `accuracy` and `recall` in per cent as printed; `samples` N ≥ 1, `batch` b ≥ 1.
    Returns the fitting c, in rising order; [] where the supposition is refuted. Where b divides N, recall is the
    accuracy: either every possible c fits, or none.

    Raises ValueError for samples or batch < 1, and what `share_range` raises.
    First met in notebooks/08_read_a_table_critically.

    >>> last_batch_counts("75.00", "59.17", 224, 100)
    [3]
    """
    batch = checks.whole("batch", batch, 1)
    low, high = range_of("recall", recall, reading, None)
    # q full batches and a last one of r; where b divides N, the last one is full
    full, last = divmod(checks.whole("samples", samples, 1) - 1, batch)
    last += 1
    found = set()
    for right in whole_counts(range_of("accuracy", accuracy, reading, None), samples):
        for c in range(max(0, right - full * batch), min(last, right) + 1):
            # ((k − c)/b + c/r)/(q + 1)
            mean = Fraction((right - c) * last + c * batch, batch * last * (full + 1))
            if low <= mean <= high:
                found.add(c)
    return sorted(found)


def _pair(labels: Any, predicted: Any) -> None:
    for name, given in (("labels", labels), ("predicted", predicted)):
        if not isinstance(given, Tensor) or given.dtype != torch.int64:
            seen = given.dtype if isinstance(given, Tensor) else type(given).__name__
            checks.refuse(name, "must be an int64 tensor of classes", seen, "Convert with .long().", error=TypeError)
        if given.ndim != 1:
            checks.refuse(name, "must have shape (B,)", tuple(given.shape), "Give one class for each sample.")
    checks.same_rows("labels", labels, "predicted", predicted)
    if len(labels) == 0:
        checks.refuse("labels", "must hold at least one sample", "none", "Add samples.")
