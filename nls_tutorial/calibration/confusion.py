"""Which class was taken for which: counts that add up, and the intersection over union of each class."""

from jaxtyping import Float, Int64
from torch import Tensor

from nls_tutorial import checks


def confusion_counts(
    predicted: Tensor, labels: Tensor, classes: int, *, ignore_index: int | None = None
) -> Int64[Tensor, "K K"]:
    r"""$C_{kl}$: how many samples (pixels) of class k were predicted as l.

    `predicted` and `labels` int64 of one shape, (N,) or (N, H, W), with classes 0 … K − 1; `classes` is K ≥ 2; samples
    whose label is `ignore_index` are left out. Counts of different batches add up: `first + second`.

    Raises ValueError for shapes that do not fit and classes outside 0 … K − 1, TypeError for what is not int64.

    >>> from torch import tensor
    >>> confusion_counts(tensor([0, 1, 1, 0]), tensor([0, 1, 0, 255]), 2, ignore_index=255).tolist()
    [[1, 1], [0, 1]]
    """
    checks.class_count("classes", classes)
    checks.class_labels("labels", labels, classes, ignore_index=ignore_index)
    checks.class_labels("predicted", predicted, classes)
    if predicted.shape != labels.shape:
        step = "Give one predicted class for each label."
        checks.refuse("predicted", f"must have the labels' shape {tuple(labels.shape)}", tuple(predicted.shape), step)
    if ignore_index is not None:
        counted = labels != ignore_index
        predicted, labels = predicted[counted], labels[counted]
    pairs = classes * labels.flatten() + predicted.flatten()
    return pairs.bincount(minlength=classes**2).reshape(classes, classes)


def intersection_over_union(counts: Tensor) -> Float[Tensor, " K"]:
    r"""$\mathrm{IoU}_k = C_{kk} \,/\, (\sum_l C_{kl} + \sum_l C_{lk} - C_{kk})$, NaN for a class that never occurs.

    `counts` (K, K) int64 from `confusion_counts`: pixels that are k and were called k, over those that are k or were
    called k. Raises ValueError for counts that are not square.

    >>> from torch import tensor
    >>> intersection_over_union(tensor([[1, 1], [0, 1]])).tolist()
    [0.5, 0.5]
    """
    checks.tensor("counts", counts)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or len(counts) < 2:
        step = "Make them with confusion_counts."
        checks.refuse("counts", "must have shape (K, K) with K ≥ 2", tuple(counts.shape), step)
    both = counts.diagonal().double()
    # |truth ∪ predicted| = |truth| + |predicted| − |truth ∩ predicted|
    union = counts.sum(1) + counts.sum(0) - both
    return both / union


def mean_iou(counts: Tensor) -> Float[Tensor, ""]:
    r"""The mean of $\mathrm{IoU}_k$ over the classes that occur, in truth or prediction; NaN where none does.

    `counts` (K, K) of a whole test set: PASCAL VOC pools the pixels of all images first. The mean of every image's own
    figure is another number. Raises what `intersection_over_union` raises.

    Source: Everingham et al. 2015, sec. 4.2 (segmentation accuracy).

    >>> from torch import tensor
    >>> float(mean_iou(tensor([[1, 1, 0], [0, 1, 0], [0, 0, 0]])))  # the third class never occurs
    0.5
    """
    return intersection_over_union(counts).nanmean()
